/* Implementation of joint_swaps.h. Columns of a first layer are sorted by channel: a channel has a
   block of columns; in a dense layer a pixel has one column in each block. */
#include "dnn/training/joint_swaps.h"

#include <string.h>

#include "dnn/training/feature_swaps.h"
#include "dnn/training/weight_swaps.h"

static bool of_pixels(const char *code)
{
    return code[2] == 'S';
}

const char *joint_swaps_unsupported(const char *code, const struct network *net)
{
    const struct layer *const l = net->layer;
    const bool dense = strcmp(l->kind->name, "dense") == 0;
    if (!dense && strcmp(l->kind->name, "conv") != 0) return "dense or conv as the first layer";
    if (dense && l->columns != layer_features(l->in)) return "a dense layer of all features first";
    for (size_t i = 0; i < net->depth; i++)
        if (net->layer[i].back == i + 1) return "no branch that starts at the data";
    if (of_pixels(code) && !dense) return "dense as the first layer";
    if (feature_swaps_unsupported(code, l->in, 1))
        return of_pixels(code) ? "images of two pixels" : "images of two channels";
    return NULL;
}

struct joint_swaps_pair joint_swaps_draw(const char *code, const struct network *net,
                                         struct rng rng)
{
    struct joint_swaps_pair p = {.code = code};
    feature_swaps_pair(code, net->layer->in, &rng, &p.a, &p.b);
    return p;
}

void joint_swaps_apply(const struct joint_swaps_pair *p, const struct network *net, real *w)
{
    const struct layer *const l = net->layer;
    const size_t block = l->columns / l->in.channels;
    const bool pixels = of_pixels(p->code);
    for (size_t c = 0; c < (pixels ? l->in.channels : 1); c++) {
        const size_t first = l->offset + (pixels ? c * block + p->a : p->a * block),
                     second = l->offset + (pixels ? c * block + p->b : p->b * block);
        const struct weight_swaps_run run = {
            first, second, pixels ? 1 : block, l->rows, {l->columns, l->columns}};
        weight_swaps_apply(&(struct weight_swaps_drawn){1, {run}}, w);
    }
}
