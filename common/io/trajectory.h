/* Trajectories as H5MD 1.1: one particle group "all", one shared step array, positions (frames,
   n, dim) in double, labels as "diameter" or "layer", energy under observables/, and a checksum per
   frame (h5md.h). trajectory_writer.h writes them. Every frame has its box, for runs at constant
   pressure and for readers that expect it. Files of earlier versions are read, too: they have no
   checksums, and all planned frames, of which those not written have step -1. */
#ifndef COMMON_IO_TRAJECTORY_H
#define COMMON_IO_TRAJECTORY_H

#include <stddef.h>
#include <stdint.h>

#include "common/io/frame.h"

struct trajectory;

enum { TRAJECTORY_DIM = 1024 /* largest number of coordinates per item */ };

/* Opens a file for reading. Fatal, naming path and reason, if it is missing, damaged, or of another
   format. */
struct trajectory *trajectory_open(const char *path);
void trajectory_close(struct trajectory *t);

size_t trajectory_frames(const struct trajectory *t);              /* number of written frames */
size_t trajectory_planned(const struct trajectory *t);             /* of the complete run */
int64_t trajectory_time(const struct trajectory *t, size_t index); /* of a written frame */
/* Reads one written frame; its arrays are valid until the next read or close. Fatal, naming the
   frame, if its checksum does not hold. */
void trajectory_read(struct trajectory *t, size_t index, struct frame *f);

#endif
