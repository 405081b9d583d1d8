/* structure: g(r), S(k) and their partial functions, and g_6(r) of disks, from the tables of `glass
   structure`. A curve for each temperature; of one temperature alone, with its partial functions.
   Replicas are averaged, with errors between them; those of one run are in its tables. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/commands/commands.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/group.h"
#include "analysis/read/group_colour.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

enum { BLOCKS = 64 };

/* Symbols and units of the columns. */
static const struct function {
    const char *table, *column, *x; /* TABLE.dat, its values and its abscissa */
    const char *xlabel, *of;        /* axis labels; of: "(r)" */
} functions[] = {
    {"pairs", "g", "r", "distance  r  [σ]", "(r)"},
    {"waves", "S", "k", "wave number  k  [1/σ]", "(k)"},
    {"pairs", "g6", "r", "distance  r  [σ]", "(r)"},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions, HEXATIC = FUNCTIONS - 1 };

struct tables { /* of the members of a group: one function's */
    const struct group *group;
    struct table *of;                 /* (group->n) */
    size_t blocks, begin[BLOCKS + 1]; /* rows of each temperature */
};

static void find_blocks(struct tables *t)
{
    const struct table *const first = t->of;
    const size_t T = table_column(first, "T");
    t->blocks = 0;
    for (size_t i = 0; i < first->rows; i++) {
        if (i && table_at(first, i, T) == table_at(first, i - 1, T)) continue;
        require(t->blocks < BLOCKS, "%s: more than %d temperatures", first->path, BLOCKS);
        t->begin[t->blocks++] = i;
    }
    t->begin[t->blocks] = first->rows;
}

static void tables_read(struct tables *t, const struct group *g, const struct function *f)
{
    *t = (struct tables){.group = g, .of = base_alloc(g->n, sizeof *t->of)};
    for (size_t m = 0; m < g->n; m++) {
        t->of[m] = table_read(g->member[m]->path, f->table);
        const size_t x = table_column(t->of, f->x);
        bool same = t->of[m].rows == t->of[0].rows;
        for (size_t i = 0; same && i < t->of[0].rows; i++)
            same = fabs(table_at(&t->of[m], i, x) - table_at(t->of, i, x)) <=
                   1e-4 * fabs(table_at(t->of, i, x));
        require(same, "%s, %s: have different %s; run glass structure with the same options",
                t->of[0].path, t->of[m].path, f->x);
    }
    find_blocks(t);
}

static void tables_clear(struct tables *t)
{
    for (size_t m = 0; m < t->group->n; m++) table_clear(&t->of[m]);
    base_free(t->of);
}

static struct statistics_estimate value_at(const struct tables *t, size_t row, const char *column)
{
    double value[1024];
    const size_t n = t->group->n, at = table_column(t->of, column);
    require(n <= sizeof value / sizeof *value, "structure: more than 1024 replicas");
    for (size_t m = 0; m < n; m++)
        value[m] = table_at(&t->of[m], row, table_column(&t->of[m], column));
    if (n > 1) return statistics_mean(n, value);
    char *const error = base_text("%s_error", column);
    const struct statistics_estimate e = {table_at(t->of, row, at),
                                          table_at(t->of, row, table_column(t->of, error))};
    base_free(error);
    return e;
}

/* ---- drawing --------------------------------------------------------------------------------- */

static struct plot_panel *panel_of(struct plot *p, const struct system_kind *kind,
                                   const struct function *f, const char *part)
{
    struct plot_column *const c = system_kind_column(p, kind, 2);
    for (size_t k = 0; k < c->panels; k++)
        if (strcmp(c->panel[k].name, f->column) == 0) return &c->panel[k];
    static char label[FUNCTIONS][32];
    char *const y = label[f - functions];
    if (part)
        snprintf(y, sizeof *label, "%s_{%s}%s", f->column, part, f->of);
    else
        snprintf(y, sizeof *label, "%s%s", f - functions == HEXATIC ? "g_6" : f->column, f->of);
    return plot_panel(c, f->column, f->xlabel, y);
}

static const double vague_g6 = 0.1; /* few pairs are that near */

static void draw(struct plot_panel *panel, const struct tables *t, size_t block,
                 const struct function *f, const char *column, const char *legend, unsigned colour)
{
    const size_t begin = t->begin[block], n = t->begin[block + 1] - begin;
    struct plot_series *const s = plot_named(panel, n, legend, colour, 1.3);
    for (size_t i = begin; i < begin + n; i++) {
        const struct statistics_estimate y = value_at(t, i, column);
        const bool vague = f - functions == HEXATIC && y.error > vague_g6;
        if (isfinite(y.value) && !vague)
            plot_point(s, table_at(t->of, i, table_column(t->of, f->x)), y.value, y.error);
    }
}

