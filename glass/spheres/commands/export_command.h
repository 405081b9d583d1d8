/* glass export: the stored frames in another format. */
#ifndef GLASS_SPHERES_COMMANDS_EXPORT_COMMAND_H
#define GLASS_SPHERES_COMMANDS_EXPORT_COMMAND_H

#include "common/run/cli.h"

int export_command(const struct program_request *request);

#endif
