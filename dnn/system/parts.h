/* The parts that system.c joins: tables of the run file, columns, creation. Used in this folder and
   by dnn/landscape. */
#ifndef DNN_SYSTEM_PARTS_H
#define DNN_SYSTEM_PARTS_H

#include "dnn/sampling/dynamics.h"
#include "dnn/sampling/moves.h"
#include "dnn/sampling/state.h"

struct run_folder;

extern const struct mc_column dnn_columns[];
extern const char dnn_figure[]; /* gnuplot commands that draw the columns */
extern const struct mc_table dnn_gathered[];
extern const struct mc_watch dnn_watches[];
extern const struct runfile_section dnn_sections[]; /* keys of a run file */
extern const struct runfile_key training_keys[];    /* of [train] */
extern const struct base_table dnn_tables[];        /* for `list` */
extern const struct mc_system dnn_system;           /* one of those in system.h */

/* Number of weights of the run file's network (data.h). */
size_t dnn_count_weights(const struct runfile *f, struct layer_shape in, size_t classes);
/* [train]: update rule, rates, batches, random streams. */
void training_open(struct dnn_state *st, const struct runfile *f);
void *dnn_create(const struct runfile *f); /* members of struct mc_system */
void dnn_begin(void *state, const struct runfile *f);
void dnn_take_frame(void *state, const struct frame *frame, const struct runfile *f,
                    const char *name, const char *where);
void dnn_free(void *state);

void dnn_write_files(void *state, const struct run_folder *folder); /* best.h5, samples.dat */

void dnn_describe(const void *state); /* members of struct dnn_actions */
void dnn_show(struct mc_chain *plain, struct mc_chain *swapped, const char *protocol, size_t images,
              const char *path);
void dnn_take_weights(struct mc_chain *to, const struct mc_chain *from);
void dnn_classify(void *state, const struct run_folder *d, bool train);

#endif
