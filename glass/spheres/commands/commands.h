/* The commands of glass that read the stored frames of a run folder. A row is a command; its options
   are keys with defaults and ranges, KEY=VALUE on the command line. */
#ifndef GLASS_SPHERES_COMMANDS_COMMANDS_H
#define GLASS_SPHERES_COMMANDS_COMMANDS_H

#include "common/run/program.h"

extern const struct program_command glass_commands[];

#endif
