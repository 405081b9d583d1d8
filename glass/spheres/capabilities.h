/* What a liquid offers to the rows that act on it: mc_system.lacks. */
#ifndef GLASS_SPHERES_CAPABILITIES_H
#define GLASS_SPHERES_CAPABILITIES_H

struct needs_query;

/* Why the liquid lacks what is needed, as a phrase that the next call overwrites; NULL: it has it.
   Diameters are those of the state, or those drawn; those of a file are unknown without a state. */
const char *capabilities_missing(const struct needs_query *q);

#endif
