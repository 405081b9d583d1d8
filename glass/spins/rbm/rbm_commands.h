/* `glass saddle_point` and `glass enumerate`. */
#ifndef GLASS_SPINS_RBM_RBM_COMMANDS_H
#define GLASS_SPINS_RBM_RBM_COMMANDS_H

#include "common/run/program.h"

extern const struct program_command rbm_commands[];

#endif
