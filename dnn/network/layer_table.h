/* The table of layers, [network] layers. */
#ifndef DNN_NETWORK_LAYER_TABLE_H
#define DNN_NETWORK_LAYER_TABLE_H

#include "common/core/base.h"

struct layer_kind;

/* Pointers to rows, ended by NULL. A program that links another definition of the two has other
   layers (tests/plugins). */
extern const struct layer_kind *const layer_table_rows[];
extern const struct base_table layer_table;

#endif
