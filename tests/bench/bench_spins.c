/* Speed of spin models on one core, by processor time: rows spins.NAME. Ratios are against the scalar program of the same
   model, against the bandwidth of memory, or for p-spin tensors against a plain triple loop. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "glass/spins/bonds.h"
#include "glass/spins/coupling_tensor.h"
#include "glass/spins/cuts/annealing.h"
#include "glass/spins/cuts/cut_spins.h"
#include "glass/spins/cuts/solver.h"
#include "glass/spins/ising_system.h"
#include "glass/spins/lanes_system.h"
#include "glass/spins/mean_field.h"
#include "tests/support.h"

static double processor_time(void) /* of this program [s] */
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Largest number of calls a second, best of three. */
static double rate(void (*act)(void *), void *context)
{
    double best = 0;
    for (int k = 0; k < 3; k++) {
        const double begin = processor_time();
        double spent;
        int calls = 0;
        do {
            act(context);
            calls++;
            spent = processor_time() - begin;
        } while (spent < 0.3);
        best = fmax(best, calls / spent);
    }
    return best;
}

struct sweeps {
    struct mc_chain chain;
    const char *dynamics;
};

static void sweep(void *context)
{
    struct sweeps *const s = context;
    support_advance(&s->chain, s->dynamics, 1);
}

/* Spin updates a nanosecond. */
static double updates(const struct mc_system *system, const char *ini)
{
    struct sweeps s = {support_chain(system, "[run]\nsweeps = 1\nfolder = x\n[system]\n%s", ini),
                       "typewriter"};
    support_advance(&s.chain, s.dynamics, 20);
    const double per_second = rate(sweep, &s) * (double)system->trials(s.chain.state);
    mc_clear(&s.chain);
    return per_second * 1e-9;
}

static void lattices(void)
{
    static const char *const L[] = {"L = 8\nT = 1.1\n", "L = 32\nT = 1.1\n"};
    for (int k = 0; k < 2; k++) {
        char lanes[100];
        snprintf(lanes, sizeof lanes, "%smeasure_every = 1000000\n", L[k]);
        const double fast = updates(&lanes_system, lanes),
                     slow = updates(&ising_system_lattice, L[k]);
        printf("spins.lanes_%s %8.2f updates/ns, %.0f times scalar (%.3f/ns)\n", k ? "32" : "8",
               fast, fast / slow, slow);
    }
    printf("spins.gaussian %9.3f updates/ns\n",
           updates(&ising_system_lattice, "L = 16\nT = 0.95\ncouplings = gaussian\n"));
}

struct dense {
    struct coupling_tensor t;
    double *s, *g;
};

static void gradient(void *context)
{
    struct dense *const d = context;
    coupling_tensor_gradient(&d->t, d->s, d->g);
}

static void plain_gradient(void *context)
{
    struct dense *const d = context;
    const float *J = d->t.value;
    for (size_t i = 0; i < d->t.n; i++)
        for (size_t j = 0; j <= i; j++)
            for (size_t k = 0; k <= j; k++, J++) {
                d->g[i] += (double)*J * d->s[j] * d->s[k];
                d->g[j] += (double)*J * d->s[i] * d->s[k];
                d->g[k] += (double)*J * d->s[i] * d->s[j];
            }
}

static volatile uint64_t read_word; /* keeps the loop below */

static void read_memory(void *context)
{
    const struct dense *const d = context;
    const uint64_t *const x = (const uint64_t *)d->t.value;
    uint64_t sum[8] = {0};
    for (size_t k = 0; k + 8 <= d->t.count / 2; k += 8)
        for (size_t l = 0; l < 8; l++) sum[l] ^= x[k + l];
    for (size_t l = 1; l < 8; l++) sum[0] ^= sum[l];
    read_word = sum[0];
}

static void tensors(void)
{
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_TEST);
    struct dense d = {.s = base_alloc(512, sizeof *d.s), .g = base_alloc(512, sizeof *d.g)};
    coupling_tensor_init(&d.t, 3, 512, false, 1, &rng, NULL, 0);
    for (int i = 0; i < 512; i++) d.s[i] = rng_normal(&rng);
    const double fast = rate(gradient, &d), slow = rate(plain_gradient, &d),
                 memory = rate(read_memory, &d);
    const double bytes = (double)d.t.count * sizeof(float) * 1e-9;
    printf("spins.pspin_512 %8.2f ms a gradient, %.1f times a triple loop, %.0f %% of the "
           "bandwidth of "
           "memory (%.1f GB/s)\n",
           1e3 / fast, fast / slow, 100 * fast / memory, memory * bytes);
    coupling_tensor_clear(&d.t);
    base_free(d.s), base_free(d.g);
}

static void equations(void)
{
    const struct covariance f = covariance_parse("3:1", "x");
    struct mean_field m;
    mean_field_init(&m, &f, 0.3, 0, 0.025, 2800);
    const double begin = processor_time();
    while (m.n < m.most) mean_field_step(&m);
    printf("spins.mean_field %7.2f s for 2800 points, e = %.5f\n", processor_time() - begin, m.e);
    mean_field_clear(&m);
}

/* Annealing of a random graph with the size of G22: 2000 vertices, 19990 edges. */
static void cuts(void)
{
    enum { N = 2000, M = 19990, STEPS = 1000 };
    static bool joined[N][N];
    static char text[M * 12];
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_TEST);
    int at = snprintf(text, sizeof text, "%d %d\n", N, M);
    for (int k = 0; k < M;) {
        const uint32_t i = rng_below(&rng, N), j = rng_below(&rng, N);
        if (i >= j || joined[i][j]) continue;
        joined[i][j] = true, k++;
        at += snprintf(text + at, sizeof text - (size_t)at, "%u %u\n", i + 1, j + 1);
    }
    char *const folder = support_folder(), *const path = base_text("%s/graph", folder);
    support_write(path, text, (size_t)at);
    struct bonds b;
    bonds_init_file(&b, path, -1);
    struct cut_spins c;
    cut_spins_init(&c, &b);
    const struct solver_parameters p = {.hot = 1.5, .cold = 0.1};
    const double begin = processor_time();
    for (int k = 0; k < 10; k++) annealing_solve(&c, &p, STEPS, &rng);
    printf("spins.cut %14.3f trials/ns of annealing, N = 2000, degree 20\n",
           10.0 * STEPS * N / (processor_time() - begin) * 1e-9);
    cut_spins_clear(&c), bonds_clear(&b);
    support_remove(folder), base_free(path);
}

int main(void)
{
    support_begin(NULL);
    cuts();
    lattices();
    tensors();
    equations();
    support_end(NULL);
    return 0;
}
