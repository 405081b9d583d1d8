/* Implementation of trajectory_writer.h. The file is: metadata, padded to HEAD bytes;
   then one region per data set, with room for `room` frames. */
#include "common/io/trajectory_writer.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "common/core/base.h"
#include "common/io/hdf5_input.h"
#include "common/io/folder_file.h"
#include "common/io/hdf5_header.h"
#include "common/io/trajectory.h"
#include "common/io/trajectory_layout.h"
#include "common/numerics/box.h"

enum { HEAD = H5MD_HEAD }; /* [bytes] */

struct trajectory_writer {
    struct folder_file place;
    int fd;
    size_t planned, written; /* frames */
    struct trajectory_layout layout;
    struct frame like; /* shape; no arrays */
    bool labelled, trial;
    struct h5md_metadata meta;
    size_t shown[H5MD_TREES]; /* frames in the headers of each tree */
    size_t tree;              /* selected by the superblock */
    uint64_t digest, before;  /* of all frames, and of all but the last */
    double published, cost;   /* clock at the last publication, and its duration [s] */
};

/* ---- bytes ----------------------------------------------------------------------------------- */

static const char *path_of(const struct trajectory_writer *w)
{
    return w->place.path;
}

static void write_at(const struct trajectory_writer *w, int fd, const void *x, size_t n, size_t at)
{
    folder_file_write(&w->place, fd, x, n, at);
}

static void read_at(const struct trajectory_writer *w, void *x, size_t n, size_t at)
{
    folder_file_read(&w->place, w->fd, x, n, at);
}

static void sync_data(const struct trajectory_writer *w)
{
    require(fdatasync(w->fd) == 0, "%s: cannot be written: %s", path_of(w), strerror(errno));
}

/* ---- layout ---------------------------------------------------------------------------------- */

static void set_headers(struct trajectory_writer *w, size_t tree)
{
    for (enum h5md_field k = 0; k < H5MD_FIELDS; k++) {
        const struct hdf5_extent e = {w->written, trajectory_layout_row(&w->layout, k, 0),
                                      8 * w->layout.items[k] * w->written};
        unsigned char *const header = w->meta.bytes + w->meta.header[tree][k];
        if (w->layout.items[k]) hdf5_header_set(header, w->meta.length[tree][k], e);
    }
    w->shown[tree] = w->written;
}

static void select_tree(struct trajectory_writer *w, size_t tree)
{
    hdf5_header_superblock_set(w->meta.bytes, w->meta.root[tree],
                               trajectory_layout_file(&w->layout));
    w->tree = tree;
}

/* All metadata of a file with w->layout.room, to fd. */
static void write_head(struct trajectory_writer *w, int fd)
{
    for (size_t tree = 0; tree < H5MD_TREES; tree++) set_headers(w, tree);
    select_tree(w, 0);
    write_at(w, fd, w->meta.bytes, w->meta.size, 0);
    write_at(w, fd, h5md_signature, sizeof h5md_signature, HEAD - sizeof h5md_signature);
}

/* ---- publication ----------------------------------------------------------------------------- */

static void publish(struct trajectory_writer *w)
{
    const double began = base_clock();
    const size_t tree = (w->tree + 1) % H5MD_TREES;
    set_headers(w, tree);
    for (enum h5md_field k = 0; k < H5MD_FIELDS; k++) {
        const size_t at = w->meta.header[tree][k];
        if (w->layout.items[k]) write_at(w, w->fd, w->meta.bytes + at, w->meta.length[tree][k], at);
    }
    sync_data(w);
    select_tree(w, tree);
    write_at(w, w->fd, w->meta.bytes, HDF5_SUPERBLOCK, 0);
    sync_data(w);
    w->published = base_clock();
    w->cost = w->published - began;
}

/* Slow disks and many replicas must not feel it. */
static bool publication_due(const struct trajectory_writer *w)
{
    static const double pause = 1, most = 1e-3; /* [s], share of the time */
    return (base_clock() - w->published) * most > w->cost && base_clock() - w->published > pause;
}

/* The bytes of a complete file depend on its frames alone: both trees show all, and the first is
   selected. */
