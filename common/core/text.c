/* Implementation of text.h. UTF-8: RFC 3629; JSON: RFC 8259. */
#include "common/core/text.h"

#include <stdbool.h>
#include <stddef.h>

enum { FIRST = 0x20, DELETE = 0x7f, C1_BEGIN = 0x80, C1_END = 0xa0 };

/* Bytes of the valid character at the beginning of a text, and its code; 0 if it is not valid. */
static size_t character(const char *text, unsigned *code)
{
    static const unsigned least[] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *const c = (const unsigned char *)text;
    const size_t n = *c < 0x80             ? 1
                     : (*c & 0xe0) == 0xc0 ? 2
                     : (*c & 0xf0) == 0xe0 ? 3
                     : (*c & 0xf8) == 0xf0 ? 4
                                           : 0;
    *code = n > 1 ? *c & (0x7fu >> n) : *c;
    for (size_t i = 1; i < n; i++) {
        if ((c[i] & 0xc0) != 0x80) return 0;
        *code = *code << 6 | (c[i] & 0x3fu);
    }
    const bool surrogate = *code >= 0xd800 && *code < 0xe000;
    return n && *code >= least[n] && *code < 0x110000 && !surrogate ? n : 0;
}

static bool is_control(unsigned code)
{
    return code < FIRST || code == DELETE || (code >= C1_BEGIN && code < C1_END);
}

void text_clean(char *text)
{
    char *to = text;
    for (const char *from = text; *from;) {
        unsigned code;
        const size_t n = character(from, &code), bytes = n ? n : 1;
        if (is_control(n ? code : (unsigned char)*from))
            *to++ = '?', from += bytes;
        else
            for (size_t i = 0; i < bytes; i++) *to++ = *from++;
    }
    *to = '\0';
}

void text_put(FILE *out, const char *text)
{
    while (*text) {
        unsigned code;
        const size_t n = character(text, &code), bytes = n ? n : 1;
        if (is_control(n ? code : (unsigned char)*text))
            fputc('?', out);
        else
            fwrite(text, 1, bytes, out);
        text += bytes;
    }
}

void text_put_json(FILE *out, const char *text)
{
    fputc('"', out);
    while (*text) {
        unsigned code;
        const size_t n = character(text, &code);
        if (!n)
            fputs("\\ufffd", out);
        else if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if (is_control(code))
            fprintf(out, "\\u%04x", code);
        else
            fwrite(text, 1, n, out);
        text += n ? n : 1;
    }
    fputc('"', out);
}
