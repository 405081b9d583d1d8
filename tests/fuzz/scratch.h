/* What fuzz targets share: bytes become a file in a scratch folder, and a reader that ends the
   program with its one line, as it should, comes back to the target instead. */
#ifndef TESTS_FUZZ_SCRATCH_H
#define TESTS_FUZZ_SCRATCH_H

#include <stddef.h>
#include <stdint.h>

/* The path in the scratch folder; static. */
const char *scratch_path(const char *name);
void scratch_write(const char *name, const void *bytes, size_t n);
/* read(path); its death ends it, and no more. */
void scratch_try(void (*read)(const char *path), const char *path);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n); /* a target */

#endif
