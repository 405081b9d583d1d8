/* Implementation of two_boxes.h. */
#include "glass/spheres/gibbs/two_boxes.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "common/io/frame.h"
#include "glass/spheres/state/exact_sum.h"
#include "glass/spheres/state/size_keys.h"
#include "glass/spheres/state/spheres.h"
#include "glass/spheres/state/start.h"

/* ---- boxes ----------------------------------------------------------------------------------- */

void two_boxes_scale(struct two_boxes *g, int b, double L)
{
    struct two_boxes_box *const x = &g->box[b];
    x->L = L, x->unit = L * 0x1p-32;
    x->view.unit2 = x->unit * x->unit;
    x->cells.L = L, x->cells.width = L / x->cells.side;
}

static void open_cells(struct two_boxes *g, int b)
{
    struct two_boxes_box *const x = &g->box[b];
    cells_init(&x->cells, g->N, g->dim, x->L, g->reach / 2);
    for (size_t k = 0; k < x->n; k++) cells_insert(&x->cells, x->member[k], g->p[x->member[k]].x);
}

/* Cells of the present side are made where their number has changed by a third. */
void two_boxes_settle(struct two_boxes *g, int b)
{
    struct cells *const c = &g->box[b].cells;
    const double best = fmax(1, floor(2 * g->box[b].L / g->reach));
    if (fabs(best - c->side) <= (double)c->side / 3) return;
    cells_clear(c);
    open_cells(g, b);
}

void two_boxes_move(struct two_boxes *g, uint32_t i, int b, struct sphere to)
{
    struct two_boxes_box *const from = &g->box[g->in[i]], *const into = &g->box[b];
    cells_remove(&from->cells, i, g->p[i].x);
    if (from != into) {
        const uint32_t last = from->member[--from->n];
        from->member[g->place[i]] = last, g->place[last] = g->place[i];
        g->in[i] = (uint8_t)b, g->place[i] = (uint32_t)into->n;
        into->member[into->n++] = i;
    }
    g->p[i] = to;
    cells_insert(&into->cells, i, to.x);
}

static double longest_range(const struct two_boxes *g)
{
    const struct potential *const v = g->interaction->potential;
    const struct potentials_view *const w = &g->box[0].view;
    double reach = 0;
    float largest = 0;
    for (size_t i = 0; i < g->N; i++) largest = fmaxf(largest, g->p[i].s);
    if (!w->mixture) return potentials_range(v, w, largest, largest);
    for (int a = 0; a < w->mixture->kinds; a++)
        for (int b = 0; b < w->mixture->kinds; b++)
            reach = fmax(reach, potentials_range(v, w, w->mixture->s[a], w->mixture->s[b]));
    return reach;
}

/* ---- life ------------------------------------------------------------------------------------ */

/* Spheres of every size are shared alike. */
static void deal(struct two_boxes *g, double share)
{
    for (uint32_t i = 0; i < g->N; i++) {
        const bool first = floor((i + 1) * share) > floor(i * share);
        struct two_boxes_box *const b = &g->box[!first];
        g->in[i] = !first, g->place[i] = (uint32_t)b->n;
        b->member[b->n++] = i;
    }
}

struct two_boxes *two_boxes_create(struct interaction *interaction, size_t N, int dim, double V,
                                   double spheres, double volume, const float *diameter)
{
    struct two_boxes *const g = base_alloc(1, sizeof *g);
    *g = (struct two_boxes){.interaction = interaction, .N = N, .dim = dim, .V = V, .equal = true};
    g->p = base_alloc(N + 1, sizeof *g->p);
    g->in = base_alloc(N, sizeof *g->in);
    g->place = base_alloc(N, sizeof *g->place);
    g->x = base_alloc(N * (size_t)dim, sizeof *g->x);
    g->label = base_alloc(N, sizeof *g->label);
    for (size_t i = 0; i < N; i++)
        g->p[i].s = diameter[i], g->equal = g->equal && diameter[i] == diameter[0];
    g->p[N].s = NAN;
    const double share[2] = {volume, 1 - volume};
    for (int b = 0; b < 2; b++) {
        g->box[b].member = base_alloc(N, sizeof *g->box[b].member);
        g->box[b].L = pow(share[b] * V, 1.0 / dim);
        g->box[b].view = (struct potentials_view){.p = g->p,
                                                  .half_eps = interaction->model.eps / 2,
                                                  .mixture = interaction->model.mixture,
                                                  .tabulated = interaction->potential->tabulated};
    }
    deal(g, spheres);
    g->reach = longest_range(g);
    for (int b = 0; b < 2; b++) open_cells(g, b), two_boxes_scale(g, b, g->box[b].L);
    return g;
}

