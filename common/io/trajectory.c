/* Implementation of trajectory.h. HDF5 creates the file under a temporary name (h5md.h) and
   afterwards only reads it. Frames are written with pwrite at the offsets of the data sets. */
#include "common/io/trajectory.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <hdf5_hl.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/io/h5md.h"
#include "common/io/hdf5_input.h"

enum { DIM = 1024 /* largest number of coordinates per item */ };

struct field {    /* one data set, (frames, ...) */
    hid_t set;    /* H5I_INVALID_HID: not in this file */
    off_t at;     /* offset of its bytes in the file, for updates */
    size_t items; /* per frame; 8 bytes each when updating */
};

struct trajectory {
    char *path;
    hid_t file; /* read only */
    int fd;     /* -1 if opened for reading */
    size_t frames, written, n;
    int dim;
    double box; /* of all frames, in files with one box for all */
    struct field position, label, energy, time, step, edges;
    int64_t *steps;    /* (frames) */
    double *x, *value; /* (n, dim), (n): the frame read last */
};

/* ---- laying out ------------------------------------------------------------------------------ */

static hid_t access_list(void)
{
    hdf5_input_init();
    const hid_t list = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_libver_bounds(list, H5F_LIBVER_V18, H5F_LIBVER_V18);
    H5Pset_file_locking(list, 0, 1); /* the run folder is locked */
    H5Pset_sieve_buf_size(list, 0);  /* HDF5 must not cache data: frames are written without it */
    return list;
}

struct trajectory *trajectory_create(const char *path, const struct frame *f, size_t frames,
                                     const char *label_name, const char *time_unit,
                                     const char *creator, uint64_t seed)
{
    assert(frames > 0 && f->n > 0 && f->dim > 0 && f->dim <= DIM);
    char *const fresh = base_text("%s.tmp", path);
    const hid_t access = access_list(), root = H5Pcreate(H5P_FILE_CREATE);
    H5Pset_obj_track_times(root, 0);
    const int probe = base_descriptor(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    require(probe >= 0 && close(probe) == 0, "%s: cannot be made: %s", fresh, base_reason());
    errno = 0;
    const hid_t file = H5Fcreate(fresh, H5F_ACC_TRUNC, root, access);
    require(file >= 0, "%s: cannot be made: %s", fresh, errno ? strerror(errno) : "HDF5 refuses");
    h5md_lay_out(file, f, frames, label_name, time_unit, creator, seed);
    /* Errors above show as missing objects when the file is opened below. */
    require(H5Fclose(file) >= 0 && rename(fresh, path) == 0, "%s: cannot be laid out: %s", path,
            strerror(errno));
    H5Pclose(root);
    H5Pclose(access);
    base_free(fresh);
    return trajectory_open(path, 1);
}

/* ---- opening --------------------------------------------------------------------------------- */

/* Opens a data set of this rank and returns its shape in shape[rank]. False if there is none. */
static bool open_set(const struct trajectory *t, const char *name, int rank, hsize_t *shape,
                     hid_t *set)
{
    *set = H5I_INVALID_HID;
    if (H5LTpath_valid(t->file, name, 1) <= 0) return false;
    *set = H5Dopen2(t->file, name, H5P_DEFAULT);
    require(*set >= 0 && hdf5_input_plain(*set), "%s: %s is not an array of numbers in one piece",
            t->path, name);
    const hid_t space = H5Dget_space(*set);
    const bool good = H5Sget_simple_extent_ndims(space) == rank;
    if (good) H5Sget_simple_extent_dims(space, shape, NULL);
    H5Sclose(space);
    require(good, "%s: %s is not a data set of %d dimensions", t->path, name, rank);
    return true;
}

/* Offset of the bytes of a data set in the file, for pwrite. */
static void locate(const struct trajectory *t, const char *name, hid_t disk, struct field *f,
                   off_t size)
{
    const hid_t type = H5Dget_type(f->set);
    const haddr_t at = H5Dget_offset(f->set);
    const uint64_t bytes = (uint64_t)t->frames * f->items * 8;
    const bool good = H5Tequal(type, disk) > 0 && at != HADDR_UNDEF &&
                      H5Dget_storage_size(f->set) == bytes && at <= (uint64_t)size &&
                      bytes <= (uint64_t)size - at;
    H5Tclose(type);
    require(good, "%s: %s is not laid out for frames to be written in place", t->path, name);
    f->at = (off_t)at;
}

/* One number per frame; in two dimensions `items` numbers. */
static void open_field(struct trajectory *t, const char *name, int rank, size_t items, hid_t disk,
                       struct field *f, off_t size)
{
    hsize_t shape[2] = {0, 1};
    f->items = items;
    if (!open_set(t, name, rank, shape, &f->set)) return;
    require(shape[0] == t->frames && shape[1] == f->items,
            "%s: %s is not shaped like the positions", t->path, name);
    if (t->fd >= 0) locate(t, name, disk, f, size);
}

static void open_position(struct trajectory *t, off_t size)
{
    hsize_t shape[3];
    require(open_set(t, H5MD_POSITION "value", 3, shape, &t->position.set),
            "%s: not a trajectory: has no " H5MD_POSITION "value", t->path);
    require(shape[0] && shape[1] && shape[2] && shape[2] <= DIM,
            "%s: " H5MD_POSITION "value has the impossible shape (%llu, %llu, %llu)", t->path,
            (unsigned long long)shape[0], (unsigned long long)shape[1],
            (unsigned long long)shape[2]);
    t->frames = shape[0];
    t->n = shape[1];
    t->dim = (int)shape[2];
    t->position.items = t->n * (size_t)t->dim;
    if (t->fd >= 0) locate(t, H5MD_POSITION "value", H5T_IEEE_F64LE, &t->position, size);
}

static void read_steps(struct trajectory *t)
{
    require(t->step.set >= 0, "%s: not a trajectory: has no " H5MD_POSITION "step", t->path);
    t->steps = base_alloc(t->frames, sizeof *t->steps);
    require(H5Dread(t->step.set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, t->steps) >= 0,
            "%s: " H5MD_POSITION "step cannot be read", t->path);
    while (t->written < t->frames && t->steps[t->written] >= 0) t->written++;
    for (size_t i = 1; t->fd < 0 && i < t->written; i++)
        require(t->steps[i] > t->steps[i - 1], "%s: frame %zu is of step %lld, after one of %lld",
                t->path, i, (long long)t->steps[i], (long long)t->steps[i - 1]);
}

static double cube(const struct trajectory *t, bool read, const double *edge)
{
    bool cubic = read && isfinite(edge[0]) && edge[0] > 0;
    for (int k = 1; cubic && k < t->dim; k++) cubic = edge[k] == edge[0];
    require(cubic, "%s: " H5MD_EDGES " is not a cubic box of %d dimensions", t->path, t->dim);
    return edge[0];
}

static void read_box(struct trajectory *t)
{
    hid_t set;
    hsize_t n;
    double edge[DIM];
    if (t->edges.set >= 0 || !open_set(t, H5MD_EDGES, 1, &n, &set)) return;
    const bool read = n == (hsize_t)t->dim &&
                      H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, edge) >= 0;
    H5Dclose(set);
    t->box = cube(t, read, edge);
}

