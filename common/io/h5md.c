/* Implementation of h5md.h. Metadata have no creation times. The file's access list selects
   format 1.8, whose metadata have checksums. */
#include "common/io/h5md.h"

#include <assert.h>
#include <hdf5.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

#include "common/core/base.h"
#include "common/core/version.h"
#include "common/io/hdf5_header.h"
#include "common/io/hdf5_input.h"

static void make_group(hid_t file, const char *name)
{
    const hid_t list = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_obj_track_times(list, 0);
    H5Gclose(H5Gcreate2(file, name, H5P_DEFAULT, list, H5P_DEFAULT));
    H5Pclose(list);
}

/* An attribute of an object: n items; a scalar if n is 0. */
static void make_attribute(hid_t file, const char *object, const char *name, hid_t type, hsize_t n,
                           const void *x)
{
    const hid_t space = n ? H5Screate_simple(1, &n, NULL) : H5Screate(H5S_SCALAR);
    const hid_t at =
        H5Acreate_by_name(file, object, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    H5Awrite(at, type, x);
    H5Aclose(at);
    H5Sclose(space);
}

static void make_text(hid_t file, const char *object, const char *name, const char *text)
{
    const hid_t type = H5Tcopy(H5T_C_S1);
    H5Tset_size(type, strlen(text) + 1);
    make_attribute(file, object, name, type, 0, text);
    H5Tclose(type);
}

const unsigned char h5md_signature[16] = "swapglass h5md 2";

bool h5md_is_signed(const char *path)
{
    unsigned char found[sizeof h5md_signature];
    FILE *const in = fopen(path, "rb");
    const bool read = in && fseeko(in, H5MD_HEAD - (off_t)sizeof found, SEEK_SET) == 0 &&
                      fread(found, sizeof found, 1, in) == 1;
    if (in) fclose(in);
    return read && memcmp(found, h5md_signature, sizeof found) == 0;
}

/* The first dimension of a data set in the image: it identifies the header. */
static hsize_t mark(size_t tree, enum h5md_field field)
{
    enum { MARK = 0x534700, PER_TREE = 16 };
    return MARK + PER_TREE * tree + field;
}

/* Contiguous, without storage. */
static void make_set(hid_t root, size_t tree, const char *name, enum h5md_field field, hid_t type,
                     int rank, const hsize_t *row)
{
    const hsize_t shape[] = {mark(tree, field), row ? row[0] : 1, row ? row[1] : 1};
    const hid_t space = H5Screate_simple(rank, shape, NULL), list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(list, 0);
    H5Pset_alloc_time(list, H5D_ALLOC_TIME_LATE);
    H5Pset_fill_time(list, H5D_FILL_TIME_NEVER);
    H5Dclose(H5Dcreate2(root, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT));
    H5Pclose(list);
    H5Sclose(space);
}

static void make_about(hid_t file, const char *creator, uint64_t seed)
{
    make_group(file, "h5md");
    make_attribute(file, "h5md", "version", H5T_STD_I32LE, 2, (const int32_t[]){1, 1});
    make_group(file, "h5md/author");
    make_text(file, "h5md/author", "name", "not stated");
    make_group(file, "h5md/creator");
    make_text(file, "h5md/creator", "name", creator);
    make_text(file, "h5md/creator", "version", version_text);
    make_attribute(file, "h5md/creator", "seed", H5T_STD_U64LE, 0, &seed);
}

static void make_box(hid_t file, const struct frame *f)
{
    enum { WORD = 9 };
    char *const boundary = base_alloc((size_t)f->dim, WORD);
    for (int k = 0; k < f->dim; k++) strcpy(boundary + k * WORD, f->box > 0 ? "periodic" : "none");
    const hid_t word = H5Tcopy(H5T_C_S1);
    H5Tset_size(word, WORD);
    const hsize_t dim = (hsize_t)f->dim;
    make_group(file, H5MD_ALL "box");
    make_attribute(file, H5MD_ALL "box", "dimension", H5T_STD_I32LE, 0, &(const int32_t){f->dim});
    make_attribute(file, H5MD_ALL "box", "boundary", word, dim, boundary);
    H5Tclose(word);
    base_free(boundary);
}

/* Group of an element, linked to the step and time that all elements share. */
static void make_element(hid_t file, const char *name)
{
    char *const step = base_text("%s/step", name), *const time = base_text("%s/time", name);
    make_group(file, name);
    H5Lcreate_hard(file, H5MD_POSITION "step", file, step, H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_hard(file, H5MD_POSITION "time", file, time, H5P_DEFAULT, H5P_DEFAULT);
    base_free(step);
    base_free(time);
}

static void make_particles(hid_t root, size_t tree, const struct frame *f, const char *clock)
{
    const hsize_t row[] = {f->n, (hsize_t)f->dim}, edges[] = {row[1]};
    make_group(root, "particles");
    make_group(root, "particles/all");
    make_box(root, f);
    make_group(root, H5MD_ALL "position");
    make_set(root, tree, H5MD_POSITION "step", H5MD_STEP, H5T_STD_I64LE, 1, NULL);
    make_set(root, tree, H5MD_POSITION "time", H5MD_TIME, H5T_IEEE_F64LE, 1, NULL);
    /* not as "unit": readers would convert the times */
    make_text(root, H5MD_POSITION "time", "clock", clock);
    make_set(root, tree, H5MD_POSITION "value", H5MD_POSITION_VALUE, H5T_IEEE_F64LE, 3, row);
    if (!(f->box > 0)) return;
    make_element(root, H5MD_EDGES);
    make_set(root, tree, H5MD_EDGES "/value", H5MD_EDGES_VALUE, H5T_IEEE_F64LE, f->tilted ? 3 : 2,
             (const hsize_t[]){edges[0], f->tilted ? edges[0] : 1});
}

static void make_label(hid_t root, size_t tree, const struct frame *f, const char *label)
{
    if (!f->label) return;
    char *const element = base_text(H5MD_ALL "%s", label), *const value =
                                                               base_text("%s/value", element);
    make_element(root, element);
    make_set(root, tree, value, H5MD_LABEL_VALUE, H5T_IEEE_F64LE, 2, (const hsize_t[]){f->n, 1});
    base_free(element);
    base_free(value);
}

static void make_tree(hid_t file, size_t tree, const char *name, const struct frame *f,
                      const struct h5md_about *about)
{
    make_group(file, name);
    const hid_t root = H5Gopen2(file, name, H5P_DEFAULT);
    const uint64_t planned = about->planned;
    make_about(root, about->creator, about->seed);
    make_particles(root, tree, f, about->time_unit);
    make_group(root, "observables");
    make_element(root, "observables/energy");
    make_set(root, tree, H5MD_ENERGY "value", H5MD_ENERGY_VALUE, H5T_IEEE_F64LE, 1, NULL);
    make_label(root, tree, f, about->label);
    make_group(root, "parameters");
    make_attribute(root, "parameters", "frames_planned", H5T_STD_U64LE, 0, &planned);
    make_set(root, tree, H5MD_CHECKSUM, H5MD_FRAME_CHECKSUM, H5T_STD_U64LE, 1, NULL);
    H5Gclose(root);
}

static hid_t new_file(const void *identity)
{
    enum { GROWTH = 1 << 16 };
    char name[32]; /* HDF5 identifies files in memory by their names */
    snprintf(name, sizeof name, "%p", identity);
    hdf5_input_init();
    const hid_t root = H5Pcreate(H5P_FILE_CREATE), access = H5Pcreate(H5P_FILE_ACCESS);
    H5Pset_obj_track_times(root, 0);
    H5Pset_fapl_core(access, GROWTH, 0);
    H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18);
    const hid_t file = H5Fcreate(name, H5F_ACC_TRUNC, root, access);
    H5Pclose(root);
    H5Pclose(access);
    return file;
}

/* Errors of HDF5 in the functions above show as headers that are not found. */
static void locate(struct h5md_metadata *m, const size_t items[H5MD_FIELDS])
{
    static const char *const name[H5MD_TREES] = {"a", "b"};
    for (size_t tree = 0; tree < H5MD_TREES; tree++) {
        m->root[tree] = hdf5_header_child(m->bytes, m->size, name[tree]);
        bool good = m->root[tree] < m->size;
        for (enum h5md_field k = 0; k < H5MD_FIELDS; k++) {
            if (!items[k]) continue;
            m->header[tree][k] =
                hdf5_header_find(m->bytes, m->size, mark(tree, k), &m->length[tree][k]);
            good = good && m->header[tree][k] < m->size;
        }
        require(good, "trajectory: HDF5 does not write its format 1.8");
    }
}

struct h5md_metadata h5md_metadata(const struct frame *f, const struct h5md_about *about)
{
    struct h5md_metadata m = {0};
    const hid_t file = new_file(&m);
    make_tree(file, 0, "a", f, about);
    make_tree(file, 1, "b", f, about);
    H5Fflush(file, H5F_SCOPE_GLOBAL);
    const ssize_t size = H5Fget_file_image(file, NULL, 0);
    require(size > HDF5_SUPERBLOCK, "trajectory: HDF5 gives no image of the file");
    m.size = (size_t)size;
    m.bytes = base_alloc(m.size, 1);
    require(H5Fget_file_image(file, m.bytes, m.size) == size,
            "trajectory: HDF5 gives no image of the file");
    H5Fclose(file);
    size_t items[H5MD_FIELDS];
    h5md_items(f, items);
    locate(&m, items);
    return m;
}

void h5md_items(const struct frame *f, size_t items[H5MD_FIELDS])
{
    const size_t n = f->n, dim = (size_t)f->dim;
    for (enum h5md_field k = 0; k < H5MD_FIELDS; k++) items[k] = 1;
    items[H5MD_EDGES_VALUE] = f->box > 0 ? dim * (f->tilted ? dim : 1) : 0;
    items[H5MD_LABEL_VALUE] = f->label ? n : 0;
    items[H5MD_POSITION_VALUE] = n * dim;
}

uint64_t h5md_frame_checksum(const struct frame *f)
{
    XXH3_state_t *const sum = XXH3_createState();
    require(sum, "out of memory: a checksum");
    const double time = (double)f->t;
    XXH3_64bits_reset(sum);
    XXH3_64bits_update(sum, &f->t, sizeof f->t);
    XXH3_64bits_update(sum, &time, sizeof time);
    XXH3_64bits_update(sum, &f->energy, sizeof f->energy);
    for (int k = 0; f->box > 0 && k < f->dim; k++) XXH3_64bits_update(sum, &f->box, sizeof f->box);
    if (f->tilted) XXH3_64bits_update(sum, f->tilt, sizeof f->tilt);
    if (f->label) XXH3_64bits_update(sum, f->label, f->n * sizeof *f->label);
    XXH3_64bits_update(sum, f->x, f->n * (size_t)f->dim * sizeof *f->x);
    const uint64_t digest = XXH3_64bits_digest(sum);
    XXH3_freeState(sum);
    return digest;
}
