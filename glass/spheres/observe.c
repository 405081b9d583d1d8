/* What only the liquid has. */
#include "glass/spheres/observe.h"

#include <math.h>

#include "common/grid.h"
#include "glass/spheres/dynamics.h"
#include "glass/spheres/forces.h"
#include "glass/spheres/spheres.h"
#include "glass/spheres/structure.h"
#include "glass/spheres/waves.h"

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

static double temperature(void *state)
{
    return dynamics_temperature(state);
}

const struct mc_column glass_columns[] = {
    {"T", "temperature; that of the velocities where there are any", "energy", temperature},
    {"pressure", "rho T plus the virial over dim V", "energy/length^dim", pressure},
    {"density", "spheres in a unit of volume", "1/length^dim", density},
    {"tail_energy", "per sphere beyond the cut, to be added; 0 for potentials that end there",
     "energy", tail_energy},
    {"tail_pressure", "the same of the pressure", "energy/length^dim", tail_pressure},
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

/* ---- diameters ------------------------------------------------------------------------------- */

static const struct observe_column diameter_columns[] = {{"diameter", "1"}, {0}};

/* C_s = sum ds_i(t) ds_i(0) / sum ds_i(0)^2,  ds = s - <s>; 1 while nobody has swapped, and for
   equal spheres. */
static void prepare_diameter(struct observe_pair *p)
{
    p->own[0] = mean(p->now->n, p->now->label);
    p->own[1] = mean(p->origin->n, p->origin->label);
}

static void add_diameter(const struct observe_pair *p, size_t i, double *sum)
{
    const double then = p->origin->label[i] - p->own[1];
    sum[0] += (p->now->label[i] - p->own[0]) * then;
    sum[1] += then * then;
}

static void finish_diameter(const struct observe_pair *p, const double *sum, size_t n,
                            double *value)
{
    (void)p, (void)n;
    value[0] = sum[1] > 0 ? sum[0] / sum[1] : 1;
}

/* ---- bonds ----------------------------------------------------------------------------------- */

/* C_B = < n_i(t|0) / n_i(0) >: of the neighbours that i had, nearer than `bond` mean diameters of
   the two, the share that is now nearer than `broken`. The two lengths differ so that a bond that
   only shakes does not count as broken: Yamamoto and Onuki, Phys. Rev. E 58, 3515 (1998). The
   factors are of the diameters at the origin, without the non-additivity of a model. */
static const struct observe_column bonds_columns[] = {{"bonds", "1"}, {0}};

static const struct runfile_key bonds_keys[] = {
    {.name = "bond",
     .doc =
         "distance up to which two spheres are neighbours at the origin, over their mean diameter",
     .type = RUNFILE_REAL,
     .value = "1.485",
     .min = 0.1,
     .max = 10},
    {.name = "broken",
     .doc = "distance beyond which they no longer are, over the same",
     .type = RUNFILE_REAL,
     .value = "1.7",
     .min = 0.1,
     .max = 20},
    {0},
};

static void prepare_bonds(struct observe_pair *p)
{
    double largest = 0;
    for (size_t i = 0; i < p->origin->n; i++) largest = fmax(largest, p->origin->label[i]);
    p->grid = grid_new(p->origin, p->parameter[0] * largest);
}

struct bonds { /* of one sphere */
    const struct observe_pair *p;
    size_t i, had, kept;
};

static double distance2(const struct frame *f, size_t i, size_t j)
{
    const size_t dim = (size_t)f->dim;
    double r2 = 0;
    for (size_t k = 0; k < dim; k++) {
        const double d = f->x[i * dim + k] - f->x[j * dim + k], r = d - f->box * round(d / f->box);
        r2 += r * r;
    }
    return r2;
}

static void count_bond(void *user, size_t j, double r2)
{
    struct bonds *const b = user;
    const double *const s = b->p->origin->label;
    const double s_ij = (s[b->i] + s[j]) / 2, bond = b->p->parameter[0] * s_ij,
                 broken = b->p->parameter[1] * s_ij;
    if (j == b->i || r2 >= bond * bond) return;
    b->had++;
    b->kept += distance2(b->p->now, b->i, j) < broken * broken;
}

static void add_bonds(const struct observe_pair *p, size_t i, double *sum)
{
    struct bonds b = {.p = p, .i = i};
    grid_near(p->grid, p->origin->x + i * (size_t)p->origin->dim, count_bond, &b);
    if (b.had == 0) return; /* no neighbours, nothing to lose */
    sum[0] += (double)b.kept / (double)b.had;
    sum[1]++;
}

static void finish_bonds(const struct observe_pair *p, const double *sum, size_t n, double *value)
{
    (void)p, (void)n;
    value[0] = sum[1] > 0 ? sum[0] / sum[1] : NAN;
}

const struct observe_row glass_observables[] = {
    {.name = "diameter",
     .doc = "autocorrelation of the diameters: how much of who is large is left",
     .column = diameter_columns,
     .sums = 2,
     .prepare = prepare_diameter,
     .add = add_diameter,
     .finish = finish_diameter},
    {.name = "bonds",
     .doc = "share of its neighbours that a sphere still has",
     .column = bonds_columns,
     .keys = bonds_keys,
     .periodic = true,
     .sums = 2,
     .prepare = prepare_bonds,
     .add = add_bonds,
     .finish = finish_bonds},
    {0},
};