void two_boxes_free(struct two_boxes *g)
{
    for (int b = 0; b < 2; b++) cells_clear(&g->box[b].cells), base_free(g->box[b].member);
    interaction_free(g->interaction);
    base_free(g->p), base_free(g->in), base_free(g->place), base_free(g->x), base_free(g->label);
    base_free(g);
}

void two_boxes_place(struct two_boxes *g, const char *start, uint64_t seed, uint32_t replica,
                     const char *where)
{
    const struct interaction *const v = g->interaction;
    for (int b = 0; b < 2; b++) {
        const struct two_boxes_box *const x = &g->box[b];
        struct spheres alone;
        float *const diameter = base_alloc(x->n + 1, sizeof *diameter);
        for (size_t k = 0; k < x->n; k++) diameter[k] = g->p[x->member[k]].s;
        const double rho = (double)x->n / two_boxes_volume(g, b);
        spheres_init(&alone, &v->model, v->potential, x->n, g->dim, rho, diameter, where);
        start_place(&alone, start, false, seed ^ (uint64_t)b << 63, replica, where);
        for (size_t k = 0; k < x->n; k++) two_boxes_move(g, x->member[k], b, alone.p[k]);
        spheres_clear(&alone);
        base_free(diameter);
    }
}

/* The members of both boxes, one after the other. */
static void visit_members(struct two_boxes *g, struct checkpoint *c)
{
    uint32_t *const order = base_alloc(g->N, sizeof *order);
    uint64_t first = g->box[0].n;
    memcpy(order, g->box[0].member, first * sizeof *order);
    memcpy(order + first, g->box[1].member, g->box[1].n * sizeof *order);
    checkpoint_u64(c, "first", &first, 1);
    checkpoint_require(c, first <= g->N, "first");
    checkpoint_u32(c, "order", order, g->N);
    memset(g->in, 2, g->N);
    g->box[0].n = g->box[1].n = 0;
    for (size_t k = 0; k < g->N; k++) {
        struct two_boxes_box *const b = &g->box[k >= first];
        const uint32_t i = order[k];
        checkpoint_require(c, i < g->N && g->in[i] == 2, "order");
        g->in[i] = k >= first, g->place[i] = (uint32_t)b->n;
        b->member[b->n++] = i;
    }
    base_free(order);
}

void two_boxes_visit(struct two_boxes *g, struct checkpoint *c)
{
    uint32_t *const x = base_alloc(g->N, 3 * sizeof *x);
    float *const diameter = base_alloc(g->N, sizeof *diameter);
    double L[2] = {g->box[0].L, g->box[1].L};
    for (size_t i = 0; i < g->N; i++)
        memcpy(&x[3 * i], g->p[i].x, sizeof g->p[i].x), diameter[i] = g->p[i].s;
    checkpoint_u32(c, "position", x, 3 * g->N);
    checkpoint_f64(c, "boxes", L, 2);
    checkpoint_f32(c, "diameter", diameter, g->N);
    visit_members(g, c);
    if (checkpoint_loading(c))
        size_keys_check(&g->interaction->model, diameter, g->N, "checkpoint");
    for (size_t i = 0; i < g->N; i++)
        memcpy(g->p[i].x, &x[3 * i], sizeof g->p[i].x), g->p[i].s = diameter[i];
    base_free(x), base_free(diameter);
    if (!checkpoint_loading(c)) return;
    for (int b = 0; b < 2; b++) {
        checkpoint_require(c, L[b] >= 2 * g->reach && pow(L[b], g->dim) < g->V, "boxes");
        cells_clear(&g->box[b].cells);
        two_boxes_scale(g, b, L[b]);
        open_cells(g, b);
    }
}

