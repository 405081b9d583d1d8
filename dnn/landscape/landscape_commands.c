/* Implementation of landscape_commands.h. */
#include "dnn/landscape/landscape_commands.h"

#include "dnn/kernels/precision.h"

const struct program_command dnn_landscape_commands[] = {
    {"overlaps", "overlaps of solutions: raw, aligned, of functions, into overlaps.dat",
     "FOLDER... --into NEW", overlaps_command, 1, overlaps_keys, "force runs", 0},
    {"barriers", "loss on paths between solutions, unaligned and aligned, into barriers.dat",
     "FOLDER... --into NEW", barriers_command, 1, barriers_keys, "force runs", 0},
    {"exchange",
     "loss between a solution and itself with hidden units exchanged, into exchange.dat", "FOLDER",
     barriers_exchange_command, 1, barriers_exchange_keys, "force", 0},
    {"walk",
     "loss along rays and random walks from a solution, and returns by descent, in tables in "
     "FOLDER",
     "FOLDER", random_walks_command, 1, random_walks_keys, "force", 0},
    {"hessian", "spectrum, trace and flatness at solutions, by layer, in tables in each FOLDER",
     "FOLDER...", hessian_command, 1, hessian_keys, "force runs", 0},
    {"spectrum",
     "eigenvalues of the Hessian along training, at the frames of a run, into spectrum.dat",
     "FOLDER", spectrum_command, 1, spectrum_keys, "force", 0},
    {"swaps", "change of the loss by swaps of weights tried at solutions, into tried.dat in each",
     "FOLDER...", tried_swaps_command, 1, tried_swaps_keys, "force runs", 0},
    {0},
};
