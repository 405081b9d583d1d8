/* The table of questions. */
#include "analysis/landscape/landscape.h"

#include "common/core/base.h"

static const struct question { /* table row */
    const char *name, *doc;
    void (*run)(const struct command_arguments *a);
} questions[] = {
    {"hierarchy", "trees, P(q) and ultrametricity of overlaps.dat of one or two folders",
     hierarchy_command},
    {"matrix",
     "the overlaps themselves, solutions in the order of their trees, of the same folders",
     matrix_command},
    {"barriers", "loss between solutions, with units aligned and not: barriers.dat of a folder",
     barriers_command},
    {"exchange", "barriers against the number of exchanged hidden units: exchange.dat of runs",
     barriers_exchange_command},
    {"walk", "rays, walks, their autocorrelation, and returns of a run", walk_command},
    {"flatness", "Hessian and noise against test error, over batches and optimisers, of runs",
     flatness_command},
    {"spectrum", "eigenvalues of the Hessian along training: spectrum.dat of up to four runs",
     spectrum_command},
    {"both", "liquid and network side by side: LIQUID SOLUTIONS SOLUTION",
     compare_landscapes_command},
    {0},
};

const struct base_table landscape_questions = {"question", "of `landscape --of QUESTION`",
                                               questions, sizeof *questions};

void landscape_command(const struct command_arguments *a)
{
    require(a->of, "landscape: --of is missing: hierarchy, matrix, barriers, exchange, walk, "
                   "flatness, spectrum or both");
    ((const struct question *)base_pick(&landscape_questions, a->of, "--of"))->run(a);
}
