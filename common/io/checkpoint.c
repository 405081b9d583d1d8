/* Implementation of checkpoint.h. Saved fields go into an HDF5 file in memory (the "core"
   driver), without creation times: its bytes depend on the fields alone. On disk the image of
   that file is followed by the format number and by the 16 bytes of the XXH3-128 checksum of
   both, in canonical order. HDF5 tools read the file as it is, because they ignore trailing
   bytes. */
#include "common/io/checkpoint.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <hdf5_hl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <xxhash.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "common/io/hdf5_input.h"
#include "common/io/atomic_file.h"

enum { NAME = 256, GROWTH = 1 << 20 /* of the file in memory [bytes] */ };

/* End of the file, after HDF5's image: the format number, raised when fields change their meaning,
   and the checksum of everything before it. */
static const unsigned char format[4] = {2};
enum { CHECKSUM = sizeof(XXH128_canonical_t), TAIL = sizeof format + CHECKSUM };

enum task { SAVE, LOAD, DIGEST, PACK, UNPACK };

struct checkpoint {
    enum task task;
    hid_t file;             /* not when digesting */
    hid_t timeless, ranked; /* creation properties of groups and data sets, when saving */
    char prefix[NAME];      /* "group/group/" */
    char *path;             /* for messages, when loading */
    size_t bytes;           /* of the image, when loading */
    uint64_t digest;
    uint64_t checksum;              /* of the image, when loading */
    bool branches, reseeded, older; /* when loading */
    uint32_t replica;
    uint64_t seed;
    unsigned char *buffer;      /* (room) when packing */
    size_t packed, taken, room; /* [bytes] */
};

struct kind {
    const char *name;
    size_t size; /* [bytes] */
    const hid_t *disk, *memory;
};

/* HDF5 sets these identifiers when it starts. */
static const struct kind u8 = {"u8", 1, &H5T_STD_U8LE_g, &H5T_NATIVE_UINT8_g};
static const struct kind u32 = {"u32", 4, &H5T_STD_U32LE_g, &H5T_NATIVE_UINT32_g};
static const struct kind i32 = {"i32", 4, &H5T_STD_I32LE_g, &H5T_NATIVE_INT32_g};
static const struct kind u64 = {"u64", 8, &H5T_STD_U64LE_g, &H5T_NATIVE_UINT64_g};
static const struct kind i64 = {"i64", 8, &H5T_STD_I64LE_g, &H5T_NATIVE_INT64_g};
static const struct kind f32 = {"f32", 4, &H5T_IEEE_F32LE_g, &H5T_NATIVE_FLOAT_g};
static const struct kind f64 = {"f64", 8, &H5T_IEEE_F64LE_g, &H5T_NATIVE_DOUBLE_g};

/* ---- opening and closing --------------------------------------------------------------------- */

static struct checkpoint *create(enum task task)
{
    hdf5_input_init();
    struct checkpoint *const c = base_alloc(1, sizeof *c);
    c->task = task;
    c->file = c->timeless = c->ranked = H5I_INVALID_HID;
    return c;
}

struct checkpoint *checkpoint_create_digester(void)
{
    return create(DIGEST);
}

struct checkpoint *checkpoint_create_saver(void)
{
    struct checkpoint *const c = create(SAVE);
    const hid_t memory = H5Pcreate(H5P_FILE_ACCESS), root = H5Pcreate(H5P_FILE_CREATE);
    H5Pset_fapl_core(memory, GROWTH, 0);
    H5Pset_obj_track_times(root, 0);
    char name[32]; /* HDF5 identifies files in memory by their names */
    snprintf(name, sizeof name, "%p", (void *)c);
    c->file = H5Fcreate(name, H5F_ACC_TRUNC, root, memory);
    H5Pclose(root);
    H5Pclose(memory);
    c->timeless = H5Pcreate(H5P_GROUP_CREATE);
    H5Pset_obj_track_times(c->timeless, 0);
    c->ranked = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_obj_track_times(c->ranked, 0);
    H5Pset_fill_time(c->ranked, H5D_FILL_TIME_NEVER);
    require(c->file >= 0 && c->timeless >= 0 && c->ranked >= 0, "checkpoint: HDF5 has no memory");
    return c;
}

