/* Implementation of label_noise.h. */
#include "dnn/data/label_noise.h"

#include <string.h>

#include "common/config/runfile.h"
#include "common/core/rng.h"
#include "dnn/data/data_notes.h"

enum { NOISE = 4 }; /* stream */

static uint8_t uniform(uint8_t label, size_t classes, uint32_t draw)
{
    return (uint8_t)(draw + (draw >= label && classes > 1)); /* draw < classes - 1 */
}

static uint8_t pair(uint8_t label, size_t classes, uint32_t draw)
{
    (void)draw;
    return (uint8_t)((label + 1u) % classes);
}

const struct label_noise_kind label_noise_kinds[] = {
    {"uniform", "one of the other classes, each with equal probability", uniform},
    {"pair", "the next class; the first one after the last (Han et al., arXiv:1804.06872)", pair},
    {0}};
const struct base_table label_noise_table = {"noise_kind", "changes of labels, [data] noise_kind",
                                             label_noise_kinds, sizeof *label_noise_kinds};

struct plan {
    const struct label_noise_kind *kind;
    bool random; /* all labels are drawn anew */
    double share;
    uint64_t seed;
};

static struct plan plan_of(const struct runfile *f)
{
    const int64_t seed = runfile_int(f, "data", "noise_seed");
    return (struct plan){.kind = runfile_row(f, "data", "noise_kind"),
                         .random = strcmp(runfile_text(f, "data", "labels"), "random") == 0,
                         .share = runfile_real(f, "data", "label_noise"),
                         .seed = (uint64_t)(seed < 0 ? runfile_int(f, "run", "seed") : seed)};
}

/* Index of the training sample of each number, n of them; UINT32_MAX: not used. */
static uint32_t *samples_by_number(const struct data_part *p, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < p->n; i++)
        if (p->number[i] >= *n) *n = p->number[i] + 1;
    uint32_t *const at = base_alloc(*n, sizeof *at);
    memset(at, 0xff, *n * sizeof *at);
    for (size_t i = 0; i < p->n; i++) at[p->number[i]] = (uint32_t)i;
    return at;
}

/* Draws for every number up to the largest, so that each has its own. Returns the number of labels
   that differ. */
static size_t change(struct data_part *p, size_t classes, const struct plan *plan)
{
    struct rng rng;
    rng_init(&rng, plan->seed, NOISE, RNG_DATA);
    size_t n, changed = 0;
    uint32_t *const at = samples_by_number(p, &n);
    for (size_t i = 0; i < n; i++) {
        const bool hit = plan->random || rng_uniform(&rng) < plan->share;
        const uint32_t draw = rng_below(&rng, (uint32_t)(classes - !plan->random));
        if (!hit || at[i] == UINT32_MAX) continue;
        uint8_t *const label = &p->label[at[i]], before = *label;
        *label = plan->random ? (uint8_t)draw : plan->kind->label(before, classes, draw);
        changed += *label != before;
    }
    base_free(at);
    return changed;
}

void label_noise_apply(struct data *d, const struct runfile *f, const struct data_kind *kind)
{
    const struct plan plan = plan_of(f);
    const char *const where = runfile_where(f, "data", plan.random ? "labels" : "label_noise");
    const bool own = kind->noisy && !plan.random; /* its loader has changed labels of both parts */
    require(!own || plan.kind == label_noise_kinds, "%s = %s: labels of %s change uniformly",
            runfile_where(f, "data", "noise_kind"), plan.kind->name, kind->name);
    require(!own || runfile_int(f, "data", "noise_seed") < 0,
            "%s: labels of %s change with [run] seed", runfile_where(f, "data", "noise_seed"),
            kind->name);
    if (own || !(plan.random || plan.share > 0)) return;
    require(!plan.random || plan.share == 0,
            "%s = random: leaves nothing for label_noise to change", where);
    require(data_labels(d) == 1, "%s: needs one label per sample, and there are %zu", where,
            data_labels(d));
    require(!d->targets, "%s: samples with targets have no labels to change", where);
    d->train.original = memcpy(base_alloc(d->train.n, 1), d->train.label, d->train.n);
    const size_t changed = change(&d->train, d->classes, &plan);
    data_notes_add(d,
                   "label noise: %zu of %zu training labels changed (%s, seed %llu); samples.dat "
                   "lists them",
                   changed, d->train.n, plan.random ? "random labels" : plan.kind->name,
                   (unsigned long long)plan.seed);
}
