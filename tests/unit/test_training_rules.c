/* Update rules and schedules of the learning rate against closed forms: AdamW by hand, norms after
   clipping, displacements by layer, rates of composite schedules; restarts and refusals. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/config/runfile.h"
#include "dnn/kernels/weight_vector.h"
#include "dnn/system/parts.h"
#include "tests/support.h"

static struct mc_chain opened(const char *train)
{
    return support_chain(&dnn_system,
                         "[run]\nsteps = 1\nfolder = x\nseed = 3\n[network]\nprecision = double\n"
                         "layers = dense 6, tanh, dense classes\n"
                         "[data]\nname = mixture\nnum_classes = 3\ndim = 5\ntrain_samples = 40\n"
                         "test_samples = 10\n[train]\nbatch_size = 0\nlearning_rate = 0.02\n%s\n",
                         train);
}

/* ---- schedules ------------------------------------------------------------------------------- */

static double cosine(double from, double to, double x)
{
    return to + (from - to) * (1 + cos(M_PI * x)) / 2;
}

static void rates(void **state)
{
    (void)state;
    const struct {
        const char *train;
        int64_t step;
        double share;
    } cases[] = {
        {"warm_up = 10\nschedule = cosine\nperiod = 90\nfactor = 0", 0, 0.1},
        {"warm_up = 10\nschedule = cosine\nperiod = 90\nfactor = 0", 9, 1},
        {"warm_up = 10\nschedule = cosine\nperiod = 90\nfactor = 0", 10, 1},
        {"warm_up = 10\nschedule = cosine\nperiod = 90\nfactor = 0", 55, 0.5},
        {"warm_up = 10\nschedule = cosine\nperiod = 90\nfactor = 0", 40, 0.75},
        {"warm_up = 10\nschedule = cosine\nperiod = 90\nfactor = 0", 1000, 0},
        {"schedule = milestones\nmilestones = 3 7 20", 2, 1},
        {"schedule = milestones\nmilestones = 3 7 20", 3, 0.1},
        {"schedule = milestones\nmilestones = 3 7 20", 19, 0.01},
        {"schedule = milestones\nmilestones = 3 7 20\nfactor = 0.5", 1000000, 0.125},
        {"schedule = milestones\nmilestones = 3 7 20\nwarm_up = 4\nfactor = 0.5", 6, 1},
        {"schedule = milestones\nmilestones = 3 7 20\nwarm_up = 4\nfactor = 0.5", 7, 0.5},
        {"schedule = pieces\npieces = ramp 1 10, cosine 0.1 30, 0.5 5, geometric 0.05 10", 0, 0},
        {"schedule = pieces\npieces = ramp 1 10, cosine 0.1 30, 0.5 5, geometric 0.05 10", 4, 0.4},
        {"schedule = pieces\npieces = ramp 1 10, cosine 0.1 30, 0.5 5, geometric 0.05 10", 20,
         cosine(1, 0.1, 1. / 3)},
        {"schedule = pieces\npieces = ramp 1 10, cosine 0.1 30, 0.5 5, geometric 0.05 10", 44, 0.5},
        {"schedule = pieces\npieces = ramp 1 10, cosine 0.1 30, 0.5 5, geometric 0.05 10", 50,
         0.5 * sqrt(0.1)},
        {"schedule = pieces\npieces = ramp 1 10, cosine 0.1 30, 0.5 5, geometric 0.05 10", 55,
         0.05},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mc_chain c = opened(cases[i].train);
        const struct dnn_state *const st = c.state;
        const double share = rate_schedule_rate(&st->training.plan, cases[i].step) / 0.02;
        if (!(fabs(share - cases[i].share) < 1e-12))
            fail_msg("%s: at step %lld %.15g, not %.15g", cases[i].train, (long long)cases[i].step,
                     share, cases[i].share);
        mc_clear(&c);
    }
}

/* ---- rules ----------------------------------------------------------------------------------- */

