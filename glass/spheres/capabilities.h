/* Requirements of rows that a liquid meets: mc_system.lacks (common/mc/needs.h). */
#ifndef GLASS_SPHERES_CAPABILITIES_H
#define GLASS_SPHERES_CAPABILITIES_H

struct needs_query;

/* The reason why the liquid does not meet a requirement, in a buffer that the next call overwrites; NULL if
   it does. Diameters are those of the state, else those that the run file draws; those of a start file are
   unknown without a state. */
const char *capabilities_missing(const struct needs_query *q);

#endif
