/* IDX files: the images and, if the first byte is odd, the labels of a set. */
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "dnn/data/data.h"
#include "tests/fuzz/scratch.h"

static void read_folder(const char *folder)
{
    struct data d = {0};
    const struct data_request r = {.name = "fuzzed", .folder = folder};
    idx_files_mnist(&d, &r);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    static const uint8_t labels[] = {0, 0, 8, 1, 0, 0, 0, 1, 3};
    const size_t used = n > 0;
    const bool images = !n || bytes[0] % 2 == 0;
    static uint8_t image[16 + 28 * 28] = {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28};
    scratch_write("train-images-idx3-ubyte", images ? bytes + used : image,
                  images ? n - used : sizeof image);
    scratch_write("train-labels-idx1-ubyte", images ? labels : bytes + used,
                  images ? sizeof labels : n - used);
    scratch_write("t10k-images-idx3-ubyte", image, sizeof image);
    scratch_write("t10k-labels-idx1-ubyte", labels, sizeof labels);
    char *const folder = strdup(scratch_path(""));
    scratch_try(read_folder, folder);
    free(folder);
    return 0;
}
