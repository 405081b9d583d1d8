/* Velocity Verlet; the thermostat of Bussi, Donadio, Parrinello, J. Chem. Phys. 126, 014101 (2007),
   which rescales all velocities by a random factor that keeps the canonical law of the kinetic
   energy; and overdamped Langevin dynamics with the average of two successive noises, whose
   stationary law is right to second order in dt: Leimkuhler, Matthews, Appl. Math. Res. Express
   2013, 34. MD with swaps: Berthier et al., J. Stat. Mech. (2019) 064004. */
#include "glass/spheres/dynamics/molecular_dynamics.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "common/mc/needs.h"
#include "common/config/runfile.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/state/forces.h"

struct molecular_dynamics {
    double dt, tau; /* [time]; tau: of the thermostat, inf for none */
    double T;       /* temperature of the velocities [energy] */
    int64_t steps, sweeps;
    bool inertia; /* v holds velocities, not the noise of the last step */
    size_t m;
    double *v, *f; /* (m) [length/time] or normal numbers, [energy/length] */
    struct rng rng;
};

const struct runfile_key molecular_dynamics_keys[] = {
    {.name = "dt",
     .doc = "integration step; of langevin 0.0001 unless given",
     .type = RUNFILE_REAL,
     .value = "0.003",
     .min = 1e-9,
     .max = 1,
     .unit = "time"},
    {.name = "steps",
     .doc = "integration steps per unit of the run's time",
     .type = RUNFILE_INT,
     .value = "25",
     .min = 1,
     .max = 1e9},
    {.name = "thermostat_time",
     .doc = "md, md_swap: relaxation time of the thermostat; inf: none, the energy is constant",
     .type = RUNFILE_REAL,
     .value = "1",
     .min = 1e-6,
     .max = INFINITY,
     .unit = "time"},
    {.name = "sweeps",
     .doc = "md_swap: sweeps of the trials of [move.NAME] after each unit of time",
     .type = RUNFILE_INT,
     .value = "1",
     .min = 1,
     .max = 1e6},
    {0},
};

static void advance_md(struct mc_chain *c);
static void advance_md_swap(struct mc_chain *c);
static void advance_langevin(struct mc_chain *c);

const struct mc_dynamics glass_dynamics[] = {
    {"metropolis", "a sweep of N trials drawn by their weights", mc_sweep, NEEDS_MOVES},
    {"domains",
     "such a sweep, within domains of space that change from sweep to sweep: for large N, "
     "on [run] threads",
     domains_sweep, NEEDS_MOVES},
    {"md", "molecular dynamics, velocity Verlet, with the thermostat of [md] thermostat_time",
     advance_md, NEEDS_FORCES},
    {"md_swap", "md, with [md] sweeps of trials after each unit of time", advance_md_swap,
     NEEDS_MOVES | NEEDS_FORCES},
    {"langevin", "overdamped Langevin dynamics, friction 1", advance_langevin, NEEDS_FORCES},
    {0},
};

void molecular_dynamics_resolve(struct runfile *f)
{
    const char *const dynamics = runfile_raw(f, "run", "dynamics");
    if (!dynamics || strcmp(dynamics, "langevin") || runfile_raw(f, "md", "dt")) return;
    runfile_set(f, "md", "dt", "0.0001");
}

struct molecular_dynamics *molecular_dynamics_create(const struct runfile *f, size_t n, int dim)
{
    const struct mc_dynamics *const row = runfile_row(f, "run", "dynamics");
    if (row->advance == mc_sweep || row->advance == domains_sweep) return NULL;
    struct molecular_dynamics *const y = base_alloc(1, sizeof *y);
    *y = (struct molecular_dynamics){.dt = runfile_real(f, "md", "dt"),
                                     .tau = runfile_real(f, "md", "thermostat_time"),
                                     .T = runfile_real(f, "system", "T"),
                                     .steps = runfile_int(f, "md", "steps"),
                                     .sweeps = runfile_int(f, "md", "sweeps"),
                                     .inertia = row->advance != advance_langevin,
                                     .m = n * (size_t)dim};
    require(!y->inertia || isfinite(y->tau) || !runfile_has(f, "tempering"),
            "%s = inf: [tempering] needs a thermostat", runfile_where(f, "md", "thermostat_time"));
    y->v = base_alloc(y->m, sizeof *y->v);
    y->f = base_alloc(y->m, sizeof *y->f);
    rng_init(&y->rng, (uint64_t)runfile_int(f, "run", "seed"),
             (uint32_t)runfile_int(f, "run", "replica"), RNG_NOISE);
    return y;
}

void molecular_dynamics_free(struct molecular_dynamics *y)
{
    if (!y) return;
    base_free(y->v);
    base_free(y->f);
    base_free(y);
}

static double kinetic(const struct molecular_dynamics *y)
{
    double sum = 0;
    for (size_t k = 0; k < y->m; k++) sum += y->v[k] * y->v[k];
    return sum / 2;
}

/* Degrees of freedom: the total momentum is always 0. */
static double freedom(const struct spheres *s)
{
    return (double)(s->n - 1) * s->dim;
}

double molecular_dynamics_temperature(const struct liquid *l)
{
    const struct molecular_dynamics *const y = l->dynamics;
    return y && y->inertia ? 2 * kinetic(y) / freedom(&l->s) : l->T;
}

