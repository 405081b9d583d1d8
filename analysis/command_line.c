/* Implementation of command_line.h. */
#include "analysis/command_line.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/command_line_manual.h"
#include "analysis/command_line_options.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/read/copies.h"
#include "analysis/read/member_folders.h"
#include "common/core/help.h"
#include "common/core/version.h"

enum { COLUMN = 6 };

struct line { /* the parsed command line */
    const struct command_line_command *commands, *command;
    struct command_arguments arguments;
    const char *given[16]; /* options in order; NULL: end */
    size_t options, words;
    char **word; /* (words) folders as given */
    bool help;
};

/* ---- options --------------------------------------------------------------------------------- */

static const struct command_line_option *letter_option(char letter)
{
    for (const struct command_line_option *o = command_line_options; o->name; o++)
        if (o->letter == letter) return o;
    base_die("-%c: no such option. `analysis help COMMAND` lists those of a command", letter);
}

/* The option of a word "--name", "--name=value", "-o" or "-oVALUE"; *value: within the word, or NULL.
 */
static const struct command_line_option *option_of(const char *word, const char **value)
{
    if (word[1] != '-') {
        *value = word[2] ? word + 2 : NULL;
        return letter_option(word[1]);
    }
    const size_t n = strcspn(word, "=");
    char *const name = base_text("%.*s", (int)n - 2, word + 2);
    const struct command_line_option *const o =
        base_pick(&command_line_options_table, name, "option");
    *value = word[n] ? word + n + 1 : NULL;
    base_free(name);
    return o;
}

/* Reads the option at argv[i]; returns the number of words used. */
static int read_option(struct line *line, int argc, char **argv, int i)
{
    const char *value = NULL;
    const struct command_line_option *const o = option_of(argv[i], &value);
    const bool apart = o->value && !value;
    require(o->value || !value, "--%s takes no value", o->name);
    require(!apart || i + 1 < argc, "--%s: its %s is missing", o->name, o->value);
    o->set(&line->arguments, apart ? argv[i + 1] : value);
    require(line->options < sizeof line->given / sizeof *line->given, "too many options");
    line->given[line->options++] = o->name;
    return apart ? 2 : 1;
}

/* ---- words ----------------------------------------------------------------------------------- */

/* "section.key=value"; the folder of an ensemble's member can be "liquid/seed=1_T=0.2". */
static bool is_override(const char *word)
{
    const size_t name = strcspn(word, "=");
    return word[name] && memchr(word, '.', name) && !memchr(word, '/', name);
}

/* ---- commands -------------------------------------------------------------------------------- */

static struct base_table table_of(const struct command_line_command *commands)
{
    return (struct base_table){"command", "of `analysis COMMAND FOLDER...`", commands,
                               sizeof *commands};
}

/* The command of which a former command's name is now a choice; NULL if there is none. */
static const struct command_line_command *former(const struct line *line, const char *word)
{
    for (const struct command_line_command *c = line->commands; c->name; c++)
        if (c->named && base_find(c->choices, word)) return c;
    return NULL;
}

static void take_command(struct line *line, const char *word)
{
    const struct base_table t = table_of(line->commands);
    line->command = base_find(&t, word);
    if (line->command) return;
    line->command = former(line, word);
    if (!line->command) line->command = base_pick(&t, word, "command");
    line->arguments.name = word;
    fprintf(stderr, "analysis: note: 'analysis %s' is now 'analysis %s %s'\n", word,
            line->command->name, word);
}

static void take_word(struct line *line, char *word)
{
    struct command_arguments *const a = &line->arguments;
    if (!line->command)
        take_command(line, word);
    else if (line->command->named && !a->name)
        a->name =
            ((const struct base_row *)base_pick(line->command->choices, word, line->command->name))
                ->name;
    else if (line->command->overrides && is_override(word))
        a->override[a->overrides++] = word;
    else
        line->word[line->words++] = word;
}

/* "--level --output"; free with base_free. */
static char *options_of(const char *words)
{
    char *all = base_text("%s", "");
    bool required;
    for (const struct command_line_option *o = command_line_options; o->name; o++) {
        if (o->general || !command_line_options_take(words, o, &required)) continue;
        char *const longer = base_text("%s%s--%s", all, *all ? " " : "", o->name);
        base_free(all);
        all = longer;
    }
    return all;
}

/* Names of the options of a command, or of its choice `name`. */
static const char *words_of(const struct command_line_command *c, const char *name)
{
    return c->named && name ? ((const struct command_choice *)base_find(c->choices, name))->options
                            : c->options;
}

static void check_options(const struct line *line)
{
    const struct command_line_command *const c = line->command;
    const char *const words = words_of(c, line->arguments.name),
                      *const choice = c->named ? line->arguments.name : "",
                      *const space = c->named ? " " : "";
    bool required;
    for (size_t k = 0; k < line->options; k++)
        require(command_line_options_take(
                    words, base_find(&command_line_options_table, line->given[k]), &required),
                "%s%s%s: takes no option --%s. It takes %s", c->name, space, choice, line->given[k],
                options_of(words));
    for (const struct command_line_option *o = command_line_options; o->name; o++) {
        bool given = false;
        for (size_t k = 0; k < line->options; k++)
            given = given || strcmp(line->given[k], o->name) == 0;
        require(!command_line_options_take(words, o, &required) || !required || given,
                "%s%s%s: --%s is missing (usage: %s %s)", c->name, space, choice, o->name, c->name,
                c->usage);
    }
}

