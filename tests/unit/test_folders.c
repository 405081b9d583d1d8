/* Input of the analysis: tables, run folders and groups of replicas, with one error line for each
   defect; and the format of printed numbers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/read/copies.h"
#include "analysis/read/group.h"
#include "analysis/figure/number_format.h"
#include "analysis/read/table.h"
#include "common/core/base.h"
#include "tests/fabricate.h"
#include "tests/support.h"

/* ---- tables ---------------------------------------------------------------------------------- */

static void tables_are_read(void **state)
{
    (void)state;
    fabricate_text(support_root, "good.dat",
                   "# good: a table\n# units: a b\n# t energy\n0 1.5\n\n 1 nan \n2 -inf\n3 4");
    struct table t = table_read(support_root, "good");
    assert_int_equal(t.rows, 3); /* the last line is not finished */
    assert_int_equal(t.columns, 2);
    assert_int_equal(table_column(&t, "energy"), 1);
    assert_true(table_at(&t, 0, 1) == 1.5 && isnan(table_at(&t, 1, 1)) &&
                isinf(table_at(&t, 2, 1)));
    table_clear(&t);
}

static void read_it(void *name)
{
    struct table t = table_read(support_root, name);
    table_column(&t, "energy");
}

static void bad_tables_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } zoo[] = {
        {"", "has no rows"},
        {"# bad: x\n# t energy\n", "has no rows"},
        {"# t energy\n1 2\n3\n", "line 3: 1 numbers in a table of 2 columns"},
        {"# t energy\n1 2 3\n", "line 2: 3 numbers"},
        {"# t energy\n1 two\n", "'two' is not a number"},
        {"# t energy\n1 2x\n", "'2x' is not a number"},
        {"1 2\n", "before the line that names the columns"},
        {"#\n1 2\n", "before the line that names the columns"},
        {"# t work\n1 2\n", "has no column 'energy' (there are: t work)"},
    };
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++) {
        fabricate_text(support_root, "bad.dat", zoo[i].text);
        assert_true(support_refuses(read_it, "bad", zoo[i].part));
    }
    char wide[2 * TABLE_COLUMNS + 10] = "#";
    for (size_t i = 0; i <= TABLE_COLUMNS; i++) strcat(wide, " a");
    strcat(wide, "\n1\n");
    fabricate_text(support_root, "bad.dat", wide);
    assert_true(support_refuses(read_it, "bad", "more than 1024 columns"));
    assert_true(support_refuses(read_it, "absent", "has no table absent.dat"));
    char *path = base_text("%s/bad.dat", support_root);
    support_write(path, "# t energy\n1 2\0 3\n", 18);
    assert_true(support_refuses(read_it, "bad", "line 2: not text"));
    base_free(path);
}

/* ---- run folders ----------------------------------------------------------------------------- */

static void read_run(void *path)
{
    run_read(path);
}

static void bad_folders_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *ini, *part;
    } zoo[] = {
        {"[run]\nseed = 1\n[system]\nT = 1\n",
         "program is '', [system] kind is ''. Allowed: glass"},
        {"[run]\nprogram = spin\n[system]\nT = 1\n", "program is 'spin'"},
        {"[run]\nprogram = glass\n[system]\nkind = potts\nT = 1\n", "kind is 'potts'. Allowed"},
        {"[run]\nprogram = glass\n", "no [system] T"},
        {"[run]\nprogram = glass\n[system]\nT = cold\n", "T = 'cold'"},
        {"[run]\nprogram = glass\n[system]\nT = -1\n", "T = '-1'"},
        {"[run]\nprogram\n", "is not 'key = value'"},
        {"\xff\xfe\x01garbage\n", "is not 'key = value'"},
    };
    char *path = fabricate_liquid(support_root, "bad", 1, 1, 0);
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++) {
        fabricate_text(path, "run.ini", zoo[i].ini);
        assert_true(support_refuses(read_run, path, zoo[i].part));
    }
    assert_true(support_refuses(read_run, "/nonexistent", "there is no such folder"));
    char *file = base_text("%s/run.ini", path);
    assert_true(support_refuses(read_run, file, "is not a folder"));
    unlink(file);
    assert_true(support_refuses(read_run, path, "is not a run folder"));
    base_free(file);
    base_free(path);
}

