/* A third system is one more row of the table of systems: spins on a lattice, which exist here
   alone. Every command that draws a column per system draws one for them, in their own words. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/commands/commands.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/figure/plot.h"
#include "analysis/read/group.h"
#include "common/core/base.h"
#include "tests/fabricate.h"
#include "tests/support.h"

static const struct system_kind spins = {
    .name = "magnet",
    .plural = "magnets",
    .title = "Magnet",
    .program = "glass",
    .kind = "spins",
    .items = "sites",
    .about = {{"", "system.lattice"}, {", L = ", "system.L"}},
    SYSTEM_KIND_CLOCK("flip"),
    .energy = "energy",
    .energy_label = "energy per site",
    .overlap_label = "spin autocorrelation",
    .msd_label = "spins turned",
    .fs_label = "",
    .replica_overlap = "overlap",
    .in_legend = true,
    .per_item = true,
    .key_columns = 2,
};

/* In place of the table of analysis/read/system_kind.c, which is weak. */
const struct system_kind *const system_kinds[] = {&system_kind_liquid, &system_kind_network, &spins,
                                                  NULL};

enum { RUNS = 4 };
static char *folder[RUNS];

static void write_tables(const char *path, double tau)
{
    FILE *f = fabricate_file(path, "series.dat");
    fprintf(f, "# series: one\n# units: flip energy\n# t energy\n");
    for (int t = 0; t <= 400; t++) fprintf(f, "%d %.10g\n", t, 1 + exp(-t / tau));
    fclose(f);
    static const char *const tables[] = {"overlap", "msd"};
    for (int k = 0; k < 2; k++) {
        char *const name = base_text("%s.dat", tables[k]);
        f = fabricate_file(path, name);
        fprintf(f, "# %s: items: 64\n# units: flip flip 1\n# t_w lag %s\n", tables[k], tables[k]);
        for (int i = 0; i < 40; i++) {
            const double lag = fabricate_lag(i), q = exp(-lag / tau);
            fprintf(f, "0 %g %.10g\n", lag, k ? 1 - q : q);
        }
        fclose(f);
        base_free(name);
    }
}

static int fabricate(void **state)
{
    if (support_begin(state) != 0) return -1;
    const double tau[] = {1000, 100, 100, 100};
    for (int k = 0; k < 2; k++) {
        char *const sections = base_text("[system]\nkind = spins\nlattice = cubic\nL = 4\nT = 1\n"
                                         "[move.swap]\nweight = %d\n",
                                         k);
        folder[k] = fabricate_run(support_root, k ? "spins_swap" : "spins", "glass", 1, sections);
        base_free(sections);
    }
    folder[2] = fabricate_liquid(support_root, "liquid", 1, 0.5, 0);
    folder[3] = fabricate_network(support_root, "network", 1, "none");
    for (int k = 0; k < RUNS; k++) write_tables(folder[k], tau[k]);
    return 0;
}

static int clean(void **state)
{
    for (int k = 0; k < RUNS; k++) base_free(folder[k]);
    return support_end(state);
}

static void rows_are_found(void **state)
{
    (void)state;
    assert_ptr_equal(system_kind_find("glass", "spins"), &spins);
    assert_ptr_equal(system_kind_find("glass", "spheres"), &system_kind_liquid);
    assert_ptr_equal(system_kind_find("glass", NULL), &system_kind_liquid);
    assert_ptr_equal(system_kind_find("dnn", NULL), &system_kind_network);
    assert_null(system_kind_find("glass", "potts"));
    assert_null(system_kind_find("spins", NULL));
}

static void groups_stand_in_the_order_of_rows(void **state)
{
    (void)state;
    struct groups all = groups_read(RUNS, folder);
    assert_true(all.n == 4 && group_system(&all.group[0]) == &system_kind_liquid &&
                group_system(&all.group[1]) == &system_kind_network &&
                group_system(&all.group[2]) == &spins && group_system(&all.group[3]) == &spins);
    assert_string_equal(all.group[3].legend, "T = 1, swap");
    assert_false(group_first(&all.group[3])->ages);
    groups_clear(&all);
}

static bool holds(const char *figure, const char *suffix, const char *part)
{
    char *const path = base_text("%s%s", figure, suffix), text[1 << 16] = "";
    FILE *const f = fopen(path, "r");
    const size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f) fclose(f);
    base_free(path);
    text[n] = '\0';
    return n > 0 && strstr(text, part);
}

static void every_command_has_their_column(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        void (*command)(const struct command_arguments *a);
        const char *of, *data, *script, *table;
    } commands[] = {
        {"relax", relax_command, NULL, "-magnet-overlap.dat", "relaxation time  τ  [flips]",
         "1000"},
        {"speedup", speedup_command, NULL, "-magnet-overlap.dat", "Magnet", "10.0"},
        {"compare", compare_command, NULL, "-magnet-energy.dat", "Magnet: cubic, L = 4", "swap"},
        {"plot", plot_command, "msd", "-magnet-msd.dat", "lag  t  [flips]", "spins"},
        {"histogram", histogram_command, NULL, "-magnet-histogram.dat", "Magnet", "swap"},
    };
    for (size_t k = 0; k < sizeof commands / sizeof *commands; k++) {
        char *const figure = base_text("%s/%s", support_root, commands[k].name);
        const struct command_arguments a = {.n = RUNS,
                                            .folder = folder,
                                            .output = figure,
                                            .of = commands[k].of,
                                            .loss = NAN,
                                            .level = relaxation_level,
                                            .waiting = NAN};
        char *const text = fabricate_printed(commands[k].command, &a);
        if (!holds(figure, commands[k].data, "# x y low high"))
            fail_msg("%s: no data %s", commands[k].name, commands[k].data);
        if (!holds(figure, ".gp", commands[k].script))
            fail_msg("%s: '%s' is not in its script", commands[k].name, commands[k].script);
        if (!strstr(text, "glass")) fail_msg("%s: no row", commands[k].name);
        base_free(text);
        base_free(figure);
    }
}

static void run_threshold(void *path)
{
    struct command_arguments a = {.n = 1, .folder = path, .loss = 1, .waiting = NAN};
    threshold_command(&a);
}

static void run_map(void *path)
{
    fabricate_text(*(char **)path, "trajectory.h5", "");
    struct command_arguments a = {.n = 1, .folder = path, .level = 0.5, .waiting = NAN};
    map_command(&a);
}

static void what_they_lack_is_named(void **state)
{
    (void)state;
    assert_true(support_refuses(run_threshold, &folder[0], "is a magnet, which has no training"));
    assert_true(support_refuses(run_map, &folder[0], "which has no items in a box"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_found),
        cmocka_unit_test(groups_stand_in_the_order_of_rows),
        cmocka_unit_test(every_command_has_their_column),
        cmocka_unit_test(what_they_lack_is_named),
    };
    return cmocka_run_group_tests(tests, fabricate, clean);
}
