/* Formulas given as text, with named variables: parsed once into a list of operations on a stack, and
   evaluated as Taylor series (taylor.h). There is no compiler at run time.

       sum:     term {(+ | -) term}          power:    item [(^ | **) unary]     right to left
       term:    unary {(* | /) unary}        item:     number | name | function(sum, ...) | (sum)
       unary:   [+ | -] unary | power        -x^2 is -(x^2); names are case-sensitive; pi is a number */
#ifndef COMMON_NUMERICS_EXPRESSION_H
#define COMMON_NUMERICS_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "common/numerics/taylor.h"

struct expression;

/* Fatal on anything else than a formula of these n names (n); the message begins with `where` and gives
   the column, counted from 1. Names are borrowed. */
struct expression *expression_create(const char *text, size_t n, const char *const *names,
                                     const char *where);
void expression_free(struct expression *e);

/* The series of the formula, given those of its variables x (n). Not finite where it is not defined. */
struct taylor expression_series(const struct expression *e, const struct taylor *x);

bool expression_uses(const struct expression *e, size_t variable);

/* True if the text may name a variable: letters, digits, _, and no function or constant. */
bool expression_is_name(const char *text);

#endif
