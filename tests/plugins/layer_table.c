/* The table of layers with those of this folder behind the built-in ones. A test program links this
   file in place of dnn/network/layer_table.c. */
#define LAYER_TABLE_MORE(X) X(square_layer) X(reverse_layer)
#include "dnn/network/layer_table.c"
