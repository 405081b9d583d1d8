/* Athermal quasi-static shear: small affine steps, each followed by a minimisation. A step dissipates
   heat = V (stress before + stress after) / 2 de - (rise of energy), which vanishes as de^3 on an
   elastic branch, and does not where the minimum of the branch ends. A step with heat is taken back and
   tried again with a quarter of de, down to a least one, which locates the plastic event. Maloney,
   Lemaitre, Phys. Rev. E 74, 016118 (2006). */
#ifndef GLASS_SPHERES_STRUCTURE_QUASISTATIC_H
#define GLASS_SPHERES_STRUCTURE_QUASISTATIC_H

#include <stdbool.h>

#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/minimise.h"

struct checkpoint;

struct quasistatic_rules {
    const struct minimise_method *method;
    double force;            /* largest component at rest [energy/length] */
    int most;                /* gradient evaluations of a minimisation */
    double step, least_step; /* of strain, > 0 */
    double heat;             /* least of a plastic event [energy] */
    int along, across;       /* axes of the shear: x_along grows by strain x_across */
};

struct quasistatic_state {
    double strain;
    double energy;           /* [energy] */
    double stress, pressure; /* of the shear [energy/length^dim] */
    double force;            /* largest component left [energy/length] */
    int slopes;              /* gradient evaluations, refused steps included */
    /* of the last step */
    bool plastic;
    double heat, drop;    /* [energy]; stress before - after [energy/length^dim] */
    double displacement;  /* root mean square of non-affine motion [length] */
    double participation; /* (sum u^2)^2 / (N sum u^4) of this motion */
};

struct quasistatic {
    struct quasistatic_rules rules;
    struct energy_surface surface;
    struct quasistatic_state now;
    double step;
    double *before;       /* (m) [length]: minimum before the last step, in the box before it */
    double strain_before; /* of that box */
};

/* Quenches the spheres, at strain 0; s must outlive it. */
void quasistatic_init(struct quasistatic *q, const struct spheres *s,
                      const struct quasistatic_rules *rules);
void quasistatic_clear(struct quasistatic *q);
/* One step towards strain `end`, which it never passes; q->now is the state after it. */
void quasistatic_advance(struct quasistatic *q, double end);
/* Between steps: saves or loads the state of q, which quasistatic_init has made for the same spheres and
   rules. The list of pairs is made anew, on saving, too: a restart has the same bits. */
void quasistatic_visit(struct quasistatic *q, struct checkpoint *c);
/* Non-affine motion of the last step, to u (m) [length], without its mean. */
void quasistatic_motion(const struct quasistatic *q, double *u);

#endif
