/* Polydisperse neurons: every hidden unit has a quenched size, drawn like the diameters of a
   polydisperse liquid. The size is a factor of one property of the unit, 1 on average or at size
   1. Two units of a layer may exchange sizes, as two spheres exchange diameters; their weights are
   not exchanged. */
#ifndef DNN_SAMPLING_UNIT_SIZES_H
#define DNN_SAMPLING_UNIT_SIZES_H

#include "common/core/rng.h"
#include "dnn/network/network.h"

struct runfile;
struct checkpoint;

enum unit_sizes_role { UNIT_SIZES_NONE, UNIT_SIZES_GAIN, UNIT_SIZES_DECAY, UNIT_SIZES_RATE };

struct unit_sizes_kind { /* table row: the property that a size sets */
    const char *name, *doc;
    enum unit_sizes_role role;
    double (*factor)(double size);
};

extern const struct unit_sizes_kind unit_sizes_kinds[];
extern const struct base_table unit_sizes_table;

enum {
    UNIT_SIZES_BINS = 32,
    UNIT_SIZES_WIDTH = 16
}; /* bins of size difference; bins per unit of size */

struct unit_sizes {
    const struct unit_sizes_kind *kind;
    const struct network *net; /* borrowed */
    size_t n;                  /* hidden units: rows of all layers with weights except the last */
    double *size;              /* (n) mean 1 */
    real *factor; /* (weights) factor of the unit that the weight leads to; 1 for the last layer */
    real *effective; /* (weights) scratch */
    uint64_t tried[UNIT_SIZES_BINS], accepted[UNIT_SIZES_BINS];
};

struct unit_sizes_pair { /* two units of layer l: numbers among all, rows within l */
    const struct layer *layer;
    size_t i, j, row_i, row_j;
};

/* Draws the sizes as [units], [run] seed and replica specify. */
void unit_sizes_init(struct unit_sizes *u, const struct network *net, const struct runfile *f);
void unit_sizes_clear(struct unit_sizes *u);
void unit_sizes_visit(struct unit_sizes *u, struct checkpoint *c);

bool unit_sizes_possible(const struct unit_sizes *u); /* true if a layer has two units with sizes */
struct unit_sizes_pair unit_sizes_draw(const struct unit_sizes *u, struct rng *rng);
void unit_sizes_exchange(struct unit_sizes *u, const struct unit_sizes_pair *p); /* undoes itself */
double unit_sizes_difference(const struct unit_sizes *u,
                             const struct unit_sizes_pair *p); /* of sizes, >= 0 */
/* Change of unit_sizes_norm2 if the pair exchanged sizes. */
double unit_sizes_change(const struct unit_sizes *u, const struct unit_sizes_pair *p,
                         const real *w);

/* The effective weights: w, or w times the gain of the unit (in memory of u). */
const real *unit_sizes_apply(const struct unit_sizes *u, const real *w);
/* sum of w^2, each times its unit's decay */
double unit_sizes_norm2(const struct unit_sizes *u, const real *w);
/* Turns dL/d(effective weights) into the gradient for an update rule, which adds decay x w
   itself. */
void unit_sizes_gradient(const struct unit_sizes *u, const real *w, real decay, real *dw);

#endif
