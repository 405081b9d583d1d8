/* What only the liquid has. */
#include "glass/spheres/observe.h"

#include "glass/spheres/forces.h"
#include "glass/spheres/spheres.h"
#include "glass/spheres/structure.h"
#include "glass/spheres/waves.h"

static double pressure(void *state)
{
    return spheres_pressure(state);
}

static double temperature(void *state)
{
    return ((const struct spheres *)state)->T;
}

const struct mc_column glass_columns[] = {
    {"T", "temperature", "energy", temperature},
    {"pressure", "rho T plus the virial over dim V", "energy/length^dim", pressure},
    {0},
};

static double bond_order(void *state)
{
    return structure_order(state).global;
}

static double local_order(void *state)
{
    return structure_order(state).local;
}

static double demixing(void *state)
{
    return waves_demixing(state);
}

static double configurational(void *state)
{
    return forces_temperature(state);
}

/* Limits: a liquid of 1500 spheres has Q6 below 0.03, and one crystal in a tenth of it more than
   0.04; S_aa of a mixed liquid scatters around 1 by a few tenths. */
const struct mc_watch glass_watches[] = {
    {"T_configurational", "mean squared force over the Laplacian of the energy: T in equilibrium",
     "energy", configurational, 0, NULL},
    {"Q6", "bond order of degree 6 of the whole system", "1", bond_order, 0.08,
     "the liquid crystallises"},
    {"q6", "bond order of degree 6, mean over spheres", "1", local_order, 0, NULL},
    {"demixing", "largest partial structure factor of a size family at long waves", "1", demixing,
     4, "sizes are parting"},
    {0},
};

static double mean(size_t n, const double *x)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    return sum / (double)n;
}

/* C_s = sum ds_i(t) ds_i(0) / sum ds_i(0)^2,  ds = s - <s>; 1 while nobody has swapped, and for
   equal spheres. */
static double diameter(const struct frame *now, const struct frame *origin, const double *parameter)
{
    (void)parameter;
    const double a = mean(now->n, now->label), b = mean(origin->n, origin->label);
    double both = 0, square = 0;
    for (size_t i = 0; i < now->n; i++) {
        both += (now->label[i] - a) * (origin->label[i] - b);
        square += (origin->label[i] - b) * (origin->label[i] - b);
    }
    return square > 0 ? both / square : 1;
}

const struct observe_row glass_observables[] = {
    {"diameter", "autocorrelation of the diameters: how much of who is large is left", "1", NULL,
     diameter},
    {0},
};
