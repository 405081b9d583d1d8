/* Columns of series.dat: one evaluation of the training part and one of the test part serve all
   of them at a time. And tables that fill as a run goes. */
#include <inttypes.h>
#include <math.h>

#include "common/checkpoint.h"
#include "dnn/state.h"

static const struct losses_score *measured(struct dnn_state *st, struct dnn_measured *m,
                                           const struct data_part *part, size_t n)
{
    if (m->change != st->change) {
        m->score = gradient_measure(&st->gradient, dnn_weights(st), part, n);
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
    {"train_accuracy", "share of training samples classed right", "1", train_accuracy},
    {"test_loss", "mean loss over the test samples", "loss", test_loss},
    {"test_accuracy", "share of test samples classed right", "1", test_accuracy},
    {"weight_norm", "Euclidean norm of all weights", "weight", weight_norm},
    {0},
};

/* Loss over accuracy, training in blue and test in vermillion. */
const char dnn_figure[] =
    "# gnuplot figure.gp in this folder draws figure.png and figure.pdf; the first row, before "
    "training, is left out\n"
    "draw = \"set multiplot; \\\n"
    "    set lmargin at screen 0.17; set rmargin at screen 0.94; \\\n"
    "    set tmargin at screen 0.97; set bmargin at screen 0.58; \\\n"
    "    set xrange [0:*]; set format x ''; set ylabel 'loss'; set key top right; \\\n"
    "    plot 'series.dat' every ::1 using 1:2 with lines lw 2 lc rgb '#0072b2' title 'training', "
    "\\\n"
    "         '' every ::1 using 1:4 with lines lw 2 lc rgb '#d55e00' title 'test'; \\\n"
    "    set tmargin at screen 0.52; set bmargin at screen 0.12; \\\n"
    "    set format x '%g'; set xlabel 'step'; set ylabel 'accuracy'; unset key; \\\n"
    "    plot 'series.dat' every ::1 using 1:3 with lines lw 2 lc rgb '#0072b2', \\\n"
    "         '' every ::1 using 1:5 with lines lw 2 lc rgb '#d55e00'; \\\n"
    "    unset multiplot; unset xlabel; set output\"\n"
    "set tics nomirror; set border 3; set mxtics 2; set mytics 2\n"
    "set terminal pngcairo size 900,1000 font 'Sans,20' lw 1.5\nset output 'figure.png'\neval "
    "draw\n"
    "set terminal pdfcairo size 3.6in,4in font 'Sans,10'\nset output 'figure.pdf'\neval draw\n";

/* ---- tables that fill as a run goes ---------------------------------------------------------- */

static bool records(const void *state)
{
    return ((const struct dnn_state *)state)->swaps.record > 0;
}

static void write_tally(const void *state, FILE *out)
{
    tally_write(&((const struct dnn_state *)state)->swaps.tally, out);
}

static void visit_tally(void *state, struct checkpoint *c)
{
    tally_visit(&((struct dnn_state *)state)->swaps.tally, c);
}

static bool has_sizes(const void *state)
{
    return units_possible(&((const struct dnn_state *)state)->units);
}

static void write_sizes(const void *state, FILE *out)
{
    const struct units *u = &((const struct dnn_state *)state)->units;
    for (size_t i = 0; i < UNITS_BINS; i++)
        if (u->tried[i])
            fprintf(out, "%g %g %" PRIu64 " %" PRIu64 "\n", (double)i / UNITS_WIDTH,
                    (double)(i + 1) / UNITS_WIDTH, u->tried[i], u->accepted[i]);
}

static void visit_sizes(void *state, struct checkpoint *c)
{
    struct units *u = &((struct dnn_state *)state)->units;
    checkpoint_u64(c, "tried", u->tried, UNITS_BINS);
    checkpoint_u64(c, "accepted", u->accepted, UNITS_BINS);
}

static bool has_health(const void *state)
{
    return ((const struct dnn_state *)state)->health.watched;
}

static void write_health(const void *state, FILE *out)
{
    health_write(&((const struct dnn_state *)state)->health, out);
}

static void visit_health(void *state, struct checkpoint *c)
{
    health_visit(&((struct dnn_state *)state)->health, c);
}

const struct mc_table dnn_gathered[] = {
    {"health", "means that tell whether a sampling run is sound, errors of one sigma",
     health_columns, health_units, has_health, write_health, visit_health},
    {"swaps",
     "swaps by mean squared change of what they act on, and by how they raise or lower the loss",
     tally_columns, tally_units, records, write_tally, visit_tally},
    {"acceptance", "swaps of sizes by size difference", "from to tried accepted", "size size 1 1",
     has_sizes, write_sizes, visit_sizes},
    {0},
};
