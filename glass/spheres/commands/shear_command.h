/* glass shear: stored frames under athermal quasi-static shear. */
#ifndef GLASS_SPHERES_COMMANDS_SHEAR_COMMAND_H
#define GLASS_SPHERES_COMMANDS_SHEAR_COMMAND_H

#include "common/config/runfile.h"

struct program_request;

extern const struct runfile_key shear_command_keys[];

int shear_command(const struct program_request *request);

#endif
