/* The arguments of a command, and the last step of all commands: print, save, draw. */
#ifndef ANALYSIS_FIGURE_COMMAND_OUTPUT_H
#define ANALYSIS_FIGURE_COMMAND_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct plot;
struct result_table;

struct command_number { /* an option that may be absent */
    bool given;
    double value;
};

struct command_arguments {
    size_t n;
    char **folder;      /* (n) run folders; the members of ensembles and ladders */
    const char *output; /* -o, path of a figure; NULL: not given */
    size_t overrides;
    char **override;                /* (overrides) "section.key=value" */
    const char *name;               /* of a paper; NULL: not given */
    const char *of;                 /* --of OBSERVABLE; NULL: not given */
    const char *against;            /* --against COLUMN; NULL: not given */
    const char *published, *claims; /* --published, --claims FILE; NULL: not given */
    /* instead of printing and drawing; NULL: print and draw */
    void (*show)(void *context, const struct result_table *s, const struct plot *p);
    void *context;                     /* of show */
    bool json, preview, force;         /* --format json, --preview, --force */
    double loss;                       /* --loss [loss per sample]; NAN: not given */
    double level;                      /* --level of a decaying observable */
    double waiting, lag;               /* --waiting, --lag [time]; NAN: not given */
    struct command_number hold;        /* --hold temperature [energy] */
    struct command_number from, until; /* --from, --until time [time] */
};

/* The beginning of a row that a command chooses by NAME. */
struct command_choice {
    const char *name, *doc;
    const char *options; /* as those of a command */
};

/* Calls `show` if it is set (p NULL: nothing to draw). Or prints the table in the format of --format. With -o, saves it and draws the figure. With
   --preview, draws in letters. Frees both. */
void command_output_show(const struct command_arguments *a, struct result_table *s, struct plot *p);
void command_output_folder(const char *path); /* makes the folder of a file, with those above it */
/* Fatal unless the files of a figure may be written, which are no run's and none that is read. */
void command_output_require(const struct command_arguments *a, const struct plot *p);

#endif
