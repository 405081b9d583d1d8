/* The questions that can be asked of run folders: one row, one file. */
#ifndef ANALYSIS_COMMANDS_H
#define ANALYSIS_COMMANDS_H

#include <stddef.h>

struct commands_arguments {
    size_t n;
    char **folder;      /* (n) */
    const char *output; /* -o, path of a figure; NULL: not given */
    size_t overrides;
    char **override; /* (overrides) "section.key=value" */
    double loss;     /* --loss [loss per sample]; NAN: not given */
    double level;    /* --level of a decaying observable */
    double waiting;  /* --waiting time [time]; NAN: not given */
};

struct commands_row {
    const char *name, *doc;
    const char *usage; /* what comes after the name */
    const char
        *options; /* letters of the options it takes: o, l(oss), v (level), w(aiting); O: needs o;
                            = takes section.key=value */
    void (*run)(const struct commands_arguments *a);
};

void relax_command(const struct commands_arguments *a);
void speedup_command(const struct commands_arguments *a);
void threshold_command(const struct commands_arguments *a);
void compare_command(const struct commands_arguments *a);
void observe_command(const struct commands_arguments *a);

/* Two-time observables that decay from 1 and so have a relaxation time; ends with name NULL. */
struct commands_observable {
    const char *name, *doc;
};
extern const struct commands_observable relax_observables[];

#endif
