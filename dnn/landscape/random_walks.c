/* Rays and random walks from a solution w*, and gradient descent from points of the walks.
     free     directions uniform on the sphere, steps of length `step` |w*|
     sphere   the same, at constant length |w*|
     filter   every unit's weights move by `step` of that unit's length: Li et al., arXiv:1712.09913
   A walk records L(w_n); its autocorrelation measures the ruggedness of the landscape (Weinberger,
   Biol. Cybern. 63, 325 (1990)). A descended walker has returned if the loss on the straight line
   from it to w* is nowhere above its ends. */
#include <math.h>
#include <string.h>

#include "common/numerics/interpolation.h"
#include "common/core/vector.h"
#include "dnn/landscape/landscape_commands.h"
#include "dnn/landscape/landscape_io.h"
#include "dnn/landscape/solutions.h"
#include "dnn/sampling/state.h"

/* clang-format off: a key on one or two lines is easier to read than one member per line */
const struct runfile_key random_walks_keys[] = {
    {.name = "step",
     .doc = "length of a step, relative to the length of the solution",
     .type = RUNFILE_REAL,
     .value = "0.01",
     .min = 1e-9,
     .max = 10},
    {.name = "steps",
     .doc = "number of steps of a walk",
     .type = RUNFILE_INT,
     .value = "400",
     .min = 2,
     .max = 1e9},
    {.name = "walks",
     .doc = "number of walks of each kind",
     .type = RUNFILE_INT,
     .value = "4",
     .min = 1,
     .max = 1e6},
    {.name = "rays",
     .doc = "number of rays of each kind",
     .type = RUNFILE_INT,
     .value = "10",
     .min = 0,
     .max = 1e6},
    {.name = "descent",
     .doc = "steps of gradient descent per walker; 0: no descent",
     .type = RUNFILE_INT,
     .value = "100",
     .min = 0,
     .max = 1e9},
    {.name = "rate",
     .doc = "learning rate of the descent",
     .type = RUNFILE_REAL,
     .value = "0.1",
     .min = 0,
     .max = 1e6},
    LANDSCAPE_IO_SAMPLES,
    LANDSCAPE_IO_SEED,
    LANDSCAPE_IO_THREADS,
    {0},
};
/* clang-format on */

struct walker {
    struct solutions *s;
    const double *start; /* (P) w* */
    double *w, *d, *g;   /* (P) position, direction, scratch */
    double length;       /* |w*| */
    struct rng rng;
};

static double norm(size_t n, const double *x)
{
    return sqrt(vector_dot(n, x, x));
}

static void scale(size_t n, double *x, double length)
{
    const double now = norm(n, x), factor = now > 0 ? length / now : 0;
    for (size_t i = 0; i < n; i++) x[i] *= factor;
}

static double distance(const struct walker *k)
{
    double sum = 0;
    for (size_t i = 0; i < k->s->P; i++) sum += pow(k->w[i] - k->start[i], 2);
    return sqrt(sum) / k->length;
}

/* ---- kinds of step --------------------------------------------------------------------------- */

static void draw_free(struct walker *k)
{
    for (size_t i = 0; i < k->s->P; i++) k->d[i] = rng_normal(&k->rng);
    scale(k->s->P, k->d, k->length);
}

/* A step of the same length, distributed over units in proportion to their weights. */
static void draw_filter(struct walker *k)
{
    draw_free(k);
    const struct network *const net = &k->s->st->net;
    for (size_t i = 0; i < net->depth; i++) {
        const struct layer *const l = &net->layer[i];
        const size_t bias = l->offset + l->rows * l->columns;
        for (size_t r = 0; r < l->rows; r++) {
            const size_t at = l->offset + r * l->columns;
            scale(l->columns, k->d + at, norm(l->columns, k->start + at));
        }
        if (l->bias) scale(l->rows, k->d + bias, norm(l->rows, k->start + bias));
    }
}

static void stay(struct walker *k)
{
    (void)k;
}

static void back_to_sphere(struct walker *k)
{
    scale(k->s->P, k->w, k->length);
}

static const struct kind { /* table row */
    const char *name, *doc;
    void (*draw)(struct walker *k); /* writes a direction of length about |w*| to k->d */
    void (*keep)(struct walker *k); /* projects the walker onto the allowed set */
} kinds[] = {
    {"free", "any direction", draw_free, stay},
    {"sphere", "any direction at constant length", draw_free, back_to_sphere},
    {"filter", "every unit in proportion to its length", draw_filter, stay},
    {0},
};

static void move(struct walker *k, const struct kind *kind, double step)
{
    for (size_t i = 0; i < k->s->P; i++) k->w[i] += step * k->d[i];
    kind->keep(k);
}

/* ---- tables ---------------------------------------------------------------------------------- */

struct tables {
    FILE *rays, *walks, *returns;
};

/* Distances from -1 to 1 in units of |w*|; opposite directions are one ray. */
static void write_rays(struct walker *k, size_t which, size_t rays, FILE *table)
{
    enum { HALF = 20 };
    for (size_t ray = 0; ray < rays; ray++) {
        kinds[which].draw(k);
        for (int i = -HALF; i <= HALF; i++) {
            memcpy(k->w, k->start, k->s->P * sizeof *k->w);
            move(k, &kinds[which], (double)i / HALF);
            const struct solutions_score x = solutions_train(k->s, k->w);
            fprintf(table, "%zu %zu %.4g %.8g %.6g\n", which, ray, (double)i / HALF, x.loss,
                    x.error);
        }
    }
}