void two_boxes_view(struct two_boxes *g, struct frame *f)
{
    for (size_t i = 0, k = 0; i < g->N; i++) {
        const struct two_boxes_box *const b = &g->box[g->in[i]];
        for (int d = 0; d < g->dim; d++)
            g->x[k++] = g->p[i].x[d] * b->unit - (g->in[i] && d == 0 ? b->L : 0);
        g->label[i] = g->p[i].s;
    }
    f->n = g->N, f->dim = g->dim, f->x = g->x, f->label = g->label, f->box = 0;
}

/* ---- energies -------------------------------------------------------------------------------- */

double two_boxes_volume(const struct two_boxes *g, int b)
{
    return pow(g->box[b].L, g->dim);
}

static double sum_over(const struct two_boxes *g, struct two_boxes_box *x, struct sphere at,
                       size_t n)
{
    for (size_t k = 0; k < POTENTIALS_LANES; k++) x->cells.found[n + k] = (uint32_t)g->N;
    const struct sphere ghost = {{at.x[0], at.x[1], at.x[2]}, NAN};
    return g->interaction->potential->resize(&x->view, x->cells.found, n, ghost, at.s);
}

double two_boxes_energy_of(struct two_boxes *g, int b, struct sphere at, uint32_t i, uint32_t j)
{
    struct two_boxes_box *const x = &g->box[b];
    uint32_t *const found = x->cells.found;
    const size_t near = cells_near(&x->cells, at.x, g->reach);
    size_t n = 0;
    for (size_t k = 0; k < near; k++) {
        const uint32_t other = found[k];
        found[n] = other;
        n += (other != i) & (other != j);
    }
    return sum_over(g, x, at, n);
}

/* Members of box b near sphere i, of smaller index: each pair once. */
static size_t earlier(struct two_boxes *g, int b, uint32_t i)
{
    uint32_t *const found = g->box[b].cells.found;
    const size_t near = cells_near(&g->box[b].cells, g->p[i].x, g->reach);
    size_t n = 0;
    for (size_t k = 0; k < near; k++) {
        const uint32_t other = found[k];
        found[n] = other;
        n += other < i;
    }
    return n;
}

double two_boxes_energy(struct two_boxes *g, int b)
{
    struct two_boxes_box *const x = &g->box[b];
    double sum = 0;
    for (size_t k = 0; k < x->n; k++)
        sum += sum_over(g, x, g->p[x->member[k]], earlier(g, b, x->member[k]));
    return sum;
}

double two_boxes_pressure(struct two_boxes *g, int b)
{
    const struct two_boxes_box *const x = &g->box[b];
    const struct potential *const v = g->interaction->potential;
    struct exact_sum virial = {0};
    if (v->hard) return NAN;
    for (size_t k = 0; k < x->n; k++) {
        const struct sphere a = g->p[x->member[k]];
        const size_t n = earlier(g, b, x->member[k]);
        for (size_t m = 0; m < n; m++) {
            const struct sphere other = g->p[x->cells.found[m]];
            const struct potentials_bond bond = potentials_bond(&x->view, a.s, other.s);
            const double r2 = potentials_distance2(a.x, other.x, x->view.unit2);
            exact_sum_add(&virial, potentials_exact_virial(potentials_virial(v, r2, bond)));
        }
    }
    return ((double)x->n * g->T + exact_sum_value(virial) / g->dim) / two_boxes_volume(g, b);
}

double two_boxes_mu(const struct two_boxes *g, int b)
{
    if (!g->insertions[b] || !g->equal) return NAN;
    return -g->T * log(g->activity[b] / (double)g->insertions[b]);
}
