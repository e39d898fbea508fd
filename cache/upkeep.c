#include "cache/upkeep.h"

#include <string.h>

#include "cache/database.h"

enum {
    DAYS = 64 * 1024,
    DAY_SECONDS = 86400,
    SCRATCH_BYTES = 16 * 1024 * 1024,
    PAGE_BYTES = 4096,
    NODE_BYTES = 2 + 8 + RECORD_KEY_SIZE, /* of a record on a page, besides its bytes */
    BIG_BYTES = 1900,                     /* a longer record has pages of its own */
    FIXED_BYTES = 4 * PAGE_BYTES,         /* of a file with hardly anything in it */
};

static struct digest digest_in(struct str key)
{
    struct digest digest;

    memcpy(digest.bytes, key.ptr + 1, DIGEST_SIZE);
    return digest;
}

/* The head of the record at the walk; RECORD_FOREIGN also for keys that are not ours. */
static enum record_state look(const struct pages_walk *w, const struct pages_item *item, struct arena *a,
                              struct record_head *head)
{
    struct str start = {0};

    if (item->key.len != RECORD_KEY_SIZE || (uint8_t)item->key.ptr[0] >= STORE_KIND_COUNT)
        return RECORD_FOREIGN;
    if (pages_walk_value(w, RECORD_HEADER_SIZE, a, &start) != PAGES_GOOD)
        return RECORD_DAMAGED;
    return record_look(start, head);
}

/* --- counting --- */

static void count(struct upkeep_kind *kind, uint64_t size, uint64_t written)
{
    if (kind->records == 0 || written < kind->oldest)
        kind->oldest = written;
    if (written > kind->newest)
        kind->newest = written;
    kind->records++;
    kind->bytes += size;
}

void upkeep_stat(struct cache *c, struct upkeep_stat *out)
{
    struct arena walking = {0};
    struct arena scratch = {0};
    struct pages pages;
    struct pages_walk walk;
    struct pages_item item;
    enum pages_state state = PAGES_GOOD;

    *out = (struct upkeep_stat){0};
    if (cache_folder_fd(c) >= 0)
        counters_read(cache_folder_fd(c), &out->counters);
    out->damaged = cache_is_damaged(c);
    if (!cache_pages(c, &pages))
        return;
    out->file_bytes = pages.bytes;
    pages_walk_start(&walk, &pages, &walking);
    while ((state = pages_walk_next(&walk, &item)) == PAGES_GOOD) {
        struct record_head head = {0};
        enum record_state record = look(&walk, &item, &scratch, &head);

        if (record == RECORD_GOOD && head.kind == (uint8_t)item.key.ptr[0])
            count(&out->kinds[head.kind], item.size, head.written);
        else if (record == RECORD_FOREIGN)
            out->foreign++;
        else
            out->damaged = true;
        arena_reset(&scratch);
    }
    out->damaged = out->damaged || state == PAGES_DAMAGED;
    arena_reset(&walking);
}

/* --- checking --- */

static enum record_state check_record(const struct pages_walk *w, const struct pages_item *item, struct arena *a)
{
    struct str record = {0};
    struct str payload = {0};
    struct digest digest;

    if (item->key.len != RECORD_KEY_SIZE)
        return RECORD_FOREIGN;
    if (pages_walk_value(w, UINT64_MAX, a, &record) != PAGES_GOOD)
        return RECORD_DAMAGED;
    digest = digest_in(item->key);
    return record_open(record, (uint8_t)item->key.ptr[0], &digest, &payload);
}

void upkeep_verify(struct cache *c, struct upkeep_check *out)
{
    struct arena walking = {0};
    struct arena scratch = {0};
    struct pages pages;
    struct pages_walk walk;
    struct pages_item item;
    enum pages_state state = PAGES_GOOD;

    *out = (struct upkeep_check){.cut = cache_is_damaged(c)};
    if (!cache_pages(c, &pages))
        return;
    pages_walk_start(&walk, &pages, &walking);
    while ((state = pages_walk_next(&walk, &item)) == PAGES_GOOD) {
        switch (check_record(&walk, &item, &scratch)) {
        case RECORD_GOOD:
            out->good++;
            break;
        case RECORD_FOREIGN:
            out->foreign++;
            break;
        case RECORD_DAMAGED:
            out->damaged++;
            break;
        }
        if (scratch.used > SCRATCH_BYTES)
            arena_reset(&scratch);
    }
    out->cut = out->cut || state == PAGES_DAMAGED;
    arena_reset(&walking);
    arena_reset(&scratch);
}

/* --- making it smaller --- */

/* Bytes of pages by time: one pass over days, one over the seconds of the day in which the limit falls. */
struct ages {
    uint64_t now;
    uint64_t days[DAYS]; /* the last one is that of `now` */
    uint64_t seconds[DAY_SECONDS];
};

static uint64_t age_of(uint64_t written, uint64_t now)
{
    return written < now ? now - written : 0;
}

/* About what the record takes of the file: of records that are large for a page, two or three fill one. */
static uint64_t space_of(uint64_t size)
{
    if (size > BIG_BYTES)
        return (size + 16 + PAGE_BYTES - 1) / PAGE_BYTES * PAGE_BYTES + NODE_BYTES + sizeof(uint64_t);
    if (size > PAGE_BYTES / 3)
        return PAGE_BYTES / 2;
    return size > PAGE_BYTES / 4 ? PAGE_BYTES / 3 : size + size / 16 + NODE_BYTES;
}

