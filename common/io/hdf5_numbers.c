/* Implementation of hdf5_numbers.h. */
#include "common/io/hdf5_numbers.h"

#include <hdf5_hl.h>
#include <string.h>

#include <zlib.h>

#include "common/core/base.h"
#include "common/io/hdf5_input.h"

/* RATIO: largest compression ratio of deflate */
enum { RATIO = 1032, SPARE = 1 << 20, FILTERS = 8, CHECKSUM = 4 };

struct chunks { /* of a data set */
    hsize_t side[HDF5_NUMBERS_RANK], numbers;
    size_t bytes, width; /* of a chunk, of a number */
    int filters;
    H5Z_filter_t filter[FILTERS]; /* in the order in which they were applied */
};

static uint64_t most_bytes(hid_t set)
{
    const hid_t file = H5Iget_file_id(set);
    hsize_t size = 0;
    H5Fget_filesize(file, &size);
    H5Fclose(file);
    return size < UINT64_MAX / (2 * RATIO) ? size * RATIO + SPARE : 0;
}

/* The product of n numbers; 0 if one of them is 0 or the product exceeds `most`. */
static uint64_t product(const hsize_t *of, int n, uint64_t most)
{
    uint64_t value = 1;
    for (int k = 0; k < n; k++) {
        if (!of[k] || value > most / of[k]) return 0;
        value *= of[k];
    }
    return value;
}

static bool known(H5Z_filter_t filter)
{
    return filter == H5Z_FILTER_DEFLATE || filter == H5Z_FILTER_SHUFFLE ||
           filter == H5Z_FILTER_FLETCHER32;
}

/* False if the layout is not in chunks that can be read here. */
static bool chunks_of(const struct hdf5_numbers *s, struct chunks *c)
{
    const hid_t list = H5Dget_create_plist(s->set), type = H5Dget_type(s->set);
    const H5T_class_t class = H5Tget_class(type);
    *c = (struct chunks){.width = H5Tget_size(type), .filters = H5Pget_nfilters(list)};
    bool good = H5Pget_layout(list) == H5D_CHUNKED && H5Pget_external_count(list) == 0 &&
                s->rank > 0 && H5Pget_chunk(list, s->rank, c->side) == s->rank && c->filters >= 0 &&
                c->filters <= FILTERS && (class == H5T_FLOAT || class == H5T_INTEGER) &&
                c->width > 0 && c->width <= 8 && H5Tget_precision(type) == 8 * c->width &&
                H5Tget_offset(type) == 0;
    for (int k = 0; good && k < c->filters; k++) {
        unsigned flags, settings;
        size_t n = 0;
        c->filter[k] = H5Pget_filter2(list, (unsigned)k, &flags, &n, NULL, 0, NULL, &settings);
        good = known(c->filter[k]);
    }
    H5Tclose(type);
    H5Pclose(list);
    c->numbers = good ? product(c->side, s->rank, most_bytes(s->set) / 8) : 0;
    c->bytes = (size_t)c->numbers * c->width;
    return c->numbers > 0;
}

bool hdf5_numbers_open(struct hdf5_numbers *s, hid_t file, const char *name)
{
    struct chunks c;
    *s = (struct hdf5_numbers){.set = H5I_INVALID_HID};
    if (H5LTpath_valid(file, name, 1) <= 0) return false;
    s->set = H5Dopen2(file, name, H5P_DEFAULT);
    if (s->set < 0) return false;
    const hid_t space = H5Dget_space(s->set);
    s->rank = H5Sget_simple_extent_ndims(space);
    if (s->rank >= 0 && s->rank <= HDF5_NUMBERS_RANK)
        H5Sget_simple_extent_dims(space, s->shape, NULL);
    else
        s->rank = -1;
    H5Sclose(space);
    if (s->rank >= 0 && product(s->shape, s->rank, most_bytes(s->set)) > 0 &&
        (hdf5_input_plain(s->set) || chunks_of(s, &c)))
        return true;
    hdf5_numbers_close(s);
    return false;
}

void hdf5_numbers_close(struct hdf5_numbers *s)
{
    if (s->set >= 0) H5Dclose(s->set);
    s->set = H5I_INVALID_HID;
}

/* ---- chunks ---------------------------------------------------------------------------------- */

/* Fletcher's checksum as HDF5 stores it, over words of 16 bits, the first byte being the higher. */
static uint32_t fletcher32(const unsigned char *bytes, size_t n)
{
    uint32_t a = 0, b = 0;
    for (size_t i = 0; i < n; i += 2) {
        a = (a + ((uint32_t)bytes[i] << 8 | (i + 1 < n ? bytes[i + 1] : 0))) % 65535;
        b = (b + a) % 65535;
    }
    return b << 16 | a;
}

/* Early versions of HDF5 swapped the bytes of both halves. */
static bool checksum_holds(const unsigned char *bytes, size_t n)
{
    const uint32_t sum = fletcher32(bytes, n), stored = (uint32_t)bytes[n] | bytes[n + 1] << 8 |
                                                        bytes[n + 2] << 16 |
                                                        (uint32_t)bytes[n + 3] << 24;
    const uint32_t swapped = (sum & 0xff00ff) << 8 | (sum >> 8 & 0xff00ff);
    return stored == sum || stored == swapped;
}

/* Undoes one filter of a chunk: reads `length` bytes of `from`, writes to `to`, and returns the
   number of bytes written, or 0 if the chunk is damaged. `to` has room for a chunk and a
   checksum. */
