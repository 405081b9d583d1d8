/* The polydisperse soft-sphere liquid: its state, and its energy and virial from scratch.

   Units: length, the mean diameter of the model; energy, the strength of the pair potential;
   k_B = 1; time, the sweep of N trials. N spheres in a periodic box of side L = (N / rho)^(1/dim),
   dim = 2 or 3. Positions are integers: 32 bits within the box (struct sphere) and a count of
   boxes crossed, so the unwrapped position is exact, and nothing but integer additions ever
   moves a sphere. */
#ifndef GLASS_SPHERES_STATE_SPHERES_H
#define GLASS_SPHERES_STATE_SPHERES_H

#include "common/io/frame.h"
#include "glass/spheres/dynamics/domains.h"
#include "glass/spheres/dynamics/semi_grand.h"
#include "glass/spheres/state/models.h"
#include "glass/spheres/state/neighbours.h"
#include "glass/spheres/state/potentials.h"
#include "glass/spheres/state/size_ranks.h"
#include "glass/spheres/dynamics/swaps.h"

struct checkpoint;

struct spheres_trial {             /* what a proposal would change */
    uint32_t i, j;                 /* j: partner of a swap */
    size_t bin;                    /* of their size difference */
    struct sphere to;              /* what i turns into */
    int32_t shift[3];              /* displacement of i [L / 2^32] */
    uint32_t link[SWAPS_CHAIN][2]; /* accepted links of a chain */
    int links;
    double L; /* of the box before a volume trial [length] */
};

struct spheres {
    const struct model *model;
    const struct potential *potential;
    size_t n;
    int dim;
    double T, L, unit; /* [energy], [length], L / 2^32 [length] */
    double P;          /* pressure of volume trials; 0: none [energy/length^dim] */
    struct sphere *p;  /* (n + 1), the last is the ghost */
    int32_t *image;    /* (n, 3) boxes crossed */
    struct potentials_view view;
    struct neighbours neighbours;
    struct size_ranks ranks;
    struct spheres_trial trial;
    struct swaps_counts counts;
    struct molecular_dynamics *dynamics; /* owned; NULL: trials alone move the spheres */
    struct semi_grand *field;            /* owned; NULL: nobody changes a diameter alone */
    struct domains *domains;             /* owned; NULL: trials anywhere, one after the other */
    uint32_t lead;                       /* numbers that a chain draws before a trial's own */
    struct domain within; /* where trials are made; outside domains_sweep: anywhere */
    double *x, *label;    /* (n, dim) [length], (n) [length]: what spheres_view shows */
};

/* n spheres of the given diameters s (n) [length], all at the origin until spheres_set_positions. Box
   sides below two cut-offs are fatal, with `where` (file, section and key) in the message. */
struct spheres *spheres_create(const struct model *model, const struct potential *potential,
                               size_t n, int dim, double rho, double T, const float *s,
                               const char *where);
void spheres_free(struct spheres *s);

/* Other diameters (n) [length] for the same spheres, which spheres_set_positions must then place again. */
void spheres_set_diameters(struct spheres *s, const float *diameter, const char *where);

/* Unwrapped positions x (n, dim) [length], rounded to L / 2^32; makes the neighbour lists. */
void spheres_set_positions(struct spheres *s, const double *x);

/* Total energy from scratch, over cells of its own; and the same number over all pairs, O(N^2). */
double spheres_energy(const struct spheres *s);
double spheres_energy_direct(const struct spheres *s);

double spheres_virial(const struct spheres *s); /* sum over pairs of -r v'(r) [energy] */
double
spheres_pressure(const struct spheres
                     *s); /* rho T + virial / (dim V) [energy/length^dim]; NAN of hard spheres */

/* What pairs beyond the cut would add if g(r) were 1 there: energy per sphere [energy], or pressure
   [energy/length^dim]; for additive diameters. */
double spheres_tail(const struct spheres *s, bool pressure);

/* Energy gained if i moved to where `to` is (to.s is its own), or took another diameter; the
   state stays as it is. */
double spheres_move(struct spheres *s, uint32_t i, struct sphere to);
double spheres_resize(struct spheres *s, uint32_t i, float diameter);

/* May a trial put a sphere at x? */
static inline bool spheres_is_allowed(const struct spheres *s, const uint32_t x[3])
{
    return !s->within.member || domains_at(s->domains, x) == s->within.number;
}

/* The k-th of the s->within.n spheres that a trial may choose. */
static inline uint32_t spheres_pick(const struct spheres *s, uint32_t k)
{
    return s->within.member ? s->within.member[k] : k;
}

/* Another box, with all spheres at the same fractions of it; the lists do not know yet. */
void spheres_scale(struct spheres *s, double L);

/* i turns into `to`, and the lists follow. */
void spheres_update(struct spheres *s, uint32_t i, struct sphere to);

void spheres_view(struct spheres *s, struct frame *f);
void spheres_visit(struct spheres *s, struct checkpoint *c);

#endif
