/* Questions about energy landscapes, `landscape --of QUESTION`: rows of one table, asked of the
   tables that `dnn overlaps | barriers | exchange | walk | hessian` and `glass basins | modes`
   leave. */
#ifndef ANALYSIS_LANDSCAPE_H
#define ANALYSIS_LANDSCAPE_H

#include "analysis/commands.h"

void hierarchy_command(const struct commands_arguments *a);
void matrix_command(const struct commands_arguments *a);
void between_barriers(const struct commands_arguments *a);
void between_exchange(const struct commands_arguments *a);
void rugged_command(const struct commands_arguments *a);
void flatness_command(const struct commands_arguments *a);
void both_command(const struct commands_arguments *a);

#endif
