/* Running gnuplot. */
#ifndef COMMON_CORE_GNUPLOT_H
#define COMMON_CORE_GNUPLOT_H

enum gnuplot_end { GNUPLOT_DRAWN, GNUPLOT_MISSING, GNUPLOT_FAILED };

/* Draws a script in its folder; waits. */
enum gnuplot_end gnuplot_run(const char *folder, const char *script);

#endif
