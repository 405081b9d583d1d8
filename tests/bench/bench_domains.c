/* Large liquids: what a trial costs as N grows, for the chain of single trials and for sweeps in
   domains, and what a second thread gains. nbc8 at T = 0.2, one trial in five a swap, every liquid
   in equilibrium: the large ones are copies of one of N = 1500. (A lattice that still melts moves
   far, renews its lists more often, and costs a third more.) Ratios are
   medians over pairs of measurements that follow each other, because the machine may be busy with
   others: costs in processor time, threads in wall-clock time. */
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/core/base.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/copies.h"
#include "tests/support.h"
#include "common/core/vector.h"

enum { SMALL = 1500, PAIRS = 9, THREADS = 2, PATIENCE = 60 /* [s] */ };

static struct mc_chain opened(size_t n, const char *dynamics, double swaps)
{
    return support_chain(&glass_spheres,
                         "[run]\nsweeps = 1\nfolder = x\nthreads = %d\ndynamics = %s\n"
                         "[system]\nN = %zu\nT = 0.2\n[move.displace]\nweight = %g\n"
                         "[move.swap]\nweight = %g\n",
                         THREADS, dynamics, n, 1 - swaps, swaps);
}

static double seconds(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Time a trial takes [s]. */
static double cost(struct mc_chain *c, clockid_t clock)
{
    const struct liquid *const l = c->state;
    const double begin = seconds(clock);
    double spent;
    size_t sweeps = 0;
    do {
        if (l->domains)
            domains_sweep(c);
        else
            mc_sweep(c);
        sweeps++;
        spent = seconds(clock) - begin;
    } while (spent < 0.1);
    return spent / (double)(sweeps * l->s.n);
}

static double median(double *x)
{
    qsort(x, PAIRS, sizeof *x, vector_compare);
    return x[PAIRS / 2];
}

static void relax(struct mc_chain *c, int sweeps)
{
    for (int k = 0; k < sweeps; k++)
        if (((struct liquid *)c->state)->domains)
            domains_sweep(c);
        else
            mc_sweep(c);
}

/* Time that this program's threads have spent waiting for a processor [s]. */
static double waited(void)
{
    double sum = 0;
    DIR *const tasks = opendir("/proc/self/task");
    require(tasks, "/proc/self/task: cannot be read");
    for (const struct dirent *e; (e = readdir(tasks));) {
        char *const path = base_text("/proc/self/task/%s/schedstat", e->d_name);
        FILE *const f = e->d_name[0] == '.' ? NULL : fopen(path, "r");
        double ran, delay;
        if (f && fscanf(f, "%lf %lf", &ran, &delay) == 2) sum += 1e-9 * delay;
        if (f) fclose(f);
        base_free(path);
    }
    closedir(tasks);
    return sum;
}

/* Time per sweep on a number of threads [s]; NAN if other processes used the processors. */
static double undisturbed(struct mc_chain *c, int n)
{
    ((struct liquid *)c->state)->domains->threads = n;
    const double before = waited(), begin = seconds(CLOCK_MONOTONIC);
    domains_sweep(c);
    const double spent = seconds(CLOCK_MONOTONIC) - begin;
    return waited() - before < 0.02 * spent ? spent : NAN;
}

static void threads(struct mc_chain *c)
{
    const size_t n = liquid_spheres(c->state)->n;
    double one[PAIRS], two[PAIRS];
    int ones = 0, twos = 0;
    for (const double begin = seconds(CLOCK_MONOTONIC);
         (ones < PAIRS || twos < PAIRS) && seconds(CLOCK_MONOTONIC) - begin < PATIENCE;) {
        const double a = undisturbed(c, 1), b = undisturbed(c, 2);
        if (a > 0) one[ones++ % PAIRS] = a;
        if (b > 0) two[twos++ % PAIRS] = b;
    }
    if (ones < PAIRS || twos < PAIRS) {
        printf("# domains.nbc8.N%zu.threads2: the machine was never ours\n", n);
        return;
    }
    const double a = median(one), b = median(two);
    printf("bench domains.nbc8.N%zu.threads2.trials_per_second %.4g 1/s ratio %.2f against one "
           "thread\n",
           n, (double)n / b, a / b);
    fflush(stdout);
}

/* side^3 copies of the small liquid. */
static void growth(struct mc_chain *small, int side, const char *dynamics, double swaps)
{
    double ratio[PAIRS], rate[PAIRS];
    const size_t n = SMALL * (size_t)(side * side * side);
    struct mc_chain c = opened(n, dynamics, swaps);
    const struct liquid *const l = c.state;
    copies_fill(&c, small, side);
    if (l->domains) l->domains->threads = 1;
    relax(&c, 1);
    for (int k = 0; k < PAIRS; k++) {
        const double large = cost(&c, CLOCK_PROCESS_CPUTIME_ID);
        ratio[k] = large / cost(small, CLOCK_PROCESS_CPUTIME_ID), rate[k] = 1 / large;
    }
    printf(
        "bench domains.nbc8.N%zu.%s.swaps%g.trials_per_second %.4g 1/s ratio %.2f times the cost "
        "of a trial at N = %d\n",
        n, dynamics, swaps, median(rate), median(ratio), SMALL);
    fflush(stdout);
    if (l->domains) threads(&c);
    mc_clear(&c);
}

static void all(double swaps)
{
    struct mc_chain small = opened(SMALL, "metropolis", swaps);
    relax(&small, 5000);
    if (swaps > 0) growth(&small, 2, "metropolis", swaps);
    if (swaps > 0) growth(&small, 4, "metropolis", swaps);
    growth(&small, 9, "metropolis", swaps);
    if (swaps > 0) growth(&small, 4, "domains", swaps);
    if (swaps > 0) growth(&small, 9, "domains", swaps);
    mc_clear(&small);
}

int main(void)
{
    base_program("bench_domains");
    all(0);
    all(0.2);
    return 0;
}
