/* glass structure: g(r), S(k), bond order and temperatures of the stored frames. */
#ifndef GLASS_SPHERES_COMMANDS_STRUCTURE_COMMAND_H
#define GLASS_SPHERES_COMMANDS_STRUCTURE_COMMAND_H

struct program_request;

int structure_command(const struct program_request *request);

#endif
