#include "glass/spins/bond_files.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "glass/spins/bonds.h"

enum { MOST_SPINS = 100000000 };

struct reader {
    const char *path;
    FILE *file;
    char text[1024];
    size_t line;
    bool market, general, pattern; /* Matrix Market: general storage; without weights */
};

/* The next line that is neither empty nor a comment; false at the end. */
static bool next_line(struct reader *r)
{
    while (fgets(r->text, sizeof r->text, r->file)) {
        r->line++;
        require(strchr(r->text, '\n') || feof(r->file),
                "%s:%zu: the line is longer than %zu characters", r->path, r->line,
                sizeof r->text - 2);
        const char *const at = r->text + strspn(r->text, " \t\r\n");
        if (*at && *at != '%' && *at != '#') return true;
    }
    require(!ferror(r->file), "%s: %s", r->path, base_reason());
    return false;
}

/* "%%MatrixMarket matrix coordinate real symmetric" */
static void read_banner(struct reader *r)
{
    char object[32], format[32], field[32], symmetry[32];
    if (!fgets(r->text, sizeof r->text, r->file) || strncmp(r->text, "%%MatrixMarket", 14)) {
        rewind(r->file);
        return;
    }
    r->line = 1, r->market = true;
    const int got = sscanf(r->text + 14, "%31s %31s %31s %31s", object, format, field, symmetry);
    require(got == 4 && !strcmp(object, "matrix") && !strcmp(format, "coordinate"),
            "%s:1: must be a matrix in coordinate format", r->path);
    r->pattern = !strcmp(field, "pattern");
    require(r->pattern || !strcmp(field, "real") || !strcmp(field, "integer"),
            "%s:1: field %s: must be real, integer or pattern", r->path, field);
    r->general = !strcmp(symmetry, "general");
    require(r->general || !strcmp(symmetry, "symmetric"),
            "%s:1: symmetry %s: must be symmetric or general", r->path, symmetry);
}

/* Numbers of the line; fatal if there are not `least` to `most`, or more text. */
static int numbers(const struct reader *r, double *x, int least, int most)
{
    int n = 0;
    const char *at = r->text;
    for (;; n++) {
        char *end;
        const double value = strtod(at, &end);
        if (end == at) break;
        require(n < most, "%s:%zu: more than %d numbers", r->path, r->line, most);
        x[n] = value, at = end;
    }
    require(n >= least && !at[strspn(at, " \t\r\n")], "%s:%zu: must have %d numbers%s", r->path,
            r->line, most, least < most ? ", or one less" : "");
    return n;
}

static bool whole(double x, double low, double high)
{
    return x >= low && x <= high && x == floor(x);
}

static void read_sizes(struct reader *r, size_t *n, size_t *m)
{
    double x[3];
    require(next_line(r), "%s: is empty", r->path);
    const int columns = r->market ? 3 : 2;
    numbers(r, x, columns, columns);
    require(whole(x[0], 2, MOST_SPINS),
            "%s:%zu: number of vertices %g: must be an integer in [2, %d]", r->path, r->line, x[0],
            MOST_SPINS);
    require(!r->market || x[1] == x[0], "%s:%zu: the matrix must be square", r->path, r->line);
    const double edges = x[columns - 1];
    require(whole(edges, 0, fmin(1e10, x[0] * (x[0] - 1) / 2 * (r->general ? 2 : 1))),
            "%s:%zu: number of edges %g: must be an integer, at most one per pair of vertices",
            r->path, r->line, edges);
    *n = (size_t)x[0], *m = (size_t)edges;
}

static struct bond read_pair(const struct reader *r, size_t n)
{
    double x[3] = {0, 0, 1};
    if (r->market)
        numbers(r, x, r->pattern ? 2 : 3, r->pattern ? 2 : 3);
    else
        numbers(r, x, 2, 3);
    for (int k = 0; k < 2; k++)
        require(whole(x[k], 1, (double)n), "%s:%zu: vertex %g: must be an integer in [1, %zu]",
                r->path, r->line, x[k], n);
    require(x[0] != x[1], "%s:%zu: vertex %g is joined to itself", r->path, r->line, x[0]);
    require(fabs(x[2]) <= 1e9, "%s:%zu: weight %g: must be in [-1e9, 1e9]", r->path, r->line, x[2]);
    const uint32_t i = (uint32_t)x[0] - 1, j = (uint32_t)x[1] - 1;
    return (struct bond){i < j ? i : j, i < j ? j : i, x[2]};
}

static int by_ends(const void *a, const void *b)
{
    const struct bond *const x = a, *const y = b;
    if (x->i != y->i) return x->i < y->i ? -1 : 1;
    return (x->j > y->j) - (x->j < y->j);
}

/* Refuses pairs that repeat; a general matrix may have both triangles with equal weights. */
static size_t without_twins(const struct reader *r, struct bond *pair, size_t m)
{
    size_t kept = 0;
    qsort(pair, m, sizeof *pair, by_ends);
    for (size_t k = 0; k < m; k++) {
        const bool twin = kept > 0 && by_ends(&pair[kept - 1], &pair[k]) == 0;
        require(!twin || (r->general && pair[kept - 1].J == pair[k].J),
                "%s: the pair %u %u is given twice", r->path, pair[k].i + 1, pair[k].j + 1);
        if (!twin) pair[kept++] = pair[k];
    }
    return kept;
}

struct bond *bond_files_read(const char *path, size_t *n, size_t *m)
{
    struct reader r = {.path = path, .file = base_open_found(path)};
    require(r.file, "%s: %s", path, base_reason());
    read_banner(&r);
    read_sizes(&r, n, m);
    struct bond *const pair = base_alloc(*m + 1, sizeof *pair);
    for (size_t k = 0; k < *m; k++) {
        require(next_line(&r), "%s: ends after %zu of %zu edges", path, k, *m);
        pair[k] = read_pair(&r, *n);
    }
    require(!next_line(&r), "%s:%zu: more than the %zu edges of the first line", path, r.line, *m);
    fclose(r.file);
    *m = without_twins(&r, pair, *m);
    return pair;
}
