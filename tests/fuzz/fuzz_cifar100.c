/* CIFAR-100: the file of its training part. */
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "dnn/data/data.h"
#include "tests/fuzz/scratch.h"

static void read_folder(const char *folder)
{
    struct data d = {0};
    const struct data_request r = {.name = "fuzzed", .folder = folder};
    cifar_files_cifar100(&d, &r);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    scratch_write("train.bin", bytes, n);
    char *const folder = strdup(scratch_path(""));
    scratch_try(read_folder, folder);
    free(folder);
    return 0;
}
