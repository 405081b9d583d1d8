/* Implementation of tempering.h. The first process holds the lock, the log, the table and the
   checkpoint of the whole; whatever ends a stretch of steps is agreed by all. */
#include "common/run/tempering.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include "common/io/checkpoint.h"
#include "common/run/program.h"
#include "common/run/replica_exchange.h"
#include "common/io/checkpoint_pair.h"
#include "common/run/run_loop.h"
#include "common/run/population_annealing.h"
#include "common/core/progress.h"
#include "common/core/signals.h"
#include "common/core/comm.h"

enum { CHUNK = 1024 /* most of them */ };
enum { STOP = 1, SAVE = 2, SLOW = 4 }; /* what processes agree on */

struct tempering {
    const struct tempering_row *row;
    const struct tempering_method *method;
    void *own; /* the method's */
    struct replica_set w;
    FILE *table;                          /* of the first process */
    int64_t end, checkpoint_every, chunk; /* chunk: time units between looks at the clock */
    double seconds, saved;                /* between checkpoints, and the clock at the last [s] */
    struct progress progress;
};

static const struct tempering_row methods[] = {
    {"exchange", "replica exchange: a run a temperature; neighbours exchange configurations",
     &replica_exchange_method},
    {"population", "population annealing: all runs step down the ladder, good ones are copied",
     &population_annealing_method},
    {0},
};

const struct base_table tempering_methods = {"method", "what runs in step do, [tempering] method",
                                             methods, sizeof *methods};

static const struct runfile_key keys[] = {
    {.name = "method",
     .doc = "what the runs do together",
     .type = RUNFILE_TEXT,
     .value = "exchange",
     .table = &tempering_methods},
    {.name = "ladder",
     .doc = "temperatures, with commas between, or even LOW HIGH N, evenly in 1/T; list: those "
            "listed in [system] T",
     .type = RUNFILE_TEXT,
     .value = "list"},
    {.name = "every",
     .doc = "exchange: time between exchanges; population: time at each temperature",
     .type = RUNFILE_INT,
     .value = "10",
     .min = 1,
     .max = 1e15},
    {.name = "walkers",
     .doc = "population: number of runs",
     .type = RUNFILE_INT,
     .value = "64",
     .min = 2,
     .max = REPLICA_SET_MOST},
    {.name = "tune",
     .doc = "exchange: is the ladder tuned to equal rates in warm-up (its ends stay)",
     .type = RUNFILE_BOOL,
     .value = "yes"},
    {.name = "schedule",
     .doc = "exchange: times of the rows of exchange.dat",
     .type = RUNFILE_SCHEDULE,
     .value = "log 10"},
    {0},
};

void tempering_declare(struct runfile *f)
{
    runfile_declare_one(f, "tempering", "several runs in step over a ladder of temperatures", keys,
                        true);
}

bool tempering_asked(const struct runfile *f)
{
    return runfile_has(f, "tempering");
}

size_t tempering_runs(const struct runfile *f, size_t listed)
{
    const struct tempering_row *const row = runfile_row(f, "tempering", "method");
    const char *const text = runfile_text(f, "tempering", "ladder");
    struct temperature_ladder ladder = {.n = listed};
    if (strcmp(text, "list"))
        ladder = temperature_ladder_parse(text, runfile_where(f, "tempering", "ladder"));
    return row->method->runs(f, &ladder);
}

