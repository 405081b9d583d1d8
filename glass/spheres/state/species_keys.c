/* Implementation of species_keys.h. */
#include "glass/spheres/state/species_keys.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "glass/spheres/state/models.h"
#include "glass/spheres/state/size_keys.h"

enum { KINDS = POTENTIALS_KINDS };

#define TABLE .type = RUNFILE_TEXT, .value = "model", .added = true

const struct runfile_key species_keys[] = {
    {.name = "sigma_ab",
     .doc = "diameters of pairs of species, \"1 0.8, 0.8 0.88\"",
     .unit = "length",
     TABLE},
    {.name = "epsilon_ab",
     .doc = "strengths of pairs of species, \"1 1.5, 1.5 0.5\"",
     .unit = "energy",
     TABLE},
    {.name = "cut_ab",
     .doc = "cut-offs of pairs of species, \"2.5 2, 2 2.5\"",
     .unit = "sigma_ab",
     TABLE},
    {.name = "composition", .doc = "fractions of the species, \"0.8 0.2\"", TABLE},
    {0},
};

/* ---- reading --------------------------------------------------------------------------------- */

static bool given(const struct runfile *f, const char *key)
{
    return strcmp(runfile_text(f, "system", key), "model") != 0;
}

/* Numbers up to a comma or the end; -1 if there is something else, or more than KINDS. */
static int row_of(const char **text, double *x)
{
    int n = 0;
    for (;;) {
        *text += strspn(*text, " \t");
        if (**text == ',' || **text == '\0') return n;
        char *end;
        const double number = strtod(*text, &end);
        if (end == *text || !isfinite(number) || n == KINDS) return -1;
        x[n++] = number;
        *text = end;
    }
}

/* A square symmetric table of positive numbers; returns its side. */
static int table_of(const struct runfile *f, const char *key, bool zeros, double x[KINDS][KINDS])
{
    const char *const text = runfile_text(f, "system", key),
                      *at = text, *const where = runfile_where(f, "system", key);
    int n = 0, side = 0;
    for (bool more = true; more; n++) {
        require(n < KINDS, "%s = %s: more than %d rows", where, text, KINDS);
        const int found = row_of(&at, x[n]);
        if (n == 0) side = found;
        require(found > 0 && found == side,
                "%s = %s: must be a square table of at most %d species, rows separated by commas",
                where, text, KINDS);
        more = *at++ == ',';
    }
    require(n == side, "%s = %s: %d rows of %d numbers; must be a square table", where, text, n,
            side);
    for (int a = 0; a < n; a++)
        for (int b = 0; b < n; b++) {
            require(x[a][b] == x[b][a], "%s = %s: not symmetric: %g for %c%c, %g for %c%c", where,
                    text, x[a][b], 'A' + a, 'A' + b, x[b][a], 'A' + b, 'A' + a);
            require((x[a][b] > 0 || (zeros && x[a][b] == 0)) && x[a][b] < 100,
                    "%s = %s: %g: must be %s and below 100", where, text, x[a][b],
                    zeros ? "0 or more" : "positive");
        }
    return n;
}

static void require_kinds(const struct runfile *f, const char *key, int found, int kinds)
{
    require(found == kinds, "%s: for %d species; there are %d", runfile_where(f, "system", key),
            found, kinds);
}

/* ---- species --------------------------------------------------------------------------------- */

static void add_kind(struct potentials_mixture *m, double size)
{
    for (int k = 0; k < m->kinds; k++)
        if (m->s[k] == (float)size) return;
    m->s[m->kinds++] = (float)size;
}

bool species_keys_from_sizes(const struct runfile *f, const struct model *model,
                             struct potentials_mixture *mixture)
{
    struct size_distribution_shape shape;
    const struct size_distribution_law *const law = size_keys_law(f, model, &shape);
    struct potentials_mixture m = {0};
    if (strcmp(law->name, "equal") == 0) add_kind(&m, 1);
    if (strcmp(law->name, "species") == 0)
        for (int k = 0; k < SIZE_DISTRIBUTION_KINDS && shape.kind[k].part > 0; k++) {
            if (shape.kind[k].half > 0) return false;
            add_kind(&m, shape.kind[k].size);
        }
    for (int a = 0; a < m.kinds; a++)
        for (int b = 0; b < m.kinds; b++) {
            m.cross[a][b] = potentials_cross(m.s[a], m.s[b], model->eps / 2);
            m.strength[a][b] = 1;
        }
    *mixture = m;
    return m.kinds > 0;
}

