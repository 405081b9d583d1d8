/* Implementation of capabilities.h: forces depend on the potential, swaps on the diameters. */
#include "glass/spheres/capabilities.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/mc/needs.h"
#include "common/config/runfile.h"
#include "glass/spheres/constant_pressure.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/moves.h"
#include "glass/spheres/dynamics/semi_grand.h"
#include "glass/spheres/state/interaction.h"
#include "glass/spheres/state/size_keys.h"

/* ---- diameters ------------------------------------------------------------------------------- */

struct sizes { /* in order */
    size_t n, kinds;
    float *s;       /* (n) [length]; NULL: not known yet */
    double nearest; /* smallest nonzero difference of two diameters; INFINITY: all are equal
                       [length] */
};

static int ascending(const void *a, const void *b)
{
    const float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* Diameters of the state, or those that the run file draws. */
static void fill(struct sizes *z, const struct needs_query *q, const struct model *model)
{
    const struct liquid *const state = q->state;
    const char *const start = runfile_text(q->f, "system", "start");
    if (!state && strcmp(start, "lattice") && strcmp(start, "random")) return;
    const size_t asked = (size_t)runfile_int(q->f, "system", "N");
    if (asked == 1) return;
    z->n = state ? state->s.n : asked ? asked : model->N;
    z->s = base_alloc(z->n, sizeof *z->s);
    if (!state) size_keys_draw(q->f, model, z->s, z->n);
    for (size_t i = 0; state && i < z->n; i++) z->s[i] = state->s.p[i].s;
    qsort(z->s, z->n, sizeof *z->s, ascending);
}

static struct sizes sizes_of(const struct needs_query *q, const struct model *model)
{
    struct sizes z = {.kinds = 1, .nearest = INFINITY};
    fill(&z, q, model);
    for (size_t i = 1; i < z.n; i++) {
        if (z.s[i] == z.s[i - 1]) continue;
        z.kinds++;
        z.nearest = fmin(z.nearest, (double)z.s[i] - z.s[i - 1]);
    }
    return z;
}

static double step_of(const struct needs_query *q)
{
    const struct base_table table = {"move", "", glass_moves, sizeof *glass_moves};
    if (runfile_has(q->f, q->section)) return runfile_real(q->f, q->section, "step");
    return strtod(((const struct mc_move *)base_find(&table, strchr(q->section, '.') + 1))->step,
                  NULL);
}

static const char *lacks_sizes(const struct needs_query *q)
{
    static char text[100];
    struct interaction *const n = interaction_create(q->f);
    struct sizes z = sizes_of(q, &n->model);
    const bool known = z.n > 1, species = n->model.mixture != NULL;
    base_free(z.s);
    interaction_free(n);
    if (q->need == NEEDS_MANY_SIZES && species) return "diameters are those of species";
    if (!known) return NULL;
    if (z.kinds == 1) return "all are equal";
    if (q->need == NEEDS_MANY_SIZES && z.kinds <= SEMI_GRAND_BINS) {
        snprintf(text, sizeof text, "%zu are different, not %d", z.kinds, SEMI_GRAND_BINS + 1);
        return text;
    }
    if (q->need != NEEDS_NEAR_SIZES || z.nearest <= step_of(q)) return NULL;
    snprintf(text, sizeof text, "the nearest two differ by %.4g, step = %g", z.nearest, step_of(q));
    return text;
}

/* ---- the potential, and the run -------------------------------------------------------------- */

static const char *lacks_potential(const struct needs_query *q)
{
    static char text[100];
    struct interaction *const n = interaction_create(q->f);
    const struct potential *const v = n->potential;
    const bool jumps = q->need == NEEDS_CONTINUOUS && v->smooth < 0, lacks = v->hard || jumps;
    snprintf(text, sizeof text, "potential %s %s", v->name,
             jumps && !v->hard ? "jumps at its cut-off" : "has none");
    interaction_free(n);
    return lacks ? text : NULL;
}

static const char *lacks_hardness(const struct needs_query *q)
{
    static char text[100];
    struct interaction *const n = interaction_create(q->f);
    const bool hard = n->potential->hard;
    snprintf(text, sizeof text, "potential %s is soft", n->potential->name);
    interaction_free(n);
    return hard ? NULL : text;
}

static const char *lacks_repulsion(const struct needs_query *q)
{
    static char text[100];
    struct interaction *const n = interaction_create(q->f);
    const struct potentials_view view = {.mixture = n->model.mixture};
    const bool possible = event_chain_possible(n->potential, &view);
    snprintf(text, sizeof text, "potential %s attracts", n->potential->name);
    interaction_free(n);
    return possible ? NULL : text;
}

static const char *lacks_pressure(const struct needs_query *q)
{
    return constant_pressure_asked(q->f) ? NULL : "[system] P is 0";
}

static const char *lacks_trials(const struct needs_query *q)
{
    static char text[100];
    const struct mc_dynamics *const row = runfile_row(q->f, "run", "dynamics");
    snprintf(text, sizeof text, "%s makes none", row->name);
    return row->needs & NEEDS_MOVES ? NULL : text;
}

static const char *lacks_ranks(const struct needs_query *q)
{
    static char text[100];
    for (const struct mc_move *m = glass_moves; m->name; m++) {
        const struct liquid_move *const about = m->data;
        if (!about || !about->breaks_ranks || !(mc_weight(q->f, m) > 0)) continue;
        snprintf(text, sizeof text, "[move.%s] changes single diameters", m->name);
        return text;
    }
    return NULL;
}

static const char *lacks_freedom(const struct needs_query *q)
{
    return runfile_has(q->f, "bias") ? "the bias acts on one trial at a time" : NULL;
}

static const struct offer {
    unsigned needs;
    const char *(*lacks)(const struct needs_query *q);
} offers[] = {
    {NEEDS_FORCES | NEEDS_CURVATURE | NEEDS_CONTINUOUS, lacks_potential},
    {NEEDS_SIZES | NEEDS_NEAR_SIZES | NEEDS_MANY_SIZES, lacks_sizes},
    {NEEDS_PRESSURE, lacks_pressure},
    {NEEDS_TRIALS, lacks_trials},
    {NEEDS_RANKS, lacks_ranks},
    {NEEDS_HARD, lacks_hardness},
    {NEEDS_REPULSIVE, lacks_repulsion},
    {NEEDS_UNBIASED, lacks_freedom},
};

const char *capabilities_missing(const struct needs_query *q)
{
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++)
        if (q->need & offers[i].needs) return offers[i].lacks(q);
    return NULL;
}
