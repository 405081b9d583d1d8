/* dnn: trains and samples networks, describes them, classifies with them and exports their
   weights. */
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "common/io/checkpoint.h"
#include "common/run/cli.h"
#include "common/io/run_folder.h"
#include "common/io/checkpoint_pair.h"
#include "common/io/run_place.h"
#include "common/run/command_options.h"
#include "common/run/parent_state.h"
#include "common/run/run_folders.h"
#include "common/io/output.h"
#include "common/config/runfile.h"
#include "dnn/landscape/landscape_commands.h"
#include "dnn/system/system.h"

static const struct dnn_actions *actions_of(const struct mc_system *system)
{
    return system == &dnn_system_double ? &dnn_actions_double : &dnn_actions_single;
}

static int describe_command(const struct program_request *r)
{
    struct runfile *const f = program_load(r->program, NULL, r->words[0], r->n - 1, r->words + 1);
    const struct mc_system *const system = program_system(r->program, f);
    void *const state = system->create(f);
    actions_of(system)->describe(state);
    system->free(state);
    runfile_free(f);
    return EXIT_OK;
}

/* The network of a run, from its newest checkpoint; free with mc_clear. */
static void open_run(const struct program_request *r, struct mc_chain *chain)
{
    const char *const folder = r->words[0];
    char *const ini = run_folder_run_file(folder);
    struct runfile *const f = program_load(r->program, NULL, ini, 0, NULL);
    struct checkpoint *const c = checkpoint_pair_load(folder, NULL);
    require(c, "%s: has no checkpoint", folder);
    mc_init(chain, program_system(r->program, f), f);
    mc_visit(chain, c);
    checkpoint_free(c);
    runfile_free(f);
    base_free(ini);
}

static const struct base_row part_rows[] = {
    {"test", "the test part"}, {"train", "the training part"}, {0}};
static const struct base_table part_table = {"part", "of the data", part_rows, sizeof *part_rows};

static const struct runfile_key classify_keys[] = {{.name = "part",
                                                    .doc = "part of the data",
                                                    .type = RUNFILE_TEXT,
                                                    .value = "test",
                                                    .table = &part_table},
                                                   {0}};

static int classify_command(const struct program_request *r)
{
    int folders;
    struct runfile *const o = command_options_read(r, "classify", classify_keys, 1, 1, &folders);
    struct mc_chain chain;
    struct run_folder d;
    open_run(r, &chain);
    run_folder_open(&d, r->words[0]);
    output_require_tables(d.path, r->force, (const char *const[]){"confusion", NULL});
    const bool train = strcmp(runfile_text(o, "classify", "part"), "train") == 0;
    actions_of(chain.system)->classify(chain.state, &d, train);
    run_folder_close(&d);
    mc_clear(&chain);
    runfile_free(o);
    return EXIT_OK;
}

static void take_state(struct mc_chain *chain, const struct runfile *f, const char *place)
{
    struct parent_state p = parent_state_read(place, "weights");
    if (p.c)
        mc_visit(chain, p.c);
    else
        chain->system->take_frame(chain->state, &p.frame.view, f, p.folder, "weights");
    parent_state_clear(&p);
}

static void write_weights(const struct program_request *r, char *place, const char *to)
{
    struct run_place at = run_place_parse(place);
    char *const ini = run_folder_run_file(at.folder);
    struct runfile *const f = program_load(r->program, NULL, ini, 0, NULL);
    struct mc_chain chain;
    mc_init(&chain, program_system(r->program, f), f);
    take_state(&chain, f, place);
    const struct output out = {.force = r->force, .n = 1, .input = &at.folder};
    actions_of(chain.system)->weights(chain.state, to, &out);
    mc_clear(&chain);
    runfile_free(f);
    base_free(ini);
    run_place_clear(&at);
}

/* Of one run among several: TO/NAME, or TO_NAME.h5; base_free. */
static char *path_of(const char *to, const char *folder)
{
    const char *const slash = strrchr(folder, '/'), *const name = slash ? slash + 1 : folder;
    const size_t n = strlen(to);
    if (n > 3 && strcmp(to + n - 3, ".h5") == 0)
        return base_text("%.*s_%s.h5", (int)n - 3, to, name);
    run_folder_mkdir(to);
    return base_text("%s/%s", to, name);
}

static int weights_command(const struct program_request *r)
{
    const int n = r->output ? r->n : r->n - 1;
    const char *const to = r->output ? r->output : r->words[r->n - 1];
    require(n > 0,
            "weights takes run folders, FOLDER@TIME for a stored time, and a folder for .npy "
            "files or a file NAME.h5");
    struct run_folders f = run_folders_find((size_t)n, r->words);
    for (size_t i = 0; i < f.n; i++) {
        char *const path = f.n > 1 ? path_of(to, f.folder[i]) : base_text("%s", to);
        write_weights(r, f.folder[i], path);
        base_free(path);
    }
    run_folders_clear(&f);
    return EXIT_OK;
}

