#include "glass/spins/cuts/cut_record.h"

#include <math.h>

double cut_record_time_to_solution(double t, double P)
{
    if (P <= 0) return INFINITY;
    return P > 0.99 ? t : t * log(0.01) / log1p(-P);
}

struct cut_summary cut_record_summary(const struct cut_record *r, double target, double tolerance)
{
    struct cut_summary s = {.best = -INFINITY, .cut = statistics_mean(r->runs, r->cut)};
    for (size_t k = 0; k < r->runs; k++) {
        s.best = fmax(s.best, r->cut[k]);
        s.hits += r->cut[k] >= target - tolerance;
        s.time += r->time[k] / (double)r->runs;
    }
    s.success = statistics_clopper_pearson(s.hits, r->runs, 0.95);
    s.tts = cut_record_time_to_solution(s.time, (double)s.hits / (double)r->runs);
    s.between.low = cut_record_time_to_solution(s.time, s.success.high);
    s.between.high = cut_record_time_to_solution(s.time, s.success.low);
    return s;
}
