/* The polydisperse soft-sphere liquid: its state, and its energy and virial from scratch.

   Units: length, the mean diameter of the model; energy, the strength of the pair potential; k_B =
   1; time, the sweep of N trials. N spheres in a periodic box of side L = (N / rho)^(1/dim), dim =
   2 or 3. Positions are integers: 32 bits within the box (struct sphere) and a count of boxes
   crossed, so the unwrapped position is exact, and spheres are moved by integer additions alone. In a
   tilted box (common/numerics/box.h) they are coordinates along its edges. */
#ifndef GLASS_SPHERES_STATE_SPHERES_H
#define GLASS_SPHERES_STATE_SPHERES_H

#include "common/io/frame.h"
#include "common/numerics/box.h"
#include "glass/spheres/state/models.h"
#include "glass/spheres/state/neighbours.h"
#include "glass/spheres/state/potentials.h"
#include "glass/spheres/state/size_ranks.h"

struct checkpoint;

struct spheres {
    const struct model *model;
    const struct potential *potential;
    size_t n;
    int dim;
    double L, unit;   /* [length], L / 2^32 [length] */
    bool tilted;      /* the box is no cube, or will be none */
    double tilt[3];   /* of its edges, from -1/2 to 1/2 */
    struct sphere *p; /* (n + 1), the last is the ghost */
    int32_t *image;   /* (n, 3) boxes crossed */
    struct potentials_view view;
    struct neighbours neighbours;
    struct size_ranks ranks;
    float size_limit;  /* upper bound of all future diameters; 0: the largest present one
                          [length] */
    double *x, *label; /* (n, dim) [length], (n) [length]: buffers of spheres_view */
};

/* n spheres of the given diameters (n) [length], all at the origin until spheres_set_positions. A
   box side below two cut-offs is fatal; the message begins with `where` (file, section and key). */
void spheres_init(struct spheres *s, const struct model *model, const struct potential *potential,
                  size_t n, int dim, double rho, const float *diameter, const char *where);
void spheres_clear(struct spheres *s);

/* Other diameters (n) [length] for the same spheres, which spheres_set_positions must then place again. */
void spheres_set_diameters(struct spheres *s, const float *diameter, const char *where);

/* Unwrapped positions x (n, dim) [length], rounded to L / 2^32; makes the neighbour lists. */
void spheres_set_positions(struct spheres *s, const double *x);

/* Total energy from scratch, by linked cells; and the same number over all pairs, O(N^2). */
double spheres_energy(const struct spheres *s);
double spheres_energy_direct(const struct spheres *s);

double spheres_virial(const struct spheres *s); /* sum over pairs of -r v'(r) [energy] */
/* Contribution of pairs beyond the cut if g(r) = 1 there: energy per sphere [energy], or pressure
   [energy/length^dim]; for additive diameters. */
double spheres_tail(const struct spheres *s, bool pressure);

/* Energy change if i moved to the position of `to` (with to.s its present diameter), or took another
   diameter. Neither changes the state. */
double spheres_move(struct spheres *s, uint32_t i, struct sphere to);
double spheres_resize(struct spheres *s, uint32_t i, float diameter);

/* Sets another box side; all spheres stay at the same fractions of it. Neighbour lists do not
   change. */
void spheres_scale(struct spheres *s, double L);

/* Sets another tilt of the box; all spheres keep their coordinates along its edges, then the edges are
   chosen anew so that no tilt is beyond 1/2. Neighbour lists do not change. */
void spheres_tilt(struct spheres *s, const double *tilt);

/* Sets an upper bound of all future diameters [length]; lists must then be rebuilt. */
void spheres_limit_sizes(struct spheres *s, float limit);

/* Sphere i gets the position and diameter of `to`, in the same image of the box. */
void spheres_update(struct spheres *s, uint32_t i, struct sphere to);
/* Sphere i moves by `shift` [L / 2^32]; crossings of the box are counted. */
void spheres_displace(struct spheres *s, uint32_t i, const int64_t shift[3]);
/* A displacement along the axes, to one along the edges of the box [L / 2^32]. */
void spheres_along_edges(const struct spheres *s, int64_t shift[3]);
/* Spheres i and j exchange diameters, or positions (with the count of boxes). */
void spheres_exchange_sizes(struct spheres *s, uint32_t i, uint32_t j);
void spheres_exchange_places(struct spheres *s, uint32_t i, uint32_t j);

/* Positions in the box (n, dim) [length]. */
void spheres_positions(const struct spheres *s, double *x);

/* Cells at least `width` [length] wide for searches among the spheres, empty; and holding all of them.
   cells_clear. */
void spheres_cells(const struct spheres *s, struct cells *cells, double width);
void spheres_sort_into(const struct spheres *s, struct cells *cells, double width);

/* Unwrapped position of sphere i, to x (dim) [length]. */
static inline void spheres_unwrapped(const struct spheres *s, size_t i, double *x)
{
    for (size_t d = 0; d < (size_t)s->dim; d++) {
        const int64_t at = (int64_t)s->image[3 * i + d] * (INT64_C(1) << 32) + s->p[i].x[d];
        x[d] = (double)at * s->unit;
    }
    if (s->view.skew.used) box_from_edges(s->tilt, s->dim, x, x);
}

void spheres_view(struct spheres *s, struct frame *f);
void spheres_visit(struct spheres *s, struct checkpoint *c);

#endif
