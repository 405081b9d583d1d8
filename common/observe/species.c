/* Implementation of species.h. */
#include "common/observe/species.h"

#include <assert.h>

#include "common/core/base.h"

size_t species_find(const struct species *s, double diameter)
{
    size_t k = 0;
    while (k < s->n && s->diameter[k] != diameter) k++;
    return k;
}

static void swap_neighbours(struct species *s, size_t k)
{
    const double diameter = s->diameter[k];
    const size_t count = s->count[k];
    s->diameter[k] = s->diameter[k + 1], s->count[k] = s->count[k + 1];
    s->diameter[k + 1] = diameter, s->count[k + 1] = count;
}

struct species species_of(const struct frame *f, size_t most)
{
    struct species s = {0};
    assert(most <= SPECIES_MOST && f->label);
    for (size_t i = 0; i < f->n; i++) {
        const size_t k = species_find(&s, f->label[i]);
        if (k == most) return (struct species){0};
        if (k == s.n) s.diameter[s.n++] = f->label[i];
        s.count[k]++;
    }
    for (size_t pass = 0; pass < s.n; pass++)
        for (size_t k = 0; k + 1 < s.n; k++)
            if (s.count[k] < s.count[k + 1] ||
                (s.count[k] == s.count[k + 1] && s.diameter[k] > s.diameter[k + 1]))
                swap_neighbours(&s, k);
    return s;
}

char *species_text(const struct species *s)
{
    char *text = base_text("%s", "");
    for (size_t k = 0; k < s->n; k++) {
        char *const more = base_text("%s%s%c: diameter %.6g (%zu)", text, k ? ", " : "",
                                     'A' + (int)k, s->diameter[k], s->count[k]);
        base_free(text);
        text = more;
    }
    return text;
}
