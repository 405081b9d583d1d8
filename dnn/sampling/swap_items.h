/* The list of [swap] protocol: "1SA swaps=3 + noise amount=0.2". A protocol takes the values of the
   keys of [swap] that it does not name itself. */
#ifndef DNN_SAMPLING_SWAP_ITEMS_H
#define DNN_SAMPLING_SWAP_ITEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dnn/sampling/swap_protocols.h"

struct swap_items_item {
    const struct swap_protocols_row *row;
    char *words; /* "KEY=VALUE KEY=VALUE"; "": none */
};

struct swap_items {
    const struct runfile *f; /* borrowed */
    size_t n;
    struct swap_items_item item[SWAP_PROTOCOLS_ITEMS];
};

/* rows: of struct swap_protocols_row. Fatal on unknown keys, values that are not allowed, keys of the list that its protocol does not
   use, and keys of [swap] that none of several protocols uses. */
struct swap_items swap_items_read(const struct runfile *f, const struct base_table *rows);
void swap_items_clear(struct swap_items *l);

/* The value for item k. Where several protocols share the keys of [swap], one that does not use a
   key gets its default. */
int64_t swap_items_int(const struct swap_items *l, size_t k, const char *key);
double swap_items_real(const struct swap_items *l, size_t k, const char *key);
bool swap_items_is(const struct swap_items *l, size_t k, const char *key, const char *value);

#endif
