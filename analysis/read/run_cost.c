/* Implementation of run_cost.h. */
#include "analysis/read/run_cost.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"

/* True for "move.NAME.weight"; of a displacement in *displaces. */
static bool is_weight(const struct run *f, const char *key, bool *displaces)
{
    char name[64], end;
    if (sscanf(key, "move.%63[^.].weigh%c", name, &end) != 2 || end != 't') return false;
    *displaces = f->system->displacing ? system_kind_listed(f->system->displacing, name)
                                       : strcmp(name, "displace") == 0;
    return true;
}

double run_cost_displacements(const struct run *f)
{
    const char *const given = run_value(f, "run.dynamics"), *const name =
                                                                given ? given : f->system->dynamics;
    if (name && strcmp(name, "metropolis") != 0 && strcmp(name, "domains") != 0) return NAN;
    double displace = NAN, all = 0;
    for (size_t i = 0; i < f->pairs; i++) {
        bool displaces;
        if (!is_weight(f, f->pair[i].name, &displaces)) continue;
        const double weight = strtod(f->pair[i].value, NULL);
        all += weight;
        if (displaces) displace = isnan(displace) ? weight : displace + weight;
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
