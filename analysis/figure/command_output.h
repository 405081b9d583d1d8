/* The questions that can be asked of run folders: one row, one file. */
#ifndef ANALYSIS_FIGURE_COMMAND_OUTPUT_H
#define ANALYSIS_FIGURE_COMMAND_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

struct plot;
struct result_table;

struct command_arguments {
    size_t n;
    char **folder;      /* (n) members, where an ensemble or a ladder was named */
    const char *output; /* -o, path of a figure; NULL: not given */
    size_t overrides;
    char **override;           /* (overrides) "section.key=value" */
    const char *of;            /* --of OBSERVABLE; NULL: not given */
    bool json, preview, force; /* --format json, --preview, --force */
    double loss;               /* --loss [loss per sample]; NAN: not given */
    double level;              /* --level of a decaying observable */
    double waiting;            /* --waiting time [time]; NAN: not given */
};

struct command_row {
    const char *name, *doc;
    const char *usage; /* what comes after the name */
    /* Letters of the options it takes: o, l(oss), v (level), w(aiting), u (--of); O: needs o; =:
       takes section.key=value. */
    const char *options;
    void (*run)(const struct command_arguments *a);
};

/* Prints the summary, as --format asks; with -o, saves it and draws what the figure has to show;
   with --preview, draws in letters. Frees both. */
void command_output_show(const struct command_arguments *a, struct result_table *s, struct plot *p);
/* Dies unless the files of a figure may be written, which are no run's and none that is read. */
void command_output_require(const struct command_arguments *a, const struct plot *p);

void relax_command(const struct command_arguments *a);
void speedup_command(const struct command_arguments *a);
void threshold_command(const struct command_arguments *a);
void compare_command(const struct command_arguments *a);
void temperature_command(const struct command_arguments *a);
void heterogeneity_command(const struct command_arguments *a);
void age_command(const struct command_arguments *a);
void collapse_command(const struct command_arguments *a);
void equilibrium_command(const struct command_arguments *a);
void plot_command(const struct command_arguments *a);
void replicas_command(const struct command_arguments *a);
void histogram_command(const struct command_arguments *a);
void map_command(const struct command_arguments *a);
void observe_command(const struct command_arguments *a);
void reweight_command(const struct command_arguments *a);
void swap_poster_command(const struct command_arguments *a);
void sizes_command(const struct command_arguments *a);
void diffusion_command(const struct command_arguments *a);
void landscape_command(const struct command_arguments *a);
void zambon_2025_command(const struct command_arguments *a);
void kerr_winter_2024_command(const struct command_arguments *a);
void baity_jesi_2018_command(const struct command_arguments *a);
void glass_comparison_command(const struct command_arguments *a);

/* Two-time observables that decay from 1 and so have a relaxation time; ends with name NULL. */
struct command_observable {
    const char *name, *doc;
};
extern const struct command_observable relax_observables[];

/* Dies unless every group has one of them. */
struct groups;
void relax_require(const struct groups *all);

#endif
