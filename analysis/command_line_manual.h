/* The manual page and the completion script of analysis, from its tables. */
#ifndef ANALYSIS_COMMAND_LINE_MANUAL_H
#define ANALYSIS_COMMAND_LINE_MANUAL_H

#include "analysis/command_line.h"

void command_line_manual_page(const struct command_line_command *commands);
/* tables: those of `list`. */
void command_line_manual_completion(const struct command_line_command *commands,
                                    const struct base_table *tables);

#endif
