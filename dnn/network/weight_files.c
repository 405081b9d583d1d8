/* Implementation of weight_files.h. */
#include "dnn/network/weight_files.h"

#include <dirent.h>
#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

#include "common/io/run_folder.h"
#include "common/io/hdf5_input.h"
#include "common/io/npy.h"
#include "common/io/output.h"
#include "common/io/atomic_file.h"

struct tensor {
    char name[64];
    size_t rank, shape[4], n;
    real *x; /* into the network's weights or averages */
};

struct store { /* where the tensors are stored */
    const char *path;
    hid_t file; /* H5I_INVALID_HID: a folder of .npy files */
    const struct output *output;
};

static bool ends(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

bool weight_files_exist(const char *path)
{
    if (ends(path, ".h5")) return access(path, R_OK) == 0;
    DIR *const folder = opendir(path);
    bool found = false;
    for (const struct dirent *e; folder && !found && (e = readdir(folder));)
        found = ends(e->d_name, ".npy");
    if (folder) closedir(folder);
    return found;
}

/* ---- which there are ------------------------------------------------------------------------- */

static struct tensor named(const struct network *net, size_t i, const char *name, real *x)
{
    struct tensor t = {.rank = 1, .shape = {net->layer[i].rows}, .x = x};
    snprintf(t.name, sizeof t.name, "%02zu.%s.%s", i + 1, net->layer[i].kind->name, name);
    return t;
}

/* The arrays of layer i, to t; returns their number. */
static size_t of_layer(const struct network *net, size_t i, real *w, real *average,
                       struct tensor *t)
{
    const struct layer *const l = &net->layer[i];
    size_t n = 0;
    if (!l->rows) return 0;
    t[n] = named(net, i, "weight", w + l->offset);
    if (l->columns > 1) t[n].shape[1] = l->columns, t[n].rank = 2;
    const size_t channels = l->in.channels / (l->groups ? l->groups : 1); /* of a window */
    if (l->window && l->columns == channels * l->window * l->window) {
        t[n].shape[1] = channels;
        t[n].shape[2] = t[n].shape[3] = l->window;
        t[n].rank = 4;
    }
    n++;
    if (l->bias) t[n++] = named(net, i, "bias", w + l->offset + l->rows * l->columns);
    if (l->averages) {
        t[n++] = named(net, i, "running_mean", average + l->average);
        t[n++] = named(net, i, "running_var", average + l->average + l->rows);
    }
    for (size_t k = 0; k < n; k++) {
        t[k].n = 1;
        for (size_t r = 0; r < t[k].rank; r++) t[k].n *= t[k].shape[r];
    }
    return n;
}

static void for_each(const struct network *net, real *w, real *average, const struct store *s,
                     void (*act)(const struct store *, const struct tensor *, const char *),
                     const char *where)
{
    for (size_t i = 0; i < net->depth; i++) {
        struct tensor t[4] = {0};
        const size_t n = of_layer(net, i, w, average, t);
        for (size_t k = 0; k < n; k++) act(s, &t[k], where);
    }
}

/* ---- out ------------------------------------------------------------------------------------- */

static const char creator[] = "swapglass: weights of a network"; /* in the head of NAME.h5 */

static void require_one(const struct store *s, const struct tensor *t, const char *where)
{
    (void)where;
    char *const path = base_text("%s/%s.npy", s->path, t->name);
    output_require(s->output, path, output_marked, npy_mark);
    base_free(path);
}

/* A data set without the time of its creation, so that equal weights are equal files. */
static bool write_set(hid_t file, const struct tensor *t, hid_t type)
{
    hsize_t shape[4];
    for (size_t r = 0; r < t->rank; r++) shape[r] = t->shape[r];
    const hid_t timeless = H5Pcreate(H5P_DATASET_CREATE),
                space = H5Screate_simple((int)t->rank, shape, NULL);
    H5Pset_obj_track_times(timeless, 0);
    const hid_t set = H5Dcreate2(file, t->name, type, space, H5P_DEFAULT, timeless, H5P_DEFAULT);
    const bool good = set >= 0 && H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, t->x) >= 0;
    if (set >= 0) H5Dclose(set);
    H5Sclose(space), H5Pclose(timeless);
    return good;
}

static void write_one(const struct store *s, const struct tensor *t, const char *where)
{
    (void)where;
    if (s->file == H5I_INVALID_HID) {
        struct npy a = {
            .kind = 'f', .bytes = sizeof(real), .rank = t->rank, .n = t->n, .data = t->x};
        memcpy(a.shape, t->shape, sizeof t->shape);
        char *const path = base_text("%s/%s.npy", s->path, t->name);
        npy_write(path, &a);
        base_free(path);
        return;
    }
    const hid_t type = sizeof(real) == sizeof(float) ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE;
    const uint64_t sum = XXH3_64bits(t->x, t->n * sizeof(real));
    require(write_set(s->file, t, type) &&
                H5LTset_attribute_long_long(s->file, t->name, "xxh3", (const long long *)&sum, 1) >=
                    0,
            "%s: cannot be written", s->path);
}

