/* The species of a mixture: its distinct labels (diameters), named A, B, C ... */
#ifndef COMMON_OBSERVE_SPECIES_H
#define COMMON_OBSERVE_SPECIES_H

#include "common/io/frame.h"

enum { SPECIES_MOST = 8 };

struct species { /* the most frequent first, then the smaller */
    size_t n;    /* 0: more labels than allowed */
    double diameter[SPECIES_MOST];
    size_t count[SPECIES_MOST];
};

/* At most `most` <= SPECIES_MOST species of a labelled frame. */
struct species species_of(const struct frame *f, size_t most);

/* The number of the species with this diameter; s->n if there is none. */
size_t species_find(const struct species *s, double diameter);

/* "A: diameter 1 (800), B: diameter 0.88 (200)"; free with base_free. */
char *species_text(const struct species *s);

#endif
