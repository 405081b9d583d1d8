/* Replica exchange (Hukushima and Nemoto, J. Phys. Soc. Jpn. 65, 1604 (1996)), one run per rung,
   00 the coldest. At every event neighbouring rungs, even and odd pairs in turn, exchange their
   configurations with probability min(1, exp((1/T_i - 1/T_j) (E_i - E_j))). Warm-up tunes the
   ladder to equal rates. exchange.dat: round trips (of a configuration from the lowest rung to
   the highest and back), rates, and the configuration at each rung. */
#ifndef COMMON_RUN_REPLICA_EXCHANGE_H
#define COMMON_RUN_REPLICA_EXCHANGE_H

#include "common/run/tempering_method.h"

extern const struct tempering_method replica_exchange_method;

#endif
