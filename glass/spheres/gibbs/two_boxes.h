/* Spheres in two periodic boxes that do not interact, for the Gibbs ensemble. All N spheres have one array; a
   box is a list of its members, a side, and linked cells of their positions. Energies are sums of
   rounded pair energies (potentials.h): exact in any order, so running energies equal those from
   scratch, and results do not depend on the cells. */
#ifndef GLASS_SPHERES_GIBBS_TWO_BOXES_H
#define GLASS_SPHERES_GIBBS_TWO_BOXES_H

#include "glass/spheres/state/cells.h"
#include "glass/spheres/state/interaction.h"

struct checkpoint;
struct frame;

struct two_boxes_box {
    size_t n;
    double L, unit;              /* side, L / 2^32 [length] */
    uint32_t *member;            /* (N), n in use */
    struct potentials_view view; /* all spheres, in the unit of this box */
    struct cells cells;
};

struct two_boxes_trial { /* the proposal that commit or revert will end */
    uint32_t i, j;       /* j: partner of a swap */
    int box;             /* destination of i */
    struct sphere to;    /* new place of i */
    double L[2];         /* sides before a trial of the volumes [length] */
};

struct two_boxes {
    struct interaction *interaction; /* owned */
    size_t N;
    int dim;
    double T, V, reach; /* [energy], both volumes together [length^dim], longest cut-off [length] */
    bool equal;         /* all diameters are the same */
    struct sphere *p;   /* (N + 1), the last is the ghost */
    uint8_t *in;        /* (N) box of a sphere, 0 or 1 */
    uint32_t *place;    /* (N) its index in the list of members */
    struct two_boxes_box box[2];
    struct two_boxes_trial trial;
    uint64_t insertions[2]; /* trials of a sphere in a box since t = 0 */
    double activity[2];     /* sum of V exp(-dE/T) / (n + 1) over them [1/length^dim] */
    double *x, *label;      /* (N, dim), (N) [length]: buffers of the view */
};

/* N spheres of the given diameters (N) [length], of which the first box gets the share `spheres`, and of the
   volume the share `volume`. All at the origin until two_boxes_place. Takes the interaction. */
struct two_boxes *two_boxes_create(struct interaction *interaction, size_t N, int dim, double V,
                                   double spheres, double volume, const float *diameter);
void two_boxes_free(struct two_boxes *g);
/* Places the spheres without overlaps; start: lattice or random. Fatal, naming `where`, if that fails
   or a box is too small for the cut-off. */
void two_boxes_place(struct two_boxes *g, const char *start, uint64_t seed, uint32_t replica,
                     const char *where);
void two_boxes_visit(struct two_boxes *g, struct checkpoint *c);
/* Spheres of the first box have x >= 0, those of the second x < 0: their x minus their side. */
void two_boxes_view(struct two_boxes *g, struct frame *f);

double two_boxes_volume(const struct two_boxes *g, int b); /* [length^dim] */
double two_boxes_energy(struct two_boxes *g, int b);       /* from scratch [energy] */
double two_boxes_pressure(struct two_boxes *g, int b);     /* rho T plus virial / (dim V) */
/* Energy of a sphere `at` in box b, with all members but i and j; the ghost N: no sphere. */
double two_boxes_energy_of(struct two_boxes *g, int b, struct sphere at, uint32_t i, uint32_t j);
/* Chemical potential -T ln <V exp(-dE/T) / (n + 1)> of equal spheres, thermal wavelength 1 (Frenkel, Smit,
   Understanding Molecular Simulation, eq. 8.3.5); nan without insertions. */
double two_boxes_mu(const struct two_boxes *g, int b);

/* Another side; positions stay at the same fractions. two_boxes_settle must follow, unless the former
   side returns. */
void two_boxes_scale(struct two_boxes *g, int b, double L);
void two_boxes_settle(struct two_boxes *g, int b);
/* Sphere i gets the position of `to` in box b. */
void two_boxes_move(struct two_boxes *g, uint32_t i, int b, struct sphere to);

#endif
