/* Implementation of liquid.h. */
#include "glass/spheres/dynamics/liquid.h"

#include "common/io/checkpoint.h"
#include "glass/spheres/dynamics/molecular_dynamics.h"
#include "glass/spheres/dynamics/semi_grand.h"
#include "glass/spheres/state/interaction.h"

struct liquid *liquid_create(const struct model *model, const struct potential *potential, size_t n,
                             int dim, double rho, double T, const float *diameter,
                             const char *where)
{
    struct liquid *const l = base_alloc(1, sizeof *l);
    *l = (struct liquid){.T = T, .within = {.n = (uint32_t)n}};
    spheres_init(&l->s, model, potential, n, dim, rho, diameter, where);
    return l;
}

void liquid_free(struct liquid *l)
{
    spheres_clear(&l->s);
    event_chain_clear(&l->chain);
    domains_free(l->domains);
    semi_grand_free(l->field);
    molecular_dynamics_free(l->dynamics);
    interaction_free(l->interaction);
    base_free(l);
}

void liquid_visit(struct liquid *l, struct checkpoint *c)
{
    spheres_visit(&l->s, c);
    molecular_dynamics_visit(l->dynamics, c);
    semi_grand_visit(l, c);
    if (!l->densities.n) return;
    checkpoint_i32(c, "crowded", l->crowded, 2);
    checkpoint_require(c, l->crowded[0] >= 0 && l->crowded[0] < 31 && l->crowded[1] >= 0,
                       "crowded");
}