static uint32_t day_of(uint64_t age)
{
    return age / DAY_SECONDS < DAYS ? (uint32_t)(age / DAY_SECONDS) : DAYS - 1;
}

/* Adds what each record takes to the day of its age, or, for `day`, to the second. */
static void gather(const struct pages *pages, struct ages *ages, uint32_t day)
{
    struct arena walking = {0};
    struct arena scratch = {0};
    struct pages_walk walk;
    struct pages_item item;

    pages_walk_start(&walk, pages, &walking);
    while (pages_walk_next(&walk, &item) == PAGES_GOOD) {
        struct record_head head = {0};

        if (look(&walk, &item, &scratch, &head) == RECORD_GOOD) {
            uint64_t age = age_of(head.written, ages->now);

            if (day == DAYS)
                ages->days[day_of(age)] += space_of(item.size);
            else if (day_of(age) == day)
                ages->seconds[age % DAY_SECONDS] += space_of(item.size);
        }
        arena_reset(&scratch);
    }
    arena_reset(&walking);
}

/* What may stay. */
struct sieve {
    uint64_t now;
    uint64_t max_age; /* records of this age stay as long as `room` lasts, older ones go */
    uint64_t room;
    struct arena scratch;
};

/* The first index at which the sum passes `*room`, or `count`; `*room` is what was left before it. */
static uint32_t first_beyond(const uint64_t *sizes, uint32_t count, uint64_t *room)
{
    for (uint32_t i = 0; i < count; i++) {
        if (sizes[i] > *room)
            return i;
        *room -= sizes[i];
    }
    return count;
}

static void limit_size(struct sieve *s, const struct pages *pages, uint64_t max_bytes)
{
    struct arena memory = {0};
    struct ages *ages = arena_new(&memory, struct ages);
    uint64_t room = max_bytes - max_bytes / 16; /* for branches and page headers */
    uint32_t day = 0;
    uint32_t second = 0;

    room -= room < FIXED_BYTES ? room : FIXED_BYTES;
    ages->now = s->now;
    gather(pages, ages, DAYS);
    day = first_beyond(ages->days, DAYS, &room);
    if (day < DAYS) {
        gather(pages, ages, day);
        second = first_beyond(ages->seconds, DAY_SECONDS, &room);
        if ((uint64_t)day * DAY_SECONDS + second < s->max_age) {
            s->max_age = (uint64_t)day * DAY_SECONDS + second;
            s->room = room;
        }
    }
    arena_reset(&memory);
}

static bool has_room(struct sieve *s, uint64_t age, uint64_t size)
{
    if (age < s->max_age)
        return true;
    if (age > s->max_age || space_of(size) > s->room)
        return false;
    if (s->room != UINT64_MAX)
        s->room -= space_of(size);
    return true;
}

static bool keep(void *payload, struct str key, struct str *record)
{
    struct sieve *s = payload;
    struct record_head head = {0};
    struct str content = {0};
    struct digest digest;
    struct strbuf again;

    if (key.len != RECORD_KEY_SIZE || (uint8_t)key.ptr[0] >= STORE_KIND_COUNT)
        return false;
    digest = digest_in(key);
    if (record_look(*record, &head) != RECORD_GOOD ||
        record_open(*record, (uint8_t)key.ptr[0], &digest, &content) != RECORD_GOOD)
        return false;
    if (key.ptr[0] == STORE_ORIGIN) /* without it an old bundle could be played again */
        return true;
    if (!has_room(s, age_of(head.written, s->now), record->len))
        return false;
    if (head.written > s->now) { /* by a clock that was wrong: it would never age */
        arena_reset(&s->scratch);
        strbuf_init(&again, &s->scratch);
        record_wrap(&again, head.kind, &digest, s->now, content);
        *record = strbuf_text(&again);
    }
    return true;
}

static uint64_t records_in(struct cache *c, uint64_t *bytes)
{
    struct upkeep_stat *stat = NULL;
    struct arena scratch = {0};
    uint64_t sum = 0;

    stat = arena_new(&scratch, struct upkeep_stat);
    upkeep_stat(c, stat);
    for (uint32_t i = 0; i < STORE_KIND_COUNT; i++)
        sum += stat->kinds[i].records;
    sum += stat->foreign;
    *bytes = stat->file_bytes;
    arena_reset(&scratch);
    return sum;
}

enum err upkeep_gc(struct cache *c, const struct upkeep_limits *limits, struct upkeep_result *out, struct error *why)
{
    struct sieve sieve = {.now = limits->now, .max_age = UINT64_MAX, .room = UINT64_MAX};
    const struct database_filter filter = {&sieve, keep};
    struct pages pages;
    uint64_t before = 0;
    enum err e = OK;

    *out = (struct upkeep_result){0};
    if (!cache_pages(c, &pages))
        return OK;
    before = records_in(c, &out->bytes_before);
    if (limits->max_age > 0)
        sieve.max_age = limits->max_age;
    if (limits->max_bytes > 0)
        limit_size(&sieve, &pages, limits->max_bytes);
    e = cache_rewrite(c, &filter, why);
    if (e != OK)
        return e;
    out->kept = records_in(c, &out->bytes_after);
    out->dropped = before > out->kept ? before - out->kept : 0;
    return OK;
}
