/* Files of real images: search in the usual places, plain or gzipped. Everything about a file is
   checked before a byte is used. */
#ifndef DNN_DATA_IMAGE_FILES_H
#define DNN_DATA_IMAGE_FILES_H

#include <zlib.h>

#include "dnn/data/data.h"

enum { IMAGE_FILES_PATH = 4096 };

struct image_files_set {       /* where a set may be */
    const char *const *names;  /* files of which one identifies the folder, ends with NULL */
    const char *const *below;  /* sub-folders, ends with NULL */
    const char *package, *get; /* folder of a package, or NULL; instructions to get the set */
};

/* Fills path with the first of FOLDER/name, FOLDER/name.gz that exists; IDX files may have a dot
   before "idx". */
bool image_files_find_in(char *path, const char *folder, const char *name);
/* Fills folder with the folder of a set: [data] path if given, otherwise a usual place, a folder
   below SWAPGLASS_DATA, or the folder of `make data`. Each may contain the files itself or in a
   sub-folder. Returns the number of the name that was found. Fatal, with instructions how to get the
   set, if it is absent. */
size_t image_files_find(char *folder, const struct data_request *r,
                        const struct image_files_set *set);

gzFile image_files_open(const char *path);
/* Reads n bytes; fatal if there are fewer; the file must end after them if `last`. */
void image_files_read(gzFile file, const char *path, uint8_t *to, size_t n, bool last);
/* All bytes up to the end, at most 2^30; base_free. */
uint8_t *image_files_read_all(gzFile file, const char *path, size_t *n);
void image_files_close(gzFile file, const char *path);
/* Fatal if a file is too short for n bytes after decompression. */
void image_files_require_room(const char *path, size_t n, const char *what);
void image_files_check_labels(const uint8_t *label, size_t n, size_t classes, const char *where);

#endif
