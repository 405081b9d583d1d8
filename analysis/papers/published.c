/* Implementation of published.h. */
#include "analysis/papers/published.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/core/base.h"

/* Path of published.dat in a folder or the nearest one above it; NULL if there is none; free with
   base_free.
 */
static char *find(const char *folder)
{
    char at[PATH_MAX];
    if (!realpath(folder, at)) return NULL;
    for (;;) {
        char *const path = base_text("%s/published.dat", at);
        if (access(path, R_OK) == 0) return path;
        base_free(path);
        char *const slash = strrchr(at, '/');
        if (!slash || slash == at) return NULL;
        *slash = '\0';
    }
}

/* The text between the next two quotes, after which *line continues; NULL if there are none; free
   with base_free. */
static char *quoted(const char **line)
{
    const char *const from = *line + strspn(*line, " \t");
    const char *const to = *from == '"' ? strchr(from + 1, '"') : NULL;
    if (!to) return NULL;
    *line = to + 1;
    return base_text("%.*s", (int)(to - from - 1), from + 1);
}

static void read_line(struct published *p, const char *line, size_t number)
{
    struct published_row r = {0};
    r.claim = quoted(&line);
    int used = 0;
    const bool numbers =
        r.claim && sscanf(line, "%lf %lf%n", &r.x.value, &r.x.error, &used) == 2 && used > 0;
    line += used;
    r.source = numbers ? quoted(&line) : NULL;
    require(r.source, "%s, line %zu: must be \"CLAIM\" VALUE ERROR \"SOURCE\"", p->path, number);
    p->row = reallocarray(p->row, p->n + 1, sizeof *p->row);
    require(p->row, "%s: out of memory", p->path);
    p->row[p->n++] = r;
}

struct published published_init(const struct command_arguments *a)
{
    struct published p = {.path =
                              a->published ? base_text("%s", a->published) : find(a->folder[0])};
    if (!p.path) {
        fprintf(stderr,
                "analysis: warning: no published.dat above %s: claims have no published values "
                "(--published FILE)\n",
                a->folder[0]);
        return p;
    }
    FILE *const in = base_open(p.path, "r");
    char *line = NULL;
    size_t room = 0, number = 0;
    while (getline(&line, &room, in) > 0) {
        number++;
        const size_t blank = strspn(line, " \t\r\n");
        if (line[blank] && line[blank] != '#') read_line(&p, line, number);
    }
    free(line);
    fclose(in);
    return p;
}

void published_clear(struct published *p)
{
    for (size_t i = 0; i < p->n; i++) {
        base_free(p->row[i].claim);
        base_free(p->row[i].source);
    }
    free(p->row);
    base_free(p->path);
    *p = (struct published){0};
}

struct statistics_estimate published_value(const struct published *p, const char *claim)
{
    for (size_t i = 0; i < p->n; i++)
        if (strcmp(p->row[i].claim, claim) == 0) return p->row[i].x;
    return (struct statistics_estimate){NAN, NAN};
}
