/* Implementation of observe_groups.h. */
#include "common/observe/observe_groups.h"

#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "common/core/vector.h"
#include "common/observe/species.h"

size_t observe_groups_find(const struct observe_groups *f, double label)
{
    size_t group = 0;
    while (group + 1 < f->n && label > f->bound[group]) group++;
    return group;
}

/* Bounds at every change of label (n, sorted); 0 if there are more than `most` values. */
static size_t by_value(size_t n, const double *label, size_t most, double *bound)
{
    size_t groups = 0;
    for (size_t i = 0; i < n; i++)
        if (i + 1 == n || label[i + 1] > label[i]) {
            if (groups == most) return 0;
            bound[groups++] = label[i];
        }
    return groups;
}

/* Bounds that divide the labels (n > most, sorted) into `most` groups of equal numbers. */
static size_t by_number(size_t n, const double *label, size_t most, double *bound)
{
    for (size_t k = 0; k < most; k++) bound[k] = label[n * (k + 1) / most - 1];
    return most;
}

void observe_groups_init(struct observe_groups *f, const struct frame *frame, size_t most)
{
    *f = (struct observe_groups){0};
    if (most == 0 || !frame->label) return;
    const size_t n = frame->n;
    double *const label = memcpy(base_alloc(n, sizeof *label), frame->label, n * sizeof *label);
    qsort(label, n, sizeof *label, vector_compare);
    f->n = by_value(n, label, most, f->bound);
    if (f->n == 0) f->n = by_number(n, label, most, f->bound);
    for (size_t i = 0; i < n; i++) f->items[observe_groups_find(f, label[i])]++;
    base_free(label);
}

void observe_groups_of_species(struct observe_groups *f, const struct frame *frame)
{
    const struct species s = species_of(frame, SPECIES_MOST);
    observe_groups_init(f, frame, s.n);
    f->species = s.n > 0;
    for (size_t k = 0; k < s.n; k++) {
        f->order[k] = (unsigned char)observe_groups_find(f, s.diameter[k]);
        f->items[k] = s.count[k];
    }
}
