/* Implementation of mc.h. */
#include "common/mc/mc.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "common/mc/needs.h"
#include "common/config/runfile.h"

static const struct runfile_key move_keys[] = {
    {.name = "weight",
     .doc = "weight of the move among the trials",
     .type = RUNFILE_REAL,
     .value = "1",
     .min = 0,
     .max = 1e9},
    {.name = "target",
     .doc = "acceptance to which the step is tuned in warm-up; 0: no tuning",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 0.99},
    {0},
};

/* Key rows with the default step of each move. They are static because keys must outlive the run
   file. */
static const struct runfile_key *step_keys(const struct mc_move *m)
{
    enum { KINDS = 2 * MC_MOVES };
    static struct runfile_key kept[KINDS][2];
    static const struct mc_move *owner[KINDS];
    for (size_t i = 0; i < KINDS; i++) {
        if (owner[i] && owner[i] != m) continue;
        owner[i] = m;
        kept[i][0] = (struct runfile_key){.name = "step",
                                          .doc = "size of a trial",
                                          .type = RUNFILE_REAL,
                                          .value = m->step,
                                          .min = m->step_min > 0 ? m->step_min : 1e-12,
                                          .max = m->step_max,
                                          .unit = m->step_unit};
        return kept[i];
    }
    assert(!"more moves than mc_declare has room for");
    return NULL;
}

void mc_declare(const struct mc_system *system, struct runfile *f)
{
    for (const struct mc_move *m = system->moves; m->name; m++) {
        char *const section = base_text("move.%s", m->name);
        runfile_declare_one(f, section, m->doc, move_keys, true);
        if (m->step) runfile_declare_one(f, section, m->doc, step_keys(m), true);
        base_free(section);
    }
}

double mc_weight(const struct runfile *f, const struct mc_move *m)
{
    char *const section = base_text("move.%s", m->name);
    const double weight = runfile_has(f, section) ? runfile_real(f, section, "weight") : 0;
    base_free(section);
    return weight;
}

void mc_require_moves(const struct mc_system *system, const struct runfile *f)
{
    const struct mc_dynamics *const row = runfile_row(f, "run", "dynamics");
    double total = 0;
    for (const struct mc_move *m = system->moves; m->name; m++) total += mc_weight(f, m);
    require(!(row->needs & NEEDS_MOVES) || total > 0,
            "%s = %s: no section [move.NAME] gives a move a weight; `list moves` shows them",
            runfile_where(f, "run", "dynamics"), row->name);
}

static void init_entry(struct mc_entry *e, const struct mc_move *m, const struct runfile *f)
{
    *e = (struct mc_entry){.move = m, .step = m->step ? strtod(m->step, NULL) : 0};
    char *const section = base_text("move.%s", m->name);
    if (runfile_has(f, section)) {
        e->weight = runfile_real(f, section, "weight");
        e->target = runfile_real(f, section, "target");
        if (m->step) e->step = runfile_real(f, section, "step");
        require(m->step || e->target == 0,
                "%s: a move without a step has nothing to tune; must be 0",
                runfile_where(f, section, "target"));
    }
    base_free(section);
}

void mc_init(struct mc_chain *c, const struct mc_system *system, const struct runfile *f)
{
    *c = (struct mc_chain){.system = system, .T = runfile_real(f, "system", "T")};
    for (const struct mc_move *m = system->moves; m->name; m++) {
        assert(c->n < MC_MOVES);
        init_entry(&c->entry[c->n++], m, f);
    }
    rng_init(&c->rng, (uint64_t)runfile_int(f, "run", "seed"),
             (uint32_t)runfile_int(f, "run", "replica"), RNG_MOVE);
    c->state = system->create(f);
}

void mc_set_initial_state(struct mc_chain *c, const struct runfile *f)
{
    if (c->system->set_initial_state) c->system->set_initial_state(c->state, f);
    c->energy = c->system->energy(c->state);
}

void mc_clear(struct mc_chain *c)
{
    c->system->free(c->state);
    *c = (struct mc_chain){0};
}

void mc_set_temperature(struct mc_chain *c, double T)
{
    if (c->T == T) return;
    c->T = T;
    if (c->system->adapt.set_temperature) c->system->adapt.set_temperature(c->state, T);
}

