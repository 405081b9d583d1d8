/* The command line of the simulators: PROGRAM COMMAND [OPTION...] [ARGUMENT...]. Options are --name
   VALUE, --name=VALUE or, of the common ones, a letter. `help COMMAND` and `COMMAND --help` print
   the options of a command, which are rows of tables (struct program_command). */
#ifndef COMMON_RUN_CLI_H
#define COMMON_RUN_CLI_H

#include "common/run/program.h"

/* Parses the command line, runs the command and returns the exit status. */
int cli_main(const struct program *program, int argc, char **argv);

#endif
