/* Keys of [system] that several spin models have, as rows of their tables. */
#ifndef GLASS_SPINS_SPIN_KEYS_H
#define GLASS_SPINS_SPIN_KEYS_H

#include "common/config/key.h"
#include "glass/spins/covariance.h"

#define SPIN_KEYS_COVARIANCE                                                                       \
    {.name = "p",                                                                                  \
     .doc = "number of spins that interact",                                                       \
     .type = RUNFILE_INT,                                                                          \
     .value = "3",                                                                                 \
     .min = 2,                                                                                     \
     .max = COVARIANCE_POWER},                                                                     \
    {                                                                                              \
        .name = "mixture",                                                                         \
        .doc = "terms p:a of f(q) = 1/2 sum a q^p, as \"3:1 4:1\"; none: the pure model of p",     \
        .type = RUNFILE_TEXT, .value = "none"                                                      \
    }
#define SPIN_KEYS_SAMPLE                                                                           \
    {                                                                                              \
        .name = "sample",                                                                          \
        .doc = "number of the disorder sample; replicas of one sample differ in [run] seed",       \
        .type = RUNFILE_INT, .value = "1", .min = 0, .max = 9e15                                   \
    }
#define SPIN_KEYS_DIM                                                                              \
    {                                                                                              \
        .name = "dim", .doc = "dimension of space", .type = RUNFILE_INT, .value = "3", .min = 2,   \
        .max = 3                                                                                   \
    }
#define SPIN_KEYS_T                                                                                \
    {                                                                                              \
        .name = "T", .doc = "temperature", .type = RUNFILE_REAL, .min = 1e-9, .max = 1e9,          \
        .unit = "energy"                                                                           \
    }

#endif
