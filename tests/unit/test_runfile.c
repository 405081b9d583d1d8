/* Run files: every type of value, refusals and their texts, overrides, round trips, hostile bytes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/config/runfile.h"
#include "common/config/runfile_digest.h"
#include "common/config/runfile_help.h"
#include "tests/support.h"

static const struct base_row colours[] = {
    {"red", "like blood"}, {"green", "like grass"}, {NULL, NULL}};
static const struct base_table colour_table = {"colour", "colours", colours, sizeof *colours};

static const struct runfile_key run_keys[] = {
    {"seed", "random seed", RUNFILE_INT, "1", 0, 0, NULL, NULL, false, false},
    {"sweeps", "length of the run", RUNFILE_INT, NULL, 0, 1e15, "sweep", NULL, false, false},
    {"threads", "threads", RUNFILE_INT, "1", 1, 64, NULL, NULL, false, false},
    {"folder", "where results go", RUNFILE_TEXT, "", 0, 0, NULL, NULL, false, false},
    {0}};
static const struct runfile_key system_keys[] = {
    {"temperature", "temperature", RUNFILE_REAL, "1", 1e-6, 1000, "energy", NULL, false, false},
    {"width", "any width", RUNFILE_REAL, "inf", 0, INFINITY, "length", NULL, false, false},
    {"shift", "any number", RUNFILE_REAL, "0", 0, 0, NULL, NULL, false, false},
    {"periodic", "a box", RUNFILE_BOOL, "yes", 0, 0, NULL, NULL, false, false},
    {"colour", "its colour", RUNFILE_TEXT, "red", 0, 0, NULL, &colour_table, false, false},
    {0}};
static const struct runfile_key more_keys[] = {
    {"n", "items", RUNFILE_INT, "10", 1, 1e6, NULL, NULL, false, false}, {0}};
static const struct runfile_key observe_keys[] = {
    {"schedule", "when", RUNFILE_SCHEDULE, "log 10", 0, 0, "sweep", NULL, false, false},
    {"k", "wave number", RUNFILE_REAL, "7.25", 0, 100, NULL, NULL, false, false},
    {0}};
static const struct runfile_section sections[] = {{"run", "the run", run_keys, false},
                                                  {"system", "the system", system_keys, false},
                                                  {"system", NULL, more_keys, false},
                                                  {0}};

static char *folder, *path; /* of the run file that a test writes */

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

struct request {
    const char *ini;
    size_t bytes; /* of ini; 0: a string */
    char *override[3];
    const char *part; /* of the message */
};

static struct runfile *load(const struct request *q)
{
    support_write(path, q->ini, q->bytes ? q->bytes : strlen(q->ini));
    int n = 0;
    while (n < 3 && q->override[n]) n++;
    struct runfile *const f = runfile_read(path, n, q->override);
    runfile_declare(f, sections);
    for (int i = 0; i < 2; i++) {
        char name[] = "observe.fs";
        if (i) strcpy(name, "observe.q");
        runfile_declare_one(f, name, "an observable", observe_keys, true);
    }
    runfile_check(f);
    return f;
}

static void act(void *request)
{
    runfile_free(load(request));
}

static void values(void **state)
{
    (void)state;
    struct runfile *const f = load(&(struct request){
        .ini = "\xEF\xBB\xBF# a comment; with all # kinds of marks\r\n[run]\r\nsweeps = "
               "1e6\r\nseed=9007199254740993\n\n"
               "[system]\ntemperature: 0.25\nperiodic = off\ncolour=green\nn = 7\n[run]\nfolder = "
               "out#1/a;b\n"
               "   ; another\n[observe.q]\n"});
    assert_int_equal(runfile_int(f, "run", "sweeps"), 1000000);
    assert_true(runfile_int(f, "run", "seed") == 9007199254740993);
    assert_int_equal(runfile_int(f, "run", "threads"), 1);
    assert_string_equal(runfile_text(f, "run", "folder"), "out#1/a;b");
    assert_true(runfile_real(f, "system", "temperature") == 0.25);
    assert_true(isinf(runfile_real(f, "system", "width")));
    assert_false(runfile_bool(f, "system", "periodic"));
    assert_ptr_equal(runfile_row(f, "system", "colour"), &colours[1]);
    assert_int_equal(runfile_int(f, "system", "n"), 7);
    assert_string_equal(runfile_raw(f, "run", "sweeps"), "1e6");
    assert_null(runfile_raw(f, "run", "threads"));
    assert_true(runfile_has(f, "run") && runfile_has(f, "observe.q"));
    assert_false(runfile_has(f, "observe.fs") || runfile_has(f, "nonsense"));
    assert_string_equal(runfile_text(f, "observe.q", "schedule"), "log 10");
    runfile_free(f);
}

