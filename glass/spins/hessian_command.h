/* glass hessian: the spectrum of the Hessian at the last state of runs of the spherical p-spin model. */
#ifndef GLASS_SPINS_HESSIAN_COMMAND_H
#define GLASS_SPINS_HESSIAN_COMMAND_H

#include "common/run/program.h"

extern const struct program_command hessian_commands[]; /* one row */

#endif
