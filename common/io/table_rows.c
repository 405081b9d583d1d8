/* Implementation of table_rows.h. */
#include "common/io/table_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"

static void keep(char **to, const char *line, const char *prefix)
{
    const size_t n = strlen(prefix);
    if (*to || strncmp(line, prefix, n)) return;
    *to = base_text("%.*s", (int)strcspn(line + n, "\n"), line + n);
}

static void head(struct table_rows *t, const char *line)
{
    if (!t->doc)
        keep(&t->doc, line, "# ");
    else if (strncmp(line, "# units:", 8) == 0)
        keep(&t->units, line, "# units: ");
    else if (t->units)
        keep(&t->names, line, "# ");
}

static void row(struct table_rows *t, const char *line, bool gap)
{
    const size_t first = t->rows * t->columns;
    size_t n = 0;
    char *end;
    for (const char *at = line;; at = end, n++) {
        const double x = strtod(at, &end);
        if (end == at) break;
        t->x = reallocarray(t->x, first + n + 1, sizeof *t->x);
        require(t->x, "no memory for a table");
        t->x[first + n] = x;
    }
    if (!n || (t->rows && n != t->columns)) return;
    t->columns = n;
    t->gap = reallocarray(t->gap, t->rows + 1, sizeof *t->gap);
    require(t->gap, "no memory for a table");
    t->gap[t->rows++] = gap;
}

struct table_rows table_rows_read(const char *folder, const char *table)
{
    struct table_rows t = {0};
    char *const path = base_text("%s/%s.dat", folder, table), *line = NULL;
    FILE *const in = base_open(path, "r");
    size_t room = 0;
    bool gap = false;
    while (getline(&line, &room, in) > 0) {
        if (*line == '#')
            head(&t, line);
        else if (*line == '\n')
            gap = true;
        else
            row(&t, line, gap), gap = false;
    }
    free(line);
    fclose(in);
    base_free(path);
    return t;
}

void table_rows_clear(struct table_rows *t)
{
    free(t->x), free(t->gap);
    base_free(t->doc), base_free(t->names), base_free(t->units);
}

size_t table_rows_column(const struct table_rows *t, const char *name)
{
    size_t c = 0;
    const size_t length = strlen(name);
    for (const char *at = t->names ? t->names : ""; *at; c++) {
        const size_t n = strcspn(at, " ");
        if (n == length && strncmp(at, name, n) == 0) return c;
        at += n + (at[n] == ' ');
    }
    return t->columns;
}
