/* Implementation of plot_layout.h. */
#include "analysis/figure/plot_layout.h"

#include <math.h>

#include "analysis/figure/plot_text.h"
#include "common/core/base.h"

const double plot_layout_width = 3.0, plot_layout_left = 0.68, plot_layout_title = 0.34,
             plot_layout_key_line = 0.16, plot_layout_sample = 0.3, plot_layout_space = 0.08,
             plot_layout_font = 9, plot_layout_title_font = 11;

static const double panel_height = 1.8;         /* of a frame that is no map */
static const double right = 0.22, below = 0.48; /* around it */
static const double joint = 0.1;                /* between two that share an axis */
static const double key_gap = 0.1, edge = 0.03; /* below the legend, below the last panel */

static size_t key_entries(const struct plot_panel *panel)
{
    size_t entries = 0;
    for (size_t i = 0; i < panel->n; i++) entries += *panel->series[i].legend != 0;
    return entries;
}

const struct plot_panel *plot_layout_key_panel(const struct plot_column *c)
{
    const struct plot_panel *most = c->panel;
    for (size_t i = 1; i < c->panels; i++)
        if (!c->panel[i].inside && key_entries(&c->panel[i]) > key_entries(most))
            most = &c->panel[i];
    return most;
}

char *plot_layout_legend(const struct plot_series *s)
{
    const double room = plot_layout_width - plot_layout_sample - 2 * plot_layout_space;
    if (s->enhanced) return base_text("%s", s->legend);
    char *const shortened = plot_text_shortened(s->legend, plot_layout_font, room),
                *const text = plot_text_literal(shortened);
    base_free(shortened);
    return text;
}

size_t plot_layout_key_across(const struct plot_column *c)
{
    const struct plot_panel *const panel = plot_layout_key_panel(c);
    double widest = 0;
    for (size_t i = 0; i < panel->n; i++) {
        char *const text = plot_layout_legend(&panel->series[i]);
        widest = fmax(widest, plot_text_width(text, plot_layout_font) + plot_layout_sample +
                                  3 * plot_layout_space);
        base_free(text);
    }
    size_t across = (size_t)c->key_columns;
    while (across > 1 && widest > plot_layout_width / (double)across) across--;
    return across;
}

static size_t key_lines(const struct plot_column *c)
{
    const size_t across = plot_layout_key_across(c);
    return (key_entries(plot_layout_key_panel(c)) + across - 1) / across;
}

/* A note above a square panel takes a line. */
static double note_line(const struct plot_column *c)
{
    return c->panels && c->panel[0].square && c->panel[0].note ? plot_layout_key_line : 0;
}

/* Height of title and legend: the same for all columns, so that panels align. */
static double head_height(const struct plot *p)
{
    double most = 0;
    for (const struct plot_column *c = p->column; c < p->column + p->columns; c++)
        most = fmax(most, plot_layout_key_line * (double)key_lines(c) + note_line(c));
    return plot_layout_title + most + key_gap;
}

double plot_layout_height(const struct plot_panel *panel)
{
    return panel->square ? plot_layout_width : panel_height;
}

static double step_down(const struct plot_panel *panel)
{
    const double note = panel->square && panel->note ? plot_layout_key_line : 0;
    return plot_layout_height(panel) + (panel->joined ? joint : below) + note;
}

struct plot_layout_size plot_layout_figure(const struct plot *p)
{
    double most = 0;
    for (const struct plot_column *c = p->column; c < p->column + p->columns; c++) {
        double height = head_height(p) + edge;
        for (size_t i = 0; i < c->panels; i++) height += step_down(&c->panel[i]);
        most = fmax(most, height);
    }
    return (struct plot_layout_size){
        (double)p->columns * (plot_layout_left + plot_layout_width + right), most};
}

double plot_layout_column(size_t c)
{
    return plot_layout_left + (double)c * (plot_layout_left + plot_layout_width + right);
}

double plot_layout_top(const struct plot *p, size_t c, size_t at)
{
    double top = head_height(p);
    for (size_t i = 0; i < at; i++) top += step_down(&p->column[c].panel[i]);
    return top;
}
