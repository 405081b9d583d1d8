/* A text file of spheres that is being read, line by line and word by word. Whatever is wrong dies
   with the name of the file and the number of the line. */
#ifndef GLASS_SPHERES_READER_H
#define GLASS_SPHERES_READER_H

#include <stdbool.h>
#include <stdio.h>

struct columns;

enum { READER_WORDS = 128 };

struct reader {
    const char *path, *where;
    FILE *file;
    char *line;        /* of getline */
    size_t room, most; /* most: spheres that a file of its size can hold */
    long number;
    bool open[3]; /* the file does not call this axis periodic */
    size_t words;
    char *word[READER_WORDS]; /* of the line, which they cut up */
    size_t n;
    double *x, *diameter; /* (n, 3) [length], (n) [length]; 0: not yet read */
    double low[3], edge[3];
};

_Noreturn void reader_refuse(const struct reader *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

bool reader_next_line(struct reader *r);   /* as it is; false at the end of the file */
void reader_cut(struct reader *r);         /* into words */
void reader_cut_comment(struct reader *r); /* words without what follows a # */
void reader_need_line(struct reader *r);   /* the next one, cut into words */

double reader_number(const struct reader *r, const char *word);
size_t reader_whole(const struct reader *r, const char *word, size_t least, size_t most);

void reader_make_room(struct reader *r, size_t n); /* for n spheres */

/* Is a component beside the edge L of a box 0, up to rounding? */
void reader_need_straight(const struct reader *r, double skew, double L);
bool reader_is_flat(const struct reader *r); /* a square: its third edge is another */

/* Sphere i of the words of the line; more: columns that it may have besides, all or none. */
void reader_take_row(struct reader *r, size_t i, const struct columns *c, size_t more);

#endif
