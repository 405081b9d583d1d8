/* Checkpoints: the raw bytes, and the same bytes with a valid checksum, so that the code after the
   checksum test is fuzzed as well. */
#include <hdf5.h>
#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

#include "common/core/base.h"
#include "common/io/checkpoint.h"
#include "tests/fuzz/scratch.h"

static void read_file(const char *path)
{
    char why[200];
    double x[7];
    uint32_t u[3];
    size_t n = 0;
    struct checkpoint *const c = checkpoint_create_loader(path, why, sizeof why);
    if (!c) return;
    checkpoint_enter(c, "group");
    checkpoint_f64(c, "x", x, 7);
    checkpoint_u32(c, "u", u, 3);
    checkpoint_count(c, "n", &n, 100);
    checkpoint_leave(c);
    checkpoint_free(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    scratch_write("raw.h5", bytes, n);
    char *path = strdup(scratch_path("raw.h5"));
    scratch_try(read_file, path);
    free(path);
    static const uint8_t format[4] = {2};
    const size_t m = n + sizeof format;
    uint8_t *const sealed = malloc(m + 16);
    memcpy(sealed, bytes, n);
    memcpy(sealed + n, format, sizeof format);
    XXH128_canonical_t seal;
    XXH128_canonicalFromHash(&seal, XXH3_128bits(sealed, m));
    memcpy(sealed + m, &seal, 16);
    scratch_write("sealed.h5", sealed, m + 16);
    free(sealed);
    path = strdup(scratch_path("sealed.h5"));
    scratch_try(read_file, path);
    free(path);
    H5close(); /* whatever a reader that died left open */
    return 0;
}