/* Written to a temporary file beside `to` first, because HDF5 creates files by name. */
static void write_h5(const struct network *net, const real *w, const real *average, const char *to)
{
    char *const fresh = atomic_file_fresh(to);
    fclose(atomic_file_begin(to));
    struct store s = {.path = to};
    const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18); /* its metadata have checksums */
    const hid_t root = H5Pcreate(H5P_FILE_CREATE);
    H5Pset_obj_track_times(root, 0);
    s.file = H5Fcreate(fresh, H5F_ACC_TRUNC, root, access);
    H5Pclose(access), H5Pclose(root);
    require(s.file >= 0 && H5LTset_attribute_string(s.file, "/", "creator", creator) >= 0,
            "%s: cannot be created", to);
    for_each(net, (real *)w, (real *)average, &s, write_one, NULL);
    require(H5Fclose(s.file) >= 0, "%s: cannot be written", to);
    output_end(to, base_open(fresh, "r+"));
    base_free(fresh);
}

void weight_files_write(const struct network *net, const real *w, const real *average,
                        const char *to, const struct output *o)
{
    const struct store s = {to, H5I_INVALID_HID, o};
    hdf5_input_init();
    if (ends(to, ".h5")) {
        output_require(o, to, output_marked, creator);
        write_h5(net, w, average, to);
        return;
    }
    for_each(net, (real *)w, (real *)average, &s, require_one, NULL);
    run_folder_mkdir(to);
    for_each(net, (real *)w, (real *)average, &s, write_one, NULL);
}

/* ---- in -------------------------------------------------------------------------------------- */

static void check(const struct tensor *t, size_t rank, const size_t *shape, const char *from,
                  const char *where)
{
    bool same = rank == t->rank;
    for (size_t r = 0; same && r < rank; r++) same = shape[r] == t->shape[r];
    require(same, "%s: %s: '%s' has another shape than the layer's weights", where, from, t->name);
}

static void read_npy(const struct store *s, const struct tensor *t, const char *where)
{
    char *const path = base_text("%s/%s.npy", s->path, t->name);
    require(access(path, R_OK) == 0, "%s: there is no '%s'", where, path);
    struct npy a = npy_read(path);
    check(t, a.rank, a.shape, s->path, where);
    for (size_t i = 0; i < t->n; i++) t->x[i] = (real)npy_value(&a, i);
    npy_clear(&a);
    base_free(path);
}

/* Files by others have no checksum. */
static void verify_h5(const struct store *s, const struct tensor *t, hid_t set, const char *where)
{
    if (H5Aexists(set, "xxh3") <= 0) return;
    long long expected = 0;
    const hid_t type = H5Dget_type(set);
    const size_t bytes = t->n * H5Tget_size(type);
    void *const x = base_alloc(bytes, 1);
    const bool good = H5LTget_attribute_long_long(s->file, t->name, "xxh3", &expected) >= 0 &&
                      H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) >= 0 &&
                      XXH3_64bits(x, bytes) == (uint64_t)expected;
    require(good, "%s: %s: '%s' is damaged or was edited: its checksum does not hold", where,
            s->path, t->name);
    H5Tclose(type);
    base_free(x);
}

static void read_h5(const struct store *s, const struct tensor *t, const char *where)
{
    hsize_t dims[H5S_MAX_RANK];
    size_t shape[H5S_MAX_RANK];
    const hid_t set = H5Dopen2(s->file, t->name, H5P_DEFAULT);
    require(set >= 0, "%s: %s has no '%s'", where, s->path, t->name);
    require(hdf5_input_plain(set), "%s: %s: '%s' is not a contiguous array of numbers", where,
            s->path, t->name);
    const hid_t space = H5Dget_space(set);
    const int rank = H5Sget_simple_extent_dims(space, dims, NULL);
    H5Sclose(space);
    for (int r = 0; r < rank; r++) shape[r] = dims[r];
    check(t, (size_t)rank, shape, s->path, where);
    verify_h5(s, t, set, where);
    const hid_t type = sizeof(real) == sizeof(float) ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE;
    require(H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, t->x) >= 0,
            "%s: %s: '%s' cannot be read", where, s->path, t->name);
    H5Dclose(set);
}

static void read_one(const struct store *s, const struct tensor *t, const char *where)
{
    (s->file == H5I_INVALID_HID ? read_npy : read_h5)(s, t, where);
    for (size_t i = 0; i < t->n; i++)
        require(isfinite(t->x[i]), "%s: %s: '%s' holds %g", where, s->path, t->name,
                (double)t->x[i]);
}

void weight_files_read(const struct network *net, real *w, real *average, const char *from,
                       const char *where)
{
    struct store s = {.path = from, .file = H5I_INVALID_HID};
    if (ends(from, ".h5")) {
        s.file = hdf5_input_open(from, H5P_DEFAULT);
        require(s.file >= 0, "%s: %s: %s", where, from, hdf5_input_reason());
    }
    for_each(net, w, average, &s, read_one, where);
    if (s.file != H5I_INVALID_HID) H5Fclose(s.file);
}