struct trajectory *trajectory_open(const char *path, int update)
{
    struct trajectory *const t = base_alloc(1, sizeof *t);
    struct stat about;
    require(stat(path, &about) == 0, "%s: %s", path, strerror(errno));
    const hid_t access = access_list();
    t->path = base_text("%s", path);
    t->file = hdf5_input_open(path, access);
    require(t->file >= 0, "%s: %s", path, hdf5_input_reason());
    H5Pclose(access);
    t->fd = update ? base_descriptor(path, O_RDWR) : -1;
    require(t->fd >= 0 || !update, "%s: cannot be written: %s", path, base_reason());
    open_position(t, about.st_size);
    const hid_t real = H5T_IEEE_F64LE;
    open_field(t, H5MD_POSITION "step", 1, 1, H5T_STD_I64LE, &t->step, about.st_size);
    open_field(t, H5MD_POSITION "time", 1, 1, real, &t->time, about.st_size);
    open_field(t, H5MD_ENERGY "value", 1, 1, real, &t->energy, about.st_size);
    open_field(t, H5MD_EDGES "/value", 2, (size_t)t->dim, real, &t->edges, about.st_size);
    open_field(t, H5MD_ALL "diameter/value", 2, t->n, real, &t->label, about.st_size);
    if (t->label.set < 0)
        open_field(t, H5MD_ALL "layer/value", 2, t->n, real, &t->label, about.st_size);
    require(!update || (t->time.set >= 0 && t->energy.set >= 0), "%s: has no times or energies",
            path);
    read_steps(t);
    read_box(t);
    return t;
}