double molecular_dynamics_kinetic(const struct liquid *l, int a, int b)
{
    const struct molecular_dynamics *const y = l->dynamics;
    if (!y || !y->inertia) return a == b ? l->T : 0;
    double sum = 0;
    for (size_t k = 0; k < y->m; k += (size_t)l->s.dim)
        sum += y->v[k + (size_t)a] * y->v[k + (size_t)b];
    return sum / (double)(l->s.n - 1);
}

bool molecular_dynamics_inertial(const struct molecular_dynamics *y)
{
    return y && y->inertia;
}

void molecular_dynamics_draw(struct liquid *l)
{
    const struct spheres *const s = &l->s;
    struct molecular_dynamics *const y = l->dynamics;
    if (!y) return;
    for (size_t k = 0; k < y->m; k++) y->v[k] = rng_normal(&y->rng);
    if (!y->inertia) return;
    const size_t dim = (size_t)s->dim;
    for (size_t d = 0; d < dim; d++) {
        double mean = 0;
        for (size_t i = 0; i < s->n; i++) mean += y->v[i * dim + d] / (double)s->n;
        for (size_t i = 0; i < s->n; i++) y->v[i * dim + d] -= mean;
    }
    const double scale = sqrt(l->T / molecular_dynamics_temperature(l));
    for (size_t k = 0; k < y->m; k++) y->v[k] *= scale;
}

void molecular_dynamics_set_temperature(struct molecular_dynamics *y, double T)
{
    if (!y || T == y->T) return;
    const double scale = sqrt(T / y->T);
    for (size_t k = 0; y->inertia && k < y->m; k++) y->v[k] *= scale;
    y->T = T;
}

void molecular_dynamics_visit(struct molecular_dynamics *y, struct checkpoint *c)
{
    if (!y) return;
    checkpoint_enter(c, "dynamics");
    checkpoint_f64(c, "T", &y->T, 1);
    checkpoint_f64(c, "v", y->v, y->m);
    checkpoint_rng(c, &y->rng);
    checkpoint_leave(c);
}

/* Moves sphere i by r (dim) [length], rounded to the lattice of positions. */
static void displace(struct spheres *s, uint32_t i, const double *r)
{
    int32_t shift[3] = {0};
    for (int d = 0; d < s->dim; d++) {
        require(fabs(r[d]) < s->L / 4,
                "dynamics: a sphere would move by %.3g in one step. Take a shorter [md] dt, or "
                "[system] start = FOLDER of a metropolis run, which has no overlaps",
                r[d]);
        shift[d] = (int32_t)llround(r[d] / s->unit);
    }
    spheres_displace(s, i, shift);
}

/* Forces must be those of the positions, before and after. */
static void verlet(struct spheres *s, struct molecular_dynamics *y)
{
    const size_t dim = (size_t)s->dim;
    for (uint32_t i = 0; i < s->n; i++) {
        double r[3];
        for (size_t d = 0; d < dim; d++) {
            const size_t k = i * dim + d;
            y->v[k] += 0.5 * y->dt * y->f[k];
            r[d] = y->dt * y->v[k];
        }
        displace(s, i, r);
    }
    forces_sum(s, y->f);
    for (size_t k = 0; k < y->m; k++) y->v[k] += 0.5 * y->dt * y->f[k];
}

/* Thermostat over a time t: draws K from its canonical law, given the old K; correlations decay as
   exp(-t/tau). */
static void thermostat(const struct liquid *l, struct molecular_dynamics *y, double t)
{
    if (isinf(y->tau)) return;
    const double c = exp(-t / y->tau), K = kinetic(y), share = l->T / (2 * K) * (1 - c);
    const double first = rng_normal(&y->rng);
    double squares = first * first;
    for (double left = freedom(&l->s) - 1; left > 0; left--) {
        const double x = rng_normal(&y->rng);
        squares += x * x;
    }
    const double scale = sqrt(c + share * squares + 2 * first * sqrt(c * share));
    for (size_t k = 0; k < y->m; k++) y->v[k] *= scale;
}

static void advance_md(struct mc_chain *c)
{
    struct liquid *const l = c->state;
    struct spheres *const s = &l->s;
    struct molecular_dynamics *const y = l->dynamics;
    forces_sum(s, y->f);
    for (int64_t step = 0; step < y->steps; step++) verlet(s, y);
    thermostat(l, y, y->dt * (double)y->steps);
    c->energy = forces_energy(s);
}

static void advance_md_swap(struct mc_chain *c)
{
    const struct liquid *const l = c->state;
    advance_md(c);
    for (int64_t k = 0; k < l->dynamics->sweeps; k++) mc_sweep(c);
}

static void advance_langevin(struct mc_chain *c)
{
    struct liquid *const l = c->state;
    struct spheres *const s = &l->s;
    struct molecular_dynamics *const y = l->dynamics;
    const size_t dim = (size_t)s->dim;
    const double kick = sqrt(2 * l->T * y->dt) / 2;
    for (int64_t step = 0; step < y->steps; step++) {
        forces_sum(s, y->f);
        for (uint32_t i = 0; i < s->n; i++) {
            double r[3];
            for (size_t d = 0; d < dim; d++) {
                const size_t k = i * dim + d;
                const double noise = rng_normal(&y->rng);
                r[d] = y->dt * y->f[k] + kick * (y->v[k] + noise);
                y->v[k] = noise;
            }
            displace(s, i, r);
        }
    }
    c->energy = forces_energy(s);
}
