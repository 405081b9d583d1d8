/* glass structure: g(r), S(k), bond order and temperatures of the stored frames. */
#ifndef GLASS_SPHERES_COMMANDS_STRUCTURE_COMMAND_H
#define GLASS_SPHERES_COMMANDS_STRUCTURE_COMMAND_H

#include "common/config/runfile.h"

struct program_request;

extern const struct runfile_key structure_command_keys[];
int structure_command(const struct program_request *request);

#endif
