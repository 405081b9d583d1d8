/* glass basins: inherent structures that differ, their overlaps, and barriers between them. */
#ifndef GLASS_SPHERES_COMMANDS_BASINS_COMMAND_H
#define GLASS_SPHERES_COMMANDS_BASINS_COMMAND_H

struct program_request;

int basins_command(const struct program_request *request);

#endif
