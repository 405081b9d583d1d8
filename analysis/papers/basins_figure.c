/* The ends of training as a figure. Loss and distances between ends against weights per sample
   (without decay) and against decay, from three origins. A map of both. Distributions of weights
   and losses where several networks have the same decay. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/papers/basins.h"
#include "analysis/figure/plot.h"
#include "common/core/base.h"
#include "common/core/vector.h"

struct basins {
    size_t n;
    const struct basin *end; /* (n) by decay, then by size */
};

static struct plot *new_figure(const char *path)
{
    static const struct plot_panel
        left[] = {{.name = "loss", .ylabel = "final loss, λ = 0", .log_y = true, .joined = true},
                  {.name = "distance", .ylabel = "distance of two ends", .joined = true},
                  {.name = "map",
                   .xlabel = "weights a sample  N / P",
                   .ylabel = "weight decay  λ",
                   .padded = true}},
        right[] = {
            {.name = "loss", .ylabel = "final loss, with decay", .log_x = true, .joined = true},
            {.name = "distance",
             .xlabel = "weight decay  λ",
             .log_x = true,
             .ylabel = "distance of two ends"},
            {.name = "weights",
             .xlabel = "size of a weight",
             .ylabel = "share of weights",
             .log_x = true},
            {.name = "losses",
             .xlabel = "final loss without decay, over its mean",
             .ylabel = "share of networks below",
             .padded = true}};
    struct plot *const p = plot_create(path);
    p->columns = 2;
    p->column[0] = (struct plot_column){
        .name = "width", .title = base_text("Weights a sample"), .key_columns = 2, .panels = 3};
    p->column[1] = (struct plot_column){
        .name = "decay", .title = base_text("Weight decay"), .key_columns = 2, .panels = 4};
    memcpy(p->column[0].panel, left, sizeof left);
    memcpy(p->column[1].panel, right, sizeof right);
    return p;
}

static void draw_points(struct plot_panel *panel, const struct basins *a)
{
    struct plot_series *const s =
        plot_named(panel, a->n, "one network", plot_colour(PLOT_BLUE, 0), 1.5);
    s->style = PLOT_POINTS;
    for (size_t i = 0; i < a->n; i++)
        if (!(a->end[i].decay > 0) && a->end[i].origin == BASINS_FRESH)
            plot_point(s, basins_load(&a->end[i]), a->end[i].loss, NAN);
}

static void draw_decay(struct plot_panel *panel, const struct basins *a)
{
    static const char *const name[BASINS_ORIGINS] = {[BASINS_FRESH] = "from fresh weights",
                                                     [BASINS_UP] = "decay rising",
                                                     [BASINS_DOWN] = "decay falling"};
    static const size_t colour[BASINS_ORIGINS] = {
        [BASINS_FRESH] = PLOT_BLACK, [BASINS_UP] = PLOT_BLUE, [BASINS_DOWN] = PLOT_VERMILLION};
    for (enum basins_origin origin = 0; origin < BASINS_ORIGINS; origin++) {
        if (!name[origin]) continue;
        struct plot_series *const s =
            plot_named(panel, a->n, name[origin], plot_colour(colour[origin], 0), 1.5);
        s->style = origin == BASINS_FRESH ? PLOT_POINTS : PLOT_LINES;
        for (size_t i = 0; i < a->n; i++)
            if (a->end[i].origin == origin && a->end[i].decay > 0)
                plot_point(s, a->end[i].decay, a->end[i].total, NAN);
    }
}

/* Draws the distances between ends of the same network. Dashed: sqrt 2 times their norm, the
   distance of uncorrelated weights. */
static void draw_distances(struct plot_panel *panel, const struct basins *a, bool decays)
{
    struct plot_series *const s = plot_add(panel, a->n * a->n + 1, "", plot_colour(0, 0), 1.5),
                              *const free = plot_add(panel, a->n, "uncorrelated", 0x888888, 1);
    s->style = PLOT_POINTS, free->style = PLOT_DASHES;
    s->n = free->n = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct basin *const b = &a->end[i];
        if ((b->decay > 0) != decays || b->origin != BASINS_FRESH) continue;
        const double x = decays ? b->decay : basins_load(b);
        double norm = 0, equals = 0;
        for (size_t k = 0; k < a->n; k++) {
            const double d = basins_distance(b, &a->end[k]);
            if (a->end[k].origin != BASINS_FRESH || isnan(d)) continue;
            norm += a->end[k].norm, equals++;
            if (k < i) plot_point(s, x, d, NAN);
        }
        if (!free->n || free->x[free->n - 1] != x)
            plot_point(free, x, sqrt(2) * norm / equals, NAN);
    }
}

/* ---- sizes and decays ------------------------------------------------------------------------ */

struct level { /* of the final loss with decay */
    double below;
    const char *name;
    double white;
};

static const struct level levels[] = {
    {1e-6, "loss below 10⁻⁶", 0},     {1e-4, "10⁻⁶ to 10⁻⁴", 0.2},
    {0.01, "10⁻⁴ to 0.01", 0.35},     {0.03, "loss 0.01 to 0.03", 0.5},
    {0.1, "loss 0.03 to 0.1", 0.65},  {0.2, "loss 0.1 to 0.2", 0.8},
    {INFINITY, "loss above 0.2", 0.9}};

