/* glass modes: normal modes of the last stored frame's inherent structure. */
#ifndef GLASS_SPHERES_COMMANDS_MODES_COMMAND_H
#define GLASS_SPHERES_COMMANDS_MODES_COMMAND_H

struct program_request;

int modes_command(const struct program_request *request);

#endif
