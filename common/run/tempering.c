/* Implementation of tempering.h. Rank 0 owns the lock, the log, the table and the checkpoint of the
   whole. */
#include "common/run/tempering.h"

#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "common/io/checkpoint.h"
#include "common/run/replica_exchange.h"
#include "common/io/run_contents.h"
#include "common/io/run_table.h"
#include "common/io/checkpoint_pair.h"
#include "common/run/run_loop.h"
#include "common/run/failure.h"
#include "common/run/population_annealing.h"
#include "common/run/simulation.h"
#include "common/core/minmax.h"
#include "common/core/progress.h"
#include "common/core/comm.h"
#include "common/core/minmax.h"

struct tempering {
    const struct tempering_row *row;
    const struct tempering_method *method;
    void *data; /* of the method */
    struct replica_set w;
    FILE *table;            /* NULL except on rank 0 */
    struct failure failure; /* before the first checkpoint */
};

static const struct tempering_row methods[] = {
    {"exchange", "replica exchange: one run per temperature; neighbours exchange configurations",
     &replica_exchange_method},
    {"population", "population annealing: all runs step down the ladder, with resampling",
     &population_annealing_method},
    {0},
};

const struct base_table tempering_methods = {
    "method", "methods for several runs on a temperature ladder, [tempering] method", methods,
    sizeof *methods};

