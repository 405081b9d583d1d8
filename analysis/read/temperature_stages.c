/* Implementation of temperature_stages.h. */
#include "analysis/read/temperature_stages.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/table.h"
#include "common/core/base.h"

static double end_of(const struct run *f)
{
    const char *const end = run_value(f, f->system->length);
    return end ? strtod(end, NULL) : INFINITY;
}

static struct temperature_stage stage(double T, double begin, double to)
{
    return (struct temperature_stage){T, 0, 0, begin + (to - begin) / 4, to, begin};
}

static double number_of(const struct run *f, const char *key)
{
    const char *const text = run_value(f, key);
    return text ? strtod(text, NULL) : 0;
}

/* ---- holds ----------------------------------------------------------------------------------- */

static struct temperature_schedule schedule_of(const struct run *f)
{
    const char *const text = run_value(f, "run.temperature_schedule");
    struct temperature_schedule a = {0};
    const char *why;
    require(!text || temperature_schedule_parse(&a, text, f->T, &why),
            "%s/run.ini: [run] temperature_schedule = %s: %s", f->path, text, why);
    return a;
}

/* Of the pressure or the density, which begins with the value of `key`; none without the programme. */
static struct temperature_schedule programme_of(const struct run *f, const char *programme,
                                                const char *key)
{
    const char *const text = run_value(f, programme);
    struct temperature_schedule a = {0};
    const char *why;
    require(!text || temperature_schedule_parse(&a, text, number_of(f, key), &why),
            "%s/run.ini: %s = %s: is no programme", f->path, programme, text);
    return a;
}

static struct temperature_schedule pressures_of(const struct run *f)
{
    return programme_of(f, "system.pressure_schedule", "system.P");
}

static struct temperature_schedule densities_of(const struct run *f)
{
    return programme_of(f, "run.density_schedule", "system.rho");
}

/* Holds of a programme that begins with the value `T`. */
static size_t read_holds(const struct run *f, const struct temperature_schedule *a, double T,
                         struct temperature_stage *hold)
{
    const double end = end_of(f);
    double begin = 0;
    size_t n = 0;
    for (const struct temperature_schedule_piece *p = a->piece; p < a->piece + a->n; p++) {
        const double to = fmin((double)p->end, end);
        if (p->from == p->to && begin < to) hold[n++] = stage(p->to, begin, to);
        T = p->to, begin = (double)p->end;
    }
    if (begin < end) hold[n++] = stage(T, begin, end);
    return n;
}

/* ---- rungs ----------------------------------------------------------------------------------- */

bool temperature_stages_walker(const struct run *f)
{
    const char *const method = run_value(f, "tempering.method");
    return method && strcmp(method, "population") == 0;
}

bool temperature_stages_exchanges(const struct run *f)
{
    const char *const ladder = run_value(f, "tempering.ladder");
    return ladder && *ladder && strcmp(ladder, "none") != 0 && !temperature_stages_walker(f);
}

/* A row of population.dat is the end of a temperature. */
static size_t read_rungs(const struct run *f, struct temperature_stage *rung)
{
    char *const parent = base_text("%s/..", f->path);
    require(table_exists(parent, "population"),
            "%s: is a walker of a population; the temperatures of its rungs are missing "
            "(population.dat beside its folder)",
            f->path);
    struct table t = table_read(parent, "population");
    const size_t time = table_column(&t, "t"), T = table_column(&t, "T");
    size_t n = 0;
    for (size_t i = 0; i < t.rows && n < TEMPERATURE_STAGES_MOST; i++) {
        const double begin = n ? rung[n - 1].to : 0, to = table_at(&t, i, time);
        if (n && rung[n - 1].T == table_at(&t, i, T))
            rung[n - 1] = stage(rung[n - 1].T, rung[n - 1].begin, to);
        else if (to > begin)
            rung[n++] = stage(table_at(&t, i, T), begin, to);
    }
    table_clear(&t);
    base_free(parent);
    return n;
}

