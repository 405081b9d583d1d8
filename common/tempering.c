/* Implementation of tempering.h. Only the sweeps go over threads; whatever writes, and every
   decision, is made in the order of the rungs. */
#include "common/tempering.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/checkpoint.h"
#include "common/drive.h"
#include "common/exchange.h"
#include "common/folder.h"
#include "common/keep.h"
#include "common/loop.h"
#include "common/progress.h"
#include "common/schedule.h"
#include "common/stop.h"

enum { CHUNK = 1024 /* time units between looks at the clock, at most */ };

struct tempering {
    const struct drive_program *program;
    const struct mc_system *system;
    const struct runfile *f;
    struct folder folder;
    FILE *log, *table;
    size_t n;            /* rungs */
    struct ladder given; /* before it is tuned */
    struct exchange exchange;
    struct runfile *file[LADDER_RUNGS];
    struct loop *rung[LADDER_RUNGS];
    struct schedule schedule; /* of the table */
    int64_t t, end, warmup, every, checkpoint_every;
    int threads;
    bool tunes;
    double seconds, saved; /* between checkpoints, and the clock at the last [s] */
    struct progress progress;
};

static const struct runfile_key keys[] = {
    {.name = "ladder",
     .doc = "temperatures, with commas between; list: those listed in [system] T",
     .type = RUNFILE_TEXT,
     .value = "list"},
    {.name = "every",
     .doc = "time between exchanges",
     .type = RUNFILE_INT,
     .value = "10",
     .min = 1,
     .max = 1e15},
    {.name = "tune",
     .doc = "is the ladder tuned to equal rates in warm-up (its ends stay)",
     .type = RUNFILE_BOOL,
     .value = "yes"},
    {.name = "schedule",
     .doc = "times of the rows of exchange.dat",
     .type = RUNFILE_SCHEDULE,
     .value = "log 10"},
    {0},
};

void tempering_declare(struct runfile *f)
{
    runfile_declare_one(f, "tempering", "replica exchange over a ladder of temperatures", keys,
                        true);
}

bool tempering_asked(const struct runfile *f)
{
    return runfile_has(f, "tempering");
}

/* ---- meeting --------------------------------------------------------------------------------- */

/* The shortest text that reads back as T; base_free. */
static char *text_of(double T)
{
    char *const text = base_text("%.15g", T);
    if (strtod(text, NULL) == T) return text;
    base_free(text);
    return base_text("%.17g", T);
}

