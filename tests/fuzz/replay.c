/* Runs a fuzz target once on each file named: without libFuzzer, so that every build can. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/fuzz/scratch.h"

enum { LARGEST = 1 << 22, PATIENCE = 20 /* [s] a file */ };

int main(int argc, char **argv)
{
    static uint8_t bytes[LARGEST];
    for (int i = 1; i < argc; i++) {
        FILE *const in = fopen(argv[i], "rb");
        if (!in) return fprintf(stderr, "%s: cannot be opened\n", argv[i]), 1;
        const size_t n = fread(bytes, 1, LARGEST, in);
        fclose(in);
        alarm(PATIENCE);
        LLVMFuzzerTestOneInput(bytes, n);
    }
    return 0;
}
