/* Tables that no run writes are refused with the file and the line; those of a diverged run are
   read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analysis/read/table.h"
#include "common/core/base.h"
#include "tests/fabricate.h"
#include "tests/support.h"

static const struct {
    const char *text, *refusal; /* refusal NULL: read */
} rows[] = {
    {"# t energy\n0 1\n1 2\n2 3\n", NULL},
    {"# t energy\n0 nan\n1 inf\n2 -inf\n", NULL},
    {"# t energy\n-5 1\n0 2\n", NULL},
    {"# t energy\n0 -7\n", NULL},
    {"# t energy\n0 1\n1 2\n1 3\n", "line 4: t = 1 follows t = 1"},
    {"# t energy\n0 1\n\n5 2\n4 3\n", "line 5: t = 4 follows t = 5"},
    {"# t energy\nnan 1\n", "line 2: t = nan"},
    {"# t energy\n0 1\ninf 1\n", "line 3: t = inf"},
    {"# t energy\n0 1e300\n", "line 2: energy = 1e+300"},
    {"# t energy\n0 1\n1 -1e300\n", "line 3: energy = -1e+300"},
    {"# t_w lag msd\n0 1 1e300\n", "line 2: msd = 1e+300"},
    {"# t_w lag msd\n0 1 0.5\n0 2 -0.5\n", "line 3: msd = -0.5"},
    {"# t_w lag r2 r4\n0 1 -1 1\n", "line 2: r2 = -1"},
    {"# t_w lag r2 r4\n0 1 1 -1\n", "line 2: r4 = -1"},
    {"# t_w lag overlap\n0 1 -0.1\n", NULL},
    {"# t_w lag overlap\n0 1 1\n0 2 1\n1 1 1\n", NULL},
    {"# t_w lag overlap\n0 1 1\n0 1 1\n", "line 3: t_w = 0, lag = 1 follows t_w = 0, lag = 1"},
    {"# t_w lag overlap\n0 1 1\n5 1 1\n0 2 1\n5 2 1\n", NULL},
    {"# t_w lag overlap\n0 1 1\n5 1 1\n0 2 1\n5 1 1\n", "line 5: t_w = 5, lag = 1 follows"},
    {"# t_w lag overlap\n0 9 1\n\n5 1 1\n0 2 1\n",
     "line 5: t_w = 0, lag = 2 follows t_w = 0, lag = 9 in line 2"},
    {"# t_w lag overlap\n0 2 1\n0 1 1\n", "line 3: t_w = 0, lag = 1 follows"},
    {"# t_w lag overlap\n0 nan 1\n", "line 2: lag = nan"},
    {"# i j raw\n0 1 1\n0 2 1\n1 2 1\n", NULL},
    {"# i j raw\n0 1 1\n0 2 1\n0 1 1\n", "line 4: i = 0, j = 1 is in line 2 too"},
    {"# i j aligned s loss\n0 1 0 0 1\n0 1 0 1 1\n0 1 1 0 1\n0 1 1 1 1\n", NULL},
    {"# i j aligned s loss\n0 1 0 0 1\n0 1 0 0 1\n",
     "line 3: i = 0, j = 1, aligned = 0, s = 0 is in"},
    {"# units copy overlap s loss\n2 0 1 0 1\n2 1 1 0 1\n2 0 1 0 1\n",
     "line 4: units = 2, copy = 0, s = 0 is"},
    {"# kind ray distance loss\n0 0 0 1\n0 1 0 1\n0 0 0 1\n",
     "line 4: kind = 0, ray = 0, distance = 0"},
    {"# kind walk step loss\n0 0 0 1\n0 0 1 1\n0 0 1 1\n", "line 4: kind = 0, walk = 0, step = 1"},
    {"# kind walk distance loss\n0 0 1 1\n0 0 2 1\n0 0 1 1\n",
     "line 4: kind = 0, walk = 0, distance = 1 is in line 2"},
    {"# from to raised\n0 1 5\n1 2 5\n1 2 5\n", "line 4: from = 1, to = 2"},
    {"# begin T energy\n0 1 1\n9 1 1\n9 1 1\n", "line 4: begin = 9 follows begin = 9"},
    {"# number t e_IS\n0 5 1\n1 6 1\n1 7 1\n", "line 4: number = 1 is in line 3 too"},
    {"# layer trace\n0 1\n1 1\n0 2\n", "line 4: layer = 0"},
    {"# noise rise\n0.1 1\n0.1 1\n", "line 3: noise = 0.1"},
    {"# class samples\n1 4\n1 4\n", "line 3: class = 1"},
    {"# t_w lag overlap\n0 2 1\n1 1 1\n", NULL},
    {"# t_w lag overlap\n-1 2 1\n", "line 2: t_w = -1"},
    {"# t_w lag overlap\n0 -2 1\n", "line 2: lag = -2"},
    {"# t energy weight_norm\n0 1 -1\n", "line 2: weight_norm = -1"},
    {"# t energy\n0 1\n1 x\n", "line 3: 'x' is not a number"},
    {"# t energy\n0 1\n1\n", "line 3: 1 numbers in a table of 2 columns"},
};

static void read_it(void *folder)
{
    struct table t = table_read(folder, "made");
    table_clear(&t);
}

static void the_table(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        fabricate_text(support_root, "made.dat", rows[k].text);
        if (!rows[k].refusal)
            read_it(support_root);
        else if (!support_refuses(read_it, support_root, rows[k].refusal))
            fail_msg("row %zu: not refused with '%s'", k, rows[k].refusal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_table)};
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
