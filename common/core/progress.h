/* Progress of a run: a bar with rate and ETA on a terminal, and dated lines in a log file. */
#ifndef COMMON_CORE_PROGRESS_H
#define COMMON_CORE_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
    const char *unit;              /* "sweep", "step" */
    int64_t begin, end;            /* start and end of this part of the run */
    double started, shown, logged; /* clock [s] */
    FILE *log;                     /* owned by the caller; NULL: none */
    int terminal;                  /* is standard error a terminal */
    size_t drawn;                  /* characters of the line on it */
    /* Text to show in place of the energy; false: none now. NULL: never. */
    bool (*text)(void *context, char *text, size_t n);
    void *context;
};

void progress_init(struct progress *p, const char *unit, int64_t t, int64_t end, FILE *log);
/* cheap: reads the clock, draws at most 5 times per second */
void progress_show(struct progress *p, int64_t t, double energy);
void progress_end(struct progress *p, int64_t t, double energy);
double progress_rate(const struct progress *p, int64_t t); /* mean since progress_init [1/s] */

/* Progress in shared memory, for a member of an ensemble: the parent process displays it. */
struct progress_slot {
    int64_t t, end;
};
void progress_use_slot(volatile struct progress_slot *slot);

enum { PROGRESS_PARTS = 6, PROGRESS_LINE = 400 };
/* Joins the parts (n; NULL ends them) with two blanks to a line of at most `width` characters. Parts of
   the highest rank are left out first; the last one that stays is cut, and ends with ~. Returns the
   length; width > 0. */
size_t progress_fit(char line[PROGRESS_LINE], size_t width, size_t n, const char *const *part,
                    const int *rank);
/* Replaces the line on the terminal by these parts, fitted to its present width. */
void progress_draw(struct progress *p, size_t n, const char *const *part, const int *rank);

enum { PROGRESS_BAR = 96 };
/* "[####....]  40 %" and "1:02:03", for other displays */
void progress_bar(char text[PROGRESS_BAR], double done);
void progress_duration(char text[32], double s);
/* A line in the log, and on the terminal if there is one. progress: a struct progress. */
void progress_line(void *progress, const char *line);
/* A dated line; log NULL: no effect. */
void progress_log(FILE *log, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
