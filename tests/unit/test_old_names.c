/* Former names of keys and values: each is accepted with one line that names the present one, is
   refused beside it, yields to an override under either name, and is gone from the resolved file;
   the digest is that of the former name. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/config/old_names.h"
#include "common/config/runfile.h"
#include "common/config/runfile_digest.h"
#include "common/run/program.h"
#include "dnn/system/system.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

static char *folder, *path;

/* ---- every present name is declared, no former one is ---------------------------------------- */

static const struct runfile_key *declared(const struct old_name *o, const char *key)
{
    static const struct mc_system *const glass[] = {&glass_spheres, NULL}, *const dnn[] = {
                                                                               &dnn_system_double,
                                                                               NULL};
    const struct program programs[] = {{.name = "glass", .systems = glass},
                                       {.name = "dnn", .systems = dnn}};
    const char *const section = strchr(o->section, '*') ? "observe.msd" : o->section;
    for (int i = 0; i < 2; i++) {
        struct runfile *const f = program_keys(&programs[i], programs[i].systems[0]);
        const struct runfile_key *const k = runfile_key(f, section, key);
        runfile_free(f);
        if (k) return k;
    }
    return NULL;
}

static bool is_of_run_file(const struct old_name *o)
{
    static const char *const commands[] = {"quench", "modes", "basins", "barriers"};
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(o->section, commands[i]) == 0) return false;
    return true;
}

static void names_are_declared(void **state)
{
    (void)state;
    for (const struct old_name *o = old_names; o->section; o++) {
        if (!is_of_run_file(o)) continue;
        const struct runfile_key *const k = declared(o, o->key ? o->key : o->name);
        if (!k) fail_msg("[%s] %s: not declared", o->section, o->key ? o->key : o->name);
        if (o->key) {
            assert_non_null(base_find(k->table, o->name));
            assert_null(base_find(k->table, o->old));
        } else if (declared(o, o->old)) {
            fail_msg("[%s] %s: declared under its former name", o->section, o->old);
        }
    }
}

/* Names are unique in both directions, or digests and files would be ambiguous. */
static void names_are_unique(void **state)
{
    (void)state;
    for (const struct old_name *a = old_names; a->section; a++)
        for (const struct old_name *b = old_names; b->section; b++) {
            if (a == b || strcmp(a->section, b->section)) continue;
            if (strcmp(a->key ? a->key : "", b->key ? b->key : "")) continue;
            assert_string_not_equal(a->old, b->old);
            assert_string_not_equal(a->name, b->name);
            assert_string_not_equal(a->old, b->name);
        }
}

/* ---- reading --------------------------------------------------------------------------------- */

/* A section with one key, named as at present, of free text. */
struct sample {
    char *section, *old, *name, *old_line, *line; /* lines: KEY = VALUE */
    struct runfile_key keys[2];
};

static struct sample sample_of(const struct old_name *o)
{
    struct sample s = {.section =
                           base_text("%s", strchr(o->section, '*') ? "observe.x" : o->section)};
    s.old = base_text("%s", o->key ? o->key : o->old);
    s.name = base_text("%s", o->key ? o->key : o->name);
    s.old_line = base_text("%s = %s", s.old, o->key ? o->old : "7");
    s.line = base_text("%s = %s", s.name, o->key ? o->name : "7");
    return s;
}

struct both {
    struct sample s;
    char *text, *override;
};

static void both_free(struct both *b)
{
    base_free(b->s.section), base_free(b->s.old), base_free(b->s.name);
    base_free(b->s.old_line), base_free(b->s.line), base_free(b->text);
}

static struct runfile *read_file(struct sample *s, const char *text, const char *override)
{
    support_write(path, text, strlen(text));
    s->keys[0] =
        (struct runfile_key){.name = s->name, .doc = "x", .type = RUNFILE_TEXT, .value = "0"};
    char *const overrides[] = {(char *) override};
    struct runfile *const f = runfile_read(path, override ? 1 : 0, overrides);
    runfile_declare_one(f, s->section, "x", s->keys, false);
    runfile_check(f);
    return f;
}

static void act(void *data)
{
    struct both *const b = data;
    runfile_free(read_file(&b->s, b->text, b->override));
}

static char *resolved(const struct runfile *f)
{
    char *text = NULL;
    size_t n = 0;
    FILE *const out = open_memstream(&text, &n);
    runfile_write(f, out);
    fclose(out);
    return text;
}

static void check_accepted(const struct old_name *o)
{
    struct both b = {.s = sample_of(o)};
    b.text = base_text("[%s]\n%s\n", b.s.section, b.s.old_line);
    char said[512], *const wanted = o->key ? base_text("%s: [%s] %s = %s: now called %s\n", path,
                                                       b.s.section, o->key, o->old, o->name)
                                           : base_text("%s: [%s] %s: now called %s\n", path,
                                                       b.s.section, o->old, o->name);
    assert_int_equal(support_dies(act, &b, said, sizeof said), 0);
    if (strcmp(said, wanted)) fail_msg("said \"%s\", not \"%s\"", said, wanted);
    struct runfile *const f = read_file(&b.s, b.text, NULL);
    char *const text = resolved(f);
    assert_non_null(strstr(text, b.s.line));
    assert_string_equal(runfile_text(f, b.s.section, b.s.name), o->key ? o->name : "7");
    free(text);
    runfile_free(f);
    base_free(wanted);
    both_free(&b);
}

