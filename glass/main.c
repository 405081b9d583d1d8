/* glass: Monte Carlo of liquids and glasses of spheres. */
#include "common/numerics/size_distribution.h"
#include "common/numerics/taylor.h"
#include "common/run/cli.h"
#include "glass/spheres/commands/commands.h"
#include "glass/spheres/gibbs/gibbs_system.h"
#include "glass/spheres/structure/minimise.h"
#include "glass/spheres/state/models.h"
#include "glass/spheres/state/potentials.h"
#include "glass/spheres/system.h"
#include "glass/spins/cuts/cut_command.h"
#include "glass/spins/cuts/solvers.h"
#include "glass/spins/hessian_command.h"
#include "glass/spins/ising_system.h"
#include "glass/spins/lanes_system.h"
#include "glass/spins/mean_field_system.h"
#include "glass/spins/pspin_system.h"
#include "glass/spins/rbm/rbm_commands.h"
#include "glass/spins/rbm/rbm_system.h"

int main(int argc, char **argv)
{
    static const struct mc_system *const systems[] = {
        &glass_spheres,        &pspin_system_spherical, &pspin_system_ising,    &mean_field_system,
        &ising_system_lattice, &lanes_system,           &ising_system_complete, &ising_system_graph,
        &rbm_system,           &rbm_system_hopfield,    &gibbs_system,          NULL};
    const struct base_table tables[] = {models_table,
                                        potentials_table,
                                        size_distribution_laws,
                                        size_distribution_table,
                                        potentials_isas,
                                        taylor_functions,
                                        minimise_table,
                                        solvers_table,
                                        {0}};
    static const struct program_command *const commands[] = {glass_commands, cut_commands,
                                                             hessian_commands, rbm_commands, NULL};
    const struct program program = {.name = "glass",
                                    .doc = "Monte Carlo of polydisperse soft spheres, with swaps",
                                    .systems = systems,
                                    .section = "system",
                                    .key = "kind",
                                    .tables = tables,
                                    .commands = commands};
    return cli_main(&program, argc, argv);
}
