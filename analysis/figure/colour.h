/* Colours with a meaning: the same protocol has the same colour in every figure, colder is darker,
   and what grows along a list (waiting times, temperatures) runs from pale to dark. */
#ifndef ANALYSIS_FIGURE_COLOUR_H
#define ANALYSIS_FIGURE_COLOUR_H

#include "analysis/read/group.h"

unsigned colour_of(const struct groups *all, const struct group *g);
unsigned colour_cold(const struct groups *all, const struct group *g); /* by temperature alone */
unsigned colour_along(size_t i, size_t n);                             /* i of n */
unsigned colour_pure(const struct group *g); /* of its protocol, whatever the temperature */

#endif
