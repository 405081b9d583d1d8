/* Implementation of modes.h. */
#include "glass/spheres/modes.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include <arpack/arpack.h>
#include <lapacke.h>

#include "glass/spheres/landscape.h"
#include "glass/spheres/spheres.h"

static double participation(const double *e, size_t n, size_t dim)
{
    double two = 0, four = 0;
    for (size_t i = 0; i < n; i++) {
        double e2 = 0;
        for (size_t d = 0; d < dim; d++) e2 += e[i * dim + d] * e[i * dim + d];
        two += e2;
        four += e2 * e2;
    }
    return two * two / ((double)n * four);
}

static struct mode mode_of(const struct landscape *l, double eigenvalue, const double *e)
{
    const struct spheres *const s = l->spheres;
    return (struct mode){eigenvalue, participation(e, s->n, (size_t)s->dim)};
}

void modes_all(struct landscape *l, struct mode *mode)
{
    require(l->m <= MODES_ALL, "all modes of %zu coordinates: the most is %d; ask for the low ones",
            l->m, MODES_ALL);
    const lapack_int m = (lapack_int)l->m;
    double *const H = base_alloc(l->m * l->m, sizeof *H), *const w = base_alloc(l->m, sizeof *w);
    landscape_hessian(l, H);
    const lapack_int info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', m, H, m, w);
    require(info == 0, "LAPACK's dsyevd gives up on the Hessian (%d)", (int)info);
    for (size_t k = 0; k < l->m; k++) mode[k] = mode_of(l, w[k], H + k * l->m);
    base_free(H);
    base_free(w);
}

struct lanczos { /* what ARPACK works in */
    a_int m, count, basis, control[11], at[14], room;
    double *residual, *v, *work, *more; /* (m), (m, basis), (3 m), (room) */
};

static void lanczos_open(struct lanczos *q, size_t m, size_t count)
{
    const size_t basis = 3 * count + 20 < m ? 3 * count + 20 : m;
    const size_t room = basis * (basis + 8);
    *q = (struct lanczos){(a_int)m, (a_int)count, (a_int)basis, .room = (a_int)room};
    q->control[0] = 1;      /* exact shifts */
    q->control[2] = 100000; /* restarts at most */
    q->control[6] = 1;      /* an ordinary problem */
    q->residual = base_alloc(m, sizeof(double)), q->v = base_alloc(m * basis, sizeof(double));
    q->work = base_alloc(3 * m, sizeof(double)), q->more = base_alloc(room, sizeof(double));
    for (size_t k = 0; k < m; k++) q->residual[k] = sin(1.0 + 1.7 * (double)k); /* overlaps all */
}

static void lanczos_close(struct lanczos *q)
{
    base_free(q->residual), base_free(q->v), base_free(q->work), base_free(q->more);
}

static void lanczos_iterate(struct lanczos *q, struct landscape *l)
{
    a_int ask = 0, info = 1; /* 1: the residual given is the start */
    while (true) {
        dsaupd_c(&ask, "I", q->m, "SA", q->count, 1e-12, q->residual, q->basis, q->v, q->m,
                 q->control, q->at, q->work, q->more, q->room, &info);
        if (ask != 1 && ask != -1) break;
        landscape_multiply(l, q->work + q->at[0] - 1, q->work + q->at[1] - 1);
    }
    require(info == 0, "ARPACK's dsaupd does not converge on the Hessian (%d)", (int)info);
}

void modes_low(struct landscape *l, size_t count, struct mode *mode)
{
    assert(count > 0 && count < l->m / 3);
    struct lanczos q;
    lanczos_open(&q, l->m, count);
    lanczos_iterate(&q, l);
    double *const w = base_alloc(count, sizeof *w);
    a_int *const select = base_alloc((size_t)q.basis, sizeof *select), info = 0;
    dseupd_c(1, "A", select, w, q.v, q.m, 0, "I", q.m, "SA", q.count, 1e-12, q.residual, q.basis,
             q.v, q.m, q.control, q.at, q.work, q.more, q.room, &info);
    require(info == 0, "ARPACK's dseupd fails on the Hessian (%d)", (int)info);
    for (size_t k = 0; k < count; k++) mode[k] = mode_of(l, w[k], q.v + k * l->m);
    base_free(w);
    base_free(select);
    lanczos_close(&q);
}
