/* dnn: trains and samples networks, describes them, classifies with them and exports their
   weights. */
#include <string.h>

#include "common/io/checkpoint.h"
#include "common/run/cli.h"
#include "common/io/run_folder.h"
#include "common/io/checkpoint_pair.h"
#include "common/run/command_options.h"
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

static int weights_command(const struct program_request *r)
{
    require(r->n == 2, "weights takes a run folder, and a folder for .npy files or a file NAME.h5");
    struct mc_chain chain;
    open_run(r, &chain);
    const struct output out = {.force = r->force, .n = 1, .input = r->words};
    actions_of(chain.system)->weights(chain.state, r->words[1], &out);
    mc_clear(&chain);
    return EXIT_OK;
}

static const struct program_command commands[] = {
    {"describe", "layers, shapes, weights, memory and arithmetic of a run file's network",
     "FILE.ini [SECTION.KEY=VALUE ...]", describe_command, 1, NULL, "", 0},
    {"classify", "accuracy by class, and the confusion matrix, into confusion.dat", "FOLDER",
     classify_command, 1, classify_keys, "force", 0},
    {"weights", "a run's weights as named arrays: .npy files in a folder, or NAME.h5", "FOLDER TO",
     weights_command, 2, NULL, "force", 0},
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