static const struct runfile_key show_keys[] = {
    {.name = "protocol",
     .doc = "protocol or list of [swap]",
     .type = RUNFILE_TEXT,
     .value = "none"},
    {.name = "swaps",
     .doc = "swaps of the step; 0: as the run file",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e6},
    {.name = "images",
     .doc = "samples shown, the most changed first",
     .type = RUNFILE_INT,
     .value = "3",
     .min = 1,
     .max = 32},
    {.name = "output", .doc = "the picture, NAME.png", .type = RUNFILE_TEXT, .value = "none"},
    {0}};

static bool is_folder(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* A state at the beginning of its run file, with these words of [swap]; mc_clear. */
static void create_state(const struct program_request *r, const char *ini, int n, char **words,
                         struct mc_chain *chain)
{
    struct runfile *const f = program_load(r->program, NULL, ini, n, words);
    mc_init(chain, program_system(r->program, f), f);
    mc_set_initial_state(chain, f);
    runfile_free(f);
}

/* The step that is shown: due at once, unmeasured. */
static void show(const struct program_request *r, const struct runfile *o, const char *path)
{
    const char *const protocol = runfile_text(o, "show", "protocol");
    const int64_t swaps = runfile_int(o, "show", "swaps");
    const bool folder = is_folder(r->words[0]);
    char *const ini = folder ? run_folder_run_file(r->words[0]) : base_text("%s", r->words[0]);
    char *words[] = {base_text("swap.protocol=%s", protocol), base_text("swap.every=1"),
                     base_text("swap.probability=1"), base_text("swap.measure_every=0"),
                     base_text("swap.swaps=%" PRId64, swaps)};
    enum { WORDS = sizeof words / sizeof *words };
    char *plain_words[] = {base_text("swap.protocol=none"), base_text("swap.amount=0"),
                           base_text("swap.scope=minibatch"), base_text("swap.reset=always"),
                           base_text("swap.labels=stay")};
    enum { PLAIN = sizeof plain_words / sizeof *plain_words };
    struct mc_chain plain, swapped, own;
    create_state(r, ini, PLAIN, plain_words, &plain);
    create_state(r, ini, WORDS - (swaps == 0), words, &swapped);
    const struct dnn_actions *const act = actions_of(swapped.system);
    if (folder) {
        open_run(r, &own);
        act->take_weights(&swapped, &own);
        mc_clear(&own);
    }
    act->show(&plain, &swapped, protocol, (size_t)runfile_int(o, "show", "images"), path);
    mc_clear(&plain);
    mc_clear(&swapped);
    for (int k = 0; k < WORDS; k++) base_free(words[k]);
    for (int k = 0; k < PLAIN; k++) base_free(plain_words[k]);
    base_free(ini);
}

static int show_command(const struct program_request *r)
{
    int folders;
    struct runfile *const o = command_options_read(r, "show", show_keys, 1, 1, &folders);
    const char *const path = runfile_text(o, "show", "output");
    const size_t n = strlen(path);
    require(strcmp(runfile_text(o, "show", "protocol"), "none") != 0,
            "show: --protocol is missing; `dnn list protocols` lists them");
    require(n > 4 && strcmp(path + n - 4, ".png") == 0, "show: --output %s. Allowed: NAME.png",
            path);
    const struct output out = {.force = r->force, .n = 1, .input = r->words};
    output_require(&out, path, output_marked, "\x89PNG");
    show(r, o, path);
    runfile_free(o);
    return EXIT_OK;
}

static const struct program_command commands[] = {
    {"describe", "layers, shapes, weights, memory and arithmetic of a run file's network",
     "FILE.ini [SECTION.KEY=VALUE ...]", describe_command, 1, NULL, "", 0},
    {"classify", "accuracy by class, and the confusion matrix, into confusion.dat", "FOLDER",
     classify_command, 1, classify_keys, "force", 0},
    {"weights", "weights of runs as named arrays: .npy files in a folder, or NAME.h5",
     "FOLDER[@TIME]... [TO]", weights_command, 1, NULL, "force output", 0},
    {"show", "a batch, or weights, before and after a swap protocol, as a picture",
     "FOLDER | FILE.ini --protocol CODE --output NAME.png", show_command, 1, show_keys, "force", 0},
    {0},
};

int main(int argc, char **argv)
{
    static const struct mc_system *const systems[] = {&dnn_system_single, &dnn_system_double, NULL};
    static const struct program_command *const lists[] = {commands, dnn_landscape_commands_double,
                                                          NULL};
    const struct program program = {
        .name = "dnn",
        .doc =
            "Networks in training: gradient and Monte Carlo dynamics with feature and weight swaps",
        .systems = systems,
        .section = "network",
        .key = "precision",
        .tables = dnn_tables_single,
        .commands = lists,
    };
    return cli_main(&program, argc, argv);
}
