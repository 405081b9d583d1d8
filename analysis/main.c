/* analysis: tables and figures from run folders. A command is a row of one table and a function in
   the file of its name. */
#include "analysis/command_line.h"
#include "analysis/commands/commands.h"
#include "analysis/estimate/ageing.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/landscape/landscape.h"
#include "analysis/papers/papers.h"
#include "common/numerics/tau_laws.h"

static const struct command_line_command commands[] = {
    {"relax", "relaxation times with errors, and the stretching of the decay", "FOLDER...",
     "level output", relax_command, NULL, false, false},
    {"speedup", "relaxation time without swaps over that with, at each temperature", "FOLDER...",
     "level output", speedup_command, NULL, false, false},
    {"threshold", "training: steps until the loss stays below a value, and speed-up",
     "FOLDER... --loss X", "loss! output", threshold_command, NULL, false, false},
    {"compare", "systems side by side: energy, overlap, displacement", "FOLDER...",
     "output waiting", compare_command, NULL, false, false},
    {"temperature", "laws of tau(T): Arrhenius, VFT, parabolic, mode coupling; T_g", "FOLDER...",
     "output level of", temperature_command, NULL, false, false},
    {"heterogeneity", "chi_4 over origins and between replicas, and alpha_2", "FOLDER...",
     "output waiting of", heterogeneity_command, NULL, false, false},
    {"map", "displacements item by item, and G_4(r), from stored frames", "FOLDER...",
     "output level", map_command, NULL, false, false},
    {"age", "collapse of waiting times: none, full, sub-ageing, effective time; mu", "FOLDER...",
     "output level of", age_command, NULL, false, false},
    {"collapse", "time-temperature superposition: how well decays meet in t / tau(T)", "FOLDER...",
     "output level waiting of", collapse_command, NULL, false, false},
    {"equilibrium", "tests of equilibrium for every run or hold of a run, and a verdict",
     "FOLDER...", "output level", equilibrium_command, NULL, false, false},
    {"histogram", "distribution of a column of series.dat, against that without swaps",
     "FOLDER... [--of energy]", "output of", histogram_command, NULL, false, false},
    {"replicas", "overlaps between replicas from their stored frames: matrix and P(q)", "FOLDER...",
     "output of", replicas_command, NULL, false, false},
    {"reweight", "energy, heat capacity and free energy at any T between the runs'", "FOLDER...",
     "output", reweight_command, NULL, false, false},
    {"plot", "any column of any table: --of msd, --of pressure, --of overlap.overlap_2",
     "FOLDER... --of X", "output waiting of", plot_command, NULL, false, false},
    {"observe", "two-time tables from stored frames, identical to the run's own",
     "FOLDER --output NEW [observe.NAME.KEY=VALUE...]", "output!", observe_command, NULL, false,
     true},
    {"landscape", "solutions: hierarchy, matrix, barriers, exchange, walk, flatness, both",
     "FOLDER... --of QUESTION", "output of", landscape_command, &landscape_questions, false, false},
    {"paper", "the experiments of runs/ after published papers: claims beside ours",
     "NAME FOLDER...", "output level waiting published claims", papers_command, &papers_table, true,
     false},
    {0},
};

static const struct base_table no_more = {0};

int main(int argc, char **argv)
{
    const struct base_table tables[] = {
        papers_table,
        landscape_questions,
        {"law", "of tau(T), `temperature`", tau_laws_rows, sizeof *tau_laws_rows},
        {"form", "of scaled time, `age`", ageing_forms, sizeof *ageing_forms},
        {"observable", "with a relaxation time, `relax`", relaxation_observables,
         sizeof *relaxation_observables},
        no_more,
    };
    base_program("analysis");
    return command_line_main(argc, argv, commands, tables);
}
