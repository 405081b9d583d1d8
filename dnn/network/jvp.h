/* Jacobian-vector products: rules for the members .push and .pull of a layer's row (layer.h). They
   compute how the values and gradients of a layer change as the weights move along a direction. */
#ifndef DNN_NETWORK_JVP_H
#define DNN_NETWORK_JVP_H

#include "dnn/network/layer.h"

/* Layers that are linear in the weights and in the input. */
void jvp_push_product(const struct layer *l, const struct layer_pass *p,
                      const struct layer_rates *t);
void jvp_pull_product(const struct layer *l, const struct layer_pass *p,
                      const struct layer_rates *t);
/* Layers without weights that are linear in the input. */
void jvp_push_linear(const struct layer *l, const struct layer_pass *p,
                     const struct layer_rates *t);
void jvp_pull_linear(const struct layer *l, const struct layer_pass *p,
                     const struct layer_rates *t);
/* Elementwise functions: the Jacobian is diagonal, so backward also computes the forward rate. */
void jvp_push_diagonal(const struct layer *l, const struct layer_pass *p,
                       const struct layer_rates *t);

#endif
