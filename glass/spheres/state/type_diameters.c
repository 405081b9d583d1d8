/* Implementation of type_diameters.h. */
#include "glass/spheres/state/type_diameters.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/core/base.h"
#include "common/observe/species.h"
#include "glass/spheres/state/spheres.h"

static struct species of_sizes(const struct spheres *s)
{
    double *const size = base_alloc(s->n, sizeof *size);
    for (size_t i = 0; i < s->n; i++) size[i] = (double)s->p[i].s;
    const struct frame f = {.n = s->n, .dim = s->dim, .label = size};
    const struct species found = species_of(&f, POTENTIALS_KINDS);
    base_free(size);
    return found;
}

/* In the order of the tables, with the numbers of spheres that [system] sizes drew. */
static struct species of_model(const struct spheres *s)
{
    const struct species drawn = of_sizes(s);
    const struct potentials_mixture *const m = s->model->mixture;
    if (!m) return drawn;
    struct species table = {.n = (size_t)m->kinds};
    for (size_t k = 0; k < table.n; k++) {
        const size_t at = species_find(&drawn, (double)m->s[k]);
        table.diameter[k] = (double)m->s[k];
        table.count[k] = at < drawn.n ? drawn.count[at] : 0;
    }
    return table;
}

/* Two files of one mixture may differ in the order of their types. */
static void warn_composition(const struct species *s, const size_t *count, size_t n,
                             const char *path, const char *where)
{
    for (size_t k = 0; k < s->n; k++) {
        if (fabs((double)count[k] - (double)s->count[k]) <= 0.02 * (double)n + 1) continue;
        fprintf(stderr,
                "warning: %s: %s has %zu spheres of type %zu (diameter %g); the model has %zu\n",
                where, path, count[k], k + 1, s->diameter[k], s->count[k]);
        return;
    }
}

void type_diameters_set(const struct spheres *s, struct owned_frame *f, const char *path,
                        const char *where)
{
    const struct species species = of_model(s);
    require(species.n > 0,
            "%s: %s has types in place of diameters, and model %s has no species. Allowed: ka, ka3 "
            "or "
            "another mixture, sigma_ab, or a file with diameters (Atoms # sphere)",
            where, path, s->model->name);
    size_t count[SPECIES_MOST] = {0};
    for (size_t i = 0; i < f->view.n; i++) {
        const size_t type = (size_t)f->label[i];
        require(type <= species.n, "%s: %s has type %zu; model %s has %zu species", where, path,
                type, s->model->name, species.n);
        count[type - 1]++;
        f->label[i] = species.diameter[type - 1];
    }
    warn_composition(&species, count, f->view.n, path, where);
}
