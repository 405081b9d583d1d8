/* landscape --of matrix: overlaps of all pairs of solutions: as they are, aligned, and of
   functions. Solutions are in the order of the tree of each overlap, so that a hierarchy appears as
   nested blocks along the diagonal. */
#include <math.h>
#include <string.h>

#include "analysis/estimate/hierarchy.h"
#include "analysis/landscape/landscape.h"
#include "analysis/landscape/overlaps_table.h"
#include "analysis/estimate/linkage.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

struct range {
    double least, most;
};

/* Draws the matrix without its diagonal, where q = 1 would compress the shades of the rest. */
static struct range draw(const struct hierarchy *h, struct plot_panel *panel)
{
    const size_t n = h->n;
    struct linkage_merge *const merge = base_alloc(n, sizeof *merge);
    size_t *const leaf = base_alloc(n, sizeof *leaf);
    linkage_average(n, h->distance, merge);
    linkage_leaves(n, merge, leaf);
    struct plot_series *const s = plot_add(panel, n * n, "", 0, 1);
    struct range q = {INFINITY, -INFINITY};
    s->n = 0, s->style = PLOT_CELLS;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const double x = i == j ? NAN : 1 - h->distance[leaf[i] * n + leaf[j]];
            plot_point(s, (double)(i + 1), (double)(j + 1), x);
            q.least = fmin(q.least, x), q.most = fmax(q.most, x);
        }
    base_free(merge), base_free(leaf);
    return q;
}

static void add_panel(struct plot_column *c, struct result_table *s, const char *folder,
                      const struct hierarchy *h)
{
    struct plot_panel *const panel = &c->panel[c->panels++];
    *panel = (struct plot_panel){.name = h->kind->name, .square = true};
    const struct range q = draw(h, panel);
    panel->xlabel = "solutions, in the order of the tree", panel->ylabel = h->kind->doc;
    panel->note = base_text("q = %.3f (white) to %.3f (dark)", q.least, q.most);
    result_table_text(s, "%s", folder);
    result_table_text(s, "%s", h->kind->name);
    result_table_number(s, (double)h->n);
    result_table_number(s, q.least);
    result_table_number(s, q.most);
}

static void add_column(struct plot *p, struct result_table *s, const char *folder,
                       const struct command_arguments *a)
{
    struct table t = overlaps_table_read(folder, "overlaps", a);
    struct plot_column *const c = &p->column[p->columns++];
    *c = (struct plot_column){.name = p->columns == 1 ? "first" : "second", .key_columns = 1};
    const struct system_kind *first = NULL;
    for (const struct hierarchy_kind *k = hierarchy_kinds; k->name; k++) {
        struct hierarchy h;
        if (!hierarchy_read(&h, &t, k)) continue;
        if (!first) first = k->system;
        add_panel(c, s, folder, &h);
        hierarchy_clear(&h);
    }
    require(c->panels > 0, "%s: has no column of overlaps", t.path);
    c->title = base_text("%s", first->title);
    table_clear(&t);
}

void matrix_command(const struct command_arguments *a)
{
    require(a->n <= 2, "landscape --of matrix: one or two folders, not %zu", a->n);
    struct result_table *const s =
        result_table_create("Overlaps q of pairs of solutions: the least and the largest.");
    result_table_column(s, "folder", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "overlap", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "solutions", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "least", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "largest", NULL, RESULT_TABLE_NUMBER);
    struct plot *const p = plot_create(a->output);
    for (size_t i = 0; i < a->n; i++) add_column(p, s, a->folder[i], a);
    command_output_show(a, s, p);
}
