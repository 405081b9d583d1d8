/* The table of layers: one line per layer, which names the row that the layer's file exports.
   tests/plugins/layer_table.c includes this file and adds rows by LAYER_TABLE_MORE. */
#include "dnn/network/layer_table.h"

#include "dnn/network/layer.h"

#define LAYERS(X)                                                                                  \
    X(dense_layer)                                                                                 \
    X(tree_layer)                                                                                  \
    X(vote_layer)                                                                                  \
    X(convolution_layer)                                                                           \
    X(grouped_convolution_layer)                                                                   \
    X(grouped_convolution_depthwise_layer)                                                         \
    X(recurrent_layer)                                                                             \
    X(recurrent_last_layer)                                                                        \
    X(pooling_largest_layer)                                                                       \
    X(pooling_mean_layer)                                                                          \
    X(batchnorm_layer)                                                                             \
    X(layernorm_layer)                                                                             \
    X(layernorm_channels_layer)                                                                    \
    X(dropout_layer)                                                                               \
    X(activations_flatten_layer)                                                                   \
    X(activations_sequence_layer)                                                                  \
    X(branches_back_layer)                                                                         \
    X(branches_add_layer)                                                                          \
    X(activations_relu_layer)                                                                      \
    X(activations_leaky_relu_layer)                                                                \
    X(activations_tanh_layer)                                                                      \
    X(activations_sigmoid_layer)                                                                   \
    X(smooth_activations_silu_layer)                                                               \
    X(smooth_activations_gelu_layer)                                                               \
    X(smooth_activations_gelu_tanh_layer)                                                          \
    X(activations_linear_layer)

#ifndef LAYER_TABLE_MORE
#define LAYER_TABLE_MORE(X)
#endif

#define DECLARE(row) extern const struct layer_kind row;
LAYERS(DECLARE)
LAYER_TABLE_MORE(DECLARE)

#define POINTER(row) &row,
const struct layer_kind *const layer_table_rows[] = {LAYERS(POINTER) LAYER_TABLE_MORE(POINTER)
                                                         NULL};

const struct base_table layer_table = {"layer", "layers of a network, in [network] layers",
                                       layer_table_rows, BASE_POINTERS};
