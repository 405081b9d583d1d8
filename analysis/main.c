/* analysis: tables and figures from run folders. A command is a row of one table and a function in
   the file of its name. */
#include "analysis/command_line.h"
#include "analysis/commands/commands.h"
#include "analysis/estimate/ageing.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/landscape/landscape.h"
#include "analysis/papers/papers.h"
#include "analysis/read/system_kind.h"
#include "common/numerics/tau_laws.h"

static const struct command_line_command commands[] = {
    {.name = "relax",
     .doc = "relaxation times with errors, and the stretching of the decay",
     .usage = "FOLDER... [--of fs_A]",
     .options = "level output of waiting hold from until",
     .run = relax_command},
    {.name = "speedup",
     .doc = "speed-up: relaxation time without swaps / with swaps, at each temperature",
     .usage = "FOLDER...",
     .options = "level output waiting hold from until",
     .run = speedup_command},
    {.name = "threshold",
     .doc = "training: steps until the loss stays below a value, and speed-up",
     .usage = "FOLDER... --loss X",
     .options = "loss! output hold from until",
     .run = threshold_command},
    {.name = "compare",
     .doc = "systems side by side: energy, overlap, displacement",
     .usage = "FOLDER...",
     .options = "output waiting hold from until",
     .run = compare_command},
    {.name = "temperature",
     .doc = "laws of tau(T): Arrhenius, VFT, parabolic, mode coupling; T_g",
     .usage = "FOLDER...",
     .options = "output level of waiting hold from until",
     .run = temperature_command},
    {.name = "heterogeneity",
     .doc = "chi_4 over origins and between replicas, and alpha_2",
     .usage = "FOLDER...",
     .options = "output waiting of hold from until",
     .run = heterogeneity_command},
    {.name = "map",
     .doc = "map of displacements, and G_4(r), from stored frames",
     .usage = "FOLDER...",
     .options = "output level hold from until",
     .run = map_command},
    {.name = "age",
     .doc = "collapse of waiting times: none, full, sub-ageing, effective time; mu",
     .usage = "FOLDER...",
     .options = "output level of hold from until",
     .run = age_command},
    {.name = "collapse",
     .doc = "time-temperature superposition: quality of the collapse in t / tau(T)",
     .usage = "FOLDER...",
     .options = "output level waiting of hold from until",
     .run = collapse_command},
    {.name = "equilibrium",
     .doc = "tests of equilibrium for every run or hold of a run, and a verdict",
     .usage = "FOLDER...",
     .options = "output level hold from until",
     .run = equilibrium_command},
    {.name = "histogram",
     .doc = "distribution of a column of series.dat, with and without swaps",
     .usage = "FOLDER... [--of energy]",
     .options = "output of hold from until",
     .run = histogram_command},
    {.name = "mean",
     .doc = "mean of a column with its error, autocorrelation time and independent samples",
     .usage = "FOLDER... --of energy | --of fs.fs --lag TIME",
     .options = "of! output waiting lag hold from until",
     .run = mean_command},
    {.name = "replicas",
     .doc = "overlaps between replicas from their stored frames: matrix and P(q)",
     .usage = "FOLDER...",
     .options = "output of waiting hold from until",
     .run = replicas_command},
    {.name = "reweight",
     .doc = "energy, heat capacity and free energy at any T between those of the runs",
     .usage = "FOLDER...",
     .options = "output hold from until",
     .run = reweight_command},
    {.name = "structure",
     .doc = "g(r), S(k), their partial functions, g_6(r): peaks and figure; --of AB: one pair",
     .usage = "FOLDER... [--of AB]",
     .options = "output of",
     .run = structure_command},
    {.name = "plot",
     .doc = "any column of any table: --of msd, --of pressure, --of overlap.overlap_2",
     .usage = "FOLDER... --of X",
     .options = "output waiting of against hold from until",
     .run = plot_command},
    {.name = "observe",
     .doc = "two-time tables from stored frames, identical to the run's own",
     .usage = "FOLDER --output NEW [observe.NAME.KEY=VALUE...]",
     .options = "output! from until",
     .run = observe_command,
     .overrides = true},
    {.name = "movie",
     .doc = "stored frames as an animated GIF: displacement, size, weights (--of)",
     .usage = "FOLDER --output MOVIE.gif",
     .options = "output! of from until",
     .run = movie_command},
    {.name = "report",
     .doc = "one page about runs: provenance, keys, verdicts, tables, figures",
     .usage = "FOLDER... --output PAGE.html",
     .options = "output!",
     .run = report_command},
    {.name = "landscape",
     .doc = "solutions: hierarchy, matrix, barriers, exchange, walk, flatness, both",
     .usage = "FOLDER... --of QUESTION",
     .options = "output of hold from until",
     .run = landscape_command,
     .choices = &landscape_questions},
    {.name = "paper",
     .doc = "experiments of runs/ after published papers: their claims beside our results",
     .usage = "NAME FOLDER...",
     .options = "output level waiting published claims",
     .run = papers_command,
     .choices = &papers_table,
     .named = true},
    {0},
};

static const struct base_table no_more = {0};

enum { SYSTEMS = 16 };

/* Name and selection of every system, to row. */
static void list_systems(struct base_row row[SYSTEMS])
{
    for (size_t k = 0; system_kinds[k] && k + 1 < SYSTEMS; k++)
        row[k] = (struct base_row){system_kinds[k]->name,
                                   base_text("[run] program = %s, [system] kind = %s",
                                             system_kinds[k]->program, system_kinds[k]->kind)};
}

int main(int argc, char **argv)
{
    struct base_row systems[SYSTEMS] = {{0}};
    list_systems(systems);
    const struct base_table tables[] = {
        {"system", "of a run, chosen by its run file", systems, sizeof *systems},
        papers_table,
        landscape_questions,
        {"law", "of tau(T), `temperature`", tau_laws_rows, sizeof *tau_laws_rows},
        {"form", "of scaled time, `age`", ageing_forms, sizeof *ageing_forms},
        {"observable", "with a relaxation time, `relax`", relaxation_observables,
         sizeof *relaxation_observables},
        no_more,
    };
    base_program("analysis");
    const int status = command_line_main(argc, argv, commands, tables);
    for (size_t k = 0; systems[k].name; k++) base_free((char *)systems[k].doc);
    return base_close_stdout(status);
}
