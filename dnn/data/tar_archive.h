/* Regular files in a tar archive (POSIX ustar and the format before it), plain or gzipped. */
#ifndef DNN_DATA_TAR_ARCHIVE_H
#define DNN_DATA_TAR_ARCHIVE_H

#include <stddef.h>
#include <stdint.h>

struct tar_archive_member {
    uint8_t *bytes; /* (n), base_free */
    size_t n;
};

/* Reads the members with these names (n), without their folders, in one pass. Fatal, naming the
   archive, if it is damaged or one of them is missing or twice there. */
void tar_archive_read(const char *path, const char *const *names, size_t n,
                      struct tar_archive_member *member);

#endif
