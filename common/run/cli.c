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
#include "common/mc/needs.h"
#include "common/observe/observe.h"
#include "common/config/runfile.h"
#include "common/observe/time_series.h"
#include "common/run/status.h"
#include "common/core/comm.h"
#include "common/run/tempering.h"
#include "common/observe/equilibrium_tests.h"

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
    return branch_make(r->program, r->words[0], r->seeds, r->n - 1, r->words + 1, r->jobs,
                       run_commands_resume);
}

static int act_status(const struct program_request *r)
{
    status_show((size_t)r->n, r->words, stdout);
    return EXIT_OK;
}

static int act_check(const struct program_request *r)
{
    return run_commands_check(r->program, r->words[0], r->n - 1, r->words + 1);
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
         system->describe.observables ? system->describe.observables
                                      : (const struct observe_row[]){{0}},
         sizeof *observe_rows},
        {"columns", "columns of series.dat after t and energy",
         system->describe.columns ? system->describe.columns : (const struct mc_column[]){{0}},
         sizeof *system->describe.columns},
        {"watches", "columns of watch.dat, [observe.watch]",
         system->describe.watches ? system->describe.watches : (const struct mc_watch[]){{0}},
         sizeof *system->describe.watches},
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
    if (is_wanted("keys", wanted)) program_show_keys(r->program, system), found = true;
    require(found, "list %s: no such table; 'list' alone shows them all", wanted);
    return EXIT_OK;
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

/* The commands of every program, and those of this one; base_free. */
static struct program_command *all_commands(const struct program *program)
{
    enum { MOST = 64 };
    struct program_command *const all = base_alloc(MOST, sizeof *all);
    size_t n = 0;
    for (const struct program_command *c = commands; c->name; c++) all[n++] = *c;
    for (const struct program_command *const *list = program->commands; list && *list; list++)
        for (const struct program_command *c = *list; c->name && n + 1 < MOST; c++) all[n++] = *c;
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
    argp_err_exit_status = EXIT_REFUSED;
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
