/* The order of rows: times rise, and no row repeats another's place. */
#ifndef ANALYSIS_READ_TABLE_ORDER_H
#define ANALYSIS_READ_TABLE_ORDER_H

#include <stddef.h>

#include "analysis/read/table.h"

/* line (rows): the lines of the rows. By the names of the columns: the time t rises; so does the lag
   of each t_w; the place of a row, such as the pair i j, is no other row's. Fatal, naming file, lines
   and place. */
void table_order_require(const struct table *t, const size_t *line);

#endif
