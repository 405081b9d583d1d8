/* Trajectories as H5MD 1.1: one particle group "all", one shared step array, positions (frames, n,
   dim) in double, labels as "diameter" or "layer", energy under observables/. The number of frames
   is known from the schedule, so the file is laid out once, contiguous, and closed; frames are then
   written in place at fixed offsets. HDF5's own metadata is never touched again: a kill cannot
   damage the file, a resumed run rewrites the frames after its checkpoint, and the bytes are those
   of an uninterrupted run. Frames not yet written have step -1.
   Every frame has its box, for runs at constant pressure and for readers that expect it. */
#ifndef COMMON_IO_TRAJECTORY_H
#define COMMON_IO_TRAJECTORY_H

#include <stddef.h>
#include <stdint.h>

#include "common/io/frame.h"

struct trajectory;

/* Lays out a new file for `frames` frames like f (its n, dim, box, label). label_name: "diameter",
   "layer" (ignored if f->label is NULL). time_unit: "sweep" or "step". Dies on failure. The program
   that writes is named in h5md/creator. */
struct trajectory *trajectory_create(const char *path, const struct frame *f, size_t frames,
                                     const char *label_name, const char *time_unit,
                                     const char *creator, uint64_t seed);
/* Opens an existing file, for reading; update: for rewriting frames as well. Dies naming path and
   reason on anything that is not such a file (missing, damaged, wrong shape). */
struct trajectory *trajectory_open(const char *path, int update);
void trajectory_close(struct trajectory *t);

size_t trajectory_capacity(const struct trajectory *t); /* frames laid out */
size_t trajectory_frames(const struct trajectory *t);   /* leading frames that have been written */
/* same shape; 0 <= index < capacity */
void trajectory_write(struct trajectory *t, size_t index, const struct frame *f);
/* Reads one frame; arrays belong to t and hold until its next read. */
void trajectory_read(struct trajectory *t, size_t index, struct frame *f);
void trajectory_sync(struct trajectory *t); /* to disk */

#endif
