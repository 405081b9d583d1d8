/* The tests of equilibrium on made-up runs whose answer is known: Brownian spheres with Gaussian
   energies of a known heat capacity pass; the frozen, the ageing, and those with the wrong heat
   capacity fail by name. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/observe/equilibrium.h"
#include "common/observe/equilibrium_tests.h"
#include "common/io/run_folder.h"
#include "common/core/rng.h"
#include "common/config/runfile.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { N = 200, HOLD = 20000 };

struct world { /* table row: spheres that step by so much, energies e0 + c T + drift t + noise */
    const char *name, *failed;
    double step, c, slope, drift;
};

static const struct world worlds[] = {
    {"liquid", "-", 0.03, 1.5, 1.5, 0},
    {"frozen", "msd,fs", 0, 1.5, 1.5, 0},
    {"ageing", "samples,drift,energy", 0.03, 1.5, 1.5, -1e-5},
    {"wrong", "heat", 0.03, 1.5, 3, 0},
};

static struct equilibrium *opened(const struct temperature_schedule *a)
{
    struct runfile *const f = support_load(
        &glass_spheres, "[run]\nsweeps = 1\nfolder = x\n[system]\nT = 1\n[observe.equilibrium]\n");
    struct equilibrium *const q = equilibrium_create(f, a, NULL, 1, 2 * HOLD, N);
    runfile_free(f);
    return q;
}

/* One unit of time per step; only the requested times are shown. */
static void live(struct equilibrium *q, const struct world *w, const struct temperature_schedule *a,
                 FILE *table, FILE *log)
{
    static double x[3 * N];
    memset(x, 0, sizeof x);
    struct rng rng;
    rng_init(&rng, 5, 0, RNG_TEST);
    struct frame now = {.n = N, .dim = 3, .x = x, .box = 6};
    for (int64_t t = 0, next; (next = equilibrium_next(q, t)) <= 2 * HOLD; t = next) {
        for (int i = 0; i < 3 * N; i++)
            x[i] += w->step * sqrt((double)(next - t)) * rng_normal(&rng);
        const double T = temperature_schedule_T(a, next - 1);
        now.t = next;
        now.energy = w->slope * T + w->drift * (double)next + T * sqrt(w->c / N) * rng_normal(&rng);
        equilibrium_add(q, &now, table, log);
    }
}

/* The last word of the last row. */
static void last_word(FILE *table, char *word)
{
    char row[1000];
    rewind(table);
    while (fgets(row, sizeof row, table)) strcpy(word, strrchr(row, ' ') + 1);
    word[strcspn(word, "\n")] = 0;
}

static void each_world_gets_its_verdict(void **state)
{
    (void)state;
    struct temperature_schedule a;
    const char *why;
    assert_true(temperature_schedule_parse(&a, "1 20000, 0.8 20000", 1, &why));
    for (size_t k = 0; k < sizeof worlds / sizeof *worlds; k++) {
        struct equilibrium *const q = opened(&a);
        FILE *const table = tmpfile(), *const log = tmpfile();
        live(q, &worlds[k], &a, table, log);
        char word[100] = "";
        last_word(table, word);
        printf("%s: %s\n", worlds[k].name, word);
        assert_string_equal(word, worlds[k].failed);
        fclose(table), fclose(log);
        equilibrium_free(q);
    }
}

/* Ramps are not judged, nor holds too short for it; the end of the run counts as a hold. */
static void only_holds_are_judged(void **state)
{
    (void)state;
    struct temperature_schedule a;
    const char *why;
    assert_true(temperature_schedule_parse(&a, "ramp 0.5 10000, 0.5 100, 0.4 10000", 1, &why));
    struct equilibrium *const q = opened(&a);
    assert_true(equilibrium_next(q, -1) == 10100 + 2500);
    assert_true(equilibrium_next(q, 20100) > 20100 && equilibrium_next(q, 20100) < 2 * HOLD);
    assert_true(equilibrium_next(q, 2 * HOLD) == INT64_MAX);
    equilibrium_free(q);
}

/* The failed tests of densities 1 + noise that remembers exp(-1 / tau), with a drift. */
static char *failed_of(double tau, double drift)
{
    enum { SAMPLES = 4000 };
    static double rho[SAMPLES], h[SAMPLES];
    struct rng rng;
    rng_init(&rng, 11, 0, RNG_START);
    const double keep = exp(-1 / tau);
    double noise = rng_normal(&rng);
    for (int i = 0; i < SAMPLES; i++) {
        noise = keep * noise + sqrt(1 - keep * keep) * rng_normal(&rng);
        rho[i] = 1 + 0.01 * noise + drift * i / SAMPLES;
        h[i] = 3 / rho[i];
    }
    struct equilibrium_verdict v = equilibrium_tests_unknown();
    equilibrium_tests_density(&v, SAMPLES, rho);
    equilibrium_tests_enthalpy(&v, SAMPLES, h, 100 / 4.0);
    assert_true(fabs(v.density.value - 1 - drift / 2) < 5 * v.density.error);
    /* var(P / rho) = P^2 var(rho): 9e-4 times N / T^2 */
    if (drift == 0 && tau < 10) assert_true(fabs(v.heat.value - 0.0225) < 4 * v.heat.error);
    return equilibrium_tests_failed(&v);
}

static void densities_are_tested(void **state)
{
    (void)state;
    static const struct {
        double tau, drift;
        const char *failed;
    } cases[] = {{3, 0, ""}, {3, 0.03, "density"}, {400, 0, "volumes"}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char *const failed = failed_of(cases[k].tau, cases[k].drift);
        const bool right = *cases[k].failed ? strstr(failed, cases[k].failed) != NULL : !*failed;
        if (!right) fail_msg("case %zu: '%s'", k, failed);
        base_free(failed);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(densities_are_tested),
                                       cmocka_unit_test(each_world_gets_its_verdict),
                                       cmocka_unit_test(only_holds_are_judged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
