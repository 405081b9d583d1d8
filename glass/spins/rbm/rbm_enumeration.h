/* Exact averages of a small restricted Boltzmann machine or Hopfield network: the sum over the states of
   a layer of units +1 and -1, the other layer integrated out. */
#ifndef GLASS_SPINS_RBM_RBM_ENUMERATION_H
#define GLASS_SPINS_RBM_RBM_ENUMERATION_H

#include "glass/spins/rbm/rbm.h"

enum { RBM_ENUMERATION_UNITS = 20 };

struct rbm_enumeration {
    double lnZ;      /* Z = mean of exp(-H/T) over the units' laws */
    double energy;   /* <H> of one replica */
    double m2;       /* <m^2> of the first pattern; NAN unless the visible layer is summed */
    double overlap2; /* <(s.s'/n)^2> of two replicas, units of the layer */
};

/* Sizes are those of the first replica. The layer has at most RBM_ENUMERATION_UNITS units of Omega = 0. */
struct rbm_enumeration rbm_enumeration(const struct rbm *g, enum rbm_layer layer);

#endif
