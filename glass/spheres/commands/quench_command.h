/* glass quench: inherent structures of the stored frames. */
#ifndef GLASS_SPHERES_COMMANDS_QUENCH_COMMAND_H
#define GLASS_SPHERES_COMMANDS_QUENCH_COMMAND_H

struct program_request;

int quench_command(const struct program_request *request);

#endif
