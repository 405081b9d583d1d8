/* Implementation of structure_tables.h. */
#include "glass/spheres/commands/structure_tables.h"

#include "common/core/base.h"
#include "common/io/output.h"
#include "common/io/run_folder.h"
#include "glass/spheres/structure/pair_correlations.h"

enum { MOST = 4 + 2 * (1 + SIZE_CLASSES * (SIZE_CLASSES + 1) / 2) };

const char *const structure_tables_heads[] = {"structure", "pairs", "waves", NULL};

/* Values, then their errors: "T r g g_AA g_AB g_error g_AA_error ...". */
static FILE *begin(const struct run_folder *d, const struct pair_correlations *c, const char *name,
                   struct run_folder_column x, const char *symbol, const char *doc)
{
    struct run_folder_column column[MOST] = {{"T", "energy"}, x};
    int n = 2;
    for (int error = 0; error < 2; error++)
        for (size_t row = 0; row < c->rows; row++) {
            char *const pair = row ? size_classes_name(&c->classes, row - 1) : NULL;
            column[n++] =
                (struct run_folder_column){base_text("%s%s%s%s", symbol, row ? "_" : "",
                                                     row ? pair : "", error ? "_error" : ""),
                                           "1"};
            base_free(pair);
        }
    if (c->hexatic && *symbol == 'g') {
        column[n++] = (struct run_folder_column){base_text("g6"), "1"};
        column[n++] = (struct run_folder_column){base_text("g6_error"), "1"};
    }
    char *const classes = size_classes_text(&c->classes);
    char *const about =
        base_text("%s%s%s%s", doc,
                  c->hexatic && *symbol == 'g'
                      ? "; g6(r) = <Re psi_6 psi_6*> of pairs at r, by Voronoi neighbours"
                      : "",
                  c->rows > 1 ? "; " : "", c->rows > 1 ? classes : "");
    FILE *const table = output_begin_table(d, name, about, n, column);
    while (n > 2) base_free((char *)column[--n].name);
    base_free(classes);
    base_free(about);
    return table;
}

struct structure_tables structure_tables_open(const struct run_folder *d,
                                              const struct pair_correlations *c)
{
    const struct run_folder_column structure[] = {{"T", "energy"},
                                                  {"frames", "1"},
                                                  {"energy", "energy"},
                                                  {"pressure", "energy/length^dim"},
                                                  {"T_configurational", "energy"},
                                                  {"Q6", "1"},
                                                  {"q6", "1"},
                                                  {"demixing", "1"},
                                                  {"psi6_global", "1"},
                                                  {"psi6_local", "1"}};
    const bool parts = c->rows > 1;
    return (struct structure_tables){
        output_begin_table(d, "structure", "averages over frames, one row per temperature",
                           c->hexatic ? 10 : 8, structure),
        begin(d, c, "pairs", (struct run_folder_column){"r", "length"}, "g",
              parts ? "g(r), a block for each temperature; partial g_ab(r) = V n_ab / (pairs_ab "
                      "shell), 1 in an ideal gas; g = sum of g_ab pairs_ab / pairs over a <= b, "
                      "pairs_ab = N_a N_b, pairs_aa = N_a (N_a - 1) / 2"
                    : "g(r), a block for each temperature"),
        begin(d, c, "waves", (struct run_folder_column){"k", "1/length"}, "S",
              parts ? "S(k), a block for each temperature; partial S_ab = <Re rho_a rho_b*> / "
                      "sqrt(N_a N_b) (Ashcroft-Langreth), S_aa = 1 and S_ab = 0 in an ideal gas; "
                      "S = sum of sqrt(N_a N_b) / N S_ab over all a, b"
                    : "S(k), a block for each temperature")};
}

void structure_tables_close(const struct run_folder *d, const struct structure_tables *t)
{
    output_end_table(d, "structure", t->structure);
    output_end_table(d, "pairs", t->pairs);
    output_end_table(d, "waves", t->waves);
}

typedef struct statistics_estimate estimate_of(const struct pair_correlations *c, size_t row,
                                               size_t at);

static void write_line(FILE *out, const struct pair_correlations *c, estimate_of *of, size_t at,
                       double T, double x)
{
    fprintf(out, "%.6g %.6g", T, x);
    for (size_t row = 0; row < c->rows; row++) fprintf(out, " %.6g", of(c, row, at).value);
    for (size_t row = 0; row < c->rows; row++) fprintf(out, " %.3g", of(c, row, at).error);
}

void structure_tables_write(const struct structure_tables *t, const struct pair_correlations *c,
                            double T)
{
    for (size_t b = 0; b < c->bins; b++) {
        const struct statistics_estimate g6 = pair_correlations_g6(c, b);
        write_line(t->pairs, c, pair_correlations_g, b, T, c->grid.width * ((double)b + 0.5));
        if (c->hexatic) fprintf(t->pairs, " %.6g %.3g", g6.value, g6.error);
        fputc('\n', t->pairs);
    }
    for (size_t q = 0; q < c->shells; q++) {
        if (!(pair_correlations_k(c, q) > 0)) continue;
        write_line(t->waves, c, pair_correlations_S, q, T, pair_correlations_k(c, q));
        fputc('\n', t->waves);
    }
    fputs("\n\n", t->pairs), fputs("\n\n", t->waves);
}
