/* Tries an action that may end the program, in a child process. */
#ifndef COMMON_RUN_ATTEMPT_H
#define COMMON_RUN_ATTEMPT_H

#include <stdbool.h>

/* NULL if the action returns; otherwise the line with which it died (base_free), without the
   program's name. limit [s]: after it the child is killed, *late is set, and the result is NULL.
   What the action writes to standard output and error is not shown. */
char *attempt(void (*act)(void *context), void *context, double limit, bool *late);

#endif
