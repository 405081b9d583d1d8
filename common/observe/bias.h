/* A term of the Hamiltonian that depends on the distance or overlap Q of the state and a fixed
   reference:  N (spring/2 (Q - centre)^2 - field Q),  N the number of items. Q is a row of the
   observables with `biases`. field couples linearly (Franz and Parisi); with Q = msd and field < 0 it
   tethers all items (Frenkel and Ladd, J. Chem. Phys. 81, 3188 (1984)); the spring is an umbrella. The
   term enters every Metropolis test (mc_chain.bias), not the energy. Contributions of items are
   rounded to multiples of 2^-30: their sums are exact, and equal those from scratch. */
#ifndef COMMON_OBSERVE_BIAS_H
#define COMMON_OBSERVE_BIAS_H

struct mc_bias;
struct mc_chain;
struct mc_system;
struct runfile;

void bias_declare(struct runfile *f); /* [bias] */
/* Fatal unless dynamics and moves of the run file can be biased. */
void bias_check(const struct mc_system *system, const struct runfile *f);

/* NULL without [bias]. The reference is unknown until bias_begin or a checkpoint. */
struct mc_bias *bias_create(const struct runfile *f);
void bias_free(struct mc_bias *b);
/* Reads the reference of a new run, unless a checkpoint already set it, and renews the bias of the
   chain. Fatal, naming the key, if it does not fit the state. */
void bias_begin(struct mc_chain *c, const struct runfile *f);

#endif
