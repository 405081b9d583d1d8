/* Implementation of run_cost.h. */
#include "analysis/read/run_cost.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"

/* True for "move.NAME.weight"; of displacements in *displaces. */
static bool is_weight(const char *key, bool *displaces)
{
    static const char first[] = "move.", last[] = ".weight";
    const size_t n = strlen(key);
    if (strncmp(key, first, strlen(first)) != 0 || n < strlen(last)) return false;
    *displaces = strcmp(key, "move.displace.weight") == 0;
    return strcmp(key + n - strlen(last), last) == 0;
}

double run_cost_displacements(const struct run *f)
{
    const char *const dynamics = run_value(f, "run.dynamics");
    if (!f->system->in_box ||
        (dynamics && strcmp(dynamics, "metropolis") != 0 && strcmp(dynamics, "domains") != 0))
        return NAN;
    double displace = NAN, all = 0;
    for (size_t i = 0; i < f->pairs; i++) {
        bool displaces;
        if (!is_weight(f->pair[i].name, &displaces)) continue;
        const double weight = strtod(f->pair[i].value, NULL);
        all += weight;
        if (displaces) displace = weight;
    }
    return isnan(displace) ? fmax(0, 1 - all) : displace / all;
}

/* "2227" of "..., 2227 sweeps/s, ...", from the last line that has it; NAN: none. */
static double rate_of(const struct run *f)
{
    char *const path = base_text("%s/log.txt", f->path), *const unit =
                                                             base_text(" %s/s", f->system->clocks);
    FILE *const in = fopen(path, "r");
    char *line = NULL;
    size_t room = 0;
    double rate = NAN;
    while (in && getline(&line, &room, in) > 0) {
        const char *at = strstr(line, unit);
        if (!at) continue;
        while (at > line && strchr("0123456789.e+-", at[-1])) at--;
        rate = strtod(at, NULL);
    }
    free(line);
    if (in) fclose(in);
    base_free(path), base_free(unit);
    return rate > 0 ? rate : NAN;
}

double run_cost_rate(const struct group *g)
{
    double sum = 0, n = 0;
    for (size_t m = 0; m < g->n; m++) {
        const char *const threads = run_value(g->member[m], "run.threads");
        const double rate = rate_of(g->member[m]) / (threads ? fmax(1, strtod(threads, NULL)) : 1);
        if (rate > 0) sum += rate, n++;
    }
    return n > 0 ? sum / n : NAN;
}
