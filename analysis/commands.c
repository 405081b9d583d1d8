/* What all commands do last: say, save and draw. */
#include "analysis/commands.h"

#include <stdio.h>

#include "analysis/plot_draw.h"
#include "analysis/summary.h"
#include "common/base.h"
#include "common/output.h"

void commands_require(const struct commands_arguments *a, const struct plot *p)
{
    plot_draw_require(p, &(struct output){.force = a->force, .n = a->n, .input = a->folder});
}

/* The table beside the figure, and a line that says where they are. */
static void save(struct summary *s, const struct plot *p, bool drawn)
{
    const char *const path = p->path;
    if (drawn) plot_draw(p);
    if (drawn)
        summary_note(s, "Figure: %s.png, %s.pdf (script %s.gp, table %s.dat)", path, path, path,
                     path);
    else
        summary_note(s, "No figure: nothing can be drawn (table %s.dat)", path);
    char *const table = base_text("%s.dat", path);
    summary_save(s, table);
    base_free(table);
}

void commands_show(const struct commands_arguments *a, struct summary *s, struct plot *p)
{
    require(summary_rows(s) > 0, "%s%s: hold nothing that this command asks about", a->folder[0],
            a->n > 1 ? " and the others" : "");
    const bool drawn = plot_trim(p);
    if (a->output) commands_require(a, p);
    if (a->output) save(s, p, drawn);
    summary_print(s, a->json);
    if (a->preview && drawn) plot_draw_preview(p);
    plot_free(p);
    summary_free(s);
}
