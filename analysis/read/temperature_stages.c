/* Implementation of temperature_stages.h. */
#include "analysis/read/temperature_stages.h"

#include <math.h>
#include <stdlib.h>

#include "common/core/base.h"

static double end_of(const struct run *f)
{
    const char *const end = run_value(f, f->system->length);
    return end ? strtod(end, NULL) : INFINITY;
}

size_t temperature_stages_read(const struct run *f,
                               struct temperature_stage hold[TEMPERATURE_STAGES_MOST])
{
    const char *const text = run_value(f, "run.temperature_schedule");
    struct temperature_schedule a = {0};
    const char *why;
    require(!text || temperature_schedule_parse(&a, text, f->T, &why),
            "%s/run.ini: [run] temperature_schedule = %s: %s", f->path, text, why);
    const double end = end_of(f);
    double T = f->T, begin = 0;
    size_t n = 0;
    for (const struct temperature_schedule_piece *p = a.piece; p < a.piece + a.n; p++) {
        const double to = fmin((double)p->end, end);
        if (p->from == p->to && begin < to)
            hold[n++] = (struct temperature_stage){p->to, begin + (to - begin) / 4, to};
        T = p->to, begin = (double)p->end;
    }
    if (!a.n)
        hold[n++] = (struct temperature_stage){T, 0, INFINITY};
    else if (begin < end)
        hold[n++] = (struct temperature_stage){T, begin + (end - begin) / 4, end};
    return n;
}
