/* Writes a trajectory (trajectory.h). Readers always find a complete HDF5 file that shows the
   frames of the newest publication, and no others:
   - the file has two trees of metadata. A publication writes the number of frames into the
     headers of the unused tree, syncs, and then selects that tree in the superblock, which is one
     write of 48 bytes. A kill or power failure leaves the old or the new number.
   - data sets have room for some frames more. A full file is copied into a larger one, which
     replaces it. The room is at most twice the number of frames, or 1 MB.
   Frames are published at trajectory_writer_sync, and about once a second between. A resumed run
   rewrites the frames after its checkpoint, with the bytes of an uninterrupted run. */
#ifndef COMMON_IO_TRAJECTORY_WRITER_H
#define COMMON_IO_TRAJECTORY_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/io/frame.h"
#include "common/io/h5md.h"

struct trajectory_writer;

/* A new file for frames of the shape of f. folder: descriptor of the folder that contains path,
   or AT_FDCWD. about: its texts are borrowed. Fatal on failure, like all functions below. */
struct trajectory_writer *trajectory_writer_create(int folder, const char *path,
                                                   const struct frame *f,
                                                   const struct h5md_about *about);
/* Continues a file after its first `frames` frames, and verifies them: fatal, naming the frame, if
   one is damaged, or if they are not those of *digest (NULL: not known). A file of a version
   without checksums is converted. trial: the file is verified alone, and must not be written. */
struct trajectory_writer *trajectory_writer_resume(int folder, const char *path,
                                                   const struct frame *f,
                                                   const struct h5md_about *about, size_t frames,
                                                   const uint64_t *digest, bool trial);
void trajectory_writer_close(struct trajectory_writer *w);

/* Appends a frame of the same shape. Fatal, too, if the file was removed, replaced or changed by
   another program. */
void trajectory_writer_add(struct trajectory_writer *w, const struct frame *f);
/* The run ends here, perhaps early: no frame follows, and the file has room for none. */
void trajectory_writer_complete(struct trajectory_writer *w);
void trajectory_writer_sync(struct trajectory_writer *w); /* publishes all frames, to disk */

/* The last frame is no longer part of the trajectory. The file keeps its bytes until another frame
   takes its place, so that it fits the last checkpoint as well. Once per frame added or read. */
void trajectory_writer_forget_last(struct trajectory_writer *w);

size_t trajectory_writer_frames(const struct trajectory_writer *w);
uint64_t trajectory_writer_digest(const struct trajectory_writer *w); /* of all frames */

#endif
