/* Curvature along training: the largest and the lowest eigenvalues of the Hessian of the mean loss at
   the frames of a run. Decay is not included. Under gradient descent at rate r the largest tends to
   rise to 2 / r, the edge of stability (Cohen et al., arXiv:2103.00065). */
#include <inttypes.h>
#include <math.h>

#include "common/io/trajectory.h"
#include "dnn/landscape/hessian_spectrum.h"
#include "dnn/landscape/landscape_commands.h"
#include "dnn/landscape/landscape_io.h"
#include "dnn/landscape/solutions.h"
#include "dnn/sampling/state.h"
#include "dnn/system/initial_weights.h"

const struct runfile_key spectrum_keys[] = {
    {.name = "top",
     .doc = "number of largest eigenvalues",
     .type = RUNFILE_INT,
     .value = "5",
     .min = 1,
     .max = 100},
    {.name = "frames",
     .doc = "largest number of frames, spread evenly over those stored; 0: all",
     .type = RUNFILE_INT,
     .value = "40",
     .min = 0,
     .max = 1e6},
    {.name = "tolerance",
     .doc = "largest |Hv - lambda v|, relative to the largest eigenvalue",
     .type = RUNFILE_REAL,
     .value = "1e-4",
     .min = 1e-14,
     .max = 0.1},
    LANDSCAPE_IO_SAMPLES,
    LANDSCAPE_IO_THREADS,
    {0},
};

static const char *const tables[] = {"spectrum", NULL};

/* Eigenvalues at one frame. */
static void write_frame(struct solutions *s, struct hessian_product *c, const struct runfile *o,
                        int64_t t, FILE *table)
{
    const size_t top = (size_t)runfile_int(o, "spectrum", "top");
    const struct hessian_spectrum how = {c, runfile_real(o, "spectrum", "tolerance"), s->folder[0]};
    struct hessian_spectrum_value *const value = base_alloc(top, sizeof *value);
    const double loss = solutions_train(s, s->w[0]).loss;
    for (size_t k = 0; k < s->P; k++) c->w[k] = (real)s->w[0][k];
    const size_t found = hessian_spectrum_highest(&how, top, 0, s->P, value);
    require(found, "%s: %zu weights are too few for eigenvalues", s->folder[0], s->P);
    const struct hessian_spectrum_value low = hessian_spectrum_lowest(&how, value[found - 1].value);
    fprintf(table, "%" PRId64 " %.10g 0 %.10g %.2e\n", t, loss, low.value, low.residual);
    for (size_t i = found; i-- > 0;)
        fprintf(table, "%" PRId64 " %.10g %zu %.10g %.2e\n", t, loss, found - i, value[i].value,
                value[i].residual);
    base_free(value);
}

/* Weights of frame i of a trajectory; returns its time. */
static int64_t take_frame(struct solutions *s, struct trajectory *from, size_t i)
{
    struct frame f;
    trajectory_read(from, i, &f);
    require(f.n == s->P, "%s: frame %zu holds %zu weights, the network has %zu", s->folder[0], i,
            f.n, s->P);
    for (size_t k = 0; k < s->P; k++) {
        require(isfinite(f.x[k]), "%s: frame %zu: weight %zu is %g", s->folder[0], i, k, f.x[k]);
        s->w[0][k] = (double)(real)f.x[k];
    }
    return f.t;
}

static void write_run(struct solutions *s, struct hessian_product *c, const struct runfile *o)
{
    char *const path = base_text("%s/trajectory.h5", s->folder[0]);
    struct trajectory *const from = trajectory_open(path);
    const size_t n = trajectory_frames(from), most = (size_t)runfile_int(o, "spectrum", "frames"),
                 shown = most && most < n ? most : n;
    require(n > 1, "%s: holds one frame; [observe.trajectory] schedule stores more", path);
    FILE *const table = landscape_io_table(
        s->folder[0], "spectrum",
        "eigenvalues of the Hessian of the mean loss along training: largest, and the lowest, of "
        "rank 0",
        "step step loss loss rank 1 eigenvalue loss/weight^2 residual loss/weight^2");
    for (size_t k = 0; k < shown; k++) {
        const size_t i = shown > 1 ? k * (n - 1) / (shown - 1) : n - 1;
        const int64_t t = take_frame(s, from, i);
        write_frame(s, c, o, t, table);
    }
    landscape_io_end(s->folder[0], "spectrum", table);
    printf("%s: spectrum.dat, %zu frames\n", s->folder[0], shown);
    trajectory_close(from);
    base_free(path);
}

int spectrum_command(const struct program_request *r)
{
    struct solutions s;
    struct hessian_product c;
    struct runfile *const o = landscape_io_load(&s, r, "spectrum", spectrum_keys, 1, 1);
    landscape_io_require(r, &s, s.folder[0], tables);
    hessian_product_init(&c, &s.all, &s.st->data.train, s.samples, solutions_layers(&s));
    write_run(&s, &c, o);
    hessian_product_clear(&c);
    solutions_clear(&s);
    runfile_free(o);
    return EXIT_OK;
}
