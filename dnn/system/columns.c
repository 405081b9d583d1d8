/* Columns of series.dat: one evaluation of the training part and one of the test part serve all
   of them at a time. And tables that fill as a run goes. */
#include <inttypes.h>
#include <math.h>

#include "common/io/checkpoint.h"
#include "dnn/sampling/state.h"

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

double dnn_loss(struct dnn_state *st)
{
    return dnn_train_score(st)->loss / (double)st->evaluate;
}

double dnn_u(struct dnn_state *st)
{
    return dnn_loss(st) + st->decay / 2 * unit_sizes_norm2(&st->units, st->w);
}

static double train_share(struct dnn_state *st)
{
    return (double)dnn_train_score(st)->correct / (double)st->evaluate;
}

static double test_mean(struct dnn_state *st)
{
    return test_score(st)->loss / (double)st->data.test.n;
}

static double test_share(struct dnn_state *st)
{
    return (double)test_score(st)->correct / (double)st->data.test.n;
}

static double length(struct dnn_state *st)
{
    return sqrt(dnn_norm(st));
}

static double train_accuracy(void *state)
{
    return coupled_replicas_mean(state, train_share);
}

static double test_loss(void *state)
{
    return coupled_replicas_mean(state, test_mean);
}

static double test_accuracy(void *state)
{
    return coupled_replicas_mean(state, test_share);
}

static double weight_norm(void *state)
{
    return coupled_replicas_mean(state, length);
}

static double sampled(void *state)
{
    return coupled_replicas_mean(state, dnn_u);
}

const struct mc_column dnn_columns[] = {
    {"train_accuracy", "share of training samples classed right", "1", train_accuracy},
    {"test_loss", "mean loss over the test samples", "loss", test_loss},
    {"test_accuracy", "share of test samples classed right", "1", test_accuracy},
    {"weight_norm", "Euclidean norm of all weights", "weight", weight_norm},
    {"u", "mean loss + (decay/2) |w|^2, which [system] T acts on", "loss", sampled},
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
    swap_statistics_write(&((const struct dnn_state *)state)->swaps.tally, out);
}

static void visit_tally(void *state, struct checkpoint *c)
{
    swap_statistics_visit(&((struct dnn_state *)state)->swaps.tally, c);
}

static bool has_sizes(const void *state)
{
    return unit_sizes_possible(&((const struct dnn_state *)state)->units);
}

static void write_sizes(const void *state, FILE *out)
{
    const struct unit_sizes *u = &((const struct dnn_state *)state)->units;
    for (size_t i = 0; i < UNIT_SIZES_BINS; i++)
        if (u->tried[i])
            fprintf(out, "%g %g %" PRIu64 " %" PRIu64 "\n", (double)i / UNIT_SIZES_WIDTH,
                    (double)(i + 1) / UNIT_SIZES_WIDTH, u->tried[i], u->accepted[i]);
}

static void visit_sizes(void *state, struct checkpoint *c)
{
    struct unit_sizes *u = &((struct dnn_state *)state)->units;
    checkpoint_u64(c, "tried", u->tried, UNIT_SIZES_BINS);
    checkpoint_u64(c, "accepted", u->accepted, UNIT_SIZES_BINS);
}

static bool has_health(const void *state)
{
    return ((const struct dnn_state *)state)->health.watched;
}

static void write_health(const void *state, FILE *out)
{
    diagnostics_write(&((const struct dnn_state *)state)->health, out);
}

static void visit_health(void *state, struct checkpoint *c)
{
    diagnostics_visit(&((struct dnn_state *)state)->health, c);
}

const struct mc_table dnn_gathered[] = {
    {"health", "means that tell whether a sampling run is sound, errors of one sigma",
     diagnostics_columns, diagnostics_units, has_health, write_health, visit_health},
    {"swaps",
     "swaps by mean squared change of what they act on, and by how they raise or lower the loss",
     swap_statistics_columns, swap_statistics_units, records, write_tally, visit_tally},
    {"acceptance", "swaps of sizes by size difference", "from to tried accepted", "size size 1 1",
     has_sizes, write_sizes, visit_sizes},
    {0},
};
