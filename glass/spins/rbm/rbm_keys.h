/* Keys that systems and commands of restricted Boltzmann machines share, as rows of their tables. */
#ifndef GLASS_SPINS_RBM_RBM_KEYS_H
#define GLASS_SPINS_RBM_RBM_KEYS_H

#include "glass/spins/spin_keys.h"

#define RBM_KEYS_ALPHA                                                                             \
    {                                                                                              \
        .name = "alpha", .doc = "patterns (hidden units) per visible unit", .type = RUNFILE_REAL,  \
        .value = "0.05", .min = 1e-6, .max = 1000                                                  \
    }
#define RBM_KEY_OMEGA(word, whose, number)                                                         \
    {                                                                                              \
        .name = word, .doc = "law of " whose ": 0 is +1 or -1, 1 is Gaussian",                     \
        .type = RUNFILE_REAL, .value = number, .min = 0, .max = 1                                  \
    }

#endif
