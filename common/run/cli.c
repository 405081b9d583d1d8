/* Implementation of cli.h. */
#include "common/run/cli.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/config/key.h"
#include "common/config/old_names.h"
#include "common/config/value_lists.h"
#include "common/core/comm.h"
#include "common/core/help.h"
#include "common/core/options.h"
#include "common/core/version.h"
#include "common/run/branch.h"
#include "common/run/cli_manual.h"
#include "common/run/extension.h"
#include "common/run/list.h"
#include "common/run/run_commands.h"
#include "common/run/run_folders.h"
#include "common/run/status.h"

/* ---- commands -------------------------------------------------------------------------------- */

static int act_run(const struct program_request *r)
{
    return run_commands_run(r->program, r->words[0], r->n - 1, r->words + 1, r->force, r->jobs);
}

static int act_resume(const struct program_request *r)
{
    if (comm_rank() == 0)
        extension_prepare(r->program, r->words[0], r->n - 1, r->words + 1, r->restart);
    return run_commands_resume(r->program, r->words[0], r->jobs, r->restart);
}

static int act_plan(const struct program_request *r)
{
    return run_commands_plan(r->program, r->words[0], r->n - 1, r->words + 1);
}

static int act_branch(const struct program_request *r)
{
    return branch_make(r->program, r->words[0], r->into, r->seeds, r->n - 1, r->words + 1, r->jobs);
}

static int act_status(const struct program_request *r)
{
    status_show(r->program, (size_t)r->n, r->words, stdout);
    return EXIT_OK;
}

static int act_check(const struct program_request *r)
{
    return run_commands_check(r->program, r->words[0], r->n - 1, r->words + 1);
}

static int act_help(const struct program_request *r);
static int act_man(const struct program_request *r);
static int act_completion(const struct program_request *r);

static const struct program_command commands[] = {
    {"run", "start a run in its folder, or an ensemble if keys have lists of values",
     "FILE.ini [SECTION.KEY=VALUE ...]", act_run, 1, NULL, "force jobs", 0},
    {"resume", "continue an interrupted run, or make a run longer: run.sweeps=N, run.steps=N",
     "FOLDER [run.sweeps=N]", act_resume, 1, NULL, "restart jobs", 0},
    {"branch",
     "start new runs from the state of a run at the time of a checkpoint or frame, with other "
     "random numbers and keys",
     "FOLDER[@TIME] [SECTION.KEY=VALUE ...]", act_branch, 1, NULL, "into jobs seeds", 0},
    {"status", "progress, rate, end and health of runs and ensembles", "FOLDER...", act_status, 1,
     NULL, "", 0},
    {"check", "validate a run file and print it with all defaults; nothing is run",
     "FILE.ini [SECTION.KEY=VALUE ...]", act_check, 1, NULL, "", 0},
    {"plan", "expected time, memory and disk, from a ten-second measurement",
     "FILE.ini [SECTION.KEY=VALUE ...]", act_plan, 1, NULL, "", 0},
    {"list", "models, moves, observables ...: a table, the keys of a section, or `keys`",
     "[TABLE | SECTION | keys]", list_command, 0, NULL, "", 0},
    {"help", "all commands, or the options of one", "[COMMAND]", act_help, 0, NULL, "", 0},
    {"man", "the manual page of the program, for man(1): commands, options and keys", "", act_man,
     0, NULL, "", 0},
    {"completion", "a script for bash that completes commands, options, keys and folders", "",
     act_completion, 0, NULL, "", 0},
    {0},
};

/* ---- options --------------------------------------------------------------------------------- */

enum {
    OPTION_HELP,
    OPTION_VERSION,
    OPTION_FORCE,
    OPTION_RESTART,
    OPTION_JOBS,
    OPTION_SEEDS,
    OPTION_INTO,
    OPTION_OUTPUT,
    OPTIONS
};

static const struct option_row options[OPTIONS + 1] = {
    [OPTION_HELP] = {"help", "this text", 'h', NULL},
    [OPTION_VERSION] = {"version", "version of the program", '\0', NULL},
    [OPTION_FORCE] = {"force",
                      "run: replace the run in its folder; other commands: overwrite files that "
                      "they did not write",
                      'f', NULL},
    [OPTION_RESTART] =
        {"restart",
         "resume: start again from run.ini if no checkpoint is valid; run: same as --force", '\0',
         NULL},
    [OPTION_JOBS] = {"jobs",
                     "ensembles: number of members that run at the same time (default: one per "
                     "available processor)",
                     'j', "N"},
    [OPTION_SEEDS] = {"seeds", "number of new runs (default: 8; with --into: 1)", '\0', "N"},
    [OPTION_INTO] = {"into",
                     "branch: folder of the new run or runs (default: FOLDER.branches); other "
                     "commands: folder of the means over runs (default: FOLDER/means)",
                     '\0', "NEW"},
    [OPTION_OUTPUT] = {"output", "file or folder to write", 'o', "TO"},
};

