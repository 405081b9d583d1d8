/* Implementation of commands.h. */
#include "glass/spheres/commands/commands.h"

#include "common/mc/needs.h"
#include "glass/spheres/commands/basins_command.h"
#include "glass/spheres/commands/entropy_command.h"
#include "glass/spheres/commands/export_command.h"
#include "glass/spheres/commands/modes_command.h"
#include "glass/spheres/commands/moduli_command.h"
#include "glass/spheres/commands/quench_command.h"
#include "glass/spheres/commands/shear_command.h"
#include "glass/spheres/commands/structure_command.h"
#include "glass/spheres/commands/voronoi_command.h"

const struct program_command glass_commands[] = {
    {"structure",
     "g(r), S(k), partial ones, bond orders, temperatures of the stored frames, in tables in "
     "FOLDER",
     "FOLDER...", structure_command, 1, structure_command_keys, "force into", 0},
    {"voronoi",
     "radical Voronoi cells, their neighbours, bond orders by them, in voronoi.dat, cells.dat, "
     "faces.dat",
     "FOLDER...", voronoi_command, 1, voronoi_command_keys, "force into", 0},
    {"quench", "inherent structures of the stored frames, in FOLDER/inherent.dat", "FOLDER...",
     quench_command, 1, quench_command_keys, "force into", NEEDS_FORCES | NEEDS_CONTINUOUS},
    {"modes",
     "normal modes of the last frame's inherent structure, in modes.dat; with all modes, their "
     "density of states in states.dat",
     "FOLDER...", modes_command, 1, modes_command_keys, "force into",
     NEEDS_FORCES | NEEDS_CONTINUOUS | NEEDS_CURVATURE},
    {"moduli",
     "shear and bulk moduli of the inherent structures at T = 0, Born and non-affine terms, in "
     "moduli.dat",
     "FOLDER...", moduli_command, 1, moduli_command_keys, "force into",
     NEEDS_FORCES | NEEDS_CONTINUOUS | NEEDS_CURVATURE},
    {"shear",
     "athermal quasi-static shear of stored frames, in shear.dat and shear_curve.dat; yield.dat, "
     "and event.dat of the largest plastic event; a killed command resumes",
     "FOLDER...", shear_command, 1, shear_command_keys, "force into",
     NEEDS_FORCES | NEEDS_CONTINUOUS},
    {"basins", "distinct inherent structures, their overlaps, and barriers between neighbours",
     "FOLDER", basins_command, 1, basins_command_keys, "force", NEEDS_FORCES | NEEDS_CONTINUOUS},
    {"entropy",
     "total, vibrational, mixing and configurational entropies of runs at many temperatures",
     "FOLDER...", entropy_command, 1, entropy_command_keys, "",
     NEEDS_FORCES | NEEDS_CONTINUOUS | NEEDS_CURVATURE},
    {"export", "frames in another format: xyz, data (one), dump, gsd; FILE.gz is compressed",
     "FOLDER... FORMAT FILE", export_command, 3, export_command_keys, "force", 0},
    {0},
};