void checkpoint_free(struct checkpoint *c)
{
    if (!c) return;
    if (c->timeless >= 0) H5Pclose(c->timeless);
    if (c->ranked >= 0) H5Pclose(c->ranked);
    if (c->file >= 0) H5Fclose(c->file);
    base_free(c->path);
    base_free(c->buffer);
    base_free(c);
}

static bool checksum_holds(const unsigned char *bytes, size_t size)
{
    if (size <= TAIL) return false;
    XXH128_canonical_t sum;
    XXH128_canonicalFromHash(&sum, XXH3_128bits(bytes, size - CHECKSUM));
    return memcmp(&sum, bytes + size - CHECKSUM, CHECKSUM) == 0;
}

struct checkpoint *checkpoint_from_image(unsigned char *bytes, size_t size, const char *path)
{
    if (!checksum_holds(bytes, size) || memcmp(bytes + size - TAIL, format, sizeof format))
        return NULL;
    struct checkpoint *const c = create(LOAD);
    c->path = base_text("%s", path);
    c->bytes = size;
    c->checksum = XXH3_64bits(bytes, size);
    c->file = H5LTopen_file_image(bytes, size - TAIL, 0);
    if (c->file >= 0) return c;
    checkpoint_free(c);
    return NULL;
}

struct checkpoint *checkpoint_create_loader(const char *path, char *why, size_t n)
{
    size_t size;
    unsigned char *const bytes = hdf5_input_bytes(path, &size, why, n);
    if (!bytes) return NULL;
    struct checkpoint *const c = checkpoint_from_image(bytes, size, path);
    if (!c)
        snprintf(why, n, "%s: %s", path,
                 checksum_holds(bytes, size) ? "not of the format that this version reads"
                                             : "damaged: its checksum does not hold");
    base_free(bytes);
    return c;
}

bool checkpoint_loading(const struct checkpoint *c)
{
    return c->task == LOAD || c->task == UNPACK;
}

void checkpoint_branch(struct checkpoint *c, uint32_t replica)
{
    c->branches = true;
    c->replica = replica;
}

void checkpoint_branch_seed(struct checkpoint *c, uint64_t seed)
{
    c->reseeded = true;
    c->seed = seed;
}

uint64_t checkpoint_checksum(const struct checkpoint *c)
{
    return c->checksum;
}

bool checkpoint_branches(const struct checkpoint *c)
{
    return c->branches;
}

void checkpoint_set_older(struct checkpoint *c, bool older)
{
    c->older = older;
}

bool checkpoint_is_older(const struct checkpoint *c)
{
    return c->older;
}

uint64_t checkpoint_digest(const struct checkpoint *c)
{
    return c->digest;
}

/* ---- fields ---------------------------------------------------------------------------------- */

void checkpoint_enter(struct checkpoint *c, const char *name)
{
    const size_t used = strlen(c->prefix);
    assert(*name && !strchr(name, '/'));
    require(snprintf(c->prefix + used, NAME - used, "%s/", name) < (int)(NAME - used),
            "checkpoint: the name of group %s is too long", c->prefix);
    if (c->task != SAVE) return;
    const hid_t group = H5Gcreate2(c->file, c->prefix, H5P_DEFAULT, c->timeless, H5P_DEFAULT);
    require(group >= 0, "checkpoint: group %s cannot be made; is it there twice?", c->prefix);
    H5Gclose(group);
}

void checkpoint_leave(struct checkpoint *c)
{
    const size_t used = strlen(c->prefix);
    assert(used > 0);
    c->prefix[used - 1] = '\0';
    char *const slash = strrchr(c->prefix, '/');
    *(slash ? slash + 1 : c->prefix) = '\0';
}