struct line {
    struct program_request request;
    const struct program_command *known, *command; /* all rows; the row of the command line */
    bool given[OPTIONS];
    int keys;   /* options --KEY VALUE */
    char **key; /* (keys) "KEY=VALUE" */
};

static int number(const char *option, const char *text)
{
    char *end;
    const long x = strtol(text, &end, 10);
    require(end != text && !*end && x >= 1 && x <= VALUE_LISTS_MEMBERS,
            "--%s %s: must be an integer in [1, %d]", option, text, VALUE_LISTS_MEMBERS);
    return (int)x;
}

static bool has_word(const char *words, const char *word)
{
    const size_t n = strlen(word);
    for (const char *at = words; (at = strstr(at, word)); at += n)
        if ((at == words || at[-1] == ' ') && (at[n] == ' ' || !at[n])) return true;
    return false;
}

static bool has_option(const struct program_command *c, int option)
{
    return option == OPTION_HELP || (c->options && has_word(c->options, options[option].name));
}

/* The option of this command that is nearest to a word, without dashes. */
static const char *nearest_option(const struct program_command *c, const char *word)
{
    const char *best = options[OPTION_HELP].name;
    for (int i = 0; i < OPTIONS; i++)
        if (has_option(c, i) && base_distance(word, options[i].name) < base_distance(word, best))
            best = options[i].name;
    for (const struct runfile_key *k = c->keys; k && k->name; k++)
        if (base_distance(word, k->name) < base_distance(word, best)) best = k->name;
    return best;
}

static _Noreturn void unknown_option(const struct line *l, const char *option)
{
    const char *const program = l->request.program->name, *const name =
                                                              option + strspn(option, "-");
    require(l->command, "%s: unknown option before the command; `%s help` lists commands", option,
            program);
    base_die("%s: unknown option %s; nearest: --%s (`%s help %s` lists them)", l->command->name,
             option, nearest_option(l->command, name), program, l->command->name);
}

/* --KEY VALUE or --KEY=VALUE of the command becomes the word KEY=VALUE. */
static void take_key(struct line *l, struct options *o, const char *option)
{
    const bool output = strcmp(option, "-o") == 0; /* the letter of every command's --output */
    const char *const name = output ? "output" : option + strspn(option, "-");
    const size_t n = strcspn(name, "=");
    if (!l->command || (!output && strncmp(option, "--", 2) != 0)) unknown_option(l, option);
    char *const key = base_text("%.*s", (int)n, name);
    for (char *c = key; *c; c++)
        if (*c == '-') *c = '_';
    const struct runfile_key *k = l->command->keys;
    while (k && k->name && strcmp(k->name, old_names_key(l->command->name, key)) != 0) k++;
    if (!k || !k->name) unknown_option(l, option);
    l->key[l->keys++] =
        base_text("%s=%s", key, name[n] ? name + n + 1 : options_argument(o, option));
    base_free(key);
}

static void take_word(struct line *l, const char *word)
{
    const struct base_table table = {"command", "", l->known, sizeof *l->known};
    if (l->command) {
        l->request.words[l->request.n++] = (char *)word;
        return;
    }
    l->command = base_find(&table, word);
    if (l->command) l->request.command = l->command->name;
    require(l->command, "%s: no such command; nearest: %s (`%s help` lists them)", word,
            base_nearest(&table, word), l->request.program->name);
}

static void take_option(struct line *l, int option, const char *value)
{
    l->given[option] = true;
    if (option == OPTION_FORCE) l->request.force = true;
    if (option == OPTION_RESTART) l->request.restart = true;
    if (option == OPTION_JOBS) l->request.jobs = number("jobs", value);
    if (option == OPTION_SEEDS) l->request.seeds = number("seeds", value);
    if (option == OPTION_INTO) l->request.into = value;
    if (option == OPTION_OUTPUT) l->request.output = value;
}

/* Removes the options that a command does not have, whose names may be keys of the command. */
static void keep_options_of(const struct program_command *c, struct option_row own[OPTIONS])
{
    static const struct option_row none = {.name = " ", .doc = ""};
    for (int i = OPTION_FORCE; i < OPTIONS; i++)
        if (!has_option(c, i)) own[i] = none;
}

static void read_line(struct line *l, int argc, char **argv)
{
    struct options o = {.argc = argc, .argv = argv, .at = 1};
    struct option_row own[OPTIONS + 1];
    const char *value;
    memcpy(own, options, sizeof own);
    for (int i; (i = options_next(&o, own, &value)) != OPTIONS_END;) {
        if (i == OPTIONS_WORD)
            take_word(l, value), keep_options_of(l->command, own);
        else if (i == OPTIONS_UNKNOWN)
            take_key(l, &o, value);
        else
            take_option(l, i, value);
    }
    for (int i = 0; i < l->keys; i++) l->request.words[l->request.n++] = l->key[i];
}

static void check_line(const struct line *l)
{
    const struct program_command *const c = l->command;
    const char *const program = l->request.program->name;
    require(c, "no command given; `%s help` lists them", program);
    for (int i = OPTION_FORCE; i < OPTIONS; i++)
        if (l->given[i] && !has_option(c, i)) {
            char *const option = base_text("--%s", options[i].name);
            unknown_option(l, option);
        }
    require(l->request.n >= c->least, "%s needs: %s (`%s help %s`)", c->name, c->arguments, program,
            c->name);
}

