/* Implementation of member_means.h. */
#include "common/run/member_means.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/config/ini.h"
#include "common/core/base.h"
#include "common/io/output.h"
#include "common/io/run_folder.h"
#include "common/io/table_rows.h"
#include "common/numerics/statistics.h"

/* ---- groups of runs -------------------------------------------------------------------------- */

/* Keys in which members of a group differ. */
static bool is_incidental(const struct ini *item)
{
    static const char *const names[] = {"run.seed",
                                        "run.replica",
                                        "run.folder",
                                        "run.threads",
                                        "run.walltime",
                                        "run.version",
                                        "system.start",
                                        "network.weights",
                                        "branch.parent",
                                        "branch.digest",
                                        "system.isa",
                                        "system.sample",
                                        NULL};
    char *const name = base_text("%s.%s", item->section, item->key ? item->key : "");
    const char *const *at = names;
    while (*at && strcmp(*at, name) != 0) at++;
    base_free(name);
    return *at;
}

/* All that defines a run but its random numbers, as text; base_free. *T: its temperature. */
static char *kind_of(const char *folder, char **T)
{
    struct ini_list all;
    char *const path = run_folder_run_file(folder), *text = base_text("%s", "");
    ini_read(&all, path, 0, NULL);
    for (const struct ini *item = all.item; item < all.item + all.n; item++) {
        if (!item->key || is_incidental(item)) continue;
        char *const before = text;
        text = base_text("%s%s.%s=%s\n", before, item->section, item->key, item->value);
        base_free(before);
    }
    const struct ini *const t = ini_find(&all, "system", "T");
    *T = base_text("%s", t ? t->value : "");
    ini_clear(&all);
    base_free(path);
    return text;
}

/* ---- means ----------------------------------------------------------------------------------- */

static bool same_shape(size_t n, const struct table_rows *t)
{
    for (size_t i = 1; i < n; i++)
        if (t[i].rows != t[0].rows || t[i].columns != t[0].columns) return false;
    return t[0].rows > 0 && t[0].names && t[0].units;
}

/* The same in all runs, in all rows. */
static bool is_shared(size_t n, const struct table_rows *t, size_t column)
{
    for (size_t i = 1; i < n; i++)
        for (size_t r = 0; r < t[0].rows; r++) {
            const size_t k = r * t[0].columns + column;
            if (t[i].x[k] != t[0].x[k] && !(isnan(t[i].x[k]) && isnan(t[0].x[k]))) return false;
        }
    return true;
}

static void write_number(FILE *out, size_t n, const struct table_rows *t, size_t k, bool shared,
                         const char *before)
{
    double *const x = base_alloc(n, sizeof *x);
    for (size_t i = 0; i < n; i++) x[i] = t[i].x[k];
    const struct statistics_estimate mean = statistics_mean(n, x);
    if (shared)
        fprintf(out, "%s%.10g", before, x[0]);
    else
        fprintf(out, "%s%.8g %.3g", before, mean.value, mean.error);
    base_free(x);
}

enum { COLUMNS = 1024 };

struct mean_columns {
    int n;
    struct run_folder_column column[COLUMNS]; /* names and units are owned */
    size_t of;                                /* columns of the runs */
    bool left_out[COLUMNS];                   /* (of) errors within a run */
};

static void add_column(struct mean_columns *m, const char *name, const char *suffix,
                       const char *unit)
{
    m->column[m->n++] =
        (struct run_folder_column){base_text("%s%s", name, suffix), base_text("%s", unit)};
}

static bool is_error(const char *name)
{
    static const char suffix[] = "_error";
    const size_t n = strlen(name), k = strlen(suffix);
    return n > k && strcmp(name + n - k, suffix) == 0;
}

static void find_columns(struct mean_columns *m, size_t n, const struct table_rows *t)
{
    char *const names = base_text("%s", t->names), *const units = base_text("%s", t->units);
    char *name_rest, *unit_rest;
    char *name = strtok_r(names, " ", &name_rest), *unit = strtok_r(units, " ", &unit_rest);
    while (m->of < t->columns && name && unit && m->n + 2 <= COLUMNS) {
        const size_t c = m->of++;
        m->left_out[c] = is_error(name);
        if (!m->left_out[c]) add_column(m, name, "", unit);
        if (!m->left_out[c] && !is_shared(n, t, c)) add_column(m, name, "_error", unit);
        name = strtok_r(NULL, " ", &name_rest), unit = strtok_r(NULL, " ", &unit_rest);
    }
    base_free(names), base_free(units);
}