/* ---- segments -------------------------------------------------------------------------------- */

bool temperature_stages_several(const struct run *f)
{
    return temperature_stages_walker(f) || schedule_of(f).n > 0 || pressures_of(f).n > 0 ||
           densities_of(f).n > 0;
}

/* Holds of the pressure or the density, at one temperature. */
static size_t read_others(const struct run *f, const struct temperature_schedule *a,
                          const char *key, struct temperature_stage *hold)
{
    require(schedule_of(f).n == 0,
            "%s: temperature and %s have programmes; no part of it has one of each", f->path,
            strchr(key, '.') + 1);
    return read_holds(f, a, number_of(f, key), hold);
}

static size_t read_temperatures(const struct run *f, struct temperature_stage *hold)
{
    if (temperature_stages_walker(f)) return read_rungs(f, hold);
    const struct temperature_schedule a = schedule_of(f);
    if (a.n) return read_holds(f, &a, f->T, hold);
    hold[0] = (struct temperature_stage){f->T, 0, 0, 0, INFINITY, 0};
    return 1;
}

size_t temperature_stages_read(const struct run *f,
                               struct temperature_stage hold[TEMPERATURE_STAGES_MOST])
{
    const struct temperature_schedule pressures = pressures_of(f), densities = densities_of(f);
    const size_t n = pressures.n   ? read_others(f, &pressures, "system.P", hold)
                     : densities.n ? read_others(f, &densities, "system.rho", hold)
                                   : read_temperatures(f, hold);
    for (size_t i = 0; i < n; i++) {
        const double x = hold[i].T;
        hold[i].P = pressures.n ? x : number_of(f, "system.P");
        hold[i].rho = densities.n ? x : 0;
        hold[i].T = pressures.n || densities.n ? f->T : x;
    }
    return n;
}

bool temperature_stages_same(double a, double b)
{
    return a == b || fabs(a - b) <= 1e-5 * fmax(fabs(a), fabs(b));
}

size_t temperature_stages_choose(size_t n, struct temperature_stage *hold,
                                 const struct command_arguments *a)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++) {
        struct temperature_stage h = hold[i];
        if (a->hold.given && !temperature_stages_same(h.T, a->hold.value)) continue;
        if (a->from.given) h.from = fmax(h.begin, a->from.value);
        if (a->until.given) h.to = fmin(h.to, a->until.value);
        if (h.from < h.to) hold[kept++] = h;
    }
    return kept;
}

bool temperature_stages_has(const struct temperature_stage *h, double t)
{
    return h->to == 0 || ((t > h->from || (t == 0 && h->from == 0)) && t <= h->to);
}

bool temperature_stages_has_pair(const struct temperature_stage *h, double waiting, double lag)
{
    return h->to == 0 || (waiting >= h->from && waiting + lag <= h->to);
}

bool temperature_stages_has_row(const struct temperature_stage *h, const struct table *t,
                                size_t row)
{
    const size_t time = table_has(t, "t") ? table_column(t, "t") : 0;
    if (!table_has(t, "t_w") || !table_has(t, "lag"))
        return temperature_stages_has(h, table_at(t, row, time));
    return temperature_stages_has_pair(h, table_at(t, row, table_column(t, "t_w")),
                                       table_at(t, row, table_column(t, "lag")));
}

struct table temperature_stages_table(const struct run *f, const char *name,
                                      const struct temperature_stage *h)
{
    struct table t = table_read(f->path, name);
    if (h->to == 0) return t;
    size_t kept = 0;
    for (size_t i = 0; i < t.rows; i++) {
        if (!temperature_stages_has_row(h, &t, i)) continue;
        memmove(t.x + kept * t.columns, t.x + i * t.columns, t.columns * sizeof *t.x);
        kept++;
    }
    t.rows = kept;
    require(kept > 0, "%s: no rows at %g < t <= %g (T = %g)", t.path, h->from, h->to, h->T);
    return t;
}
