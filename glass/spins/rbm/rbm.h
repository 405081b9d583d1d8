/* Restricted Boltzmann machine: visible units s, hidden units z, weights xi / sqrt N.
     H = -sum_(i, mu) c_mu xi_i^mu s_i z_mu / sqrt N; states have the weight law(s) law(z) exp(-H/T).
   Hidden units have sizes c. Hopfield network: Gaussian hidden units of size 1 integrated out, at the temperature T^2:
     H = -sum_(i < j, mu) xi_i^mu xi_j^mu s_i s_j / N.
   A state holds one or several replicas of a sample, so that overlaps are columns of its tables. */
#ifndef GLASS_SPINS_RBM_RBM_H
#define GLASS_SPINS_RBM_RBM_H

#include <stdbool.h>
#include <stdint.h>

#include "common/numerics/replica_symmetry.h"
#include "glass/spins/rbm/callen.h"
#include "glass/spins/rbm/patterns.h"

enum rbm_layer { RBM_VISIBLE, RBM_HIDDEN };

struct rbm {
    struct patterns patterns;
    struct unit_law visible, hidden;
    size_t n, m, replicas;
    double T, spread; /* spread of the sizes */
    double bound;     /* T must exceed sqrt(Omega_visible Omega_hidden) bound */
    struct replica_symmetry_model model;
    bool integrated; /* a Hopfield network: no z, h, size */
    double *s, *h;   /* (replicas, n) visible units, fields sum c xi z / sqrt N [energy] */
    double *z, *y;   /* (replicas, m) hidden units, fields sum xi s / sqrt N, without c */
    double *size;    /* (replicas, m) c */
    double *self;    /* (n) sum_mu xi_i^mu^2 / N */
    double *work;    /* (m) */
    struct callen callen;
    /* proposed trial: the new value of a unit, or two hidden units that exchange sizes */
    enum rbm_layer layer;
    size_t replica, unit, other;
    double value;
};

double rbm_energy(const struct rbm *g); /* of all replicas, from scratch [energy] */
void rbm_set_fields(struct rbm *g);     /* from the units */
/* h of a replica, from its hidden units. */
void rbm_set_visible_fields(struct rbm *g, size_t replica);
/* H of a replica from its fields y. */
double rbm_replica_energy(const struct rbm *g, size_t replica);
/* Field on a unit [energy]. */
double rbm_field(const struct rbm *g, enum rbm_layer layer, size_t replica, size_t unit);
/* Means over units of s^a s^b, and of z^a z^b without the first hidden unit. */
double rbm_overlap(const struct rbm *g, size_t a, size_t b);
double rbm_hidden_overlap(const struct rbm *g, size_t a, size_t b);

#endif