static void unfinished_runs_are_used_and_named(void **state)
{
    (void)state;
    char *path = fabricate_liquid(support_root, "unfinished", 1, 1, 0), message[256] = "";
    fabricate_text(path, "status", "interrupted 5 100\n");
    assert_int_equal(support_dies(read_run, path, message, sizeof message), 0);
    assert_non_null(strstr(message, "unfinished is interrupted"));
    base_free(path);
}

static void protocols_are_named(void **state)
{
    (void)state;
    static const char *const names[][2] = {{"none", "no swap"},
                                           {"1AS", "pixel swap 1AS"},
                                           {"1SA", "channel swap 1SA"},
                                           {"SAA", "image swap SAA"},
                                           {"SSA", "swap SSA"},
                                           {"row", "row swap"},
                                           {"all-column", "all column swap"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = fabricate_network(support_root, "named", 1, names[i][0]);
        struct run *f = run_read(path);
        assert_string_equal(f->protocol, names[i][1]);
        assert_int_equal(f->swaps, i > 0);
        run_free(f);
        base_free(path);
    }
}

static void replicas_find_each_other(void **state)
{
    (void)state;
    char *path[] = {fabricate_network(support_root, "n1", 1, "none"),
                    fabricate_liquid(support_root, "a1", 1, 0.1, 0.2),
                    fabricate_liquid(support_root, "b1", 1, 0.2, 0.2),
                    fabricate_liquid(support_root, "a2", 2, 0.1, 0.2),
                    fabricate_liquid(support_root, "c1", 1, 0.2, 0),
                    fabricate_liquid(support_root, "d1", 1, 0.2, 0.1)};
    struct groups g = groups_read(6, path);
    static const char *const legend[] = {"T = 0.2, no swap", "T = 0.2, swap, weight = 0.2",
                                         "T = 0.2, swap, weight = 0.1", "T = 0.1, swap", "no swap"};
    assert_int_equal(g.n, 5);
    for (size_t i = 0; i < g.n; i++) assert_string_equal(g.group[i].legend, legend[i]);
    assert_int_equal(g.group[3].n, 2);
    assert_ptr_equal(groups_reference(&g, &g.group[1]), &g.group[0]);
    assert_null(groups_reference(&g, &g.group[3]));
    groups_clear(&g);
    for (size_t i = 0; i < 6; i++) base_free(path[i]);
}

static void read_twice(void *path)
{
    groups_read(2, (char *[]){path, path});
}

static void read_two(void *path)
{
    groups_read(2, path);
}

static void read_mixed(void *path)
{
    const struct groups g = groups_read(2, path);
    groups_require_one_model(&g);
}

static void copies_and_mixtures_are_refused(void **state)
{
    (void)state;
    char *path[] = {
        fabricate_liquid(support_root, "same", 1, 1, 0),
        fabricate_run(support_root, "other", "glass", 1,
                      "[system]\nmodel = nbc8\nN = 128\nT = 1\n[move.swap]\nweight = 0\n")};
    assert_true(support_refuses(read_twice, path[0], "the same run twice"));
    assert_true(support_refuses(read_mixed, path, "different systems (system.N is"));
    base_free(path[0]);
    base_free(path[1]);
}

/* A row: series.dat and overlap.dat of two replicas (NULL: none), and whether they are copies. */
static void equal_rows_are_refused(void **state)
{
    (void)state;
    static const char *const one = "# a\n0 1\n1 2\n", *const noted = "# b\n0 1\n1 2\n",
                             *const other = "# a\n0 1\n1 3\n", *const first = "# a\n0 1\n";
    static const struct {
        const char *series[2], *overlap[2];
        bool copies;
    } zoo[] = {
        {{one, one}, {0}, true},
        {{one, noted}, {0}, true},
        {{one, other}, {0}, false},
        {{first, first}, {0}, false},
        {{one, other}, {one, one}, false},
        {{0}, {one, one}, true},
        {{one, NULL}, {one, one}, true},
        {{0}, {one, other}, false},
        {{0}, {0}, false},
    };
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++) {
        char *path[2];
        for (int k = 0; k < 2; k++) {
            char *const name = base_text("twin%zu%d", i, k);
            path[k] = fabricate_liquid(support_root, name, k + 1, 1, 0);
            if (zoo[i].series[k]) fabricate_text(path[k], "series.dat", zoo[i].series[k]);
            if (zoo[i].overlap[k]) fabricate_text(path[k], "overlap.dat", zoo[i].overlap[k]);
            base_free(name);
        }
        char message[400] = "";
        const int status = support_dies(read_two, path, message, sizeof message);
        if (status != (zoo[i].copies ? 2 : 0)) fail_msg("row %zu: %d, %s", i, status, message);
        if (status) assert_true(strstr(message, path[0]) && strstr(message, path[1]));
        for (int k = 0; k < 2; k++) base_free(path[k]);
    }
}

