/* Columns of series.dat, from one evaluation of the training part and one of the test part per
   row; columns of watch.dat; and tables of counts. */
#include <inttypes.h>
#include <math.h>

#include "common/io/checkpoint.h"
#include "dnn/system/parts.h"

static double train_share(struct dnn_state *st)
{
    return st->data.regression ? NAN : dnn_train_score(st)->correct / (double)st->training.evaluate;
}

static double test_mean(struct dnn_state *st)
{
    return dnn_test_score(st)->loss / (double)st->data.test.n;
}

static double test_share(struct dnn_state *st)
{
    return st->data.regression ? NAN : dnn_test_score(st)->correct / (double)st->data.test.n;
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
    {"train_accuracy", "share of training samples classified correctly; nan: regression", "1",
     train_accuracy},
    {"test_loss", "mean loss over the test samples", "loss", test_loss},
    {"test_accuracy", "share of test samples classified correctly; nan: regression", "1",
     test_accuracy},
    {"weight_norm", "Euclidean norm of all weights", "weight", weight_norm},
    {"u", "mean loss + (decay/2) |w|^2; T is the temperature of samples x u, or of u", "loss",
     sampled},
    {0},
};

const struct mc_watch dnn_watches[] = {
    {.name = "gradient_noise",
     .doc = "variance of a gradient between batches, mean over weights",
     .unit = "loss^2/weight^2",
     .value = gradient_noise_variance},
    {.name = "gradient_square",
     .doc = "square of the mean gradient, mean over weights",
     .unit = "loss^2/weight^2",
     .value = gradient_noise_mean_square},
    {.name = "noise_temperature",
     .doc = "T of Langevin noise as strong as that of the batches",
     .unit = "energy",
     .value = gradient_noise_temperature},
    {.name = "overlap",
     .doc = "mean cosine of pairs of copies, [replicas]",
     .unit = "1",
     .value = coupled_replicas_overlap},
    {.name = "distance",
     .doc = "mean distance of copies from their centre",
     .unit = "weight",
     .value = coupled_replicas_distance},
    {.name = "highest",
     .doc = "largest u of a copy",
     .unit = "loss",
     .value = coupled_replicas_highest},
    {.name = "centre",
     .doc = "u at the centre of the copies",
     .unit = "loss",
     .value = coupled_replicas_centre},
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
    "    set format x '%g'; set xlabel 't  [steps]'; set ylabel 'accuracy'; unset key; \\\n"
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
    return ((const struct dnn_state *)state)->training.swaps.record > 0;
}

static void write_tally(const void *state, FILE *out)
{
    swap_statistics_write(&((const struct dnn_state *)state)->training.swaps.tally, out);
}

static void visit_tally(void *state, struct checkpoint *c)
{
    swap_statistics_visit(&((struct dnn_state *)state)->training.swaps.tally, c);
}

static bool has_batches(const void *state)
{
    return ((const struct dnn_state *)state)->training.batches.used;
}

static void write_batches(const void *state, FILE *out)
{
    batch_losses_write(&((const struct dnn_state *)state)->training.batches, out);
}

static void visit_batches(void *state, struct checkpoint *c)
{
    batch_losses_visit(&((struct dnn_state *)state)->training.batches, c);
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
    return ((const struct dnn_state *)state)->sampling.diagnostics.watched;
}

static void write_health(const void *state, FILE *out)
{
    diagnostics_write(&((const struct dnn_state *)state)->sampling.diagnostics, out);
}

static void visit_health(void *state, struct checkpoint *c)
{
    diagnostics_visit(&((struct dnn_state *)state)->sampling.diagnostics, c);
}

static bool has_validation(const void *state)
{
    return ((const struct dnn_state *)state)->training.validation.n > 0;
}

static void write_validation(const void *state, FILE *out)
{
    validation_write_rows(&((const struct dnn_state *)state)->training.validation, out);
}

/* Its rows are part of the state. */
static void visit_validation(void *state, struct checkpoint *c)
{
    (void)state, (void)c;
}

const struct mc_table dnn_gathered[] = {
    {"health", "diagnostics: means with known exact values, errors of one sigma",
     diagnostics_columns, diagnostics_units, has_health, write_health, visit_health},
    {"swaps", "histograms of swaps: mean squared change of exchanged values, change of the loss",
     swap_statistics_columns, swap_statistics_units, records, write_tally, visit_tally},
    {"batches", "losses of the batches as swapped: mean step and mean loss in bins of steps",
     batch_losses_columns, batch_losses_units, has_batches, write_batches, visit_batches},
    {"validation", "validation part: mean loss, share classified correctly, 1 if the best so far",
     validation_columns, validation_units, has_validation, write_validation, visit_validation},
    {"acceptance", "swaps of sizes by size difference", "from to tried accepted", "size size 1 1",
     has_sizes, write_sizes, visit_sizes},
    {0},
};
