/* The four-point correlation on positions and mobilities made here: independent items have none; if
   one half of a periodic box of side L moves and the other does not, two places r apart lie in
   different halves with probability r / L, and G_4(r) = 1 - 2 r / L. */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/commands/commands.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "common/numerics/statistics.h"
#include "common/io/trajectory.h"
#include "common/io/trajectory_writer.h"
#include "tests/fabricate.h"
#include "tests/support.h"

enum { N = 2000, FRAMES = 32 };

static const double L = 12;
static struct rng rng;
static double x[3 * N];
static bool mobile[N];

/* Frames in pairs: all places new, then the mobile half a step along z further. */
static void fabricate_frames(const char *folder, bool halves)
{
    char *const path = base_text("%s/trajectory.h5", folder);
    struct frame f = {.n = N, .dim = 3, .x = x, .box = L};
    struct trajectory_writer *const t = trajectory_writer_create(
        AT_FDCWD, path, &f, &(struct h5md_about){"diameter", "sweep", "x", 1, FRAMES});
    for (int k = 0; k < FRAMES; k++) {
        for (int i = 0; i < N; i++) {
            for (int d = 0; d < 3 && k % 2 == 0; d++) x[3 * i + d] = L * rng_uniform(&rng);
            if (k % 2 == 0) mobile[i] = halves ? x[3 * i] < L / 2 : rng_below(&rng, 2);
            if (k % 2 && mobile[i]) x[3 * i + 2] += i % 2 ? 1 : -1;
        }
        f.t = k;
        trajectory_writer_add(t, &f);
    }
    trajectory_writer_close(t);
    base_free(path);
}

/* "G4_contact" of the command's JSON. */
static struct statistics_estimate contact(char *folder)
{
    const struct command_arguments a = {.n = 1, .folder = &folder, .json = true, .level = 0.5};
    char *const text = fabricate_printed(map_command, &a);
    const char *const at = strstr(text, "\"G4_contact\": "), *const error = strstr(
                                                                 text, "\"G4_contact_error\": ");
    assert_non_null(at);
    assert_non_null(error);
    const struct statistics_estimate e = {atof(at + 14), atof(error + 20)};
    base_free(text);
    return e;
}

static void four_points(void **state)
{
    (void)state;
    for (int halves = 0; halves < 2; halves++) {
        char *const folder = fabricate_liquid(support_root, halves ? "halves" : "apart", 1, 0.5, 0);
        fabricate_frames(folder, halves);
        const struct statistics_estimate g = contact(folder);
        const double r = 0.75 * (pow(1.25, 4) - 1) / (pow(1.25, 3) - 1), /* mean in its bin */
            expected = halves ? 1 - 2 * r / L : -1.0 / N;
        printf("G_4 = %.4f(%.4f), expected %.4f\n", g.value, g.error, expected);
        assert_true(fabs(g.value - expected) < 4 * g.error && g.error < 0.02);
        base_free(folder);
    }
}

int main(void)
{
    rng_init(&rng, 41, 0, RNG_TEST);
    const struct CMUnitTest tests[] = {cmocka_unit_test(four_points)};
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
