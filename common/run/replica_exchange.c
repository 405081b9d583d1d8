/* Implementation of replica_exchange.h. Every rank holds all data and takes the same decisions. */
#include "common/run/replica_exchange.h"

#include <inttypes.h>
#include <math.h>

#include "common/io/run_table.h"
#include "common/io/checkpoint.h"
#include "common/config/schedule.h"
#include "common/core/comm.h"
#include "common/core/minmax.h"

enum { FIRST_ROUND = 32 };

struct pair {                 /* of neighbouring rungs */
    uint64_t tried, accepted; /* since t = 0 */
    double chance;            /* sum of acceptance probabilities since the last tuning */
    uint64_t window;          /* trials since the last tuning */
};

struct replica_exchange {
    struct replica_set *w;
    struct temperature_ladder initial, ladder; /* before tuning, and now */
    struct pair pair[TEMPERATURE_LADDER_RUNGS];
    uint32_t who[TEMPERATURE_LADDER_RUNGS]; /* configuration at each rung */
    int32_t
        from[TEMPERATURE_LADDER_RUNGS]; /* by configuration: last end visited, -1 lowest, 1 highest,
                                       0 none */
    uint64_t trips;                     /* round trips since t = 0 */
    uint64_t round;                     /* trials per pair until the next tuning */
    int64_t every, end;
    bool tunes;
    struct schedule schedule; /* of the table */
    struct rng rng;
};

static size_t runs(const struct runfile *f, const struct temperature_ladder *ladder)
{
    return (void)f, ladder->n;
}

static void *create_exchange(const struct temperature_ladder *ladder, struct replica_set *w)
{
    const struct runfile *const f = w->f;
    struct replica_exchange *const x = base_alloc(1, sizeof *x);
    *x = (struct replica_exchange){.w = w,
                                   .initial = *ladder,
                                   .ladder = *ladder,
                                   .round = FIRST_ROUND,
                                   .every = runfile_int(f, "tempering", "every"),
                                   .end = runfile_int(f, "run", w->system->describe.duration),
                                   .tunes = runfile_bool(f, "tempering", "tune")};
    for (size_t i = 0; i < ladder->n; i++) x->who[i] = (uint32_t)i;
    x->schedule = runfile_schedule(f, "tempering", "schedule");
    rng_init(&x->rng, (uint64_t)runfile_int(f, "run", "seed"),
             (uint32_t)runfile_int(f, "run", "replica"), RNG_EXCHANGE);
    return x;
}

/* Run files have the initial ladder until tuning ends at t = 0. */
static void initial_T(const void *method, double *T)
{
    const struct replica_exchange *const x = method;
    const struct temperature_ladder *const l = x->w->clock.t < 0 ? &x->initial : &x->ladder;
    for (size_t i = 0; i < l->n; i++) T[i] = l->T[i];
}

static void current_T(const void *method, double *T)
{
    const struct temperature_ladder *const l = &((const struct replica_exchange *)method)->ladder;
    for (size_t i = 0; i < l->n; i++) T[i] = l->T[i];
}

/* One number is drawn in any case: the stream's position is then a function of time. */
static void try_pair(struct replica_exchange *x, size_t i, double chance)
{
    const bool accepted = rng_uniform(&x->rng) < chance;
    struct pair *const p = &x->pair[i];
    p->tried++, p->window++;
    p->chance += chance;
    if (!accepted) return;
    p->accepted++;
    replica_set_exchange(x->w, i, i + 1);
    const uint32_t kept = x->who[i];
    x->who[i] = x->who[i + 1];
    x->who[i + 1] = kept;
}

static void mark_ends(struct replica_exchange *x)
{
    int32_t *const low = &x->from[x->who[0]], *const high = &x->from[x->who[x->ladder.n - 1]];
    if (*low == 1) x->trips++;
    *low = -1;
    if (*high == -1) *high = 1;
}

/* The pairs (i, i + 1) whose i has this parity. */
static void try_all(struct replica_exchange *x, size_t parity)
{
    const size_t end = parity + (x->ladder.n - parity) / 2 * 2;
    const double *const T = x->ladder.T, *const E = x->w->energy;
    double chance[TEMPERATURE_LADDER_RUNGS] = {0};
    replica_set_energies(x->w, parity, end);
    for (size_t i = parity; i < end; i += 2)
        chance[i] = exp(fmin(0, (1 / T[i] - 1 / T[i + 1]) * (E[i] - E[i + 1])));
    /* exp may round differently on another machine */
    comm_bcast(chance + parity, (end - parity) * sizeof *chance);
    for (size_t i = parity; i < end; i += 2) try_pair(x, i, chance[i]);
    mark_ends(x);
}

/* Tunes after rounds of doubling length. */
static void tune(struct replica_exchange *x)
{
    double rejection[TEMPERATURE_LADDER_RUNGS];
    for (size_t i = 0; i + 1 < x->ladder.n; i++) {
        if (x->pair[i].window < x->round) return;
        rejection[i] = 1 - x->pair[i].chance / (double)x->pair[i].window;
    }
    temperature_ladder_tune(&x->ladder, rejection);
    x->round *= 2;
    for (size_t i = 0; i < x->ladder.n; i++) {
        replica_set_temperature(x->w, i, x->ladder.T[i]);
        x->pair[i].window = 0, x->pair[i].chance = 0;
    }
}