static double descend(struct walker *k, int steps, double rate)
{
    double loss = INFINITY;
    for (int i = 0; i < steps; i++) {
        loss = solutions_gradient(k->s, k->w, k->g);
        for (size_t j = 0; j < k->s->P; j++) k->w[j] -= rate * k->g[j];
    }
    return loss;
}

/* Height of the line from w* to the walker above the higher of its ends. */
static double barrier(struct walker *k)
{
    enum { POINTS = 9 };
    double ends = 0, top = 0;
    for (int i = 0; i < POINTS; i++) {
        interpolation_methods[0].point(k->s->P, k->start, k->w, i / (POINTS - 1.0), k->g);
        const double loss = solutions_train(k->s, k->g).loss;
        top = fmax(top, loss);
        if (i == 0 || i == POINTS - 1) ends = fmax(ends, loss);
    }
    return top - ends;
}

/* Descends from the walker's position, which is restored afterwards. */
static void write_return(struct walker *k, size_t which, size_t walk, const struct runfile *o,
                         double before, FILE *table)
{
    const size_t size = k->s->P * sizeof *k->w;
    const double far = distance(k);
    double *const kept = base_alloc(k->s->P, sizeof *kept);
    memcpy(kept, k->w, size);
    descend(k, (int)runfile_int(o, "walk", "descent"), runfile_real(o, "walk", "rate"));
    const double after = solutions_train(k->s, k->w).loss;
    fprintf(table, "%zu %zu %.6g %.8g %.8g %.6g %.6g\n", which, walk, far, before, after,
            distance(k), barrier(k));
    fflush(table);
    memcpy(k->w, kept, size);
    base_free(kept);
}

/* Steps 1, 2, 5, 10, 20, 50 ... from which walkers return. */
static bool round_number(size_t i)
{
    while (i >= 10 && i % 10 == 0) i /= 10;
    return i == 1 || i == 2 || i == 5;
}

static void write_walk(struct walker *k, size_t which, size_t walk, const struct runfile *o,
                       const struct tables *t)
{
    const size_t steps = (size_t)runfile_int(o, "walk", "steps");
    const bool returns = runfile_int(o, "walk", "descent") > 0;
    memcpy(k->w, k->start, k->s->P * sizeof *k->w);
    for (size_t i = 0; i <= steps; i++) {
        const struct solutions_score x = solutions_train(k->s, k->w);
        fprintf(t->walks, "%zu %zu %zu %.6g %.8g %.6g\n", which, walk, i, distance(k), x.loss,
                x.error);
        if (returns && i && round_number(i)) write_return(k, which, walk, o, x.loss, t->returns);
        kinds[which].draw(k);
        move(k, &kinds[which], runfile_real(o, "walk", "step"));
    }
}

static struct tables open_tables(const char *folder)
{
    return (struct tables){
        landscape_io_table(
            folder, "rays",
            "loss along rays, by distance over |w*|; kind: 0 free, 1 sphere, 2 filter",
            "kind 1 ray 1 distance 1 loss loss error 1"),
        landscape_io_table(folder, "walks",
                           "loss on random walks; kind: 0 free, 1 sphere, 2 filter",
                           "kind 1 walk 1 step 1 distance 1 loss loss error 1"),
        landscape_io_table(
            folder, "returns",
            "walkers that descend: distance and loss before and after, barrier on the line to w*",
            "kind 1 walk 1 distance 1 loss loss loss_after loss distance_after 1 barrier loss")};
}

int random_walks_command(const struct program_request *r)
{
    struct solutions s;
    struct runfile *const o = landscape_io_load(&s, r, "walk", random_walks_keys, 1, 1);
    struct walker k = {.s = &s, .start = s.w[0], .length = norm(s.P, s.w[0])};
    k.w = base_alloc(s.P, sizeof *k.w), k.d = base_alloc(s.P, sizeof *k.w);
    k.g = base_alloc(s.P, sizeof *k.g);
    landscape_io_require(r, &s, r->words[0],
                         (const char *const[]){"rays", "walks", "returns", NULL});
    const struct tables t = open_tables(r->words[0]);
    for (size_t which = 0; kinds[which].name; which++) {
        rng_init(&k.rng, (uint64_t)runfile_int(o, "walk", "seed"), 0, RNG_NOISE);
        write_rays(&k, which, (size_t)runfile_int(o, "walk", "rays"), t.rays);
        for (size_t walk = 0; walk < (size_t)runfile_int(o, "walk", "walks"); walk++)
            write_walk(&k, which, walk, o, &t);
    }
    landscape_io_end(r->words[0], "rays", t.rays), landscape_io_end(r->words[0], "walks", t.walks);
    landscape_io_end(r->words[0], "returns", t.returns);
    printf("%s: rays.dat walks.dat returns.dat\n", r->words[0]);
    base_free(k.w), base_free(k.d), base_free(k.g);
    solutions_clear(&s);
    runfile_free(o);
    return EXIT_OK;
}
