/* map: a map of displacements, from stored frames. The lag is that at which the overlap is nearest
   to the level. The weight w_i of an item is 1 if it moved no further than the length of the
   overlap, else 0. The figure shows the items of a slab at the last origin, coloured by
   displacement, and G_4(r) = < (w_i - <w>) (w_j - <w>) > / < (w_i - <w>)^2 > over pairs at distance
   r at the origin. The integral of G_4 is chi_4. Errors: jackknife over origins. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/colour.h"
#include "analysis/commands/commands.h"
#include "analysis/read/group_parts.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"
#include "common/observe/cell_grid.h"
#include "common/observe/observe.h"
#include "common/io/trajectory.h"

enum { ORIGINS = 16, BINS = 24, CLASSES = 6, SHOWN = 2, COPIES = 4 };

static const double width = 0.25;                                      /* of a bin of r [length] */
static const double thickness = 1.5;                                   /* of the slab [length] */
static const double edge[CLASSES] = {0.1, 0.2, 0.3, 0.5, 1, INFINITY}; /* displacements [length] */

struct map { /* of one run */
    const struct run *run;
    struct temperature_stage part; /* its frames, and T */
    struct trajectory *frames;
    struct owned_frame origin;
    struct frame now;
    double length, overlap[ORIGINS];
    int64_t lag;
    size_t origins;
    double sum[ORIGINS][BINS], pairs[ORIGINS][BINS], variance[ORIGINS];
    double *weight; /* (n) less the mean */
    size_t item;    /* item whose neighbours are visited */
};

/* ---- frames ---------------------------------------------------------------------------------- */

static void keep_origin(struct map *m, size_t at)
{
    struct frame f;
    trajectory_read(m->frames, at, &f);
    frame_copy(&m->origin, &f);
}

static double overlap_of(const struct map *m, struct observe_pair *p)
{
    double kept = 0;
    observe_pair_init(p, &m->now, &m->origin.view);
    for (size_t i = 0; i < m->now.n; i++) kept += observe_squared(p, i) <= m->length * m->length;
    return kept / (double)m->now.n;
}

/* Number of frames between an origin and its end: there the overlap is nearest to the level. */
static size_t choose_lag(struct map *m, size_t first, size_t frames, double level)
{
    size_t best = 1;
    double nearest = INFINITY;
    struct observe_pair p;
    keep_origin(m, first);
    for (size_t k = 1; k <= frames / 2; k++) {
        trajectory_read(m->frames, first + k, &m->now);
        const double away = fabs(overlap_of(m, &p) - level);
        if (away < nearest) nearest = away, best = k, m->lag = m->now.t - m->origin.view.t;
    }
    return best;
}

/* ---- G_4 ------------------------------------------------------------------------------------- */

static void add_pair(void *user, size_t j, double r2)
{
    struct map *const m = user;
    const size_t bin = (size_t)(sqrt(r2) / width), o = m->origins;
    if (j == m->item || bin >= BINS) return;
    m->sum[o][bin] += m->weight[m->item] * m->weight[j];
    m->pairs[o][bin]++;
}

static void add_origin(struct map *m)
{
    struct observe_pair p;
    const size_t n = m->now.n;
    const double mean = m->overlap[m->origins] = overlap_of(m, &p);
    for (size_t i = 0; i < n; i++)
        m->weight[i] = (observe_squared(&p, i) <= m->length * m->length) - mean;
    m->variance[m->origins] = mean * (1 - mean);
    struct cell_grid *const g =
        cell_grid_create(&m->origin.view, fmin(BINS * width, m->origin.view.box / 2));
    for (m->item = 0; m->item < n; m->item++)
        cell_grid_near(g, m->origin.view.x + m->item * (size_t)m->origin.view.dim, add_pair, m);
    cell_grid_free(g);
    m->origins++;
}

/* G_4 without origin `out`; ORIGINS: of all. NAN for bins with too few pairs. */
static double G4(const struct map *m, size_t bin, size_t out)
{
    double sum = 0, pairs = 0, variance = 0, n = 0;
    for (size_t o = 0; o < m->origins; o++) {
        if (o == out) continue;
        sum += m->sum[o][bin], pairs += m->pairs[o][bin];
        variance += m->variance[o], n++;
    }
    return pairs > n * (double)m->now.n / 4 ? sum / pairs / (variance / n) : NAN;
}

