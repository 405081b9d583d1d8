/* The command line of analysis: `analysis COMMAND FOLDER... [--OPTION VALUE]`, and the help of every
   command. The folder of an ensemble or a ladder means all its members. */
#ifndef ANALYSIS_COMMAND_LINE_H
#define ANALYSIS_COMMAND_LINE_H

#include "analysis/figure/command_output.h"
#include "common/core/base.h"

struct command_line_command { /* table row */
    const char *name, *doc;
    const char *usage;   /* arguments after the name */
    const char *options; /* names, separated by spaces; "output!": required */
    void (*run)(const struct command_arguments *a);
    const struct base_table *choices; /* values of --of, or of NAME; NULL: none */
    bool named;     /* the first argument is a NAME among the choices, rows of command_choice */
    bool overrides; /* accepts section.key=value */
};

/* Parses the words and runs the command; tables (n) are those that `list` prints. Returns the exit
   status. */
int command_line_main(int argc, char **argv, const struct command_line_command *commands,
                      const struct base_table *tables);

#endif
