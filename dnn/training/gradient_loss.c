/* Implementation of gradient_loss.h. */
#include "dnn/training/gradient_loss.h"

/* Labels of a sample count as samples: outputs are (classes, labels, b). */
static double label_weight(const struct gradient *g, const struct data_part *part)
{
    return g->net->labels > 1 ? 1 / part->labelled : 1;
}

struct losses_score gradient_loss(const struct gradient *g, const struct data_part *part,
                                  const real *y, const struct gradient_answers *a, size_t b,
                                  real scale, real *dy)
{
    const size_t labels = g->net->labels;
    if (a->target)
        return g->loss->measure_targets(y, a->target, a->label, g->net->outputs, b, scale, dy);
    const double weight = label_weight(g, part);
    struct losses_score x =
        g->loss->measure(y, a->label, g->net->outputs / labels, labels * b, g->parameter,
                         labels > 1 ? (real)((double)scale * weight) : scale, dy);
    x.loss *= weight, x.correct *= weight;
    return x;
}

void gradient_loss_curvature(const struct gradient *g, const struct data_part *part, const real *y,
                             const real *rate, const uint8_t *label, size_t b, real scale, real *dy)
{
    const size_t labels = g->net->labels;
    g->loss->hvp(y, rate, label, g->net->outputs / labels, labels * b, g->parameter,
                 labels > 1 ? (real)((double)scale * label_weight(g, part)) : scale, dy);
}
