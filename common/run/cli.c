/* Implementation of cli.h. */
#include "common/run/cli.h"

#include <argp.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "common/run/branch.h"
#include "common/observe/two_time.h"
#include "common/observe/equilibrium.h"
#include "common/io/run_folder.h"
#include "common/config/value_lists.h"
#include "common/run/run_commands.h"
#include "common/core/help.h"
#include "common/run/needs.h"
#include "common/observe/observe.h"
#include "common/config/runfile.h"
#include "common/observe/time_series.h"
#include "common/run/status.h"
#include "common/core/comm.h"
#include "common/run/tempering.h"
#include "common/observe/equilibrium_tests.h"

/* ---- what a run file may say ----------------------------------------------------------------- */

static const struct runfile_key run_keys[] = {
    {.name = "version",
     .doc = "version of the program that wrote this file",
     .type = RUNFILE_TEXT,
     .value = BASE_VERSION},
    {.name = "seed",
     .doc = "seed of every random stream",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 0,
     .max = 9e15},
    {.name = "replica",
     .doc = "number of the replica: another stream of the same seed",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 4e9},
    {.name = "warmup",
     .doc = "time before t = 0 in which steps are tuned and nothing is observed",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e15},
    {.name = "tune",
     .doc = "interval of step tuning in warm-up",
     .type = RUNFILE_INT,
     .value = "100",
     .min = 1,
     .max = 1e15},
    {.name = "anneal",
     .doc =
         "temperature programme from t = 0: pieces \"T TIME\" (jump and hold) and \"ramp T TIME\", "
         "with commas between them; none: T of [system]",
     .type = RUNFILE_TEXT,
     .value = "none"},
    {.name = "threads",
     .doc = "threads; results do not depend on it",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 1024},
    {.name = "folder", .doc = "where the run lives", .type = RUNFILE_TEXT, .value = NULL},
    {.name = "checkpoint",
     .doc = "wall-clock time between checkpoints",
     .type = RUNFILE_REAL,
     .value = "60",
     .min = 0.001,
     .max = 1e6,
     .unit = "s"},
    {.name = "checkpoint_every",
     .doc = "time between checkpoints as well, in time units; 0: by the clock alone",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e15},
    {.name = "walltime",
     .doc = "stop with a checkpoint after this wall-clock time; inf: never",
     .type = RUNFILE_REAL,
     .value = "inf",
     .min = 0,
     .max = INFINITY,
     .unit = "s"},
    {0},
};

static const struct runfile_key trajectory_keys[] = {
    {.name = "schedule",
     .doc = "times of the frames of trajectory.h5; the last time is always one",
     .type = RUNFILE_SCHEDULE,
     .value = "at 0"},
    {0},
};

static const struct runfile_section observe_sections[] = {
    {.name = "observe.trajectory", .doc = "stored frames", .keys = trajectory_keys},
    {0},
};

/* The keys of [run] that depend on program and system; a process declares one. */
static const struct runfile_key *own_keys(const char *program, const struct mc_system *system)
{
    static struct runfile_key keys[4];
    static struct base_table table = {
        .name = "dynamics", .doc = "how a state advances", .size = sizeof(struct mc_dynamics)};
    table.rows = system->dynamics;
    keys[0] = (struct runfile_key){.name = "program",
                                   .doc = "program that runs this file",
                                   .type = RUNFILE_TEXT,
                                   .value = program};
    keys[1] = (struct runfile_key){.name = system->duration,
                                   .doc = "length of the run",
                                   .type = RUNFILE_INT,
                                   .value = NULL,
                                   .min = 1,
                                   .max = 1e15,
                                   .unit = system->clock};
    keys[2] = (struct runfile_key){.name = "dynamics",
                                   .doc = table.doc,
                                   .type = RUNFILE_TEXT,
                                   .value = system->dynamics[0].name,
                                   .table = &table};
    return keys;
}

static void declare_run(struct runfile *f, const char *program, const struct mc_system *system)
{
    static const char doc[] = "the run";
    runfile_declare_one(f, "run", doc, own_keys(program, system), false);
    runfile_declare_one(f, "run", doc, run_keys, false);
    runfile_declare(f, observe_sections);
    time_series_declare(system, f);
    equilibrium_declare(f);
}

const struct mc_system *program_system(const struct program *program, const struct runfile *f)
{
    const char *const name = runfile_raw(f, program->section, program->key);
    if (!name) return program->systems[0];
    char known[200] = "";
    for (const struct mc_system *const *s = program->systems; *s; s++) {
        if (strcmp((*s)->name, name) == 0) return *s;
        snprintf(known + strlen(known), sizeof known - strlen(known), " %s", (*s)->name);
    }
    base_die("%s = %s: must be one of:%s", runfile_where(f, program->section, program->key), name,
             known);
}

