/* Measures of a protocol: intensity and cost of its swaps, the end of training, and speed-up. */
#include "analysis/read/swap_protocol.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/plot.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

static char *label_of(const struct run *f)
{
    char *const path = base_text("%s", f->path), *slash = strrchr(path, '/');
    if (slash) *slash = '\0';
    char *const name = base_text("%s", strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
    base_free(path);
    return name;
}

bool swap_protocol_is_code(const char *protocol) /* of a swap of features */
{
    return strlen(protocol) == 3 && strspn(protocol, "1SA") == 3;
}

bool swap_protocol_ends_in_code(const char *protocol)
{
    const char *const plus = strrchr(protocol, '+');
    const char *const last = plus ? plus + 1 + strspn(plus + 1, " ") : protocol;
    const size_t word = strcspn(last, " ");
    return word == 3 && strspn(last, "1SA") == 3;
}

/* Of a protocol with its own values, "flip_crop amount=4", the first word counts. */
static bool acts_on_weights(const char *protocol)
{
    static const char *const others[] = {
        "none",  "flip_crop",   "channel_shuffle", "patch_shuffle", "noise",
        "mixup", "label_noise", "joint_pixel",     "joint_channel", NULL};
    const size_t word = strcspn(protocol, " ");
    for (const char *const *o = others; *o; o++)
        if (strlen(*o) == word && strncmp(*o, protocol, word) == 0) return false;
    return !swap_protocol_is_code(protocol) && !strchr(protocol, '+');
}

double swap_protocol_number(const struct run *f, const char *key)
{
    const char *const text = run_value(f, key);
    return text ? atof(text) : NAN;
}

static double column_sum(const struct table *t, const char *name)
{
    const size_t column = table_column(t, name);
    double sum = 0;
    for (size_t i = 0; i < t->rows; i++) sum += table_at(t, i, column);
    return sum;
}

/* From swaps.dat of all members: mean squared change of values and mean |change of the loss| per step,
   and mean change of the loss per swap. */
static void read_swaps(struct swap_protocol *p)
{
    double moved = 0, square = 0, events = 0, up = 0, down = 0;
    for (size_t i = 0; i < p->group->n; i++) {
        const struct run *const f = p->group->member[i];
        if (!run_has(f, "swaps")) continue;
        struct table t = table_read(f->path, "swaps");
        moved += column_sum(&t, "moved"), square += column_sum(&t, "moved_sum");
        events += column_sum(&t, "raised") + column_sum(&t, "lowered");
        up += column_sum(&t, "raised_sum"), down += column_sum(&t, "lowered_sum");
        table_clear(&t);
    }
    const struct run *const f = group_first(p->group);
    const double often = swap_protocol_number(f, "swap.probability") /
                         swap_protocol_number(f, "swap.every") *
                         (p->weights ? swap_protocol_number(f, "swap.swaps") : 1);
    p->intensity = square / moved * often;
    p->dL = (up - down) / events;
    p->disturbance = (up + down) / events * often;
}

double swap_protocol_raised(const struct swap_protocol *p, double *from, double *to, double *raised)
{
    double all = 0;
    for (size_t b = 0; b < SWAP_PROTOCOL_BINS; b++) from[b] = to[b] = raised[b] = 0;
    for (size_t i = 0; i < p->group->n; i++) {
        if (!run_has(p->group->member[i], "swaps")) continue;
        struct table t = table_read(p->group->member[i]->path, "swaps");
        for (size_t b = 0; b < t.rows && b < SWAP_PROTOCOL_BINS; b++) {
            from[b] = table_at(&t, b, table_column(&t, "from"));
            to[b] = table_at(&t, b, table_column(&t, "to"));
            raised[b] += table_at(&t, b, table_column(&t, "raised"));
        }
        all += column_sum(&t, "raised") + column_sum(&t, "lowered");
        table_clear(&t);
    }
    return all;
}

/* The last row of a column; unknown if a run does not have it. */
static struct statistics_estimate last_of(const struct group *g, const char *table,
                                          const char *name)
{
    double *const x = base_alloc(g->n, sizeof *x);
    size_t n = 0;
    for (size_t i = 0; i < g->n && run_has(g->member[i], table); i++) {
        struct table t = table_read(g->member[i]->path, table);
        if (table_has(&t, name)) x[n++] = table_at(&t, t.rows - 1, table_column(&t, name));
        table_clear(&t);
    }
    const struct statistics_estimate e =
        n == g->n ? statistics_mean(n, x) : (struct statistics_estimate){NAN, NAN};
    base_free(x);
    return e;
}

/* Mean loss of the reference after this share of its run. */
double swap_protocol_loss_after(const struct group *reference, double share)
{
    double sum = 0;
    for (size_t i = 0; i < reference->n; i++) {
        struct table t = table_read(reference->member[i]->path, "series");
        const size_t time = table_column(&t, "t"), energy = table_column(&t, "energy");
        const double end = table_at(&t, t.rows - 1, time);
        size_t r = 0;
        while (table_at(&t, r, time) < share * end) r++;
        sum += table_at(&t, r, energy) / (double)reference->n;
        table_clear(&t);
    }
    return sum;
}

const double swap_protocol_shares[SWAP_PROTOCOL_LEVELS] = {0.1, 0.3, 0.6};

void swap_protocol_measure(struct swap_protocol *p, const struct groups *all, const struct group *g)
{
    *p = (struct swap_protocol){.group = g, .reference = groups_reference(all, g)};
    const struct run *const f = group_first(g);
    p->label = label_of(f);
    p->name = run_value(f, "swap.protocol");
    require(p->name, "%s: is no training of a network", f->path);
    require(p->reference, "%s: its runs without swaps are not among the folders", f->path);
    p->weights = acts_on_weights(p->name);
    read_swaps(p);
    p->loss = last_of(g, "series", "energy");
    p->accuracy = last_of(g, "series", "train_accuracy");
    p->test = last_of(g, "series", "test_accuracy");
    p->test_loss = last_of(g, "series", "test_loss");
    p->swapped = last_of(g, "batches", "loss");
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_NOISE);
    for (int k = 0; k < SWAP_PROTOCOL_LEVELS; k++)
        p->speedup[k] = first_passage_speedup(
            p->reference, g, swap_protocol_loss_after(p->reference, swap_protocol_shares[k]), &rng);
}

struct plot_series *swap_protocol_curve(struct plot_panel *panel, const struct group *g,
                                        const char *name, const char *legend, unsigned colour,
                                        double width)
{
    struct table *const t = base_alloc(g->n, sizeof *t);
    double *const x = base_alloc(g->n, sizeof *x);
    size_t rows = SIZE_MAX;
    for (size_t i = 0; i < g->n; i++) {
        t[i] = temperature_stages_table(g->member[i], "series", &g->part);
        if (t[i].rows < rows) rows = t[i].rows;
    }
    struct plot_series *const s = plot_add(panel, rows, legend, colour, width);
    s->n = 0;
    for (size_t r = 0; r < rows; r++) {
        for (size_t i = 0; i < g->n; i++) x[i] = table_at(&t[i], r, table_column(&t[i], name));
        const struct statistics_estimate e = statistics_mean(g->n, x);
        const double at = table_at(t, r, table_column(t, "t")) - g->part.begin;
        if (at > 0) s->x[s->n] = at, s->y[s->n] = e.value, s->error[s->n++] = e.error;
    }
    for (size_t i = 0; i < g->n; i++) table_clear(&t[i]);
    base_free(t);
    base_free(x);
    return s;
}