static void overrides(void **state)
{
    (void)state;
    struct runfile *const f =
        load(&(struct request){"[run]\nsweeps = 5\nseed = 4\n",
                               0,
                               {"run.sweeps=7", "observe.fs.schedule = every 10", "run.folder=a=b"},
                               ""});
    assert_int_equal(runfile_int(f, "run", "sweeps"), 7);
    assert_int_equal(runfile_int(f, "run", "seed"), 4);
    assert_true(runfile_has(f, "observe.fs"));
    assert_string_equal(runfile_text(f, "observe.fs", "schedule"), "every 10");
    assert_string_equal(runfile_text(f, "run", "folder"), "a=b");
    assert_string_equal(runfile_where(f, "run", "sweeps"), "command line: [run] sweeps");
    assert_non_null(strstr(runfile_where(f, "run", "seed"), "x.ini: [run] seed"));
    runfile_free(f);
}

static void refused(void **state)
{
    (void)state;
#define LONG                                                                                       \
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" \
    "aaaaaaaa"
    static struct request zoo[] = {
        {"",
         0,
         {0},
         "x.ini: [run] sweeps: missing; it has no default and must be an integer in [0, 1e+15]"},
        {"[run]\nsweps = 1\n", 0, {0}, "x.ini: [run] sweps: unknown key; nearest known: sweeps"},
        {"[system]\ntemprature = 1\n",
         0,
         {0},
         "x.ini: [system] temprature: unknown key; nearest known: temperature"},
        {"[system]\nN = 1\n", 0, {0}, "x.ini: [system] N: unknown key; nearest known: n"},
        {"[sistem]\nn = 1\n", 0, {0}, "x.ini: [sistem]: unknown section; nearest known: system"},
        {"[observe.f]\n", 0, {0}, "x.ini: [observe.f]: unknown section; nearest known: observe.fs"},
        {"[system]\ntemperature = -1\n[run]\nsweeps=1\n",
         0,
         {0},
         "x.ini: [system] temperature = -1: must be a number in [1e-06, 1000]"},
        {"[system]\ntemperature = inf\n[run]\nsweeps=1\n",
         0,
         {0},
         "must be a number in [1e-06, 1000]"},
        {"[system]\nshift = inf\n[run]\nsweeps=1\n",
         0,
         {0},
         "[system] shift = inf: must be a number"},
        {"[system]\nwidth = nan\n[run]\nsweeps=1\n", 0, {0}, "must be a number in [0, inf]"},
        {"[system]\ntemperature = 1 2\n[run]\nsweeps=1\n", 0, {0}, "must be a number"},
        {"[system]\ntemperature =\n[run]\nsweeps=1\n", 0, {0}, "must be a number"},
        {"[system]\nperiodic = maybe\n[run]\nsweeps=1\n", 0, {0}, "must be yes or no"},
        {"[system]\ncolour = gren\n[run]\nsweeps=1\n",
         0,
         {0},
         "[system] colour = gren: no such colour"},
        {"[run]\nsweeps = 1.5\n", 0, {0}, "must be an integer in [0, 1e+15]"},
        {"[run]\nsweeps = 1e16\n", 0, {0}, "must be an integer in [0, 1e+15]"},
        {"[run]\nsweeps = 10x\n", 0, {0}, "must be an integer in [0, 1e+15]"},
        {"[run]\nsweeps = 1\nseed = 99999999999999999999\n",
         0,
         {0},
         "seed = 99999999999999999999: must be an integer"},
        {"[run]\nsweeps = 1\n[observe.fs]\nschedule = often\n",
         0,
         {0},
         "[observe.fs] schedule = often: must be a schedule"},
        {"[run]\nsweeps = 1\nsweeps = 1\n", 0, {0}, "x.ini: [run] sweeps: given twice"},
        {"[run]\nsweeps = 1\n[system]\n[run]\nsweeps = 2\n",
         0,
         {0},
         "x.ini: [run] sweeps: given twice"},
        {"[run]\nsweeps = 1 # many\n", 0, {0}, "x.ini: line 2: comments go on lines of their own"},
        {"[run]\nsweeps = 1 ; many\n", 0, {0}, "x.ini: line 2: comments go on lines of their own"},
        {"[run]\nsweeps = 1\n  seed = 1\n", 0, {0}, "x.ini: line 3: is indented"},
        {"[run] # here\nsweeps = 1\n",
         0,
         {0},
         "x.ini: line 1: a section is [name], alone on its line"},
        {"[run\nsweeps = 1\n", 0, {0}, "x.ini: line 1: a section is [name]"},
        {"[run]\nsweeps\n", 0, {0}, "x.ini: line 2: neither [section] nor key = value"},
        {"sweeps = 1\n", 0, {0}, "sweeps: comes before the first [section]"},
        {"[run]\nfolder = " LONG LONG "\n",
         0,
         {0},
         "x.ini: line 2: longer than the 198 characters"},
        {"# " LONG LONG "\n", 0, {0}, "x.ini: line 1: longer than the 198 characters"},
        {"[run]\nsweeps = 1\0\n", 19, {0}, "holds a NUL byte"},
        {"[run]\nfolder = \033[31m\n", 0, {0}, "line 2: holds a control character"},
        {"[run]\nsweeps = 1\n",
         0,
         {"run.sweps=1"},
         "command line: [run] sweps: unknown key; nearest known: sweeps"},
        {"[run]\nsweeps = 1\n",
         0,
         {"run.sweeps=-1"},
         "command line: [run] sweeps = -1: must be an integer"},
        {"[run]\nsweeps = 1\n",
         0,
         {"observ.fs.k=1"},
         "command line: [observ.fs] k: unknown section"},
        {"[run]\nsweeps = 1\n",
         0,
         {"sweeps=1"},
         "command line: sweeps=1: must be section.key=value"},
        {"[run]\nsweeps = 1\n",
         0,
         {"run.sweeps"},
         "command line: run.sweeps: must be section.key=value"},
        {"[run]\nsweeps = 1\n", 0, {"run.=1"}, "must be section.key=value"},
        {"[run]\nsweeps = 1\n", 0, {".sweeps=1"}, "must be section.key=value"},
        {"[run]\nsweeps = 1\n",
         0,
         {"run.seed=1", "run.seed=2"},
         "command line: [run] seed: given twice"},
        {"[run]\nsweeps = 1\n",
         0,
         {"run.folder=a #b"},
         "command line: comments go on lines of their own"},
        {"[run]\nsweeps = 1\n",
         0,
         {"run.folder=a\nb = 1"},
         "command line: holds a control character"},
        {"[run]\nsweeps = 1\n",
         0,
         {"run.folder=" LONG LONG},
         "command line: longer than the 198 characters"},
    };
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++)
        assert_true(support_refuses(act, &zoo[i], zoo[i].part));
}

