/* Running gnuplot. */
#ifndef COMMON_CORE_GNUPLOT_H
#define COMMON_CORE_GNUPLOT_H

enum gnuplot_end { GNUPLOT_DRAWN, GNUPLOT_MISSING, GNUPLOT_FAILED };

/* Runs a script in its folder; returns when gnuplot ends. */
enum gnuplot_end gnuplot_run(const char *folder, const char *script);

/* Sets the date of a PDF file to a fixed one: equal figures have equal bytes. No effect on files
   without a date. */
void gnuplot_undate(const char *path);

#endif
