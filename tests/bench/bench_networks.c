/* Gradient steps (gathering a batch, forward and backward pass, update) on one core and two,
   against the multiply-add peak measured in the same run (convolutions may do with fewer
   multiplications than are counted, winograd.h), and against PyTorch on the same networks where
   peer_networks.py finds it (PYTHON names the interpreter; python3). */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "dnn/system/system.h"
#include "tests/peak.h"
#include "tests/support.h"

static const struct mc_system *const systems[] = {&dnn_system_single, &dnn_system_double, NULL};
#define COLOUR                                                                                     \
    "[data]\nname = mixture\nnum_classes = 10\ndim = 3072\nchannels = 3\ntest_samples = "          \
    "10\ntrain_samples = 500\n"
#define GREY "[data]\nname = fashion_mnist\ntest_samples = 10\ntrain_samples = 2000\n"
#define TEN  "[data]\nname = teacher\ndim = 10\ntest_samples = 10\ntrain_samples = 60000\n"

static const struct load {         /* table row */
    const char *name, *data, *ini; /* name and network as in peer_networks.py */
    size_t batch;
    double flops; /* of the products of one sample's gradient as they are defined */
} loads[] = {
    {"conv.batch128", COLOUR,
     "layers = conv 3 32, relu, maxpool 2, conv 3 64, relu, maxpool 2, dense 128, relu, dense 10\n"
     "[train]\nbatch_size = 128\n",
     128, 2 * (2 * 900 * 27 * 32 + 3 * 169 * 288 * 64 + 3 * (2304 * 128 + 1280))},
    {"lenet5.batch64", COLOUR, "layers = lenet5\n[train]\nbatch_size = 64\n", 64,
     2 * (2 * 784 * 75 * 6 + 3 * 100 * 150 * 16 + 3 * (48000 + 10080 + 840))},
    {"lenet5.batch4", COLOUR, "layers = lenet5\n[train]\nbatch_size = 4\n", 4,
     2 * (2 * 784 * 75 * 6 + 3 * 100 * 150 * 16 + 3 * (48000 + 10080 + 840))},
    {"mlp_784_100_100_10.batch128", GREY, "layers = mlp 100 2\n[train]\nbatch_size = 128\n", 128,
     2 * (2 * 78400 + 3 * 11000)},
    {"mlp_784_30_30_10.batch32", GREY, "layers = mlp 30 2\n[train]\nbatch_size = 32\n", 32,
     2 * (2 * 23520 + 3 * 1200)},
    {"kwj_30.batch100", TEN, "layers = kwj 30\n[train]\nloss = quadratic_hinge\nbatch_size = 100\n",
     100, 2 * (2 * 300 + 3 * 4530)},
    {"mlp_3072_512_10.batch128", COLOUR, "layers = mlp 512\n[train]\nbatch_size = 128\n", 128,
     2 * (2 * 3072 * 512 + 3 * 5120)},
    {"kwj_30.batch60000", TEN, "layers = kwj 30\n[train]\nloss = quadratic_hinge\nbatch_size = 0\n",
     60000, 2 * (2 * 300 + 3 * 4530)},
};

enum { LOADS = sizeof loads / sizeof *loads };

/* Best of several stretches [s a step]: the machine may be shared. */
static double step_time(struct mc_chain *c)
{
    double best = INFINITY;
    for (int i = 0; i < 3; i++) c->system->dynamics->advance(c);
    for (int stretch = 0; stretch < 16; stretch++) {
        const double start = base_clock();
        int steps = 0;
        do c->system->dynamics->advance(c), steps++;
        while (base_clock() < start + 0.03);
        const double time = (base_clock() - start) / steps;
        if (time < best) best = time;
    }
    return best;
}

static double measure(const struct load *l, const struct mc_system *system, int threads)
{
    struct mc_chain chain = support_chain(
        system, "[run]\nsteps = 1\nfolder = x\nthreads = %d\n%s[network]\nprecision = %s\n%s",
        threads, l->data, system->name, l->ini);
    const double time = step_time(&chain);
    mc_clear(&chain);
    return time;
}

/* Milliseconds of PyTorch with some threads; false if there is none. */
static bool ask_peer(int threads, double *milliseconds, char *version, size_t room)
{
    const char *const python = getenv("PYTHON");
    char *const command = base_text("%s tests/bench/peer_networks.py %d 2>/dev/null",
                                    python ? python : "python3", threads);
    FILE *const answer = popen(command, "r");
    base_free(command);
    char line[200], name[100];
    size_t found = 0;
    if (answer && fgets(version, (int)room, answer)) version[strcspn(version, "\n")] = 0;
    while (answer && found < LOADS && fgets(line, sizeof line, answer))
        if (sscanf(line, "%99s %lf", name, &milliseconds[found]) == 2 &&
            strcmp(name, loads[found].name) == 0)
            found++;
    if (answer) pclose(answer);
    return found == LOADS;
}

static void show(const struct load *l, double one, double two, double peak)
{
    const double rate = l->flops * (double)l->batch / one * 1e-9;
    printf("bench networks.%s %.4f ms, 2 threads %.4f ms (%.2f times), %.1f GFLOP/s = %.0f %% of "
           "peak\n",
           l->name, 1e3 * one, 1e3 * two, one / two, rate, 100 * rate / peak);
}

int main(void)
{
    base_program("bench");
    double ours[2][LOADS], peers[2][LOADS];
    char version[100] = "";
    bool peer = true;
    for (int t = 0; t < 2; t++) peer = ask_peer(t + 1, peers[t], version, sizeof version) && peer;
    const double peak = 1e-9 * peak_rate();
    printf("bench networks.peak %.1f GFLOP/s of multiply-adds on one core\n", peak);
    for (size_t i = 0; i < LOADS; i++) {
        for (int t = 0; t < 2; t++) ours[t][i] = measure(&loads[i], systems[0], t + 1);
        show(&loads[i], ours[0][i], ours[1][i], peak);
    }
    if (!peer) {
        printf("bench networks: no PyTorch to compare with (PYTHON names an interpreter)\n");
        return 0;
    }
    printf("bench networks: PyTorch %s; ratios of its step to ours\n", version);
    double product = 1;
    for (size_t i = 0; i < LOADS; i++) {
        const double best = fmin(peers[0][i], peers[1][i]);
        product *= best / (1e3 * fmin(ours[0][i], ours[1][i]));
        printf("bench networks.%s.peer %.4f ms, 2 threads %.4f ms, ratio %.2f and %.2f\n",
               loads[i].name, peers[0][i], peers[1][i], peers[0][i] / (1e3 * ours[0][i]),
               best / (1e3 * ours[1][i]));
    }
    printf("bench networks.peer.mean %.2f (geometric, best of both)\n", pow(product, 1.0 / LOADS));
    return 0;
}
