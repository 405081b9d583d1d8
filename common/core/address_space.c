/* OpenBLAS maps its buffers while the program is loaded, and tries for ever if the limit of the
   address space (ulimit -v) is too small. This runs before the libraries do. */
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/core/base.h"

static void require_address_space(void)
{
    enum { NEEDED = 256 << 20 /* [bytes] */ };
    static const char line[] =
        "swapglass: out of memory: the limit of the address space (ulimit -v) leaves less than 256 "
        "MB. Raise it\n";
    struct rlimit limit;
    if (getrlimit(RLIMIT_AS, &limit) || limit.rlim_cur == RLIM_INFINITY) return;
    void *const place = mmap(NULL, NEEDED, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (place != MAP_FAILED) {
        munmap(place, NEEDED);
        return;
    }
    const ssize_t written = write(STDERR_FILENO, line, sizeof line - 1);
    (void)written;
    _exit(EXIT_REFUSED);
}

__attribute__((section(".preinit_array"),
               used)) static void (*const before_libraries)(void) = require_address_space;
