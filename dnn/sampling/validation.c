/* Implementation of validation.h. Early stopping: Prechelt, Neural Networks 11, 761 (1998). */
#include "dnn/sampling/validation.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/io/checkpoint.h"
#include "common/io/output.h"
#include "dnn/network/weight_files.h"
#include "dnn/sampling/state.h"

static const struct base_row measure_rows[] = {
    {"loss", "the lowest loss"}, {"accuracy", "the highest accuracy"}, {0}};
static const struct base_table measure_table = {"measure", "the best weights have", measure_rows,
                                                sizeof *measure_rows};

const struct runfile_key validation_keys[] = {
    {.name = "every",
     .doc = "steps between measurements",
     .type = RUNFILE_INT,
     .value = "100",
     .min = 1,
     .max = 1e12,
     .unit = "step",
     .added = true},
    {.name = "measure",
     .doc = "the best weights have",
     .type = RUNFILE_TEXT,
     .value = "loss",
     .table = &measure_table,
     .added = true},
    {.name = "improvement",
     .doc = "smallest improvement that counts",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e9,
     .added = true},
    {.name = "patience",
     .doc = "measurements without improvement after which the run ends; 0 = unlimited",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e9,
     .added = true},
    {0},
};

static void check(const struct dnn_state *st, const struct runfile *f)
{
    const struct validation *const v = &st->training.validation;
    const char *const where = runfile_where(f, "validation", "patience");
    require(v->n || !v->patience, "%s = %" PRId64 ": needs [validation] samples or path", where,
            v->patience);
    if (!v->n) return;
    require(!runfile_has(f, "tempering") && st->replicas.n == 1,
            "%s: needs one network: no [tempering], [replicas] number = 1",
            runfile_where(f, "validation", "samples"));
    require(!v->patience || runfile_int(f, "run", "warmup") == 0,
            "%s = %" PRId64 ": needs [run] warmup = 0", where, v->patience);
    require(!v->by_accuracy || !st->data.regression, "%s = accuracy: regression has none",
            runfile_where(f, "validation", "measure"));
}

void validation_init(struct dnn_state *st, const struct runfile *f)
{
    struct validation *const v = &st->training.validation;
    *v = (struct validation){.n = st->data.validation.n,
                             .every = runfile_int(f, "validation", "every"),
                             .patience = runfile_int(f, "validation", "patience"),
                             .by_accuracy =
                                 strcmp(runfile_text(f, "validation", "measure"), "accuracy") == 0,
                             .least = runfile_real(f, "validation", "improvement"),
                             .best = INFINITY};
    check(st, f);
    if (!v->n) return;
    v->w = base_alloc(st->net.weights, sizeof *v->w);
    v->average = base_alloc(st->net.averages + 1, sizeof *v->average);
}

void validation_clear(struct dnn_state *st)
{
    struct validation *const v = &st->training.validation;
    base_free(v->row), base_free(v->w), base_free(v->average);
}

static void make_room(struct validation *v, uint64_t rows)
{
    if (rows <= v->room) return;
    const uint64_t room = rows > 2 * v->room ? rows + 16 : 2 * v->room;
    double *const more = base_alloc(4 * room, sizeof *more);
    if (v->measured) memcpy(more, v->row, 4 * v->measured * sizeof *more);
    base_free(v->row);
    v->row = more, v->room = room;
}

/* Decides whether the run ends. */
static void judge(struct validation *v)
{
    if (!v->patience || v->waited < v->patience) return;
    snprintf(v->text, sizeof v->text,
             "stopped early: no %s validation %s since step %" PRId64 ", %" PRId64
             " measurements ago",
             v->by_accuracy ? "higher" : "lower", v->by_accuracy ? "accuracy" : "loss",
             v->best_step, v->waited);
}

/* A branch has its own record; earlier versions saved none. */
void validation_visit(struct dnn_state *st, struct checkpoint *c)
{
    struct validation *const v = &st->training.validation;
    if (!v->n || checkpoint_branches(c) || !checkpoint_has(c, "validation_rows")) return;
    size_t rows = v->measured;
    checkpoint_count(c, "validation_rows", &rows, SIZE_MAX / 64);
    if (checkpoint_loading(c)) v->measured = 0, make_room(v, rows + 1), v->measured = rows;
    if (rows) checkpoint_f64(c, "validation_table", v->row, 4 * rows);
    checkpoint_f64(c, "validation_best", &v->best, 1);
    checkpoint_i64(c, "validation_best_step", &v->best_step, 1);
    checkpoint_i64(c, "validation_waited", &v->waited, 1);
    checkpoint_real(c, "validation_weights", v->w, st->net.weights);
    if (st->net.averages) checkpoint_real(c, "validation_averages", v->average, st->net.averages);
    if (checkpoint_loading(c)) v->written = false, judge(v);
}

/* ---- measurements ---------------------------------------------------------------------------- */

static void keep_best(struct dnn_state *st, double value)
{
    struct validation *const v = &st->training.validation;
    memcpy(v->w, st->w, st->net.weights * sizeof *v->w);
    memcpy(v->average, st->gradient.average, st->net.averages * sizeof *v->average);
    v->best = value, v->best_step = st->training.step, v->waited = 0, v->written = false;
}

void validation_step(struct dnn_state *st)
{
    struct validation *const v = &st->training.validation;
    if (!v->n || st->training.step % v->every != 0) return;
    const struct losses_score x =
        gradient_measure(&st->gradient, dnn_weights(st), &st->data.validation, v->n);
    const double loss = x.loss / (double)v->n,
                 accuracy = st->data.regression ? NAN : x.correct / (double)v->n,
                 value = v->by_accuracy ? -accuracy : loss;
    const bool better = value < v->best - v->least || (isinf(v->best) && isfinite(value));
    v->waited++;
    if (better) keep_best(st, value);
    judge(v);
    make_room(v, v->measured + 1);
    memcpy(v->row + 4 * v->measured++,
           (double[]){(double)st->training.step, loss, accuracy, better}, 4 * sizeof(double));
}

const char *validation_ended(const struct dnn_state *st)
{
    const struct validation *const v = &st->training.validation;
    return *v->text ? v->text : NULL;
}

/* ---- files ----------------------------------------------------------------------------------- */

void validation_write(struct dnn_state *st, const char *path)
{
    struct validation *const v = &st->training.validation;
    if (!v->n || v->written || isinf(v->best)) return;
    weight_files_write(&st->net, v->w, v->average, path, &(struct output){.force = true});
    v->written = true;
}

const char validation_columns[] = "step loss accuracy best", validation_units[] = "step loss 1 1";

void validation_write_rows(const struct validation *v, FILE *out)
{
    for (const double *r = v->row; r < v->row + 4 * v->measured; r += 4)
        fprintf(out, "%.0f %.10g %.8g %.0f\n", r[0], r[1], r[2], r[3]);
}

void validation_report(const struct validation *v,
                       void (*log_line)(void *context, const char *line), void *context)
{
    if (!v->n || isinf(v->best)) return;
    char *const line = base_text("validation: best %s %.6g at step %" PRId64
                                 ", on %zu samples; its weights are in best.h5",
                                 v->by_accuracy ? "accuracy" : "loss",
                                 v->by_accuracy ? -v->best : v->best, v->best_step, v->n);
    log_line(context, line);
    base_free(line);
}
