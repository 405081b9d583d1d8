/* The questions of `landscape --of QUESTION`: one row each, answered from the tables of `dnn
   overlaps | barriers | exchange | walk | hessian | spectrum | swaps` and `glass basins | modes`. */
#ifndef ANALYSIS_LANDSCAPE_LANDSCAPE_H
#define ANALYSIS_LANDSCAPE_LANDSCAPE_H

#include "analysis/figure/command_output.h"
#include "common/core/base.h"

extern const struct base_table landscape_questions; /* values of --of */
void landscape_command(const struct command_arguments *a);

void hierarchy_command(const struct command_arguments *a);
void matrix_command(const struct command_arguments *a);
void barriers_command(const struct command_arguments *a);
void barriers_exchange_command(const struct command_arguments *a);
void walk_command(const struct command_arguments *a);
void flatness_command(const struct command_arguments *a);
void tried_swaps_command(const struct command_arguments *a);
void spectrum_command(const struct command_arguments *a);
void compare_landscapes_command(const struct command_arguments *a);

#endif
