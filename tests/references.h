/* Equilibrium averages of a liquid against published or exact ones, for short and long tests:
   each includes this file, rows and code alike. */
#ifndef TESTS_REFERENCES_H
#define TESTS_REFERENCES_H

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/numerics/statistics.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

struct references_row {
    const char *model;
    int N;
    double rho, T, step;
    double e, e_error, P, P_error; /* expected, tails included where the model has tails */
    int warm, sweeps;
    int hot; /* sweeps at three times T before these */
};

enum { EVERY = 5, BLOCKS = 20, ROWS_MAX = 40000 };

static struct mc_chain opened(const struct references_row *r)
{
    return support_chain(
        &glass_spheres,
        "[run]\nsweeps = 1\nfolder = x\nseed = 7\n[system]\nmodel = %s\nN = %d\nrho = %g\n"
        "T = %.10g\n[move.displace]\nweight = 0.9\nstep = %g\n[move.swap]\nweight = 0.1\n",
        r->model, r->N, r->rho, r->T, r->step);
}

static void agrees(const struct references_row *r, const char *what, struct statistics_estimate x,
                   double expected, double error)
{
    const double z = (x.value - expected) / hypot(x.error, error);
    printf("%-5s rho %.3f T %.3f  %s %9.5f(%.5f)  reference %9.5f(%.5f)  z = %5.2f\n", r->model,
           r->rho, r->T, what, x.value, x.error, expected, error, z);
    assert_true(fabs(z) < 4);
}

/* The virial of r^-12 is twelve energies, in every configuration and in its tails: u = T (Z - 1)/4
   but for the rounding of energies. Returns how far off that is. */
static double off_the_virial(const struct references_row *r, double e, double P)
{
    const double Z = P / (r->rho * r->T);
    return strcmp(r->model, "r12") == 0 ? fabs(e - r->T * (Z - 1) / 4) / e : 0;
}

/* Runs it, prints z-scores of energy and pressure, and asserts that they are below 4. */
static void references_check(const struct references_row *r)
{
    static double e[ROWS_MAX], P[ROWS_MAX];
    struct mc_chain c = opened(r);
    struct spheres *const s = liquid_spheres(c.state);
    const double tail_e = spheres_tail(s, false), tail_P = spheres_tail(s, true);
    const size_t rows = (size_t)(r->sweeps / EVERY);
    double off = 0;
    mc_set_temperature(&c, 3 * r->T);
    for (int k = 0; k < r->hot; k++) mc_sweep(&c);
    mc_set_temperature(&c, r->T);
    for (int k = 0; k < r->warm; k++) mc_sweep(&c);
    for (size_t k = 0; k < rows; k++) {
        for (int i = 0; i < EVERY; i++) mc_sweep(&c);
        e[k] = c.energy / r->N + tail_e, P[k] = glass_pressure(c.state) + tail_P;
        off = fmax(off, off_the_virial(r, e[k], P[k]));
    }
    assert_true(c.energy == spheres_energy(s));
    if (off > 0) printf("r12: u = T (Z - 1)/4 in every frame to %.1e\n", off);
    assert_true(off < 2e-6);
    agrees(r, "e", statistics_blocked(rows, e, rows / BLOCKS), r->e, r->e_error);
    agrees(r, "P", statistics_blocked(rows, P, rows / BLOCKS), r->P, r->P_error);
    mc_clear(&c);
}

#endif
