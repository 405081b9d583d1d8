/* What leaves this folder: networks as systems that common code drives, one for each precision
   of weights. */
#ifndef DNN_SYSTEM_H
#define DNN_SYSTEM_H

#include "common/base.h"
#include "common/mc.h"

extern const struct mc_system dnn_system_single, dnn_system_double;
extern const struct base_table dnn_tables_single[],
    dnn_tables_double[]; /* for `list`; end with name NULL */

struct runfile;

void dnn_describe_single(const struct runfile *f); /* layers, shapes, weights ... on stdout */
void dnn_describe_double(const struct runfile *f);

#endif
