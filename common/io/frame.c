/* Implementation of frame.h. */
#include "common/io/frame.h"

#include <string.h>

#include "common/core/base.h"
#include "common/io/checkpoint.h"

void frame_clear(struct owned_frame *f)
{
    base_free(f->x);
    base_free(f->label);
    *f = (struct owned_frame){0};
}

void frame_resize(struct owned_frame *f, size_t n, int dim, bool labelled)
{
    struct frame *const v = &f->view;
    if (f->x && v->n == n && v->dim == dim && labelled == (f->label != NULL)) return;
    frame_clear(f);
    v->n = n, v->dim = dim;
    v->x = f->x = base_alloc(n * (size_t)dim, sizeof *f->x);
    v->label = f->label = labelled ? base_alloc(n, sizeof *f->label) : NULL;
}

void frame_copy(struct owned_frame *to, const struct frame *from)
{
    frame_resize(to, from->n, from->dim, from->label != NULL);
    memcpy(to->x, from->x, from->n * (size_t)from->dim * sizeof *to->x);
    if (to->label) memcpy(to->label, from->label, from->n * sizeof *to->label);
    to->view = *from;
    to->view.x = to->x, to->view.label = to->label;
}

void frame_visit(struct owned_frame *f, struct checkpoint *c, const struct frame *like)
{
    uint8_t labelled = f->label != NULL;
    int64_t t = f->view.t;
    double box = f->view.box, tilt[3];
    memcpy(tilt, f->view.tilt, sizeof tilt);
    checkpoint_i64(c, "t", &t, 1);
    checkpoint_f64(c, "box", &box, 1);
    checkpoint_u8(c, "labelled", &labelled, 1);
    if (like->tilted) checkpoint_f64(c, "tilt", tilt, 3);
    if (checkpoint_loading(c)) {
        checkpoint_require(c, t >= 0 && t <= like->t, "t");
        checkpoint_require(c, labelled == (like->label != NULL), "labelled");
        frame_resize(f, like->n, like->dim, labelled);
        f->view.t = t, f->view.box = box, f->view.tilted = like->tilted;
        memcpy(f->view.tilt, tilt, sizeof tilt);
    }
    checkpoint_f64(c, "x", f->x, like->n * (size_t)like->dim);
    if (labelled) checkpoint_f64(c, "label", f->label, like->n);
}
