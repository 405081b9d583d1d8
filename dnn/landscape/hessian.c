/* Curvature of the loss at a solution: extreme eigenvalues and density of the Hessian's spectrum,
   its trace per layer, and the rise of the loss under Gaussian noise of the weights, E[L(w + sigma
   xi)] - L(w), sigma in units of the root mean square weight. Decay is not included. Density and
   trace after Yao, Gholami, Keutzer, Mahoney, arXiv:1912.07145. */
#include <math.h>
#include <string.h>

#include "common/numerics/statistics.h"
#include "dnn/landscape/hessian_spectrum.h"
#include "dnn/landscape/landscape_commands.h"
#include "dnn/landscape/landscape_io.h"
#include "dnn/landscape/solutions.h"
#include "dnn/sampling/state.h"

/* clang-format off: a key on one or two lines is easier to read than one member per line */
const struct runfile_key hessian_keys[] = {
    {.name = "top",
     .doc = "number of largest eigenvalues",
     .type = RUNFILE_INT,
     .value = "10",
     .min = 1,
     .max = 1000},
    {.name = "tolerance",
     .doc = "largest |Hv - lambda v|, relative to the largest eigenvalue",
     .type = RUNFILE_REAL,
     .value = "1e-6",
     .min = 1e-14,
     .max = 0.1},
    {.name = "steps",
     .doc = "Lanczos steps of the density; 0: none",
     .type = RUNFILE_INT,
     .value = "60",
     .min = 0,
     .max = 1000},
    {.name = "probes",
     .doc = "random vectors for the density; ten times as many for the trace",
     .type = RUNFILE_INT,
     .value = "4",
     .min = 2,
     .max = 1e6},
    {.name = "draws",
     .doc = "number of noise draws per strength",
     .type = RUNFILE_INT,
     .value = "10",
     .min = 2,
     .max = 1e6},
    LANDSCAPE_IO_SAMPLES,
    LANDSCAPE_IO_SEED,
    LANDSCAPE_IO_THREADS,
    {0},
};
/* clang-format on */

struct probe { /* at one solution */
    struct solutions *s;
    struct hessian_product *c;
    const double *w; /* (P) */
    const char *folder;
    const struct runfile *o;
    struct rng rng;
};

static size_t option(const struct probe *p, const char *key)
{
    return (size_t)runfile_int(p->o, "hessian", key);
}

/* ---- spectrum -------------------------------------------------------------------------------- */

/* The largest eigenvalues of weights [begin, end), ascending, to x (top). */
static size_t highest(const struct probe *p, size_t begin, size_t end,
                      struct hessian_spectrum_value *x)
{
    const struct hessian_spectrum s = {p->c, runfile_real(p->o, "hessian", "tolerance"), p->folder};
    return hessian_spectrum_highest(&s, option(p, "top"), begin, end, x);
}

static void write_density(struct probe *p)
{
    const size_t steps = option(p, "steps"), probes = option(p, "probes");
    FILE *const table =
        landscape_io_table(p->folder, "density", "density of eigenvalues: nodes and weights",
                           "probe 1 eigenvalue loss weight 1 residual loss");
    const struct lanczos_matrix H = hessian_product_matrix(p->c);
    double *const z = base_alloc(p->s->P, sizeof *z), *const node = base_alloc(steps, sizeof *node),
                  *const weight = base_alloc(steps, sizeof *weight),
                  *const residual = base_alloc(steps, sizeof *residual);
    for (size_t k = 0; k < probes; k++) {
        for (size_t i = 0; i < p->s->P; i++) z[i] = rng_normal(&p->rng);
        const size_t m = lanczos_nodes(&H, steps, z, node, weight, residual);
        for (size_t i = 0; i < m; i++)
            fprintf(table, "%zu %.10g %.6g %.2e\n", k, node[i], weight[i], residual[i]);
    }
    landscape_io_end(p->folder, "density", table);
    base_free(z), base_free(node), base_free(weight), base_free(residual);
}

/* ---- by layer -------------------------------------------------------------------------------- */

/* Index of the first weight of each layer with weights, and the end; returns the number of
   layers. */
static size_t blocks_of(const struct network *net, size_t *begin)
{
    size_t n = 0;
    for (size_t i = 0; i < net->depth; i++)
        if (net->layer[i].rows) begin[n++] = net->layer[i].offset;
    begin[n] = net->weights;
    return n;
}

static void write_row(FILE *table, size_t layer, size_t weights, struct statistics_estimate trace,
                      struct hessian_spectrum_value top)
{
    fprintf(table, "%zu %zu %.8g %.3g %.8g %.2e\n", layer, weights, trace.value, trace.error,
            top.value, top.residual);
}

