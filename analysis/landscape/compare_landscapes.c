/* landscape --of both: the landscape of a liquid beside that of a network. Panels of each: the tree
   of its solutions (inherent structures; trained networks, units aligned), P(q), barriers against
   distance, and the spectrum of the Hessian at one solution. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/estimate/hierarchy.h"
#include "analysis/estimate/verdict.h"
#include "analysis/landscape/landscape.h"
#include "analysis/landscape/overlaps_table.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

static struct hierarchy overlaps(const char *folder, const char *kind,
                                 const struct command_arguments *a)
{
    static const struct base_table table = {"overlap", "", hierarchy_kinds,
                                            sizeof *hierarchy_kinds};
    struct hierarchy h;
    struct table t = overlaps_table_read(folder, "overlaps", a);
    require(hierarchy_read(&h, &t, base_find(&table, kind)), "%s: has no column %s", t.path, kind);
    table_clear(&t);
    return h;
}

static struct plot_column *new_column(struct plot *p, const struct system_kind *k,
                                      const char *distance, const char *barrier, const char *value)
{
    struct plot_column *const c = plot_column(p, k->name, k->title, 1);
    plot_panel(c, "tree", "solutions, in the order of the tree", "distance  1 − q")->padded = true;
    plot_panel(c, "density", "overlap  q", "P(q)");
    plot_panel(c, "barriers", distance, barrier)->log_y = true;
    struct plot_panel *const spectrum =
        plot_panel(c, "spectrum", value, "share of eigenvalues above");
    spectrum->log_x = spectrum->log_y = true;
    return c;
}

static void add_tree(struct plot_column *c, const char *folder, const char *kind,
                     const struct command_arguments *a)
{
    struct hierarchy h = overlaps(folder, kind, a);
    hierarchy_draw_tree(&h, &c->panel[0], plot_colour(PLOT_BLUE, 0));
    hierarchy_draw_density(&h, &c->panel[1], plot_colour(PLOT_BLUE, 0));
    c->panel[1].series[0].legend[0] = '\0';
    hierarchy_clear(&h);
}

/* ---- spectra --------------------------------------------------------------------------------- */

struct eigenvalue {
    double value, weight;
};

static int higher(const void *a, const void *b)
{
    const double x = ((const struct eigenvalue *)a)->value,
                 y = ((const struct eigenvalue *)b)->value;
    return (x < y) - (x > y);
}

static const double nothing =
    1e-3; /* relative to the largest eigenvalue: smaller ones count as zero */

/* weight NULL: all equal. Returns the share of eigenvalues that are clearly negative. */
static double add_spectrum(struct plot_panel *panel, const char *folder, const char *name,
                           const char *weight)
{
    struct table t = table_read(folder, name);
    struct eigenvalue *const e = base_alloc(t.rows, sizeof *e);
    double all = 0, above = 0, below = 0;
    for (size_t r = 0; r < t.rows; r++) {
        e[r].value = table_at(&t, r, table_column(&t, "eigenvalue"));
        e[r].weight = weight ? table_at(&t, r, table_column(&t, weight)) : 1;
        all += e[r].weight;
    }
    qsort(e, t.rows, sizeof *e, higher);
    for (size_t r = t.rows; r > 0 && e[r - 1].value < -nothing * e[0].value; r--)
        below += e[r - 1].weight;
    struct plot_series *const s = plot_add(panel, t.rows, "", plot_colour(PLOT_BLUE, 0), 1.5);
    s->n = 0;
    for (size_t r = 0; r < t.rows && e[r].value > 1e-6; r++)
        plot_point(s, e[r].value, (above += e[r].weight) / all, NAN);
    base_free(e);
    table_clear(&t);
    return below / all;
}

/* ---- barriers -------------------------------------------------------------------------------- */

static void add_row(struct result_table *s, const char *of, double distance, double barrier)
{
    result_table_text(s, "%s", of);
    result_table_number(s, distance);
    result_table_number(s, barrier);
}

/* Adds the barriers in both directions over each saddle. Bands that did not converge are left out.
   Returns the number of bands. */
static size_t add_bands(struct plot_panel *panel, struct result_table *s, const char *folder,
                        const struct command_arguments *a)
{
    struct table t = overlaps_table_read(folder, "bands", a);
    const size_t d = table_column(&t, "distance"), from = table_column(&t, "from"),
                 to = table_column(&t, "to"), top = table_column(&t, "top"),
                 force = table_column(&t, "force");
    struct plot_series *const p = plot_add(panel, 2 * t.rows, "", plot_colour(PLOT_BLUE, 0), 1.5);
    p->style = PLOT_POINTS, p->n = 0;
    size_t left = 0;
    for (size_t r = 0; r < t.rows; r++) {
        if (table_at(&t, r, force) > 0.1) {
            left++;
            continue;
        }
        for (int k = 0; k < 2; k++) {
            const double rise = table_at(&t, r, top) - table_at(&t, r, k ? to : from);
            plot_point(p, table_at(&t, r, d), rise, NAN);
            add_row(s, "liquid", table_at(&t, r, d), rise);
        }
    }
    if (left)
        result_table_note(s, "%zu of %zu bands did not converge and are left out", left, t.rows);
    const size_t bands = t.rows - left;
    table_clear(&t);
    return bands;
}

