/* glass entropy: a table of entropies per sphere against T, with errors, on standard output. */
#include "glass/spheres/commands/entropy_command.h"

#include <math.h>
#include <stdio.h>

#include "common/config/runfile.h"
#include "common/run/command_options.h"
#include "common/run/program.h"
#include "glass/spheres/commands/entropy_routes.h"

/* clang-format off: a key on one or two lines is easier to read than one member per line */
const struct runfile_key entropy_command_keys[] = {
    {.name = "skip",
     .doc = "first share of every run that is left out",
     .type = RUNFILE_REAL,
     .value = "0.2",
     .min = 0,
     .max = 0.99},
    {.name = "structures",
     .doc = "inherent structures of each liquid run, for vibrations; 0: none",
     .type = RUNFILE_INT,
     .value = "4",
     .min = 0,
     .max = 10000},
    {.name = "below",
     .doc = "highest T of liquids whose structures are measured",
     .type = RUNFILE_REAL,
     .value = "inf",
     .min = 0,
     .max = INFINITY,
     .unit = "energy"},
    {.name = "anharmonic",
     .doc = "fit anharmonic energies of the liquids with structures",
     .type = RUNFILE_BOOL,
     .value = "no"},
    {.name = "plateau",
     .doc = "least alpha of tethers; below it <r2> counts as constant",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e12,
     .unit = "1/length^2"},
    {0},
};
/* clang-format on */

/* s_total - s_vibration + s_mixing; a mixing entropy without runs counts as 0 if all sizes are equal. */
static struct statistics_estimate configurational(struct entropy_value total,
                                                  struct entropy_value vibration,
                                                  struct entropy_value mixing)
{
    return (struct statistics_estimate){
        total.s.value - vibration.s.value + mixing.s.value,
        sqrt(pow(total.s.error, 2) + pow(vibration.s.error, 2) + pow(mixing.s.error, 2))};
}

static struct entropy_value sum(struct entropy_value x, struct entropy_value y)
{
    return (struct entropy_value){{x.s.value + y.s.value, hypot(x.s.error, y.s.error)}, NAN};
}

static void print(struct statistics_estimate x)
{
    if (isfinite(x.value))
        printf(" %.5g %.2g", x.value, fabs(x.error)); /* never -nan */
    else
        printf(" nan nan");
}

static void print_row(const struct entropy_runs *a, const struct runfile *o, double T)
{
    const bool fit = runfile_bool(o, "entropy", "anharmonic");
    const struct entropy_value total = entropy_routes_total(a, T),
                               harmonic = entropy_routes_harmonic(a, T),
                               anharmonic = entropy_routes_anharmonic(a, T),
                               tethered = entropy_routes_tethered(a, T),
                               mixing = entropy_routes_mixing(a, T);
    const bool fitted = fit && isfinite(anharmonic.s.value);
    printf("%.6g", T);
    print(entropy_routes_energy(a, T));
    print(entropy_routes_inherent(a, T));
    print(total.s);
    print(harmonic.s);
    print(anharmonic.s);
    print(tethered.s);
    print(mixing.s);
    print(configurational(total, fitted ? sum(harmonic, anharmonic) : harmonic, mixing));
    print(configurational(total, tethered, mixing));
    printf(" %.2g %.2g %.2g\n", fabs(total.spacing), fabs(tethered.spacing), fabs(mixing.spacing));
}

static void print_head(const struct entropy_runs *a)
{
    printf("# entropy: per sphere, k_B = h = m = 1, N = %zu, rho = %g; s_conf = s_total - s_vib + "
           "s_mix\n",
           a->spheres, a->rho);
    if (isfinite(a->high.power))
        printf("# beta a_ex starts as %.5g beta^%.4g; spacing: change without every second point\n",
               a->high.slope, a->high.power);
    printf("# units: energy energy energy energy energy 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1\n");
    printf("# T u u_error e_IS e_IS_error s_total s_total_error s_harmonic s_harmonic_error "
           "s_anharmonic s_anharmonic_error s_tethered s_tethered_error s_mix s_mix_error "
           "s_conf_modes s_conf_modes_error s_conf_tethered s_conf_tethered_error spacing_total "
           "spacing_tethered spacing_mix\n");
}

int entropy_command(const struct program_request *request)
{
    enum { MOST = 100000 };
    int folders;
    struct runfile *const o =
        command_options_read(request, "entropy", entropy_command_keys, 1, MOST, &folders);
    struct entropy_runs a = entropy_runs_read(request, o);
    double *const T = base_alloc(a.n + 1, sizeof *T);
    const size_t n = entropy_routes_temperatures(&a, T);
    print_head(&a);
    for (size_t k = 0; k < n; k++) print_row(&a, o, T[k]);
    base_free(T);
    entropy_runs_clear(&a);
    runfile_free(o);
    return EXIT_OK;
}
