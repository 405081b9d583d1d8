/* glass moduli: elastic moduli of the inherent structures of stored frames. */
#ifndef GLASS_SPHERES_COMMANDS_MODULI_COMMAND_H
#define GLASS_SPHERES_COMMANDS_MODULI_COMMAND_H

#include "common/config/runfile.h"

struct program_request;

extern const struct runfile_key moduli_command_keys[];

int moduli_command(const struct program_request *request);

#endif
