/* The manual page and the completion script of a simulator, from its tables of commands, options and
   keys. */
#ifndef COMMON_RUN_CLI_MANUAL_H
#define COMMON_RUN_CLI_MANUAL_H

#include <stdbool.h>
#include <stdio.h>

#include "common/core/options.h"
#include "common/run/program.h"

struct cli_manual {
    const struct program *program;
    const struct program_command *commands; /* ends with name NULL */
    const struct option_row *options;       /* of several commands; ends with name NULL */
    bool (*has)(const struct program_command *c, int option); /* the command takes the option */
};

void cli_manual_page(const struct cli_manual *m, FILE *out);
void cli_manual_completion(const struct cli_manual *m, FILE *out);

#endif
