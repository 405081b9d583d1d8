/* Implementation of version.h; the only object that depends on the commit. */
#include "common/core/version.h"

const char version_text[] = VERSION;
