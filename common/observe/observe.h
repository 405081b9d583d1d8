/* Observables of two frames of any system: a row makes one or several numbers, the columns of its
   table, from the frame now and a frame at the waiting time. Spheres and networks share every
   line. A row only says what one item adds to its sums and what the sums mean; so every row is
   measured over all items and, if asked, over families of items with like labels (sizes, layers),
   whose columns follow those of the total. Displacements of a periodic system are relative to the
   centre of mass. */
#ifndef COMMON_OBSERVE_OBSERVE_H
#define COMMON_OBSERVE_OBSERVE_H

#include "common/core/base.h"
#include "common/io/frame.h"
#include "common/config/runfile.h"

enum {
    OBSERVE_PARAMETERS = 4,
    OBSERVE_DIM = 3,
    OBSERVE_COLUMNS = 40, /* and sums, of a row */
    OBSERVE_GROUPS = 16,
};

struct observe_pair { /* two frames, and what a row prepares from them */
    const struct frame *now, *origin;
    double drift[OBSERVE_DIM];           /* of the centre of mass; zero without a period [length] */
    const double *parameter;             /* by order of the row's keys */
    double prepared[OBSERVE_PARAMETERS]; /* the row's: lengths, means */
    const void *origin_data; /* what the row's study of the origin found; NULL: nothing */
};

struct observe_column {
    const char *name, *unit;
};

struct observe_row {
    const char *name, *doc;
    const struct observe_column *column; /* ends with name NULL; the first bears the row's name */
    const struct runfile_key
        *keys;     /* its own REAL keys, at most OBSERVE_PARAMETERS; NULL if none */
    bool periodic; /* means nothing without a box */
    size_t sums;   /* what `add` adds to; 0: one a column */
    /* What there is to know of the origin alone, such as who is near whom: found once an origin and
       kept as long as it, until free_origin; origin_bytes: approximate bytes per item. NULL: nothing. */
    void *(*prepare_origin)(const struct frame *origin, const double *parameter);
    void (*free_origin)(void *data);
    size_t origin_bytes;
    void (*prepare)(struct observe_pair *p);                          /* NULL: nothing to prepare */
    void (*add)(const struct observe_pair *p, size_t i, double *sum); /* item i's share */
    /* sums over n items to values; NULL: their means */
    void (*finish)(const struct observe_pair *p, const double *sum, size_t n, double *value);
};

extern const struct observe_row observe_rows[]; /* msd, overlap, fs, ... ; ends with name NULL */

/* Items by label: the family of a label is the number of bounds that it exceeds. */
struct observe_groups {
    size_t n; /* 0: none */
    double bound[OBSERVE_GROUPS];
    size_t items[OBSERVE_GROUPS]; /* in each, when they were made */
};

/* At most `most` families: one a label if there are so few different labels (layers), otherwise
   families of equal numbers from small labels to large (diameters). None without labels. */
void observe_groups_init(struct observe_groups *f, const struct frame *frame, size_t most);

size_t observe_columns(const struct observe_row *row); /* of the total */

void observe_pair_init(struct observe_pair *p, const struct frame *now, const struct frame *origin);
/* Studies the origin unless p->origin_data is given, which counts for this call only. value (1 +
   families->n, columns): the total, then each family by its labels at the origin; NAN
   for one without items. */
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