static const struct runfile_key keys[] = {
    {.name = "method",
     .doc = "method that connects the runs",
     .type = RUNFILE_TEXT,
     .value = "exchange",
     .table = &tempering_methods},
    {.name = "ladder",
     .doc = "temperatures, separated by commas, or even LOW HIGH N, evenly in 1/T; list: the "
            "list in [system] T",
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
     .doc = "exchange: tune an even ladder to equal rates in warm-up (fixed ends); default: yes of "
            "even ladders, no of listed temperatures",
     .type = RUNFILE_BOOL,
     .value = "no"},
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

static bool is_even(const struct runfile *f)
{
    const char *const ladder = runfile_raw(f, "tempering", "ladder");
    return ladder && temperature_ladder_is_even(ladder);
}

void tempering_resolve(struct runfile *f)
{
    if (!tempering_asked(f) || runfile_raw(f, "tempering", "tune")) return;
    const char *const method = runfile_raw(f, "tempering", "method");
    const bool exchange = !method || strcmp(method, "exchange") == 0;
    runfile_set(f, "tempering", "tune", exchange && is_even(f) ? "yes" : "no");
}

void tempering_set_first(struct runfile *f)
{
    const char *const text = runfile_text(f, "tempering", "ladder");
    if (strcmp(text, "list") == 0) return;
    char *const T = base_text(
        "%.15g", temperature_ladder_parse(text, runfile_where(f, "tempering", "ladder")).T[0]);
    runfile_set(f, "system", "T", T);
    base_free(T);
}

void tempering_check(const struct runfile *f, bool listed)
{
    const struct tempering_row *const row = runfile_row(f, "tempering", "method");
    const char *const ladder = runfile_raw(f, "tempering", "ladder");
    require(!listed || !ladder || strcmp(ladder, "list") == 0,
            "%s = %s: [system] T lists temperatures as well; give one of the two",
            runfile_where(f, "tempering", "ladder"), ladder);
    require(row->method != &replica_exchange_method || is_even(f) ||
                !runfile_bool(f, "tempering", "tune"),
            "%s = yes: would move temperatures that were typed. Leave it out, or ask for ladder = "
            "even LOW HIGH N",
            runfile_where(f, "tempering", "tune"));
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
    run_clock_visit(&x->w.clock, c, x->w.f, x->w.folder.path);
    x->method->visit(x->data, c);
    if (leads()) run_table_visit(&x->w.folder, x->row->name, "table", &x->table, c);
}

static void save(struct tempering *x)
{
    struct checkpoint *const c = leads() ? checkpoint_create_saver() : NULL;
    if (c) visit(x, c);
    replica_set_save(&x->w, c);
    if (c) checkpoint_pair_write(&x->w.folder, c);
    replica_set_saved(&x->w);
    checkpoint_free(c);
}

/* ---- as a target of the main loop ------------------------------------------------------------ */

static int64_t next(const void *runs)
{
    const struct tempering *const x = runs;
    return min_i64(replica_set_next(&x->w), x->method->next(x->data));
}

static void advance(void *runs, int64_t units)
{
    replica_set_advance(&((struct tempering *)runs)->w, units);
}

static void event(void *runs)
{
    struct tempering *const x = runs;
    replica_set_event(&x->w);
    x->method->event(x->data, x->table);
}

static void save_runs(void *runs)
{
    save(runs);
}

static double energy(void *runs)
{
    const struct replica_set *const w = &((struct tempering *)runs)->w;
    return mc_energy(simulation_chain(w->simulation[w->first])) / replica_set_size(w);
}

static void set_status(void *runs, const char *word, double rate)
{
    replica_set_set_status(&((struct tempering *)runs)->w, word, rate);
}

static void report(void *runs, void (*log_line)(void *context, const char *line), void *context)
{
    const struct tempering *const x = runs;
    char *const line = x->method->summary(x->data);
    log_line(context, line);
    base_free(line);
}

static void to_log(void *log, const char *line)
{
    progress_log(log, "%s", line);
}

/* The reports of the runs, each in its own log. */
static void finish(void *runs)
{
    struct replica_set *const w = &((struct tempering *)runs)->w;
    for (size_t i = w->first; i < w->end; i++)
        mc_report(simulation_chain(w->simulation[i]), to_log, simulation_log(w->simulation[i]));
}

static const struct run_loop_target target = {
    .next = next,
    .advance = advance,
    .event = event,
    .save = save_runs,
    .energy = energy,
    .set_status = set_status,
    .finish = finish,
    .report = report,
};

/* Also frees all runs. */
static int execute(struct tempering *x)
{
    const struct run_loop loop = {.target = &target,
                                  .runs = x,
                                  .clock = &x->w.clock,
                                  .f = x->w.f,
                                  .folder = &x->w.folder,
                                  .log = x->w.log,
                                  .collective = true};
    const int status = run_loop_execute(&loop);
    x->method->free(x->data);
    if (x->table) fclose(x->table);
    if (x->w.log) fclose(x->w.log);
    replica_set_clear(&x->w);
    return status;
}

/* ---- opening --------------------------------------------------------------------------------- */

static void prepare(struct tempering *x, const struct mc_system *system, const struct runfile *f)
{
    *x = (struct tempering){.row = runfile_row(f, "tempering", "method")};
    const struct temperature_ladder ladder = temperature_ladder_parse(
        runfile_text(f, "tempering", "ladder"), runfile_where(f, "tempering", "ladder"));
    require(strcmp(runfile_text(f, "run", "temperature_schedule"), "none") == 0,
            "%s: must be none with [tempering], which sets the temperatures",
            runfile_where(f, "run", "temperature_schedule"));
    require(!runfile_has(f, "observe.equilibrium"),
            "%s: needs one temperature; remove it or [tempering]",
            runfile_where(f, "observe.equilibrium", "schedule"));
    x->method = x->row->method;
    replica_set_init(&x->w, system, f, x->method->runs(f, &ladder));
    x->data = x->method->create(&ladder, &x->w);
}

static void watch_start(struct tempering *x)
{
    failure_watch(&x->failure, &x->w.folder, true, x->w.clock.t, x->w.clock.end);
}

static void create_runs(struct tempering *x)
{
    double *const T = base_alloc(x->w.n, sizeof *T);
    watch_start(x);
    if (leads()) x->table = x->method->table(x->data, &x->w.folder, x->w.system->describe.clock);
    x->method->initial_T(x->data, T);
    replica_set_create_runs(&x->w, T);
    if (x->w.clock.t == 0) x->method->event(x->data, x->table);
    save(x);
    failure_forget(&x->failure);
    base_free(T);
}

/* The set is longer than that of its checkpoint. */
static void extend(struct tempering *x)
{
    const struct run_clock *const t = &x->w.clock;
    progress_log(x->w.log, "made longer: %s %" PRId64 ", formerly %" PRId64, t->length, t->end,
                 t->former);
    if (leads() && t->t == t->former && !x->method->has_row(x->data, t->t))
        base_free(run_table_forget_last(&x->w.folder, x->table));
}

static void load(struct tempering *x, struct checkpoint *c)
{
    double *const T = base_alloc(x->w.n, 2 * sizeof *T), *const now = T + x->w.n;
    visit(x, c);
    x->method->initial_T(x->data, T);
    x->method->current_T(x->data, now);
    replica_set_load(&x->w, c, T, now);
    checkpoint_free(c);
    if (x->w.clock.former) extend(x), save(x);
    base_free(T);
}

/* Rank 0 locks the folder before the others read it. */
static void lock_folder(struct tempering *x, const char *folder, bool trial)
{
    struct replica_set *const w = &x->w;
    if (leads())
        run_folder_open(&w->folder, folder);
    else
        w->folder.path = base_text("%s", folder);
    if (trial) run_folder_make_trial(&w->folder);
}

static void open_log(struct tempering *x, const char *word)
{
    struct replica_set *const w = &x->w;
    if (!leads()) return;
    w->log = run_folder_log(&w->folder);
    progress_log(w->log, "%s %zu runs, %s", word, w->n, x->row->name);
}

static void create_folder(struct tempering *x)
{
    const struct run_folder *const d = &x->w.folder;
    run_contents_expect(d, x->w.clock.t, x->w.clock.end);
    watch_start(x);
    checkpoint_pair_remove(d->path);
    run_contents_remove_rungs(d);
    run_contents_declare(d, x->w.f);
}

/* What no rung could start is refused before any folder is touched. */
static void check_rung(const struct mc_system *system, const struct runfile *f)
{
    struct runfile *const rung = runfile_copy(f);
    tempering_set_first(rung);
    simulation_check(system, rung);
    runfile_free(rung);
}

int tempering_run(const struct mc_system *system, const struct runfile *f, bool force)
{
    struct tempering x;
    const char *const folder = runfile_text(f, "run", "folder");
    prepare(&x, system, f);
    if (leads()) {
        check_rung(x.w.system, f);
        run_folder_mkdir(folder);
    }
    lock_folder(&x, folder, false);
    if (leads()) run_contents_claim_ladder(&x.w.folder, force);
    open_log(&x, "started");
    if (leads()) create_folder(&x);
    comm_release();
    create_runs(&x);
    return execute(&x);
}

int tempering_resume(const struct mc_system *system, const struct runfile *f, const char *folder,
                     enum simulation_resume mode)
{
    if (strcmp(run_folder_status(folder).word, "finished") == 0) {
        if (leads()) fprintf(stderr, "%s: finished; nothing to do\n", folder);
        comm_release();
        return EXIT_OK;
    }
    struct tempering x;
    prepare(&x, system, f);
    lock_folder(&x, folder, mode == SIMULATION_TRIAL);
    open_log(&x, "resumed");
    x.w.clock.may_extend = run_folder_status(folder).end == x.w.clock.end;
    char *const series = run_folder_file(&x.w.folder, "series.dat");
    require(access(series, F_OK), "%s: one run of a set. Resume the folder above it", folder);
    base_free(series);
    struct checkpoint *c =
        leads() ? checkpoint_pair_resume(folder, x.w.log, mode == SIMULATION_RESTART) : NULL;
    comm_release();
    if (!leads()) c = checkpoint_pair_resume(folder, NULL, true);
    if (c) load(&x, c);
    if (mode == SIMULATION_TRIAL) return EXIT_OK; /* the process ends */
    if (!c) {
        if (leads()) create_folder(&x);
        create_runs(&x);
    }
    return execute(&x);
}
