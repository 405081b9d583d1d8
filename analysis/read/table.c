/* Reads tables of run folders in one pass. */
#include "analysis/read/table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "analysis/read/table_order.h"
#include "common/core/base.h"

static const char *const blanks = " \t\r\n";

bool table_exists(const char *folder, const char *name)
{
    char *path = base_text("%s/%s.dat", folder, name);
    const bool there = access(path, F_OK) == 0;
    base_free(path);
    return there;
}

bool table_has_rows(const char *folder, const char *name)
{
    if (!table_exists(folder, name)) return false;
    char *const path = base_text("%s/%s.dat", folder, name), *line = NULL;
    FILE *const in = base_open(path, "r");
    size_t size = 0;
    bool found = false;
    for (ssize_t n; !found && (n = getline(&line, &size, in)) > 0 && line[n - 1] == '\n';)
        found = line[0] != '#' && line[strspn(line, blanks)];
    free(line);
    fclose(in);
    base_free(path);
    return found;
}

static void forget_names(struct table *t)
{
    for (size_t c = 0; c < t->columns; c++) base_free(t->name[c]);
    t->columns = 0;
}

/* Column names come from the last comment before the data. */
static void read_names(struct table *t, char *line, size_t at)
{
    forget_names(t);
    char *rest = NULL;
    for (char *word = strtok_r(line + 1, blanks, &rest); word;
         word = strtok_r(NULL, blanks, &rest)) {
        require(t->columns < TABLE_COLUMNS, "%s, line %zu: more than %d columns", t->path, at,
                TABLE_COLUMNS);
        t->name[t->columns++] = base_text("%s", word);
    }
}

/* Room for one more row, and for its line. */
static void grow(struct table *t, size_t **line, size_t *room)
{
    if (t->rows < *room) return;
    *room = *room ? 2 * *room : 256;
    double *const x = reallocarray(t->x, *room, t->columns * sizeof *x);
    size_t *const lines = reallocarray(*line, *room, sizeof *lines);
    require(x && lines, "%s: out of memory", t->path);
    t->x = x, *line = lines;
}

/* Columns that cannot be negative, by name: squares, moments of even order, norms, counts. */
static bool never_negative(const char *name)
{
    static const char *const names[] = {"msd",         "r2",  "r4",  "r2_parallel",
                                        "weight_norm", "lag", "t_w", "moved_sum"};
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        if (strcmp(name, names[k]) == 0) return true;
    return false;
}

/* No run writes numbers beyond any measurement, or negative squares. nan and inf of a diverged run
   pass. */
static void require_numbers(const struct table *t, const double *x, size_t at)
{
    static const double most = 1e100;
    for (size_t c = 0; c < t->columns; c++) {
        require(!isfinite(x[c]) || fabs(x[c]) < most,
                "%s, line %zu: %s = %g is no measurement. Allowed: below %g.", t->path, at,
                t->name[c], x[c], most);
        require(!(x[c] < 0) || !never_negative(t->name[c]),
                "%s, line %zu: %s = %g, a square or a length. Allowed: 0 or more.", t->path, at,
                t->name[c], x[c]);
    }
}

static void read_row(struct table *t, const char *line, size_t at)
{
    double *x = t->x + t->rows * t->columns;
    size_t n = 0;
    for (line += strspn(line, blanks); *line; line += strspn(line, blanks)) {
        char *end = NULL;
        const double value = strtod(line, &end);
        const int length = (int)strcspn(line, blanks);
        require(end == line + length, "%s, line %zu: '%.*s' is not a number", t->path, at,
                length < 40 ? length : 40, line);
        if (n < t->columns) x[n] = value;
        n++;
        line = end;
    }
    require(n == t->columns, "%s, line %zu: %zu numbers in a table of %zu columns", t->path, at, n,
            t->columns);
    require_numbers(t, x, at);
    t->rows++;
}

static void read_lines(struct table *t, FILE *in)
{
    char *line = NULL;
    size_t size = 0, room = 0, at = 0, *at_row = NULL;
    for (ssize_t n; (n = getline(&line, &size, in)) > 0 && line[n - 1] == '\n';) {
        at++;
        require(strlen(line) == (size_t)n, "%s, line %zu: not text", t->path, at);
        if (line[strspn(line, blanks)] == '\0') continue;
        if (line[0] == '#') {
            if (t->rows == 0) read_names(t, line, at);
            continue;
        }
        require(t->columns > 0, "%s, line %zu: numbers before the line that names the columns",
                t->path, at);
        grow(t, &at_row, &room);
        at_row[t->rows] = at;
        read_row(t, line, at);
    }
    require(!ferror(in), "%s: cannot be read", t->path);
    table_order_require(t, at_row);
    free(at_row);
    free(line);
}

struct table table_read(const char *folder, const char *name)
{
    require(table_exists(folder, name), "%s: has no table %s.dat", folder, name);
    struct table t = {.path = base_text("%s/%s.dat", folder, name)};
    FILE *in = base_open(t.path, "r");
    read_lines(&t, in);
    fclose(in);
    require(t.rows > 0, "%s: has no rows yet", t.path);
    return t;
}

void table_clear(struct table *t)
{
    forget_names(t);
    base_free(t->path);
    free(t->x);
    *t = (struct table){0};
}

static char *all_names(const struct table *t)
{
    char *text = base_text("%s", t->name[0]);
    for (size_t c = 1; c < t->columns; c++) {
        char *longer = base_text("%s %s", text, t->name[c]);
        base_free(text);
        text = longer;
    }
    return text;
}

static const char *other_name(const char *name)
{
    return strcmp(name, "energy") == 0 ? "loss" : strcmp(name, "loss") == 0 ? "energy" : name;
}

static size_t find(const struct table *t, const char *name)
{
    size_t c = 0;
    while (c < t->columns && strcmp(t->name[c], name)) c++;
    return c;
}

bool table_has(const struct table *t, const char *column)
{
    return find(t, column) < t->columns || find(t, other_name(column)) < t->columns;
}

size_t table_column(const struct table *t, const char *name)
{
    const size_t c = find(t, name), other = find(t, other_name(name));
    if (c < t->columns) return c;
    if (other < t->columns) return other;
    base_die("%s: has no column '%s' (there are: %s)", t->path, name, all_names(t));
}

double table_cell(const char *folder, const char *name, const char *column, const char *by,
                  double value)
{
    struct table t = table_read(folder, name);
    const size_t c = table_column(&t, column);
    double x = NAN;
    for (size_t r = 0; r < t.rows; r++)
        if (!by || table_at(&t, r, table_column(&t, by)) == value) x = table_at(&t, r, c);
    table_clear(&t);
    return x;
}
