/* Implementation of frame_choice.h. */
#include "glass/spheres/commands/frame_choice.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"

/* The number in the first n characters of the text; `otherwise` if n = 0. */
static bool number(const char *text, size_t n, double otherwise, double *x)
{
    char word[32], *end;
    *x = otherwise;
    if (n == 0) return true;
    if (n >= sizeof word) return false;
    memcpy(word, text, n);
    word[n] = 0;
    *x = strtod(word, &end);
    return !*end && *x >= 0;
}

/* "FROM..UNTIL"; either end may be missing. */
static bool parse_range(const char *text, struct frame_choice *c)
{
    const char *const dots = strstr(text, ".."), *const until = dots ? dots + 2 : NULL;
    return dots && number(text, (size_t)(dots - text), 0, &c->from) &&
           number(until, strlen(until), INFINITY, &c->to) && c->from <= c->to;
}

static bool parse_times(const char *text, struct frame_choice *c)
{
    for (const char *at = text;; at++) {
        char *end;
        const double t = strtod(at, &end);
        if (end == at || !(t >= 0 && t <= 1e15) || t != floor(t) || c->n == FRAME_CHOICE_TIMES)
            return false;
        c->time[c->n++] = (int64_t)t;
        at = end;
        if (!*at) return true;
        if (*at != ',') return false;
    }
}

struct frame_choice frame_choice_parse(const char *text, const char *where)
{
    struct frame_choice c = {
        .first = strcmp(text, "first") == 0, .last = strcmp(text, "last") == 0, .to = INFINITY};
    const bool word = c.first || c.last || strcmp(text, "all") == 0;
    require(word || parse_range(text, &c) || parse_times(text, &c),
            "%s = %s: must be first, last, all, times with commas between, or FROM..UNTIL", where,
            text);
    return c;
}

bool frame_choice_has(const struct frame_choice *c, size_t i, size_t n, int64_t t)
{
    bool listed = false;
    if (c->first || c->last) return i == (c->first ? 0 : n - 1);
    for (size_t k = 0; k < c->n; k++) listed = listed || c->time[k] == t;
    return c->n ? listed : (double)t >= c->from && (double)t <= c->to;
}
