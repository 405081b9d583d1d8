/* A file of a folder that the program keeps open: it is reached through the folder's descriptor,
   so that a renamed folder, and another one of its old name, are not confused. */
#ifndef COMMON_IO_FOLDER_FILE_H
#define COMMON_IO_FOLDER_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/core/base.h"

struct folder_file {
    int folder;               /* descriptor, borrowed; AT_FDCWD: path leads to the file */
    char *path, *name, *temp; /* for messages; within the folder; its temporary file */
    struct base_death death;  /* removes the temporary file if the program dies */
};

void folder_file_init(struct folder_file *f, int folder, const char *path);
void folder_file_clear(struct folder_file *f);

/* Descriptor of the file, to read and write; -1, with errno, on failure. */
int folder_file_open(const struct folder_file *f);
int folder_file_create(const struct folder_file *f); /* the same, of an empty file */
/* The same of a new temporary file. Nothing moves f until folder_file_adopt. */
int folder_file_open_temp(struct folder_file *f);
/* Syncs the temporary file and gives it the name of the file. False, with errno, on failure. */
bool folder_file_adopt(struct folder_file *f, int fd);
/* Fatal, naming the file, if the name no longer leads to the file that fd has open. */
void folder_file_require_same(const struct folder_file *f, int fd);
/* n bytes at an offset; fatal, naming the file, if the system refuses or the file is too short. */
void folder_file_write(const struct folder_file *f, int fd, const void *x, size_t n, size_t at);
void folder_file_read(const struct folder_file *f, int fd, void *x, size_t n, size_t at);
/* A path that a library can open; base_free. */
char *folder_file_path(const struct folder_file *f);

#endif
