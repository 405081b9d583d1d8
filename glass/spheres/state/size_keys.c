/* The run file's part about diameters. */
#include "glass/spheres/state/size_keys.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/config/runfile.h"
#include "glass/spheres/state/models.h"

const struct runfile_key size_keys[] = {
    {.name = "sizes",
     .doc = "distribution of the diameters",
     .type = RUNFILE_TEXT,
     .value = "model",
     .table = &size_distribution_laws},
    {.name = "spread",
     .doc = "width of sizes = power, uniform or gaussian; 0: the row's default",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 10},
    {.name = "species",
     .doc = "for sizes = species: fraction and diameter of up to five species, \"0.5 1, 0.5 1.4\"",
     .type = RUNFILE_TEXT,
     .value = "none"},
    {.name = "diameters_file",
     .doc = "for sizes = file: text file with one diameter per line",
     .type = RUNFILE_TEXT,
     .value = "none"},
    {.name = "diameters",
     .doc = "method to draw the diameters from the distribution",
     .type = RUNFILE_TEXT,
     .value = "quantile",
     .table = &size_distribution_table},
    {0},
};

/* "part size, part size, ..." */
static struct size_distribution_shape kinds_of(const char *text, const char *where)
{
    struct size_distribution_shape shape = {0};
    double total = 0;
    const char *at = text;
    for (int k = 0; *at; k++) {
        struct size_distribution_kind *const kind =
            &shape.kind[k < SIZE_DISTRIBUTION_KINDS ? k : 0];
        int used = 0;
        require(k < SIZE_DISTRIBUTION_KINDS &&
                    sscanf(at, " %lf %lf %n", &kind->part, &kind->size, &used) == 2 &&
                    kind->part > 0 && kind->part <= 1 && kind->size > 0 && kind->size < 100 &&
                    (at[used] == ',' || at[used] == '\0'),
                "%s = %s: must be up to %d times \"fraction diameter\", with commas between", where,
                text, SIZE_DISTRIBUTION_KINDS);
        total += kind->part;
        at += used + (at[used] == ',');
    }
    require(fabs(total - 1) < 1e-6, "%s = %s: the fractions add up to %g, not 1", where, text,
            total);
    return shape;
}

static const char *species(const struct potentials_mixture *m)
{
    static char text[24 * POTENTIALS_KINDS];
    for (int k = 0, used = 0; k < m->kinds; k++)
        used += snprintf(text + used, sizeof text - (size_t)used, "%s%g", k ? ", " : "",
                         (double)m->s[k]);
    return text;
}

void size_keys_check(const struct model *m, const float *diameter, size_t n, const char *where)
{
    const double most = m->eps > 0 ? 0.5 / m->eps : 100;
    for (size_t i = 0; i < n; i++) {
        const double s = diameter[i];
        require(!m->mixture || potentials_kind(m->mixture, diameter[i]) >= 0,
                "%s: diameter %zu is %.9g, which is none of the species of %s: %s", where, i, s,
                m->name, species(m->mixture));
        require(s > 0 && s < most, "%s: diameter %zu is %g; %s allows (0, %g)", where, i, s,
                m->name, most);
    }
}

const struct size_distribution_law *size_keys_law(const struct runfile *f,
                                                  const struct model *model,
                                                  struct size_distribution_shape *shape)
{
    const struct size_distribution_law *const law = runfile_row(f, "system", "sizes");
    *shape = (struct size_distribution_shape){.spread = law->spread};
    if (strcmp(law->name, "species") == 0)
        *shape =
            kinds_of(runfile_text(f, "system", "species"), runfile_where(f, "system", "species"));
    if (strcmp(law->name, "model")) return law;
    *shape = *model->shape;
    return base_find(&size_distribution_laws, model->law);
}

static void draw(const struct runfile *f, const struct model *model, float *diameter, size_t n)
{
    const uint64_t seed = (uint64_t)runfile_int(f, "run", "seed");
    const uint32_t replica = (uint32_t)runfile_int(f, "run", "replica");
    struct size_distribution_shape shape;
    const struct size_distribution_law *const law = size_keys_law(f, model, &shape);
    if (strcmp(law->name, "file") == 0) {
        const char *const path = runfile_text(f, "system", "diameters_file"),
                          *const where = runfile_where(f, "system", "diameters_file");
        require(access(path, R_OK) == 0,
                "%s = %s: cannot be read: sizes = file needs a text file, one diameter per line",
                where, path);
        size_distribution_read(path, where, seed, replica, diameter, n);
        return;
    }
    const double spread = runfile_real(f, "system", "spread");
    require(spread == 0 ||
                (spread <= law->spread_max && (strcmp(law->name, "power") || spread > 1)),
            "%s = %g: sizes = %s allows at most %g%s", runfile_where(f, "system", "spread"), spread,
            law->name, law->spread_max, strcmp(law->name, "power") ? "" : ", and more than 1");
    if (spread > 0) shape.spread = spread;
    size_distribution_draw(runfile_row(f, "system", "diameters"), law, &shape, seed, replica,
                           diameter, n);
}

void size_keys_draw(const struct runfile *f, const struct model *model, float *diameter, size_t n)
{
    draw(f, model, diameter, n);
    size_keys_check(model, diameter, n, runfile_where(f, "system", "sizes"));
}
