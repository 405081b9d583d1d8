/* The command `list`: tables, keys and forms of values, of all systems of a program. */
#ifndef COMMON_RUN_LIST_H
#define COMMON_RUN_LIST_H

struct program_request;

/* Without a word: all tables, then all keys. With one: the table, the section or the kind of
   section (`move`) of that name; `keys` for all sections. Fatal on another word, naming the
   nearest. */
int list_command(const struct program_request *r);

#endif
