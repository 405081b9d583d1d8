/* Implementation of density_programme.h. */
#include "glass/spheres/density_programme.h"

#include <math.h>
#include <string.h>

#include "common/mc/mc.h"
#include "glass/spheres/constant_pressure.h"
#include "glass/spheres/dense_start.h"
#include "glass/spheres/dynamics/domains.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/state/forces.h"
#include "glass/spheres/state/models.h"

const struct runfile_key density_programme_keys[] = {
    {.name = "density_schedule",
     .doc = "rho as a function of time, as temperature_schedule: \"ramp 1.1 1e4, 1.1 1e4\"; hard "
            "spheres follow as far as they have room",
     .type = RUNFILE_TEXT,
     .value = "none",
     .added = true},
    {0},
};

static const char *text_of(const struct runfile *f)
{
    return runfile_text(f, "run", "density_schedule");
}

static const char *where_of(const struct runfile *f)
{
    return runfile_where(f, "run", "density_schedule");
}

void density_programme_resolve(struct runfile *f)
{
    const char *const name = runfile_raw(f, "system", "model"),
                      *const text = runfile_raw(f, "run", "density_schedule"),
                      *const start = runfile_raw(f, "system", "start");
    const struct model *const m = base_find(&models_table, name ? name : "nbc8");
    const bool scheduled = text && strcmp(text, "none") != 0,
               made = !start || !strcmp(start, "lattice") || !strcmp(start, "random");
    if (runfile_raw(f, "system", "rho") || !m || !(scheduled || made)) return;
    char *const rho = base_text("%.15g", m->rho);
    runfile_set(f, "system", "rho", rho);
    base_free(rho);
}

void density_programme_check(const struct runfile *f)
{
    if (strcmp(text_of(f), "none") == 0) return;
    const struct mc_dynamics *const row = runfile_row(f, "run", "dynamics");
    const char *const other = constant_pressure_asked(f)              ? "a pressure"
                              : row->advance == domains_sweep         ? "dynamics = domains"
                              : runfile_has(f, "tempering")           ? "[tempering]"
                              : runfile_has(f, "observe.equilibrium") ? "[observe.equilibrium]"
                                                                      : NULL;
    require(!other, "%s = %s: excludes %s. Allowed: one of them", where_of(f), text_of(f), other);
}

void density_programme_set(struct liquid *l, const struct runfile *f)
{
    const struct spheres *const s = &l->s;
    const char *why;
    const double n = (double)s->n, rho = n / pow(s->L, s->dim);
    require(temperature_schedule_parse(&l->densities, text_of(f), rho, &why),
            "%s = %s: must be \"none\", or pieces \"RHO TIME\" (jump and hold) and \"ramp RHO "
            "TIME\" with commas between them, at most 64; RHO from 1e-9 to 1e9, TIME a whole "
            "number from 1 to 1e15",
            where_of(f), text_of(f));
    double most = rho;
    for (int i = 0; i < l->densities.n; i++) most = fmax(most, l->densities.piece[i].to);
    const double L = pow(n / most, 1.0 / s->dim), reach = s->neighbours.reach;
    require(!l->densities.n || L >= 2 * reach,
            "%s = %s: %zu spheres at rho = %g make a box of side %.4g, less than twice the longest "
            "cut-off %.4g. Allowed: more spheres, or a lower rho",
            where_of(f), text_of(f), s->n, most, L, reach);
}

const struct temperature_schedule *density_programme_of(const void *state)
{
    return &((const struct liquid *)state)->densities;
}

static void set_box(struct spheres *s, double L)
{
    spheres_scale(s, L);
    neighbours_scale(&s->neighbours, L);
    neighbours_build(&s->neighbours, s->p);
}

/* The smallest r / s_ij - 1 of listed pairs; they include all that are near contact. */
static double smallest_gap(const struct spheres *s)
{
    double least = INFINITY;
    for (uint32_t i = 0; i < s->n; i++) {
        size_t count;
        const uint32_t *const list = neighbours_of(&s->neighbours, i, &count);
        for (size_t k = 0; k < count; k++) {
            const struct sphere a = s->p[i], b = s->p[list[k]];
            const double contact = potentials_range(s->potential, &s->view, a.s, b.s);
            least = fmin(least, sqrt(potentials_distance2(&s->view, a.x, b.x)) / contact);
        }
    }
    return least - 1;
}

/* Overlaps in the smaller box are minimised. False: the spheres stay where they were. */
static bool push_apart(struct spheres *s, double L)
{
    enum { GRADIENTS = 200 };
    const double before = s->L;
    struct sphere *const p = base_alloc(s->n, sizeof *p);
    int32_t *const image = base_alloc(s->n, 3 * sizeof *image);
    memcpy(p, s->p, s->n * sizeof *p);
    memcpy(image, s->image, 3 * s->n * sizeof *image);
    const bool fit = dense_start_fit(s, L, GRADIENTS);
    for (size_t k = 0; fit && k < 3 * s->n; k++) s->image[k] += image[k];
    if (!fit) {
        memcpy(s->p, p, s->n * sizeof *p);
        memcpy(s->image, image, 3 * s->n * sizeof *image);
        set_box(s, before);
    }
    base_free(p), base_free(image);
    return fit;
}

/* After k failures in a row 2^k units pass without. */
static bool make_room(struct liquid *l, double L)
{
    enum { MOST = 6 };
    int32_t *const failures = &l->crowded[0], *const wait = &l->crowded[1];
    if (*wait > 0) return --*wait, false;
    if (push_apart(&l->s, L)) return *failures = 0, true;
    *failures = *failures < MOST ? *failures + 1 : MOST;
    *wait = 1 << *failures;
    return false;
}

/* Hard spheres in a smaller box, by a hundredth at a time. Distances are rounded: overlaps decide. */
static void compress(struct liquid *l, double wanted)
{
    struct spheres *const s = &l->s;
    const double before = s->L, gap = fmax(0, smallest_gap(s)), L = fmax(wanted, 0.99 * before);
    if (before / L - 1 > 0.9 * gap && make_room(l, L)) return;
    set_box(s, fmax(L, before / (1 + 0.9 * gap)));
    if (forces_energy(s) > 0) set_box(s, before);
}

bool density_programme_change(void *state, double rho)
{
    struct liquid *const l = state;
    struct spheres *const s = &l->s;
    const double before = s->L, L = pow((double)s->n / rho, 1.0 / s->dim);
    if (L == before) return false;
    if (s->potential->hard && L < before)
        compress(l, L);
    else
        set_box(s, L);
    return s->L != before;
}

void density_programme_report(const void *state, void (*log_line)(void *context, const char *line),
                              void *context)
{
    const struct liquid *const l = state;
    if (!l->densities.n) return;
    const double rho = l->densities.piece[l->densities.n - 1].to, n = (double)l->s.n;
    if (l->s.L == pow(n / rho, 1.0 / l->s.dim)) return;
    char *const line = base_text("density_schedule: rho = %.6g at the end, not %g: hard spheres "
                                 "had no room. Allowed: more time, or swaps",
                                 n / pow(l->s.L, l->s.dim), rho);
    log_line(context, line);
    base_free(line);
}
