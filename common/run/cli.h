/* The command line of every simulator: run, resume, check, list ..., and the commands of its own. */
#ifndef COMMON_RUN_CLI_H
#define COMMON_RUN_CLI_H

#include "common/run/program.h"

int cli_main(const struct program *program, int argc, char **argv); /* the exit status */

#endif
