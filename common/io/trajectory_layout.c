/* Implementation of trajectory_layout.h. */
#include "common/io/trajectory_layout.h"

#include "common/core/base.h"
#include "common/core/minmax.h"
#include "common/io/folder_file.h"

size_t trajectory_layout_frame(const struct trajectory_layout *l)
{
    size_t n = 0;
    for (enum h5md_field k = 0; k < H5MD_FIELDS; k++) n += 8 * l->items[k];
    return n;
}

size_t trajectory_layout_file(const struct trajectory_layout *l)
{
    return H5MD_HEAD + l->room * trajectory_layout_frame(l);
}

size_t trajectory_layout_row(const struct trajectory_layout *l, enum h5md_field field, size_t index)
{
    size_t at = H5MD_HEAD;
    for (enum h5md_field k = 0; k < field; k++) at += l->room * 8 * l->items[k];
    return at + index * 8 * l->items[field];
}

void trajectory_layout_copy(const struct trajectory_layout *l, size_t room, size_t frames,
                            const struct folder_file *place, int from, int to)
{
    enum { BLOCK = 1 << 20 };
    struct trajectory_layout next = *l;
    next.room = room;
    char *const block = base_alloc(BLOCK, 1);
    for (enum h5md_field k = 0; k < H5MD_FIELDS; k++) {
        const size_t here = trajectory_layout_row(l, k, 0),
                     there = trajectory_layout_row(&next, k, 0);
        const size_t bytes = 8 * l->items[k] * frames;
        for (size_t done = 0, n; done < bytes; done += n) {
            n = min_size(BLOCK, bytes - done);
            folder_file_read(place, from, block, n, here + done);
            folder_file_write(place, to, block, n, there + done);
        }
    }
    base_free(block);
}

size_t trajectory_layout_room(const struct trajectory_layout *l, size_t frames, size_t planned)
{
    enum { LEAST = 16, FIRST = 1 << 20 /* of a new file [bytes] */ };
    size_t room = max_size(LEAST, FIRST / trajectory_layout_frame(l));
    while (room < frames) room *= 2;
    return min_size(room, max_size(planned, frames));
}
