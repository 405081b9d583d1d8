/* The last step of all commands: print, save, draw. */
#include "analysis/figure/command_output.h"

#include <stdio.h>
#include <string.h>

#include "analysis/figure/plot_axes.h"
#include "analysis/figure/plot_draw.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"
#include "common/io/output.h"
#include "common/io/run_folder.h"

void command_output_require(const struct command_arguments *a, const struct plot *p)
{
    plot_draw_require(p, &(struct output){.force = a->force, .n = a->n, .input = a->folder});
}

/* Saves the table beside the figure, and adds a line with their paths. */
static void save(struct result_table *s, const struct plot *p, bool drawn)
{
    const char *const path = p->path;
    if (drawn) plot_draw(p);
    if (drawn)
        result_table_note(s, "Figure: %s.png, %s.pdf (script %s.gp, table %s.dat)", path, path,
                          path, path);
    else
        result_table_note(s, "No figure: nothing can be drawn (table %s.dat)", path);
    char *const table = base_text("%s.dat", path);
    result_table_save(s, table);
    base_free(table);
}

void command_output_folder(const char *path)
{
    const char *const slash = strrchr(path, '/');
    if (!slash || slash == path) return;
    char *const folder = base_text("%.*s", (int)(slash - path), path);
    run_folder_mkdir(folder);
    base_free(folder);
}

/* Points that are no numbers, or not above 0 where y is logarithmic; those at x = 0 on a logarithmic
   axis have no place by its nature. */
static size_t undrawn(const struct plot_panel *panel)
{
    size_t n = 0;
    for (const struct plot_series *s = panel->series; s < panel->series + panel->n; s++)
        for (size_t i = 0; i < s->n; i++)
            n += (!panel->log_x || s->x[i] > 0) && !plot_drawable(panel, s->x[i], s->y[i]);
    return n;
}

/* All that the figure does not show has a line. */
static void note_cut(struct result_table *s, const struct plot *p)
{
    for (const struct plot_column *c = p->column; c < p->column + p->columns; c++)
        for (size_t i = 0; i < c->panels; i++) {
            const size_t n = plot_axes_cut(c, i), hidden = undrawn(&c->panel[i]);
            if (n)
                result_table_note(s, "Figure: the frame of %s, %s cuts %zu error bar%s.", c->name,
                                  c->panel[i].name, n, n > 1 ? "s" : "");
            if (hidden)
                result_table_note(s, "Figure: %zu point%s of %s, %s %s not drawn: no number%s.",
                                  hidden, hidden > 1 ? "s" : "", c->name, c->panel[i].name,
                                  hidden > 1 ? "are" : "is",
                                  c->panel[i].log_y ? ", or not above 0" : "");
        }
}

void command_output_show(const struct command_arguments *a, struct result_table *s, struct plot *p)
{
    require(result_table_rows(s) > 0, "%s%s: no data for this command", a->folder[0],
            a->n > 1 ? " and the others" : "");
    if (result_table_lacks_errors(s))
        result_table_note(s, "Error -: a single run, or too few blocks, points or draws for an "
                             "error; such a number decides nothing.");
    const bool drawn = plot_trim(p);
    if (drawn && (a->output || a->show || a->preview)) note_cut(s, p);
    if (a->show) {
        a->show(a->context, s, drawn ? p : NULL);
        plot_free(p);
        result_table_free(s);
        return;
    }
    if (a->output) command_output_require(a, p), command_output_folder(p->path);
    if (a->output) save(s, p, drawn);
    result_table_print(s, a->json);
    if (a->preview && drawn) plot_draw_preview(p);
    plot_free(p);
    result_table_free(s);
}