/* Three steps of AdamW and of Adam from the gradients that the steps report. */
static void adamw_by_hand(void **state)
{
    (void)state;
    const double rate = 0.02, decay = 0.3, m = 0.8, q = 0.95;
    for (int apart = 0; apart < 2; apart++) {
        char text[200];
        snprintf(text, sizeof text,
                 "optimiser = %s\nweight_decay = 0.3\nmomentum = 0.8\nbeta2 = 0.95",
                 apart ? "adamw" : "adam");
        struct mc_chain c = opened(text);
        const struct dnn_state *const st = c.state;
        double w[64], v[64] = {0}, s[64] = {0};
        const size_t n = st->net.weights;
        assert_true(n <= 64);
        for (size_t i = 0; i < n; i++) w[i] = (double)st->w[i];
        for (int t = 1; t <= 3; t++) {
            support_advance(&c, "gradient", 1);
            for (size_t i = 0; i < n; i++) {
                const double g = (double)st->dw[i] + (apart ? 0 : decay * w[i]);
                v[i] = m * v[i] + (1 - m) * g, s[i] = q * s[i] + (1 - q) * g * g;
                if (apart) w[i] *= 1 - rate * decay;
                w[i] -= rate * (v[i] / (1 - pow(m, t))) / (sqrt(s[i] / (1 - pow(q, t))) + 1e-8);
                if (!(fabs(w[i] - (double)st->w[i]) < 1e-14))
                    fail_msg("%s, step %d, weight %zu: %.17g by hand, %.17g",
                             apart ? "adamw" : "adam", t, i, w[i], (double)st->w[i]);
            }
        }
        mc_clear(&c);
    }
}

/* Entropy-SGD. Two explorations of three steps by hand from the gradients that the steps report, with
   a pull that grows; without pull and noise its steps within an exploration are those of SGD. */
static void entropy_by_hand(void **state)
{
    (void)state;
    const double rate = 0.02, m = 0.5;
    struct mc_chain c = opened("optimiser = entropy_sgd\nentropy_steps = 3\nentropy_pull = 4\n"
                               "entropy_growth = 0.5\nentropy_noise = 0\nmomentum = 0.5"),
                    inner = opened("optimiser = entropy_sgd\nentropy_steps = 9\n"
                                   "entropy_pull = 0\nentropy_noise = 0\nmomentum = 0.5"),
                    plain = opened("optimiser = sgd\nmomentum = 0.5");
    const struct dnn_state *const st = c.state, *const a = inner.state, *const b = plain.state;
    const size_t n = st->net.weights;
    double w[64], v[64] = {0}, centre[64], mean[64];
    assert_true(n <= 64);
    for (size_t i = 0; i < n; i++) w[i] = (double)st->w[i];
    for (int step = 0; step < 6; step++) {
        support_advance(&c, "gradient", 1);
        const double pull = step < 3 ? 4 : 6;
        for (size_t i = 0; i < n; i++) {
            if (step % 3 == 0) centre[i] = mean[i] = w[i];
            v[i] = m * v[i] - rate * ((double)st->dw[i] + pull * (w[i] - centre[i]));
            w[i] += v[i], mean[i] += (w[i] - mean[i]) / 4;
            if (step % 3 == 2) w[i] = mean[i];
            assert_float_equal(w[i], (double)st->w[i], 1e-14);
        }
    }
    support_advance(&inner, "gradient", 8), support_advance(&plain, "gradient", 8);
    for (size_t i = 0; i < n; i++) assert_float_equal((double)a->w[i], (double)b->w[i], 1e-14);
    mc_clear(&c), mc_clear(&inner), mc_clear(&plain);
}

static void clipping(void **state)
{
    (void)state;
    real g[3] = {3, -4, 0}, h[3] = {3, -4, 0.5}, k[2] = {(real)0.3, (real)0.4};
    optimisers_clip(3, g, 0, 1);
    assert_true(fabs((double)g[0] - 0.6) < 1e-15 && fabs((double)g[1] + 0.8) < 1e-15 && g[2] == 0);
    optimisers_clip(3, h, 1, 0);
    assert_true(h[0] == 1 && h[1] == -1 && h[2] == (real)0.5);
    optimisers_clip(2, k, 1, 1);
    assert_true(k[0] == (real)0.3 && k[1] == (real)0.4);
    struct mc_chain c = opened("clip_norm = 0.001"), free_of = opened("clip_norm = 1000"),
                    plain = opened("");
    const struct dnn_state *const st = c.state;
    const size_t n = st->net.weights;
    real before[64];
    memcpy(before, st->w, n * sizeof *before);
    support_advance(&c, "gradient", 1);
    assert_true(fabs(weight_vector_distance(n, st->w, before) / (0.02 * 0.001) - 1) < 1e-9);
    support_advance(&free_of, "gradient", 5), support_advance(&plain, "gradient", 5);
    assert_memory_equal(((struct dnn_state *)free_of.state)->w,
                        ((struct dnn_state *)plain.state)->w, n * sizeof(real));
    mc_clear(&c), mc_clear(&free_of), mc_clear(&plain);
}