struct runfile *program_declare(const struct program *program, const struct mc_system *system,
                                const char *path, int noverrides, char *const *overrides)
{
    struct runfile *const f = runfile_read(path, noverrides, overrides);
    if (!system) system = program_system(program, f);
    declare_run(f, program->name, system);
    runfile_declare(f, system->sections);
    mc_declare(system, f);
    tempering_declare(f);
    two_time_declare(f, observe_rows);
    two_time_declare(f, system->observables);
    return f;
}

struct runfile *program_load(const struct program *program, const struct mc_system *system,
                             const char *path, int noverrides, char *const *overrides)
{
    struct runfile *const f = program_declare(program, system, path, noverrides, overrides);
    if (!system) system = program_system(program, f);
    if (system->resolve) system->resolve(f);
    tempering_resolve(f);
    runfile_check(f);
    mc_require_moves(system, f);
    const char *const wanted = runfile_text(f, "run", "program");
    require(strcmp(wanted, program->name) == 0, "%s = %s: this program is %s",
            runfile_where(f, "run", "program"), wanted, program->name);
    return f;
}

struct runfile *program_begin(const struct program *program, const char *path, int noverrides,
                              char *const *overrides)
{
    struct runfile *const f = program_load(program, NULL, path, noverrides, overrides);
    needs_check(program_system(program, f), f, NULL);
    return f;
}

/* ---- commands -------------------------------------------------------------------------------- */

static int act_run(const struct program_request *r)
{
    return run_commands_run(r->program, r->words[0], r->n - 1, r->words + 1, r->force || r->restart,
                            r->jobs);
}

static int act_resume(const struct program_request *r)
{
    require(r->n == 1, "resume takes one folder and nothing else; a run continues as it was begun");
    return run_commands_resume(r->program, r->words[0], r->jobs, r->restart);
}

static int act_plan(const struct program_request *r)
{
    return run_commands_plan(r->program, r->words[0], r->n - 1, r->words + 1);
}

static int act_branch(const struct program_request *r)
{
    return branch_make(r->program, r->words[0], r->seeds, r->n - 1, r->words + 1, r->jobs);
}

static int act_status(const struct program_request *r)
{
    status_show((size_t)r->n, r->words, stdout);
    return PROGRAM_OK;
}

static int act_check(const struct program_request *r)
{
    return run_commands_check(r->program, r->words[0], r->n - 1, r->words + 1);
}

/* Every key of every section, by declaring them all against an empty run file. */
static void show_keys(const struct mc_system *system, const struct program *program)
{
    struct runfile *const f = runfile_read("/dev/null", 0, NULL);
    declare_run(f, program->name, system);
    runfile_declare(f, system->sections);
    mc_declare(system, f);
    two_time_declare(f, observe_rows);
    two_time_declare(f, system->observables);
    runfile_help(f, stdout);
    runfile_free(f);
}

static size_t singular(const char *word)
{
    const size_t n = strlen(word);
    return n && word[n - 1] == 's' ? n - 1 : n;
}

/* "model" and "models" are the same table; no name wants them all. */
static bool is_wanted(const char *name, const char *wanted)
{
    const size_t n = singular(name);
    return !wanted || (singular(wanted) == n && strncmp(name, wanted, n) == 0);
}

static int act_list(const struct program_request *r)
{
    const struct mc_system *const system = r->program->systems[0];
    const struct base_table common[] = {
        {"moves", "kinds of Monte Carlo trial, [move.NAME]", system->moves, sizeof *system->moves},
        {"dynamics", "how a state advances, [run] dynamics", system->dynamics,
         sizeof *system->dynamics},
        {"observables", "two-time observables of any system, [observe.NAME]", observe_rows,
         sizeof *observe_rows},
        {"own_observables", "two-time observables of this program, [observe.NAME]",
         system->observables ? system->observables : (const struct observe_row[]){{0}},
         sizeof *observe_rows},
        {"columns", "columns of series.dat after t and energy",
         system->columns ? system->columns : (const struct mc_column[]){{0}},
         sizeof *system->columns},
        {"watches", "columns of watch.dat, [observe.watch]",
         system->watches ? system->watches : (const struct mc_watch[]){{0}},
         sizeof *system->watches},
        equilibrium_tests,
        tempering_methods,
        {0},
    };
    const char *const wanted = r->n ? r->words[0] : NULL;
    const struct base_table *const tables[] = {r->program->tables, common};
    bool found = false;
    for (int k = 0; k < 2; k++)
        for (const struct base_table *t = tables[k]; t->name; t++)
            if (is_wanted(t->name, wanted)) help_table(stdout, t), found = true;
    if (is_wanted("keys", wanted)) show_keys(system, r->program), found = true;
    require(found, "list %s: no such table; 'list' alone shows them all", wanted);
    return PROGRAM_OK;
}