void trajectory_close(struct trajectory *t)
{
    if (!t) return;
    const hid_t set[] = {t->position.set, t->label.set, t->energy.set,
                         t->time.set,     t->step.set,  t->edges.set};
    for (size_t i = 0; i < sizeof set / sizeof *set; i++)
        if (set[i] >= 0) H5Dclose(set[i]);
    H5Fclose(t->file);
    require(t->fd < 0 || close(t->fd) == 0, "%s: cannot be written: %s", t->path, strerror(errno));
    base_free(t->steps);
    base_free(t->x);
    base_free(t->value);
    base_free(t->path);
    base_free(t);
}

/* ---- frames ---------------------------------------------------------------------------------- */

size_t trajectory_capacity(const struct trajectory *t)
{
    return t->frames;
}

size_t trajectory_frames(const struct trajectory *t)
{
    return t->written;
}

static void put(const struct trajectory *t, const struct field *f, size_t index, const void *x)
{
    const char *bytes = x;
    size_t left = 8 * f->items;
    off_t at = f->at + (off_t)(index * left);
    while (left > 0) {
        const ssize_t n = pwrite(t->fd, bytes, left, at);
        require(n > 0 || (n < 0 && errno == EINTR), "%s: cannot be written: %s", t->path,
                strerror(errno));
        if (n > 0) bytes += n, at += n, left -= (size_t)n;
    }
}

void trajectory_write(struct trajectory *t, size_t index, const struct frame *f)
{
    assert(t->fd >= 0 && f->t >= 0);
    require(index < t->frames && f->n == t->n && f->dim == t->dim &&
                !f->label == (t->label.set < 0),
            "%s: has no room for frame %zu of this run", t->path, index);
    require(t->edges.set >= 0 || f->box == t->box,
            "%s: its frames have one box, and this is another", t->path);
    double edge[DIM];
    for (int k = 0; k < t->dim; k++) edge[k] = f->box;
    if (t->edges.set >= 0) put(t, &t->edges, index, edge);
    put(t, &t->position, index, f->x);
    if (f->label) put(t, &t->label, index, f->label);
    put(t, &t->energy, index, &f->energy);
    put(t, &t->time, index, &(const double){(double)f->t});
    put(t, &t->step, index, &f->t); /* last: a step >= 0 marks a complete frame */
    t->steps[index] = f->t;
    while (t->written < t->frames && t->steps[t->written] >= 0) t->written++;
}

static void get(const struct trajectory *t, const struct field *f, size_t index, double *x)
{
    const hsize_t start[3] = {index}, items = f->items;
    hsize_t count[3];
    const hid_t all = H5Dget_space(f->set), one = H5Screate_simple(1, &items, NULL);
    H5Sget_simple_extent_dims(all, count, NULL);
    count[0] = 1;
    H5Sselect_hyperslab(all, H5S_SELECT_SET, start, NULL, count, NULL);
    const bool good = H5Dread(f->set, H5T_NATIVE_DOUBLE, one, all, H5P_DEFAULT, x) >= 0;
    H5Sclose(one);
    H5Sclose(all);
    require(good, "%s: frame %zu cannot be read", t->path, index);
}

static void check_finite(const struct trajectory *t, size_t index, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        require(isfinite(x[i]), "%s: frame %zu holds %g", t->path, index, x[i]);
}

void trajectory_read(struct trajectory *t, size_t index, struct frame *f)
{
    assert(index < t->frames);
    if (!t->x) t->x = base_alloc(t->position.items, sizeof *t->x);
    if (!t->value && t->label.set >= 0) t->value = base_alloc(t->n, sizeof *t->value);
    *f = (struct frame){t->steps[index], NAN, t->n, t->dim, t->x, t->value, t->box};
    get(t, &t->position, index, t->x);
    if (t->label.set >= 0) get(t, &t->label, index, t->value);
    if (t->energy.set >= 0) get(t, &t->energy, index, &f->energy);
    if (f->t < 0) return; /* not yet written */
    check_finite(t, index, t->x, t->position.items);
    if (t->value) check_finite(t, index, t->value, t->n);
    if (t->edges.set < 0) return;
    double edge[DIM];
    get(t, &t->edges, index, edge);
    f->box = cube(t, true, edge);
}

void trajectory_sync(struct trajectory *t)
{
    require(t->fd < 0 || fdatasync(t->fd) == 0, "%s: cannot be written: %s", t->path,
            strerror(errno));
}
