/* Where training ended, as a figure: loss and distances between ends against weights a sample
   (without decay) and against decay (three ways to come there). */
#include <math.h>
#include <string.h>

#include "analysis/basins.h"
#include "analysis/plot.h"
#include "common/base.h"

struct basins {
    size_t n;
    const struct basin *end; /* (n) by decay, then by size */
};

static struct plot *new_figure(const char *path)
{
    static const struct plot_panel
        left[] = {{.name = "loss", .ylabel = "final loss", .log_y = true, .joined = true},
                  {.name = "distance",
                   .xlabel = "weights a sample  N / P",
                   .ylabel = "distance of two ends"}},
        right[] = {
            {.name = "loss", .ylabel = "final loss, with decay", .log_x = true, .joined = true},
            {.name = "distance",
             .xlabel = "weight decay  λ",
             .log_x = true,
             .ylabel = "distance of two ends"}};
    struct plot *const p = plot_new(path);
    p->columns = 2;
    p->column[0] = (struct plot_column){
        .name = "width", .title = base_text("Without decay"), .key_columns = 2, .panels = 2};
    p->column[1] = (struct plot_column){
        .name = "decay", .title = base_text("Weight decay"), .key_columns = 2, .panels = 2};
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
        if (!(a->end[i].decay > 0) && a->end[i].way == BASINS_FRESH)
            plot_point(s, basins_load(&a->end[i]), a->end[i].loss, NAN);
}

static void draw_decay(struct plot_panel *panel, const struct basins *a)
{
    static const char *const name[BASINS_WAYS] = {"from fresh weights", "decay rising",
                                                  "decay falling"};
    static const size_t colour[BASINS_WAYS] = {PLOT_BLACK, PLOT_BLUE, PLOT_VERMILLION};
    for (enum basins_way way = 0; way < BASINS_WAYS; way++) {
        struct plot_series *const s =
            plot_named(panel, a->n, name[way], plot_colour(colour[way], 0), 1.5);
        s->style = way == BASINS_FRESH ? PLOT_POINTS : PLOT_LINES;
        for (size_t i = 0; i < a->n; i++)
            if (a->end[i].way == way && a->end[i].decay > 0)
                plot_point(s, a->end[i].decay, a->end[i].total, NAN);
    }
}

/* Pairs of ends of the same network; dashed: sqrt 2 times their norm, where they have nothing in
   common. */
static void draw_distances(struct plot_panel *panel, const struct basins *a, bool decays)
{
    struct plot_series *const s = plot_add(panel, a->n * a->n + 1, "", plot_colour(0, 0), 1.5),
                              *const free = plot_add(panel, a->n, "uncorrelated", 0x888888, 1);
    s->style = PLOT_POINTS, free->style = PLOT_DASHES;
    s->n = free->n = 0;
    for (size_t i = 0; i < a->n; i++) {
        const struct basin *const b = &a->end[i];
        if ((b->decay > 0) != decays || b->way != BASINS_FRESH) continue;
        const double x = decays ? b->decay : basins_load(b);
        double norm = 0, equals = 0;
        for (size_t k = 0; k < a->n; k++) {
            const double d = basins_distance(b, &a->end[k]);
            if (a->end[k].way != BASINS_FRESH || isnan(d)) continue;
            norm += a->end[k].norm, equals++;
            if (k < i) plot_point(s, x, d, NAN);
        }
        if (!free->n || free->x[free->n - 1] != x)
            plot_point(free, x, sqrt(2) * norm / equals, NAN);
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
    return p;
}
