/* A text file of spheres that is being read, line by line and word by word. Whatever is wrong dies
   with the name of the file and the number of the line. */
#ifndef GLASS_SPHERES_STATE_TEXT_READER_H
#define GLASS_SPHERES_STATE_TEXT_READER_H

#include <stdbool.h>
#include <stdio.h>

struct particle_columns;

enum { TEXT_READER_WORDS = 128 };

struct text_reader {
    const char *path, *where;
    FILE *file;
    char *line;        /* of getline */
    size_t room, most; /* most: spheres that a file of its size can hold */
    long number;
    bool open[3]; /* the file does not call this axis periodic */
    size_t words;
    char *word[TEXT_READER_WORDS]; /* of the line, which they cut up */
    size_t n;
    double *x, *diameter; /* (n, 3) [length], (n) [length]; 0: not yet read */
    double low[3], edge[3];
};

_Noreturn void text_reader_refuse(const struct text_reader *r, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

bool text_reader_next_line(struct text_reader *r);   /* as it is; false at the end of the file */
void text_reader_cut(struct text_reader *r);         /* into words */
void text_reader_cut_comment(struct text_reader *r); /* words without what follows a # */
void text_reader_need_line(struct text_reader *r);   /* the next one, cut into words */

double text_reader_number(const struct text_reader *r, const char *word);
size_t text_reader_whole(const struct text_reader *r, const char *word, size_t least, size_t most);

void text_reader_make_room(struct text_reader *r, size_t n); /* for n spheres */

/* Is a component beside the edge L of a box 0, up to rounding? */
void text_reader_need_straight(const struct text_reader *r, double skew, double L);
bool text_reader_is_flat(const struct text_reader *r); /* a square: its third edge is another */

/* Sphere i of the words of the line; more: columns that it may have besides, all or none. */
void text_reader_take_row(struct text_reader *r, size_t i, const struct particle_columns *c,
                          size_t more);

#endif
