/* Implementation of h5md.h. Metadata have no creation times. The file's access list selects
   format 1.8, whose metadata have checksums. */
#include "common/io/h5md.h"

#include <math.h>
#include <string.h>

#include "common/core/base.h"
#include "common/core/version.h"

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

/* Contiguous and allocated at once, filled with *fill; not written if fill is NULL. */
static void make_set(hid_t file, const char *name, hid_t type, int rank, const hsize_t *shape,
                     const void *fill)
{
    const hid_t space = H5Screate_simple(rank, shape, NULL), list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(list, 0);
    H5Pset_alloc_time(list, H5D_ALLOC_TIME_EARLY);
    H5Pset_fill_time(list, fill ? H5D_FILL_TIME_ALLOC : H5D_FILL_TIME_NEVER);
    if (fill) H5Pset_fill_value(list, type, fill);
    H5Dclose(H5Dcreate2(file, name, type, space, H5P_DEFAULT, list, H5P_DEFAULT));
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

void h5md_lay_out(hid_t file, const struct frame *f, size_t frames, const char *label,
                  const char *time_unit, const char *creator, uint64_t seed)
{
    const hsize_t shape[] = {frames, f->n, (hsize_t)f->dim};
    make_about(file, creator, seed);
    make_group(file, "particles");
    make_group(file, "particles/all");
    make_box(file, f);
    make_group(file, H5MD_ALL "position");
    make_set(file, H5MD_POSITION "step", H5T_STD_I64LE, 1, shape, &(const int64_t){-1});
    make_set(file, H5MD_POSITION "time", H5T_IEEE_F64LE, 1, shape, &(const double){NAN});
    make_text(file, H5MD_POSITION "time", "clock",
              time_unit); /* not as "unit": readers would convert the times */
    make_set(file, H5MD_POSITION "value", H5T_IEEE_F64LE, 3, shape, NULL);
    if (f->box > 0) {
        make_element(file, H5MD_EDGES);
        make_set(file, H5MD_EDGES "/value", H5T_IEEE_F64LE, 2, (const hsize_t[]){frames, shape[2]},
                 NULL);
    }
    make_group(file, "observables");
    make_element(file, "observables/energy");
    make_set(file, H5MD_ENERGY "value", H5T_IEEE_F64LE, 1, shape, &(const double){NAN});
    if (!f->label) return;
    char *const element = base_text(H5MD_ALL "%s", label), *const value =
                                                               base_text("%s/value", element);
    make_element(file, element);
    make_set(file, value, H5T_IEEE_F64LE, 2, shape, NULL);
    base_free(element);
    base_free(value);
}
