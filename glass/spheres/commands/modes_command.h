/* glass modes: normal modes of the last stored frame's inherent structure. */
#ifndef GLASS_SPHERES_COMMANDS_MODES_COMMAND_H
#define GLASS_SPHERES_COMMANDS_MODES_COMMAND_H

#include "common/config/runfile.h"

struct program_request;

extern const struct runfile_key modes_command_keys[];
int modes_command(const struct program_request *request);

#endif
