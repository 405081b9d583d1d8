/* Implementation of exchange.h. */
#include "common/exchange.h"

#include <inttypes.h>
#include <math.h>

#include "common/checkpoint.h"

enum { FIRST_ROUND = 32 };

void exchange_open(struct exchange *x, const struct ladder *ladder, uint64_t seed, uint32_t replica)
{
    *x = (struct exchange){.ladder = *ladder, .round = FIRST_ROUND};
    for (size_t i = 0; i < ladder->n; i++) x->who[i] = (uint32_t)i;
    rng_open(&x->rng, seed, replica, RNG_EXCHANGE);
}

/* One number is drawn whatever happens, so that a stream's position is a function of time. */
static void try_pair(struct exchange *x, size_t i)
{
    struct mc_chain *const a = x->chain[i], *const b = x->chain[i + 1];
    const double ln_ratio = (1 / a->T - 1 / b->T) * (mc_energy(a) - mc_energy(b));
    const bool accepted = rng_uniform(&x->rng) < exp(fmin(0, ln_ratio));
    struct exchange_pair *const p = &x->pair[i];
    p->tried++, p->window++;
    p->chance += exp(fmin(0, ln_ratio));
    if (!accepted) return;
    p->accepted++;
    mc_exchange(a, b);
    const uint32_t kept = x->who[i];
    x->who[i] = x->who[i + 1];
    x->who[i + 1] = kept;
}

static void mark_ends(struct exchange *x)
{
    int32_t *const low = &x->from[x->who[0]], *const high = &x->from[x->who[x->ladder.n - 1]];
    if (*low == 1) x->trips++;
    *low = -1;
    if (*high == -1) *high = 1;
}

void exchange_try(struct exchange *x, size_t parity)
{
    for (size_t i = parity; i + 1 < x->ladder.n; i += 2) try_pair(x, i);
    mark_ends(x);
}

void exchange_tune(struct exchange *x)
{
    double rejection[LADDER_RUNGS];
    for (size_t i = 0; i + 1 < x->ladder.n; i++) {
        if (x->pair[i].window < x->round) return;
        rejection[i] = 1 - x->pair[i].chance / (double)x->pair[i].window;
    }
    ladder_tune(&x->ladder, rejection);
    x->round *= 2;
    for (size_t i = 0; i < x->ladder.n; i++) {
        mc_heat(x->chain[i], x->ladder.T[i]);
        x->pair[i].window = 0, x->pair[i].chance = 0;
    }
}

void exchange_count_from_here(struct exchange *x)
{
    x->trips = 0;
    for (size_t i = 0; i < x->ladder.n; i++) {
        x->pair[i] = (struct exchange_pair){0};
        x->from[i] = 0;
    }
    mark_ends(x);
}

FILE *exchange_table(const struct exchange *x, const struct folder *d, const char *clock)
{
    const size_t n = x->ladder.n;
    struct folder_column column[2 + 2 * LADDER_RUNGS] = {{"t", clock}, {"round_trips", "1"}};
    char *made[2 * LADDER_RUNGS];
    size_t m = 0;
    for (size_t i = 0; i + 1 < n; i++) made[m++] = base_text("rate_%02zu_%02zu", i, i + 1);
    for (size_t i = 0; i < n; i++) made[m++] = base_text("at_%02zu", i);
    for (size_t i = 0; i < m; i++) column[2 + i] = (struct folder_column){made[i], "1"};
    FILE *const table = folder_table(
        d, "exchange",
        "round trips, exchange rates of neighbouring rungs, configuration at each rung",
        (int)(2 + m), column);
    while (m) base_free(made[--m]);
    return table;
}

void exchange_row(const struct exchange *x, int64_t t, FILE *table)
{
    fprintf(table, "%" PRId64 " %" PRIu64, t, x->trips);
    for (const struct exchange_pair *p = x->pair; p + 1 < x->pair + x->ladder.n; p++)
        fprintf(table, " %.6f", p->tried ? (double)p->accepted / (double)p->tried : NAN);
    for (size_t i = 0; i < x->ladder.n; i++) fprintf(table, " %" PRIu32, x->who[i]);
    fputc('\n', table);
}

static void visit_pair(struct exchange_pair *p, size_t i, struct checkpoint *c)
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

void exchange_visit(struct exchange *x, struct checkpoint *c)
{
    checkpoint_f64(c, "T", x->ladder.T, x->ladder.n);
    checkpoint_u32(c, "who", x->who, x->ladder.n);
    checkpoint_i32(c, "from", x->from, x->ladder.n);
    checkpoint_u64(c, "trips", &x->trips, 1);
    checkpoint_u64(c, "round", &x->round, 1);
    rng_visit(&x->rng, c);
    for (size_t i = 0; i < x->ladder.n; i++) visit_pair(&x->pair[i], i, c);
}
