/* glass entropy: total, vibrational, mixing and configurational entropies of a set of runs. */
#ifndef GLASS_SPHERES_COMMANDS_ENTROPY_COMMAND_H
#define GLASS_SPHERES_COMMANDS_ENTROPY_COMMAND_H

#include "common/config/key.h"

struct program_request;

extern const struct runfile_key entropy_command_keys[];
int entropy_command(const struct program_request *request);

#endif