static void take_folders(void *path)
{
    copies_require_folders(2, path);
}

static void one_folder_is_not_two(void **state)
{
    (void)state;
    char *const path = fabricate_liquid(support_root, "once", 1, 1, 0),
                *const next = fabricate_liquid(support_root, "next", 2, 1, 0),
                *const link = base_text("%s/link", support_root),
                *const slash = base_text("%s/./once/", support_root);
    assert_int_equal(symlink(path, link), 0);
    assert_true(support_refuses(take_folders, ((char *[]){path, path}), "the same folder"));
    assert_true(support_refuses(take_folders, ((char *[]){path, link}), "the same folder"));
    assert_true(support_refuses(take_folders, ((char *[]){link, slash}), "the same folder"));
    copies_require_folders(2, (char *[]){path, next});
    base_free(path), base_free(next), base_free(link), base_free(slash);
}

/* Values are compared as numbers: T = 0.5 and 0.50 are one temperature, seed 1 and 01 one run. */
static void numbers_are_compared(void **state)
{
    (void)state;
    char *path[] = {fabricate_run(support_root, "v1", "glass", 1, "[system]\nT = 0.5\n"),
                    fabricate_run(support_root, "v2", "glass", 2, "[system]\nT = 0.50\n")};
    struct groups g = groups_read(2, path);
    assert_int_equal(g.n, 1);
    groups_clear(&g);
    fabricate_text(path[1], "run.ini", "[run]\nprogram = glass\nseed = 01\n[system]\nT = 5e-1\n");
    assert_true(support_refuses(read_two, path, "the same run twice"));
    base_free(path[0]), base_free(path[1]);
}

/* ---- numbers --------------------------------------------------------------------------------- */

static void digits(void **state)
{
    (void)state;
    assert_string_equal(number_format_value((struct statistics_estimate){2013.4, 46}), "2013");
    assert_string_equal(number_format_value((struct statistics_estimate){123456, 4600}), "123500");
    assert_string_equal(number_format_value((struct statistics_estimate){0.40712, 0.0113}),
                        "0.407");
    assert_string_equal(number_format_error((struct statistics_estimate){0.40712, 0.0113}),
                        "0.011");
    assert_string_equal(number_format_value((struct statistics_estimate){NAN, NAN}), "-");
    assert_string_equal(number_format_value((struct statistics_estimate){0, NAN}), "0");
    assert_string_equal(number_format_error((struct statistics_estimate){1, NAN}), "-");
    const struct statistics_estimate r = number_format_ratio((struct statistics_estimate){6, 0.6},
                                                             (struct statistics_estimate){2, 0});
    assert_true(fabs(r.value - 3) < 1e-15 && fabs(r.error - 0.3) < 1e-15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_read),
        cmocka_unit_test(bad_tables_are_refused),
        cmocka_unit_test(bad_folders_are_refused),
        cmocka_unit_test(unfinished_runs_are_used_and_named),
        cmocka_unit_test(protocols_are_named),
        cmocka_unit_test(replicas_find_each_other),
        cmocka_unit_test(copies_and_mixtures_are_refused),
        cmocka_unit_test(equal_rows_are_refused),
        cmocka_unit_test(one_folder_is_not_two),
        cmocka_unit_test(numbers_are_compared),
        cmocka_unit_test(digits),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