static bool leads(void)
{
    return comm_rank() == 0;
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

static void visit(struct tempering *x, struct checkpoint *c)
{
    const uint64_t expected = runfile_digest(x->w.f);
    uint64_t digest = expected;
    checkpoint_u64(c, "run_file", &digest, 1);
    require(digest == expected, "%s: run.ini is not the one this run was begun with",
            x->w.folder.path);
    checkpoint_i64(c, "t", &x->w.t, 1);
    checkpoint_require(c, x->w.t >= -x->w.warmup && x->w.t <= x->end, "t");
    x->method->visit(x->own, c);
    int64_t size =
        checkpoint_loading(c) ? 0 : run_folder_sync(&x->w.folder, x->row->name, x->table);
    checkpoint_i64(c, "table", &size, 1);
    checkpoint_require(c, size >= 0, "table");
    if (checkpoint_loading(c) && leads())
        x->table = run_folder_table_at(&x->w.folder, x->row->name, size);
}

static void save(struct tempering *x)
{
    struct checkpoint *const c = leads() ? checkpoint_saver() : NULL;
    if (c) visit(x, c);
    replica_set_save(&x->w, c);
    if (c) checkpoint_pair_write(x->w.folder.path, c);
    checkpoint_free(c);
    x->saved = base_clock();
}

/* The whole is not finished before all runs are, in whatever process: nobody would go on with
   them. */
static void set_status(const struct tempering *x, const char *word)
{
    replica_set_status(&x->w, word);
    comm_or(0);
    if (leads())
        run_folder_set_status(&x->w.folder, word, x->w.t, x->end,
                              progress_rate(&x->progress, x->w.t));
}

/* ---- the loop -------------------------------------------------------------------------------- */

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static unsigned agree(const struct tempering *x, bool slow)
{
    const bool due = base_clock() - x->saved >= x->seconds;
    return comm_or((signals_requested() ? STOP : 0) | (due ? SAVE : 0) | (slow ? SLOW : 0));
}

static void show(struct tempering *x)
{
    const struct mc_chain *const first = run_loop_chain(x->w.loop[0]);
    progress_show(&x->progress, x->w.t, mc_energy(first) / replica_set_per(&x->w));
}

/* Long stretches are cut so that signals and the clock are seen in time. */
static unsigned advance(struct tempering *x, int64_t until)
{
    unsigned said;
    do {
        const double began = base_clock();
        replica_set_advance(&x->w, earlier(x->chunk, until - x->w.t));
        said = agree(x, base_clock() - began > 0.02);
        if (said & SLOW)
            x->chunk = x->chunk > 1 ? x->chunk / 2 : 1;
        else if (x->chunk < CHUNK)
            x->chunk *= 2;
        if (leads()) show(x);
    } while (x->w.t < until && !(said & (STOP | SAVE)));
    return said;
}

static void save_if_due(struct tempering *x, unsigned said)
{
    const int64_t every = x->checkpoint_every;
    if (!(every && (x->w.t + x->w.warmup) % every == 0) && !(said & SAVE)) return;
    save(x);
    if (leads())
        run_folder_set_status(&x->w.folder, "running", x->w.t, x->end,
                              progress_rate(&x->progress, x->w.t));
}

static void end(struct tempering *x)
{
    save(x);
    const bool finished = x->w.t == x->end;
    set_status(x, finished ? "finished" : "interrupted");
    if (!leads()) return;
    progress_end(&x->progress, x->w.t, NAN);
    x->method->summary(x->own, x->w.log);
    if (!finished)
        fprintf(stderr, "interrupted at %s %" PRId64 "; to go on: resume %s\n",
                x->w.system->describe.clock, x->w.t, x->w.folder.path);
}

static int go(struct tempering *x)
{
    signals_watch(runfile_real(x->w.f, "run", "walltime"));
    progress_begin(&x->progress, x->w.system->describe.clock, x->w.t, x->end, x->w.log);
    set_status(x, "running");
    unsigned said = agree(x, false);
    while (x->w.t < x->end && !(said & STOP)) {
        const int64_t until = earlier(replica_set_next(&x->w), x->method->next(x->own));
        said = advance(x, until);
        if (x->w.t == until) {
            replica_set_event(&x->w);
            x->method->event(x->own, x->table);
        }
        save_if_due(x, said);
    }
    end(x);
    return x->w.t == x->end ? EXIT_OK : EXIT_INTERRUPTED;
}

/* ---- opening --------------------------------------------------------------------------------- */

static void prepare(struct tempering *x, const struct program *program, const struct runfile *f)
{
    *x = (struct tempering){.row = runfile_row(f, "tempering", "method")};
    const struct temperature_ladder ladder = temperature_ladder_parse(
        runfile_text(f, "tempering", "ladder"), runfile_where(f, "tempering", "ladder"));
    require(strcmp(runfile_text(f, "run", "temperature_schedule"), "none") == 0,
            "%s: must be none with [tempering], which sets the temperatures",
            runfile_where(f, "run", "temperature_schedule"));
    require(!runfile_has(f, "observe.equilibrium"),
            "%s: judges one temperature; not with [tempering]",
            runfile_where(f, "observe.equilibrium", "schedule"));
    x->method = x->row->method;
    replica_set_open(&x->w, program, f, x->method->runs(f, &ladder));
    x->own = x->method->open(&ladder, &x->w);
    x->end = runfile_int(f, "run", x->w.system->describe.duration);
    x->checkpoint_every = runfile_int(f, "run", "checkpoint_every");
    x->seconds = runfile_real(f, "run", "checkpoint");
    x->saved = base_clock();
    x->chunk = 1;
}

static void begin(struct tempering *x)
{
    double *const T = base_alloc(x->w.n, sizeof *T);
    if (leads()) x->table = x->method->table(x->own, &x->w.folder, x->w.system->describe.clock);
    x->method->initial_T(x->own, T);
    replica_set_begin(&x->w, T);
    if (x->w.t == 0) x->method->event(x->own, x->table);
    save(x);
    base_free(T);
}

static void load(struct tempering *x, struct checkpoint *c)
{
    double *const T = base_alloc(x->w.n, 2 * sizeof *T), *const now = T + x->w.n;
    visit(x, c);
    x->method->initial_T(x->own, T);
    x->method->current_T(x->own, now);
    replica_set_load(&x->w, c, T, now);
    checkpoint_free(c);
    base_free(T);
}

/* The folder of the whole, taken by the first process before the others look at it. */
static void take_folder(struct tempering *x, const char *folder, const char *word)
{
    struct replica_set *const w = &x->w;
    if (!leads()) {
        w->folder.path = base_text("%s", folder);
        return;
    }
    run_folder_open(&w->folder, folder);
    char *const path = run_folder_file(&w->folder, "log.txt");
    w->log = base_open(path, "a");
    base_free(path);
    progress_log(w->log, "%s %zu runs, %s", word, w->n, x->row->name);
}

static void close_all(struct tempering *x)
{
    x->method->close(x->own);
    if (x->table) fclose(x->table);
    if (x->w.log) fclose(x->w.log);
    replica_set_close(&x->w);
}

static void begin_folder(const struct tempering *x, bool force)
{
    const struct run_folder *const d = &x->w.folder;
    char *const ini = run_folder_file(d, "run.ini");
    require(force || access(ini, F_OK), "%s: holds a run; resume continues it, --force starts anew",
            d->path);
    base_free(ini);
    checkpoint_pair_remove(d->path);
    FILE *const out = run_folder_begin(d, "run.ini");
    runfile_write(x->w.f, out);
    run_folder_commit(d, "run.ini", out);
}

int tempering_run(const struct program *program, const struct runfile *f, bool force)
{
    struct tempering x;
    const char *const folder = runfile_text(f, "run", "folder");
    prepare(&x, program, f);
    if (leads()) {
        run_loop_check(x.w.system, f); /* before any folder is touched */
        run_folder_make(folder);
    }
    take_folder(&x, folder, "begins");
    if (leads()) begin_folder(&x, force);
    comm_release();
    begin(&x);
    const int status = go(&x);
    close_all(&x);
    return status;
}

int tempering_resume(const struct program *program, const struct runfile *f, const char *folder)
{
    if (strcmp(run_folder_status(folder).word, "finished") == 0) {
        if (leads()) fprintf(stderr, "%s: finished; nothing to do\n", folder);
        comm_release();
        return EXIT_OK;
    }
    struct tempering x;
    prepare(&x, program, f);
    take_folder(&x, folder, "resumes");
    char *const series = run_folder_file(&x.w.folder, "series.dat");
    require(access(series, F_OK), "%s: one run of several; resume the folder that it is in",
            folder);
    base_free(series);
    comm_release();
    struct checkpoint *const c = checkpoint_pair_load(folder, x.w.log);
    if (c)
        load(&x, c);
    else
        begin(&x);
    const int status = go(&x);
    close_all(&x);
    return status;
}
