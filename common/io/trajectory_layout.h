/* Layout of a trajectory file: H5MD_HEAD bytes of metadata, then one region per data set, with room
   for a number of frames. */
#ifndef COMMON_IO_TRAJECTORY_LAYOUT_H
#define COMMON_IO_TRAJECTORY_LAYOUT_H

#include <stddef.h>

#include "common/io/h5md.h"

struct folder_file;

struct trajectory_layout {
    size_t items[H5MD_FIELDS]; /* numbers of 8 bytes per frame */
    size_t room;               /* frames */
};

size_t trajectory_layout_frame(const struct trajectory_layout *l); /* one frame [bytes] */
size_t trajectory_layout_file(const struct trajectory_layout *l);  /* the file [bytes] */
/* Offset of a row of a data set. */
size_t trajectory_layout_row(const struct trajectory_layout *l, enum h5md_field field,
                             size_t index);
/* Copies `frames` of a file into another one with other room. */
void trajectory_layout_copy(const struct trajectory_layout *l, size_t room, size_t frames,
                            const struct folder_file *place, int from, int to);
/* Room for `frames` of a run of `planned`, a function of their numbers alone: resumed runs end in
   the same bytes. */
size_t trajectory_layout_room(const struct trajectory_layout *l, size_t frames, size_t planned);

#endif
