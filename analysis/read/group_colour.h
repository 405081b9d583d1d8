/* Colours of groups in a figure: by protocol, and darker for lower temperatures. */
#ifndef ANALYSIS_READ_GROUP_COLOUR_H
#define ANALYSIS_READ_GROUP_COLOUR_H

#include "analysis/read/group.h"

/* Colour by protocol and temperature; two groups of one system and temperature never share a
   colour. */
unsigned group_colour(const struct groups *all, const struct group *g);
unsigned group_colour_family(const struct groups *all, const struct group *g);
unsigned group_colour_cold(const struct groups *all, const struct group *g); /* by T alone */
/* Its colour, darker for later i of n waiting times. */
unsigned group_colour_along(const struct groups *all, const struct group *g, size_t i, size_t n);
unsigned group_colour_protocol(const struct group *g); /* by protocol alone */

#endif