static bool settled(const struct trajectory_writer *w)
{
    if (w->written < w->planned) return w->shown[w->tree] == w->written;
    return w->tree == 0 && w->shown[0] == w->written && w->shown[1] == w->written;
}

void trajectory_writer_sync(struct trajectory_writer *w)
{
    folder_file_require_same(&w->place, w->fd);
    if (settled(w)) sync_data(w);
    while (!settled(w)) publish(w);
}

/* ---- growth ---------------------------------------------------------------------------------- */

static int open_temp(struct trajectory_writer *w)
{
    const int fd = folder_file_open_temp(&w->place);
    require(fd >= 0, "%s: cannot be made: %s", path_of(w), strerror(errno));
    return fd;
}

/* The temporary file becomes the trajectory. */
static void adopt(struct trajectory_writer *w, int fd)
{
    require(ftruncate(fd, (off_t)trajectory_layout_file(&w->layout)) == 0 &&
                folder_file_adopt(&w->place, fd),
            "%s: cannot be written: %s", path_of(w), strerror(errno));
    if (w->fd >= 0 && w->fd != fd) close(w->fd);
    w->fd = fd;
    w->published = base_clock();
}

static void grow(struct trajectory_writer *w, size_t room)
{
    folder_file_require_same(&w->place, w->fd);
    const int fd = open_temp(w);
    trajectory_layout_copy(&w->layout, room, w->written, &w->place, w->fd, fd);
    w->layout.room = room;
    write_head(w, fd);
    adopt(w, fd);
}

/* ---- frames ---------------------------------------------------------------------------------- */

void trajectory_writer_complete(struct trajectory_writer *w)
{
    w->planned = w->written;
    if (w->written > 0 && w->layout.room > w->written) grow(w, w->written);
}

static void put(const struct trajectory_writer *w, enum h5md_field field, const void *x)
{
    const size_t at = trajectory_layout_row(&w->layout, field, w->written);
    if (w->layout.items[field] && !w->trial) write_at(w, w->fd, x, 8 * w->layout.items[field], at);
}

static void count(struct trajectory_writer *w, uint64_t checksum)
{
    w->before = w->digest;
    w->digest = XXH3_64bits_withSeed(&checksum, sizeof checksum, w->digest);
    w->written++;
}

static void require_shape(const struct trajectory_writer *w, const struct frame *f)
{
    assert(f->t >= 0);
    require(w->written < w->planned, "%s: has no room for frame %zu of this run", path_of(w),
            w->written);
    require(f->n == w->like.n && f->dim == w->like.dim && !f->label == !w->labelled &&
                (f->box > 0) == (w->like.box > 0) && f->tilted == w->like.tilted,
            "%s: frame %zu does not have the shape of this run", path_of(w), w->written);
}

static void append(struct trajectory_writer *w, const struct frame *f)
{
    require_shape(w, f);
    double *const edge = base_alloc((size_t)f->dim * (f->tilted ? 3 : 1), sizeof *edge);
    for (int k = 0; k < f->dim; k++) edge[k] = f->box;
    if (f->tilted) box_edges(f->box, f->tilt, f->dim, edge);
    const uint64_t checksum = h5md_frame_checksum(f);
    put(w, H5MD_EDGES_VALUE, edge);
    put(w, H5MD_POSITION_VALUE, f->x);
    put(w, H5MD_LABEL_VALUE, f->label);
    put(w, H5MD_ENERGY_VALUE, &f->energy);
    put(w, H5MD_TIME, &(const double){(double)f->t});
    put(w, H5MD_STEP, &f->t);
    put(w, H5MD_FRAME_CHECKSUM, &checksum);
    base_free(edge);
    count(w, checksum);
}

void trajectory_writer_add(struct trajectory_writer *w, const struct frame *f)
{
    folder_file_require_same(&w->place, w->fd);
    if (w->written == w->layout.room)
        grow(w, trajectory_layout_room(&w->layout, w->written + 1, w->planned));
    append(w, f);
    if (publication_due(w)) publish(w);
}

/* ---- opening --------------------------------------------------------------------------------- */

