/* The options of analysis: a table, of which every command takes some rows. */
#ifndef ANALYSIS_COMMAND_LINE_OPTIONS_H
#define ANALYSIS_COMMAND_LINE_OPTIONS_H

#include "analysis/figure/command_output.h"
#include "common/core/base.h"

struct command_line_option { /* table row */
    const char *name, *doc;
    const char *value; /* NULL: takes none */
    char letter;
    bool general; /* every command takes it */
    void (*set)(struct command_arguments *a, const char *text);
};

extern const struct command_line_option command_line_options[]; /* ends with name NULL */
extern const struct base_table command_line_options_table;

/* True if a command with these names of options takes the option; *required is set for "NAME!". */
bool command_line_options_take(const char *words, const struct command_line_option *o,
                               bool *required);

#endif
