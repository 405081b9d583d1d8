/* The last step of all commands: print, save, draw. */
#include "analysis/figure/command_output.h"

#include <stdio.h>

#include "analysis/figure/plot_draw.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"
#include "common/io/output.h"

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

void command_output_show(const struct command_arguments *a, struct result_table *s, struct plot *p)
{
    require(result_table_rows(s) > 0, "%s%s: no data for this command", a->folder[0],
            a->n > 1 ? " and the others" : "");
    if (result_table_lacks_errors(s))
        result_table_note(s, "Error -: a single run, or too few blocks, points or draws for an "
                             "error; such a number decides nothing.");
    const bool drawn = plot_trim(p);
    if (a->output) command_output_require(a, p);
    if (a->output) save(s, p, drawn);
    result_table_print(s, a->json);
    if (a->preview && drawn) plot_draw_preview(p);
    plot_free(p);
    result_table_free(s);
}
