/* The picture before and after a protocol of [swap], as a step of training makes it: images of the
   first batch, or the weights of a layer. */
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "dnn/sampling/swap_protocols.h"
#include "dnn/sampling/target.h"
#include "dnn/system/parts.h"
#include "dnn/system/show_figure.h"

struct batch { /* of one state */
    size_t n, inputs;
    double *x; /* (n, inputs) */
    uint8_t *label;
};

/* The first batch of training; with the swaps of the protocol, if any are due. */
static struct batch batch_of(struct mc_chain *c)
{
    struct dnn_state *const st = c->state;
    struct gradient *const g = &st->gradient;
    struct batch b = {.n = g->batch, .inputs = st->net.inputs};
    st->training.next = g->batch;
    st->training.full_batch = false;
    swap_protocols_gather(c, swap_protocols_due(st));
    b.x = base_alloc(b.n * b.inputs, sizeof *b.x);
    b.label = base_alloc(b.n, 1);
    for (size_t i = 0; i < b.n * b.inputs; i++)
        b.x[i] = (double)*gradient_value(g, i / b.inputs, i % b.inputs);
    for (size_t s = 0; s < b.n; s++) b.label[s] = *gradient_label(g, s);
    return b;
}

static void batch_clear(struct batch *b)
{
    base_free(b->x);
    base_free(b->label);
}

/* ---- images ---------------------------------------------------------------------------------- */

struct changed {
    size_t sample;
    double square; /* of the change */
};

static int by_change(const void *a, const void *b)
{
    const struct changed *const p = a, *const q = b;
    if (p->square != q->square) return p->square < q->square ? 1 : -1;
    return p->sample < q->sample ? -1 : p->sample > q->sample;
}

/* Samples, the most changed first; *any: number of changed values. */
static struct changed *order_of(const struct batch *a, const struct batch *b, size_t *any)
{
    struct changed *const order = base_alloc(a->n, sizeof *order);
    *any = 0;
    for (size_t s = 0; s < a->n; s++) {
        order[s].sample = s;
        for (size_t i = s * a->inputs; i < (s + 1) * a->inputs; i++) {
            order[s].square += (b->x[i] - a->x[i]) * (b->x[i] - a->x[i]);
            *any += b->x[i] != a->x[i];
        }
    }
    qsort(order, a->n, sizeof *order, by_change);
    return order;
}

/* A standardised value as the byte that it was; other values between least and most. */
static double shade(const struct data *d, size_t channel, double x, const double range[2])
{
    if (d->standard)
        return (x / (double)d->standard[channel].factor + (double)d->standard[channel].mean) / 255;
    return (x - range[0]) / (range[1] - range[0]);
}

static void find_range(const struct batch *b, double range[2])
{
    for (size_t i = 0; i < b->n * b->inputs; i++)
        range[0] = fmin(range[0], b->x[i]), range[1] = fmax(range[1], b->x[i]);
    if (!(range[0] < range[1])) range[0] -= 1, range[1] += 1;
}

/* An image: three channels as colours, others side by side in grey. */
static void draw_image(struct show_figure_panel *p, const struct data *d, const double *x,
                       const double range[2])
{
    const struct layer_shape s = d->shape;
    const bool colour = s.channels == 3;
    show_figure_panel_init(p, s.height, s.width * (colour ? 1 : s.channels));
    for (size_t i = 0; i < p->height * p->width; i++) {
        const size_t row = i / p->width, column = i % s.width;
        for (size_t k = 0; k < 3; k++) {
            const size_t c = colour ? k : i % p->width / s.width;
            p->rgb[3 * i + k] =
                show_figure_byte(shade(d, c, x[(c * s.height + row) * s.width + column], range));
        }
    }
}

/* Samples without the form of images: a row each, features in columns. */
static void draw_rows(struct show_figure_panel *p, const struct batch *b,
                      const struct changed *order, size_t n, const double range[2])
{
    show_figure_panel_init(p, n, b->inputs);
    for (size_t i = 0; i < n * b->inputs; i++) {
        const double x = b->x[order[i / b->inputs].sample * b->inputs + i % b->inputs];
        const unsigned char grey = show_figure_byte((x - range[0]) / (range[1] - range[0]));
        memset(p->rgb + 3 * i, grey, 3);
    }
}

