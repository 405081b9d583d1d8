/* Implementation of thermal_energy.h. */
#include "analysis/read/thermal_energy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/io/trajectory.h"

static size_t column_u(const struct table *t)
{
    size_t c = 0;
    while (c < t->columns && strcmp(t->name[c], "u") != 0) c++;
    return c;
}

bool thermal_energy_known(const struct run *f, const struct table *series)
{
    return !f->system->trained || column_u(series) < series->columns;
}

size_t thermal_energy_column(const struct run *f, const struct table *series)
{
    const size_t u = column_u(series);
    return f->system->trained && u < series->columns ? u : table_column(series, "energy");
}

/* ---- items ----------------------------------------------------------------------------------- */

static double number(const struct run *f, const char *key)
{
    const char *const text = run_value(f, key);
    return text ? strtod(text, NULL) : 0;
}

/* "# T is the temperature of U = samples x u, ..., over 100 samples": 100, or 1 for U = u. */
static double samples_in_head(const struct run *f)
{
    char *const path = base_text("%s/series.dat", f->path), line[512];
    FILE *const in = fopen(path, "r");
    double found = 0;
    while (in && found == 0 && fgets(line, sizeof line, in) && *line == '#') {
        const char *const over = strstr(line, ", over ");
        if (strstr(line, "# T is the temperature of U = ") != line || !over) continue;
        found = strstr(line, "samples x u") ? strtod(over + strlen(", over "), NULL) : 1;
    }
    if (in) fclose(in);
    base_free(path);
    return found;
}

static double samples_of(const struct run *f)
{
    const double head = samples_in_head(f);
    const char *const of = run_value(f, "system.temperature_of");
    if (head > 0) return head;
    return of && strcmp(of, "total") != 0 ? 1 : number(f, "data.train_samples");
}

static double frame_items(const struct run *f)
{
    char *const path = base_text("%s/trajectory.h5", f->path);
    double n = 0;
    if (access(path, R_OK) == 0) {
        struct trajectory *const t = trajectory_open(path);
        struct frame first;
        if (trajectory_frames(t) > 0) trajectory_read(t, 0, &first), n = (double)first.n;
        trajectory_close(t);
    }
    base_free(path);
    return n;
}

double thermal_energy_items(const struct run *f)
{
    static const char *const tables[] = {"overlap", "fs", "msd", NULL};
    if (f->system->trained) return samples_of(f);
    if (!f->system->per_item) return 0;
    if (number(f, "system.N") > 0) return number(f, "system.N");
    for (const char *const *t = tables; *t; t++)
        if (run_has(f, *t)) return run_items(f, *t, *t);
    return frame_items(f);
}
