/* Schedules, ladders, temperature programmes: short texts with numbers in them. */
#include <stdlib.h>
#include <string.h>

#include "common/config/temperature_schedule.h"
#include "common/run/temperature_ladder.h"
#include "common/config/schedule.h"
#include "tests/fuzz/scratch.h"

static void parse_programme(const char *text)
{
    struct temperature_schedule a;
    const char *why;
    if (!temperature_schedule_parse(&a, text, 1, &why) || !a.n) return;
    for (int64_t t = 0; t < 100; t++)
        if (!(temperature_schedule_T(&a, t) > 0)) abort();
}

static void parse(const char *text)
{
    struct schedule s;
    const char *why;
    if (schedule_parse(&s, text, &why)) {
        int64_t t = -1;
        for (int i = 0; i < 100 && t != SCHEDULE_NEVER; i++) {
            const int64_t next = schedule_next(&s, t);
            if (next <= t || (next != SCHEDULE_NEVER && !schedule_has(&s, next))) abort();
            t = next;
        }
        schedule_count(&s, 1000);
    }
    parse_programme(text);
    temperature_ladder_parse(text, "here");
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    char *const text = strndup((const char *)bytes, n);
    scratch_try(parse, text);
    free(text);
    return 0;
}
