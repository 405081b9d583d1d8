/* Running gnuplot. */
#ifndef COMMON_CORE_GNUPLOT_H
#define COMMON_CORE_GNUPLOT_H

enum gnuplot_end { GNUPLOT_DRAWN, GNUPLOT_MISSING, GNUPLOT_FAILED };

/* Runs a script in its folder; returns when gnuplot ends. */
enum gnuplot_end gnuplot_run(const char *folder, const char *script);

#endif
