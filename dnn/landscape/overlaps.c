/* Overlaps q = a.b / |a||b| of solutions: of the weights; of the weights after aligning the hidden
   units, by weights and by values; and of the outputs on test inputs, less their mean over the
   classes, on which softmax does not depend. */
#include <math.h>
#include <omp.h>

#include "common/numerics/interpolation.h"
#include "dnn/landscape/landscape_commands.h"
#include "dnn/landscape/landscape_io.h"
#include "dnn/landscape/solutions.h"
#include "dnn/sampling/state.h"
#include "dnn/landscape/unit_alignment.h"

const struct runfile_key overlaps_keys[] = {
    LANDSCAPE_IO_INTO,
    {.name = "inputs",
     .doc = "test samples for outputs and profiles of units",
     .type = RUNFILE_INT,
     .value = "1000",
     .min = 1,
     .max = 1e7},
    {.name = "align", .doc = "align hidden units", .type = RUNFILE_BOOL, .value = "yes"},
    LANDSCAPE_IO_SAMPLES,
    LANDSCAPE_IO_THREADS,
    {0},
};

struct seen {                  /* data of each solution */
    size_t n, inputs, outputs; /* outputs of a label */
    size_t judged;             /* inputs x labels */
    double **y;                /* (n) outputs (judged, outputs), centred */
    double **z;                /* (n) profiles of units; NULL: no alignment */
    struct unit_alignment symmetry;
};

struct pair { /* overlaps */
    double raw, weights, values, function, disagreement;
};

static size_t largest(const double *y, size_t n)
{
    size_t best = 0;
    for (size_t c = 1; c < n; c++)
        if (y[c] > y[best]) best = c;
    return n > 1 ? best : y[0] > 0;
}

static void centre(double *y, size_t inputs, size_t outputs)
{
    for (size_t i = 0; i < inputs && outputs > 1; i++, y += outputs) {
        double mean = 0;
        for (size_t c = 0; c < outputs; c++) mean += y[c] / (double)outputs;
        for (size_t c = 0; c < outputs; c++) y[c] -= mean;
    }
}

static void look(struct seen *v, struct solutions *s, size_t inputs, bool align)
{
    const struct data_part *const test = &s->st->data.test;
    *v = (struct seen){.n = s->n, .inputs = inputs < test->n ? inputs : test->n};
    v->outputs = s->st->net.outputs / s->st->net.labels;
    v->judged = v->inputs * s->st->net.labels;
    v->y = base_alloc(s->n, sizeof *v->y), v->z = base_alloc(s->n, sizeof *v->z);
    if (align) unit_alignment_init(&v->symmetry, &s->st->net, solutions_layers(s));
    const size_t size = align ? unit_alignment_profile_size(&v->symmetry, v->inputs) : 0;
    for (size_t i = 0; i < s->n; i++) {
        v->y[i] = base_alloc(v->judged * v->outputs, sizeof(double));
        solutions_outputs(s, s->w[i], v->inputs, v->y[i]);
        centre(v->y[i], v->judged, v->outputs);
        if (!align) continue;
        v->z[i] = base_alloc(size, sizeof(double));
        for (size_t k = 0; k < s->P; k++) s->rounded[k] = (real)s->w[i][k];
        unit_alignment_profile(&v->symmetry, &s->st->gradient, s->rounded, test, v->inputs,
                               v->z[i]);
    }
}

static void forget(struct seen *v)
{
    for (size_t i = 0; i < v->n; i++) base_free(v->y[i]), base_free(v->z[i]);
    base_free(v->y), base_free(v->z);
}

static double disagreement(const struct seen *v, const double *a, const double *b)
{
    size_t differ = 0;
    for (size_t i = 0; i < v->judged; i++, a += v->outputs, b += v->outputs)
        differ += largest(a, v->outputs) != largest(b, v->outputs);
    return (double)differ / (double)v->judged;
}

static struct pair compare(const struct solutions *s, const struct seen *v, size_t i, size_t j,
                           double *work)
{
    const double *const a = s->w[i], *const b = s->w[j];
    struct pair p = {.raw = interpolation_overlap(s->P, a, b), .weights = NAN, .values = NAN};
    p.function = interpolation_overlap(v->judged * v->outputs, v->y[i], v->y[j]);
    p.disagreement = disagreement(v, v->y[i], v->y[j]);
    if (!v->z[i]) return p;
    unit_alignment_align(&v->symmetry, a, b, work);
    p.weights = interpolation_overlap(s->P, a, work);
    unit_alignment_align_profiles(&v->symmetry, v->inputs, v->z[i], v->z[j], b, work);
    p.values = interpolation_overlap(s->P, a, work);
    return p;
}

static void write_solutions(struct solutions *s, const char *into)
{
    FILE *const table = landscape_io_table(into, "solutions", "solutions, by number",
                                           "number 1 loss loss error 1 test_loss loss test_error 1 "
                                           "norm weight");
    for (size_t i = 0; i < s->n; i++) {
        const struct solutions_score train = solutions_train(s, s->w[i]),
                                     test = solutions_test(s, s->w[i], 0);
        double norm2 = 0;
        for (size_t k = 0; k < s->P; k++) norm2 += s->w[i][k] * s->w[i][k];
        fprintf(table, "%zu %.8g %.6g %.8g %.6g %.8g\n", i, train.loss, train.error, test.loss,
                test.error, sqrt(norm2));
    }
    landscape_io_end(into, "solutions", table);
}

static void write_pairs(const struct solutions *s, const struct seen *v, const char *into,
                        int threads)
{
    const size_t n = s->n, pairs = n * (n - 1) / 2;
    struct pair *const all = base_alloc(n * n, sizeof *all);
    double *const work = base_alloc((size_t)threads * s->P, sizeof *work);
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
    for (size_t k = 0; k < n * n; k++)
        if (k / n < k % n)
            all[k] = compare(s, v, k / n, k % n, work + (size_t)omp_get_thread_num() * s->P);
    FILE *const table =
        landscape_io_table(into, "overlaps", "overlaps of pairs of solutions",
                           "i 1 j 1 raw 1 weights 1 values 1 function 1 disagreement 1");
    for (size_t k = 0; k < n * n; k++)
        if (k / n < k % n)
            fprintf(table, "%zu %zu %.9g %.9g %.9g %.9g %.6g\n", k / n, k % n, all[k].raw,
                    all[k].weights, all[k].values, all[k].function, all[k].disagreement);
    landscape_io_end(into, "overlaps", table);
    printf("%zu overlaps of %zu solutions with %zu weights: %s/overlaps.dat\n", pairs, n, s->P,
           into);
    base_free(all), base_free(work);
}

int overlaps_command(const struct program_request *r)
{
    struct solutions s;
    struct seen v;
    struct runfile *const o = landscape_io_load(&s, r, "overlaps", overlaps_keys, 2, 10000);
    const char *const into = runfile_text(o, "overlaps", "into");
    const int threads = (int)runfile_int(o, "overlaps", "threads");
    landscape_io_require(r, &s, into, (const char *const[]){"overlaps", "solutions", NULL});
    look(&v, &s, (size_t)runfile_int(o, "overlaps", "inputs"),
         runfile_bool(o, "overlaps", "align"));
    landscape_io_name(into, &s);
    write_solutions(&s, into);
    write_pairs(&s, &v, into, threads);
    forget(&v);
    solutions_clear(&s);
    runfile_free(o);
    return EXIT_OK;
}