static void read_path(void *name)
{
    runfile_free(runfile_read(name, 0, NULL));
}

static void unreadable(void **state)
{
    (void)state;
    remove(path);
    assert_true(support_refuses(read_path, path, "x.ini: cannot be opened: No such file"));
    assert_true(support_refuses(read_path, folder, "cannot be opened: Is a directory"));
    enum { BIG = (1 << 20) + 1 };
    char *const text = base_alloc(BIG, 1);
    memset(text, '\n', BIG);
    support_write(path, text, BIG);
    assert_true(support_refuses(read_path, path, "larger than 1 MiB"));
    base_free(text);
}

static char *written(const struct runfile *f)
{
    char *text = NULL;
    size_t n = 0;
    FILE *const out = open_memstream(&text, &n);
    runfile_write(f, out);
    fclose(out);
    return text;
}

/* A copy writes the same file; the two then change independently. */
static void copies(void **state)
{
    (void)state;
    struct runfile *const f = load(&(struct request){
        "[run]\nsweeps=7\n[observe.q]\n", 0, {"observe.q.k=99", "run.seed=-12"}, ""});
    struct runfile *const copy = runfile_copy(f);
    char *const first = written(f), *const second = written(copy);
    assert_string_equal(first, second);
    assert_true(runfile_digest(f) == runfile_digest(copy) && runfile_has(copy, "observe.q"));
    assert_false(runfile_has(copy, "observe.fs"));
    assert_string_equal(runfile_raw(copy, "run", "seed"), "-12");
    runfile_set(copy, "run", "seed", "5");
    assert_int_equal(runfile_int(f, "run", "seed"), -12);
    runfile_free(f);
    assert_int_equal(runfile_int(copy, "run", "seed"), 5);
    runfile_free(copy);
    free(first);
    free(second);
}

