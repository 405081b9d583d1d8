/* Files of weighted graphs: rudy (the G-set) and Matrix Market. */
#ifndef GLASS_SPINS_BOND_FILES_H
#define GLASS_SPINS_BOND_FILES_H

#include <stddef.h>

struct bond;

/* Pairs (m) with their weights as J; free with base_free. Fatal with file and line. */
struct bond *bond_files_read(const char *path, size_t *n, size_t *m);

#endif
