/* The table of questions. */
#include "analysis/landscape/landscape.h"

#include "common/core/base.h"

static const struct question { /* table row */
    const char *name, *doc;
    void (*run)(const struct command_arguments *a);
    bool holds; /* --hold, --from and --until choose among inherent structures */
} questions[] = {
    {"hierarchy", "trees, P(q) and ultrametricity of overlaps.dat of one or two folders",
     hierarchy_command, true},
    {"matrix",
     "the overlaps themselves, solutions in the order of their trees, of the same folders",
     matrix_command, true},
    {"barriers", "loss between solutions, with units aligned and not: barriers.dat of a folder",
     barriers_command, false},
    {"exchange", "barriers against the number of exchanged hidden units: exchange.dat of runs",
     barriers_exchange_command, false},
    {"walk", "rays, walks, their autocorrelation, and returns of a run", walk_command, false},
    {"flatness", "Hessian and noise against test error, over batches and optimisers, of runs",
     flatness_command, false},
    {"spectrum", "eigenvalues of the Hessian along training: spectrum.dat of up to four runs",
     spectrum_command, false},
    {"swaps", "tried swaps of weights against curvature, flatness and test loss, of runs",
     tried_swaps_command, false},
    {"both", "liquid and network side by side: LIQUID SOLUTIONS SOLUTION",
     compare_landscapes_command, true},
    {0},
};

const struct base_table landscape_questions = {"question", "of `landscape --of QUESTION`",
                                               questions, sizeof *questions};

void landscape_command(const struct command_arguments *a)
{
    require(a->of, "landscape: --of is missing: hierarchy, matrix, barriers, exchange, walk, "
                   "flatness, spectrum, swaps or both");
    const struct question *const q = base_pick(&landscape_questions, a->of, "--of");
    require(q->holds || !(a->hold.given || a->from.given || a->until.given),
            "landscape --of %s: reads single states, not times. --hold, --from and --until are for "
            "hierarchy, matrix and both",
            q->name);
    q->run(a);
}
