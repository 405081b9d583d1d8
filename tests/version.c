/* The version of tests: that of the programs changes with every commit, and would relink them all. */
#include "common/core/version.h"

const char version_text[] = "test";
