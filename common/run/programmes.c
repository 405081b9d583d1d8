/* Implementation of programmes.h. */
#include "common/run/programmes.h"

#include <inttypes.h>
#include <math.h>

#include "common/config/runfile.h"
#include "common/core/minmax.h"
#include "common/mc/mc.h"

const struct programmes_key programmes_keys[] = {
    {"run", "temperature_schedule", "T", "Gamma"},
    {"system", "pressure_schedule", "P", NULL},
    {"run", "density_schedule", "rho", NULL},
    {0},
};

bool programmes_parse(struct temperature_schedule *a, const struct runfile *f,
                      const struct programmes_key *row)
{
    const char *why;
    a->n = 0;
    return runfile_key(f, row->section, row->key) &&
           temperature_schedule_parse(a, runfile_text(f, row->section, row->key),
                                      runfile_real(f, "system", row->value), &why) &&
           a->n > 0;
}

int64_t programmes_end(const struct runfile *f)
{
    int64_t end = 0;
    struct temperature_schedule a;
    for (const struct programmes_key *row = programmes_keys; row->key; row++)
        if (programmes_parse(&a, f, row)) end = max_i64(end, a.piece[a.n - 1].end);
    return end;
}

static void require_time(const struct temperature_schedule *a, const struct mc_chain *c,
                         int64_t end, const char *where)
{
    const int64_t needed = a->n ? a->piece[a->n - 1].end : 0;
    require(needed <= end, "%s: takes %" PRId64 " %ss, but the run ends after %" PRId64, where,
            needed, c->system->describe.clock, end);
}

/* The programme of a state, if it has one. */
static const struct temperature_schedule *
used(const struct temperature_schedule *(*programme)(const void *state), const struct mc_chain *c,
     int64_t end, const char *where)
{
    const struct temperature_schedule *const a = programme ? programme(c->state) : NULL;
    if (!a || !a->n) return NULL;
    require_time(a, c, end, where);
    return a;
}

struct programmes programmes_read(const struct runfile *f, const struct mc_chain *c, int64_t end)
{
    struct programmes p = {.pressure = NULL};
    const char *why, *const where = runfile_where(f, "run", "temperature_schedule");
    require(temperature_schedule_parse(&p.temperature,
                                       runfile_text(f, "run", "temperature_schedule"), c->T, &why),
            "%s: %s", where, why);
    require_time(&p.temperature, c, end, where);
    p.pressure = used(c->system->pressure.programme, c, end,
                      runfile_where(f, "system", "pressure_schedule"));
    p.density =
        used(c->system->density.programme, c, end, runfile_where(f, "run", "density_schedule"));
    return p;
}

void programmes_follow(const struct programmes *p, struct mc_chain *c, int64_t t)
{
    if (p->temperature.n) mc_set_temperature(c, temperature_schedule_T(&p->temperature, t));
    if (p->pressure) c->system->pressure.set(c->state, temperature_schedule_T(p->pressure, t));
}

void programmes_scale(const struct programmes *p, struct mc_chain *c, int64_t t)
{
    if (!p->density) return;
    const bool changed =
        c->system->density.set(c->state, temperature_schedule_after(p->density, t));
    if (changed && isfinite(c->energy)) c->energy = c->system->energy(c->state);
}
