/* Groups of items by label: layers of a network, species or size families of a liquid. */
#ifndef COMMON_OBSERVE_OBSERVE_GROUPS_H
#define COMMON_OBSERVE_OBSERVE_GROUPS_H

#include "common/io/frame.h"

enum { OBSERVE_GROUPS = 16 };

struct observe_groups { /* the group of a label is the number of bounds below it */
    size_t n;           /* 0: none */
    double bound[OBSERVE_GROUPS];
    /* Columns of species A, B, ... are those of groups order[0], order[1], ...; columns of families
       are in the order of labels. */
    bool species;
    unsigned char order[OBSERVE_GROUPS];
    size_t items[OBSERVE_GROUPS]; /* items in each group at the start, in the order of columns */
};

/* At most `most` groups. If there are at most `most` distinct labels (layers), each has a group;
   otherwise groups have equal numbers of items, from small to large labels (diameters). No groups
   without labels. */
void observe_groups_init(struct observe_groups *f, const struct frame *frame, size_t most);
/* One group for each species (common/observe/species.h), at most SPECIES_MOST; none if there are more
   labels. */
void observe_groups_of_species(struct observe_groups *f, const struct frame *frame);

size_t observe_groups_find(const struct observe_groups *f, double label); /* its group */

#endif