/* From here on the ladder stands; the rungs' run files say so. */
static void fix_ladder(struct tempering *x)
{
    for (size_t i = 0; i < x->n; i++) {
        char *const T = text_of(x->exchange.ladder.T[i]);
        runfile_set(x->file[i], "system", "T", T);
        loop_write_run_file(x->rung[i]);
        progress_log(x->log, "rung %zu: T = %s", i, T);
        base_free(T);
    }
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

static void visit(struct tempering *x, struct checkpoint *c)
{
    const uint64_t expected = runfile_digest(x->f);
    uint64_t digest = expected;
    checkpoint_u64(c, "run_file", &digest, 1);
    require(digest == expected, "%s: run.ini is not the one this run was begun with",
            x->folder.path);
    checkpoint_i64(c, "t", &x->t, 1);
    exchange_visit(&x->exchange, c);
    int64_t size = checkpoint_loading(c) ? 0 : folder_sync(&x->folder, "exchange", x->table);
    checkpoint_i64(c, "table", &size, 1);
    if (checkpoint_loading(c)) x->table = folder_table_at(&x->folder, "exchange", size);
}

/* A rung is a checkpoint within the checkpoint: bytes that another process can take over. */
static void save_rung(struct loop *rung, size_t i, struct checkpoint *c)
{
    char name[32];
    size_t size;
    struct checkpoint *const own = checkpoint_saver();
    loop_visit(rung, own);
    unsigned char *const bytes = checkpoint_image(own, &size);
    snprintf(name, sizeof name, "rung%02zu", i);
    checkpoint_enter(c, name);
    checkpoint_count(c, "size", &size);
    checkpoint_u8(c, "image", bytes, size);
    checkpoint_leave(c);
    base_free(bytes);
    checkpoint_free(own);
}

static struct checkpoint *load_rung(const struct tempering *x, size_t i, struct checkpoint *c)
{
    char name[32];
    size_t size = 0;
    snprintf(name, sizeof name, "rung%02zu", i);
    checkpoint_enter(c, name);
    checkpoint_count(c, "size", &size);
    unsigned char *const bytes = base_alloc(size, 1);
    checkpoint_u8(c, "image", bytes, size);
    checkpoint_leave(c);
    struct checkpoint *const own = checkpoint_from_image(bytes, size, x->folder.path);
    require(own, "%s: rung %zu of its checkpoint is damaged", x->folder.path, i);
    base_free(bytes);
    return own;
}

static void set_status(const struct tempering *x, const char *word)
{
    folder_set_status(&x->folder, word, x->t, x->end, progress_rate(&x->progress, x->t));
    for (size_t i = 0; i < x->n; i++) loop_status(x->rung[i], word);
}

static void save(struct tempering *x)
{
    struct checkpoint *const c = checkpoint_saver();
    visit(x, c);
    for (size_t i = 0; i < x->n; i++) save_rung(x->rung[i], i, c);
    keep_write(x->folder.path, c);
    checkpoint_free(c);
    x->saved = base_clock();
}

/* ---- the loop -------------------------------------------------------------------------------- */

static int64_t next_time(const struct tempering *x)
{
    const int64_t elapsed = x->t + x->warmup;
    int64_t next = loop_next(x->rung[0]);
    const int64_t meet = (elapsed / x->every + 1) * x->every - x->warmup;
    const int64_t row = x->t < 0 ? 0 : schedule_next(&x->schedule, x->t);
    if (meet < next) next = meet;
    return row < next ? row : next;
}

static void advance_all(struct tempering *x, int64_t units)
{
#pragma omp parallel for schedule(dynamic, 1) num_threads(x->threads)
    for (size_t i = 0; i < x->n; i++) loop_advance(x->rung[i], units);
    x->t += units;
}

/* Long stretches are cut so that signals and the clock are seen in time. */
static void advance(struct tempering *x, int64_t until)
{
    int64_t units = 1;
    while (x->t < until && !stop_asked() && base_clock() - x->saved < x->seconds) {
        const double began = base_clock();
        advance_all(x, units < until - x->t ? units : until - x->t);
        if (base_clock() - began < 0.02 && units < CHUNK) units *= 2;
        progress_show(&x->progress, x->t,
                      mc_energy(loop_chain(x->rung[0])) /
                          x->system->per(loop_chain(x->rung[0])->state));
    }
}

/* What the rungs do together, after what each does alone. */
static void meet(struct tempering *x)
{
    const int64_t elapsed = x->t + x->warmup;
    if (elapsed > 0 && elapsed % x->every == 0) {
        exchange_try(&x->exchange, (size_t)(elapsed / x->every % 2));
        if (x->tunes && x->t < 0) exchange_tune(&x->exchange);
    }
    if (x->t == 0) fix_ladder(x), exchange_count_from_here(&x->exchange);
    if (schedule_has(&x->schedule, x->t) || x->t == x->end)
        exchange_row(&x->exchange, x->t, x->table);
}

static void at_event(struct tempering *x)
{
    for (size_t i = 0; i < x->n; i++) loop_event(x->rung[i]);
    meet(x);
}

static void save_if_due(struct tempering *x)
{
    const int64_t every = x->checkpoint_every;
    const bool due = every && (x->t + x->warmup) % every == 0;
    if (!due && base_clock() - x->saved < x->seconds) return;
    save(x);
    set_status(x, "running");
}

static int go(struct tempering *x)
{
    stop_watch(runfile_real(x->f, "run", "walltime"));
    progress_begin(&x->progress, x->system->clock, x->t, x->end, x->log);
    set_status(x, "running");
    while (x->t < x->end && !stop_asked()) {
        const int64_t until = next_time(x);
        advance(x, until);
        if (x->t == until) at_event(x);
        save_if_due(x);
    }
    save(x);
    const bool finished = x->t == x->end;
    set_status(x, finished ? "finished" : "interrupted");
    progress_end(&x->progress, x->t, NAN);
    progress_log(x->log, "%" PRIu64 " round trips", x->exchange.trips);
    if (!finished)
        fprintf(stderr, "interrupted at %s %" PRId64 "; to go on: resume %s\n", x->system->clock,
                x->t, x->folder.path);
    return finished ? DRIVE_OK : DRIVE_INTERRUPTED;
}

/* ---- opening --------------------------------------------------------------------------------- */

static void prepare(struct tempering *x, const struct drive_program *program,
                    const struct runfile *f)
{
    const char *why;
    *x = (struct tempering){.program = program, .f = f, .system = drive_system(program, f)};
    x->given = ladder_parse(runfile_text(f, "tempering", "ladder"),
                            runfile_where(f, "tempering", "ladder"));
    x->n = x->given.n;
    require(strcmp(runfile_text(f, "run", "anneal"), "none") == 0,
            "%s: must be none with [tempering], which sets the temperatures",
            runfile_where(f, "run", "anneal"));
    require(!runfile_has(f, "observe.equilibrium"),
            "%s: judges one temperature; not with [tempering]",
            runfile_where(f, "observe.equilibrium", "schedule"));
    exchange_open(&x->exchange, &x->given, (uint64_t)runfile_int(f, "run", "seed"),
                  (uint32_t)runfile_int(f, "run", "replica"));
    x->every = runfile_int(f, "tempering", "every");
    x->tunes = runfile_bool(f, "tempering", "tune");
    schedule_parse(&x->schedule, runfile_text(f, "tempering", "schedule"), &why);
    x->end = runfile_int(f, "run", x->system->duration);
    x->warmup = runfile_int(f, "run", "warmup");
    x->t = -x->warmup;
    x->checkpoint_every = runfile_int(f, "run", "checkpoint_every");
    x->seconds = runfile_real(f, "run", "checkpoint");
    x->threads = (int)runfile_int(f, "run", "threads");
}

/* A rung's run file: that of the whole, but for T and the folder. */
static struct runfile *rung_file(const struct tempering *x, size_t i)
{
    char *const ini = folder_run_file(x->folder.path);
    struct runfile *const f = drive_load(x->program, NULL, ini, 0, NULL);
    char *const T = text_of((x->t < 0 ? x->given : x->exchange.ladder).T[i]);
    char *const own = base_text("%s/%02zu", x->folder.path, i);
    runfile_set(f, "system", "T", T);
    runfile_set(f, "run", "folder", own);
    base_free(own);
    base_free(T);
    base_free(ini);
    return f;
}

static struct checkpoint *copy_of(struct mc_chain *chain)
{
    size_t size;
    struct checkpoint *const c = checkpoint_saver();
    mc_visit(chain, c);
    unsigned char *const bytes = checkpoint_image(c, &size);
    struct checkpoint *const copy = checkpoint_from_image(bytes, size, "the first rung");
    base_free(bytes);
    checkpoint_free(c);
    return copy;
}

/* All rungs start from the first's state, each with streams of its own: so they are one system
   even where its disorder is drawn. */
static void begin(struct tempering *x)
{
    const int64_t replica = runfile_int(x->f, "run", "replica");
    struct checkpoint *first = NULL;
    x->table = exchange_table(&x->exchange, &x->folder, x->system->clock);
    for (size_t i = 0; i < x->n; i++) {
        if (i) checkpoint_branch(first, (uint32_t)(replica + (int64_t)i));
        x->file[i] = rung_file(x, i);
        x->rung[i] = loop_new(x->system, x->file[i], first, true);
        x->exchange.chain[i] = loop_chain(x->rung[i]);
        if (i == 0) first = copy_of(loop_chain(x->rung[0]));
    }
    checkpoint_free(first);
    if (x->t == 0) meet(x);
    save(x);
}

static void load(struct tempering *x, struct checkpoint *c)
{
    visit(x, c);
    for (size_t i = 0; i < x->n; i++) {
        x->file[i] = rung_file(x, i);
        x->rung[i] = loop_old(x->system, x->file[i], runfile_text(x->file[i], "run", "folder"));
        struct checkpoint *const rung = load_rung(x, i, c);
        loop_visit(x->rung[i], rung);
        checkpoint_free(rung);
        x->exchange.chain[i] = loop_chain(x->rung[i]);
        mc_heat(x->exchange.chain[i], x->exchange.ladder.T[i]);
        if (x->t >= 0) loop_write_run_file(x->rung[i]);
    }
    checkpoint_free(c);
}

static void open_log(struct tempering *x, const char *word)
{
    char *const path = folder_file(&x->folder, "log.txt");
    x->log = base_open(path, "a");
    base_free(path);
    progress_log(x->log, "%s %zu rungs", word, x->n);
}

static void close_all(struct tempering *x)
{
    for (size_t i = 0; i < x->n; i++) {
        loop_close(x->rung[i]);
        runfile_free(x->file[i]);
    }
    fclose(x->table);
    fclose(x->log);
    folder_close(&x->folder);
}

int tempering_run(const struct drive_program *program, const struct runfile *f, bool force)
{
    struct tempering x;
    const char *const folder = runfile_text(f, "run", "folder");
    prepare(&x, program, f);
    loop_check(x.system, f); /* before any folder is touched */
    folder_make(folder);
    folder_open(&x.folder, folder);
    char *const ini = folder_file(&x.folder, "run.ini");
    require(force || access(ini, F_OK), "%s: holds a run; resume continues it, --force starts anew",
            folder);
    base_free(ini);
    keep_remove(folder);
    FILE *const out = folder_begin(&x.folder, "run.ini");
    runfile_write(f, out);
    folder_commit(&x.folder, "run.ini", out);
    open_log(&x, "begins");
    begin(&x);
    const int status = go(&x);
    close_all(&x);
    return status;
}

int tempering_resume(const struct drive_program *program, const struct runfile *f,
                     const char *folder)
{
    if (strcmp(folder_status(folder).word, "finished") == 0) {
        fprintf(stderr, "%s: finished; nothing to do\n", folder);
        return DRIVE_OK;
    }
    struct tempering x;
    prepare(&x, program, f);
    folder_open(&x.folder, folder);
    char *const series = folder_file(&x.folder, "series.dat");
    require(access(series, F_OK), "%s: one rung of a ladder; resume the folder that it is in",
            folder);
    base_free(series);
    open_log(&x, "resumes");
    struct checkpoint *const c = keep_newest(folder, x.log);
    if (c)
        load(&x, c);
    else
        begin(&x);
    const int status = go(&x);
    close_all(&x);
    return status;
}