static struct statistics_estimate G4_estimate(const struct map *m, size_t bin)
{
    double left[ORIGINS];
    for (size_t o = 0; o < m->origins; o++) left[o] = G4(m, bin, o);
    return statistics_jackknife(m->origins, left, G4(m, bin, ORIGINS));
}

/* Length xi of the decay exp(-r / xi) beyond nearest neighbours, by least squares weighted with the
   errors of ln G_4. Uses bins where G_4 exceeds three errors; NAN with fewer than three. */
static double range(const struct map *m, const struct statistics_estimate *g, size_t out)
{
    double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0;
    size_t n = 0;
    for (size_t b = (size_t)(1 / width); b < BINS; b++) {
        const double y = G4(m, b, out), x = ((double)b + 0.5) * width;
        if (!(g[b].value > 3 * g[b].error) || !(y > 0)) break;
        const double each = pow(g[b].value / g[b].error, 2), ln = log(y);
        w += each, wx += each * x, wy += each * ln, wxx += each * x * x, wxy += each * x * ln;
        n++;
    }
    return n >= 3 ? -(w * wxx - wx * wx) / (w * wxy - wx * wy) : NAN;
}

static struct statistics_estimate range_estimate(const struct map *m,
                                                 const struct statistics_estimate *g)
{
    double left[ORIGINS];
    for (size_t o = 0; o < m->origins; o++) left[o] = range(m, g, o);
    return statistics_jackknife(m->origins, left, range(m, g, ORIGINS));
}

/* ---- figure ---------------------------------------------------------------------------------- */

static double folded(const struct frame *f, double x)
{
    return x - f->box * floor(x / f->box);
}

/* A disc, and its periodic copies where it crosses the edges of the box. */
static void add_disc(struct plot_series *s, double box, double x, double y, double radius)
{
    for (int i = -1; i <= 1; i++)
        for (int j = -1; j <= 1; j++) {
            const double u = x + i * box, v = y + j * box;
            if (u > -radius && u < box + radius && v > -radius && v < box + radius)
                plot_point(s, u, v, radius);
        }
}

static void add_discs(struct plot_panel *panel, const struct map *m)
{
    struct observe_pair p;
    const struct frame *const f = &m->origin.view;
    const size_t dim = (size_t)f->dim;
    observe_pair_init(&p, &m->now, f);
    double from = 0;
    for (size_t k = 0; k < CLASSES; from = edge[k++]) {
        char *const legend =
            k + 1 < CLASSES ? base_text("%g - %g σ", from, edge[k]) : base_text("> %g σ", from);
        struct plot_series *const s =
            plot_named(panel, COPIES * f->n, legend, colour_along(k, CLASSES), 1);
        s->style = PLOT_DISCS;
        for (size_t i = 0; i < f->n; i++) {
            const double moved = sqrt(observe_squared(&p, i)), *const x = f->x + i * dim;
            if (moved < from || moved >= edge[k]) continue;
            if (dim == 3 && fabs(folded(f, x[2]) - f->box / 2) > thickness / 2) continue;
            add_disc(s, f->box, folded(f, x[0]), folded(f, x[1]), f->label ? f->label[i] / 2 : 0.5);
        }
        base_free(legend);
    }
}

static void draw(struct plot *plot, struct result_table *s, const struct map *m,
                 const struct statistics_estimate *g)
{
    static const char *const name[SHOWN] = {"first", "second"};
    if (plot->columns == SHOWN) {
        result_table_note(s, "Figure: room for %d maps; that of %s, T = %g is not drawn.", SHOWN,
                          m->run->path, m->part.T);
        return;
    }
    struct plot_column *const c = &plot->column[plot->columns];
    *c = (struct plot_column){.name = name[plot->columns++],
                              .title = base_text("T = %g%s%s", m->part.T,
                                                 *m->run->protocol ? ", " : "", m->run->protocol),
                              .key_columns = 3,
                              .panels = 2};
    c->panel[0] = (struct plot_panel){
        .name = "map", .xlabel = "x  [σ]", .ylabel = "y  [σ]", .square = true, .frame = m->now.box};
    c->panel[0].note = base_text("displacement in %lld %s%s", (long long)m->lag,
                                 m->run->system->clocks, m->now.dim == 3 ? ";  a slab" : "");
    c->panel[1] = (struct plot_panel){.name = "G4", .log_y = true, .padded = true};
    plot_labels(&c->panel[1], system_kind_label(m->run->system, "r"),
                system_kind_label(m->run->system, "G4"));
    add_discs(&c->panel[0], m);
    struct plot_series *const drawn =
        plot_named(&c->panel[1], BINS, "", plot_colour(PLOT_BLUE, 0), 1.5);
    drawn->style = PLOT_POINTS;
    size_t b = 0;
    for (; b < BINS && !(g[b].value <= g[b].error); b++)
        if (isfinite(g[b].value))
            plot_point(drawn, ((double)b + 0.5) * width, g[b].value, g[b].error);
    if (b < BINS)
        result_table_note(s,
                          "Figure: G_4 of %s is drawn up to r = %g, where it vanishes within "
                          "its error.",
                          m->run->path, (double)b * width);
}