/* Diameters tell species apart: equal ones differ in the last bit. */
static void set_sigma(const struct runfile *f, struct potentials_mixture *m)
{
    double sigma[KINDS][KINDS];
    const int kinds = table_of(f, "sigma_ab", false, sigma);
    *m = (struct potentials_mixture){.kinds = kinds};
    for (int a = 0; a < kinds; a++) {
        m->s[a] = (float)sigma[a][a];
        for (int b = 0; b < a; b++)
            if (m->s[b] == m->s[a]) m->s[a] = nextafterf(m->s[a], 100), b = -1;
        for (int b = 0; b < kinds; b++) m->cross[a][b] = sigma[a][b], m->strength[a][b] = 1;
    }
}

static int parts_of(const struct size_distribution_shape *shape, double *part)
{
    int n = 0;
    for (; n < SIZE_DISTRIBUTION_KINDS && shape->kind[n].part > 0; n++)
        part[n] = shape->kind[n].part;
    return n;
}

/* Fractions of the species, and the law that draws their diameters. */
static void set_composition(const struct runfile *f, struct model *model,
                            struct size_distribution_shape *shape)
{
    const struct potentials_mixture *const m = model->mixture;
    const char *const text = runfile_text(f, "system", "composition"),
                      *at = text, *const where = runfile_where(f, "system", "composition");
    const bool own = given(f, "composition");
    double part[KINDS], total = 0;
    const int n = own ? row_of(&at, part) : parts_of(model->shape, part);
    require(n > 0 && (!own || !*at), "%s = %s: must be a fraction for each species, \"0.8 0.2\"",
            where, text);
    require(own || n == m->kinds, "%s: missing: sigma_ab has %d species", where, m->kinds);
    require_kinds(f, "composition", n, m->kinds);
    *shape = (struct size_distribution_shape){0};
    for (int k = 0; k < n; k++) {
        require(part[k] > 0 && part[k] <= 1, "%s = %s: %g is no fraction in (0, 1]", where, text,
                part[k]);
        shape->kind[k] = (struct size_distribution_kind){part[k], (double)m->s[k], 0};
        total += part[k];
    }
    require(fabs(total - 1) < 1e-6, "%s = %s: the fractions add up to %g, not 1", where, text,
            total);
    model->shape = shape, model->law = "species";
}

static void require_sizes_of_model(const struct runfile *f, const char *key)
{
    const struct size_distribution_law *const law = runfile_row(f, "system", "sizes");
    require(
        strcmp(law->name, "model") == 0 || strcmp(law->name, "file") == 0,
        "%s: gives the sizes or their fractions, and so does sizes = %s: leave one of the two out",
        runfile_where(f, "system", key), law->name);
}

bool species_keys_apply(const struct runfile *f, bool hard, struct model *model,
                        struct potentials_mixture *mixture, struct size_distribution_shape *shape,
                        double cut[POTENTIALS_KINDS][POTENTIALS_KINDS])
{
    static const char *const keys[] = {"sigma_ab", "epsilon_ab", "cut_ab", "composition"};
    const char *any = NULL;
    for (int k = 3; k >= 0; k--)
        if (given(f, keys[k])) any = keys[k];
    if (!any) return false;
    for (int k = 1; k <= 2; k++)
        require(!hard || !given(f, keys[k]), "%s: hard spheres have none",
                runfile_where(f, "system", keys[k]));
    if (given(f, "sigma_ab"))
        require_sizes_of_model(f, "sigma_ab"), set_sigma(f, mixture);
    else if (model->mixture)
        *mixture = *model->mixture;
    else
        require(species_keys_from_sizes(f, model, mixture),
                "%s: needs species: sizes = species, or sigma_ab", runfile_where(f, "system", any));
    model->mixture = mixture;
    if (given(f, "epsilon_ab"))
        require_kinds(f, "epsilon_ab", table_of(f, "epsilon_ab", true, mixture->strength),
                      mixture->kinds);
    if (given(f, "cut_ab"))
        require_kinds(f, "cut_ab", table_of(f, "cut_ab", false, cut), mixture->kinds);
    if (given(f, "composition")) require_sizes_of_model(f, "composition");
    const bool listed = strcmp(runfile_text(f, "system", "sizes"), "file") == 0;
    if (given(f, "composition") || (given(f, "sigma_ab") && !listed))
        set_composition(f, model, shape);
    return given(f, "cut_ab");
}
