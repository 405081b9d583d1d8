/* Run folders made by hand, for tests of what reads them. */
#ifndef TESTS_FABRICATE_H
#define TESTS_FABRICATE_H

#include <stdio.h>

/* A finished run ROOT/NAME with these sections besides [run]; its path, base_free. One that is
   there is written over. */
char *fabricate_run(const char *root, const char *name, const char *program, int seed,
                    const char *sections);
char *fabricate_liquid(const char *root, const char *name, int seed, double T,
                       double swap); /* [move.swap] weight */
char *fabricate_network(const char *root, const char *name, int seed,
                        const char *protocol); /* [swap] protocol */

FILE *fabricate_file(const char *folder, const char *name);
void fabricate_text(const char *folder, const char *name, const char *text);

#endif
