/* glass export: the stored frames in another format. */
#ifndef GLASS_SPHERES_COMMANDS_EXPORT_COMMAND_H
#define GLASS_SPHERES_COMMANDS_EXPORT_COMMAND_H

#include "common/config/runfile.h"
#include "common/run/cli.h"

extern const struct runfile_key export_command_keys[];
int export_command(const struct program_request *request);

#endif
