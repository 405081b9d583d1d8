/* The program `glass` with a third system: what tests/faults/test_third.sh runs. */
#include "common/run/cli.h"
#include "glass/spheres/system.h"
#include "tests/third/ising.h"

int main(int argc, char **argv)
{
    static const struct mc_system *const systems[] = {&glass_spheres, &ising, NULL};
    static const struct base_table tables[] = {{0}};
    const struct program program = {.name = "glass",
                                    .doc = "spheres, and the Ising model",
                                    .systems = systems,
                                    .section = "system",
                                    .key = "kind",
                                    .tables = tables};
    return cli_main(&program, argc, argv);
}
