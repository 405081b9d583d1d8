/* Changes of the loss by swaps of weights that are tried at a solution and undone: E[L(swapped w)] -
   L(w) over draws, for each kind of swap; and for swaps within a layer between weights of equal and
   of opposite sign. */
#include <math.h>

#include "common/numerics/statistics.h"
#include "dnn/landscape/landscape_commands.h"
#include "dnn/landscape/landscape_io.h"
#include "dnn/landscape/solutions.h"
#include "dnn/sampling/state.h"
#include "dnn/training/weight_swaps.h"

/* clang-format off: a key on one or two lines is easier to read than one member per line */
const struct runfile_key tried_swaps_keys[] = {
    {.name = "number",
     .doc = "number of swaps tried of each kind",
     .type = RUNFILE_INT,
     .value = "100",
     .min = 2,
     .max = 1e6},
    LANDSCAPE_IO_SAMPLES,
    LANDSCAPE_IO_SEED,
    LANDSCAPE_IO_THREADS,
    {0},
};
/* clang-format on */

enum sign { ANY, EQUAL, OPPOSITE }; /* of the two weights */

static const struct tried { /* table row: two columns of tried.dat */
    enum weight_swaps_kind kind;
    enum sign sign;
} tried[] = {
    {weight_swaps_row, ANY},        {weight_swaps_column, ANY},   {weight_swaps_in_row, ANY},
    {weight_swaps_in_column, ANY},  {weight_swaps_mixed, ANY},    {weight_swaps_mixed, EQUAL},
    {weight_swaps_mixed, OPPOSITE}, {weight_swaps_anywhere, ANY}, {weight_swaps_inter, ANY},
    {weight_swaps_null, ANY},
};
enum { TRIED = sizeof tried / sizeof *tried };

static const char columns[] =
    "row loss row_error loss column loss column_error loss in_row loss in_row_error loss "
    "in_column loss in_column_error loss mixed loss mixed_error loss mixed_equal loss "
    "mixed_equal_error loss mixed_opposite loss mixed_opposite_error loss anywhere loss "
    "anywhere_error loss inter loss inter_error loss null loss null_error loss";

static bool has_sign(const struct weight_swaps_drawn *d, const real *w, enum sign sign)
{
    const real product = w[d->run->first] * w[d->run->second];
    return sign == ANY || (sign == EQUAL ? product > 0 : product < 0);
}

/* Draws of this sign; NAN if the network has none. */
static struct statistics_estimate change(struct solutions *s, const double *at,
                                         const struct tried *t, size_t number, struct rng *rng)
{
    enum { PATIENCE = 1000 };
    real *const w = base_alloc(s->P, sizeof *w);
    double *const x = base_alloc(s->P, sizeof *x), *const dL = base_alloc(number, sizeof *dL);
    const double before = solutions_train(s, at).loss;
    size_t n = 0;
    for (size_t i = 0; i < s->P; i++) w[i] = (real)at[i];
    for (size_t k = 0; k < number && weight_swaps_possible(&s->st->net, t->kind); k++) {
        struct weight_swaps_drawn d = weight_swaps_draw(&s->st->net, t->kind, rng);
        for (int again = 0; again < PATIENCE && !has_sign(&d, w, t->sign); again++)
            d = weight_swaps_draw(&s->st->net, t->kind, rng);
        if (!has_sign(&d, w, t->sign)) break;
        weight_swaps_apply(&d, w);
        for (size_t i = 0; i < s->P; i++) x[i] = (double)w[i];
        weight_swaps_apply(&d, w);
        dL[n++] = solutions_train(s, x).loss - before;
    }
    const struct statistics_estimate e = statistics_mean(n, dL);
    base_free(w), base_free(x), base_free(dL);
    return e;
}

static const char *const tables[] = {"tried", NULL};

int tried_swaps_command(const struct program_request *r)
{
    struct solutions s;
    struct runfile *const o = landscape_io_load(&s, r, "swaps", tried_swaps_keys, 1, 10000);
    const size_t number = (size_t)runfile_int(o, "swaps", "number");
    for (size_t i = 0; i < s.n; i++) landscape_io_require(r, &s, s.folder[i], tables);
    for (size_t i = 0; i < s.n; i++) {
        struct rng rng;
        rng_init(&rng, (uint64_t)runfile_int(o, "swaps", "seed"), 0, RNG_NOISE);
        FILE *const table = landscape_io_table(
            s.folder[i], "tried",
            "mean change of the loss by swaps of weights, tried one by one and undone", columns);
        for (size_t k = 0; k < TRIED; k++) {
            const struct statistics_estimate e = change(&s, s.w[i], &tried[k], number, &rng);
            fprintf(table, "%s%.8g %.3g", k ? " " : "", e.value, e.error);
        }
        fputc('\n', table);
        landscape_io_end(s.folder[i], "tried", table);
        printf("%s: tried.dat\n", s.folder[i]);
    }
    solutions_clear(&s);
    runfile_free(o);
    return EXIT_OK;
}
