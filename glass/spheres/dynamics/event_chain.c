/* Event-chain Monte Carlo: hard spheres, Bernard, Krauth, Wilson, Phys. Rev. E 80, 056704 (2009); soft
   ones by the factorised Metropolis filter, Michel, Kapfer, Krauth, J. Chem. Phys. 140, 054116 (2014).

   One sphere is active and moves along a positive axis. Every neighbour j draws a barrier E_j =
   -T ln u_j and stops the active sphere where the energy of their pair has risen by E_j. The
   nearest stop counts: the sphere there becomes active. A chain ends when its displacements add up
   to a fixed length. Its start is a uniform sphere and axis, so that chains keep Boltzmann's
   distribution by global balance, without a refusal. For a potential that falls with r a pair's energy
   rises up to the closest approach alone.

   A chain consists of legs no longer than what neighbour lists cover; barriers are drawn anew for
   every leg, since an exponential law has no memory. Positions are integers, and a stop is the last
   integer position below the barrier, found by bisection. u_j is a hash of a random number of the leg and of
   j, so that the order of a neighbour list, which a restart may change, does not matter.

   The distances along the axis at which the activity passes on give the pressure: beta P / rho = 1 +
   <their sum in a chain> / length (same papers). Tested: exact energies of pairs, equations of state,
   virial pressures. */
#include "glass/spheres/dynamics/event_chain.h"

#include <math.h>
#include <stdlib.h>

#include "glass/spheres/dynamics/liquid.h"

enum { EVENTS = 1 << 20 }; /* a chain in a packing without gaps ends here */

struct search { /* for the first event of a leg */
    const struct spheres *s;
    double T;
    uint32_t i; /* the active sphere */
    int axis;
    uint64_t key;
    uint32_t stop; /* displacement found so far [L / 2^32] */
    uint32_t j;    /* the sphere that stops it; i: none */
};

/* ---- energies of a pair along a leg ------------------------------------------------------------- */

struct approach { /* of the active sphere to another one */
    const struct spheres *s;
    struct sphere from, other;
    int axis;
    struct potentials_bond bond;
    double across2; /* squared distance from the axis [length^2] */
    int32_t along;  /* distance along the axis [L / 2^32] */
    double barrier; /* energy of the pair where it stops the active sphere [energy] */
};

static double energy_at(const struct approach *a, uint32_t t)
{
    const double x = (double)(a->along - (int32_t)t) * a->s->unit, r2 = x * x + a->across2;
    const struct potential *const v = a->s->potential;
    return potentials_within(v, r2, a->bond) ? potentials_energy(v, r2, a->bond) : 0;
}

/* A sphere further along an axis by t [L / 2^32]. */
static struct sphere moved(const struct spheres *s, struct sphere from, int axis, uint32_t t)
{
    int64_t shift[3] = {0};
    shift[axis] = t;
    spheres_along_edges(s, shift);
    for (int d = 0; d < 3; d++) from.x[d] += (uint32_t)shift[d];
    return from;
}

/* Hard spheres: by the kernel that computes their energies. */
static bool stops_at(const struct approach *a, uint32_t t)
{
    const struct potential *const v = a->s->potential;
    if (!v->hard) return energy_at(a, t) > a->barrier;
    return v->pair(&a->s->view, moved(a->s, a->from, a->axis, t), a->other) > 0;
}

/* splitmix64 (Steele, Lea, Flood 2014), as a hash; in (0, 1]. */
static double uniform_of(uint64_t key, uint32_t j)
{
    uint64_t z = key + (j + UINT64_C(1)) * UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    z ^= z >> 31;
    return (double)((z >> 11) + 1) * 0x1p-53;
}

/* ---- events -------------------------------------------------------------------------------------- */

/* The last displacement below t at which a pair does not stop; it stops at t. */
static uint32_t last_free(const struct approach *a, uint32_t t)
{
    uint32_t low = 0;
    while (t - low > 1) {
        const uint32_t middle = low + (t - low) / 2;
        if (stops_at(a, middle))
            t = middle;
        else
            low = middle;
    }
    return low;
}

static bool approaches(const struct search *f, uint32_t j, struct approach *a)
{
    const struct spheres *const s = f->s;
    *a = (struct approach){s, s->p[f->i], s->p[j], .axis = f->axis};
    int32_t r[3] = {0};
    potentials_vector(&s->view, a->other.x, a->from.x, r);
    a->along = r[f->axis];
    if (a->along <= 0) return false;
    for (int d = 0; d < s->dim; d++) {
        const double x = (double)r[d] * s->unit;
        if (d != f->axis) a->across2 += x * x;
    }
    a->bond = potentials_bond(&s->view, a->from.s, a->other.s);
    return potentials_within(s->potential, a->across2, a->bond);
}