double mc_energy(const struct mc_chain *c)
{
    return isfinite(c->energy) ? c->energy : c->system->energy(c->state);
}

double mc_pressure(const struct mc_chain *c)
{
    return c->system->pressure.value ? c->system->pressure.value(c->state) : 0;
}

double mc_enthalpy(const struct mc_chain *c)
{
    const double P = mc_pressure(c), bias = c->bias ? c->bias->energy : 0;
    return bias + mc_energy(c) + (P > 0 ? P * c->system->pressure.volume(c->state) : 0);
}

void mc_renew_bias(struct mc_chain *c)
{
    if (c->bias) c->bias->renew(c->bias, c->system, c->state);
}

void mc_changes_nothing(const void *state, mc_change *visit, void *context)
{
    (void)state, (void)visit, (void)context;
}

static void set_state(struct mc_chain *c, void *state, double energy)
{
    c->state = state;
    c->energy = energy;
    if (c->system->adapt.set_temperature) c->system->adapt.set_temperature(state, c->T);
    mc_renew_bias(c);
}

void mc_swap_states(struct mc_chain *a, struct mc_chain *b)
{
    assert(a->system == b->system);
    void *const state = a->state;
    const double energy = a->energy;
    set_state(a, b->state, b->energy);
    set_state(b, state, energy);
}

void mc_state_visit(struct mc_chain *c, struct checkpoint *p)
{
    checkpoint_f64(p, "energy", &c->energy, 1);
    c->system->visit(c->state, p);
    if (!checkpoint_loading(p)) return;
    if (c->system->adapt.set_temperature) c->system->adapt.set_temperature(c->state, c->T);
    mc_renew_bias(c);
}

static void entry_visit(struct mc_entry *e, struct checkpoint *p)
{
    checkpoint_enter(p, e->move->name);
    checkpoint_f64(p, "step", &e->step, 1);
    checkpoint_require(p, !e->move->step || (e->step > 0 && e->step <= e->move->step_max), "step");
    checkpoint_u64(p, "tried", &e->tried, 1);
    checkpoint_u64(p, "accepted", &e->accepted, 1);
    checkpoint_u64(p, "window_tried", &e->window_tried, 1);
    checkpoint_u64(p, "window_accepted", &e->window_accepted, 1);
    checkpoint_leave(p);
}

void mc_visit(struct mc_chain *c, struct checkpoint *p)
{
    checkpoint_enter(p, "chain");
    checkpoint_f64(p, "energy", &c->energy, 1);
    checkpoint_rng(p, &c->rng);
    for (size_t i = 0; i < c->n; i++) entry_visit(&c->entry[i], p);
    checkpoint_leave(p);
    checkpoint_enter(p, c->system->name);
    c->system->visit(c->state, p);
    checkpoint_leave(p);
    if (c->bias) c->bias->visit(c->bias, p);
    if (checkpoint_loading(p)) mc_renew_bias(c);
}

bool mc_accept(double T, struct mc_trial trial, struct rng *rng)
{
    const double ln_ratio = trial.log_q - trial.dE / T;
    return ln_ratio >= 0 || (ln_ratio > -40 && rng_uniform(rng) < exp(ln_ratio));
}

static bool below(double u, double ln_ratio)
{
    return ln_ratio >= 0 || (ln_ratio > -40 && u < exp(ln_ratio));
}

/* The Metropolis test of energy and bias. A trial that fails even if the bias loses all it can needs
   no bias: most refused ones. */
static bool accept_biased(const struct mc_chain *c, const struct mc_move *m, struct mc_trial trial,
                          struct rng *rng)
{
    const double u = rng_uniform(rng), ln_ratio = trial.log_q - trial.dE / c->T;
    if (trial.dE == INFINITY || !below(u, ln_ratio + c->bias->gain / c->T)) return false;
    const double bias = c->bias->change(c->bias, c->state, m);
    if (!below(u, ln_ratio - bias / c->T)) return false;
    c->bias->accept(c->bias);
    return true;
}

