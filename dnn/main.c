/* dnn: trains and samples networks, describes them, classifies with them and exports their
   weights. */
#include <string.h>

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

static const struct program_command commands[] = {
    {"describe", "layers, shapes, weights, memory and arithmetic of a run file's network",
     "FILE.ini [SECTION.KEY=VALUE ...]", describe_command, 1, NULL, "", 0},
    {"classify", "accuracy by class, and the confusion matrix, into confusion.dat", "FOLDER",
     classify_command, 1, classify_keys, "force", 0},
    {"weights", "weights of runs as named arrays: .npy files in a folder, or NAME.h5",
     "FOLDER[@TIME]... [TO]", weights_command, 1, NULL, "force output", 0},
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