static void write_rows(FILE *out, const struct mean_columns *m, size_t n,
                       const struct table_rows *t)
{
    for (size_t r = 0; r < t->rows; r++) {
        if (t->gap[r]) fputs("\n\n", out);
        for (size_t c = 0; c < m->of; c++)
            if (!m->left_out[c])
                write_number(out, n, t, r * t->columns + c, is_shared(n, t, c), c ? " " : "");
        fputc('\n', out);
    }
}

static void write_means(const struct run_folder *d, const char *name, size_t n,
                        const struct table_rows *t)
{
    struct mean_columns *const m = base_alloc(1, sizeof *m);
    find_columns(m, n, t);
    const char *const colon = strchr(t->doc, ':');
    char *const doc =
        base_text("mean over %zu runs, and its error; %s", n, colon ? colon + 2 : t->doc);
    FILE *const out = output_begin_table(d, name, doc, m->n, m->column);
    write_rows(out, m, n, t);
    output_end_table(d, name, out);
    for (int k = 0; k < m->n; k++)
        base_free((char *)m->column[k].name), base_free((char *)m->column[k].unit);
    base_free(m);
    base_free(doc);
}

static void write_group(const char *table, const char *name, size_t n, char *const *folder,
                        const char *into, bool force)
{
    struct table_rows *const t = base_alloc(n, sizeof *t);
    for (size_t i = 0; i < n; i++) t[i] = table_rows_read(folder[i], table);
    const bool single = n < 2, shaped = !single && same_shape(n, t);
    if (!shaped || !is_shared(n, t, 0)) {
        fprintf(stderr, "%s: no mean of %s.dat: %s\n", folder[0], table,
                single    ? "a single run of its kind"
                : !shaped ? "the tables of its runs have other rows"
                          : "its first column differs between runs");
    } else {
        const struct run_folder d = {.path = (char *)into};
        run_folder_mkdir(into);
        output_require_tables(into, force, (const char *const[]){name, NULL});
        write_means(&d, name, n, t);
        printf("mean over %zu runs: %s/%s.dat\n", n, into, name);
    }
    for (size_t i = 0; i < n; i++) table_rows_clear(&t[i]);
    base_free(t);
}

/* How many runs have the table. */
static size_t count(const char *table, size_t n, char *const *folder)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        char *const path = base_text("%s/%s.dat", folder[i], table);
        found += access(path, R_OK) == 0;
        base_free(path);
    }
    return found;
}

void member_means_write(const char *table, size_t n, char *const *folder, const char *into,
                        bool force)
{
    const size_t found = count(table, n, folder);
    if (found && found < n)
        fprintf(stderr, "no mean of %s.dat: %zu of %zu runs have it\n", table, found, n);
    if (found < n) return;
    char **const kind = base_alloc(n, sizeof *kind), **const T = base_alloc(n, sizeof *T),
                 **const group = base_alloc(n, sizeof *group);
    for (size_t i = 0; i < n; i++) kind[i] = kind_of(folder[i], &T[i]);
    for (size_t i = 0; i < n; i++) {
        size_t members = 0, first = 0, others = 0;
        while (strcmp(kind[first], kind[i])) first++;
        if (first < i) continue;
        for (size_t j = 0; j < n; j++) {
            if (strcmp(kind[j], kind[i]) == 0) group[members++] = folder[j];
            others += strcmp(kind[j], kind[i]) && strcmp(T[j], T[i]) == 0;
        }
        char *const name = members == n ? base_text("%s", table)
                           : others     ? base_text("%s_T=%s_%zu", table, T[i], i)
                                        : base_text("%s_T=%s", table, T[i]);
        write_group(table, name, members, group, into, force);
        base_free(name);
    }
    for (size_t i = 0; i < n; i++) base_free(kind[i]), base_free(T[i]);
    base_free(kind), base_free(T), base_free(group);
}