/* Both names in one place are refused; an override wins under either name. */
static void check_both(const struct old_name *o)
{
    struct both b = {.s = sample_of(o)};
    b.text = base_text("[%s]\n%s\n%s\n", b.s.section, b.s.old_line, b.s.line);
    if (!o->key && !support_refuses(act, &b, "old and the new name of one key"))
        fail_msg("%s", b.text);
    const char *const name[] = {b.s.old, b.s.name};
    for (int file = 0; file < 2; file++)
        for (int line = 0; line < 2; line++) {
            char *const text = base_text("[%s]\n%s = 3\n", b.s.section, name[file]),
                        *const override = base_text("%s.%s=9", b.s.section, name[line]);
            struct runfile *const f = read_file(&b.s, text, override);
            assert_string_equal(runfile_text(f, b.s.section, b.s.name), "9");
            runfile_free(f);
            base_free(text), base_free(override);
        }
    both_free(&b);
}

static void accepted(void **state)
{
    (void)state;
    for (const struct old_name *o = old_names; o->section; o++) {
        check_accepted(o);
        check_both(o);
    }
}

/* ---- digests --------------------------------------------------------------------------------- */

/* Digests take every name back to the first one; items of lists are renamed one by one. */
static void digests(void **state)
{
    (void)state;
    for (const struct old_name *o = old_names; o->section; o++) {
        const char *const section = strchr(o->section, '*') ? "observe.x" : o->section;
        const char *const key = o->key ? o->key : o->name;
        if (o->key)
            assert_string_equal(old_names_first_value(section, key, o->name), o->old);
        else
            assert_string_equal(old_names_first_key(section, o->name), o->old);
        assert_string_equal(old_names_key(section, o->key ? key : o->old), key);
    }
    char *const list = old_names_value("train", "schedule", "constant, stairs,cosine");
    assert_string_equal(list, "constant, step,cosine");
    base_free(list);
    assert_null(old_names_value("train", "schedule", "constant, step"));
    assert_null(old_names_value("run", "folder", "stairs"));
}

/* Files of version 0.1.0: digests as they were. */
static void digest_of_first_version(void **state)
{
    (void)state;
    static const struct runfile_key keys[] = {
        {.name = "optimiser", .doc = "x", .type = RUNFILE_TEXT, .value = "sgd"},
        {.name = "learning_rate", .doc = "x", .type = RUNFILE_REAL, .value = "0.01"},
        {.name = "schedule", .doc = "x", .type = RUNFILE_TEXT, .value = "constant"},
        {0}};
    static const char old[] = "[train]\nrate = 0.5\nschedule = stairs\noptimiser = controlled\n";
    support_write(path, old, strlen(old));
    struct runfile *const f = runfile_read(path, 0, NULL);
    runfile_declare_one(f, "train", "x", keys, false);
    runfile_check(f);
    assert_int_equal(runfile_digest(f), 0xd0ec414ad290faf4);
    runfile_free(f);
}

static int setup(void **state)
{
    (void)state;
    folder = support_folder();
    path = base_text("%s/x.ini", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    base_free(path);
    support_remove(folder);
    return 0;
}

/* ---- keys added later ------------------------------------------------------------------------ */

static const struct runfile_key length[] = {
    {.name = "sweeps", .doc = "length", .type = RUNFILE_INT, .value = "1", .min = 0, .max = 9},
    {0}};

/* A key that was added later changes nothing at its default, whatever its spelling. */
static uint64_t digest_with(const struct runfile_key *key, const char *ini)
{
    support_write(path, ini, strlen(ini));
    struct runfile *const f = runfile_read(path, 0, NULL);
    runfile_declare_one(f, "run", "the run", length, false);
    if (key) runfile_declare_one(f, "run", "the run", key, false);
    runfile_check(f);
    const uint64_t h = runfile_digest(f);
    runfile_free(f);
    return h;
}

static void added_keys(void **state)
{
    (void)state;
    static const struct runfile_key added[] =
        {{.name = "new", .doc = "new", .type = RUNFILE_REAL, .value = "0.5", .added = true}, {0}},
                                    old[] = {{.name = "new",
                                              .doc = "new",
                                              .type = RUNFILE_REAL,
                                              .value = "0.5"},
                                             {0}};
    const char *const ini = "[run]\nsweeps = 5\n";
    const uint64_t before = digest_with(NULL, ini);
    assert_true(digest_with(added, ini) == before);
    assert_true(digest_with(added, "[run]\nsweeps = 5\nnew = 5e-1\n") == before);
    assert_true(digest_with(added, "[run]\nsweeps = 5\nnew = 0.6\n") != before);
    assert_true(digest_with(old, ini) != before);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_declared),
        cmocka_unit_test(names_are_unique),
        cmocka_unit_test(accepted),
        cmocka_unit_test(digests),
        cmocka_unit_test(digest_of_first_version),
        cmocka_unit_test(added_keys),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
