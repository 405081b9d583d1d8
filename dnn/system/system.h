/* The interface of dnn: networks as systems that common code drives, one for each precision of
   weights. */
#ifndef DNN_SYSTEM_SYSTEM_H
#define DNN_SYSTEM_SYSTEM_H

#include "common/core/base.h"
#include "common/mc/mc.h"

extern const struct mc_system dnn_system_single, dnn_system_double;
extern const struct base_table dnn_tables_single[],
    dnn_tables_double[]; /* for `list`; end with name NULL */

struct run_folder;
struct output;

struct dnn_actions {                     /* operations of commands on a state */
    void (*describe)(const void *state); /* layers, shapes, weights ... on stdout */
    /* Accuracies by class on stdout, the confusion matrix as a table in a folder. */
    void (*classify)(void *state, const struct run_folder *d, bool train);
    /* as in weight_files.h */
    void (*weights)(const void *state, const char *to, const struct output *o);
    /* Draws the first batch of two states that differ in [swap] protocol, or the weights of the
       second before and after it, as a PNG; images: samples shown. */
    void (*show)(struct mc_chain *plain, struct mc_chain *swapped, const char *protocol,
                 size_t images, const char *path);
    void (*take_weights)(struct mc_chain *to, const struct mc_chain *from);
};

extern const struct dnn_actions dnn_actions_single, dnn_actions_double;

#endif
