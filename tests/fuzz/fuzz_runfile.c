/* Run files: text, keys, lists, and the resolved file, which must read back to itself. */
#include <stdlib.h>
#include <string.h>

#include "common/run/program.h"
#include "common/config/value_lists.h"
#include "common/config/runfile.h"
#include "common/config/runfile_digest.h"
#include "glass/spheres/system.h"
#include "tests/fuzz/scratch.h"

static const struct mc_system *const systems[] = {&glass_spheres, NULL};
static const struct program program = {
    .name = "glass", .doc = "", .systems = systems, .section = "system", .key = "kind"};

static struct runfile *declared(const char *path)
{
    return program_declare(&program, NULL, path, 0, NULL);
}

static void read_file(const char *path)
{
    struct runfile *f = declared(path);
    struct value_lists l = value_lists_find(f, path, 0, NULL);
    for (size_t i = 0; i < l.members && i < 100; i++) {
        int n;
        base_free(value_lists_name(&l, i));
        char **const overrides = value_lists_overrides(&l, i, "x", &n);
        value_lists_overrides_free(overrides, n);
    }
    value_lists_clear(&l);
    runfile_check(f);
    char *text;
    size_t n;
    FILE *const out = open_memstream(&text, &n);
    runfile_write(f, out);
    fclose(out);
    const uint64_t digest = runfile_digest(f);
    runfile_free(f);
    scratch_write("again.ini", text, n);
    free(text);
    f = declared(scratch_path("again.ini"));
    runfile_check(f);
    if (runfile_digest(f) != digest) abort();
    runfile_free(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    scratch_write("a.ini", bytes, n);
    char *const path = strdup(scratch_path("a.ini"));
    scratch_try(read_file, path);
    free(path);
    return 0;
}
