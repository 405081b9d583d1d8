/* A temporary folder that goes with the program. One that a kill left behind is removed by a later
   program of the same user, because its lock is free. */
#ifndef ANALYSIS_FIGURE_SCRATCH_H
#define ANALYSIS_FIGURE_SCRATCH_H

struct scratch;

struct scratch *scratch_create(void); /* in $TMPDIR, or /tmp; fatal on failure */
const char *scratch_path(const struct scratch *s);
void scratch_free(struct scratch *s); /* removes it and its files */

#endif
