/* Speed of the liquid on one core: trials per second, everything included, at the standard state
   point (rho = 1, dl = 0.12, one trial in five a swap). First the sizes, then the instruction
   sets, each against the plain linked-cell program that does the same physics in double
   precision without lists or lanes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/core/base.h"
#include "glass/spheres/state/reference.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/copies.h"
#include "tests/support.h"

static const double seconds = 1.0; /* a measurement */

#define SWAPS  "[move.displace]\nweight = 0.8\n[move.swap]\nweight = 0.2\n"
#define PLACES "[move.displace]\nweight = 0.8\n[move.swap_places]\nweight = 0.2\n"

static struct mc_chain opened(const char *model, size_t n, double T, const char *isa,
                              const char *moves)
{
    return support_chain(&glass_spheres,
                         "[run]\nsweeps = 1\nfolder = x\n[system]\nmodel = %s\nN = %zu\nT = %g\n"
                         "isa = %s\n%s",
                         model, n, T, isa, moves);
}

static double processor_time(void) /* of this program [s]: the machine may be busy with others */
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Best of three. */
static double rate(void (*sweep)(void *), void *state, size_t n)
{
    double best = 0;
    for (int k = 0; k < 3; k++) {
        const double begin = processor_time();
        double spent, trials = 0;
        do {
            sweep(state);
            trials += (double)n;
            spent = processor_time() - begin;
        } while (spent < seconds / 3);
        best = trials / spent > best ? trials / spent : best;
    }
    return best;
}

static void fast_sweep(void *chain)
{
    mc_sweep(chain);
}

struct slow {
    struct reference plain;
    struct rng rng;
};

static void slow_sweep(void *state)
{
    struct slow *const s = state;
    reference_sweep(&s->plain, &s->rng, 0.12, 0.2, 0.2);
}

static double plain_rate(struct spheres *s, double T)
{
    struct frame f;
    struct slow slow;
    spheres_view(s, &f);
    reference_init(&slow.plain, s->potential, s->model, s->n, s->dim, s->L, T, f.x, f.label);
    rng_init(&slow.rng, 1, 0, RNG_TEST);
    const double r = rate(slow_sweep, &slow, s->n);
    reference_clear(&slow.plain);
    return r;
}

static double kilobytes(void) /* of memory in use */
{
    FILE *const f = base_open("/proc/self/statm", "r");
    long pages = 0, resident = 0;
    const int read = fscanf(f, "%ld %ld", &pages, &resident);
    fclose(f);
    return read == 2 ? (double)resident * 4 : 0;
}

static void measure(struct mc_chain *c, const char *what, double kilobytes_before)
{
    struct spheres *const s = liquid_spheres(c->state);
    const double bytes = 1024 * (kilobytes() - kilobytes_before) / (double)s->n;
    const double fast = rate(fast_sweep, c, s->n), slow = plain_rate(s, c->T);
    printf("bench spheres.%s.N%zu.T%g%s.trials_per_second %.4g 1/s ratio %.2f against plain\n",
           s->model->name, s->n, c->T, what, fast, fast / slow);
    if (s->n >= 50000)
        printf("bench spheres.%s.N%zu.memory %.0f bytes a sphere\n", s->model->name, s->n, bytes);
    fflush(stdout);
}

static void size(const char *model, size_t n, double T, const char *what, const char *moves,
                 int relax)
{
    const double before = kilobytes();
    struct mc_chain c = opened(model, n, T, "auto", moves);
    for (int k = 0; k < relax; k++) mc_sweep(&c);
    measure(&c, what, before);
    mc_clear(&c);
}

/* side^3 copies of a liquid of 1500. */
static void large(struct mc_chain *small, int side)
{
    const double before = kilobytes();
    const size_t n = 1500 * (size_t)(side * side * side);
    struct mc_chain c = opened("nbc8", n, small->T, "auto", SWAPS);
    copies_fill(&c, small, side);
    mc_sweep(&c);
    measure(&c, "", before);
    mc_clear(&c);
}

static void sizes(void)
{
    struct mc_chain small = opened("nbc8", 1500, 0.1, "auto", SWAPS);
    mc_set_temperature(&small, 0.3);
    for (int k = 0; k < 1000; k++) mc_sweep(&small);
    mc_set_temperature(&small, 0.1);
    for (int k = 0; k < 3000; k++) mc_sweep(&small);
    measure(&small, "", NAN);
    large(&small, 2), large(&small, 4), large(&small, 9);
    mc_clear(&small);
}

/* What swaps cost: the standard mixture of trials against displacements alone. */
static void swap_cost(void)
{
    struct mc_chain with = opened("nbc8", 1500, 0.1, "auto", SWAPS);
    struct mc_chain without = opened("nbc8", 1500, 0.1, "auto", "[move.displace]\n");
    for (int k = 0; k < 500; k++) mc_sweep(&with), mc_sweep(&without);
    const double a = rate(fast_sweep, &with, 1500), b = rate(fast_sweep, &without, 1500);
    printf("bench spheres.nbc8.N1500.T0.1.swaps_cost %.4g 1/s ratio %.2f times the time of "
           "displacements alone\n",
           a, b / a);
    fflush(stdout);
    mc_clear(&with), mc_clear(&without);
}

/* A formula that is the potential of nbc8, against the built-in kernels, at one state. */
static void formula(const char *isa)
{
    static const char text[] = "[run]\nsweeps = 1\nfolder = x\n[system]\nmodel = nbc8\nN = 1500\n"
                               "T = 0.1\nisa = %s\n%s" SWAPS;
    struct mc_chain own = support_chain(&glass_spheres, text, isa, "");
    struct mc_chain table = support_chain(
        &glass_spheres, text, isa, "potential = formula\nformula = (s/r)^12\ntabulate = yes\n");
    double a = 0, b = 0;
    for (int k = 0; k < 300; k++) mc_sweep(&own), mc_sweep(&table);
    for (int k = 0; k < 3; k++) {
        a = fmax(a, rate(fast_sweep, &own, 1500));
        b = fmax(b, rate(fast_sweep, &table, 1500));
    }
    printf(
        "bench spheres.formula.N1500.T0.1.%s.trials_per_second %.4g 1/s ratio %.2f times the time "
        "of ipl12\n",
        isa, b, a / b);
    fflush(stdout);
    mc_clear(&own), mc_clear(&table);
}

static void instruction_set(const struct potentials_isa *isa)
{
    struct mc_chain c = opened("nbc8", 1500, 0.1, isa->name, SWAPS);
    for (int k = 0; k < 300; k++) mc_sweep(&c);
    const double fast = rate(fast_sweep, &c, 1500), slow = plain_rate(liquid_spheres(c.state), c.T);
    printf("bench spheres.nbc8.N1500.T0.1.%s.trials_per_second %.4g 1/s ratio %.2f against plain\n",
           isa->name, fast, fast / slow);
    fflush(stdout);
    mc_clear(&c);
}

int main(void)
{
    base_program("bench_spheres");
    sizes();
    size("nbc8", 1500, 0.3, "", SWAPS, 1000);
    size("nbc8", 1500, 1.0, "", SWAPS, 500);
    size("ka", 1000, 1.0, "", "[move.displace]\n", 200);
    size("ka", 1000, 1.0, ".swap", SWAPS, 200);
    size("ka", 1000, 1.0, ".swap_places", PLACES, 200);
    swap_cost();
    for (const struct potentials_isa *i = base_row(&potentials_isas, 1); i->name; i++)
        if (i->runs()) instruction_set(i), formula(i->name);
    return 0;
}