/* Adds the highest loss of each path above the mean of its ends, against 1 - q of the pair. Returns
   the number of solutions. */
static size_t add_paths(struct plot_panel *panel, struct result_table *s, const char *folder,
                        int aligned)
{
    static const char *const kinds[] = {"raw", "weights"}, *const legends[] = {
                                                               "weights as they are",
                                                               "units aligned by weights"};
    struct table t = table_read(folder, "barriers");
    struct hierarchy h = overlaps(folder, kinds[aligned], &(struct command_arguments){0});
    const size_t i = table_column(&t, "i"), j = table_column(&t, "j"),
                 a = table_column(&t, "aligned"), at = table_column(&t, "s"),
                 loss = table_column(&t, "loss");
    struct plot_series *const p =
        plot_add(panel, t.rows, legends[aligned],
                 plot_colour(aligned ? PLOT_BLUE : PLOT_VERMILLION, 0), 1.5);
    p->style = PLOT_POINTS, p->n = 0;
    for (size_t r = 0; r < t.rows; r++) {
        if (table_at(&t, r, at) != 0 || table_at(&t, r, a) != aligned) continue;
        double top = 0;
        size_t end = r;
        for (; end < t.rows && (end == r || table_at(&t, end, at) > 0); end++)
            top = fmax(top, table_at(&t, end, loss));
        const double ends = (table_at(&t, r, loss) + table_at(&t, end - 1, loss)) / 2;
        const size_t x = (size_t)table_at(&t, r, i), y = (size_t)table_at(&t, r, j);
        require(x < h.n && y < h.n, "%s: overlaps.dat knows no pair %zu %zu", t.path, x, y);
        plot_point(p, h.distance[x * h.n + y], top - ends, NAN);
        add_row(s, aligned ? "network, aligned" : "network", h.distance[x * h.n + y], top - ends);
    }
    const size_t solutions = h.n;
    hierarchy_clear(&h);
    table_clear(&t);
    return solutions;
}

/* Tests if barriers grow with distance: one verdict per series, as two kinds of path differ in both
   at once. independent: number of bands or of solutions. */
static void add_verdicts(struct result_table *s, const char *of, const struct plot_panel *panel,
                         size_t independent)
{
    for (const struct plot_series *k = panel->series; k < panel->series + panel->n; k++) {
        char *const growth = verdict_growth(k->n, k->x, k->y, independent);
        result_table_note(s, "%s%s%s: barriers grow with distance: %s", of, *k->legend ? ", " : "",
                          k->legend, growth);
        base_free(growth);
    }
}

void compare_landscapes_command(const struct command_arguments *a)
{
    require(a->n == 3, "landscape --of both: LIQUID SOLUTIONS SOLUTION, three folders, not %zu",
            a->n);
    struct result_table *const s = result_table_create(
        "Barriers in a liquid, over saddles between neighbouring inherent structures, "
        "and in a network, on paths between solutions.");
    result_table_column(s, "of", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "distance", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "barrier", "energy", RESULT_TABLE_NUMBER);
    struct plot *const p = plot_create(a->output);
    struct plot_column *const liquid =
        new_column(p, &system_kind_liquid, "distance  [length]", "barrier  [energy]",
                   "eigenvalue  [energy/length²]");
    add_tree(liquid, a->folder[0], "overlap", a);
    const size_t bands = add_bands(&liquid->panel[2], s, a->folder[0], a);
    const double soft = add_spectrum(&liquid->panel[3], a->folder[0], "modes", NULL);
    struct plot_column *const network = new_column(p, &system_kind_network, "distance  1 − q",
                                                   "barrier  [loss]", "eigenvalue  [loss]");
    add_tree(network, a->folder[1], "weights", &(struct command_arguments){0});
    size_t solutions = 0;
    for (int k = 0; k < 2; k++) solutions = add_paths(&network->panel[2], s, a->folder[1], k);
    const double down = add_spectrum(&network->panel[3], a->folder[2], "density", "weight");
    result_table_note(
        s,
        "Share of eigenvalues below zero by more than a thousandth of the largest: liquid "
        "%.2g, network %.2g",
        soft, down);
    add_verdicts(s, "liquid", &liquid->panel[2], bands);
    add_verdicts(s, "network", &network->panel[2], solutions);
    command_output_show(a, s, p);
}
