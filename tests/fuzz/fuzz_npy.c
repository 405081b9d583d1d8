/* NumPy's arrays: read, every item looked at. */
#include <stdlib.h>
#include <string.h>

#include "common/io/npy.h"
#include "tests/fuzz/scratch.h"

static void read_file(const char *path)
{
    static volatile double seen;
    struct npy a = npy_read(path);
    for (size_t i = 0; i < a.n; i++) seen = npy_value(&a, i);
    (void)seen;
    npy_clear(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    scratch_write("a.npy", bytes, n);
    char *const path = strdup(scratch_path("a.npy"));
    scratch_try(read_file, path);
    free(path);
    return 0;
}
