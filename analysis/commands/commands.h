/* The commands for any run folders, `analysis COMMAND FOLDER...`. Each function is in the file
   named after its command. */
#ifndef ANALYSIS_COMMANDS_COMMANDS_H
#define ANALYSIS_COMMANDS_COMMANDS_H

#include "analysis/figure/command_output.h"

void relax_command(const struct command_arguments *a);
void speedup_command(const struct command_arguments *a);
void threshold_command(const struct command_arguments *a);
void compare_command(const struct command_arguments *a);
void temperature_command(const struct command_arguments *a);
void heterogeneity_command(const struct command_arguments *a);
void age_command(const struct command_arguments *a);
void collapse_command(const struct command_arguments *a);
void equilibrium_command(const struct command_arguments *a);
void plot_command(const struct command_arguments *a);
void replicas_command(const struct command_arguments *a);
void histogram_command(const struct command_arguments *a);
void viscosity_command(const struct command_arguments *a);
void mean_command(const struct command_arguments *a);
void map_command(const struct command_arguments *a);
void movie_command(const struct command_arguments *a);
void report_command(const struct command_arguments *a);
void observe_command(const struct command_arguments *a);
void structure_command(const struct command_arguments *a);
void potential_command(const struct command_arguments *a);
void reweight_command(const struct command_arguments *a);

#endif
