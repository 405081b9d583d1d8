/* Building figures. */
#include "analysis/figure/plot.h"

#include <ctype.h>
#include <math.h>
#include <string.h>

#include "common/core/base.h"

struct plot *plot_create(const char *path)
{
    struct plot *p = base_alloc(1, sizeof *p);
    p->path = base_text("%s", path ? path : "figure");
    const char *const suffixes[] = {".png", ".pdf", ".gp", ".dat"};
    char *dot = strrchr(p->path, '.');
    for (size_t i = 0; dot && i < sizeof suffixes / sizeof *suffixes; i++)
        if (strcmp(dot, suffixes[i]) == 0) *dot = '\0';
    const char *slash = strrchr(p->path, '/');
    require(*(slash ? slash + 1 : p->path), "-o '%s': not a name for a figure", path);
    return p;
}

static void free_panel(struct plot_panel *panel)
{
    for (struct plot_series *s = panel->series; s < panel->series + panel->n; s++) {
        base_free(s->x);
        base_free(s->y);
        base_free(s->error);
        base_free(s->legend);
    }
    base_free(panel->note);
    base_free(panel->own[0]);
    base_free(panel->own[1]);
}

void plot_labels(struct plot_panel *panel, char *xlabel, char *ylabel)
{
    char *const text[] = {xlabel, ylabel};
    for (int k = 0; k < 2; k++) {
        if (!text[k]) continue;
        base_free(panel->own[k]);
        *(k ? &panel->ylabel : &panel->xlabel) = panel->own[k] = text[k];
    }
}

void plot_free(struct plot *p)
{
    for (struct plot_column *c = p->column; c < p->column + p->columns; c++) {
        for (size_t i = 0; i < c->panels; i++) free_panel(&c->panel[i]);
        base_free(c->title);
        base_free(c->own);
    }
    base_free(p->path);
    base_free(p);
}

struct plot_column *plot_column(struct plot *p, const char *name, const char *title,
                                int key_columns)
{
    require(p->columns < PLOT_COLUMNS, "a figure has room for %d columns", PLOT_COLUMNS);
    struct plot_column *const c = &p->column[p->columns++];
    *c = (struct plot_column){
        .name = name, .title = base_text("%s", title), .key_columns = key_columns};
    return c;
}

struct plot_panel *plot_panel(struct plot_column *c, const char *name, const char *xlabel,
                              const char *ylabel)
{
    struct plot_panel *const p = &c->panel[c->panels++];
    *p = (struct plot_panel){.name = name, .xlabel = xlabel, .ylabel = ylabel};
    return p;
}

struct plot_series *plot_add(struct plot_panel *panel, size_t n, const char *legend,
                             unsigned colour, double width)
{
    require(panel->n < PLOT_SERIES, "a figure can show %d kinds of run, not more", PLOT_SERIES);
    struct plot_series *s = &panel->series[panel->n++];
    *s = (struct plot_series){
        .n = n, .colour = colour, .width = width, .legend = base_text("%s", legend)};
    s->x = base_alloc(n, sizeof *s->x);
    s->y = base_alloc(n, sizeof *s->y);
    s->error = base_alloc(n, sizeof *s->error);
    return s;
}

struct plot_series *plot_named(struct plot_panel *panel, size_t n, const char *legend,
                               unsigned colour, double width)
{
    for (struct plot_series *s = panel->series; s < panel->series + panel->n; s++)
        if (strcmp(s->legend, legend) == 0) return s;
    struct plot_series *const s = plot_add(panel, n, legend, colour, width);
    s->n = 0;
    return s;
}

void plot_point(struct plot_series *s, double x, double y, double error)
{
    s->x[s->n] = x;
    s->y[s->n] = y;
    s->error[s->n++] = error;
}

unsigned plot_pale(unsigned colour, double white)
{
    unsigned mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        const double part = (double)(colour >> shift & 0xff);
        mixed = mixed << 8 | (unsigned)lround(part + white * (255 - part));
    }
    return mixed;
}

unsigned plot_colour(size_t i, double white)
{
    static const unsigned palette[PLOT_COLOURS] = {0x000000, 0x0072b2, 0xd55e00, 0x009e73,
                                                   0xcc79a7, 0xe69f00, 0x56b4e9};
    return plot_pale(palette[i % PLOT_COLOURS], white);
}

/* ---- what has nothing to show ---------------------------------------------------------------- */

static bool is_empty(const struct plot_panel *panel)
{
    for (const struct plot_series *s = panel->series; s < panel->series + panel->n; s++)
        for (size_t i = 0; i < s->n; i++)
            if (plot_drawable(panel, s->x[i], s->y[i])) return false;
    return true;
}

/* Removes a panel. The panel above takes over its axis. */
static void drop_panel(struct plot_column *c, size_t at)
{
    struct plot_panel *const panel = &c->panel[at];
    if (at > 0 && c->panel[at - 1].joined && !panel->joined) {
        c->panel[at - 1].joined = false;
        plot_labels(&c->panel[at - 1], base_text("%s", panel->xlabel ? panel->xlabel : ""), NULL);
    }
    free_panel(panel);
    memmove(panel, panel + 1, (c->panels - at - 1) * sizeof *panel);
    c->panels--;
}

bool plot_trim(struct plot *p)
{
    size_t kept = 0;
    for (size_t k = 0; k < p->columns; k++) {
        struct plot_column *const c = &p->column[k];
        for (size_t i = c->panels; i-- > 0;)
            if (is_empty(&c->panel[i])) drop_panel(c, i);
        if (c->panels)
            p->column[kept++] = *c;
        else
            base_free(c->title), base_free(c->own);
    }
    p->columns = kept;
    return kept > 0;
}

/* ---- names ----------------------------------------------------------------------------------- */

bool plot_drawable(const struct plot_panel *panel, double x, double y)
{
    return isfinite(x) && isfinite(y) && (!panel->log_x || x > 0) && (!panel->log_y || y > 0);
}

bool plot_above_curves(const struct plot_series *s)
{
    return s->style == PLOT_POINTS || s->style == PLOT_DISCS || s->style == PLOT_CELLS;
}

const char *plot_stem(const struct plot *p)
{
    const char *slash = strrchr(p->path, '/');
    return slash ? slash + 1 : p->path;
}

/* A column's name may be any word of a table's header. */
char *plot_data(const struct plot *p, const struct plot_column *c, const struct plot_panel *panel)
{
    char *const name = base_text("%s-%s-%s.dat", plot_stem(p), c->name, panel->name);
    for (char *at = name + strlen(plot_stem(p)); *at; at++)
        if (*at == '/' || iscntrl((unsigned char)*at)) *at = '_';
    return name;
}
