/* Checkpoints. A module describes its state in one `visit` function, which is used for saving,
   loading and digesting. On disk a checkpoint is an HDF5 file (one data set per field), followed
   by a format number and a 16-byte XXH3 checksum. Any changed bit or lost tail is detected
   before HDF5 reads the file. */
#ifndef COMMON_IO_CHECKPOINT_H
#define COMMON_IO_CHECKPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct checkpoint;
struct rng;

struct checkpoint *
checkpoint_create_saver(void); /* collects fields in memory for checkpoint_write */
struct checkpoint *checkpoint_create_digester(void); /* only computes checkpoint_digest */
/* Reads and verifies a file. NULL if it is missing or damaged, with the reason in why[n]. */
struct checkpoint *checkpoint_create_loader(const char *path, char *why, size_t n);
void checkpoint_free(struct checkpoint *c);

/* visit functions allocate arrays if true */
bool checkpoint_loading(const struct checkpoint *c);

/* For a branch of a run: random streams loaded from now on get this replica number, and fields that
   the file lacks keep their present values. */
void checkpoint_branch(struct checkpoint *c, uint32_t replica);
/* The same for the seed of the streams. */
void checkpoint_branch_seed(struct checkpoint *c, uint64_t seed);
bool checkpoint_branches(const struct checkpoint *c); /* is it one */

/* A loading checkpoint that replaces a damaged newer one: files may be newer than it. */
void checkpoint_set_older(struct checkpoint *c, bool older);
bool checkpoint_is_older(const struct checkpoint *c);

/* A group: names within it get the prefix "name/". Groups nest. */
void checkpoint_enter(struct checkpoint *c, const char *name);
void checkpoint_leave(struct checkpoint *c);

/* Does a field exist, for fields that earlier versions did not save; true when saving. */
bool checkpoint_has(const struct checkpoint *c, const char *name);

/* One field of n items. Saving reads *x, loading writes it. On loading, a missing field or
   another size is fatal. */
void checkpoint_u8(struct checkpoint *c, const char *name, uint8_t *x, size_t n);
void checkpoint_u32(struct checkpoint *c, const char *name, uint32_t *x, size_t n);
void checkpoint_i32(struct checkpoint *c, const char *name, int32_t *x, size_t n);
void checkpoint_u64(struct checkpoint *c, const char *name, uint64_t *x, size_t n);
void checkpoint_i64(struct checkpoint *c, const char *name, int64_t *x, size_t n);
void checkpoint_f32(struct checkpoint *c, const char *name, float *x, size_t n);
void checkpoint_f64(struct checkpoint *c, const char *name, double *x, size_t n);
/* A count (size_t stored as 64 bits) of arrays that are allocated on loading. A count above
   `most`, or above the number of bytes in the file, is fatal. */
void checkpoint_count(struct checkpoint *c, const char *name, size_t *n, size_t most);
/* A random stream: its key and position. Branching replaces its replica. */
void checkpoint_rng(struct checkpoint *c, struct rng *r);
/* Range check for a loaded value that will be used as an index, a size or a loop bound; the
   checksum does not protect against crafted files. Fatal on failure, naming the field. No effect
   when saving. */
void checkpoint_require(const struct checkpoint *c, bool ok, const char *name);

/* of all names and bytes visited so far, for any kind of checkpoint */
uint64_t checkpoint_digest(const struct checkpoint *c);

/* Checksum of the bytes of a loaded checkpoint. */
uint64_t checkpoint_checksum(const struct checkpoint *c);

/* The bytes that checkpoint_write writes; base_free. The reverse returns NULL if they are
   damaged; path is for messages. */
unsigned char *checkpoint_image(struct checkpoint *c, size_t *size);
struct checkpoint *checkpoint_from_image(unsigned char *bytes, size_t size, const char *path);

/* ---- buffers: fields without names, for copies in memory and messages to other processes ----- */

struct checkpoint *checkpoint_create_buffer(void); /* checkpoint in memory; the memory grows and is
                                                      reused */
void checkpoint_pack(struct checkpoint *c);        /* empties it; visited fields are appended */
void checkpoint_unpack(struct checkpoint *c); /* visited fields are read back, from the first on */
/* The packed bytes (borrowed); and space for n received bytes, to be unpacked. */
const unsigned char *checkpoint_bytes(const struct checkpoint *c, size_t *n);
unsigned char *checkpoint_reserve(struct checkpoint *c, size_t n);

/* Atomic (atomic_file.h). Fatal, with the system's reason, if the system refuses; PATH and
   PREVIOUS are then unchanged. */
void checkpoint_write(struct checkpoint *c, const char *path, const char *previous);

#endif