static size_t undo(H5Z_filter_t filter, const struct chunks *c, const unsigned char *from,
                   size_t length, unsigned char *to)
{
    uLongf got = c->bytes + CHECKSUM;
    if (filter == H5Z_FILTER_DEFLATE)
        return uncompress(to, &got, from, length) == Z_OK ? (size_t)got : 0;
    if (filter == H5Z_FILTER_FLETCHER32) {
        if (length <= CHECKSUM || length - CHECKSUM > got) return 0;
        if (!checksum_holds(from, length - CHECKSUM)) return 0;
        memcpy(to, from, length - CHECKSUM);
        return length - CHECKSUM;
    }
    if (length != c->bytes) return 0;
    for (size_t i = 0; i < c->numbers; i++) /* shuffled: first bytes of all numbers, and so on */
        for (size_t b = 0; b < c->width; b++) to[i * c->width + b] = from[b * c->numbers + i];
    return length;
}

/* The chunk at an offset, as double precision, to x (c->numbers). */
static bool read_chunk(const struct hdf5_numbers *s, const struct chunks *c, const hsize_t *offset,
                       double *x)
{
    hsize_t stored = 0;
    uint32_t skipped = 0;
    if (H5Dget_chunk_storage_size(s->set, offset, &stored) < 0 || !stored ||
        stored > most_bytes(s->set))
        return false;
    const size_t room = (size_t)stored > c->bytes ? (size_t)stored : c->bytes;
    unsigned char *from = base_alloc(room + CHECKSUM, 1), *to = base_alloc(room + CHECKSUM, 1);
    bool good = H5Dread_chunk(s->set, H5P_DEFAULT, offset, &skipped, from) >= 0;
    size_t length = (size_t)stored;
    for (int k = c->filters - 1; good && k >= 0; k--) {
        if (skipped & 1u << k) continue;
        length = undo(c->filter[k], c, from, length, to);
        unsigned char *const other = from;
        from = to, to = other;
        good = length > 0;
    }
    good = good && length == c->bytes;
    if (good) {
        const hid_t type = H5Dget_type(s->set);
        memcpy(x, from, c->bytes);
        good = H5Tconvert(type, H5T_NATIVE_DOUBLE, (size_t)c->numbers, x, NULL, H5P_DEFAULT) >= 0;
        H5Tclose(type);
    }
    base_free(from), base_free(to);
    return good;
}

struct range { /* of a part, per axis */
    hsize_t start[HDF5_NUMBERS_RANK], end[HDF5_NUMBERS_RANK];
};

/* Copies what a chunk and the range share. */
static void copy_shared(const struct hdf5_numbers *s, const struct chunks *c, const hsize_t *offset,
                        const struct range *r, const double *from, double *to)
{
    for (hsize_t i = 0; i < c->numbers; i++) {
        hsize_t rest = i, at[HDF5_NUMBERS_RANK], target = 0;
        bool inside = true;
        for (int k = s->rank - 1; k >= 0; k--, rest /= c->side[k + 1])
            at[k] = offset[k] + rest % c->side[k];
        for (int k = 0; k < s->rank; k++) {
            inside = inside && at[k] >= r->start[k] && at[k] < r->end[k];
            target = target * (r->end[k] - r->start[k]) + (at[k] - r->start[k]);
        }
        if (inside) to[target] = from[i];
    }
}

static bool read_chunks(const struct hdf5_numbers *s, const struct range *r, double *x)
{
    struct chunks c;
    if (!chunks_of(s, &c)) return false;
    hsize_t first[HDF5_NUMBERS_RANK], at[HDF5_NUMBERS_RANK];
    for (int k = 0; k < s->rank; k++) at[k] = first[k] = r->start[k] / c.side[k] * c.side[k];
    double *const buffer = base_alloc((size_t)c.numbers, sizeof *buffer);
    bool good = true, more = true;
    while (good && more) {
        good = read_chunk(s, &c, at, buffer);
        if (good) copy_shared(s, &c, at, r, buffer, x);
        int k = s->rank - 1;
        for (; k >= 0 && (at[k] += c.side[k]) >= r->end[k]; k--) at[k] = first[k];
        more = k >= 0;
    }
    base_free(buffer);
    return good;
}

/* ---- any layout ------------------------------------------------------------------------------ */

static bool read_plain(const struct hdf5_numbers *s, const struct range *r, double *x)
{
    if (s->rank == 0)
        return H5Dread(s->set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) >= 0;
    hsize_t count[HDF5_NUMBERS_RANK], n = 1;
    for (int k = 0; k < s->rank; k++) n *= count[k] = r->end[k] - r->start[k];
    const hid_t all = H5Dget_space(s->set), some = H5Screate_simple(1, &n, NULL);
    H5Sselect_hyperslab(all, H5S_SELECT_SET, r->start, NULL, count, NULL);
    const bool good = H5Dread(s->set, H5T_NATIVE_DOUBLE, some, all, H5P_DEFAULT, x) >= 0;
    H5Sclose(some);
    H5Sclose(all);
    return good;
}

bool hdf5_numbers_read(const struct hdf5_numbers *s, int64_t index, double *x)
{
    struct range r = {0};
    for (int k = 0; k < s->rank; k++) r.end[k] = s->shape[k];
    if (index >= 0) r.start[0] = (hsize_t)index, r.end[0] = (hsize_t)index + 1;
    return hdf5_input_plain(s->set) ? read_plain(s, &r, x) : read_chunks(s, &r, x);
}
