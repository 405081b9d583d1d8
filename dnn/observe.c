/* Columns of series.dat: one evaluation of the training part and one of the test part serve all
   of them at a time. */
#include <math.h>

#include "dnn/state.h"

static const struct losses_score *measured(struct dnn_state *st, struct dnn_measured *m,
                                           const struct data_part *part, size_t n)
{
    if (m->change != st->change) {
        m->score = gradient_measure(&st->gradient, st->w, part, n);
        m->change = st->change;
    }
    return &m->score;
}

const struct losses_score *dnn_train_score(struct dnn_state *st)
{
    return measured(st, &st->train, &st->data.train, st->evaluate);
}

static const struct losses_score *test_score(struct dnn_state *st)
{
    return measured(st, &st->test, &st->data.test, st->data.test.n);
}

static double train_accuracy(void *state)
{
    struct dnn_state *st = state;
    return (double)dnn_train_score(st)->correct / (double)st->evaluate;
}

static double test_loss(void *state)
{
    struct dnn_state *st = state;
    return test_score(st)->loss / (double)st->data.test.n;
}

static double test_accuracy(void *state)
{
    struct dnn_state *st = state;
    return (double)test_score(st)->correct / (double)st->data.test.n;
}

static double weight_norm(void *state)
{
    return sqrt(dnn_norm(state));
}

const struct mc_column dnn_columns[] = {
    {"train_accuracy", "share of training samples classed right", "", train_accuracy},
    {"test_loss", "mean loss over the test samples", "loss", test_loss},
    {"test_accuracy", "share of test samples classed right", "", test_accuracy},
    {"weight_norm", "Euclidean norm of all weights", "weight", weight_norm},
    {0},
};
