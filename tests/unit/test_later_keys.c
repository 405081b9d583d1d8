/* Keys of several numbers; and run files of earlier versions, to which keys were added: their digests
   stay, so that old runs resume. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "common/config/runfile.h"
#include "common/config/runfile_digest.h"

#define SCHEDULE                                                                                   \
    {                                                                                              \
        .name = "schedule", .doc = "when", .type = RUNFILE_SCHEDULE, .value = "log 10",            \
        .unit = "sweep"                                                                            \
    }

static const struct runfile_key observe_keys[] = {
    SCHEDULE,
    {.name = "k", .doc = "wave number", .type = RUNFILE_REAL, .value = "7.25", .max = 100},
    {0}};
static const struct runfile_key later_keys[] = {
    SCHEDULE,
    {.name = "k", .doc = "wave numbers", .type = RUNFILE_REALS, .value = "7.25", .max = 100},
    {.name = "species", .doc = "a later key", .type = RUNFILE_BOOL, .value = "no", .added = true},
    {0}};
/* A section as an earlier version declared it, or with a key added and a number made a list. */
static uint64_t digest_of_keys(const struct runfile_key *keys, const char *given)
{
    char *override = base_text("observe.later.%s", given);
    struct runfile *const f = runfile_read("/dev/null", 1, &override);
    runfile_declare_one(f, "observe.later", "an observable", keys, true);
    runfile_check(f);
    const uint64_t h = runfile_digest(f);
    runfile_free(f);
    base_free(override);
    return h;
}

static void later_keys_leave_digests(void **state)
{
    (void)state;
    assert_true(digest_of_keys(observe_keys, "k=5") == digest_of_keys(later_keys, "k=5.0"));
    assert_true(digest_of_keys(observe_keys, "k=5") != digest_of_keys(later_keys, "k=5, 7"));
    assert_true(digest_of_keys(later_keys, "species=yes") !=
                digest_of_keys(later_keys, "species=no"));
    assert_true(digest_of_keys(observe_keys, "k=7.25") == digest_of_keys(later_keys, "species=no"));
}

static void several_numbers(void **state)
{
    (void)state;
    double x[KEY_REALS];
    const struct runfile_key *const k = &later_keys[1];
    assert_int_equal(key_reals(k, "7.25, 12 ,1e1", x), 3);
    assert_true(x[0] == 7.25 && x[1] == 12 && x[2] == 10);
    const char *const bad[] = {"",       "a",   "1,",  "1,,2", "1 2",
                               "1, 1.0", "101", "1;2", "nan",  "1,2,3,4,5,6,7,8,9"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(key_reals(k, bad[i], x), 0);
    assert_true(key_same(k, "1,2", "1.0 , 2e0") && !key_same(k, "1,2", "1,3") &&
                !key_same(k, "1,2", "1"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(later_keys_leave_digests),
        cmocka_unit_test(several_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
