/* Networks from text: layers in the run file's words, shapes inferred, and the table of named
   networks. */
#ifndef DNN_LAYOUT_H
#define DNN_LAYOUT_H

#include "dnn/network.h"

struct layout_named { /* a row: a known network */
    const char *name, *doc;
    size_t most; /* numbers it takes */
    /* Writes its layers for inputs of shape `in` over text; number[i] is 0 where none was given. */
    void (*write)(char *text, struct layers_shape in, size_t classes, const size_t *number);
};

extern const struct layout_named layout_named[];
extern const struct base_table layout_table;

/* Layers from text, "conv 5 10, maxpool 2, relu, dense classes", or the name of a network and
   its numbers, "kwj 30". `classes` outputs are what the word classes stands for. Dies naming
   `where` on anything that is not a network from inputs of shape `in` to that many outputs. */
void layout_parse(struct network *net, const char *text, struct layers_shape in, size_t classes,
                  bool bias, const char *where);

#endif
