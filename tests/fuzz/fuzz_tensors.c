/* Weights from an untrusted HDF5 file, as [network] weights reads them. */
#include <hdf5.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "dnn/network/network_parser.h"
#include "dnn/network/weight_files.h"
#include "tests/fuzz/scratch.h"

enum { WEIGHTS = 256, AVERAGES = 16 };

static void read_file(const char *path)
{
    static struct network net;
    static real w[WEIGHTS], average[AVERAGES];
    const struct layer_shape image = {1, 4, 4};
    if (!net.depth) {
        network_parser_read(&net, "conv 3 2, batchnorm, relu, dense classes", image, 3, true,
                            "here");
        if (net.weights > WEIGHTS || net.averages > AVERAGES) abort();
    }
    weight_files_read(&net, w, average, path, "here");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    scratch_write("a.h5", bytes, n);
    char *const path = strdup(scratch_path("a.h5"));
    scratch_try(read_file, path);
    free(path);
    H5close(); /* whatever a reader that died left open */
    return 0;
}
