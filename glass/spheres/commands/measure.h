/* Commands of glass that look at the stored frames of a run folder and write tables into it. A row
   is a command; its options are keys with defaults and ranges, KEY=VALUE on the command line. */
#ifndef GLASS_SPHERES_COMMANDS_MEASURE_H
#define GLASS_SPHERES_COMMANDS_MEASURE_H

#include "common/run/program.h"

extern const struct program_command measure_commands[];

#endif
