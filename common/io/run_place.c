/* Implementation of run_place.h. */
#include "common/io/run_place.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/core/base.h"

/* The time after the last @; false if there is none. */
static bool time_of(const char *text, const char **at, int64_t *t)
{
    char *end;
    *at = strrchr(text, '@');
    if (!*at || *at == text || !(*at)[1]) return false;
    *t = strtoll(*at + 1, &end, 10);
    return !*end;
}

struct run_place run_place_parse(const char *text)
{
    struct run_place p = {0};
    const char *at = NULL;
    p.timed = access(text, F_OK) != 0 && time_of(text, &at, &p.t);
    size_t n = p.timed ? (size_t)(at - text) : strlen(text);
    while (n > 1 && text[n - 1] == '/') n--;
    p.folder = base_text("%.*s", (int)n, text);
    return p;
}

void run_place_clear(struct run_place *p)
{
    base_free(p->folder);
    *p = (struct run_place){0};
}
