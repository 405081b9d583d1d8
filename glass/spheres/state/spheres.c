/* The state of the liquid. */
#include "glass/spheres/state/spheres.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "common/numerics/box.h"
#include "glass/spheres/state/exact_sum.h"
#include "glass/spheres/state/size_keys.h"

static void check_box(const struct spheres *s, const char *where)
{
    const double reach = s->neighbours.reach;
    require(s->L >= 2 * reach,
            "%s: %zu spheres make a box of side %.4g, less than twice the longest cut-off %.4g; "
            "needs N >= %.0f here",
            where, s->n, s->L, reach, ceil((double)s->n * pow(2 * reach / s->L, s->dim)));
}

void spheres_init(struct spheres *s, const struct model *model, const struct potential *potential,
                  size_t n, int dim, double rho, const float *diameter, const char *where)
{
    const double L = pow((double)n / rho, 1.0 / dim);
    *s = (struct spheres){.model = model, .potential = potential, .n = n, .dim = dim};
    spheres_scale(s, L);
    s->p = base_alloc(n + 1, sizeof *s->p);
    s->image = base_alloc(n, 3 * sizeof *s->image);
    s->x = base_alloc(n * (size_t)dim, sizeof *s->x);
    s->label = base_alloc(n, sizeof *s->label);
    s->p[n].s = NAN;
    size_ranks_init(&s->ranks, n);
    s->view = (struct potentials_view){.p = s->p,
                                       .unit2 = s->unit * s->unit,
                                       .half_eps = model->eps / 2,
                                       .mixture = model->mixture,
                                       .tabulated = potential->tabulated};
    spheres_set_diameters(s, diameter, where);
}

static void reset_lists(struct spheres *s)
{
    const bool wide = s->neighbours.wide;
    float largest = s->size_limit;
    for (size_t i = 0; i < s->n; i++) largest = fmaxf(largest, s->p[i].s);
    neighbours_clear(&s->neighbours);
    neighbours_init(&s->neighbours, s->potential, &s->view, s->n, s->dim, s->L, largest);
    if (wide) neighbours_use_longest_range(&s->neighbours);
}

void spheres_limit_sizes(struct spheres *s, float limit)
{
    s->size_limit = limit;
    reset_lists(s);
}

void spheres_set_diameters(struct spheres *s, const float *diameter, const char *where)
{
    for (size_t i = 0; i < s->n; i++) s->p[i].s = diameter[i];
    reset_lists(s);
    size_ranks_sort(&s->ranks, s->n, s->p);
    check_box(s, where);
}

void spheres_clear(struct spheres *s)
{
    neighbours_clear(&s->neighbours);
    size_ranks_clear(&s->ranks);
    base_free(s->p);
    base_free(s->image);
    base_free(s->x);
    base_free(s->label);
}

/* Coordinate d of sphere i becomes `at` [L / 2^32], counted from its present image of the box; the
   part beyond 32 bits is added to the count of boxes. */
static inline void put(struct spheres *s, uint32_t i, int d, int64_t at)
{
    const int32_t crossed = (int32_t)(at >> 32);
    s->p[i].x[d] = (uint32_t)at;
    if (crossed) s->image[3 * (size_t)i + (size_t)d] += crossed;
}

void spheres_set_positions(struct spheres *s, const double *x)
{
    memset(s->image, 0, 3 * s->n * sizeof *s->image);
    for (uint32_t i = 0; i < s->n; i++) {
        const double *at = x + i * (size_t)s->dim;
        double along[3];
        if (s->view.skew.used) box_to_edges(s->tilt, s->dim, at, along), at = along;
        for (int d = 0; d < s->dim; d++) put(s, i, d, llround(at[d] / s->unit));
    }
    neighbours_build(&s->neighbours, s->p);
}

double spheres_energy(const struct spheres *s)
{
    const double reach = s->neighbours.reach;
    double sum = 0;
    struct cells cells;
    spheres_cells(s, &cells, reach / 2);
    for (uint32_t i = 0; i < s->n; i++) { /* each pair once: sphere i with those already inserted */
        const size_t found = cells_near(&cells, s->p[i].x, reach);
        for (size_t k = 0; k < found; k++)
            sum += s->potential->pair(&s->view, s->p[i], s->p[cells.found[k]]);
        cells_insert(&cells, i, s->p[i].x);
    }
    cells_clear(&cells);
    return sum;
}

double spheres_energy_direct(const struct spheres *s)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < i; j++) sum += s->potential->pair(&s->view, s->p[i], s->p[j]);
    return sum;
}

static double pair_virial(const struct spheres *s, struct sphere a, struct sphere b)
{
    const struct potentials_bond bond = potentials_bond(&s->view, a.s, b.s);
    const double r2 = potentials_distance2(&s->view, a.x, b.x);
    return potentials_exact_virial(potentials_virial(s->potential, r2, bond));
}

