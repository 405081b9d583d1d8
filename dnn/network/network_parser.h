/* Parser of [network] layers: layers with inferred shapes, or a named network. */
#ifndef DNN_NETWORK_NETWORK_PARSER_H
#define DNN_NETWORK_NETWORK_PARSER_H

#include "dnn/network/network.h"

struct network_parser_named { /* table row: a known network */
    const char *name, *doc;
    size_t most; /* numbers it takes */
    /* Writes its layers for inputs of shape `in` over text; number[i] is 0 where none was given. */
    void (*write)(char *text, struct layer_shape in, size_t classes, const size_t *number);
};

extern const struct network_parser_named network_parser_named[];
extern const struct base_table network_parser_table;

/* Parses "conv 5 10, maxpool 2, relu, dense classes", or a named network with its numbers, "kwj
   30". The word `classes` is the number of outputs. Fatal, naming `where`, if the text is not a
   network from inputs of shape `in` to `classes` outputs. */
void network_parser_read(struct network *net, const char *text, struct layer_shape in,
                         size_t classes, bool bias, const char *where);
/* The same for samples of several labels: the outputs are (classes, labels). */
void network_parser_read_labels(struct network *net, const char *text, struct layer_shape in,
                                size_t classes, size_t labels, bool bias, const char *where);

#endif