/* At t = 0 the ladder becomes final, and counting starts. */
static void fix_ladder(struct replica_exchange *x)
{
    x->trips = 0;
    for (size_t i = 0; i < x->ladder.n; i++) {
        replica_set_fix_temperature(x->w, i, x->ladder.T[i]);
        x->pair[i] = (struct pair){0};
        x->from[i] = 0;
    }
    mark_ends(x);
}

static int64_t next(const void *method)
{
    const struct replica_exchange *const x = method;
    const int64_t meeting = run_clock_multiple(&x->w->clock, x->every);
    return min_i64(meeting, x->w->clock.t < 0 ? 0 : schedule_next(&x->schedule, x->w->clock.t));
}

static void write_row(const struct replica_exchange *x, FILE *out)
{
    fprintf(out, "%" PRId64 " %" PRIu64, x->w->clock.t, x->trips);
    for (const struct pair *p = x->pair; p + 1 < x->pair + x->ladder.n; p++)
        fprintf(out, " %.6f", p->tried ? (double)p->accepted / (double)p->tried : NAN);
    for (size_t i = 0; i < x->ladder.n; i++) fprintf(out, " %" PRIu32, x->who[i]);
    fputc('\n', out);
}

static void event(void *method, FILE *table)
{
    struct replica_exchange *const x = method;
    const int64_t t = x->w->clock.t, elapsed = run_clock_elapsed(&x->w->clock);
    if (elapsed > 0 && elapsed % x->every == 0) {
        try_all(x, (size_t)(elapsed / x->every % 2));
        if (x->tunes && t < 0) tune(x);
    }
    if (t == 0) fix_ladder(x);
    if (table && (schedule_has(&x->schedule, t) || t == x->end)) write_row(x, table);
}

static bool has_row(const void *method, int64_t t)
{
    return schedule_has(&((const struct replica_exchange *)method)->schedule, t);
}

static void visit_pair(struct pair *p, size_t i, struct checkpoint *c)
{
    char name[32];
    snprintf(name, sizeof name, "pair%02zu", i);
    checkpoint_enter(c, name);
    checkpoint_u64(c, "tried", &p->tried, 1);
    checkpoint_u64(c, "accepted", &p->accepted, 1);
    checkpoint_f64(c, "chance", &p->chance, 1);
    checkpoint_u64(c, "window", &p->window, 1);
    checkpoint_leave(c);
}

/* Temperatures ascend; every configuration is at exactly one rung. */
static bool is_valid(const struct replica_exchange *x)
{
    bool seen[TEMPERATURE_LADDER_RUNGS] = {false}, good = true;
    for (size_t i = 0; good && i < x->ladder.n; i++) {
        good = x->ladder.T[i] > (i ? x->ladder.T[i - 1] : 0) && isfinite(x->ladder.T[i]) &&
               x->who[i] < x->ladder.n && !seen[x->who[i]];
        if (good) seen[x->who[i]] = true;
    }
    return good;
}

static void visit(void *method, struct checkpoint *c)
{
    struct replica_exchange *const x = method;
    checkpoint_f64(c, "T", x->ladder.T, x->ladder.n);
    checkpoint_u32(c, "who", x->who, x->ladder.n);
    checkpoint_require(c, is_valid(x), "who");
    checkpoint_i32(c, "from", x->from, x->ladder.n);
    checkpoint_u64(c, "trips", &x->trips, 1);
    checkpoint_u64(c, "round", &x->round, 1);
    checkpoint_rng(c, &x->rng);
    for (size_t i = 0; i < x->ladder.n; i++) visit_pair(&x->pair[i], i, c);
}

static FILE *create_table(const void *method, const struct run_folder *d, const char *clock)
{
    const size_t n = ((const struct replica_exchange *)method)->ladder.n;
    struct run_folder_column column[2 + 2 * TEMPERATURE_LADDER_RUNGS] = {{"t", clock},
                                                                         {"round_trips", "1"}};
    char *made[2 * TEMPERATURE_LADDER_RUNGS];
    size_t m = 0;
    for (size_t i = 0; i + 1 < n; i++) made[m++] = base_text("rate_%02zu_%02zu", i, i + 1);
    for (size_t i = 0; i < n; i++) made[m++] = base_text("at_%02zu", i);
    for (size_t i = 0; i < m; i++) column[2 + i] = (struct run_folder_column){made[i], "1"};
    FILE *const out = run_table_create(
        d, "exchange",
        "round trips, exchange rates of neighbouring rungs, configuration at each rung",
        (int)(2 + m), column);
    while (m) base_free(made[--m]);
    return out;
}

static char *summary(const void *method)
{
    return base_text("%" PRIu64 " round trips", ((const struct replica_exchange *)method)->trips);
}

const struct tempering_method replica_exchange_method = {
    .runs = runs,
    .create = create_exchange,
    .free = base_free,
    .initial_T = initial_T,
    .current_T = current_T,
    .next = next,
    .has_row = has_row,
    .event = event,
    .visit = visit,
    .table = create_table,
    .summary = summary,
};
