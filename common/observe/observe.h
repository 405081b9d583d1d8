/* Two-time observables of any system: a row computes one or several numbers, the columns of its
   table, from the present frame and a frame at the waiting time (the origin). A row only defines
   the contribution of one item to its sums, and the value of the sums. Every row can therefore
   be measured over all items and over groups of items with similar labels (sizes, layers).
   Displacements of a periodic system are relative to the centre of mass. */
#ifndef COMMON_OBSERVE_OBSERVE_H
#define COMMON_OBSERVE_OBSERVE_H

#include "common/core/base.h"
#include "common/io/frame.h"
#include "common/config/runfile.h"
#include "common/observe/observe_groups.h"

enum {
    OBSERVE_PARAMETERS = 4,
    OBSERVE_DIM = 3,
    OBSERVE_COLUMNS = 40, /* largest number of columns, and of sums, of a row */
};

struct observe_pair { /* two frames, and values that a row prepares from them */
    const struct frame *now, *origin;
    double drift[OBSERVE_DIM];           /* of the centre of mass; zero without a period [length] */
    const double *parameter;             /* by order of the row's keys */
    double prepared[OBSERVE_PARAMETERS]; /* of the row: lengths, means */
    const void *origin_data;             /* result of prepare_origin; NULL if unused */
    const struct observe_groups *groups; /* of the labels at the origin; NULL if none */
    size_t group;                        /* 0: all items are measured; 1 + the group that is */
};

struct observe_column {
    const char *name, *unit;
};

struct observe_row {
    const char *name, *doc;
    const struct observe_column *column; /* ends with name NULL; the first has the row's name */
    /* its REAL keys, at most OBSERVE_PARAMETERS; NULL if none. The first may be REALS: the row is then
       measured for each of its values */
    const struct runfile_key *keys;
    bool periodic;  /* requires a box */
    bool biases;    /* its sums change with the item that moves alone: [bias] may act on it */
    unsigned needs; /* bits of needs.h: requirements on the system */
    size_t sums;    /* number of sums; 0: one per column */
    /* Data of the origin alone, such as neighbour lists: prepared once per origin and freed with
       it. origin_bytes: approximate memory per item. NULL if unused. */
    void *(*prepare_origin)(const struct frame *origin, const double *parameter,
                            const struct observe_groups *groups);
    void (*free_origin)(void *data);
    size_t origin_bytes;
    /* Why the row cannot be measured in such frames (static text); NULL: it can. NULL if unused */
    const char *(*lacks)(const struct frame *f, const double *parameter);
    void (*prepare)(struct observe_pair *p); /* NULL if unused */
    void (*add)(const struct observe_pair *p, size_t i,
                double *sum); /* adds the contribution of item
                                                                         i */
    /* converts sums over n items to values; NULL: their means */
    void (*finish)(const struct observe_pair *p, const double *sum, size_t n, double *value);
};

extern const struct observe_row observe_rows[]; /* msd, overlap, fs, ... ; ends with name NULL */

size_t observe_columns(const struct observe_row *row); /* without groups */

void observe_pair_init(struct observe_pair *p, const struct frame *now, const struct frame *origin);
/* Measures a row. Calls prepare_origin unless p->origin_data is set; sets it to NULL at the end.
   value (1 + groups->n, columns): the total, then each group by its labels at the origin, in the
   order of columns; NAN for an empty group. */
void observe_measure(const struct observe_row *row, struct observe_pair *p, const double *parameter,
                     const struct observe_groups *families, double *value);

/* Squared displacement of item i relative to the drift [length^2]. */
static inline double observe_squared(const struct observe_pair *p, size_t i)
{
    const size_t dim = (size_t)p->now->dim;
    double r2 = 0;
    for (size_t k = 0; k < dim; k++) {
        const double d = p->now->x[i * dim + k] - p->origin->x[i * dim + k] - p->drift[k];
        r2 += d * d;
    }
    return r2;
}

#endif
