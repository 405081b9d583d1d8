/* The fast chain against the plain program, which shares nothing with it but the pair potential:
   how fast the self-scattering of nbc8 with swaps decays, and where to. N = 1024, k = 6.857, steps
   of 0.12, a fifth swaps, T = 0.15; tau from Fs at two lags on either side of 1/e, the drift of the
   centre of mass taken out. Both begin from the same liquid. For more:
   SWEEPS=160000 build/gcc/tests/long/test_relaxation_long, a quarter of an hour; T=0.12 too. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/numerics/statistics.h"
#include "glass/spheres/state/reference.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { N = 1024, EVERY = 20, LAGS = 2, BLOCKS = 10 };
static const double k = 6.857;
static size_t lag[LAGS]; /* [EVERY sweeps] */

struct path {
    size_t frames, n; /* n: stored */
    float (*x)[N][3]; /* (frames) unwrapped [length] */
    double *e;        /* (frames) energy a sphere */
};

static struct path path_new(size_t frames)
{
    return (struct path){.frames = frames,
                         .x = base_alloc(frames, sizeof(float[N][3])),
                         .e = base_alloc(frames, sizeof(double))};
}

static double scattering(const struct path *p, size_t from, size_t to)
{
    double drift[3] = {0}, sum = 0;
    for (size_t i = 0; i < N; i++)
        for (int d = 0; d < 3; d++)
            drift[d] += ((double)p->x[to][i][d] - (double)p->x[from][i][d]) / N;
    for (size_t i = 0; i < N; i++)
        for (int d = 0; d < 3; d++)
            sum += cos(k * ((double)p->x[to][i][d] - (double)p->x[from][i][d] - drift[d]));
    return sum / (3 * N);
}

/* ln tau from F(t) = exp(-(t/tau)^beta) through two lags. */
static double ln_tau(const double *F)
{
    const double a = log((double)(lag[0] * EVERY)), b = log((double)(lag[1] * EVERY));
    const double u = log(-log(F[0])), v = log(-log(F[1]));
    return a - u * (b - a) / (v - u);
}

/* Fs of every block of origins, and of all. */
static struct statistics_estimate relaxation(const struct path *p)
{
    double part[BLOCKS][LAGS] = {{0}}, whole[LAGS] = {0}, without[BLOCKS];
    const size_t origins = (p->n - lag[1]) / BLOCKS;
    for (size_t b = 0; b < BLOCKS; b++)
        for (size_t l = 0; l < LAGS; l++) {
            for (size_t o = b * origins; o < (b + 1) * origins; o += 2)
                part[b][l] += scattering(p, o, o + lag[l]) / (double)((origins + 1) / 2);
            whole[l] += part[b][l] / BLOCKS;
        }
    for (size_t b = 0; b < BLOCKS; b++) {
        double rest[LAGS];
        for (size_t l = 0; l < LAGS; l++) rest[l] = (BLOCKS * whole[l] - part[b][l]) / (BLOCKS - 1);
        without[b] = ln_tau(rest);
    }
    struct statistics_estimate tau = statistics_jackknife(BLOCKS, without, ln_tau(whole));
    tau.value = exp(tau.value), tau.error *= tau.value;
    return tau;
}

static void record_fast(struct mc_chain *c, struct path *p)
{
    struct frame f;
    for (; p->n < p->frames; p->n++) {
        for (int s = 0; s < EVERY; s++) mc_sweep(c);
        spheres_view(liquid_spheres(c->state), &f);
        for (size_t i = 0; i < 3 * (size_t)N; i++) p->x[p->n][i / 3][i % 3] = (float)f.x[i];
        p->e[p->n] = c->energy / N;
    }
}

static void record_plain(struct reference *q, double energy, struct path *p)
{
    double(*const at)[3] = base_alloc(N, sizeof *at);
    struct rng rng;
    rng_init(&rng, 5, 0, RNG_TEST);
    memcpy(at, q->x, N * sizeof *at);
    for (; p->n < p->frames; p->n++) {
        for (int s = 0; s < EVERY; s++) energy += reference_sweep(q, &rng, 0.12, 0.2, 0.2);
        for (size_t i = 0; i < N; i++)
            for (size_t d = 0; d < 3; d++) {
                at[i][d] += remainder(q->x[3 * i + d] - at[i][d], q->L);
                p->x[p->n][i][d] = (float)at[i][d];
            }
        p->e[p->n] = energy / N;
    }
    base_free(at);
}

static void compare(const char *what, struct statistics_estimate a, struct statistics_estimate b)
{
    const double z = (a.value - b.value) / hypot(a.error, b.error);
    printf("%-4s fast %.5g(%.2g)  plain %.5g(%.2g)  ratio %.3f  z = %.2f\n", what, a.value, a.error,
           b.value, b.error, a.value / b.value, z);
    fflush(stdout);
    assert_true(fabs(z) < 4);
}

static void fast_chain_relaxes_as_the_plain_one(void **state)
{
    (void)state;
    const char *const asked = getenv("SWEEPS"), *const hot = getenv("T");
    const double sweeps = asked ? strtod(asked, NULL) : 40000, T = hot ? strtod(hot, NULL) : 0.15;
    const double about = T < 0.15 ? 2100 : 1230;
    lag[0] = (size_t)(0.8 * about / EVERY), lag[1] = (size_t)(1.2 * about / EVERY);
    struct mc_chain c = support_chain(&glass_spheres,
                                      "[run]\nsweeps = 1\nfolder = x\nseed = 11\n[system]\nN = "
                                      "1024\nT = %g\n[move.displace]\nweight = 0.8\n"
                                      "step = 0.12\n[move.swap]\nweight = 0.2\n",
                                      T);
    struct spheres *const s = liquid_spheres(c.state);
    mc_set_temperature(&c, 0.4);
    for (int sweep = 0; sweep < 4000; sweep++) mc_sweep(&c);
    mc_set_temperature(&c, T);
    for (int sweep = 0; sweep < 20000; sweep++) mc_sweep(&c);
    struct path fast = path_new((size_t)(2 * sweeps) / EVERY),
                slow = path_new((size_t)sweeps / EVERY);
    record_fast(&c, &fast);
    struct frame f;
    struct reference plain;
    spheres_view(s, &f);
    reference_init(&plain, s->potential, s->model, N, 3, s->L, T, f.x, f.label);
    record_plain(&plain, c.energy, &slow);
    compare("e", statistics_blocked(fast.n, fast.e, fast.n / BLOCKS),
            statistics_blocked(slow.n, slow.e, slow.n / BLOCKS));
    compare("tau", relaxation(&fast), relaxation(&slow));
    reference_clear(&plain);
    mc_clear(&c);
    base_free(fast.x), base_free(fast.e), base_free(slow.x), base_free(slow.e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fast_chain_relaxes_as_the_plain_one)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
