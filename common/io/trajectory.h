/* Trajectories as H5MD 1.1: one particle group "all", one shared step array, positions (frames,
   n, dim) in double, labels as "diameter" or "layer", energy under observables/. The schedule
   defines the number of frames, so the file is laid out once, contiguous, and closed. Frames are
   then written in place at fixed offsets, and HDF5's metadata never change: a kill cannot damage
   the file. A resumed run rewrites the frames after its checkpoint, with the bytes of an
   uninterrupted run. Unwritten frames have step -1. Every frame has its box, for runs at
   constant pressure and for readers that expect it. */
#ifndef COMMON_IO_TRAJECTORY_H
#define COMMON_IO_TRAJECTORY_H

#include <stddef.h>
#include <stdint.h>

#include "common/io/frame.h"

struct trajectory;

/* Lays out a new file for `frames` frames of the shape of f (n, dim, box, label). label_name:
   "diameter", "layer" (ignored if f->label is NULL). time_unit: "sweep" or "step". creator: name
   of the program, for h5md/creator. Fatal on failure. */
struct trajectory *trajectory_create(const char *path, const struct frame *f, size_t frames,
                                     const char *label_name, const char *time_unit,
                                     const char *creator, uint64_t seed);
/* Opens an existing file for reading; update: also for rewriting frames. Fatal, naming path and
   reason, if it is missing, damaged, or of another format. */
struct trajectory *trajectory_open(const char *path, int update);
void trajectory_close(struct trajectory *t);

size_t trajectory_capacity(const struct trajectory *t); /* frames laid out */
size_t trajectory_frames(const struct trajectory *t);   /* number of leading frames that are
                                                           written */
/* same shape; 0 <= index < capacity */
void trajectory_write(struct trajectory *t, size_t index, const struct frame *f);
/* Reads one frame; its arrays are valid until the next read or close. */
void trajectory_read(struct trajectory *t, size_t index, struct frame *f);
void trajectory_sync(struct trajectory *t); /* to disk */

#endif
