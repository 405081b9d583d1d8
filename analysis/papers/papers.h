/* Experiments after published papers, `analysis paper NAME FOLDER...`: one row of a table each. */
#ifndef ANALYSIS_PAPERS_PAPERS_H
#define ANALYSIS_PAPERS_PAPERS_H

#include "analysis/figure/command_output.h"
#include "common/core/base.h"

extern const struct base_table papers_table; /* values of NAME */
void papers_command(const struct command_arguments *a);

void kerr_winter_2024_command(const struct command_arguments *a);
void diffusion_command(const struct command_arguments *a);
void glass_comparison_command(const struct command_arguments *a);
void baity_jesi_2018_command(const struct command_arguments *a);
void zambon_2025_command(const struct command_arguments *a);
void swap_poster_command(const struct command_arguments *a);
void swap_map_command(const struct command_arguments *a);
void function_exchanges_command(const struct command_arguments *a);
void spin_glasses_command(const struct command_arguments *a);
void memory_command(const struct command_arguments *a);
void sizes_command(const struct command_arguments *a);

#endif