static const struct program_command commands[] = {
    {"run", "begin a run in its folder, or an ensemble if keys have lists of values",
     "FILE.ini [SECTION.KEY=VALUE ...]", act_run, 1, 0},
    {"resume", "continue an interrupted run", "FOLDER", act_resume, 1, 0},
    {"branch", "begin new runs with new random streams from a run's checkpoint, in FOLDER.branches",
     "FOLDER [SECTION.KEY=VALUE ...]", act_branch, 1, 0},
    {"status", "progress, rate, end and health of runs and ensembles", "FOLDER...", act_status, 1,
     0},
    {"check", "validate a run file, print it resolved, run nothing",
     "FILE.ini [SECTION.KEY=VALUE ...]", act_check, 1, 0},
    {"plan", "expected time, memory and disk, from a ten-second measurement",
     "FILE.ini [SECTION.KEY=VALUE ...]", act_plan, 1, 0},
    {"list", "what there is: models, moves, observables, keys ...", "[TABLE]", act_list, 0, 0},
    {0},
};

/* ---- command line ---------------------------------------------------------------------------- */

struct line {
    struct program_request request;
    const struct program_command *known, *command; /* all rows there are, and the one asked for */
};

static int number(const char *option, const char *text)
{
    char *end;
    const long x = strtol(text, &end, 10);
    require(end != text && !*end && x >= 1 && x <= VALUE_LISTS_MEMBERS,
            "--%s %s: must be an integer in [1, %d]", option, text, VALUE_LISTS_MEMBERS);
    return (int)x;
}

/* The commands of every program, and those of its systems; base_free. */
static struct program_command *all_commands(const struct program *program)
{
    enum { MOST = 64 };
    struct program_command *const all = base_alloc(MOST, sizeof *all);
    size_t n = 0;
    for (const struct program_command *c = commands; c->name; c++) all[n++] = *c;
    for (const struct program_command *c = program->commands; c && c->name; c++) all[n++] = *c;
    for (const struct mc_system *const *s = program->systems; *s; s++)
        for (const struct program_command *c = (*s)->commands; c && c->name && n + 1 < MOST; c++)
            all[n++] = *c;
    return all;
}

static error_t on_argument(int key, char *argument, struct argp_state *state)
{
    struct line *const line = state->input;
    const struct base_table table = {"command", "", line->known, sizeof *line->known};
    switch (key) {
    case 'f':
        line->request.force = true;
        return 0;
    case 'r':
        line->request.restart = true;
        return 0;
    case 'j':
        line->request.jobs = number("jobs", argument);
        return 0;
    case 's':
        line->request.seeds = number("seeds", argument);
        return 0;
    case ARGP_KEY_ARG:
        if (!line->command)
            line->command = base_pick(&table, argument, "command line");
        else
            line->request.words[line->request.n++] = argument;
        return 0;
    case ARGP_KEY_END:
        require(line->command, "no command given; `%s --help` lists them",
                line->request.program->name);
        require(line->request.n >= line->command->least, "%s needs: %s", line->command->name,
                line->command->arguments);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* What --help says; free. */
static char *help(const struct program *program, const struct program_command *known)
{
    enum { COLUMN = 6 };
    char *text = NULL;
    size_t size;
    FILE *const out = open_memstream(&text, &size);
    require(out, "no memory");
    fprintf(out, "%s\vCommands:\n", program->doc);
    for (const struct program_command *c = known; c->name; c++) {
        char *const use = base_text("%s %s", c->name, c->arguments);
        help_item(out, HELP_WIDTH, COLUMN, use, c->doc);
        base_free(use);
    }
    fclose(out);
    return text;
}

int cli_main(const struct program *program, int argc, char **argv)
{
    base_program(program->name);
    comm_init(&argc, &argv);
    base_require_words(argc, argv);
    signal(SIGXFSZ, SIG_IGN); /* a file that may not grow: told to who writes it */
    argp_program_version = BASE_VERSION;
    argp_err_exit_status = PROGRAM_BAD;
    static const struct argp_option options[] = {
        {"force", 'f', NULL, 0,
         "run: start anew in a folder that holds a run, whose files are lost; other commands: "
         "write over files that they have not made",
         0},
        {"restart", 'r', NULL, 0,
         "resume: where no checkpoint is intact, begin again from run.ini; what tables hold is "
         "lost. run: as --force",
         0},
        {"jobs", 'j', "N", 0, "ensembles: so many members at a time; default: a processor each", 0},
        {"seeds", 's', "N", 0, "branch: so many new runs (default 8)", 0},
        {0}};
    struct program_command *const known = all_commands(program);
    char *const doc = help(program, known);
    const struct argp argp = {options, on_argument, "COMMAND ...", doc, NULL, NULL, NULL};
    struct line line = {.request = {.program = program,
                                    .seeds = 8,
                                    .words = base_alloc((size_t)argc + 1, sizeof(char *))},
                        .known = known};
    argp_parse(&argp, argc, argv, 0, NULL, &line);
    if (comm_size() > 1 && line.command->act != act_run && line.command->act != act_resume) {
        comm_wait_for_root();
        base_die("%s is for one process; run and resume go over several", line.command->name);
    }
    line.request.command = line.command->name;
    const int status = line.command->act(&line.request);
    base_free(line.request.words);
    base_free(known);
    free(doc);
    comm_finalize();
    return status;
}
