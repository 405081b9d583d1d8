/* Implementation of frame.h. */
#include "common/io/frame.h"

#include "common/core/base.h"
#include "common/io/checkpoint.h"

void frame_visit(struct frame *f, struct checkpoint *c, const struct frame *like)
{
    const size_t n = like->n, dim = (size_t)like->dim;
    uint8_t labelled = f->label != NULL;
    checkpoint_i64(c, "t", &f->t, 1);
    checkpoint_f64(c, "box", &f->box, 1);
    checkpoint_u8(c, "labelled", &labelled, 1);
    if (checkpoint_loading(c)) {
        checkpoint_require(c, f->t >= 0 && f->t <= like->t, "t");
        checkpoint_require(c, labelled == (like->label != NULL), "labelled");
        f->n = n, f->dim = like->dim;
        f->x = base_alloc(n * dim, sizeof(double));
        f->label = labelled ? base_alloc(n, sizeof(double)) : NULL;
    }
    checkpoint_f64(c, "x", (double *)f->x, n * dim);
    if (labelled) checkpoint_f64(c, "label", (double *)f->label, n);
}
