/* The table of papers. */
#include "analysis/papers/papers.h"

static const struct paper { /* table row */
    struct command_choice is;
    void (*run)(const struct command_arguments *a);
} papers[] = {
    {{"kwj", "deep networks as glasses; Kerr Winter and Janssen, arXiv:2405.13098 (runs/kwj)",
      "output waiting published claims"},
     kerr_winter_2024_command},
    {{"diffusion", "networks under Langevin noise beside free diffusion (runs/kwj)",
      "output waiting"},
     diffusion_command},
    {{"twins", "spheres and networks as glasses: cage, ageing, superposition, alpha_2 (runs/kwj)",
      "output waiting"},
     glass_comparison_command},
    {{"bj", "training as a dynamics; Baity-Jesi et al., arXiv:1803.06969 (runs/bj)",
      "output published claims"},
     baity_jesi_2018_command},
    {{"zmtz",
      "the space of solutions; Zambon et al., arXiv:2503.08266; FOLDER: all runs (runs/zmtz)",
      "output published claims"},
     zambon_2025_command},
    {{"poster", "training with swaps: every protocol against none, and doses (runs/poster)",
      "output! published claims"},
     swap_poster_command},
    {{"corners", "speed-up by feature swaps over batch, rate, dose, pair and reset (runs/poster)",
      "output! published claims"},
     swap_map_command},
    {{"exchanges", "permuted, rescaled, teleported units and LaPerm against none (runs/poster)",
      "output! published claims"},
     function_exchanges_command},
    {{"sizes", "exchanges of sizes: spheres and neurons, against T (runs/poster)", "output! level"},
     sizes_command},
    {{"spins", "spin glasses beside exact and published numbers, liquid and network (runs/spins)",
      "output published claims"},
     spin_glasses_command},
    {{"memory", "retrieval by Boltzmann machines and Hopfield networks (runs/memory)",
      "output published claims"},
     memory_command},
    {{0}, NULL},
};

const struct base_table papers_table = {"paper", "of `analysis paper NAME FOLDER...`", papers,
                                        sizeof *papers};

void papers_command(const struct command_arguments *a)
{
    const struct paper *const p = base_find(&papers_table, a->name);
    p->run(a);
}
