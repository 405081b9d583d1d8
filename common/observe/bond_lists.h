/* Neighbours of every item of a periodic frame whose labels are sizes. */
#ifndef COMMON_OBSERVE_BOND_LISTS_H
#define COMMON_OBSERVE_BOND_LISTS_H

#include "common/io/frame.h"

struct bond_lists { /* those of item i are begin[i] ... begin[i + 1] - 1 */
    size_t *begin;  /* (n + 1) */
    size_t room;
    uint32_t *other; /* (room) */
};

/* Pairs nearer than `bond` mean diameters of the pair. Free with bond_lists_free. */
struct bond_lists *bond_lists_create(const struct frame *f, double bond);
/* Pairs that share a face of their radical Voronoi cells, in two or three dimensions. */
struct bond_lists *bond_lists_of_cells(const struct frame *f);
void bond_lists_free(struct bond_lists *b);

#endif