static void save(struct checkpoint *c, const char *name, const struct kind *k, const void *x,
                 size_t n)
{
    const hsize_t shape = n;
    const hid_t space = H5Screate_simple(1, &shape, NULL);
    const hid_t set =
        H5Dcreate2(c->file, name, *k->disk, space, H5P_DEFAULT, c->ranked, H5P_DEFAULT);
    const bool good =
        set >= 0 && (n == 0 || H5Dwrite(set, *k->memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) >= 0);
    require(good, "checkpoint: field %s cannot be saved; is it there twice, or memory full?", name);
    H5Dclose(set);
    H5Sclose(space);
}

static void load(struct checkpoint *c, const char *name, const struct kind *k, void *x, size_t n)
{
    if (c->branches && H5LTpath_valid(c->file, name, 0) <= 0) return;
    const hid_t set = H5Dopen2(c->file, name, H5P_DEFAULT);
    require(set >= 0, "%s: field %s is missing", c->path, name);
    require(hdf5_input_plain(set), "%s: field %s is not an array of numbers in one piece", c->path,
            name);
    const hid_t type = H5Dget_type(set), space = H5Dget_space(set);
    require(H5Tequal(type, *k->disk) > 0, "%s: field %s is not of type %s", c->path, name, k->name);
    const hssize_t items = H5Sget_simple_extent_npoints(space);
    require(items >= 0 && (uint64_t)items == n, "%s: field %s has %lld items, not %zu", c->path,
            name, (long long)items, n);
    require(n == 0 || H5Dread(set, *k->memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, x) >= 0,
            "%s: field %s cannot be read", c->path, name);
    H5Sclose(space);
    H5Tclose(type);
    H5Dclose(set);
}

bool checkpoint_has(const struct checkpoint *c, const char *name)
{
    if (c->task != LOAD) return true;
    char path[NAME];
    snprintf(path, NAME, "%s%s", c->prefix, name);
    return H5LTpath_valid(c->file, path, 0) > 0;
}

static void pack(struct checkpoint *c, const void *x, size_t bytes)
{
    const size_t at = c->packed;
    memcpy(checkpoint_reserve(c, at + bytes) + at, x, bytes);
}

static void unpack(struct checkpoint *c, void *x, size_t bytes)
{
    require(bytes <= c->packed - c->taken, "checkpoint buffer: %zu bytes are too few", c->packed);
    memcpy(x, c->buffer + c->taken, bytes);
    c->taken += bytes;
}

static void field(struct checkpoint *c, const char *name, const struct kind *k, void *x, size_t n)
{
    if (n && c->task == PACK) pack(c, x, n * k->size);
    if (n && c->task == UNPACK) unpack(c, x, n * k->size);
    if (c->task == PACK || c->task == UNPACK) return;
    char path[NAME];
    const int length = snprintf(path, NAME, "%s%s", c->prefix, name);
    require(length < NAME, "checkpoint: the name of field %s is too long", path);
    if (c->task == SAVE) save(c, path, k, x, n);
    if (c->task == LOAD) load(c, path, k, x, n);
    const uint64_t count = n;
    c->digest = XXH3_64bits_withSeed(path, (size_t)length, c->digest);
    c->digest = XXH3_64bits_withSeed(k->name, strlen(k->name), c->digest);
    c->digest = XXH3_64bits_withSeed(&count, sizeof count, c->digest);
    if (n) c->digest = XXH3_64bits_withSeed(x, n * k->size, c->digest);
}

void checkpoint_u8(struct checkpoint *c, const char *name, uint8_t *x, size_t n)
{
    field(c, name, &u8, x, n);
}

void checkpoint_u32(struct checkpoint *c, const char *name, uint32_t *x, size_t n)
{
    field(c, name, &u32, x, n);
}

void checkpoint_i32(struct checkpoint *c, const char *name, int32_t *x, size_t n)
{
    field(c, name, &i32, x, n);
}

void checkpoint_u64(struct checkpoint *c, const char *name, uint64_t *x, size_t n)
{
    field(c, name, &u64, x, n);
}

