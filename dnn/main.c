/* dnn: trains and samples networks, and describes them. */
#include <string.h>

#include "common/drive.h"
#include "common/runfile.h"
#include "dnn/system.h"

/* dnn describe FILE.ini [section.key=value ...] */
static int describe(const struct drive_program *program, int argc, char **argv)
{
    base_program(program->name);
    require(argc > 2, "describe needs a run file:  dnn describe FILE.ini [section.key=value ...]");
    struct runfile *const f = drive_load(program, NULL, argv[2], argc - 3, argv + 3);
    const bool is_double = drive_system(program, f) == &dnn_system_double;
    (is_double ? dnn_describe_double : dnn_describe_single)(f);
    runfile_free(f);
    return DRIVE_OK;
}

int main(int argc, char **argv)
{
    static const struct mc_system *const systems[] = {&dnn_system_single, &dnn_system_double, NULL};
    const struct drive_program program = {
        .name = "dnn",
        .doc =
            "Networks in training: gradient and Monte Carlo dynamics with feature and weight swaps",
        .systems = systems,
        .section = "network",
        .key = "precision",
        .tables = dnn_tables_single,
    };
    if (argc > 1 && strcmp(argv[1], "describe") == 0) return describe(&program, argc, argv);
    return drive_main(&program, argc, argv);
}