/* ---- the command ----------------------------------------------------------------------------- */

static void add_row(struct result_table *s, const struct map *m,
                    const struct statistics_estimate *g)
{
    result_table_text(s, "%s", m->run->path);
    result_table_number(s, m->part.T);
    result_table_number(s, (double)m->lag);
    result_table_number(s, (double)m->origins);
    result_table_estimate(s, statistics_mean(m->origins, m->overlap));
    result_table_estimate(s, g[(size_t)(1 / width)]);
    result_table_estimate(s, range_estimate(m, g));
}

/* Number of frames of the part, and the first of them. */
static size_t frames_of(struct map *m, size_t *first)
{
    const size_t all = trajectory_frames(m->frames);
    size_t n = 0;
    *first = 0;
    for (size_t k = 0; k < all; k++) {
        trajectory_read(m->frames, k, &m->now);
        const bool in = temperature_stages_has(&m->part, (double)m->now.t);
        if (in && n++ == 0) *first = k;
    }
    return n;
}

static void measure(struct map *m, struct result_table *s, struct plot *plot, double level)
{
    require(m->run->system->in_box, "%s: is a %s, which has no items in a box to map", m->run->path,
            m->run->system->name);
    char *const path = base_text("%s/trajectory.h5", m->run->path);
    m->frames = trajectory_open(path);
    size_t first;
    const size_t frames = frames_of(m, &first);
    require(frames >= 4, "%s: holds %zu frames at T = %g, t > %g; a map needs four or more", path,
            frames, m->part.T, m->part.from);
    const size_t lag = choose_lag(m, first, frames, level), origins = frames - lag,
                 step = (origins + ORIGINS - 1) / ORIGINS;
    m->weight = base_alloc(m->now.n, sizeof *m->weight);
    for (size_t at = (origins - 1) % step; at < origins; at += step) {
        keep_origin(m, first + at);
        trajectory_read(m->frames, first + at + lag, &m->now);
        add_origin(m);
    }
    struct statistics_estimate g[BINS];
    for (size_t b = 0; b < BINS; b++) g[b] = G4_estimate(m, b);
    add_row(s, m, g);
    draw(plot, s, m, g);
    trajectory_close(m->frames);
    base_free(m->weight);
    frame_clear(&m->origin);
    base_free(path);
}

void map_command(const struct command_arguments *a)
{
    struct result_table *const s =
        result_table_create("Four-point correlation of items that stayed within the overlap's "
                            "length, at the lag where the "
                            "overlap is nearest to %.3g; xi: of exp(-r / xi) from neighbours on.",
                            a->level);
    result_table_column(s, "folder", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "T", "energy", RESULT_TABLE_NUMBER);
    result_table_column(s, "lag", "time", RESULT_TABLE_NUMBER);
    result_table_column(s, "origins", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "overlap", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "G4_contact", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "xi", "length", RESULT_TABLE_ESTIMATE);
    struct plot *const plot = plot_create(a->output);
    struct groups all = group_parts_read(a);
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        for (size_t i = 0; i < g->n; i++) {
            const char *const length = run_value(g->member[i], "observe.overlap.length");
            struct map *const m = base_alloc(1, sizeof *m);
            *m = (struct map){.run = g->member[i],
                              .part = g->part,
                              .length = length ? strtod(length, NULL) : 0.3};
            measure(m, s, plot, a->level);
            base_free(m);
        }
    command_output_show(a, s, plot);
    groups_clear(&all);
}