/* ---- help ------------------------------------------------------------------------------------ */

static void show_command(const struct program *program, const struct program_command *c)
{
    struct option_row own[OPTIONS + 1] = {{0}};
    int n = 0;
    for (int i = 0; i < OPTIONS; i++)
        if (has_option(c, i)) own[n++] = options[i];
    printf("usage: %s %s%s %s\n", program->name, c->name, c->keys || n > 1 ? " [OPTION...]" : "",
           c->arguments);
    help_head(stdout, c->doc);
    printf("\nOptions:\n");
    help_options(stdout, own);
    for (const struct runfile_key *k = c->keys; k && k->name; k++) {
        char *const name = base_text("--%s VALUE", k->name);
        key_help(stdout, name, k);
        base_free(name);
    }
    if (c->keys) printf("--KEY VALUE may be written KEY=VALUE, after the folders.\n");
    if (strstr(c->arguments, "SECTION.KEY"))
        printf("SECTION.KEY=VALUE overrides a key of the run file: `%s list keys`, `%s list "
               "SECTION`.\n",
               program->name, program->name);
}

static void show_program(const struct program *program, const struct program_command *known)
{
    const struct option_row own[] = {options[OPTION_HELP], options[OPTION_VERSION], {0}};
    const struct base_table table = {"command", "", known, sizeof *known};
    printf("usage: %s COMMAND [OPTION...] [ARGUMENT...]\n%s\n\nCommands:\n", program->name,
           program->doc);
    help_rows(stdout, &table);
    printf("\nOptions:\n");
    help_options(stdout, own);
    printf("`%s help COMMAND` explains the options of a command; `%s list` shows all models, moves "
           "and keys of run files.\n",
           program->name, program->name);
}

/* The commands of every program, and those of this one; free with base_free. */
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

static int act_help(const struct program_request *r)
{
    struct program_command *const known = all_commands(r->program);
    const struct base_table table = {"command", "", known, sizeof *known};
    require(r->n <= 1, "help takes one command");
    const struct program_command *const c = r->n ? base_find(&table, r->words[0]) : NULL;
    require(c || !r->n, "help %s: no such command; nearest: %s (`%s help` lists them)", r->words[0],
            base_nearest(&table, r->words[0]), r->program->name);
    if (c)
        show_command(r->program, c);
    else
        show_program(r->program, known);
    base_free(known);
    return EXIT_OK;
}

static struct cli_manual manual(const struct program *program, const struct program_command *known)
{
    return (struct cli_manual){program, known, options, has_option};
}

static int act_man(const struct program_request *r)
{
    require(r->n == 0, "man takes nothing");
    struct program_command *const known = all_commands(r->program);
    const struct cli_manual m = manual(r->program, known);
    cli_manual_page(&m, stdout);
    base_free(known);
    return EXIT_OK;
}

static int act_completion(const struct program_request *r)
{
    require(r->n == 0, "completion takes nothing");
    struct program_command *const known = all_commands(r->program);
    const struct cli_manual m = manual(r->program, known);
    cli_manual_completion(&m, stdout);
    base_free(known);
    return EXIT_OK;
}

/* ---- the program ----------------------------------------------------------------------------- */

static int act(struct line *l)
{
    const struct program *const program = l->request.program;
    if (l->given[OPTION_VERSION])
        return printf("%s (swapglass) %s\n", program->name, version_text), EXIT_OK;
    if (l->given[OPTION_HELP]) {
        if (l->command)
            show_command(program, l->command);
        else
            show_program(program, l->known);
        return EXIT_OK;
    }
    check_line(l);
    if (comm_size() > 1 && l->command->act != act_run && l->command->act != act_resume) {
        comm_wait_for_root();
        base_die("%s is for one process; run and resume support several", l->command->name);
    }
    l->request.command = l->command->name;
    if (!has_word(l->command->options, "runs")) return l->command->act(&l->request);
    struct run_folders found;
    struct program_request all = run_folders_expand(&l->request, &found);
    const int status = l->command->act(&all);
    base_free(all.words);
    run_folders_clear(&found);
    return status;
}

int cli_main(const struct program *program, int argc, char **argv)
{
    base_program(program->name);
    comm_init(&argc, &argv);
    base_require_words(argc, argv);
    signal(SIGXFSZ, SIG_IGN); /* a write beyond the size limit fails with an error instead */
    struct program_command *const known = all_commands(program);
    struct line line = {
        .request = {.program = program, .words = base_alloc((size_t)argc + 1, sizeof(char *))},
        .known = known,
        .key = base_alloc((size_t)argc + 1, sizeof(char *))};
    read_line(&line, argc, argv);
    const int status = act(&line);
    while (line.keys) base_free(line.key[--line.keys]);
    base_free(line.key);
    base_free(line.request.words);
    base_free(known);
    comm_finalize();
    return base_close_stdout(status);
}
