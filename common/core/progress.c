/* Implementation of progress.h. */
#include "common/core/progress.h"

#include <math.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "common/core/base.h"

enum { BAR = 30, LOG_EVERY = 60, WORDS = 80 }; /* [characters], [s] */

static volatile struct progress_slot *slot; /* of this process; NULL: no other process displays
                                               its progress */

void progress_use_slot(volatile struct progress_slot *s)
{
    slot = s;
}

void progress_log(FILE *log, const char *format, ...)
{
    if (!log) return;
    char date[32];
    const time_t now = time(NULL);
    struct tm local;
    strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", localtime_r(&now, &local));
    va_list args;
    va_start(args, format);
    fprintf(log, "%s  ", date);
    vfprintf(log, format, args);
    fputc('\n', log);
    fflush(log);
    va_end(args);
}

void progress_init(struct progress *p, const char *unit, int64_t t, int64_t end, FILE *log)
{
    const double now = base_clock();
    *p = (struct progress){.unit = unit,
                           .begin = t,
                           .end = end,
                           .started = now,
                           .shown = now,
                           .logged = now,
                           .log = log,
                           .terminal = !slot && isatty(STDERR_FILENO)};
    if (slot) slot->t = t, slot->end = end;
}

void progress_duration(char text[32], double s)
{
    if (!(s < 1e8)) s = 1e8;
    const long whole = (long)(s + 0.5);
    if (whole >= 3600)
        snprintf(text, 32, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
    else
        snprintf(text, 32, "%ld:%02ld", whole / 60, whole % 60);
}

void progress_bar(char text[PROGRESS_BAR], double done)
{
    const int percent = (int)(100 * fmin(1, fmax(0, done))), full = percent * BAR / 100;
    snprintf(text, PROGRESS_BAR, "[%.*s%.*s] %3d %%", full, "##############################",
             BAR - full, "..............................", percent);
}

static double rate(const struct progress *p, int64_t t, double now)
{
    return now > p->started ? (double)(t - p->begin) / (now - p->started) : 0;
}

double progress_rate(const struct progress *p, int64_t t)
{
    return rate(p, t, base_clock());
}

/* The program's own text, or the energy if it is known. */
static const char *words(const struct progress *p, double energy, char *text, size_t n)
{
    if (p->text && p->text(p->context, text, n)) return text;
    snprintf(text, n, isnan(energy) ? "energy not known yet" : "energy %.6g", energy);
    return text;
}

/* ---- one line -------------------------------------------------------------------------------- */

static size_t length_of(size_t n, const char *const *part, const bool *shown)
{
    size_t length = 0;
    for (size_t i = 0; i < n; i++)
        if (shown[i]) length += strlen(part[i]) + (length ? 2 : 0);
    return length;
}

/* Hides the shown part of the highest rank; false if it is the only one. */
static bool hide_one(size_t n, const int *rank, bool *shown)
{
    size_t left = 0, last = 0;
    for (size_t i = 0; i < n; i++) {
        if (!shown[i]) continue;
        if (!left++ || rank[i] > rank[last]) last = i;
    }
    if (left > 1) shown[last] = false;
    return left > 1;
}

size_t progress_fit(char line[PROGRESS_LINE], size_t width, size_t n, const char *const *part,
                    const int *rank)
{
    bool shown[PROGRESS_PARTS];
    if (width >= PROGRESS_LINE) width = PROGRESS_LINE - 1;
    for (size_t i = 0; i < n; i++) shown[i] = *part[i];
    while (length_of(n, part, shown) > width && hide_one(n, rank, shown)) continue;
    size_t used = 0;
    *line = 0;
    for (size_t i = 0; i < n; i++)
        if (shown[i] && used < PROGRESS_LINE)
            used += (size_t)snprintf(line + used, PROGRESS_LINE - used, "%s%s", used ? "  " : "",
                                     part[i]);
    if (used > width) line[used = width] = 0, line[width - 1] = '~';
    return used;
}

/* Columns of the terminal now; the last one stays empty, where some terminals wrap. */
static size_t width_now(void)
{
    struct winsize w = {0};
    const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 1;
    return known ? w.ws_col - 1U : 79;
}

/* A narrower terminal has wrapped the line before: its first row is above. */
void progress_draw(struct progress *p, size_t n, const char *const *part, const int *rank)
{
    char line[PROGRESS_LINE];
    const size_t width = width_now(), above = p->drawn ? (p->drawn - 1) / (width + 1) : 0;
    p->drawn = progress_fit(line, width, n, part, rank);
    if (above) fprintf(stderr, "\033[%zuA", above);
    fprintf(stderr, "\r%s\033[J", line);
    fflush(stderr);
}

static void draw(struct progress *p, int64_t t, double energy, double now)
{
    const double done =
        p->end > p->begin ? (double)(t - p->begin) / (double)(p->end - p->begin) : 1;
    const double per_second = rate(p, t, now);
    char bar[PROGRESS_BAR], left[32], eta[40], text[WORDS], count[80], speed[64];
    progress_bar(bar, done);
    progress_duration(left, per_second > 0 ? (double)(p->end - t) / per_second : 0);
    snprintf(count, sizeof count, "%s %lld/%lld", p->unit, (long long)t, (long long)p->end);
    snprintf(speed, sizeof speed, "%.4g %ss/s", per_second, p->unit);
    snprintf(eta, sizeof eta, "ETA %s", left);
    const char *const part[] = {bar, count, speed, words(p, energy, text, sizeof text), eta};
    static const int rank[] = {4, 0, 2, 3, 1};
    progress_draw(p, sizeof rank / sizeof *rank, part, rank);
}

void progress_show(struct progress *p, int64_t t, double energy)
{
    const double now = base_clock();
    char text[WORDS];
    if (slot) slot->t = t;
    if (p->terminal && now - p->shown > 0.2) {
        draw(p, t, energy, now);
        p->shown = now;
    }
    if (now - p->logged > LOG_EVERY) {
        progress_log(p->log, "%s %lld of %lld, %.4g %ss/s, %s", p->unit, (long long)t,
                     (long long)p->end, rate(p, t, now), p->unit,
                     words(p, energy, text, sizeof text));
        p->logged = now;
    }
}

void progress_line(void *progress, const char *line)
{
    const struct progress *const p = progress;
    progress_log(p->log, "%s", line);
    if (p->terminal) fprintf(stderr, "%s\n", line);
}

void progress_end(struct progress *p, int64_t t, double energy)
{
    const double now = base_clock();
    char text[WORDS];
    if (p->terminal) {
        draw(p, t, energy, now);
        fputc('\n', stderr);
        p->drawn = 0;
    }
    char *const of = t < p->end ? base_text(" of %lld", (long long)p->end) : base_text("%s", "");
    progress_log(p->log, "%s at %s %lld%s, %.4g %ss/s, %s", t < p->end ? "interrupted" : "finished",
                 p->unit, (long long)t, of, rate(p, t, now), p->unit,
                 words(p, energy, text, sizeof text));
    base_free(of);
}
