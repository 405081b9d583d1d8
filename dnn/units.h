/* Polydisperse neurons: every hidden unit carries a quenched size, drawn as the diameters of a
   polydisperse liquid are, that sets one property of it: a factor, 1 on average or at size 1. Two
   units of a layer may exchange sizes, as two spheres exchange diameters; their weights stay. */
#ifndef DNN_UNITS_H
#define DNN_UNITS_H

#include "common/rng.h"
#include "dnn/network.h"

struct runfile;
struct checkpoint;

enum units_role { UNITS_NONE, UNITS_GAIN, UNITS_DECAY, UNITS_RATE };

struct units_kind { /* a row: what a size means */
    const char *name, *doc;
    enum units_role role;
    double (*factor)(double size);
};

extern const struct units_kind units_kinds[];
extern const struct base_table units_table;

enum { UNITS_BINS = 32, UNITS_WIDTH = 16 }; /* bins of size difference, so many a unit of size */

struct units {
    const struct units_kind *kind;
    const struct network *net; /* borrowed */
    size_t n;                  /* hidden units: rows of all layers with weights but the last */
    double *size;              /* (n) mean 1 */
    real *factor;              /* (weights) of the unit that a weight leads to; 1 at the outputs */
    real *felt;                /* (weights) scratch */
    uint64_t tried[UNITS_BINS], accepted[UNITS_BINS];
};

struct units_pair { /* two units of layer l: numbers among all, rows within l */
    const struct layer *layer;
    size_t i, j, row_i, row_j;
};

/* From [units] and [run] seed, replica. */
void units_open(struct units *u, const struct network *net, const struct runfile *f);
void units_close(struct units *u);
void units_visit(struct units *u, struct checkpoint *c);

bool units_possible(const struct units *u); /* is there a layer of two units with sizes */
struct units_pair units_draw(const struct units *u, struct rng *rng);
void units_exchange(struct units *u, const struct units_pair *p);           /* undoes itself */
double units_difference(const struct units *u, const struct units_pair *p); /* of sizes, >= 0 */
/* Change of units_norm2 if the pair exchanged sizes. */
double units_change(const struct units *u, const struct units_pair *p, const real *w);

/* The weights that data meet: w, or w times the gain of its unit, in memory of u. */
const real *units_felt(const struct units *u, const real *w);
/* sum of w^2, each times its unit's decay */
double units_norm2(const struct units *u, const real *w);
/* From dL/d(felt weights) to the slope that an update rule needs, which adds decay x w itself. */
void units_slope(const struct units *u, const real *w, real decay, real *slope);

#endif
