/* Implementation of plot_key.h. */
#include "analysis/figure/plot_key.h"

#include <math.h>

#include "analysis/figure/plot_layout.h"
#include "analysis/figure/plot_script_text.h"
#include "analysis/figure/plot_text.h"
#include "common/core/base.h"

static const char *const dashes[] = {"dt (6,3)",  "dt (2,2)",         "dt (10,3,2,3)",
                                     "dt (10,4)", "dt (6,2,2,2,2,2)", "dt (1,3)"};

const char *plot_key_dashes(const struct plot_series *s)
{
    enum { PATTERNS = sizeof dashes / sizeof *dashes };
    return s->style == PLOT_DASHES ? dashes[s->dashes % PATTERNS] : "dt 1";
}

/* A plot_layout_sample of the series, from x to x + wide. */
static void write_sample(FILE *out, const struct plot_series *s, double x, double wide, double y)
{
    if (plot_above_curves(s))
        fprintf(out, "set label '' at screen %.5f, screen %.5f point pt 7 ps %g lc rgb '#%06x'\n",
                x + wide / 2, y, s->style == PLOT_DISCS ? 1.6 : 0.9, s->colour);
    else
        fprintf(out,
                "set arrow from screen %.5f, screen %.5f to screen %.5f, screen %.5f nohead lw %g "
                "%s lc rgb '#%06x'\n",
                x, y, x + wide, y, s->width + 0.6, plot_key_dashes(s), s->colour);
}

/* Left edge of the entries in one column of the legend: they are centred over the panel. */
static double key_left(const struct plot_column *c)
{
    const struct plot_panel *const panel = plot_layout_key_panel(c);
    double widest = 0;
    for (size_t i = 0; i < panel->n; i++) {
        char *const text = plot_layout_legend(&panel->series[i]);
        if (*panel->series[i].legend)
            widest = fmax(widest, plot_text_width(text, plot_layout_font) + plot_layout_sample +
                                      2 * plot_layout_space);
        base_free(text);
    }
    return fmin(plot_layout_width / 4, fmax(0, (plot_layout_width - widest) / 2));
}

/* Entry `at` of the legend. */
static void write_entry(FILE *out, const struct plot *p, size_t c, const struct plot_series *s,
                        size_t at)
{
    const size_t across = plot_layout_key_across(&p->column[c]);
    const struct plot_layout_size size = plot_layout_figure(p);
    const double cell = plot_layout_width / (double)across,
                 from = across > 1 ? (double)(at % across) * cell : key_left(&p->column[c]);
    const double x = plot_layout_column(c) + from + plot_layout_space,
                 y = 1 -
                     (plot_layout_title + plot_layout_key_line * ((double)(at / across) + 0.5)) /
                         size.height;
    char *const text = plot_layout_legend(s);
    write_sample(out, s, x / size.width, plot_layout_sample / size.width, y);
    fprintf(out, "set label ");
    plot_script_text_quote(out, text);
    fprintf(out, " at screen %.5f, screen %.5f left",
            (x + plot_layout_sample + plot_layout_space) / size.width, y);
    plot_text_write_font(out, text, plot_layout_font,
                         cell - plot_layout_sample - 2 * plot_layout_space);
    fputc('\n', out);
    base_free(text);
}

void plot_key_write(FILE *out, const struct plot *p, size_t c)
{
    const struct plot_layout_size size = plot_layout_figure(p);
    const double room = plot_layout_width + plot_layout_left;
    char *const title = plot_text_shortened(p->column[c].title, plot_layout_title_font, room),
                *const literal = plot_text_literal(title);
    fprintf(out, "# title and legend; they are drawn with the first panel\nset label ");
    plot_script_text_quote(out, literal);
    fprintf(out, " at screen %.5f, screen %.5f center",
            (plot_layout_column(c) + plot_layout_width / 2) / size.width,
            1 - 0.5 * plot_layout_title / size.height);
    plot_text_write_font(out, literal, plot_layout_title_font, room);
    fputc('\n', out);
    base_free(literal);
    base_free(title);
    const struct plot_panel *const panel = plot_layout_key_panel(&p->column[c]);
    size_t at = 0;
    for (size_t i = 0; i < panel->n; i++)
        if (*panel->series[i].legend) write_entry(out, p, c, &panel->series[i], at++);
}

void plot_key_write_inside(FILE *out, const struct plot_panel *panel)
{
    size_t at = 0;
    for (size_t i = 0; i < panel->n; i++) {
        if (!*panel->series[i].legend) continue;
        char *const text = plot_layout_legend(&panel->series[i]);
        fprintf(out, "set label ");
        plot_script_text_quote(out, text);
        fprintf(out, " at graph %.2f, graph %.2f left tc rgb '#%06x'", at % 2 ? 0.52 : 0.03,
                0.93 - 0.09 * (double)(at / 2), panel->series[i].colour);
        plot_text_write_font(out, text, plot_layout_font, 0.47 * plot_layout_width);
        fputc('\n', out);
        base_free(text);
        at++;
    }
}
