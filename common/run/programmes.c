/* Implementation of programmes.h. */
#include "common/run/programmes.h"

#include <inttypes.h>

#include "common/config/runfile.h"
#include "common/mc/mc.h"

static void require_time(const struct temperature_schedule *a, const struct mc_chain *c,
                         int64_t end, const char *where)
{
    const int64_t needed = a->n ? a->piece[a->n - 1].end : 0;
    require(needed <= end, "%s: takes %" PRId64 " %ss, but the run ends after %" PRId64, where,
            needed, c->system->describe.clock, end);
}

struct programmes programmes_read(const struct runfile *f, const struct mc_chain *c, int64_t end)
{
    struct programmes p = {.pressure = NULL};
    const char *why, *const where = runfile_where(f, "run", "temperature_schedule");
    require(temperature_schedule_parse(&p.temperature,
                                       runfile_text(f, "run", "temperature_schedule"), c->T, &why),
            "%s: %s", where, why);
    require_time(&p.temperature, c, end, where);
    const struct mc_pressure *const pressure = &c->system->pressure;
    if (!pressure->programme || !pressure->programme(c->state)->n) return p;
    p.pressure = pressure->programme(c->state);
    require_time(p.pressure, c, end, runfile_where(f, "system", "pressure_schedule"));
    return p;
}

void programmes_follow(const struct programmes *p, struct mc_chain *c, int64_t t)
{
    if (p->temperature.n) mc_set_temperature(c, temperature_schedule_T(&p->temperature, t));
    if (p->pressure) c->system->pressure.set(c->state, temperature_schedule_T(p->pressure, t));
}
