/* The spins of a solver with their fields, energy and the lowest state so far. */
#ifndef GLASS_SPINS_CUTS_CUT_SPINS_H
#define GLASS_SPINS_CUTS_CUT_SPINS_H

#include <stddef.h>
#include <stdint.h>

struct bonds;
struct rng;

struct cut_spins {
    const struct bonds *bonds; /* borrowed */
    size_t n;
    double scale;     /* root mean square of the fields of random spins [energy] */
    double *s, *h;    /* (n) +1 or -1; sum_j J_ij s_j [energy] */
    double H, lowest; /* now; of the best state [energy] */
    int8_t *best;     /* (n) */
};

void cut_spins_init(struct cut_spins *c, const struct bonds *bonds);
void cut_spins_clear(struct cut_spins *c);
/* Independent random spins; forgets the best state. */
void cut_spins_start(struct cut_spins *c, struct rng *rng);
void cut_spins_flip(struct cut_spins *c, size_t i);
/* Spins become the signs of x (n); 0 keeps a spin. */
void cut_spins_follow(struct cut_spins *c, const double *x);
void cut_spins_note(struct cut_spins *c);           /* keeps the state if it is the lowest */
double cut_spins_energy(const struct cut_spins *c); /* of the best state, from scratch [energy] */
/* f_i = sum_j J_ij x_j, both (n) */
void cut_spins_fields(const struct cut_spins *c, const double *x, double *f);

#endif
