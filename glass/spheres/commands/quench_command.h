/* glass quench: inherent structures of the stored frames. */
#ifndef GLASS_SPHERES_COMMANDS_QUENCH_COMMAND_H
#define GLASS_SPHERES_COMMANDS_QUENCH_COMMAND_H

#include "common/config/runfile.h"

struct program_request;

extern const struct runfile_key quench_command_keys[];
int quench_command(const struct program_request *request);

#endif
