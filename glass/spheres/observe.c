/* What only the liquid has. */
#include "glass/spheres/observe.h"

#include <math.h>

#include "glass/spheres/spheres.h"

static double pressure(void *state)
{
    return spheres_pressure(state);
}

static double density(void *state)
{
    const struct spheres *const s = state;
    return (double)s->n / pow(s->L, s->dim);
}

static double tail_energy(void *state)
{
    return spheres_tail(state, false);
}

static double tail_pressure(void *state)
{
    return spheres_tail(state, true);
}

const struct mc_column glass_columns[] = {
    {"pressure", "rho T plus the virial over dim V", "energy/length^dim", pressure},
    {"density", "spheres in a unit of volume", "1/length^dim", density},
    {"tail_energy", "per sphere beyond the cut, to be added; 0 for potentials that end there",
     "energy", tail_energy},
    {"tail_pressure", "the same of the pressure", "energy/length^dim", tail_pressure},
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