/* The series for the loss of an end; networks without weights have their own. */
static struct plot_series *series_at(struct plot_panel *panel, const struct basin *b, size_t room)
{
    const struct level *l = levels;
    if (b->loss >= basins_trivial)
        return plot_named(panel, room, "no weights left", plot_colour(PLOT_VERMILLION, 0), 1);
    while (b->total >= l->below) l++;
    return plot_named(panel, room, l->name, plot_colour(PLOT_BLUE, l->white), 1);
}

static bool mapped(const struct basin *b)
{
    return b->origin == BASINS_MAP || (b->origin == BASINS_FRESH && !(b->decay > 0));
}

/* True for the end of lowest loss among networks of one size and decay, which is drawn as a disc.
   */
static bool lowest(const struct basins *a, const struct basin *b)
{
    for (const struct basin *o = a->end; o < a->end + a->n; o++)
        if (mapped(o) && o->n == b->n && o->decay == b->decay &&
            (o->total < b->total || (o->total == b->total && o < b)))
            return false;
    return mapped(b);
}

static void draw_map(struct plot_panel *panel, const struct basins *a)
{
    double widest = 0;
    for (size_t i = 0; i < a->n; i++)
        if (mapped(&a->end[i])) widest = fmax(widest, basins_load(&a->end[i]));
    for (size_t i = 0; i < a->n; i++) {
        if (!lowest(a, &a->end[i])) continue;
        struct plot_series *const s = series_at(panel, &a->end[i], a->n);
        s->style = PLOT_DISCS;
        plot_point(s, basins_load(&a->end[i]), a->end[i].decay, widest / 50);
    }
}

/* ---- weights --------------------------------------------------------------------------------- */

enum { BINS = 40 };
static const double smallest = 1e-6, decades = 7; /* of a weight */

/* Histogram of the weights of all fresh ends comparable with b; returns the number of networks. */
static size_t count_weights(const struct basins *a, const struct basin *b, double share[BINS])
{
    size_t networks = 0;
    for (const struct basin *o = a->end; o < a->end + a->n; o++) {
        if (o->origin != BASINS_FRESH || isnan(basins_distance(o, b))) continue;
        networks++;
        for (size_t i = 0; i < o->n; i++) {
            const double at = log10(fabs(o->w[i]) / smallest) / decades * BINS;
            share[at < 0 ? 0 : at < BINS ? (size_t)at : BINS - 1]++;
        }
    }
    return networks;
}

/* Draws the cumulative distribution of the losses of fresh ends comparable with b. */
static void draw_losses(struct plot_panel *panel, const struct basins *a, const struct basin *b,
                        unsigned colour)
{
    double *const loss = base_alloc(a->n, sizeof *loss), mean = 0;
    size_t n = 0;
    for (const struct basin *o = a->end; o < a->end + a->n; o++)
        if (o->origin == BASINS_FRESH && !isnan(basins_distance(o, b))) loss[n++] = o->loss;
    qsort(loss, n, sizeof *loss, vector_compare);
    for (size_t i = 0; i < n; i++) mean += loss[i] / (double)n;
    struct plot_series *const s = plot_add(panel, 2 * n, "", colour, 1.5);
    s->n = 0;
    for (size_t i = 0; i < n; i++) {
        plot_point(s, loss[i] / mean, (double)i / (double)n, NAN);
        plot_point(s, loss[i] / mean, (double)(i + 1) / (double)n, NAN);
    }
    base_free(loss);
}

/* Draws the distributions of weights and losses at decays with more than one end, with a legend in
   the first panel. */
static void draw_alike(struct plot_column *c, const struct basins *a)
{
    struct plot_panel *const key = &c->panel[0], *const panel = &c->panel[2];
    size_t drawn = 0;
    double last = 0;
    for (const struct basin *b = a->end; b < a->end + a->n; b++) {
        double share[BINS] = {0};
        if (b->origin != BASINS_FRESH || !(b->decay > last)) continue;
        const size_t networks = count_weights(a, b, share);
        if (networks < 2) continue;
        last = b->decay;
        char name[64];
        snprintf(name, sizeof name, "ends at λ = %g", b->decay);
        const unsigned colour = plot_colour(PLOT_GREEN + drawn++ % 2, 0);
        draw_losses(&c->panel[3], a, b, colour);
        struct plot_series *const s = plot_named(panel, BINS, name, colour, 1.5);
        plot_named(key, 1, name, colour, 1.5);
        for (size_t i = 0; i < BINS; i++)
            plot_point(s, smallest * pow(10, ((double)i + 0.5) * decades / BINS),
                       share[i] / (double)(networks * b->n), NAN);
    }
}

struct plot *basins_figure(size_t n, const struct basin *b, const char *path)
{
    const struct basins a = {n, b};
    struct plot *const p = new_figure(path);
    draw_points(&p->column[0].panel[0], &a);
    draw_decay(&p->column[1].panel[0], &a);
    draw_distances(&p->column[0].panel[1], &a, false);
    draw_distances(&p->column[1].panel[1], &a, true);
    draw_map(&p->column[0].panel[2], &a);
    draw_alike(&p->column[1], &a);
    return p;
}
