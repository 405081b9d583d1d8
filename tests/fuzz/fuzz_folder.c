/* Text files of an untrusted run folder: a table, a list of members, a status, a list of diameters. */
#include <stdlib.h>
#include <string.h>

#include "analysis/read/table.h"
#include "common/numerics/size_distribution.h"
#include "common/run/ensemble_members.h"
#include "common/io/run_folder.h"
#include "tests/fuzz/scratch.h"

static void read_table(const char *folder)
{
    static volatile double seen;
    struct table t = table_read(folder, "series");
    for (size_t i = 0; i < t.rows; i++) seen = table_at(&t, i, t.columns - 1);
    (void)seen;
    table_clear(&t);
}

static void read_members(const char *folder)
{
    struct ensemble_members names = ensemble_members_read(folder);
    for (size_t i = 0; i < names.n; i++)
        if (strstr(names.folder[i] + strlen(folder) + 1, "/")) abort();
    ensemble_members_clear(&names);
}

static void read_status(const char *folder)
{
    const struct run_folder_status s = run_folder_status(folder);
    if (strlen(s.word) >= RUN_FOLDER_WORD) abort();
}

static void read_diameters(const char *folder)
{
    enum { N = 4 };
    float s[N];
    char *const path = base_text("%s/sizes", folder);
    size_distribution_read(path, "here", 1, 0, s, N);
    base_free(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const char *const names[] = {"series.dat", "members", "status", "sizes"};
    for (int i = 0; i < 4; i++) scratch_write(names[i], bytes, n);
    char *const path = strdup(scratch_path("series.dat"));
    *strrchr(path, '/') = 0;
    scratch_try(read_table, path);
    scratch_try(read_members, path);
    scratch_try(read_status, path);
    scratch_try(read_diameters, path);
    free(path);
    return 0;
}
