/* Implementation of h5md_input.h. */
#include "common/io/h5md_input.h"

#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/core/base.h"
#include "common/io/hdf5_input.h"
#include "common/io/hdf5_numbers.h"
#include "common/numerics/box.h"

struct input {
    const char *path, *where;
    hid_t file;
    char *group; /* "particles/NAME" */
    size_t frames, last, n;
    int dim;
};

static char *name_in(const struct input *in, const char *name)
{
    return base_text("%s/%s", in->group, name);
}

/* The only particle group, or "all" among several. */
static void find_group(struct input *in)
{
    char name[256] = "";
    H5G_info_t about = {0};
    const bool some = H5LTpath_valid(in->file, "particles", 1) > 0 &&
                      H5Gget_info_by_name(in->file, "particles", &about, H5P_DEFAULT) >= 0;
    require(some && about.nlinks > 0, "%s: %s: not a trajectory: has no particles", in->where,
            in->path);
    if (H5LTpath_valid(in->file, "particles/all", 1) > 0)
        snprintf(name, sizeof name, "all");
    else
        require(about.nlinks == 1 &&
                    H5Lget_name_by_idx(in->file, "particles", H5_INDEX_NAME, H5_ITER_INC, 0, name,
                                       sizeof name, H5P_DEFAULT) > 0,
                "%s: %s: has %llu particle groups and none is called all", in->where, in->path,
                (unsigned long long)about.nlinks);
    in->group = base_text("particles/%s", name);
}

/* A data set that must be valid if it exists; false if it does not. */
static bool numbers(const struct input *in, const char *name, struct hdf5_numbers *s)
{
    char *const path = name_in(in, name);
    const bool there = H5LTpath_valid(in->file, path, 1) > 0;
    require(!there || hdf5_numbers_open(s, in->file, path),
            "%s: %s: %s is not an array of numbers that can be read", in->where, in->path, path);
    base_free(path);
    return there;
}

static double *row_of(const struct input *in, struct hdf5_numbers *s, int64_t index, size_t n,
                      const char *name)
{
    double *const x = base_alloc(n, sizeof *x);
    require(hdf5_numbers_read(s, index, x), "%s: %s: %s is damaged", in->where, in->path, name);
    hdf5_numbers_close(s);
    for (size_t k = 0; k < n; k++)
        require(isfinite(x[k]), "%s: %s: %s holds %g", in->where, in->path, name, x[k]);
    return x;
}

static double *positions(struct input *in)
{
    struct hdf5_numbers s;
    require(numbers(in, "position/value", &s), "%s: %s: has no %s/position/value", in->where,
            in->path, in->group);
    require(s.rank == 3 && (s.shape[2] == 2 || s.shape[2] == 3),
            "%s: %s: positions must be (frames, N, 2 or 3)", in->where, in->path);
    in->frames = (size_t)s.shape[0], in->n = (size_t)s.shape[1], in->dim = (int)s.shape[2];
    in->last = in->frames - 1;
    struct hdf5_numbers step; /* -1: a frame that is not written yet */
    if (numbers(in, "position/step", &step)) {
        if (step.rank == 1 && step.shape[0] == in->frames) {
            double *const t = row_of(in, &step, -1, in->frames, "position/step");
            while (in->last > 0 && t[in->last] < 0) in->last--;
            require(t[in->last] >= 0, "%s: %s holds no frame yet", in->where, in->path);
            base_free(t);
        } else {
            hdf5_numbers_close(&step);
        }
    }
    return row_of(in, &s, (int64_t)in->last, in->n * (size_t)in->dim, "position/value");
}

/* NAME as a fixed data set of `rank` axes, or NAME/value with one axis more, for frames. NULL without
   either; *n: numbers. */
static double *element(const struct input *in, const char *name, int rank, size_t *n)
{
    struct hdf5_numbers s;
    char *const moving = base_text("%s/value", name);
    const bool each = numbers(in, moving, &s);
    if (!each && !numbers(in, name, &s)) {
        base_free(moving);
        return NULL;
    }
    double *x = NULL;
    const int axes = s.rank - each;
    if (axes == rank) {
        *n = 1;
        for (int k = each; k < s.rank; k++) *n *= (size_t)s.shape[k];
        require(!each || s.shape[0] == in->frames || s.shape[0] == 1,
                "%s: %s: %s has %llu frames, the positions %zu", in->where, in->path, moving,
                (unsigned long long)s.shape[0], in->frames);
        const int64_t index = s.shape[0] == 1 ? 0 : (int64_t)in->last;
        x = row_of(in, &s, each ? index : -1, *n, name);
    } else {
        hdf5_numbers_close(&s);
    }
    base_free(moving);
    return x;
}

