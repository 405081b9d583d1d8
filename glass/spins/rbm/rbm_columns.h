/* Columns of series.dat of Boltzmann machines and Hopfield networks. */
#ifndef GLASS_SPINS_RBM_RBM_COLUMNS_H
#define GLASS_SPINS_RBM_RBM_COLUMNS_H

#include "common/mc/mc.h"

extern const struct mc_column rbm_columns[];

#endif
