/* Implementation of commands.h. */
#include "glass/spheres/commands/commands.h"

#include "common/mc/needs.h"
#include "glass/spheres/commands/basins_command.h"
#include "glass/spheres/commands/export_command.h"
#include "glass/spheres/commands/modes_command.h"
#include "glass/spheres/commands/quench_command.h"
#include "glass/spheres/commands/structure_command.h"

const struct program_command glass_commands[] = {
    {"structure", "g(r), S(k), orders and temperatures of the stored frames, into tables there",
     "FOLDER [every= skip= width= kmax=]", structure_command, 1, 0},
    {"quench", "inherent structures of the stored frames, into inherent.dat",
     "FOLDER [way= force= most= every=]", quench_command, 1, NEEDS_FORCES | NEEDS_CONTINUOUS},
    {"modes",
     "normal modes of the last frame's inherent structure, into modes.dat; of all, their density "
     "into states.dat",
     "FOLDER [low= force= bins=]", modes_command, 1,
     NEEDS_FORCES | NEEDS_CONTINUOUS | NEEDS_CURVATURE},
    {"basins", "inherent structures that differ, their overlaps, and barriers between neighbours",
     "FOLDER [every= most= cut= bands= images= steps= force=]", basins_command, 1,
     NEEDS_FORCES | NEEDS_CONTINUOUS},
    {"export", "the frames in another format: xyz, data (the last), dump", "FOLDER FORMAT FILE",
     export_command, 3, 0},
    {0},
};
