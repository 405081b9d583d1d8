/* glass cut: largest cuts, or lowest energies, of a graph by several solvers. */
#ifndef GLASS_SPINS_CUTS_CUT_COMMAND_H
#define GLASS_SPINS_CUTS_CUT_COMMAND_H

#include "common/run/program.h"

extern const struct program_command cut_commands[]; /* one row */

#endif
