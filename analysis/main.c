/* analysis: questions to ask of run folders. A question is a row of one table and a file of its
   own. */
#include <argp.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "analysis/figure/command_output.h"
#include "analysis/read/copies.h"
#include "analysis/estimate/relaxation.h"
#include "common/core/base.h"
#include "common/run/ensemble.h"
#include "common/core/help.h"

static const struct command_row commands[] = {
    {"relax", "relaxation times with errors, and the stretching of the decay", "FOLDER...", "vo",
     relax_command},
    {"speedup", "relaxation time without swaps over that with, at each temperature", "FOLDER...",
     "vo", speedup_command},
    {"threshold", "networks: steps until the loss stays below a value, and speed-up",
     "FOLDER... --loss X", "lo", threshold_command},
    {"poster", "networks: every protocol of swaps against none, and what a dose costs",
     "FOLDER... -o FIGURE", "O", swap_poster_command},
    {"sizes", "spheres left, neurons right: what exchanges of size do, against T",
     "FOLDER... -o FIGURE", "vO", sizes_command},
    {"compare", "liquids left, networks right: energy, overlap, displacement", "FOLDER...", "ow",
     compare_command},
    {"temperature", "laws of tau(T): Arrhenius, VFT, parabolic, mode coupling; T_g", "FOLDER...",
     "ovu", temperature_command},
    {"heterogeneity", "chi_4 over origins and between replicas, and alpha_2", "FOLDER...", "owu",
     heterogeneity_command},
    {"map", "where a liquid moves, sphere by sphere, and G_4(r); from stored frames", "FOLDER...",
     "ov", map_command},
    {"age", "collapse of waiting times: none, full, sub-ageing, effective time; mu", "FOLDER...",
     "ovu", age_command},
    {"collapse", "time-temperature superposition: how well decays meet in t / tau(T)", "FOLDER...",
     "owvu", collapse_command},
    {"diffusion", "networks under Langevin dynamics beside weights that diffuse freely",
     "FOLDER...", "ow", diffusion_command},
    {"twins", "spheres and networks as glasses: cage, ageing, superposition, alpha_2", "FOLDER...",
     "ow", glass_comparison_command},
    {"kwj", "what Kerr Winter and Janssen claim of networks, and what runs/kwj gives", "FOLDER...",
     "ow", kerr_winter_2024_command},
    {"bj", "what Baity-Jesi et al. find of training, and what runs/bj gives", "FOLDER...", "o",
     baity_jesi_2018_command},
    {"equilibrium", "a verdict on every run or hold of it, yes or no, with the tests that failed",
     "FOLDER...", "ov", equilibrium_command},
    {"histogram", "how often a column of series.dat takes which values, against no swaps",
     "FOLDER... [--of energy]", "ou", histogram_command},
    {"replicas", "overlaps between replicas from their stored frames: matrix and P(q)", "FOLDER...",
     "ou", replicas_command},
    {"reweight", "energy, heat capacity and free energy at any T between the runs'", "FOLDER...",
     "o", reweight_command},
    {"landscape", "solutions: --of hierarchy, matrix, barriers, exchange, walk, flatness, both",
     "FOLDER... --of X", "ou", landscape_command},
    {"plot", "any column of any table: --of msd, --of pressure, --of overlap.overlap_2",
     "FOLDER... --of X", "owu", plot_command},
    {"zmtz", "the space of solutions: claims of Zambon et al. on what runs/zmtz has run", "FOLDER",
     "o", zambon_2025_command},
    {"observe", "two-time tables from stored frames, as the run itself makes them",
     "FOLDER -o NEW [observe.NAME.KEY=VALUE...]", "O=", observe_command},
    {NULL, NULL, NULL, NULL, NULL},
};

static const struct base_table table = {"command", "questions that can be asked", commands,
                                        sizeof commands[0]};

enum { FORCE = 0x100 }; /* without a letter */

static const struct argp_option options[] = {
    {"output", 'o', "FIGURE", 0,
     "where the figure goes: FIGURE.png, .pdf, .gp, its data, and the table FIGURE.dat", 0},
    {"of", 'u', "OBSERVABLE", 0, "the observable that is asked about", 0},
    {"format", 'f', "text|json", 0, "how the summary is printed", 0},
    {"force", FORCE, NULL, 0, "write over files that the command has not made", 0},
    {"preview", 'p', NULL, 0, "draw the figure in letters on the terminal", 0},
    {"loss", 'l', "X", 0, "threshold: loss per sample", 0},
    {"level", 'v', "X", 0, "level that defines tau (default 1/e)", 0},
    {"waiting", 'w', "TIME", 0, "waiting time at which networks are shown", 0},
    {0},
};

struct line { /* what the command line says */
    const struct command_row *command;
    struct command_arguments arguments;
    char given[8]; /* letters of the options given */
};

static double number(const char *option, const char *text, double least)
{
    char *end = NULL;
    const double x = strtod(text, &end);
    require(end != text && *end == '\0' && isfinite(x) && x >= least,
            "--%s '%s': not a number of %g or more", option, text, least);
    return x;
}

static void add_folder(struct command_arguments *a, char *path)
{
    a->folder = reallocarray(a->folder, a->n + 1, sizeof *a->folder);
    require(a->folder, "no memory for the name of %s", path);
    a->folder[a->n++] = path;
}

