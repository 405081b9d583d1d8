/* Implementation of temperature_schedule.h. */
#include "common/config/temperature_schedule.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct base_row forms[] = {
    {"T TIME", "jumps to temperature T at once and holds it for TIME time units"},
    {"ramp T TIME", "changes the temperature linearly to T over TIME time units"},
    {"none", "the temperature of [system] throughout"},
    {0}};

const struct base_table temperature_schedule_forms = {
    "temperature_schedule",
    "T as a function of time, [run] temperature_schedule: pieces with commas between them, from "
    "t = 0; after the last one T stays",
    forms, sizeof *forms};

static const char *skip(const char *text)
{
    while (isspace((unsigned char)*text)) text++;
    return text;
}

/* Reads one number and skips it and the blanks after it. */
static bool number(const char **text, double *x)
{
    char *rest;
    *x = strtod(*text, &rest);
    const bool good = rest != *text && (!*rest || *rest == ',' || isspace((unsigned char)*rest));
    *text = skip(rest);
    return good;
}

static bool parse_piece(struct temperature_schedule *a, const char **text, double before)
{
    const bool ramp = strncmp(*text, "ramp", 4) == 0 && isspace((unsigned char)(*text)[4]);
    if (ramp) *text = skip(*text + 4);
    double T, time;
    if (a->n == TEMPERATURE_SCHEDULE_PIECES || !number(text, &T) || !number(text, &time))
        return false;
    if (!(T >= 1e-9 && T <= 1e9) || !(time >= 1 && time <= 1e15) || time != floor(time))
        return false;
    const int64_t begin = a->n ? a->piece[a->n - 1].end : 0;
    a->piece[a->n++] =
        (struct temperature_schedule_piece){ramp ? before : T, T, begin, begin + (int64_t)time};
    return **text == ',' || !**text;
}

bool temperature_schedule_parse(struct temperature_schedule *a, const char *text, double T,
                                const char **why)
{
    *why = "must be \"none\", or pieces \"T TIME\" (jump and hold) and \"ramp T TIME\" with commas "
           "between them, at most 64; T from 1e-9 to 1e9, TIME a whole number from 1 to 1e15";
    a->n = 0;
    text = skip(text);
    if (strncmp(text, "none", 4) == 0 && !*skip(text + 4)) return true;
    do {
        if (!parse_piece(a, &text, a->n ? a->piece[a->n - 1].to : T)) return false;
        if (!*text) return true;
        text = skip(text + 1);
    } while (true);
}

/* The piece of the step from t to t + 1. */
static const struct temperature_schedule_piece *piece_of(const struct temperature_schedule *a,
                                                         int64_t t)
{
    int i = 0;
    while (i + 1 < a->n && t >= a->piece[i].end) i++;
    return &a->piece[i];
}

static double value_at(const struct temperature_schedule_piece *p, int64_t t)
{
    if (t >= p->end || p->from == p->to) return p->to;
    const double passed = (double)(t > p->begin ? t - p->begin : 0);
    return p->from + (p->to - p->from) * (passed / (double)(p->end - p->begin));
}

double temperature_schedule_T(const struct temperature_schedule *a, int64_t t)
{
    return value_at(piece_of(a, t), t);
}

double temperature_schedule_after(const struct temperature_schedule *a, int64_t t)
{
    return value_at(piece_of(a, t), t + 1);
}
