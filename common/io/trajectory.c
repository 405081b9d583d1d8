/* Implementation of trajectory.h. */
#include "common/io/trajectory.h"

#include <assert.h>
#include <errno.h>
#include <hdf5_hl.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "common/core/base.h"
#include "common/io/h5md.h"
#include "common/io/hdf5_input.h"
#include "common/numerics/box.h"

struct field {    /* one data set, (frames, ...) */
    hid_t set;    /* H5I_INVALID_HID: not in this file */
    size_t items; /* per frame */
};

struct trajectory {
    char *path;
    hid_t file;
    size_t frames, written, planned, n;
    int dim;
    double box;  /* of all frames, in files with one box for all */
    bool tilted; /* edges are matrices */
    struct field position, label, energy, time, step, edges, checksum;
    int64_t *steps;    /* (frames) */
    double *x, *value; /* (n, dim), (n): the frame read last */
};

/* ---- opening --------------------------------------------------------------------------------- */

static hid_t access_list(void)
{
    hdf5_input_init();
    const hid_t list = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_libver_bounds(list, H5F_LIBVER_V18, H5F_LIBVER_V18);
    H5Pset_file_locking(list, 0, 1); /* the run folder is locked */
    H5Pset_sieve_buf_size(list, 0);  /* HDF5 must not cache data: frames are written without it */
    return list;
}

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

/* One number per frame; `items` numbers in two or three dimensions. */
static void open_field(struct trajectory *t, const char *name, int rank, size_t items,
                       struct field *f)
{
    hsize_t shape[3] = {0, 1, 1};
    f->items = items;
    if (!open_set(t, name, rank, shape, &f->set)) return;
    require(shape[0] == t->frames && shape[1] * shape[2] == f->items,
            "%s: %s is not shaped like the positions", t->path, name);
}

static void open_position(struct trajectory *t)
{
    hsize_t shape[3];
    require(open_set(t, H5MD_POSITION "value", 3, shape, &t->position.set),
            "%s: not a trajectory: has no " H5MD_POSITION "value", t->path);
    const bool empty = shape[0] == 0 && H5LTpath_valid(t->file, H5MD_CHECKSUM, 1) <= 0;
    require(!empty && shape[1] && shape[2] && shape[2] <= TRAJECTORY_DIM,
            "%s: " H5MD_POSITION "value has the impossible shape (%llu, %llu, %llu)", t->path,
            (unsigned long long)shape[0], (unsigned long long)shape[1],
            (unsigned long long)shape[2]);
    t->frames = shape[0];
    t->n = shape[1];
    t->dim = (int)shape[2];
    t->position.items = t->n * (size_t)t->dim;
}

static void read_steps(struct trajectory *t)
{
    require(t->step.set >= 0, "%s: not a trajectory: has no " H5MD_POSITION "step", t->path);
    t->steps = base_alloc(t->frames, sizeof *t->steps);
    require(H5Dread(t->step.set, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, t->steps) >= 0,
            "%s: " H5MD_POSITION "step cannot be read", t->path);
    while (t->written < t->frames && t->steps[t->written] >= 0) t->written++;
    require(t->checksum.set < 0 || t->written == t->frames,
            "%s: frame %zu is damaged: its step is "
            "%lld",
            t->path, t->written, (long long)t->steps[t->written]);
    for (size_t i = 1; i < t->written; i++)
        require(t->steps[i] > t->steps[i - 1], "%s: frame %zu is of step %lld, after one of %lld",
                t->path, i, (long long)t->steps[i], (long long)t->steps[i - 1]);
}

/* where: the frame of these edges, for messages. */
static double cube(const struct trajectory *t, const char *where, bool read, const double *edge)
{
    bool cubic = read && isfinite(edge[0]) && edge[0] > 0;
    for (int k = 1; cubic && k < t->dim; k++) cubic = edge[k] == edge[0];
    require(cubic, "%s: %s" H5MD_EDGES " is not a cubic box of %d dimensions", t->path, where,
            t->dim);
    return edge[0];
}

static void read_box(struct trajectory *t)
{
    hid_t set;
    hsize_t n;
    double edge[TRAJECTORY_DIM];
    if (t->edges.set >= 0 || !open_set(t, H5MD_EDGES, 1, &n, &set)) return;
    const bool read = n == (hsize_t)t->dim &&
                      H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, edge) >= 0;
    H5Dclose(set);
    t->box = cube(t, "", read, edge);
}

static void read_planned(struct trajectory *t)
{
    uint64_t planned = 0;
    t->planned = t->frames;
    if (t->checksum.set < 0) return;
    const bool read = H5LTget_attribute(t->file, "parameters", "frames_planned", H5T_NATIVE_UINT64,
                                        &planned) >= 0;
    require(read && planned >= t->frames, "%s: parameters has no attribute frames_planned",
            t->path);
    t->planned = planned;
}

/* Edges of boxes: vectors of lengths, or a matrix of edges. */
static void open_edges(struct trajectory *t)
{
    static const char name[] = H5MD_EDGES "/value";
    const size_t dim = (size_t)t->dim;
    int rank = 2;
    if (H5LTpath_valid(t->file, name, 1) > 0) H5LTget_dataset_ndims(t->file, name, &rank);
    t->tilted = rank == 3 && (dim == 2 || dim == 3);
    open_field(t, name, t->tilted ? 3 : 2, t->tilted ? dim * dim : dim, &t->edges);
}