static void round_trip(void **state)
{
    (void)state;
    struct runfile *const f =
        load(&(struct request){"[run]\nsweeps=1e6\nfolder = a b\n[system]\nwidth=3e-7\n",
                               0,
                               {"observe.q.k=99", "run.seed=-12"},
                               ""});
    runfile_set(f, "system", "n", "33");
    char *const first = written(f);
    struct runfile *const again = load(&(struct request){.ini = first});
    char *const second = written(again);
    assert_string_equal(first, second);
    assert_true(runfile_digest(f) == runfile_digest(again));
    assert_int_equal(runfile_int(again, "run", "sweeps"), 1000000);
    assert_int_equal(runfile_int(again, "system", "n"), 33);
    assert_int_equal(runfile_int(again, "run", "seed"), -12);
    assert_true(runfile_real(again, "observe.q", "k") == 99);
    assert_false(runfile_has(again, "observe.fs"));
    assert_non_null(
        strstr(first, "# temperature [energy]: a number in [1e-06, 1000]\ntemperature = 1\n"));
    assert_null(strstr(first, "observe.fs"));
    free(first);
    free(second);
    runfile_free(f);
    runfile_free(again);
}

static uint64_t digest(const char *ini)
{
    struct runfile *const f = load(&(struct request){.ini = ini});
    const uint64_t h = runfile_digest(f);
    runfile_free(f);
    return h;
}

static void digests(void **state)
{
    (void)state;
    const uint64_t h = digest("[run]\nsweeps = 1000\n");
    assert_true(h == digest("[run]\nthreads = 2\nsweeps = 1e3\nfolder = elsewhere\n"));
    assert_true(h != digest("[run]\nsweeps = 1001\n"));
    assert_true(h != digest("[run]\nsweeps = 1000\n[observe.fs]\n"));
    assert_true(h != digest("[run]\nsweeps = 1000\n[system]\nperiodic = no\n"));
    assert_true(h == digest("[run]\nsweeps = 1000\n[system]\nperiodic = on\n"));
    assert_true(digest("[run]\nsweeps=1\n[observe.q]\n") !=
                digest("[run]\nsweeps=1\n[observe.fs]\n"));
}

/* Bytes that are nearly a run file: each must be read or refused, never crash. */
static void garbage(void **state)
{
    (void)state;
    static const char seedling[] =
        "[run]\nsweeps = 10\n[system]\ntemperature = 0.5\n[observe.fs]\nschedule = log 10\n";
    uint32_t x = 12345;
    for (int trial = 0; trial < 300; trial++) {
        char text[sizeof seedling], message[4096];
        memcpy(text, seedling, sizeof text);
        for (int k = 0; k <= trial % 7; k++) {
            x = x * 1664525 + 1013904223;
            const char random = (char)(x >> 24), telling = "[]=:;#. \t\n\r0-e"[(x >> 24) % 14];
            text[x % (sizeof text - 1)] = trial % 2 ? random : telling;
        }
        struct request q = {.ini = text, .bytes = sizeof text - 1};
        const int status = support_dies(act, &q, message, sizeof message);
        if (status != 0 && status != 2) fail_msg("status %d, %s, for\n%s", status, message, text);
        if (status == 2) assert_true(strchr(message, '\n') == message + strlen(message) - 1);
    }
}

static void help(void **state)
{
    (void)state;
    struct runfile *const f = load(&(struct request){.ini = "[run]\nsweeps = 1\n"});
    char *text = NULL;
    size_t n = 0;
    FILE *const out = open_memstream(&text, &n);
    runfile_help(f, NULL, 0, NULL, out);
    fclose(out);
    assert_non_null(strstr(text, "[observe.fs] (optional)  an observable"));
    assert_non_null(strstr(text, "its colour: one of red, green; default: red"));
    assert_non_null(strstr(text, "length of the run [sweep]: an integer in [0, 1e+15]; required"));
    free(text);
    runfile_free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values),     cmocka_unit_test(overrides),  cmocka_unit_test(refused),
        cmocka_unit_test(unreadable), cmocka_unit_test(round_trip), cmocka_unit_test(copies),
        cmocka_unit_test(digests),    cmocka_unit_test(garbage),    cmocka_unit_test(help),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