/* The rungs of a ladder, FOLDER/00, 01, ...; false if there are none. */
static bool take_rungs(struct command_arguments *a, const char *path)
{
    for (size_t k = 0;; k++) {
        char *const rung = base_text("%s/%02zu", path, k), *const file =
                                                               base_text("%s/run.ini", rung);
        const bool there = access(file, R_OK) == 0;
        base_free(file);
        if (there)
            add_folder(a, rung);
        else
            base_free(rung);
        if (!there) return k > 0;
    }
}

/* A folder; for that of an ensemble or of a ladder, its members. */
static void take_folder(struct command_arguments *a, const char *path)
{
    if (!ensemble_exists(path)) {
        if (!take_rungs(a, path)) add_folder(a, base_text("%s", path));
        return;
    }
    struct ensemble_names members = ensemble_names(path);
    for (size_t i = 0; i < members.n; i++) add_folder(a, base_text("%s", members.folder[i]));
    ensemble_names_clear(&members);
}

/* "section.key=value"; the folder of an ensemble's member may be called "liquid/seed=1_T=0.2". */
static bool is_override(const char *word)
{
    const size_t name = strcspn(word, "=");
    return word[name] && memchr(word, '.', name) && !memchr(word, '/', name);
}

static void take(struct line *line, const char *word)
{
    if (!line->command) {
        line->command = base_pick(&table, word, "command line");
        return;
    }
    struct command_arguments *const a = &line->arguments;
    if (strchr(line->command->options, '=') && is_override(word))
        a->override[a->overrides++] = (char *)word;
    else
        take_folder(a, word);
}

static error_t parse(int key, char *text, struct argp_state *state)
{
    struct line *line = state->input;
    struct command_arguments *a = &line->arguments;
    switch (key) {
    case 'o':
        a->output = text;
        break;
    case 'f':
        require(strcmp(text, "text") == 0 || strcmp(text, "json") == 0,
                "--format '%s': must be text or json", text);
        a->json = text[0] == 'j';
        return 0;
    case 'p':
        a->preview = true;
        return 0;
    case FORCE:
        a->force = true;
        return 0;
    case 'u':
        a->of = text;
        break;
    case 'l':
        a->loss = number("loss", text, 0);
        break;
    case 'v':
        a->level = number("level", text, 0);
        break;
    case 'w':
        a->waiting = number("waiting", text, 0);
        break;
    case ARGP_KEY_ARG:
        take(line, text);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    if (!strchr(line->given, key)) line->given[strlen(line->given)] = (char)key;
    return 0;
}

/* "relax FOLDER... [-v -o]"; base_free. */
static char *usage_of(const struct command_row *c)
{
    char letters[64] = "";
    for (const char *o = c->options; *o; o++)
        if (strchr("vwuo", *o))
            snprintf(letters + strlen(letters), sizeof letters - strlen(letters), "%s-%c",
                     *letters ? " " : " [", *o);
    return base_text("%s %s%s%s", c->name, c->usage, letters, *letters ? "]" : "");
}

/* Walks the table of commands; argp frees the text. */
static char *help(int key, const char *text, void *input)
{
    (void)input;
    if (key != ARGP_KEY_HELP_POST_DOC) return (char *)text;
    enum { COLUMN = 6 };
    char *all = NULL;
    size_t size;
    FILE *const out = open_memstream(&all, &size);
    require(out, "no memory");
    fprintf(out, "Commands:\n");
    for (const struct command_row *c = commands; c->name; c++) {
        char *const use = usage_of(c);
        help_item(out, HELP_WIDTH, COLUMN, use, c->doc);
        base_free(use);
    }
    fclose(out);
    return all;
}

static void check(const struct line *line)
{
    require(line->command, "no command given; `analysis --help` lists them");
    require(line->arguments.n > 0, "%s: no run folder given", line->command->name);
    for (const char *o = line->given; *o; o++)
        require(strchr(line->command->options, *o) ||
                    (*o == 'o' && strchr(line->command->options, 'O')),
                "%s: takes no option -%c (`analysis --help` lists those it takes)",
                line->command->name, *o);
    const bool wants_loss = strchr(line->command->options, 'l'),
               wants_output = strchr(line->command->options, 'O');
    require(!wants_loss || !isnan(line->arguments.loss), "%s: --loss is missing",
            line->command->name);
    require(!wants_output || line->arguments.output, "%s: -o is missing (usage: %s %s)",
            line->command->name, line->command->name, line->command->usage);
    require(line->arguments.level > 0 && line->arguments.level < 1,
            "--level must lie between 0 and 1");
}

int main(int argc, char **argv)
{
    base_program("analysis");
    base_require_words(argc, argv);
    argp_program_version = "analysis (swapglass) " BASE_VERSION;
    argp_err_exit_status = 2;
    static const char doc[] = "Asks questions of run folders; of the folder of an ensemble or a "
                              "ladder, of its members.\v.";
    const struct argp argp = {options, parse, "COMMAND FOLDER...", doc, NULL, help, NULL};
    struct line line = {.arguments = {.loss = NAN, .level = relaxation_level, .waiting = NAN}};
    line.arguments.override = base_alloc((size_t)argc, sizeof *line.arguments.override);
    argp_parse(&argp, argc, argv, 0, NULL, &line);
    check(&line);
    copies_require_folders(line.arguments.n, line.arguments.folder);
    line.command->run(&line.arguments);
    for (size_t i = 0; i < line.arguments.n; i++) base_free(line.arguments.folder[i]);
    free(line.arguments.folder);
    base_free(line.arguments.override);
    return 0;
}
