/* Untrusted trajectories: opened, all frames read. */
#include <hdf5.h>
#include <stdlib.h>
#include <string.h>

#include "common/io/trajectory.h"
#include "tests/fuzz/scratch.h"

static void read_file(const char *path)
{
    struct trajectory *const t = trajectory_open(path);
    struct frame f;
    for (size_t i = 0; i < trajectory_frames(t) && i < 10; i++) trajectory_read(t, i, &f);
    trajectory_close(t);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    scratch_write("a.h5", bytes, n);
    char *const path = strdup(scratch_path("a.h5"));
    scratch_try(read_file, path);
    free(path);
    H5close();
    return 0;
}
