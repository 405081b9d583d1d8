/* Implementation of landscape_commands.h. */
#include "dnn/landscape/landscape_commands.h"

#include "dnn/kernels/precision.h"

const struct program_command dnn_landscape_commands[] = {
    {"overlaps", "overlaps of solutions: raw, aligned, of functions, into overlaps.dat",
     "FOLDER FOLDER... into=NEW [inputs= align= threads=]", overlaps_command, 2, 0},
    {"barriers", "loss on paths between solutions, unaligned and aligned, into barriers.dat",
     "FOLDER FOLDER... into=NEW [way= points= pairs= samples= threads=]", barriers_command, 2, 0},
    {"exchange",
     "loss between a solution and itself with hidden units exchanged, into exchange.dat",
     "FOLDER [copies= points= layer= samples= seed= threads=]", barriers_exchange_command, 1, 0},
    {"walk",
     "loss along rays and random walks from a solution, and what returns, into tables there",
     "FOLDER [step= steps= walks= rays= descent= samples= seed= threads=]", random_walks_command, 1,
     0},
    {"hessian", "spectrum, trace and flatness at solutions, by layer, into tables there",
     "FOLDER... [top= steps= probes= draws= samples= seed= threads=]", hessian_command, 1, 0},
    {0},
};