/* Sum over the lists, whose order is arbitrary. Each term is rounded, so the sum is exact, like
   that of energies. */
double spheres_virial(const struct spheres *s)
{
    struct exact_sum sum = {0};
    for (uint32_t i = 0; i < s->n; i++) {
        size_t count;
        const uint32_t *const list = neighbours_of(&s->neighbours, i, &count);
        for (size_t k = 0; k < count; k++)
            if (list[k] < i) exact_sum_add(&sum, pair_virial(s, s->p[i], s->p[list[k]]));
    }
    return exact_sum_value(sum);
}

/* <s_ij^dim> of additive diameters. */
static double mean_cross(const struct spheres *s)
{
    double m[4] = {0};
    for (size_t i = 0; i < s->n; i++)
        for (int k = 1; k <= 3; k++) m[k] += pow(s->p[i].s, k) / (double)s->n;
    return s->dim == 3 ? (m[3] + 3 * m[1] * m[2]) / 4 : (m[2] + m[1] * m[1]) / 2;
}

/* With x = r / s: u = rho/2 S <s^d> Int v x^(d-1) dx, S = 2 pi or 4 pi; P likewise with
   rho u -> rho^2/(2 d) S <s^d> Int (-x v') x^(d-1) dx. */
double spheres_tail(const struct spheres *s, bool pressure)
{
    const double d = s->dim, rho = (double)s->n / pow(s->L, d), c = s->potential->cut;
    if (s->potential->tail[0].a == 0) return 0;
    double integral = 0;
    for (size_t k = 0; k < 2; k++) {
        const double a = s->potential->tail[k].a, n = s->potential->tail[k].n;
        if (a != 0) integral += a * (pressure ? n : 1) * pow(c, d - n) / (n - d);
    }
    const double sphere = s->dim == 3 ? 4 * M_PI : 2 * M_PI;
    return rho / 2 * sphere * mean_cross(s) * integral * (pressure ? rho / d : 1);
}

/* A trial whose end is beyond the neighbour list: the energy is computed around each end. */
static double long_change(struct spheres *s, uint32_t i, struct sphere to)
{
    const size_t near = neighbours_search(&s->neighbours, i, to);
    const struct sphere ghost = {{to.x[0], to.x[1], to.x[2]}, NAN};
    size_t count;
    const uint32_t *const list = neighbours_of(&s->neighbours, i, &count);
    return s->potential->resize(&s->view, s->neighbours.cells.found, near, ghost, to.s) +
           s->potential->resize(&s->view, list, count, s->p[i], NAN);
}

double spheres_move(struct spheres *s, uint32_t i, struct sphere to)
{
    if (!neighbours_covers(&s->neighbours, i, s->p[i], to)) return long_change(s, i, to);
    size_t count;
    const uint32_t *const list = neighbours_of(&s->neighbours, i, &count);
    return s->potential->move(&s->view, list, count, s->p[i], to);
}

double spheres_resize(struct spheres *s, uint32_t i, float diameter)
{
    const struct sphere to = {{s->p[i].x[0], s->p[i].x[1], s->p[i].x[2]}, diameter};
    if (!neighbours_covers(&s->neighbours, i, s->p[i], to)) return long_change(s, i, to);
    size_t count;
    const uint32_t *const list = neighbours_of(&s->neighbours, i, &count);
    return s->potential->resize(&s->view, list, count, s->p[i], diameter);
}

void spheres_scale(struct spheres *s, double L)
{
    s->L = L;
    s->unit = L * 0x1p-32;
    s->view.unit2 = s->unit * s->unit;
}

/* Coordinate d of all spheres grows by n times coordinate e. */
static void add_coordinate(struct spheres *s, int d, double n, int e)
{
    for (uint32_t i = 0; i < s->n && n != 0; i++) {
        const int64_t boxes = s->image[3 * (size_t)i + (size_t)e];
        const int64_t at = boxes * (INT64_C(1) << 32) + s->p[i].x[e];
        put(s, i, d, s->p[i].x[d] + (int64_t)n * at);
    }
}

void spheres_tilt(struct spheres *s, const double *tilt)
{
    double n[BOX_TILTS], *const t = s->tilt;
    memmove(t, tilt, sizeof s->tilt);
    box_reduce(t, n);
    add_coordinate(s, 1, n[BOX_YZ], 2);
    add_coordinate(s, 0, n[BOX_XY], 1);
    add_coordinate(s, 0, n[BOX_XZ], 2);
    s->tilted = s->tilted || box_is_tilted(t);
    s->view.skew = (struct potentials_skew){.used = box_is_tilted(t),
                                            .xy = t[BOX_XY],
                                            .xz = t[BOX_XZ] - t[BOX_XY] * t[BOX_YZ],
                                            .yz = t[BOX_YZ],
                                            .stretch = box_stretch(t)};
    struct potentials_skew *const k = &s->view.skew;
    k->fixed[0] = llround(0x1p32 * k->xy), k->fixed[1] = llround(0x1p32 * k->xz),
    k->fixed[2] = llround(0x1p32 * k->yz);
    neighbours_tilt(&s->neighbours, &s->view.skew);
}

