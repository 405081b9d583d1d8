/* glass basins: inherent structures that differ, their overlaps, and barriers between them. */
#ifndef GLASS_SPHERES_COMMANDS_BASINS_COMMAND_H
#define GLASS_SPHERES_COMMANDS_BASINS_COMMAND_H

struct program_request;

#include "common/config/runfile.h"
#include "common/run/program.h"

extern const struct runfile_key basins_command_keys[];
int basins_command(const struct program_request *request);

#endif
