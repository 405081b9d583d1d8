/* glass voronoi: radical Voronoi cells of the stored frames, and bond orders by their neighbours. */
#ifndef GLASS_SPHERES_COMMANDS_VORONOI_COMMAND_H
#define GLASS_SPHERES_COMMANDS_VORONOI_COMMAND_H

#include "common/config/runfile.h"

struct program_request;

extern const struct runfile_key voronoi_command_keys[];
int voronoi_command(const struct program_request *request);

#endif