void spheres_along_edges(const struct spheres *s, int64_t shift[3])
{
    if (!s->view.skew.used) return;
    const double z = (double)shift[2], y = (double)shift[1];
    shift[0] -= (int64_t)(s->view.skew.xy * y) + (int64_t)(s->view.skew.xz * z);
    shift[1] -= (int64_t)(s->view.skew.yz * z);
}

void spheres_update(struct spheres *s, uint32_t i, struct sphere to)
{
    s->p[i] = to;
    neighbours_check(&s->neighbours, i, to);
}

void spheres_displace(struct spheres *s, uint32_t i, const int64_t shift[3])
{
    for (int d = 0; d < s->dim; d++) put(s, i, d, s->p[i].x[d] + shift[d]);
    neighbours_check(&s->neighbours, i, s->p[i]);
}

void spheres_exchange_sizes(struct spheres *s, uint32_t i, uint32_t j)
{
    struct sphere a = s->p[i], b = s->p[j];
    const float size = a.s;
    a.s = b.s, b.s = size;
    spheres_update(s, i, a);
    spheres_update(s, j, b);
    size_ranks_exchange(&s->ranks, i, j);
}

void spheres_exchange_places(struct spheres *s, uint32_t i, uint32_t j)
{
    struct sphere a = s->p[i], b = s->p[j];
    const float size = a.s;
    a.s = b.s, b.s = size;
    for (size_t d = 0; d < 3; d++) {
        const int32_t image = s->image[3 * (size_t)i + d];
        s->image[3 * (size_t)i + d] = s->image[3 * (size_t)j + d];
        s->image[3 * (size_t)j + d] = image;
    }
    spheres_update(s, i, b);
    spheres_update(s, j, a);
}

void spheres_cells(const struct spheres *s, struct cells *cells, double width)
{
    cells_init(cells, s->n, s->dim, s->L, width);
    if (s->view.skew.used) cells->stretch = s->view.skew.stretch;
}

void spheres_sort_into(const struct spheres *s, struct cells *cells, double width)
{
    spheres_cells(s, cells, width);
    for (uint32_t i = 0; i < s->n; i++) cells_insert(cells, i, s->p[i].x);
}

void spheres_positions(const struct spheres *s, double *x)
{
    for (size_t i = 0, k = 0; i < s->n; i++, k += (size_t)s->dim) {
        for (size_t d = 0; d < (size_t)s->dim; d++) x[k + d] = s->p[i].x[d] * s->unit;
        if (s->view.skew.used) box_from_edges(s->tilt, s->dim, x + k, x + k);
    }
}

void spheres_view(struct spheres *s, struct frame *f)
{
    const size_t dim = (size_t)s->dim;
    for (size_t i = 0; i < s->n; i++) {
        spheres_unwrapped(s, i, s->x + i * dim);
        s->label[i] = s->p[i].s;
    }
    f->n = s->n, f->dim = s->dim, f->x = s->x, f->label = s->label, f->box = s->L;
    f->tilted = s->tilted;
    for (int k = 0; k < BOX_TILTS; k++) f->tilt[k] = s->L * s->tilt[k];
}

/* Positions, diameters and their order; results do not depend on the contents of the lists. */
void spheres_visit(struct spheres *s, struct checkpoint *c)
{
    uint32_t *const x = base_alloc(s->n, 3 * sizeof *x);
    float *const diameter = base_alloc(s->n, sizeof *diameter);
    for (size_t i = 0; i < s->n; i++)
        memcpy(&x[3 * i], s->p[i].x, sizeof s->p[i].x), diameter[i] = s->p[i].s;
    checkpoint_u32(c, "position", x, 3 * s->n);
    checkpoint_i32(c, "image", s->image, 3 * s->n);
    checkpoint_f64(c, "box", &s->L, 1);
    if (s->tilted) checkpoint_f64(c, "tilt", s->tilt, BOX_TILTS);
    checkpoint_f32(c, "diameter", diameter, s->n);
    checkpoint_u32(c, "order", s->ranks.sphere, s->n);
    for (size_t i = 0; i < s->n; i++)
        memcpy(s->p[i].x, &x[3 * i], sizeof s->p[i].x), s->p[i].s = diameter[i];
    if (checkpoint_loading(c)) size_keys_check(s->model, diameter, s->n, "checkpoint");
    base_free(x);
    base_free(diameter);
    if (!checkpoint_loading(c)) return;
    checkpoint_require(c, size_ranks_invert(&s->ranks, s->n), "order");
    spheres_scale(s, s->L);
    if (s->tilted) spheres_tilt(s, s->tilt);
    reset_lists(s);
    check_box(s, "checkpoint");
    neighbours_build(&s->neighbours, s->p);
}