/* Displacement of each layer in the first step, against that with one rate. */
static void rates_by_layer(void **state)
{
    (void)state;
    static const char *const rules[] = {"sgd", "nesterov", "adam", "adamw"};
    for (size_t k = 0; k < 4; k++) {
        char text[100];
        snprintf(text, sizeof text, "optimiser = %s\nlayer_rates = 0 0.25", rules[k]);
        struct mc_chain some = opened(text);
        *strchr(text, '\n') = 0;
        struct mc_chain all = opened(text);
        const struct dnn_state *const a = all.state, *const b = some.state;
        real before[64];
        memcpy(before, a->w, a->net.weights * sizeof *before);
        support_advance(&all, "gradient", 1), support_advance(&some, "gradient", 1);
        for (size_t i = 0; i < a->net.weights; i++) {
            const double factor = i < a->net.layer[2].offset ? 0 : 0.25;
            const double own = (double)(b->w[i] - before[i]), whole = (double)(a->w[i] - before[i]);
            if (!(fabs(own - factor * whole) < 1e-15)) fail_msg("%s: weight %zu", rules[k], i);
        }
        mc_clear(&all), mc_clear(&some);
    }
}

static void restarts(void **state)
{
    (void)state;
    static const char *const trains[] = {
        "optimiser = adamw\nweight_decay = 0.1\nmomentum = 0.9\nclip_norm = 0.5\n"
        "clip_value = 0.1\nlayer_rates = 1 0.5\nschedule = pieces\n"
        "pieces = ramp 1 5, cosine 0 20\nwarm_up = 3",
        "optimiser = entropy_sgd\nentropy_steps = 5\nmomentum = 0.5"};
    for (size_t k = 0; k < sizeof trains / sizeof *trains; k++) {
        struct mc_chain c = opened(trains[k]), again = opened(trains[k]);
        support_advance(&c, "gradient", 7);
        support_restart(&c, &again);
        support_advance(&c, "gradient", 9), support_advance(&again, "gradient", 9);
        assert_true(support_digest(&c) == support_digest(&again));
        mc_clear(&c), mc_clear(&again);
    }
}

static void open_text(void *train)
{
    struct mc_chain c = opened(train);
    mc_clear(&c);
}

static void refusals(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"schedule = pieces", "[train] pieces: missing"},
        {"pieces = ramp 1 10", "schedule = constant has none"},
        {"schedule = pieces\npieces = ramp 1", "must be pieces"},
        {"schedule = pieces\npieces = ramp 1 10,", "must be pieces"},
        {"schedule = pieces\npieces = climb 1 10", "must be pieces"},
        {"schedule = pieces\npieces = ramp -1 10", "must be pieces"},
        {"schedule = pieces\npieces = geometric 0.1 10", "must be pieces"},
        {"schedule = milestones\nmilestones = 5 3", "must be rising"},
        {"schedule = milestones\nmilestones = 5, 7", "must be rising"},
        {"schedule = warm_up\nwarm_up = 5", "is one already"},
        {"layer_rates = 1", "needs 2 factors"},
        {"layer_rates = 1 1 1", "needs 2 factors"},
        {"layer_rates = 1 -1", "needs 2 factors"},
        {"layer_rates = 1 x", "needs 2 factors"},
        {"optimiser = langevin\nclip_norm = 1\n[system]\nT = 1", "without a temperature"},
        {"optimiser = adamw\n[units]\nproperty = decay", "[units] property"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!support_refuses(open_text, (void *)cases[i][0], cases[i][1]))
            fail_msg("not refused: %s", cases[i][0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rates),           cmocka_unit_test(adamw_by_hand),
        cmocka_unit_test(clipping),        cmocka_unit_test(rates_by_layer),
        cmocka_unit_test(entropy_by_hand), cmocka_unit_test(restarts),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
