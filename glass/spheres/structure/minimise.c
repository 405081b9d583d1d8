/* FIRE: common/numerics/fire.h.
   L-BFGS: Nocedal, Math. Comp. 35, 773 (1980); two-loop recursion, backtracking line search. No
   coordinate moves further than `leap` in a step, so that hot starts keep to their basin. */
#include "glass/spheres/structure/minimise.h"

#include <math.h>
#include <string.h>

#include "common/numerics/fire.h"
#include "common/core/vector.h"
#include "glass/spheres/structure/energy_surface.h"

static const double leap = 0.05; /* [length] */

static double largest(size_t m, const double *a)
{
    double most = 0;
    for (size_t k = 0; k < m; k++) most = fmax(most, fabs(a[k]));
    return most;
}

/* ---- FIRE ------------------------------------------------------------------------------------ */

static struct minimise_result fire(struct energy_surface *l, double force, int most)
{
    double *const g = base_alloc(l->m, sizeof *g);
    struct fire f;
    fire_init(&f, l->m, leap);
    struct minimise_result r = {.slopes = 1};
    r.energy = energy_surface_gradient(l, g);
    while ((r.force = largest(l->m, g)) > force && r.slopes < most) {
        fire_move(&f, g, l->x);
        r.energy = energy_surface_gradient(l, g);
        r.slopes++;
    }
    fire_clear(&f);
    base_free(g);
    return r;
}

/* ---- L-BFGS ---------------------------------------------------------------------------------- */

enum { MEMORY = 8 };

struct lbfgs {
    size_t m;
    int kept;                      /* pairs in use, of MEMORY; the newest at (kept - 1) % MEMORY */
    double *s[MEMORY], *y[MEMORY]; /* (m) changes of x and of the gradient */
    double *x, *g, *next, *d;      /* (m) */
};

static void lbfgs_init(struct lbfgs *q, size_t m)
{
    *q = (struct lbfgs){.m = m};
    for (int i = 0; i < MEMORY; i++)
        q->s[i] = base_alloc(m, sizeof(double)), q->y[i] = base_alloc(m, sizeof(double));
    q->x = base_alloc(m, sizeof(double)), q->g = base_alloc(m, sizeof(double));
    q->next = base_alloc(m, sizeof(double)), q->d = base_alloc(m, sizeof(double));
}

static void lbfgs_clear(struct lbfgs *q)
{
    for (int i = 0; i < MEMORY; i++) base_free(q->s[i]), base_free(q->y[i]);
    base_free(q->x), base_free(q->g), base_free(q->next), base_free(q->d);
}

/* d = -(approximate inverse Hessian) g */
static void lbfgs_direction(struct lbfgs *q)
{
    double a[MEMORY];
    const int first = q->kept > MEMORY ? q->kept - MEMORY : 0;
    for (size_t k = 0; k < q->m; k++) q->d[k] = -q->g[k];
    for (int i = q->kept - 1; i >= first; i--) {
        const double *const s = q->s[i % MEMORY], *const y = q->y[i % MEMORY];
        a[i % MEMORY] = vector_dot(q->m, s, q->d) / vector_dot(q->m, s, y);
        for (size_t k = 0; k < q->m; k++) q->d[k] -= a[i % MEMORY] * y[k];
    }
    if (q->kept) {
        const double *const s = q->s[(q->kept - 1) % MEMORY], *const y =
                                                                  q->y[(q->kept - 1) % MEMORY];
        const double scale = vector_dot(q->m, s, y) / vector_dot(q->m, y, y);
        for (size_t k = 0; k < q->m; k++) q->d[k] *= scale;
    }
    for (int i = first; i < q->kept; i++) {
        const double *const s = q->s[i % MEMORY], *const y = q->y[i % MEMORY];
        const double b = vector_dot(q->m, y, q->d) / vector_dot(q->m, s, y);
        for (size_t k = 0; k < q->m; k++) q->d[k] += (a[i % MEMORY] - b) * s[k];
    }
}

/* Along d from x, halving until the energy falls enough (Armijo), or, where it no longer resolves
   the fall, until the derivative along d has decreased. Returns the energy; the gradient goes to
   `next`. */
static double lbfgs_search(struct lbfgs *q, struct energy_surface *l, struct minimise_result *r)
{
    const double slope = vector_dot(q->m, q->g, q->d), noise = 1e-14 * (fabs(r->energy) + 1);
    double energy = r->energy;
    double length = fmin(1, leap / largest(q->m, q->d));
    for (int halvings = 0; halvings < 30; halvings++, length /= 2) {
        for (size_t k = 0; k < q->m; k++) l->x[k] = q->x[k] + length * q->d[k];
        energy = energy_surface_gradient(l, q->next);
        r->slopes++;
        if (energy <= r->energy + 1e-4 * length * slope) break;
        if (energy <= r->energy + noise &&
            fabs(vector_dot(q->m, q->next, q->d)) < 0.9 * fabs(slope))
            break;
    }
    return energy;
}

static void lbfgs_learn(struct lbfgs *q, const struct energy_surface *l)
{
    double *const s = q->s[q->kept % MEMORY], *const y = q->y[q->kept % MEMORY];
    for (size_t k = 0; k < q->m; k++) s[k] = l->x[k] - q->x[k], y[k] = q->next[k] - q->g[k];
    if (vector_dot(q->m, s, y) > 1e-12 * vector_dot(q->m, y, y))
        q->kept++;
    else
        q->kept = 0; /* no curvature information: restart from the gradient */
}

static struct minimise_result lbfgs(struct energy_surface *l, double force, int most)
{
    struct lbfgs q;
    lbfgs_init(&q, l->m);
    struct minimise_result r = {.slopes = 1};
    r.energy = energy_surface_gradient(l, q.g);
    while ((r.force = largest(q.m, q.g)) > force && r.slopes < most) {
        lbfgs_direction(&q);
        if (vector_dot(q.m, q.d, q.g) >= 0) {
            q.kept = 0;
            lbfgs_direction(&q);
        }
        memcpy(q.x, l->x, q.m * sizeof *q.x);
        r.energy = lbfgs_search(&q, l, &r);
        lbfgs_learn(&q, l);
        memcpy(q.g, q.next, q.m * sizeof *q.g);
    }
    lbfgs_clear(&q);
    return r;
}

static const struct minimise_method ways[] = {
    {"lbfgs", "limited-memory quasi-Newton: the faster one", lbfgs},
    {"fire", "fast inertial relaxation: damped dynamics, robust", fire},
    {0},
};

const struct base_table minimise_table = {
    "minimiser", "minimisers that find the inherent structure", ways, sizeof ways[0]};