static void write_all(const struct probe *p, FILE *table, struct statistics_estimate trace)
{
    struct hessian_spectrum_value *const value = base_alloc(option(p, "top"), sizeof *value);
    const size_t found = highest(p, 0, p->s->P, value);
    require(found, "%s: %zu weights are too few for eigenvalues", p->folder, p->s->P);
    write_row(table, 0, p->s->P, trace, value[found - 1]);
    FILE *const list = landscape_io_table(
        p->folder, "eigenvalues",
        "highest eigenvalues, and the lowest, of rank 0; residual: |Hv - lambda v|, no less than "
        "the error",
        "rank 1 eigenvalue loss residual loss");
    const struct hessian_spectrum s = {p->c, runfile_real(p->o, "hessian", "tolerance"), p->folder};
    const struct hessian_spectrum_value low = hessian_spectrum_lowest(&s, value[found - 1].value);
    fprintf(list, "0 %.10g %.2e\n", low.value, low.residual);
    for (size_t i = found; i-- > 0;)
        fprintf(list, "%zu %.10g %.2e\n", found - i, value[i].value, value[i].residual);
    landscape_io_end(p->folder, "eigenvalues", list);
    base_free(value);
}

static void write_layers(struct probe *p)
{
    size_t begin[NETWORK_DEPTH + 1];
    const size_t n = blocks_of(&p->s->st->net, begin);
    struct statistics_estimate trace[NETWORK_DEPTH], total;
    const struct lanczos_matrix H = hessian_product_matrix(p->c);
    lanczos_trace(&H, 10 * option(p, "probes"), &p->rng, n, begin, trace, &total);
    FILE *const table = landscape_io_table(
        p->folder, "hessian", "the Hessian of the mean loss; layer 0: all",
        "layer 1 weights 1 trace loss trace_error loss highest loss residual loss");
    const struct hessian_spectrum_value none = {NAN, NAN};
    struct hessian_spectrum_value *const value = base_alloc(option(p, "top"), sizeof *value);
    write_all(p, table, total);
    for (size_t k = 0; k < n; k++) {
        const size_t found = highest(p, begin[k], begin[k + 1], value);
        write_row(table, k + 1, begin[k + 1] - begin[k], trace[k], found ? value[found - 1] : none);
    }
    landscape_io_end(p->folder, "hessian", table);
    base_free(value);
}

/* ---- noise ----------------------------------------------------------------------------------- */

static struct statistics_estimate rise(struct probe *p, double sigma, double loss)
{
    const size_t draws = option(p, "draws");
    double *const w = base_alloc(p->s->P, sizeof *w), *const x = base_alloc(draws, sizeof *x);
    for (size_t k = 0; k < draws; k++) {
        for (size_t i = 0; i < p->s->P; i++) w[i] = p->w[i] + sigma * rng_normal(&p->rng);
        x[k] = solutions_train(p->s, w).loss - loss;
    }
    const struct statistics_estimate mean = statistics_mean(draws, x);
    base_free(w), base_free(x);
    return mean;
}

static void write_flatness(struct probe *p)
{
    static const double strength[] = {0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1};
    const struct solutions_score train = solutions_train(p->s, p->w),
                                 test = solutions_test(p->s, p->w, 0);
    double norm2 = 0;
    for (size_t i = 0; i < p->s->P; i++) norm2 += p->w[i] * p->w[i];
    FILE *const table = landscape_io_table(
        p->folder, "flatness", "rise of the loss under noise, in units of the rms weight",
        "noise 1 rise loss error loss");
    for (size_t k = 0; k < sizeof strength / sizeof *strength; k++) {
        const double sigma = strength[k] * sqrt(norm2 / (double)p->s->P);
        const struct statistics_estimate e = rise(p, sigma, train.loss);
        fprintf(table, "%g %.8g %.3g\n", strength[k], e.value, e.error);
    }
    landscape_io_end(p->folder, "flatness", table);
    FILE *const scores =
        landscape_io_table(p->folder, "scores", "losses and errors of the solution",
                           "loss loss error 1 test_loss loss test_error 1 norm weight");
    fprintf(scores, "%.8g %.6g %.8g %.6g %.8g\n", train.loss, train.error, test.loss, test.error,
            sqrt(norm2));
    landscape_io_end(p->folder, "scores", scores);
}

static const char *const tables[] = {"hessian",  "eigenvalues", "density",
                                     "flatness", "scores",      NULL};

int hessian_command(const struct program_request *r)
{
    struct solutions s;
    struct hessian_product c;
    struct runfile *const o = landscape_io_load(&s, r, "hessian", hessian_keys, 1, 10000);
    for (size_t i = 0; i < s.n; i++) landscape_io_require(r, &s, s.folder[i], tables);
    hessian_product_init(&c, &s.all, &s.st->data.train, s.samples, solutions_layers(&s));
    for (size_t i = 0; i < s.n; i++) {
        struct probe p = {.s = &s, .c = &c, .w = s.w[i], .folder = s.folder[i], .o = o};
        rng_init(&p.rng, (uint64_t)runfile_int(o, "hessian", "seed"), 0, RNG_NOISE);
        for (size_t k = 0; k < s.P; k++) c.w[k] = (real)s.w[i][k];
        write_layers(&p);
        if (option(&p, "steps")) write_density(&p);
        write_flatness(&p);
        printf("%s: hessian.dat eigenvalues.dat density.dat flatness.dat scores.dat\n",
               s.folder[i]);
    }
    hessian_product_clear(&c);
    solutions_clear(&s);
    runfile_free(o);
    return EXIT_OK;
}