static struct trajectory_writer *prepare(int folder, const char *path, const struct frame *f,
                                         const struct h5md_about *about)
{
    assert(about->planned > 0 && f->n > 0 && f->dim > 0 && f->dim <= TRAJECTORY_DIM);
    struct trajectory_writer *const w = base_alloc(1, sizeof *w);
    folder_file_init(&w->place, folder, path);
    w->fd = -1;
    w->planned = about->planned;
    w->like = *f, w->like.x = w->like.label = NULL;
    w->labelled = f->label != NULL;
    h5md_items(f, w->layout.items);
    w->meta = h5md_metadata(f, about);
    require(w->meta.size + sizeof h5md_signature <= HEAD,
            "%s: its metadata need %zu bytes, more than %d", path, w->meta.size, HEAD);
    w->layout.room = trajectory_layout_room(&w->layout, 0, w->planned);
    return w;
}

static void make_file(struct trajectory_writer *w)
{
    const int fd = open_temp(w);
    write_head(w, fd);
    adopt(w, fd);
}

struct trajectory_writer *trajectory_writer_create(int folder, const char *path,
                                                   const struct frame *f,
                                                   const struct h5md_about *about)
{
    struct trajectory_writer *const w = prepare(folder, path, f, about);
    make_file(w);
    return w;
}

void trajectory_writer_close(struct trajectory_writer *w)
{
    if (!w) return;
    if (!settled(w)) trajectory_writer_sync(w);
    require(close(w->fd) == 0, "%s: cannot be written: %s", path_of(w), strerror(errno));
    folder_file_clear(&w->place);
    base_free(w->meta.bytes);
    base_free(w);
}

/* ---- resuming -------------------------------------------------------------------------------- */

static void get(const struct trajectory_writer *w, enum h5md_field field, size_t index, void *x)
{
    if (w->layout.items[field])
        read_at(w, x, 8 * w->layout.items[field], trajectory_layout_row(&w->layout, field, index));
}

/* Reads frame w->written, and counts it if its checksum holds. */
static void verify_next(struct trajectory_writer *w, double *x, double *label)
{
    uint64_t expected = 0;
    double time = 0, edge[TRAJECTORY_DIM] = {0};
    struct frame f = w->like;
    get(w, H5MD_STEP, w->written, &f.t);
    get(w, H5MD_TIME, w->written, &time);
    get(w, H5MD_ENERGY_VALUE, w->written, &f.energy);
    get(w, H5MD_FRAME_CHECKSUM, w->written, &expected);
    get(w, H5MD_EDGES_VALUE, w->written, edge);
    get(w, H5MD_LABEL_VALUE, w->written, label);
    get(w, H5MD_POSITION_VALUE, w->written, x);
    f.x = x, f.label = w->labelled ? label : NULL;
    if (f.box > 0) f.box = edge[0];
    bool good = !f.tilted || box_of_edges(f.dim, edge, 0, &f.box, f.tilt);
    good = good && time == (double)f.t && h5md_frame_checksum(&f) == expected;
    for (int k = 0; good && w->like.box > 0 && !f.tilted && k < f.dim; k++) good = edge[k] == f.box;
    require(good,
            "%s: frame %zu is damaged or was edited: its checksum does not hold. Restore the "
            "file, or start a new run",
            path_of(w), w->written);
    count(w, expected);
}

static void verify(struct trajectory_writer *w, size_t frames)
{
    double *const x = base_alloc(w->layout.items[H5MD_POSITION_VALUE], sizeof *x),
                  *const label = base_alloc(w->like.n, sizeof *label);
    while (w->written < frames) verify_next(w, x, label);
    base_free(x);
    base_free(label);
}

/* Copies the frames of a file of another layout, and replaces it. */
static void convert(struct trajectory_writer *w, size_t frames)
{
    char *const path = folder_file_path(&w->place);
    struct trajectory *const old = trajectory_open(path);
    const size_t found = trajectory_frames(old);
    require(frames <= found,
            "%s: has %zu frames, fewer than at the last checkpoint (%zu). Restore "
            "the file, or start a new run",
            path_of(w), found, frames);
    if (!w->trial) {
        close(w->fd);
        w->layout.room = trajectory_layout_room(&w->layout, frames, w->planned);
        w->fd = open_temp(w);
    }
    while (w->written < frames) {
        struct frame f;
        trajectory_read(old, w->written, &f);
        append(w, &f);
    }
    if (!w->trial) {
        write_head(w, w->fd);
        adopt(w, w->fd);
    }
    trajectory_close(old);
    base_free(path);
}

