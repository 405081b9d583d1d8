/* dnn: trains and samples networks. */
#include "common/drive.h"
#include "dnn/system.h"

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
    return drive_main(&program, argc, argv);
}
