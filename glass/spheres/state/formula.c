/* Implementation of formula.h. */
#include "glass/spheres/state/formula.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "common/numerics/expression.h"

enum { R, S, SIGMA, OWN, PARAMETERS = 16 }; /* variables of a formula; parameters follow */

struct formula {
    struct expression *expression;
    double amplitude;
    size_t n; /* names */
    char *name[OWN + PARAMETERS];
    double value[OWN + PARAMETERS];
};

static void name_parameter(struct formula *f, const char *name, const char *with)
{
    require(expression_is_name(name),
            "%s: '%s' cannot name a parameter: letters, digits and _, no "
            "function, not pi",
            with, name);
    for (size_t i = 0; i < f->n; i++)
        require(strcmp(name, f->name[i]), "%s: '%s' is %s", with, name,
                i == R    ? "the distance"
                : i < OWN ? "the diameter s_ij of the pair"
                          : "given twice");
    require(f->n < OWN + PARAMETERS, "%s: more than %d parameters", with, PARAMETERS);
    f->name[f->n] = base_text("%s", name);
}

/* "name = number" */
static void add_parameter(struct formula *f, char *text, const char *with)
{
    char *const equals = strchr(text, '=');
    require(equals, "%s: '%s': must be name = number, with commas between", with, text);
    *equals = '\0';
    const char *const name = strtok(text, " \t");
    require(name && !strtok(NULL, " \t"), "%s: '%s' cannot name a parameter", with, text);
    name_parameter(f, name, with);
    char *end;
    const double x = strtod(equals + 1, &end);
    require(end != equals + 1 && !end[strspn(end, " \t")] && isfinite(x),
            "%s: %s =%s: must be a number", with, name, equals + 1);
    f->value[f->n++] = x;
}

static void add_parameters(struct formula *f, const char *parameters, const char *with)
{
    if (strcmp(parameters, "none") == 0) return;
    for (const char *at = parameters; at;) {
        const size_t n = strcspn(at, ",");
        char *const one = base_text("%.*s", (int)n, at);
        add_parameter(f, one, with);
        base_free(one);
        at = at[n] ? at + n + 1 : NULL;
    }
}

struct formula *formula_create(const char *text, const char *parameters, double amplitude,
                               const char *of, const char *with)
{
    static const char *const own[OWN] = {"r", "s", "sigma"};
    struct formula *const f = base_alloc(1, sizeof *f);
    f->amplitude = amplitude;
    for (; f->n < OWN; f->n++) f->name[f->n] = base_text("%s", own[f->n]);
    add_parameters(f, parameters, with);
    f->expression = expression_create(text, f->n, (const char *const *)f->name, of);
    for (size_t i = OWN; i < f->n; i++)
        require(expression_uses(f->expression, i), "%s: %s is not in the formula %s", with,
                f->name[i], text);
    return f;
}

void formula_free(struct formula *f)
{
    if (!f) return;
    for (size_t i = 0; i < f->n; i++) base_free(f->name[i]);
    expression_free(f->expression);
    base_free(f);
}

/* r = s sqrt(u + h) */
struct taylor formula_series(const void *context, double s, double u)
{
    const struct formula *const f = context;
    const double r = s * sqrt(u);
    struct taylor x[OWN + PARAMETERS] = {
        [R] = {{r, r / (2 * u), -r / (8 * u * u), r / (16 * u * u * u)}},
        [S] = {{s}},
        [SIGMA] = {{s}}};
    for (size_t i = OWN; i < f->n; i++) x[i] = taylor_constant(f->value[i]);
    struct taylor v = expression_series(f->expression, x);
    for (int k = 0; k < TAYLOR_N; k++) v.c[k] *= f->amplitude;
    return v;
}

bool formula_scales(const struct formula *f, double cut)
{
    static const double sizes[] = {0.5, 0.8, 1.3, 2};
    for (double x = cut; x > 0.1 * cut; x *= 0.97)
        for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
            const double one = formula_series(f, 1, x * x).c[0],
                         other = formula_series(f, sizes[k], x * x).c[0];
            if (isfinite(one) != isfinite(other)) return false;
            if (isfinite(one) && fabs(one - other) > 1e-9 * (fabs(one) + 1e-6)) return false;
        }
    return true;
}
