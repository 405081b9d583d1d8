/* Implementation of columns.h. */
#include "glass/spheres/columns.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "common/io/checkpoint.h"
#include "common/mc/needs.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/molecular_dynamics.h"
#include "glass/spheres/dynamics/semi_grand.h"
#include "glass/spheres/state/forces.h"
#include "glass/spheres/state/stress.h"
#include "glass/spheres/structure/bond_order.h"
#include "glass/spheres/structure/contact.h"
#include "glass/spheres/structure/structure_factor.h"

double glass_pressure(const struct liquid *l)
{
    const struct spheres *const s = &l->s;
    const double V = pow(s->L, s->dim);
    if (s->potential->hard) return contact_compressibility(s) * (double)s->n * l->T / V;
    return ((double)s->n * molecular_dynamics_temperature(l) + spheres_virial(s) / s->dim) / V;
}

double glass_stress(const struct liquid *l, int a, int b)
{
    const struct spheres *const s = &l->s;
    return -((double)s->n * molecular_dynamics_kinetic(l, a, b) + stress_virial(s, a, b)) /
           pow(s->L, s->dim);
}

static double pressure(void *state)
{
    return glass_pressure(state);
}

static double density(void *state)
{
    const struct spheres *const s = liquid_spheres(state);
    return (double)s->n / pow(s->L, s->dim);
}

static double tail_energy(void *state)
{
    return spheres_tail(liquid_spheres(state), false);
}

static double tail_pressure(void *state)
{
    return spheres_tail(liquid_spheres(state), true);
}

static double temperature(void *state)
{
    return molecular_dynamics_temperature(state);
}

const struct mc_column glass_columns[] = {
    {"T", "temperature; that of the velocities where there are any", "energy", temperature},
    {"pressure", "rho T plus the virial over dim V; of hard spheres from contact values",
     "energy/length^dim", pressure},
    {"density", "spheres in a unit of volume", "1/length^dim", density},
    {"tail_energy", "per sphere beyond the cut, to be added; 0 for potentials that end there",
     "energy", tail_energy},
    {"tail_pressure", "the same of the pressure", "energy/length^dim", tail_pressure},
    {0},
};

static double global_order(void *state)
{
    return bond_order(liquid_spheres(state)).global;
}

static double local_order(void *state)
{
    return bond_order(liquid_spheres(state)).local;
}

static double demixing(void *state)
{
    return structure_factor_demixing(liquid_spheres(state));
}

static double configurational(void *state)
{
    return forces_temperature(liquid_spheres(state));
}

#define STRESS(name, a, b)                                                                         \
    static double stress_##name(void *state)                                                       \
    {                                                                                              \
        return glass_stress(state, a, b);                                                          \
    }
STRESS(xx, 0, 0)
STRESS(yy, 1, 1)
STRESS(zz, 2, 2)
STRESS(xy, 0, 1)
STRESS(xz, 0, 2)
STRESS(yz, 1, 2)

static const struct molecular_dynamics_shear *shear_of(const void *state)
{
    return molecular_dynamics_shear(((const struct liquid *)state)->dynamics);
}

static bool is_sheared(const void *state)
{
    return shear_of(state);
}

static double strain(void *state)
{
    return shear_of(state)->strain;
}

static double work(void *state)
{
    return shear_of(state)->work / (double)liquid_spheres(state)->n;
}

static double heat(void *state)
{
    return shear_of(state)->heat / (double)liquid_spheres(state)->n;
}

#define SHEAR_ROW(column, text, of)                                                                \
    {                                                                                              \
        .name = #column, .doc = text ", of md_shear, for also = stress", .unit = of,               \
        .value = column, .group = "stress", .used = is_sheared, .needs = NEEDS_FORCES              \
    }

static bool has_z(const void *state)
{
    return ((const struct liquid *)state)->s.dim == 3;
}

#define STRESS_ROW(ab, is_used)                                                                    \
    {                                                                                              \
        .name = "stress_" #ab,                                                                     \
        .doc =                                                                                     \
            "element " #ab " of the stress tensor, for also = stress; its trace is -dim pressure", \
        .unit = "energy/length^dim", .value = stress_##ab, .group = "stress", .used = is_used,     \
        .needs = NEEDS_FORCES                                                                      \
    }

/* Limits: a liquid of 1500 spheres has Q6 below 0.03, and one crystal in a tenth of it more than
   0.04; S_aa of a mixed liquid scatters around 1 by a few tenths. */
const struct mc_watch glass_watches[] = {
    {.name = "T_configurational",
     .doc = "mean squared force over the Laplacian of the energy: T in equilibrium",
     .unit = "energy",
     .value = configurational},
    {.name = "Q6",
     .doc = "bond order of degree 6 of the whole system",
     .unit = "1",
     .value = global_order,
     .limit = 0.08,
     .warning = "the liquid crystallises"},
    {.name = "q6",
     .doc = "bond order of degree 6, mean over spheres",
     .unit = "1",
     .value = local_order},
    {.name = "demixing",
     .doc = "largest partial structure factor of a size family at long waves",
     .unit = "1",
     .value = demixing,
     .limit = 4,
     .warning = "sizes are parting"},
    STRESS_ROW(xx, NULL),
    STRESS_ROW(yy, NULL),
    STRESS_ROW(zz, has_z),
    STRESS_ROW(xy, NULL),
    STRESS_ROW(xz, has_z),
    STRESS_ROW(yz, has_z),
    SHEAR_ROW(strain, "shear strain of the box", "1"),
    SHEAR_ROW(work, "work of the stress per sphere", "energy"),
    SHEAR_ROW(heat, "energy that the thermostat has taken per sphere", "energy"),
    {0},
};

/* ---- tables ---------------------------------------------------------------------------------- */

static bool exchanges(const void *state)
{
    return ((const struct liquid *)state)->counts.used;
}

static void write_acceptance(const void *state, FILE *out)
{
    const struct swaps_counts *const c = &((const struct liquid *)state)->counts;
    for (size_t i = 0; i < SWAPS_BINS; i++)
        if (c->tried[i])
            fprintf(out, "%g %g %" PRIu64 " %" PRIu64 "\n", (double)i / SWAPS_WIDTH,
                    (double)(i + 1) / SWAPS_WIDTH, c->tried[i], c->accepted[i]);
}

static void visit_acceptance(void *state, struct checkpoint *c)
{
    struct swaps_counts *const counts = &((struct liquid *)state)->counts;
    checkpoint_u64(c, "tried", counts->tried, SWAPS_BINS);
    checkpoint_u64(c, "accepted", counts->accepted, SWAPS_BINS);
}

static bool has_field(const void *state)
{
    return ((const struct liquid *)state)->field != NULL;
}

static void visit_nothing(void *state, struct checkpoint *c) /* the field is of the state */
{
    (void)state, (void)c;
}

const struct mc_table glass_tables[] = {
    {"acceptance", "swaps of pairs by the difference of their diameters", "from to tried accepted",
     "length length 1 1", exchanges, write_acceptance, visit_acceptance},
    {"field", "ln of the weight of a diameter, estimated in warm-up", "diameter field below",
     "length 1 1", has_field, semi_grand_write, visit_nothing},
    {0},
};
