/* Segments of a run at one temperature: the holds of its temperature schedule ([run]
   temperature_schedule), or of the pressure or density, or the rungs that a walker of a population visits (population.dat). Each
   lacks its first quarter, the time to adapt. A run at one temperature is one segment. */
#ifndef ANALYSIS_READ_TEMPERATURE_STAGES_H
#define ANALYSIS_READ_TEMPERATURE_STAGES_H

#include "analysis/figure/command_output.h"
#include "analysis/read/run.h"
#include "analysis/read/table.h"
#include "common/config/temperature_schedule.h"

enum { TEMPERATURE_STAGES_MOST = 320 };

struct temperature_stage {
    double T, P;     /* [energy], [energy/length^dim]; P = 0: at a fixed volume */
    double rho;      /* of a programme of the density [1/length^dim]; 0: no such programme */
    double from, to; /* the part that is used, from < t <= to [time]; to = 0: all of the run */
    double begin;    /* of the hold or rung [time] */
};

/* Reads the segments; returns their number. Fatal on an invalid schedule, and on a walker without
   the table of its population. */
size_t temperature_stages_read(const struct run *f,
                               struct temperature_stage hold[TEMPERATURE_STAGES_MOST]);

/* Keeps the segments of --hold, --from and --until; returns their number. --from replaces the first
   quarter. */
size_t temperature_stages_choose(size_t n, struct temperature_stage *hold,
                                 const struct command_arguments *a);

bool temperature_stages_several(const struct run *f); /* a schedule, or a walker's rungs */
bool temperature_stages_walker(const struct run *f);  /* of population annealing */
/* A rung of replica exchange: one temperature, at which configurations come and go. */
bool temperature_stages_exchanges(const struct run *f);

/* True for a row of a time series, or of two times, that belongs to the segment. */
bool temperature_stages_has(const struct temperature_stage *h, double t);
bool temperature_stages_has_pair(const struct temperature_stage *h, double waiting, double lag);
bool temperature_stages_has_row(const struct temperature_stage *h, const struct table *t,
                                size_t row);

/* The rows of FOLDER/NAME.dat whose time t, or times t_w and lag, are in the segment; table_clear. Fatal if there are none. */
struct table temperature_stages_table(const struct run *f, const char *name,
                                      const struct temperature_stage *h);

/* Two temperatures that are equal to the digits that tables have. */
bool temperature_stages_same(double a, double b);

#endif
