/* Losses of outputs f (or f_c, one per class) with the label s:
     cross_entropy    -ln softmax(f)_s
     quadratic_hinge  (1/2) max(0, 1 - s f)^2,  s = -1 (label 0) or +1 (label 1); Spigler et al.,
       arXiv:1810.09665
     logistic         k ln(1 + exp(-s f / k)), gain k; Zambon et al., arXiv:2503.08266
     hinge            max(0, 1 - s f), and hinge_power max(0, 1 - s f)^g / g
     mean_square      (1/C) sum over c of (f_c - [c = s])^2; Baity-Jesi et al., arXiv:1803.06969
   and with targets t_c in the place of [c = s]
     cross_entropy    - sum over c of t_c ln softmax(f)_c,  sum over c of t_c = 1
     mean_square      (1/C) sum over c of (f_c - t_c)^2 */
#include "dnn/network/losses.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* Index of the largest of `outputs` values, b apart. */
static size_t largest(const real *y, size_t outputs, size_t b)
{
    size_t best = 0;
    for (size_t c = 1; c < outputs; c++)
        if (y[c * b] > y[best * b]) best = c;
    return best;
}

/* Of 256 classes, label 255 is one. */
static bool unlabelled(uint8_t label, size_t outputs)
{
    return label == LOSSES_UNLABELLED && outputs <= LOSSES_UNLABELLED;
}

static void clear(real *dy, size_t outputs, size_t b)
{
    for (size_t c = 0; c < outputs; c++) dy[c * b] = 0;
}

static struct losses_score cross_entropy(const real *y, const uint8_t *label, size_t outputs,
                                         size_t b, double parameter, real scale, real *dy)
{
    (void)parameter;
    assert(outputs <= UINT8_MAX + 1);
    struct losses_score score = {0, 0};
    for (size_t i = 0; i < b; i++) {
        if (unlabelled(label[i], outputs)) {
            if (dy) clear(dy + i, outputs, b);
            continue;
        }
        const size_t best = largest(y + i, outputs, b), s = label[i];
        const double top = y[best * b + i];
        double sum = 0, e[UINT8_MAX + 1];
        for (size_t c = 0; c < outputs; c++) sum += e[c] = exp((double)y[c * b + i] - top);
        score.loss += log(sum) + top - (double)y[s * b + i];
        score.correct += best == s;
        if (!dy) continue;
        for (size_t c = 0; c < outputs; c++) dy[c * b + i] = scale * (real)(e[c] / sum - (c == s));
    }
    return score;
}

static struct losses_score quadratic_hinge(const real *y, const uint8_t *label, size_t outputs,
                                           size_t b, double parameter, real scale, real *dy)
{
    (void)parameter;
    (void)outputs;
    struct losses_score score = {0, 0};
    for (size_t i = 0; i < b; i++) {
        const double s = label[i] ? 1 : -1, gap = 1 - s * (double)y[i];
        if (gap > 0 || isnan(gap)) score.loss += gap * gap / 2;
        score.correct += gap < 1;
        if (dy) dy[i] = gap > 0 ? scale * (real)(-s * gap) : 0;
    }
    return score;
}

static struct losses_score mean_square(const real *y, const uint8_t *label, size_t outputs,
                                       size_t b, double parameter, real scale, real *dy)
{
    (void)parameter;
    struct losses_score score = {0, 0};
    for (size_t i = 0; i < b; i++) {
        for (size_t c = 0; c < outputs; c++) {
            const double gap = (double)y[c * b + i] - (c == label[i]);
            score.loss += gap * gap / (double)outputs;
            if (dy) dy[c * b + i] = scale * (real)(2 * gap / (double)outputs);
        }
        score.correct += largest(y + i, outputs, b) == label[i];
    }
    return score;
}

static struct losses_score logistic(const real *y, const uint8_t *label, size_t outputs, size_t b,
                                    double gain, real scale, real *dy)
{
    (void)outputs;
    struct losses_score score = {0, 0};
    for (size_t i = 0; i < b; i++) {
        const double s = label[i] ? 1 : -1, h = s * (double)y[i] / gain, e = exp(-fabs(h));
        score.loss += gain * (log1p(e) + (h > 0 ? 0 : -h));
        score.correct += h > 0;
        if (dy) dy[i] = scale * (real)(-s * (h > 0 ? e : 1) / (1 + e));
    }
    return score;
}

static struct losses_score hinge_power(const real *y, const uint8_t *label, size_t outputs,
                                       size_t b, double power, real scale, real *dy)
{
    (void)outputs;
    struct losses_score score = {0, 0};
    for (size_t i = 0; i < b; i++) {
        const double s = label[i] ? 1 : -1, gap = 1 - s * (double)y[i];
        if (gap > 0 || isnan(gap)) score.loss += pow(gap, power) / power;
        score.correct += gap < 1;
        if (dy) dy[i] = gap > 0 ? scale * (real)(-s * pow(gap, power - 1)) : 0;
    }
    return score;
}

static struct losses_score hinge(const real *y, const uint8_t *label, size_t outputs, size_t b,
                                 double parameter, real scale, real *dy)
{
    (void)parameter;
    return hinge_power(y, label, outputs, b, 1, scale, dy);
}

/* ---- targets --------------------------------------------------------------------------------- */

