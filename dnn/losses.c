/* Losses of outputs f (or f_c, one a class) with the label s:
     cross_entropy    -ln softmax(f)_s
     quadratic_hinge  (1/2) max(0, 1 - s f)^2,  s = -1 (label 0) or +1 (label 1); Spigler et al.,
       arXiv:1810.09665
     mean_square      (1/C) sum over c of (f_c - [c = s])^2; Baity-Jesi et al., arXiv:1803.06969 */
#include "dnn/losses.h"

#include <math.h>

/* Index of the largest of `outputs` values, b apart. */
static size_t largest(const real *y, size_t outputs, size_t b)
{
    size_t best = 0;
    for (size_t c = 1; c < outputs; c++)
        if (y[c * b] > y[best * b]) best = c;
    return best;
}

static struct losses_score cross_entropy(const real *y, const uint8_t *label, size_t outputs,
                                         size_t b, real scale, real *slope)
{
    struct losses_score score = {0, 0};
    for (size_t i = 0; i < b; i++) {
        const size_t best = largest(y + i, outputs, b), s = label[i];
        const double top = y[best * b + i];
        double sum = 0;
        for (size_t c = 0; c < outputs; c++) sum += exp((double)y[c * b + i] - top);
        score.loss += log(sum) + top - (double)y[s * b + i];
        score.correct += best == s;
        if (!slope) continue;
        for (size_t c = 0; c < outputs; c++)
            slope[c * b + i] = scale * (real)(exp((double)y[c * b + i] - top) / sum - (c == s));
    }
    return score;
}

static struct losses_score quadratic_hinge(const real *y, const uint8_t *label, size_t outputs,
                                           size_t b, real scale, real *slope)
{
    (void)outputs;
    struct losses_score score = {0, 0};
    for (size_t i = 0; i < b; i++) {
        const double s = label[i] ? 1 : -1, gap = 1 - s * (double)y[i];
        if (gap > 0 || isnan(gap)) score.loss += gap * gap / 2;
        score.correct += gap < 1;
        if (slope) slope[i] = gap > 0 ? scale * (real)(-s * gap) : 0;
    }
    return score;
}

static struct losses_score mean_square(const real *y, const uint8_t *label, size_t outputs,
                                       size_t b, real scale, real *slope)
{
    struct losses_score score = {0, 0};
    for (size_t i = 0; i < b; i++) {
        for (size_t c = 0; c < outputs; c++) {
            const double gap = (double)y[c * b + i] - (c == label[i]);
            score.loss += gap * gap / (double)outputs;
            if (slope) slope[c * b + i] = scale * (real)(2 * gap / (double)outputs);
        }
        score.correct += largest(y + i, outputs, b) == label[i];
    }
    return score;
}

const struct losses_kind losses_kinds[] = {
    {"cross_entropy", "-ln softmax of the right class", false, cross_entropy},
    {"quadratic_hinge", "max(0, 1 - s f)^2 / 2 of one output f, labels s = -1, +1", true,
     quadratic_hinge},
    {"mean_square", "mean over classes of (f - 1)^2 for the right class, f^2 for the others", false,
     mean_square},
    {0},
};

const struct base_table losses_table = {"loss", "losses a sample, in [train] loss", losses_kinds,
                                        sizeof *losses_kinds};
