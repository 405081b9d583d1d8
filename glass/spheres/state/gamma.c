/* Particles that repel as (s/r)^12 have no energy scale except T. Their state depends only on
       Gamma = rho l0^d (1 / T)^(d/12),    l0^d = sum over kinds a, b of x_a x_b s_ab^d,
   with additive s_ab, in d dimensions: Bernu, Hansen, Hiwatari, Pastore, PRA 36, 4891 (1987). */
#include "glass/spheres/state/gamma.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/config/runfile.h"
#include "glass/spheres/state/models.h"

static double number(const struct runfile *f, const char *key, double otherwise)
{
    const char *const text = runfile_raw(f, "system", key);
    return text ? strtod(text, NULL) : otherwise;
}

/* l0^d [length^d] */
static double volume(const struct model *m, double d)
{
    const struct size_distribution_kind one = {1, 1, 0};
    const bool kinds = strcmp(m->law, "species") == 0;
    const struct size_distribution_kind *const kind = kinds ? m->shape->kind : &one;
    const int n = kinds ? SIZE_DISTRIBUTION_KINDS : 1;
    double sum = 0;
    for (int a = 0; a < n; a++)
        for (int b = 0; b < n; b++)
            sum += kind[a].part * kind[b].part * pow((kind[a].size + kind[b].size) / 2, d);
    return sum;
}

static bool coupled(const struct runfile *f, const struct model *m)
{
    static const char *const changes[] = {
        "potential", "exponent", "amplitude",  "non_additivity", "cut",         "smoothing",
        "formula",   "sigma_ab", "epsilon_ab", "cut_ab",         "composition", "tabulate"};
    const char *const sizes = runfile_raw(f, "system", "sizes");
    for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
        const char *const text = runfile_raw(f, "system", changes[k]);
        if (text && strcmp(text, "model") && strcmp(text, "none") && strcmp(text, "no"))
            return false;
    }
    return m && (strcmp(m->potential, "soft12") == 0 || strcmp(m->potential, "power12") == 0) &&
           (!sizes || strcmp(sizes, "model") == 0);
}

/* Malformed values are reported later, by runfile_check. */
void gamma_resolve(struct runfile *f)
{
    const double Gamma = number(f, "Gamma", 0), d = number(f, "dim", 3);
    if (!(Gamma > 0)) return;
    const char *const name = runfile_raw(f, "system", "model"), *const where = runfile_where(
                                                                    f, "system", "Gamma");
    const struct model *const m = base_find(&models_table, name ? name : "nbc8");
    require(coupled(f, m),
            "%s: only for bss, nbc1 and r12 with the sizes and the potential of the model", where);
    const double given = number(f, "rho", 0), rho = given > 0 ? given : m->rho;
    const double T = pow(rho * volume(m, d) / Gamma, 12 / d), asked = number(f, "T", T);
    require(fabs(asked - T) < 1e-9 * T, "%s = %g means T = %.12g, not %g: give one of the two",
            where, Gamma, T, asked);
    char *const text = base_text("%.17g", T);
    runfile_set(f, "system", "T", text);
    base_free(text);
}
