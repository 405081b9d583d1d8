/* Implementation of copies.h. */
#include "analysis/read/copies.h"

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <xxhash.h>

#include "analysis/read/table.h"
#include "common/core/base.h"

void copies_require_folders(size_t n, char *const *path)
{
    struct stat *const s = base_alloc(n, sizeof *s);
    for (size_t i = 0; i < n; i++) {
        if (stat(path[i], &s[i])) continue;
        for (size_t j = 0; j < i; j++)
            require(s[i].st_ino != s[j].st_ino || s[i].st_dev != s[j].st_dev,
                    "%s and %s: the same folder, given twice", path[j], path[i]);
    }
    base_free(s);
}

struct rows { /* of tables, comments apart */
    uint64_t digest;
    size_t n;
};

static void add_rows(struct rows *r, const char *folder, const char *name)
{
    char *const path = base_text("%s/%s", folder, name), *line = NULL;
    FILE *const in = base_open(path, "r");
    size_t room = 0;
    r->digest = XXH3_64bits_withSeed(name, strlen(name), r->digest);
    for (ssize_t n; (n = getline(&line, &room, in)) > 0;) {
        if (*line == '#') continue;
        r->digest = XXH3_64bits_withSeed(line, (size_t)n, r->digest);
        r->n++;
    }
    free(line);
    fclose(in);
    base_free(path);
}

static int is_table(const struct dirent *e)
{
    const char *const dot = strrchr(e->d_name, '.');
    return dot && strcmp(dot, ".dat") == 0;
}

/* The rows of series.dat, or of all other tables. */
static struct rows rows_of(const char *folder, bool series)
{
    struct rows r = {0};
    if (series) {
        add_rows(&r, folder, "series.dat");
        return r;
    }
    struct dirent **entry;
    const int n = scandir(folder, &entry, is_table, alphasort);
    for (int i = 0; i < n; i++) {
        if (strcmp(entry[i]->d_name, "series.dat") != 0) add_rows(&r, folder, entry[i]->d_name);
        free(entry[i]);
    }
    if (n >= 0) free(entry);
    return r;
}

void copies_require_rows(size_t n, const char *const *path)
{
    if (n < 2) return;
    struct rows *const r = base_alloc(n, sizeof *r);
    bool series = true;
    for (size_t i = 0; i < n; i++) series = series && table_exists(path[i], "series");
    for (size_t i = 0; i < n; i++) {
        r[i] = rows_of(path[i], series);
        for (size_t j = 0; j < i; j++)
            require(r[i].n < 2 || r[i].n != r[j].n || r[i].digest != r[j].digest,
                    "%s and %s: the same rows byte for byte, so the same run twice; give one",
                    path[j], path[i]);
    }
    base_free(r);
}
