/* Checkpoints: a module says once, in one `visit` function, what its state is; the same walk saves,
   loads and digests it. On disk a checkpoint is an HDF5 file (one data set a field) followed by the
   number of its format and a 16-byte XXH3 of all before it, so that any changed bit or lost tail is
   seen before HDF5 looks at the file. Written to a temporary name, synced, renamed. */
#ifndef COMMON_IO_CHECKPOINT_H
#define COMMON_IO_CHECKPOINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct checkpoint;
struct rng;

struct checkpoint *
checkpoint_create_saver(void); /* collects fields in memory; checkpoint_write puts them on disk */
struct checkpoint *checkpoint_create_digester(void); /* only digests what it is shown */
/* Reads and verifies a file. NULL if it is missing or damaged, with the reason in why[n]. */
struct checkpoint *checkpoint_create_loader(const char *path, char *why, size_t n);
void checkpoint_free(struct checkpoint *c);

/* a visitor allocates between its count and its arrays */
bool checkpoint_loading(const struct checkpoint *c);

/* Random streams loaded from now on become those of this replica: what a branch of a run needs. */
void checkpoint_branch(struct checkpoint *c, uint32_t replica);

/* A group: names within it are prefixed "name/". Groups nest. */
void checkpoint_enter(struct checkpoint *c, const char *name);
void checkpoint_leave(struct checkpoint *c);

/* One field of n items. Saving reads *x, loading writes it; a field that is missing or has another
   size is fatal. */
void checkpoint_u8(struct checkpoint *c, const char *name, uint8_t *x, size_t n);
void checkpoint_u32(struct checkpoint *c, const char *name, uint32_t *x, size_t n);
void checkpoint_i32(struct checkpoint *c, const char *name, int32_t *x, size_t n);
void checkpoint_u64(struct checkpoint *c, const char *name, uint64_t *x, size_t n);
void checkpoint_i64(struct checkpoint *c, const char *name, int64_t *x, size_t n);
void checkpoint_f32(struct checkpoint *c, const char *name, float *x, size_t n);
void checkpoint_f64(struct checkpoint *c, const char *name, double *x, size_t n);
/* A count (size_t kept as 64 bits) that comes before arrays allocated at load time: more than
   `most`, or than the file has bytes, is fatal. */
void checkpoint_count(struct checkpoint *c, const char *name, size_t *n, size_t most);
/* A random stream: its key and position. Branching replaces its replica. */
void checkpoint_rng(struct checkpoint *c, struct rng *r);
/* A seal can be made by anyone: whoever loads what becomes an index, a size or a loop's end says
   here whether it can be so. Fatal when loading, naming the field. */
void checkpoint_require(const struct checkpoint *c, bool ok, const char *name);

/* of names and bytes shown so far, any kind of checkpoint */
uint64_t checkpoint_digest(const struct checkpoint *c);

/* What checkpoint_write would write, in memory; base_free. And back: NULL if it is damaged; path is
   for messages. */
unsigned char *checkpoint_image(struct checkpoint *c, size_t *size);
struct checkpoint *checkpoint_from_image(unsigned char *bytes, size_t size, const char *path);

/* ---- parcels: the same fields without names, for a copy in memory or another process ----------- */

struct checkpoint *checkpoint_create_buffer(void); /* its memory grows once, and is used again */
void checkpoint_pack(struct checkpoint *c);        /* emptied; fields shown from now on go in */
void checkpoint_unpack(struct checkpoint *c); /* fields are taken out again, from the first on */
/* The bytes packed (borrowed), and room for n bytes that come from elsewhere, to be unpacked. */
const unsigned char *checkpoint_bytes(const struct checkpoint *c, size_t *n);
unsigned char *checkpoint_reserve(struct checkpoint *c, size_t n);

/* Atomic: PATH.tmp, fsync, the old PATH renamed to PREVIOUS (if not NULL), PATH.tmp renamed to
   PATH, folder synced. Dies with the system's reason if the disk refuses; then PATH and PREVIOUS
   are as they were. */
void checkpoint_write(struct checkpoint *c, const char *path, const char *previous);

#endif