/* Are the metadata of the file those of this program, up to the number of frames, and whole. */
static bool is_whole(struct trajectory_writer *w)
{
    unsigned char *const found = base_alloc(w->meta.size, 1);
    read_at(w, found, w->meta.size, 0);
    bool whole = hdf5_header_superblock_valid(found);
    for (size_t tree = 0; tree < H5MD_TREES; tree++) {
        hdf5_header_superblock_set(w->meta.bytes, w->meta.root[tree],
                                   trajectory_layout_file(&w->layout));
        if (memcmp(found, w->meta.bytes, HDF5_SUPERBLOCK) == 0) w->tree = tree;
    }
    select_tree(w, w->tree);
    for (size_t tree = 0; tree < H5MD_TREES; tree++)
        for (enum h5md_field k = 0; k < H5MD_FIELDS; k++) {
            const size_t at = w->meta.header[tree][k], n = w->meta.length[tree][k];
            if (!w->layout.items[k]) continue;
            const uint64_t rows = hdf5_header_rows(found + at, n);
            if (k == H5MD_STEP) w->shown[tree] = rows;
            if (rows != w->shown[tree]) w->shown[tree] = SIZE_MAX; /* torn */
            whole = whole && (tree != w->tree || hdf5_header_valid(found + at, n));
            memcpy(found + at, w->meta.bytes + at, n);
        }
    whole = whole && memcmp(found, w->meta.bytes, w->meta.size) == 0;
    base_free(found);
    return whole;
}

/* A power failure may leave torn metadata; another version writes other ones. */
static void take_over(struct trajectory_writer *w, size_t size, size_t frames)
{
    w->layout.room = (size - HEAD) / trajectory_layout_frame(&w->layout);
    require(trajectory_layout_file(&w->layout) == size && w->layout.room >= frames,
            "%s: has %zu bytes, too few for the %zu frames of the last checkpoint, or not those "
            "that the run wrote. Restore the file, or start a new run",
            path_of(w), size, frames);
    verify(w, frames);
    if (!w->trial && !is_whole(w)) grow(w, w->layout.room);
}

struct trajectory_writer *trajectory_writer_resume(int folder, const char *path,
                                                   const struct frame *f,
                                                   const struct h5md_about *about, size_t frames,
                                                   const uint64_t *digest, bool trial)
{
    struct trajectory_writer *const w = prepare(folder, path, f, about);
    w->trial = trial;
    struct stat s = {0};
    w->fd = folder_file_open(&w->place);
    require(w->fd >= 0 && fstat(w->fd, &s) == 0,
            "%s: cannot be opened: %s. Restore the file, or "
            "start a new run",
            path, strerror(errno));
    require(S_ISREG(s.st_mode), "%s: is not a regular file", path);
    require(!hdf5_input_in_use(w->fd), "%s: in use by another program", path);
    require(frames <= w->planned, "%s: cannot hold %zu frames; the run writes %zu", path, frames,
            w->planned);
    char *const file = folder_file_path(&w->place);
    const bool is_signed = h5md_is_signed(file);
    base_free(file);
    if (is_signed)
        take_over(w, (size_t)s.st_size, frames);
    else
        convert(w, frames);
    require(!digest || *digest == w->digest,
            "%s: its first %zu frames are not those of the last "
            "checkpoint: the file was replaced or edited. Restore it, or start a new run",
            path, frames);
    if (!trial) trajectory_writer_sync(w);
    return w;
}

void trajectory_writer_forget_last(struct trajectory_writer *w)
{
    assert(w->written > 0);
    w->written--;
    w->digest = w->before;
    if (!w->trial) trajectory_writer_sync(w);
}

size_t trajectory_writer_frames(const struct trajectory_writer *w)
{
    return w->written;
}

uint64_t trajectory_writer_digest(const struct trajectory_writer *w)
{
    return w->digest;
}
