/* Implementation of time_series.h. */
#include "common/observe/time_series.h"

#include <assert.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "common/io/run_folder.h"
#include "common/io/run_table.h"
#include "common/core/gnuplot.h"
#include "common/core/progress.h"
#include "common/config/runfile.h"

enum { COLUMNS = 3 + 16 + MC_MOVES };

static const struct runfile_key time_series_keys[] = {
    {.name = "schedule",
     .doc = "times of the rows of series.dat",
     .type = RUNFILE_SCHEDULE,
     .value = "log 20"},
    {0},
};

static const struct runfile_key watch_keys[] = {
    {.name = "schedule",
     .doc = "times of the rows of watch.dat",
     .type = RUNFILE_SCHEDULE,
     .value = "every 1000"},
    {.name = "also",
     .doc = "further columns of watch.dat: stress (of spheres), or none",
     .type = RUNFILE_TEXT,
     .value = "none",
     .added = true},
    {0},
};

static const struct runfile_key figure_keys[] = {
    {.name = "figure",
     .doc = "draw series.dat at the end, figure.png and figure.pdf (gnuplot)",
     .type = RUNFILE_BOOL,
     .value = "no"},
    {0},
};

void time_series_declare(const struct mc_system *system, struct runfile *f)
{
    runfile_declare_one(f, "observe.series", "one-time quantities", time_series_keys, false);
    if (system->describe.figure)
        runfile_declare_one(f, "observe.series", "one-time quantities", figure_keys, false);
    if (system->describe.watches)
        runfile_declare_one(f, "observe.watch",
                            "costlier one-time quantities, with warnings in the log", watch_keys,
                            true);
}

void time_series_init(struct time_series *s, const struct mc_system *system,
                      const struct runfile *f)
{
    *s = (struct time_series){.system = system,
                              .rows = runfile_schedule(f, "observe.series", "schedule")};
    s->figure = system->describe.figure && runfile_bool(f, "observe.series", "figure");
    s->watching = system->describe.watches && runfile_has(f, "observe.watch");
    if (!s->watching) return;
    s->watches = runfile_schedule(f, "observe.watch", "schedule");
    s->also = runfile_text(f, "observe.watch", "also");
}

/* True if watch.dat has this column. */
static bool has_watch(const struct time_series *s, const struct mc_watch *w, const void *state)
{
    return (!w->group || strcmp(w->group, s->also) == 0) && (!w->used || w->used(state));
}

void time_series_draw(const struct time_series *s, const struct run_folder *d, FILE *log)
{
    if (!s->figure) return;
    FILE *const script = run_folder_replace(d, "figure.gp");
    fputs(s->system->describe.figure, script);
    run_folder_commit(d, "figure.gp", script);
    fflush(s->table);
    char *const place =
        base_text("/proc/self/fd/%d", d->lock); /* the path may be another folder's */
    const enum gnuplot_end end = gnuplot_run(place, "figure.gp");
    char *const pdf = base_text("%s/figure.pdf", place);
    gnuplot_undate(pdf);
    base_free(pdf);
    base_free(place);
    if (end == GNUPLOT_MISSING) progress_log(log, "no figure: gnuplot is not installed");
    if (end == GNUPLOT_FAILED) progress_log(log, "no figure: gnuplot fails on figure.gp");
}

static FILE *begin_series(const struct time_series *s, const struct run_folder *d,
                          const struct mc_chain *chain)
{
    const char *const quantity =
        s->system->describe.quantity ? s->system->describe.quantity : "energy";
    struct run_folder_column column[COLUMNS] = {{"t", s->system->describe.clock},
                                                {quantity, quantity}};
    char *made[MC_MOVES];
    int n = 2, nmade = 0;
    for (const struct mc_column *c = s->system->describe.columns; c && c->name; c++)
        column[n++] = (struct run_folder_column){c->name, c->unit};
    for (size_t i = 0; i < chain->n; i++)
        if (chain->entry[i].weight > 0)
            column[n++] = (struct run_folder_column){
                made[nmade++] = base_text("acceptance_%s", chain->entry[i].move->name), "1"};
    if (chain->bias) column[n++] = (struct run_folder_column){chain->bias->name, chain->bias->unit};
    FILE *const table = run_table_create(
        d, "series", "energy per particle or loss per sample, and other one-time quantities", n,
        column);
    while (nmade) base_free(made[--nmade]);
    return table;
}

static FILE *begin_watch(const struct time_series *s, const struct run_folder *d, const void *state)
{
    struct run_folder_column column[1 + MC_WATCH] = {{"t", s->system->describe.clock}};
    int n = 1;
    for (const struct mc_watch *w = s->system->describe.watches; w->name; w++) {
        if (!has_watch(s, w, state)) continue;
        assert(n <= MC_WATCH);
        column[n++] = (struct run_folder_column){w->name, w->unit};
    }
    return run_table_create(
        d, "watch", "one-time quantities that cost more, and warnings of a run that goes astray", n,
        column);
}

void time_series_create_tables(struct time_series *s, const struct run_folder *d,
                               const struct mc_chain *chain)
{
    s->table = begin_series(s, d, chain);
    if (s->watching) s->watched = begin_watch(s, d, chain->state);
}

void time_series_clear(struct time_series *s)
{
    fclose(s->table);
    if (s->watched) fclose(s->watched);
}

int64_t time_series_next(const struct time_series *s, int64_t t)
{
    const int64_t row = schedule_next(&s->rows, t);
    const int64_t watch = s->watching ? schedule_next(&s->watches, t) : SCHEDULE_NEVER;
    return row < watch ? row : watch;
}

static void write_row(struct time_series *s, struct mc_chain *chain, const struct frame *now)
{
    fprintf(s->table, "%" PRId64 " %.12g", now->t, now->energy);
    for (const struct mc_column *c = s->system->describe.columns; c && c->name; c++)
        fprintf(s->table, " %.10g", c->value(chain->state));
    for (const struct mc_entry *e = chain->entry; e < chain->entry + chain->n; e++)
        if (e->weight > 0)
            fprintf(s->table, " %.6f", e->tried ? (double)e->accepted / (double)e->tried : NAN);
    if (chain->bias) fprintf(s->table, " %.10g", chain->bias->value(chain->bias));
    fputc('\n', s->table);
}

static void write_watch(struct time_series *s, struct mc_chain *chain, int64_t t, FILE *log)
{
    fprintf(s->watched, "%" PRId64, t);
    for (size_t i = 0; s->system->describe.watches[i].name; i++) {
        const struct mc_watch *const w = &s->system->describe.watches[i];
        if (!has_watch(s, w, chain->state)) continue;
        const double x = w->value(chain->state);
        const bool above = w->limit > 0 && x > w->limit;
        if (above && !s->above[i])
            progress_log(log, "warning: t = %" PRId64 ": %s = %.4g, above %.4g: %s", t, w->name, x,
                         w->limit, w->warning);
        s->above[i] = above;
        fprintf(s->watched, " %.10g", x);
    }
    fputc('\n', s->watched);
}

bool time_series_write(struct time_series *s, struct mc_chain *chain, const struct frame *now,
                       bool last, FILE *log)
{
    const bool row = last || schedule_has(&s->rows, now->t);
    if (row) write_row(s, chain, now);
    if (s->watching && (last || schedule_has(&s->watches, now->t)))
        write_watch(s, chain, now->t, log);
    return row;
}
