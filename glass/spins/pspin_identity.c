#include "glass/spins/pspin_identity.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "glass/spins/pspin.h"

enum kind { NONE, GAUSSIAN, NISHIMORI };

static enum kind kind_of(const struct pspin *s)
{
    if (s->T == 0) return NONE;
    if (!s->plan) return GAUSSIAN;
    return s->planted == s->T ? NISHIMORI : NONE;
}

/* Stores the state if it is due. A full store keeps every second state. */
static void store(struct pspin *s)
{
    struct pspin_past *const past = &s->past;
    if (past->time % past->interval) return;
    if (past->n == PSPIN_PAST) {
        for (size_t k = 1; k < PSPIN_PAST / 2; k++)
            memcpy(past->s + k * s->n, past->s + 2 * k * s->n, s->n * sizeof *past->s);
        past->n = PSPIN_PAST / 2, past->interval *= 2;
        if (past->time % past->interval) return;
    }
    memcpy(past->s + past->n++ * s->n, s->s, s->n * sizeof *past->s);
}

/* Mean covariance with the states of the first half of the time. */
static double covariance(const struct pspin *s)
{
    const struct pspin_past *const past = &s->past;
    double sum = 0;
    size_t n = 0;
    for (; n < past->n && 2 * n * past->interval <= past->time; n++)
        sum += pspin_covariance(s, past->s + n * s->n);
    return sum / (double)n;
}

void pspin_identity_add(struct pspin *s, double energy)
{
    const enum kind kind = kind_of(s);
    if (kind == NONE || ++s->past.since < IDENTITY_EVERY) return;
    s->past.since = 0;
    store(s);
    s->past.time++;
    const double e = (isnan(energy) ? pspin_energy(s) : energy) / (double)s->n;
    identity_add(&s->identity, e, kind == GAUSSIAN ? covariance(s) : 0);
}

void pspin_identity_reset(struct pspin *s)
{
    identity_reset(&s->identity);
    s->past.n = 0, s->past.time = s->past.since = 0, s->past.interval = 1;
}

void pspin_identity_report(const void *state, void (*log_line)(void *context, const char *line),
                           void *context)
{
    const struct pspin *const s = state;
    const enum kind kind = kind_of(s);
    if (kind == NONE) return;
    const double n = (double)s->n, self = pspin_covariance(s, s->s);
    const struct identity_side side =
        kind == GAUSSIAN ? identity_gaussian(&s->identity, s->T, self, n, PSPIN_PAST / 4)
                         : identity_nishimori(&s->identity, -self / s->T, self, n);
    char *const line =
        identity_line(kind == GAUSSIAN ? IDENTITY_GAUSSIAN : IDENTITY_PLANTED, &side);
    if (line) log_line(context, line);
    base_free(line);
}

static bool used(const void *state)
{
    return kind_of(state) != NONE;
}

static void write(const void *state, FILE *out)
{
    identity_write(&((const struct pspin *)state)->identity, out);
}

static void visit(void *state, struct checkpoint *c)
{
    struct pspin *const s = state;
    struct pspin_past *const past = &s->past;
    identity_visit(&s->identity, c);
    checkpoint_u64(c, "time", &past->time, 1);
    checkpoint_u64(c, "since", &past->since, 1);
    checkpoint_u64(c, "interval", &past->interval, 1);
    checkpoint_count(c, "states", &past->n, PSPIN_PAST);
    checkpoint_require(c, past->interval > 0, "interval");
    checkpoint_f64(c, "past", past->s, past->n * s->n);
}

const struct mc_table pspin_identity_tables[] = {
    {"identity", "blocks of the energy per spin, and of its covariance with earlier states",
     IDENTITY_COLUMNS, IDENTITY_UNITS, used, write, visit},
    {0}};
