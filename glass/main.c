/* glass: Monte Carlo of liquids and glasses of spheres. */
#include "common/diameters.h"
#include "common/drive.h"
#include "glass/spheres/formats.h"
#include "glass/spheres/minimise.h"
#include "glass/spheres/models.h"
#include "glass/spheres/potentials.h"
#include "glass/spheres/system.h"

int main(int argc, char **argv)
{
    static const struct mc_system *const systems[] = {&glass_spheres, NULL};
    const struct base_table tables[] = {models_table,
                                        potentials_table,
                                        diameters_laws,
                                        diameters_table,
                                        potentials_isas,
                                        minimise_table,
                                        {0}};
    const struct drive_program program = {
        .name = "glass",
        .doc = "Monte Carlo of polydisperse soft spheres, with swaps",
        .systems = systems,
        .section = "system",
        .key = "kind",
        .tables = tables};
    return drive_main(&program, argc, argv);
}
