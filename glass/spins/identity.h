/* Identities of disordered models as tests of equilibrium, exact at every N as means over samples.

   Gaussian couplings, of which [H(s) H(s')] = N c(s, s'): by integration by parts
       e = -(c(s, s) - [<c(s1, s2)>]) / T
   for independent replicas s1 and s2 (Katzgraber, Palassini, Young, PRB 63, 184422 (2001)). In one sample the difference of
   both sides scatters with the variance [<c>] / N + [kappa^2] / T^2, where the second term, the squared
   connected correlations of the couplings' products, is at most the variance of c in time.
   Nishimori line, where the couplings' law holds a hidden equilibrium state (Nishimori, Prog. Theor. Phys.
   66, 1169 (1981)): e is a known number, and a single state scatters about it with a known variance. */
#ifndef GLASS_SPINS_IDENTITY_H
#define GLASS_SPINS_IDENTITY_H

#include <stdbool.h>
#include <stdio.h>

#include "common/io/block_sums.h"
#include "common/numerics/statistics.h"

struct checkpoint;

/* EVERY: units of the run's time between measurements. VIOLATED: |z| from which the log warns. */
enum { IDENTITY_EVERY = 10, IDENTITY_VIOLATED = 4 };

struct identity {
    struct block_sums blocks; /* of e, c, c^2 */
};

struct identity_side {
    double left;                      /* e [energy] */
    struct statistics_estimate right; /* its error: of the difference, samples and time */
    double z;                         /* NAN: too few measurements */
};

void identity_reset(struct identity *x);
void identity_add(struct identity *x, double e, double c); /* c = 0 if the identity has none */
/* Over the second half of the blocks. self: c(s, s); n: spins; copies: independent states that stand for s2,
   INFINITY for a replica that moves. */
struct identity_side identity_gaussian(const struct identity *x, double T, double self, double n,
                                       double copies);
/* expected: e; variance: of e N of a single state, per spin. */
struct identity_side identity_nishimori(const struct identity *x, double expected, double variance,
                                        double n);
/* Couplings +1 with the probability `positive`: 2 positive - 1 = tanh(1/T), which probabilities of four digits
   satisfy. */
bool identity_on_nishimori_line(double positive, double T);
/* "name: e = ..., right side ..., z = ...", with the verdict. Free with base_free; NULL: too few. */
char *identity_line(const char *name, const struct identity_side *side);

void identity_visit(struct identity *x, struct checkpoint *c);
/* Rows "measurements energy covariance" of blocks, for a table of the run. */
void identity_write(const struct identity *x, FILE *out);

#define IDENTITY_GAUSSIAN  "identity of Gaussian couplings, e = -(c(s, s) - <c(s1, s2)>)/T"
#define IDENTITY_NISHIMORI "identity of the Nishimori line, e = -dim tanh(1/T)"
#define IDENTITY_PLANTED   "identity of the Nishimori line, e = -f(1)/T"

#define IDENTITY_COLUMNS "measurements energy covariance"
#define IDENTITY_UNITS   "1 energy energy^2"

#endif