/* Keeps neighbour j if it stops the active sphere earlier than the others; at once: the lower index. */
static void consider(struct search *f, uint32_t j)
{
    struct approach a;
    if (!approaches(f, j, &a)) return;
    const uint32_t closest = (uint32_t)a.along,
                   end = f->stop < closest ? f->stop + (f->j != f->i) : closest;
    const double x = (double)(a.along - (int32_t)end) * f->s->unit;
    if (!potentials_within(f->s->potential, x * x + a.across2, a.bond)) return;
    if (!f->s->potential->hard) a.barrier = energy_at(&a, 0) - f->T * log(uniform_of(f->key, j));
    if (end == 0 || !stops_at(&a, end)) return;
    const uint32_t stop = last_free(&a, end);
    if (f->j == f->i || stop < f->stop || j < f->j) f->stop = stop, f->j = j;
}

/* Sets stop and j for a leg of at most `leg`. */
static void find_event(struct search *f, struct spheres *s, uint32_t leg)
{
    const struct sphere to = moved(s, s->p[f->i], f->axis, leg);
    f->stop = leg, f->j = f->i;
    const uint32_t *list = s->neighbours.cells.found;
    size_t n;
    if (neighbours_covers(&s->neighbours, f->i, s->p[f->i], to))
        list = neighbours_of(&s->neighbours, f->i, &n);
    else
        n = neighbours_search(&s->neighbours, f->i, to);
    for (size_t k = 0; k < n; k++)
        if (list[k] != f->i) consider(f, list[k]);
}

/* ---- the chain ----------------------------------------------------------------------------------- */

static void advance(struct spheres *s, const struct event_chain_leg *leg, int sign)
{
    int64_t shift[3] = {0, 0, 0};
    shift[leg->axis] = sign * leg->shift;
    spheres_along_edges(s, shift);
    spheres_displace(s, leg->i, shift);
}

static void record(struct event_chain *e, struct event_chain_leg leg)
{
    if (e->legs == e->room) {
        e->room = 2 * e->room + 64;
        e->leg = reallocarray(e->leg, e->room, sizeof *e->leg);
        require(e->leg, "no memory for a chain of %zu events", e->room);
    }
    e->leg[e->legs++] = leg;
}

/* The energy change of a leg, which it makes. */
static double go(struct liquid *l, const struct search *f)
{
    struct spheres *const s = &l->s;
    const double dE = spheres_move(s, f->i, moved(s, s->p[f->i], f->axis, f->stop));
    const struct event_chain_leg leg = {f->i, f->axis, (int32_t)f->stop};
    advance(s, &leg, 1);
    record(&l->chain, leg);
    return dE;
}

struct mc_trial event_chain(void *state, const struct mc_move *self, struct rng *rng, double length)
{
    (void)self;
    struct liquid *const l = state;
    struct spheres *const s = &l->s;
    const struct neighbours *const nb = &s->neighbours;
    const uint32_t longest = (uint32_t)(0.5 * (nb->skin - nb->budget) / s->unit);
    struct search f = {.s = s, .T = l->T};
    f.i = rng_below(rng, (uint32_t)s->n);
    f.axis = (int)rng_below(rng, (uint32_t)s->dim);
    l->chain.legs = 0;
    double dE = 0;
    uint64_t left = (uint64_t)(length / s->unit);
    for (int n = 0; left && n < EVENTS; n++) {
        f.key = (uint64_t)rng_u32(rng) << 32;
        f.key |= rng_u32(rng);
        find_event(&f, s, left < longest ? (uint32_t)left : longest);
        if (f.stop) dE += go(l, &f);
        left -= f.stop;
        l->chain.moved += f.stop * s->unit;
        if (f.j == f.i) continue;
        int32_t r[3];
        potentials_vector(&s->view, s->p[f.j].x, s->p[f.i].x, r);
        l->chain.lifted += (double)r[f.axis] * s->unit;
        f.i = f.j;
    }
    return (struct mc_trial){dE, dE / l->T}; /* always accepted */
}

void event_chain_commit(void *state)
{
    (void)state;
}

void event_chain_revert(void *state)
{
    struct liquid *const l = state;
    while (l->chain.legs) advance(&l->s, &l->chain.leg[--l->chain.legs], -1);
}

void event_chain_clear(struct event_chain *e)
{
    free(e->leg);
}

double event_chain_compressibility(const struct event_chain *e)
{
    return 1 + e->lifted / e->moved;
}

/* ---- requirements -------------------------------------------------------------------------------- */

static bool falls(const struct potential *v, struct potentials_bond b)
{
    enum { POINTS = 1000 };
    const double rounding = 1e-9; /* of terms that cancel at the cut */
    const double range2 = potentials_range2(v, b);
    for (int k = 1; k < POINTS; k++) {
        const double x = (double)k / POINTS;
        if (potentials_virial(v, x * x * range2, b) < -rounding) return false;
    }
    return potentials_energy(v, range2 * (1 - 1e-9), b) > -rounding;
}

bool event_chain_possible(const struct potential *v, const struct potentials_view *w)
{
    if (v->hard) return true;
    const struct potentials_mixture *const m = w->mixture;
    if (!m) return falls(v, (struct potentials_bond){1, 1, 0});
    for (int i = 0; i < m->kinds; i++)
        for (int j = 0; j < m->kinds; j++)
            if (!falls(v, potentials_bond(w, m->s[i], m->s[j]))) return false;
    return true;
}
