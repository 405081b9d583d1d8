/* Implementation of branch_state.h. */
#include "common/run/branch_state.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "common/config/ini.h"
#include "common/config/runfile.h"
#include "common/io/checkpoint.h"
#include "common/mc/mc.h"
#include "common/run/branch_parent.h"

static const struct base_row momentum_rows[] = {
    {"keep", "velocities, or the momentum and mean squares of the optimiser, as in the parent; "
             "drawn if [run] dynamics or [train] optimiser differ, or if it has none"},
    {"draw", "as in a new run: velocities drawn at T, momentum of optimisers 0"},
    {0}};
const struct base_table branch_state_momentum = {"momentum", "of a branch, [branch] momentum",
                                                 momentum_rows, sizeof *momentum_rows};

static const struct base_row clock_rows[] = {
    {"continue", "schedules of T, P, rho and the learning rate continue at the parent's time"},
    {"restart", "they begin again at time 0"},
    {0}};
const struct base_table branch_state_clock = {"clock", "of schedules in a branch, [branch] clock",
                                              clock_rows, sizeof *clock_rows};

static const struct runfile_key keys[] = {
    {.name = "parent",
     .doc = "state from which the run starts: FOLDER@TIME, the time of a checkpoint or a frame",
     .type = RUNFILE_TEXT,
     .value = NULL},
    {.name = "digest",
     .doc = "digest of that state, verified at the start; none: any",
     .type = RUNFILE_TEXT,
     .value = "none"},
    {.name = "momentum",
     .doc = "velocities, or momentum of the optimiser",
     .type = RUNFILE_TEXT,
     .value = "keep",
     .table = &branch_state_momentum},
    {.name = "clock",
     .doc = "clock of schedules",
     .type = RUNFILE_TEXT,
     .value = "continue",
     .table = &branch_state_clock},
    {0},
};

void branch_state_declare(struct runfile *f)
{
    runfile_declare_one(f, "branch", "start from the state of another run", keys, true);
}

bool branch_state_asked(const struct runfile *f)
{
    return runfile_has(f, "branch");
}

static bool is(const struct runfile *f, const char *key, const char *word)
{
    return strcmp(runfile_text(f, "branch", key), word) == 0;
}

static void require_digest(const struct parent_state *p, const struct runfile *f)
{
    char digest[32];
    snprintf(digest, sizeof digest, "%016" PRIx64, p->digest);
    require(is(f, "digest", "none") || is(f, "digest", digest),
            "%s = %s: that state now has the digest %s: the parent has changed. Set the digest to "
            "none to start from it all the same",
            runfile_where(f, "branch", "digest"), runfile_text(f, "branch", "digest"), digest);
}

/* ---- what stays of the parent ---------------------------------------------------------------- */

/* Steps tuned in the parent stay, unless the run file sets other ones than the parent's. */
static void restore_steps(struct mc_chain *chain, const struct ini_list *parent, const double *own)
{
    for (size_t i = 0; i < chain->n; i++) {
        struct mc_entry *const e = &chain->entry[i];
        char *const section = base_text("move.%s", e->move->name);
        const struct ini *const step = ini_find(parent, section, "step");
        if (!step || strtod(step->value, NULL) != own[i]) e->step = own[i];
        e->window_tried = e->window_accepted = 0; /* nothing to tune with */
        base_free(section);
    }
}

static bool same_in_parent(const struct runfile *f, const struct ini_list *parent,
                           const char *section, const char *key)
{
    const struct ini *const there = ini_find(parent, section, key);
    if (!runfile_key(f, section, key)) return true;
    return there && strcmp(there->value, runfile_text(f, section, key)) == 0;
}

static void take_checkpoint(struct mc_chain *chain, const struct runfile *f,
                            const struct parent_state *p, const struct ini_list *parent)
{
    double own[MC_MOVES] = {0};
    for (size_t i = 0; i < chain->n; i++) own[i] = chain->entry[i].step;
    require(checkpoint_has(p->c, chain->system->name), "%s: %s is not a run of the system %s",
            runfile_where(f, "branch", "parent"), p->folder, chain->system->name);
    checkpoint_branch(p->c, (uint32_t)runfile_int(f, "run", "replica"));
    checkpoint_branch_seed(p->c, (uint64_t)runfile_int(f, "run", "seed"));
    mc_visit(chain, p->c);
    restore_steps(chain, parent, own);
    if (chain->system->adapt.set_temperature)
        chain->system->adapt.set_temperature(chain->state, chain->T);
}

static void take_frame(struct mc_chain *chain, const struct runfile *f,
                       const struct parent_state *p)
{
    const char *const where = runfile_where(f, "branch", "parent");
    require(chain->system->take_frame, "%s: %s runs start from checkpoints alone", where,
            chain->system->name);
    chain->system->take_frame(chain->state, &p->frame.view, f, p->folder, where);
}

/* The step at which schedules of the learning rate begin. */
static int64_t set_clock(struct mc_chain *chain, const struct runfile *f,
                         const struct parent_state *p, const struct ini_list *parent)
{
    const struct ini *const warmup = ini_find(parent, "run", "warmup");
    const int64_t elapsed = p->t + (warmup ? strtoll(warmup->value, NULL, 10) : 0);
    const int64_t step = is(f, "clock", "restart") ? 0 : elapsed;
    if (chain->system->adapt.set_clock && (!p->c || step == 0))
        chain->system->adapt.set_clock(chain->state, step);
    return step;
}

/* True if it was drawn. */
static bool set_momentum(struct mc_chain *chain, const struct runfile *f,
                         const struct parent_state *p, const struct ini_list *parent)
{
    const bool same = same_in_parent(f, parent, "run", "dynamics") &&
                      same_in_parent(f, parent, "train", "optimiser");
    require(p->c || is(f, "momentum", "draw") || !chain->system->adapt.has_momentum ||
                !chain->system->adapt.has_momentum(chain->state),
            "%s = keep: a stored frame has no velocities: must be draw, or the time that of a "
            "checkpoint",
            runfile_where(f, "branch", "momentum"));
    if (p->c && same && is(f, "momentum", "keep")) return false;
    if (chain->system->adapt.draw_momentum)
        chain->system->adapt.draw_momentum(chain->state, runfile_where(f, "branch", "momentum"));
    return true;
}

char *branch_state_take(struct mc_chain *chain, const struct runfile *f)
{
    char *ini;
    struct parent_state p = branch_parent_read(f, &ini);
    struct ini_list parent;
    require_digest(&p, f);
    ini_read(&parent, ini, 0, NULL);
    if (p.c)
        take_checkpoint(chain, f, &p, &parent);
    else
        take_frame(chain, f, &p);
    const int64_t step = set_clock(chain, f, &p, &parent);
    const bool drawn = set_momentum(chain, f, &p, &parent);
    chain->energy = chain->system->energy(chain->state);
    char *const line = base_text("branch of %s at %" PRId64 ", a %s of digest %016" PRIx64
                                 "; momentum %s; clock of schedules at %" PRId64,
                                 p.folder, p.t, p.c ? "checkpoint" : "frame", p.digest,
                                 drawn ? "drawn" : "kept", step);
    ini_clear(&parent);
    base_free(ini);
    parent_state_clear(&p);
    return line;
}