static void add_images(struct show_figure *f, const struct data *d, const struct batch b[2],
                       size_t images)
{
    double range[2] = {INFINITY, -INFINITY};
    size_t any;
    struct changed *const order = order_of(&b[0], &b[1], &any);
    const bool rows = d->shape.height == 1 || d->shape.width == 1;
    const size_t wanted = rows || images < SHOW_FIGURE_ROWS ? images : SHOW_FIGURE_ROWS,
                 n = wanted < b[0].n ? wanted : b[0].n;
    for (int k = 0; k < 2; k++) find_range(&b[k], range);
    f->rows = rows ? 1 : n;
    for (size_t at = 0; at < f->rows; at++)
        for (int k = 0; k < 2; k++)
            if (rows)
                draw_rows(&f->panel[at][k], &b[k], order, n, range);
            else
                draw_image(&f->panel[at][k], d, b[k].x + order[at].sample * b[k].inputs, range);
    size_t labels = 0;
    for (size_t s = 0; s < b[0].n; s++) labels += b[0].label[s] != b[1].label[s];
    printf(
        "%zu of %zu values and %zu of %zu labels of the batch changed; shown: the %zu samples that "
        "changed most\n",
        any, b[0].n * b[0].inputs, labels, b[0].n, n);
    base_free(order);
}

/* ---- weights --------------------------------------------------------------------------------- */

/* The layer of the first weight that changed; the first with weights if none did. */
static const struct layer *changed_layer(const struct network *net, const real *before,
                                         const real *after)
{
    const struct layer *first = NULL;
    size_t at = 0;
    while (at < net->weights && before[at] == after[at]) at++;
    for (const struct layer *l = net->layer; l < net->layer + net->depth; l++) {
        if (!l->rows) continue;
        if (!first) first = l;
        if (at >= l->offset && at < l->offset + layer_weights(l)) return l;
    }
    return first;
}

static void draw_weights(struct show_figure_panel *p, const struct layer *l, const real *w,
                         double scale)
{
    show_figure_panel_init(p, l->rows, l->columns);
    for (size_t i = 0; i < l->rows * l->columns; i++)
        show_figure_diverging((double)w[l->offset + i] / scale, p->rgb + 3 * i);
}

static void add_weights(struct show_figure *f, const struct network *net, const real *before,
                        const real *after)
{
    const struct layer *const l = changed_layer(net, before, after);
    require(l, "show: the network has no layer with weights");
    double square = 0;
    size_t any = 0;
    for (size_t i = 0; i < l->rows * l->columns; i++)
        square += (double)before[l->offset + i] * (double)before[l->offset + i];
    for (size_t i = 0; i < net->weights; i++) any += before[i] != after[i];
    const double scale = 3 * sqrt(square / (double)(l->rows * l->columns));
    f->rows = 1;
    draw_weights(&f->panel[0][0], l, before, scale > 0 ? scale : 1);
    draw_weights(&f->panel[0][1], l, after, scale > 0 ? scale : 1);
    printf("%zu of %zu weights changed; shown: layer %td, %zu units by %zu inputs\n", any,
           net->weights, l - net->layer + 1, l->rows, l->columns);
}

/* ---- the action ------------------------------------------------------------------------------ */

void dnn_show(struct mc_chain *plain, struct mc_chain *swapped, const char *protocol, size_t images,
              const char *path)
{
    const struct dnn_state *const st = swapped->state;
    struct batch b[2] = {batch_of(plain), batch_of(swapped)};
    struct show_figure f = {.protocol = protocol};
    real *const before = base_alloc(st->net.weights, sizeof *before);
    memcpy(before, st->w, st->net.weights * sizeof *before);
    swap_protocols_after(swapped);
    const bool same = memcmp(before, st->w, st->net.weights * sizeof *before) == 0;
    if (same)
        add_images(&f, &st->data, b, images);
    else
        add_weights(&f, &st->net, before, st->w);
    show_figure_draw(&f, path);
    base_free(before);
    for (int k = 0; k < 2; k++) batch_clear(&b[k]);
}

void dnn_take_weights(struct mc_chain *to, const struct mc_chain *from)
{
    const struct dnn_state *const a = from->state;
    struct dnn_state *const b = to->state;
    assert(a->net.weights == b->net.weights);
    memcpy(b->w, a->w, a->net.weights * sizeof *b->w);
}