static void check(const struct line *line)
{
    const struct command_line_command *const c = line->command;
    require(c, "no command given; `analysis help` lists them");
    require(!c->named || line->arguments.name, "%s: no name given; `analysis help %s` lists them",
            c->name, c->name);
    require(line->words > 0, "%s: no run folder given (usage: analysis %s %s)", c->name, c->name,
            c->usage);
    check_options(line);
}

/* ---- help ------------------------------------------------------------------------------------ */

static void print_options(const char *words)
{
    bool required;
    for (const struct command_line_option *o = command_line_options; o->name; o++) {
        if (!command_line_options_take(words, o, &required)) continue;
        char *const use = o->letter  ? base_text("-%c, --%s=%s", o->letter, o->name, o->value)
                          : o->value ? base_text("    --%s=%s", o->name, o->value)
                                     : base_text("    --%s", o->name);
        char *const doc = base_text("%s%s", o->doc, required ? "; required" : "");
        help_item(stdout, HELP_WIDTH, 26, use, doc);
        base_free(use);
        base_free(doc);
    }
}

/* name: of the choice; NULL: none. */
static void help_command(const struct command_line_command *c, const char *name)
{
    printf("Usage: analysis %s %s [OPTION...]\n", c->name, c->usage);
    help_item(stdout, HELP_WIDTH, COLUMN, "", c->doc);
    printf("\nOptions:\n");
    print_options(words_of(c, name));
    if (c->choices && !name) {
        printf("\n");
        help_table(stdout, c->choices);
    }
}

static void help_all(const struct command_line_command *commands)
{
    printf("Usage: analysis COMMAND FOLDER... [OPTION...]\n"
           "       analysis help [COMMAND]\n"
           "       analysis list [TABLE]\n"
           "       analysis man | completion\n"
           "Tables and figures from run folders. The folder of an ensemble or a ladder means all "
           "its members.\n\nCommands:\n");
    for (const struct command_line_command *c = commands; c->name; c++) {
        char *const use = base_text("%s %s", c->name, c->usage);
        help_item(stdout, HELP_WIDTH, COLUMN, use, c->doc);
        base_free(use);
    }
    printf("\n`analysis help COMMAND` explains a command and its options.\n");
}

static int help(const struct command_line_command *commands, const char *word, const char *name)
{
    const struct base_table t = table_of(commands);
    const struct command_line_command *const c = word ? base_pick(&t, word, "help") : NULL;
    if (c && c->named && name) base_pick(c->choices, name, word);
    if (c)
        help_command(c, c->named ? name : NULL);
    else
        help_all(commands);
    return EXIT_OK;
}

/* "paper" and "papers" are the same table. */
static bool is_wanted(const char *name, const char *wanted)
{
    const size_t n = strlen(name);
    return !wanted ||
           (strncmp(wanted, name, n) == 0 && strspn(wanted + n, "s") == strlen(wanted + n));
}

static int list(const struct command_line_command *commands, const struct base_table *tables,
                const char *wanted)
{
    const struct base_table t = table_of(commands);
    bool found = false;
    if (is_wanted(t.name, wanted)) help_table(stdout, &t), found = true;
    for (const struct base_table *k = tables; k->name; k++)
        if (is_wanted(k->name, wanted)) help_table(stdout, k), found = true;
    require(found, "list %s: no such table; `analysis list` prints all", wanted);
    return EXIT_OK;
}

int command_line_main(int argc, char **argv, const struct command_line_command *commands,
                      const struct base_table *tables)
{
    struct line line = {
        .commands = commands,
        .arguments = {.loss = NAN, .level = relaxation_level, .waiting = NAN, .lag = NAN}};
    struct command_arguments *const a = &line.arguments;
    base_require_words(argc, argv);
    line.word = base_alloc((size_t)argc, sizeof *line.word);
    a->override = base_alloc((size_t)argc, sizeof *a->override);
    const char *const word = argc > 1 ? argv[1] : "", *const second = argc > 2 ? argv[2] : NULL;
    if (strcmp(word, "help") == 0) return help(commands, second, argc > 3 ? argv[3] : NULL);
    if (strcmp(word, "list") == 0) return list(commands, tables, second);
    if (strcmp(word, "man") == 0) return command_line_manual_page(commands), EXIT_OK;
    if (strcmp(word, "completion") == 0)
        return command_line_manual_completion(commands, tables), EXIT_OK;
    if (strcmp(word, "--version") == 0)
        return printf("analysis (swapglass) %s\n", version_text), EXIT_OK;
    for (int i = 1; i < argc;) {
        const bool help = strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0;
        line.help = line.help || help;
        if (!help && argv[i][0] == '-' && argv[i][1])
            i += read_option(&line, argc, argv, i);
        else if (!help)
            take_word(&line, argv[i++]);
        else
            i++;
    }
    if (line.help) return help(commands, line.command ? line.command->name : NULL, a->name);
    check(&line);
    member_folders_find(line.words, line.word, !line.command->choices, &a->n, &a->folder);
    copies_require_folders(a->n, a->folder);
    line.command->run(a);
    member_folders_clear(&a->n, &a->folder);
    base_free(line.word), base_free(a->override);
    return EXIT_OK;
}
