/* Verdicts on the holds of a temperature programme, from tables whose answers are known. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/commands/commands.h"
#include "analysis/read/temperature_stages.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/estimate/stationarity.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "tests/fabricate.h"
#include "tests/support.h"

static char *root;
static struct rng rng;

enum { HOLD = 60000, RAMP = 2000, HOLDS = 3, END = HOLDS * HOLD + (HOLDS - 1) * RAMP, EVERY = 10 };

/* Three holds with ramps between them. Energies 1 + T follow late, remember for exp(-t / 50) and
   fluctuate so that c = scale of 64 items; the last may drift. */
static void fabricate_energies(const char *path, double scale, double drift)
{
    const double keep = exp(-EVERY / 50.0);
    FILE *const f = fabricate_file(path, "series.dat");
    fprintf(f, "# series: x\n# units: sweep energy\n# t energy\n");
    double e = rng_normal(&rng);
    for (int t = 0; t <= END; t += EVERY) {
        const int hold = t / (HOLD + RAMP), since = t % (HOLD + RAMP);
        const double T = 0.6 - 0.1 * hold, late = 0.2 * exp(-since / 1000.0),
                     lost = hold == HOLDS - 1 ? drift * since / HOLD : 0;
        fprintf(f, "%d %.10g\n", t, 1 + T + late - lost + sqrt(scale) * T / 8 * e);
        e = keep * e + sqrt(1 - keep * keep) * rng_normal(&rng);
    }
    fclose(f);
}

/* Decays exp(-t / tau), tau = 100, 200, 300 from hold to hold, from every 300th time. */
static void fabricate_decays(const char *path)
{
    FILE *const f = fabricate_file(path, "fs.dat");
    fprintf(f, "# fs: x; items: 64\n# units: 1 1 1\n# t_w lag fs\n");
    for (int w = 0; w < END; w += 300)
        for (int l = 0; l < 30; l++) {
            const int lag = (int)fabricate_lag(l), tau = 100 * (1 + w / (HOLD + RAMP));
            if (w + lag <= END)
                fprintf(f, "%d %d %.10g\n", w, lag,
                        exp(-(double)lag / tau) + 0.02 * rng_normal(&rng));
        }
    fclose(f);
}

static char *programme(const char *name, double scale, double drift)
{
    char *const path = fabricate_run(
        root, name, "glass", 1,
        "sweeps = 184000\ntemperature_schedule = 0.6 60000, ramp 0.5 2000, 0.5 60000, ramp 0.4 "
        "2000, 0.4 60000\n[system]\nmodel = nbc8\nN = 64\nT = 0.6\n");
    fabricate_energies(path, scale, drift);
    fabricate_decays(path);
    return path;
}

static void numbers_are_those_of_the_hold(void **state)
{
    (void)state;
    char *const path = programme("numbers", 1, 0);
    struct run *const f = run_read(path);
    struct temperature_stage hold[TEMPERATURE_STAGES_MOST];
    assert_int_equal(temperature_stages_read(f, hold), HOLDS);
    for (int k = 0; k < HOLDS; k++) {
        const int begin = k * (HOLD + RAMP);
        assert_true(hold[k].from == begin + HOLD / 4 && hold[k].to == begin + HOLD);
        const struct stationarity s = stationarity_measure(f, &hold[k], 64, relaxation_level);
        assert_int_equal(s.samples, HOLD / EVERY * 3 / 4);
        assert_true(fabs(s.is.energy.value - (1.6 - 0.1 * k)) < 4 * s.is.energy.error);
        assert_true(fabs(s.is.heat.value - 1) < 4 * s.is.heat.error && s.is.heat.error < 0.2);
        for (int half = 0; half < 2; half++)
            assert_true(fabs(s.tau_half[half].value - 100 * (k + 1)) < 4 * s.tau_half[half].error);
    }
    run_free(f);
    base_free(path);
}

/* The output of `equilibrium` on a schedule contains `part` that many times. */
static void says(char *path, const char *part, int times)
{
    const struct command_arguments a = {
        .n = 1, .folder = &path, .loss = NAN, .level = relaxation_level, .waiting = NAN};
    char *const text = fabricate_printed(equilibrium_command, &a);
    int n = 0;
    for (const char *at = text; (at = strstr(at, part)); at++) n++;
    if (n != times) fail_msg("'%s' is %d times in:\n%s", part, n, text);
    base_free(text);
    base_free(path);
}

/* The slope of the energy is that of the middle hold, between the other two. */
static void every_hold_has_its_verdict(void **state)
{
    (void)state;
    says(programme("calm", 1, 0), "yes: ", HOLDS);
    says(programme("drifts", 1, 0.06), "yes: ", HOLDS - 1);
    says(programme("drifts", 1, 0.06), "the halves differ in energy", 1);
    says(programme("wild", 4, 0), "heat capacities differ", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_those_of_the_hold),
        cmocka_unit_test(every_hold_has_its_verdict),
    };
    root = support_folder();
    rng_init(&rng, 1, 0, RNG_TEST);
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    support_remove(root);
    return failed;
}
