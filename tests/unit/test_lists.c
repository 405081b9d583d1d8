/* Lists of values in run files, and the members that they make. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/config/value_lists.h"
#include "tests/support.h"

static const struct base_row colours[] = {{"red", ""}, {"blue", ""}, {0}};
static const struct base_table colour = {"colour", "", colours, sizeof *colours};
static const struct runfile_key keys[] = {
    {.name = "seed", .doc = "", .type = RUNFILE_INT, .value = "1"},
    {.name = "T", .doc = "", .type = RUNFILE_REAL, .value = "1"},
    {.name = "colour", .doc = "", .type = RUNFILE_TEXT, .value = "red", .table = &colour},
    {.name = "on", .doc = "", .type = RUNFILE_BOOL, .value = "no"},
    {.name = "layers", .doc = "", .type = RUNFILE_TEXT, .value = "x"},
    {.name = "folder", .doc = "", .type = RUNFILE_TEXT, .value = "x"},
    {0}};

static struct value_lists find(const char *text, int n, char *const *overrides)
{
    char *const folder = support_folder(), *const path = base_text("%s/a.ini", folder);
    support_write(path, text, strlen(text));
    struct runfile *const f = runfile_read(path, n, overrides);
    runfile_declare_one(f, "run", "", keys, false);
    const struct value_lists l = value_lists_find(f, path, n, overrides);
    runfile_free(f);
    base_free(path);
    support_remove(folder);
    return l;
}

static void members(void **state)
{
    (void)state;
    struct value_lists l =
        find("[run]\nseed = 3..5\nT = 0.2,0.15\nlayers = dense 20, relu\nfolder = out\n", 0, NULL);
    assert_int_equal(l.keys, 2);
    assert_int_equal(l.members, 6);
    assert_string_equal(l.folder, "out");
    static const char *const expected[] = {"seed=3_T=0.2",  "seed=3_T=0.15", "seed=4_T=0.2",
                                           "seed=4_T=0.15", "seed=5_T=0.2",  "seed=5_T=0.15"};
    for (size_t i = 0; i < l.members; i++) {
        char *const name = value_lists_name(&l, i);
        assert_string_equal(name, expected[i]);
        base_free(name);
    }
    int n;
    char **const overrides = value_lists_overrides(&l, 3, "out/x", &n);
    assert_int_equal(n, 3);
    assert_string_equal(overrides[0], "run.seed=4");
    assert_string_equal(overrides[1], "run.T=0.15");
    assert_string_equal(overrides[2], "run.folder=out/x");
    value_lists_overrides_free(overrides, n);
    value_lists_clear(&l);
}

/* The command line may turn a value into a list, and a list into a value. */
static void overrides(void **state)
{
    (void)state;
    char *words[] = {"run.T=0.5", "run.colour=red, blue", "run.folder=there"};
    struct value_lists l = find("[run]\nT = 1, 2\n", 3, words);
    assert_int_equal(l.keys, 1);
    assert_int_equal(l.members, 2);
    assert_string_equal(l.folder, "there");
    int n;
    char **const all = value_lists_overrides(&l, 1, "there/b", &n);
    assert_int_equal(n, 3);
    assert_string_equal(all[0], "run.T=0.5");
    assert_string_equal(all[1], "run.colour=blue");
    value_lists_overrides_free(all, n);
    value_lists_clear(&l);
}

static void no_list(void **state)
{
    (void)state;
    struct value_lists l = find("[run]\nT = 1\nlayers = a, b, c\n", 0, NULL);
    assert_int_equal(l.keys, 0);
    assert_int_equal(l.members, 1);
    value_lists_clear(&l);
}

static void find_text(void *text)
{
    find(text, 0, NULL);
}

static void refusals(void **state)
{
    (void)state;
    assert_true(support_refuses(find_text, "[run]\nT = 1, , 2\n", "empty place"));
    assert_true(support_refuses(find_text, "[run]\nT = 1, 2, 1\n", "has 1 twice"));
    assert_true(support_refuses(find_text, "[run]\nseed = 5..2\n", "must rise"));
    assert_true(support_refuses(find_text, "[run]\nseed = 1..99999999\n", "at most"));
    assert_true(support_refuses(find_text, "[run]\nseed = 1..4000\nT = 1, 2\n", "ensemble"));
}

/* Values are compared, not texts: a row is a list, and a part of the message (NULL: it is fine). */
static void values_differ(void **state)
{
    (void)state;
    static const struct {
        const char *list, *said;
    } zoo[] = {
        {"seed = 1, 01", "as 1 and 01"},
        {"seed = 1, 2, 0x1", "as 1 and 0x1"},
        {"seed = 10, 1e1", "as 10 and 1e1"},
        {"seed = 10, 10.0", "as 10 and 10.0"},
        {"seed = 1..3, 2", "has 2 twice, as 1..3 and 2"},
        {"seed = 2, 1..3", "has 2 twice, as 2 and 1..3"},
        {"seed = 1..3, 3..5", "has 3 twice, as 1..3 and 3..5"},
        {"seed = 1..3, +2", "as 1..3 and +2"},
        {"seed = 9007199254740993, 9007199254740992", NULL},
        {"seed = 1..3, 4..6, 10", NULL},
        {"T = 0.5, 0.50", "as 0.5 and 0.50"},
        {"T = .5, 0.6, 5e-1", "as .5 and 5e-1"},
        {"T = 0, -0", "as 0 and -0"},
        {"T = inf, Infinity", "as inf and Infinity"},
        {"T = 0.5, 0.500000001", NULL},
        {"on = yes, on", "as yes and on"},
        {"on = 0, no", "as 0 and no"},
        {"on = yes, no", NULL},
        {"colour = red, blue, red", "as red and red"},
        {"colour = red, blue", NULL},
    };
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++) {
        char *const text = base_text("[run]\n%s\n", zoo[i].list), message[400] = "";
        const int status = support_dies(find_text, text, message, sizeof message);
        if (status != (zoo[i].said ? 2 : 0) || (zoo[i].said && !strstr(message, zoo[i].said)) ||
            (zoo[i].said && (!strstr(message, "a.ini: [run] ") || !strstr(message, "twice"))))
            fail_msg("%s: status %d, %s", zoo[i].list, status, message);
        base_free(text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(members), cmocka_unit_test(overrides),
                                       cmocka_unit_test(no_list), cmocka_unit_test(refusals),
                                       cmocka_unit_test(values_differ)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
