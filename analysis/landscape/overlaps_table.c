/* Implementation of overlaps_table.h. */
#include "analysis/landscape/overlaps_table.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/read/temperature_stages.h"
#include "common/core/base.h"

static bool has_file(const char *folder, const char *name)
{
    char *const path = base_text("%s/%s", folder, name);
    const bool there = access(path, R_OK) == 0;
    base_free(path);
    return there;
}

/* ---- inherent structures of a run ------------------------------------------------------------ */

static char *temperatures(size_t n, const struct temperature_stage *hold)
{
    char *text = base_text("%g", hold[0].T);
    for (size_t i = 1; i < n; i++) {
        char *const longer = base_text("%s, %g", text, hold[i].T);
        base_free(text);
        text = longer;
    }
    return text;
}

/* The one segment that is left of the run's. */
static struct temperature_stage segment(const struct run *f, const struct command_arguments *a)
{
    struct temperature_stage all[TEMPERATURE_STAGES_MOST], left[TEMPERATURE_STAGES_MOST];
    const size_t n = temperature_stages_read(f, all);
    require(n > 0, "%s: its temperature changes all the time; it has no hold", f->path);
    memcpy(left, all, n * sizeof *left);
    const size_t kept = temperature_stages_choose(n, left, a);
    require(kept > 0, "%s: no hold at --hold, between --from and --until. There are T = %s",
            f->path, temperatures(n, all));
    require(kept == 1,
            "%s: its structures are of %zu holds, T = %s. Choose one by --hold, or by --from and "
            "--until",
            f->path, kept, temperatures(kept, left));
    return left[0];
}

/* New numbers of the structures in the segment, those of the others SIZE_MAX; base_free. */
static size_t *renumbered(const char *folder, const struct temperature_stage *h, size_t *n)
{
    struct table t = table_read(folder, "basins");
    const size_t time = table_column(&t, "t");
    size_t *const number = base_alloc(t.rows + 1, sizeof *number), next = 0;
    for (size_t i = 0; i < t.rows; i++)
        number[i] = temperature_stages_has(h, table_at(&t, i, time)) ? next++ : SIZE_MAX;
    *n = t.rows;
    table_clear(&t);
    return number;
}

static void keep_segment(struct table *t, const char *folder, const struct temperature_stage *h)
{
    const size_t i = table_column(t, "i"), j = table_column(t, "j");
    size_t structures, kept = 0, *const number = renumbered(folder, h, &structures);
    for (size_t r = 0; r < t->rows; r++) {
        const double x = table_at(t, r, i), y = table_at(t, r, j);
        require(x >= 0 && y >= 0 && x < (double)structures && y < (double)structures,
                "%s: basins.dat has no pair %g %g", t->path, x, y);
        const size_t a = number[(size_t)x], b = number[(size_t)y];
        if (a == SIZE_MAX || b == SIZE_MAX) continue;
        double *const row = t->x + kept++ * t->columns;
        memmove(row, t->x + r * t->columns, t->columns * sizeof *row);
        row[i] = (double)a, row[j] = (double)b;
    }
    t->rows = kept;
    base_free(number);
    require(kept > 0, "%s: no pair of structures at T = %g, %g < t <= %g", t->path, h->T, h->from,
            h->to);
}

/* ---- solutions of networks ------------------------------------------------------------------- */

/* solutions.txt: "0 FOLDER", "1 FOLDER", ...; folders that are no longer there are not compared. */
static void require_one_temperature(const char *folder)
{
    char *const path = base_text("%s/solutions.txt", folder), *line = NULL;
    FILE *const in = fopen(path, "r");
    struct run *first = NULL;
    size_t room = 0;
    for (ssize_t n; in && (n = getline(&line, &room, in)) > 0;) {
        line[n - 1] = line[n - 1] == '\n' ? '\0' : line[n - 1];
        const char *const name = strchr(line, ' ');
        if (!name || !has_file(name + 1, "run.ini")) continue;
        struct run *const f = run_read(name + 1);
        require(!first || temperature_stages_same(first->T, f->T),
                "%s: solutions of T = %g (%s) and T = %g (%s). One temperature is allowed", folder,
                first->T, first->path, f->T, f->path);
        if (first)
            run_free(f);
        else
            first = f;
    }
    run_free(first);
    free(line);
    if (in) fclose(in);
    base_free(path);
}

struct table overlaps_table_read(const char *folder, const char *name,
                                 const struct command_arguments *a)
{
    struct table t = table_read(folder, name);
    const bool chosen = a->hold.given || a->from.given || a->until.given;
    if (has_file(folder, "run.ini") && table_exists(folder, "basins")) {
        struct run *const f = run_read(folder);
        if (chosen || temperature_stages_several(f)) {
            const struct temperature_stage h = segment(f, a);
            keep_segment(&t, folder, &h);
        }
        run_free(f);
        return t;
    }
    require(!chosen,
            "%s: holds no inherent structures of a run. --hold, --from and --until choose "
            "among these",
            folder);
    require_one_temperature(folder);
    return t;
}