static struct losses_score cross_entropy_targets(const real *y, const real *target,
                                                 const uint8_t *label, size_t outputs, size_t b,
                                                 real scale, real *dy)
{
    assert(outputs <= UINT8_MAX + 1);
    struct losses_score score = {0, 0};
    for (size_t i = 0; i < b; i++) {
        const size_t best = largest(y + i, outputs, b);
        const double top = (double)y[best * b + i];
        double sum = 0, e[UINT8_MAX + 1];
        for (size_t c = 0; c < outputs; c++) sum += e[c] = exp((double)y[c * b + i] - top);
        for (size_t c = 0; c < outputs; c++) {
            const double t = (double)target[c * b + i];
            score.loss += t * (log(sum) + top - (double)y[c * b + i]);
            if (dy) dy[c * b + i] = scale * (real)(e[c] / sum - t);
        }
        score.correct += best == label[i];
    }
    return score;
}

static struct losses_score mean_square_targets(const real *y, const real *target,
                                               const uint8_t *label, size_t outputs, size_t b,
                                               real scale, real *dy)
{
    struct losses_score score = {0, 0};
    for (size_t i = 0; i < b; i++) {
        for (size_t c = 0; c < outputs; c++) {
            const double gap = (double)y[c * b + i] - (double)target[c * b + i];
            score.loss += gap * gap / (double)outputs;
            if (dy) dy[c * b + i] = scale * (real)(2 * gap / (double)outputs);
        }
        score.correct += largest(y + i, outputs, b) == label[i];
    }
    return score;
}

/* ---- second derivatives
   ------------------------------------------------------------------------ */

static void hvp_cross_entropy(const real *y, const real *rate, const uint8_t *label, size_t outputs,
                              size_t b, double parameter, real scale, real *dy)
{
    (void)parameter;
    for (size_t i = 0; i < b; i++) {
        double top = -INFINITY, sum = 0, mean = 0;
        if (unlabelled(label[i], outputs)) {
            clear(dy + i, outputs, b);
            continue;
        }
        for (size_t c = 0; c < outputs; c++) top = fmax(top, (double)y[c * b + i]);
        for (size_t c = 0; c < outputs; c++) {
            const double part = exp((double)y[c * b + i] - top);
            sum += part, mean += part * (double)rate[c * b + i];
        }
        for (size_t c = 0; c < outputs; c++) {
            const double share = exp((double)y[c * b + i] - top) / sum;
            dy[c * b + i] = scale * (real)(share * ((double)rate[c * b + i] - mean / sum));
        }
    }
}

static void hvp_mean_square(const real *y, const real *rate, const uint8_t *label, size_t outputs,
                            size_t b, double parameter, real scale, real *dy)
{
    (void)y, (void)label, (void)parameter;
    for (size_t i = 0; i < outputs * b; i++) dy[i] = scale * 2 * rate[i] / (real)outputs;
}

static void hvp_quadratic_hinge(const real *y, const real *rate, const uint8_t *label,
                                size_t outputs, size_t b, double parameter, real scale, real *dy)
{
    (void)outputs, (void)parameter;
    for (size_t i = 0; i < b; i++) dy[i] = (label[i] ? y[i] : -y[i]) < 1 ? scale * rate[i] : 0;
}

static void hvp_logistic(const real *y, const real *rate, const uint8_t *label, size_t outputs,
                         size_t b, double gain, real scale, real *dy)
{
    (void)label, (void)outputs;
    for (size_t i = 0; i < b; i++) { /* even in y: independent of the label */
        const double e = exp(-fabs((double)y[i]) / gain);
        dy[i] = scale * (real)(e / (gain * (1 + e) * (1 + e))) * rate[i];
    }
}

static void hvp_hinge(const real *y, const real *rate, const uint8_t *label, size_t outputs,
                      size_t b, double parameter, real scale, real *dy)
{
    (void)y, (void)rate, (void)label, (void)parameter, (void)scale;
    memset(dy, 0, outputs * b * sizeof *dy);
}

static void hvp_hinge_power(const real *y, const real *rate, const uint8_t *label, size_t outputs,
                            size_t b, double power, real scale, real *dy)
{
    (void)outputs;
    for (size_t i = 0; i < b; i++) {
        const double gap = 1 - (label[i] ? 1 : -1) * (double)y[i];
        dy[i] = gap > 0 ? scale * (real)((power - 1) * pow(gap, power - 2)) * rate[i] : 0;
    }
}

const struct losses_kind losses_kinds[] = {
    {"cross_entropy", "-ln softmax of the right class", false, cross_entropy, 0, hvp_cross_entropy,
     cross_entropy_targets, false, true},
    {"quadratic_hinge", "max(0, 1 - s f)^2 / 2 of one output f, labels s = -1, +1", true,
     quadratic_hinge, 0, hvp_quadratic_hinge, NULL, false, false},
    {"mean_square",
     "mean over classes of (f - 1)^2 for the right class, f^2 for the others; over targets t of "
     "(f - t)^2",
     false, mean_square, 0, hvp_mean_square, mean_square_targets, true, false},
    {"logistic", "k ln(1 + exp(-s f / k)) of one output f, labels s = -1, +1, gain k", true,
     logistic, 1, hvp_logistic, NULL, false, false},
    {"hinge", "max(0, 1 - s f) of one output f, labels s = -1, +1", true, hinge, 0, hvp_hinge, NULL,
     false, false},
    {"hinge_power", "max(0, 1 - s f)^g / g of one output f, labels s = -1, +1, power g", true,
     hinge_power, 3, hvp_hinge_power, NULL, false, false},
    {0},
};

const struct base_table losses_table = {"loss", "losses per sample, in [train] loss", losses_kinds,
                                        sizeof *losses_kinds};
