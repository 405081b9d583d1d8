/* What all commands do last: say, save and draw. */
#include "analysis/commands.h"

#include <stdio.h>

#include "analysis/plot.h"
#include "analysis/summary.h"
#include "common/base.h"

void commands_show(const struct commands_arguments *a, struct summary *s, struct plot *p)
{
    if (p && !a->output && !a->preview) plot_free(p), p = NULL;
    if (p && a->output) {
        plot_draw(p);
        summary_note(s, "Figure: %s.png, %s.pdf (script %s.gp, table %s.dat)", p->path, p->path,
                     p->path, p->path);
        char *const path = base_text("%s.dat", p->path);
        summary_save(s, path);
        base_free(path);
    }
    summary_print(s, a->json);
    if (p && a->preview) plot_preview(p);
    if (p) plot_free(p);
    summary_free(s);
}
