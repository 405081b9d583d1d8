/* Configurations in files of other programs. The first byte selects the format. */
#include <stdlib.h>
#include <string.h>

#include "glass/spheres/state/formats.h"
#include "tests/fuzz/scratch.h"

static const struct formats_row *format;

static void read_file(const char *path)
{
    struct owned_frame f = formats_read(path, format, "here");
    frame_clear(&f);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    const size_t used = n > 0;
    format = base_row(&formats_table, n ? bytes[0] % base_rows(&formats_table) : 0);
    scratch_write("a", bytes + used, n - used);
    char *const path = strdup(scratch_path("a"));
    scratch_try(read_file, path);
    free(path);
    return 0;
}