static void open_sets(struct trajectory *t)
{
    open_position(t);
    open_field(t, H5MD_POSITION "step", 1, 1, &t->step);
    open_field(t, H5MD_POSITION "time", 1, 1, &t->time);
    open_field(t, H5MD_ENERGY "value", 1, 1, &t->energy);
    open_edges(t);
    open_field(t, H5MD_ALL "diameter/value", 2, t->n, &t->label);
    if (t->label.set < 0) open_field(t, H5MD_ALL "layer/value", 2, t->n, &t->label);
    open_field(t, H5MD_CHECKSUM, 1, 1, &t->checksum);
    const bool whole = t->checksum.set >= 0 && t->time.set >= 0 && t->energy.set >= 0;
    require(whole || (t->checksum.set < 0 && !h5md_is_signed(t->path)),
            "%s: damaged: it has no checksums, times or energies", t->path);
}

struct trajectory *trajectory_open(const char *path)
{
    struct trajectory *const t = base_alloc(1, sizeof *t);
    struct stat about;
    require(stat(path, &about) == 0, "%s: %s", path, strerror(errno));
    const hid_t access = access_list();
    t->path = base_text("%s", path);
    t->file = hdf5_input_open(path, access);
    require(t->file >= 0, "%s: %s", path, hdf5_input_reason());
    H5Pclose(access);
    require(t->file >= 0, "%s: not an HDF5 file, or damaged", path);
    open_sets(t);
    read_planned(t);
    read_steps(t);
    read_box(t);
    return t;
}

void trajectory_close(struct trajectory *t)
{
    if (!t) return;
    const hid_t set[] = {t->position.set, t->label.set, t->energy.set,  t->time.set,
                         t->step.set,     t->edges.set, t->checksum.set};
    for (size_t i = 0; i < sizeof set / sizeof *set; i++)
        if (set[i] >= 0) H5Dclose(set[i]);
    H5Fclose(t->file);
    base_free(t->steps);
    base_free(t->x);
    base_free(t->value);
    base_free(t->path);
    base_free(t);
}

/* ---- frames ---------------------------------------------------------------------------------- */

size_t trajectory_frames(const struct trajectory *t)
{
    return t->written;
}

size_t trajectory_planned(const struct trajectory *t)
{
    return t->planned;
}

int64_t trajectory_time(const struct trajectory *t, size_t index)
{
    assert(index < t->written);
    return t->steps[index];
}

static void get(const struct trajectory *t, const struct field *f, size_t index, hid_t type,
                void *x)
{
    const hsize_t start[3] = {index}, items = f->items;
    hsize_t count[3];
    const hid_t all = H5Dget_space(f->set), one = H5Screate_simple(1, &items, NULL);
    H5Sget_simple_extent_dims(all, count, NULL);
    count[0] = 1;
    H5Sselect_hyperslab(all, H5S_SELECT_SET, start, NULL, count, NULL);
    const bool good = H5Dread(f->set, type, one, all, H5P_DEFAULT, x) >= 0;
    H5Sclose(one);
    H5Sclose(all);
    require(good, "%s: frame %zu cannot be read", t->path, index);
}

static void check_finite(const struct trajectory *t, size_t index, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        require(isfinite(x[i]), "%s: frame %zu holds %g", t->path, index, x[i]);
}

static void check_frame(const struct trajectory *t, size_t index, const struct frame *f)
{
    uint64_t expected;
    double time;
    if (t->checksum.set >= 0) {
        get(t, &t->checksum, index, H5T_NATIVE_UINT64, &expected);
        get(t, &t->time, index, H5T_NATIVE_DOUBLE, &time);
        require(h5md_frame_checksum(f) == expected && time == (double)f->t,
                "%s: frame %zu (%lld) is damaged: its checksum does not hold", t->path, index,
                (long long)f->t);
    }
    check_finite(t, index, f->x, t->position.items);
    if (f->label) check_finite(t, index, f->label, t->n);
}

static void read_edges(const struct trajectory *t, size_t index, struct frame *f)
{
    double edge[TRAJECTORY_DIM];
    char where[40];
    get(t, &t->edges, index, H5T_NATIVE_DOUBLE, edge);
    snprintf(where, sizeof where, "frame %zu: ", index);
    if (!t->tilted) {
        f->box = cube(t, where, true, edge);
        return;
    }
    require(box_of_edges(t->dim, edge, 0, &f->box, f->tilt),
            "%s: %s" H5MD_EDGES
            " is not a box of equal sides with edges (L 0 0), (xy L 0), (xz yz L)",
            t->path, where);
}

void trajectory_read(struct trajectory *t, size_t index, struct frame *f)
{
    const hid_t real = H5T_NATIVE_DOUBLE;
    assert(index < t->written);
    if (!t->x) t->x = base_alloc(t->position.items, sizeof *t->x);
    if (!t->value && t->label.set >= 0) t->value = base_alloc(t->n, sizeof *t->value);
    *f = (struct frame){.t = t->steps[index],
                        .energy = NAN,
                        .n = t->n,
                        .dim = t->dim,
                        .x = t->x,
                        .label = t->value,
                        .box = t->box,
                        .tilted = t->tilted};
    get(t, &t->position, index, real, t->x);
    if (t->label.set >= 0) get(t, &t->label, index, real, t->value);
    if (t->energy.set >= 0) get(t, &t->energy, index, real, &f->energy);
    if (t->edges.set >= 0) read_edges(t, index, f);
    check_frame(t, index, f);
}