/* "AB" of a column g_AB; NULL of others. */
static const char *part_of(const char *name, const struct function *f)
{
    const size_t n = strlen(f->column);
    const bool is = strncmp(name, f->column, n) == 0 && name[n] == '_' && strlen(name + n + 1) == 2;
    return is ? name + n + 1 : NULL;
}

/* The partial functions; of more than two classes those of equal ones, and a note. */
static void draw_parts(struct result_table *s, struct plot_panel *panel, const struct tables *t,
                       const struct function *f)
{
    enum { MOST = 3 };
    size_t parts = 0, drawn = 0;
    for (size_t c = 0; c < t->of->columns; c++) parts += part_of(t->of->name[c], f) != NULL;
    for (size_t c = 0; c < t->of->columns; c++) {
        const char *const part = part_of(t->of->name[c], f);
        if (!part || (parts > MOST && part[0] != part[1])) continue;
        const size_t colour = 1 + drawn % (PLOT_COLOURS - 1);
        draw(panel, t, 0, f, t->of->name[c], part, plot_colour(colour, 0));
        drawn++;
    }
    if (drawn < parts)
        result_table_note(s,
                          "The figure shows %zu of %zu partial functions: of equal families; "
                          "--of 12 shows one pair",
                          drawn, parts);
}

/* ---- the first peak -------------------------------------------------------------------------- */

/* Of the highest value of a block: g and S have their largest maximum first. */
static void add_peak(struct result_table *s, const struct tables *t, size_t block,
                     const struct function *f, const char *column)
{
    size_t top = t->begin[block];
    for (size_t i = top; i < t->begin[block + 1]; i++) {
        const double y = value_at(t, i, column).value;
        if (y > value_at(t, top, column).value || isnan(value_at(t, top, column).value)) top = i;
    }
    result_table_number(s, table_at(t->of, top, table_column(t->of, f->x)));
    result_table_estimate(s, value_at(t, top, column));
}

static void columns(struct result_table *s)
{
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "T", "energy", RESULT_TABLE_NUMBER);
    result_table_column(s, "of", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "peak_at", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "height", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "runs", NULL, RESULT_TABLE_NUMBER);
}

static void add_block(struct result_table *s, const struct tables *t, size_t block,
                      const struct function *f, const char *column)
{
    result_table_text(s, "%s", t->group->legend);
    result_table_number(s, table_at(t->of, t->begin[block], table_column(t->of, "T")));
    result_table_text(s, "%s", column);
    add_peak(s, t, block, f, column);
    result_table_number(s, (double)t->group->n);
}

/* ---- the command ----------------------------------------------------------------------------- */

static void add_function(struct result_table *s, struct plot *p, const struct groups *all,
                         const struct group *g, const struct function *f, const char *part)
{
    struct tables t;
    tables_read(&t, g, f);
    char *const column = part ? base_text("%s_%s", f->column, part) : base_text("%s", f->column);
    const bool hexatic = f - functions == HEXATIC;
    if (hexatic && (part || !table_has(t.of, column))) {
        tables_clear(&t), base_free(column);
        return;
    }
    struct plot_panel *const panel = panel_of(p, group_system(g), f, part);
    const bool parts = all->n == 1 && t.blocks == 1 && !part;
    for (size_t b = 0; b < t.blocks; b++) {
        const double T = table_at(t.of, t.begin[b], table_column(t.of, "T"));
        char *const legend = parts           ? base_text("all spheres")
                             : t.blocks == 1 ? base_text("%s", g->legend)
                                             : base_text("T = %g", T);
        if (!hexatic) add_block(s, &t, b, f, column);
        draw(panel, &t, b, f, column, legend,
             parts           ? plot_colour(PLOT_BLACK, 0)
             : t.blocks == 1 ? group_colour(all, g)
                             : plot_colour(b % PLOT_COLOURS, 0));
        base_free(legend);
    }
    if (parts && !hexatic) draw_parts(s, panel, &t, f);
    if (hexatic) result_table_note(s, "g_6(r) is drawn where its error is below %g", vague_g6);
    tables_clear(&t);
    base_free(column);
}

void structure_command(const struct command_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    struct result_table *const s =
        result_table_create("Largest peaks of g(r) and S(k), from the tables of glass structure; "
                            "errors: over blocks of "
                            "frames, or between runs.");
    struct plot *const p = plot_create(a->output);
    columns(s);
    for (const struct group *g = all.group; g < all.group + all.n; g++) {
        require(group_has(g, "pairs") && group_has(g, "waves"),
                "%s: has no pairs.dat and waves.dat; make them with glass structure",
                group_first(g)->path);
        for (size_t k = 0; k < FUNCTIONS; k++) add_function(s, p, &all, g, &functions[k], a->of);
    }
    command_output_show(a, s, p);
    groups_clear(&all);
}