void checkpoint_i64(struct checkpoint *c, const char *name, int64_t *x, size_t n)
{
    field(c, name, &i64, x, n);
}

void checkpoint_f32(struct checkpoint *c, const char *name, float *x, size_t n)
{
    field(c, name, &f32, x, n);
}

void checkpoint_f64(struct checkpoint *c, const char *name, double *x, size_t n)
{
    field(c, name, &f64, x, n);
}

void checkpoint_require(const struct checkpoint *c, bool ok, const char *name)
{
    require(ok || !checkpoint_loading(c),
            "%s: checkpoint field %s%s: value out of range; the file is damaged or was edited",
            c->path ? c->path : "buffer", c->prefix, name);
}

void checkpoint_count(struct checkpoint *c, const char *name, size_t *n, size_t most)
{
    uint64_t wide = *n;
    field(c, name, &u64, &wide, 1);
    checkpoint_require(c, wide <= most && (c->task != LOAD || wide <= c->bytes), name);
    *n = (size_t)wide;
}

void checkpoint_rng(struct checkpoint *c, struct rng *r)
{
    checkpoint_u64(c, "seed", &r->seed, 1);
    checkpoint_u32(c, "replica", &r->replica, 1);
    checkpoint_u32(c, "purpose", &r->purpose, 1);
    checkpoint_u64(c, "block", &r->block, 1);
    checkpoint_u32(c, "at", &r->at, 1);
    checkpoint_require(c, r->at <= RNG_BLOCK && (r->block || r->at == RNG_BLOCK), "at");
    if (c->branches) r->replica = c->replica;
    if (c->reseeded) r->seed = c->seed;
    if (checkpoint_loading(c)) rng_restore(r);
}

/* ---- buffers --------------------------------------------------------------------------------- */

struct checkpoint *checkpoint_create_buffer(void)
{
    return create(PACK);
}

void checkpoint_pack(struct checkpoint *c)
{
    c->task = PACK;
    c->packed = 0;
    c->branches = false;
}

void checkpoint_unpack(struct checkpoint *c)
{
    c->task = UNPACK;
    c->taken = 0;
    c->branches = false;
}

const unsigned char *checkpoint_bytes(const struct checkpoint *c, size_t *n)
{
    *n = c->packed;
    return c->buffer;
}

unsigned char *checkpoint_reserve(struct checkpoint *c, size_t n)
{
    if (n > c->room) {
        c->room = 2 * n;
        unsigned char *const larger = base_alloc(c->room, 1);
        if (c->packed) memcpy(larger, c->buffer, c->packed);
        base_free(c->buffer);
        c->buffer = larger;
    }
    c->packed = n;
    return c->buffer;
}

/* ---- to disk --------------------------------------------------------------------------------- */

unsigned char *checkpoint_image(struct checkpoint *c, size_t *size)
{
    const bool flushed = H5Fflush(c->file, H5F_SCOPE_GLOBAL) >= 0;
    const ssize_t n = flushed ? H5Fget_file_image(c->file, NULL, 0) : -1;
    require(n > 0, "checkpoint: HDF5 gives no image of the file");
    unsigned char *const bytes = base_alloc((size_t)n + TAIL, 1), *const tail = bytes + n;
    require(H5Fget_file_image(c->file, bytes, (size_t)n) == n,
            "checkpoint: HDF5 gives no image of the file");
    memcpy(tail, format, sizeof format);
    *size = (size_t)n + TAIL;
    XXH128_canonicalFromHash((XXH128_canonical_t *)(tail + sizeof format),
                             XXH3_128bits(bytes, *size - CHECKSUM));
    return bytes;
}

void checkpoint_write(struct checkpoint *c, const char *path, const char *previous)
{
    assert(c->task == SAVE && !*c->prefix);
    size_t size;
    unsigned char *const bytes = checkpoint_image(c, &size);
    require(atomic_file_replace(AT_FDCWD, path, previous, bytes, size), "%s: cannot be written: %s",
            path, strerror(errno));
    base_free(bytes);
}