/* Lengths of edges, or a matrix. */
static void box_of(const struct input *in, struct frame *f)
{
    const size_t dim = (size_t)in->dim;
    size_t n = 0;
    double matrix[9] = {0};
    double *edge = element(in, "box/edges", 1, &n);
    bool good = edge && n == dim;
    for (size_t k = 0; good && k < dim; k++) matrix[k * (dim + 1)] = edge[k];
    if (!edge) {
        edge = element(in, "box/edges", 2, &n);
        good = edge && n == dim * dim;
        if (good) memcpy(matrix, edge, n * sizeof *edge);
    }
    require(good && box_of_edges(in->dim, matrix, 1e-9, &f->box, f->tilt),
            "%s: %s: %s/box/edges is not a cubic box of %d dimensions, tilted or not", in->where,
            in->path, in->group, in->dim);
    f->tilted = box_is_tilted(f->tilt);
    base_free(edge);
}

static double *diameters(const struct input *in)
{
    size_t n = 0;
    static const struct {
        const char *name;
        double factor;
    } names[] = {{"diameter", 1}, {"radius", 2}};
    double *x = NULL, factor = 1;
    for (int k = 0; k < 4 && !x; k++) { /* one of each sphere, or one for all */
        x = element(in, names[k / 2].name, 1 - k % 2, &n);
        factor = names[k / 2].factor;
    }
    const bool one = x && n == 1 && in->n > 1; /* for all */
    if (one) {
        double *const all = base_alloc(in->n, sizeof *all);
        for (size_t k = 0; k < in->n; k++) all[k] = x[0];
        base_free(x);
        x = all, n = in->n;
    }
    require(!x || n == in->n, "%s: %s: has %zu diameters for %zu spheres", in->where, in->path, n,
            in->n);
    for (size_t k = 0; x && k < n; k++) x[k] *= factor;
    return x;
}

/* True if an axis of the box is not "periodic". Only strings of fixed length are checked. */
static bool is_open(const struct input *in)
{
    enum { LENGTH = 32, AXES = 3 };
    char *const box = name_in(in, "box");
    char text[AXES][LENGTH] = {{0}};
    bool open = false;
    const hid_t set = H5Aopen_by_name(in->file, box, "boundary", H5P_DEFAULT, H5P_DEFAULT);
    base_free(box);
    if (set < 0) return false;
    const hid_t space = H5Aget_space(set), type = H5Aget_type(set), plain = H5Tcopy(H5T_C_S1);
    H5Tset_size(plain, LENGTH);
    const hssize_t n = H5Sget_simple_extent_npoints(space);
    if (n > 0 && n <= AXES && H5Tget_class(type) == H5T_STRING && !H5Tis_variable_str(type) &&
        H5Aread(set, plain, text) >= 0)
        for (hssize_t k = 0; k < n; k++) open = open || strncmp(text[k], "periodic", LENGTH);
    H5Tclose(plain), H5Tclose(type), H5Sclose(space), H5Aclose(set);
    return open;
}

struct owned_frame h5md_input_last(const char *path, const char *where)
{
    struct input in = {.path = path, .where = where, .file = hdf5_input_open(path, H5P_DEFAULT)};
    require(in.file >= 0, "%s: %s: not an HDF5 file, or damaged", where, path);
    find_group(&in);
    double *const x = positions(&in), *const label = diameters(&in);
    struct frame view = {.energy = NAN, .n = in.n, .dim = in.dim, .x = x, .label = label};
    box_of(&in, &view);
    if (is_open(&in))
        fprintf(stderr, "warning: %s: %s: the box is taken as periodic\n", where, path);
    H5Fclose(in.file);
    base_free(in.group);
    return (struct owned_frame){.view = view, .x = x, .label = label};
}