bool mc_attempt(struct mc_chain *c, size_t entry)
{
    struct mc_entry *const e = &c->entry[entry];
    const struct mc_move *const m = e->move;
    const struct mc_trial trial = m->propose(c->state, m, &c->rng, e->step);
    const bool accepted = c->bias && m->changes != mc_changes_nothing
                              ? accept_biased(c, m, trial, &c->rng)
                              : mc_accept(c->T, trial, &c->rng);
    e->tried++, e->window_tried++;
    if (accepted) {
        e->accepted++, e->window_accepted++;
        c->energy += trial.dE;
        m->commit(c->state);
    } else if (m->revert) {
        m->revert(c->state);
    }
    return accepted;
}

/* Weights as 32-bit thresholds: one random number selects a move. */
void mc_trials(struct mc_chain *c, size_t trials)
{
    uint64_t threshold[MC_MOVES];
    size_t used[MC_MOVES], n = 0;
    double total = 0, sum = 0;
    for (size_t i = 0; i < c->n; i++) total += c->entry[i].weight;
    for (size_t i = 0; i < c->n; i++) {
        if (c->entry[i].weight == 0) continue;
        sum += c->entry[i].weight;
        threshold[n] = (uint64_t)(sum / total * 0x1p32);
        used[n++] = i;
    }
    assert(n);
    for (size_t k = 0; k < trials; k++) {
        size_t i = 0;
        if (n > 1)
            for (const uint32_t u = rng_u32(&c->rng); i + 1 < n && u >= threshold[i];) i++;
        mc_attempt(c, used[i]);
    }
}

void mc_sweep(struct mc_chain *c)
{
    mc_trials(c, c->system->trials(c->state));
}

void mc_fork(const struct mc_chain *c, struct mc_chain *part, void *state, uint32_t number)
{
    *part = *c;
    part->state = state;
    part->energy = 0;
    part->rng = rng_part(&c->rng, number);
    mc_reset_counters(part);
}

void mc_join(struct mc_chain *c, const struct mc_chain *part)
{
    c->energy += part->energy;
    for (size_t i = 0; i < c->n; i++) {
        struct mc_entry *const e = &c->entry[i];
        const struct mc_entry *const done = &part->entry[i];
        e->tried += done->tried, e->accepted += done->accepted;
        e->window_tried += done->window_tried, e->window_accepted += done->window_accepted;
    }
}

/* Multiplies the step by acceptance / target, limited to a factor 2 either way: the acceptance
   decreases smoothly with the step. */
void mc_tune(struct mc_chain *c)
{
    for (struct mc_entry *e = c->entry; e < c->entry + c->n; e++) {
        if (e->target == 0 || e->window_tried < (e->move->tune_after ? e->move->tune_after : 200))
            continue;
        const double acceptance = (double)e->window_accepted / (double)e->window_tried;
        e->step *= fmin(2, fmax(0.5, acceptance / e->target));
        e->step = fmax(e->move->step_min, fmin(e->move->step_max, e->step));
        e->window_tried = e->window_accepted = 0;
    }
    if (c->system->adapt.tune) c->system->adapt.tune(c->state);
}

bool mc_has_tuned(const struct mc_chain *c)
{
    for (const struct mc_entry *e = c->entry; e < c->entry + c->n; e++)
        if (e->target > 0 && e->tried > 0) return true;
    return c->system->adapt.tunes && c->system->adapt.tunes(c->state);
}

void mc_report(const struct mc_chain *c, void (*log_line)(void *context, const char *line),
               void *context)
{
    for (const struct mc_entry *e = c->entry; e < c->entry + c->n; e++) {
        if (e->target == 0 || e->tried == 0) continue;
        char *const line =
            base_text("%s: step %.4g, for which warm-up aimed at %.3g of trials "
                      "accepted; since then %.3g",
                      e->move->name, e->step, e->target, (double)e->accepted / (double)e->tried);
        log_line(context, line);
        base_free(line);
    }
    if (c->system->describe.report) c->system->describe.report(c->state, log_line, context);
}

void mc_reset_counters(struct mc_chain *c)
{
    for (struct mc_entry *e = c->entry; e < c->entry + c->n; e++)
        e->tried = e->accepted = e->window_tried = e->window_accepted = 0;
    if (c->system->adapt.end_warmup) c->system->adapt.end_warmup(c->state);
}

struct mc_entry *mc_entry(struct mc_chain *c, const char *name)
{
    for (struct mc_entry *e = c->entry; e < c->entry + c->n; e++)
        if (strcmp(e->move->name, name) == 0) return e;
    return NULL;
}
