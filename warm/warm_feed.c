#include "warm/warm_feed.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "analyzer/base/jdoc.h"
#include "analyzer/base/limits.h"
#include "npm/http.h"
#include "npm/registry.h"

enum {
    PAGE_CHANGES = 500,
    PAGE_BYTES = 64 * 1024 * 1024,
    TIMEOUT_MS = 60 * 1000,
    CLIENT_BYTES = 64 * 1024 * 1024, /* of answers, until a client and its memory are made anew */
};

struct warm_feed {
    struct arena memory;
    struct str url;
    struct strbuf cursor; /* in memory of its own, which is made anew with each page */
    struct arena cursor_memory;
    bool stuck; /* something could not be asked for: the cursor stays before it */
    struct arena page_memory;
    const struct jdoc *results;
    uint32_t at;
    struct arena client_memory;
    struct registry *registry;
    const struct jdoc *versions; /* of the package at hand */
    uint32_t version;
    struct str name;
};

struct warm_feed *warm_feed_new(struct str url, struct str since)
{
    struct warm_feed *f = calloc(1, sizeof(*f));

    if (f == NULL)
        abort();
    f->url = str_dup(&f->memory, url);
    strbuf_init(&f->cursor, &f->cursor_memory);
    strbuf_put(&f->cursor, since);
    return f;
}

static void drop_client(struct warm_feed *f)
{
    if (f->registry != NULL)
        registry_free(f->registry);
    f->registry = NULL;
    arena_reset(&f->client_memory);
}

void warm_feed_free(struct warm_feed *f)
{
    if (f == NULL)
        return;
    drop_client(f);
    arena_reset(&f->page_memory);
    arena_reset(&f->cursor_memory);
    arena_reset(&f->memory);
    free(f);
}

bool warm_feed_goes_on(const struct warm_feed *f)
{
    return f->results != NULL;
}

struct str warm_feed_cursor(const struct warm_feed *f)
{
    return (struct str){f->cursor.ptr, f->cursor.len};
}

/* Sequences are numbers or texts; they are given back as they came. */
static struct str sequence_text(struct arena *a, const struct jdoc *seq)
{
    struct str text = {0};
    struct strbuf number;

    if (jdoc_text(seq, &text) || !jdoc_is(seq, JDOC_NUMBER))
        return text;
    strbuf_init(&number, a);
    strbuf_printf(&number, "%.0f", seq->number);
    return strbuf_text(&number);
}

static void move_cursor(struct warm_feed *f, const struct jdoc *seq)
{
    struct arena scratch = {0};
    struct str text = sequence_text(&scratch, seq);

    if (!f->stuck && text.len > 0) {
        arena_reset(&f->cursor_memory);
        strbuf_init(&f->cursor, &f->cursor_memory);
        strbuf_put(&f->cursor, text);
    }
    arena_reset(&scratch);
}

static bool is_plain(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
           c == '.';
}

static struct str page_url(struct warm_feed *f, struct str since)
{
    struct strbuf url;

    strbuf_init(&url, &f->page_memory);
    strbuf_printf(&url, "%.*s%climit=%d", STR_ARG(f->url), str_find(f->url, STR("?"), 0) < f->url.len ? '&' : '?',
                  PAGE_CHANGES);
    if (since.len > 0)
        strbuf_put_c(&url, "&since=");
    for (size_t i = 0; i < since.len; i++) {
        if (is_plain(since.ptr[i]))
            strbuf_put_char(&url, since.ptr[i]);
        else
            strbuf_printf(&url, "%%%02X", (unsigned)(unsigned char)since.ptr[i]);
    }
    return strbuf_text(&url);
}

static enum err parse_page(struct warm_feed *f, const struct http_response *response, struct error *why)
{
    const struct jdoc *doc = NULL;

    if (response->e != OK)
        return error_set(why, response->e, "%.*s: %.*s", STR_ARG(f->url), STR_ARG(response->trouble));
    if (response->status != 200)
        return error_set(why, ERR_IO, "%.*s answers %u", STR_ARG(f->url), response->status);
    if (jdoc_parse(&f->page_memory, response->body, &doc, NULL) != OK ||
        !jdoc_is(jdoc_member(doc, "results"), JDOC_ARRAY))
        return error_set(why, ERR_FORMAT, "%.*s is no change feed", STR_ARG(f->url));
    f->results = jdoc_member(doc, "results");
    f->at = 0;
    return OK;
}

/* The next changes after the last one that was given out, whether or not the cursor could pass it. */
static enum err fetch_page(struct warm_feed *f, struct error *why)
{
    const struct http_settings settings = {.timeout_ms = TIMEOUT_MS};
    struct http_request request = {.accept = STR("application/json"), .compressed = true, .max = PAGE_BYTES};
    struct http_response response = {0};
    struct arena before = f->page_memory;
    struct http *http = NULL;
    struct str since = warm_feed_cursor(f);
    enum err e = OK;

    f->page_memory = (struct arena){0};
    if (f->results != NULL && f->results->count > 0)
        since = sequence_text(&f->page_memory, jdoc_member(&f->results->items[f->results->count - 1], "seq"));
    e = http_new(&f->page_memory, &settings, &http, why);
    if (e == OK) {
        request.url = page_url(f, since);
        http_get(http, &request, 1, &response);
        e = parse_page(f, &response, why);
        http_free(http);
    }
    arena_reset(&before);
    return e;
}

static enum err open_client(struct warm_feed *f, struct error *why)
{
    struct npmrc *rc = NULL;
    enum err e = OK;

    if (f->client_memory.used > CLIENT_BYTES)
        drop_client(f);
    if (f->registry != NULL)
        return OK;
    rc = arena_new(&f->client_memory, struct npmrc);
    e = npmrc_load(&f->client_memory, STR("."), environ, rc, why);
    return e == OK ? registry_new(&f->client_memory, rc, &f->registry, why) : e;
}

/* All versions of the package that the change is about; none when it is gone. */
static enum err ask_versions(struct warm_feed *f, const struct jdoc *change, struct error *why)
{
    const struct jdoc *packument = NULL;
    struct str id = {0};
    enum err e = OK;

    f->versions = NULL;
    f->version = 0;
    if (!jdoc_text(jdoc_member(change, "id"), &id) || jdoc_is(jdoc_member(change, "deleted"), JDOC_TRUE) ||
        !registry_name_ok(id)) /* "_design/app" and the like */
        return OK;
    e = open_client(f, why);
    if (e == OK)
        e = registry_packument(f->registry, id, &packument, why);
    if (e == ERR_NOT_FOUND) {
        *why = (struct error){0};
        return OK;
    }
    if (e != OK)
        return e;
    f->name = id;
    f->versions = jdoc_member(packument, "versions");
    return OK;
}

/* The next version of the package at hand that can be named. */
static bool next_version(struct warm_feed *f, struct warm_job *out)
{
    while (f->versions != NULL && f->versions->kind == JDOC_OBJECT && f->version < f->versions->count) {
        const struct jmember *member = &f->versions->members[f->version++];
        const struct jdoc *dist = jdoc_member(member->value, "dist");

        *out = (struct warm_job){.name = f->name, .version = member->key};
        (void)jdoc_text(jdoc_member(dist, "integrity"), &out->integrity);
        if (registry_version_ok(member->key))
            return true;
    }
    return false;
}

enum warm_next warm_feed_next(struct warm_feed *f, struct warm_job *out, struct error *why)
{
    for (;;) {
        if (next_version(f, out))
            return WARM_NEXT_JOB;
        if (f->results != NULL && f->at > 0)
            move_cursor(f, jdoc_member(&f->results->items[f->at - 1], "seq"));
        if (f->results == NULL || f->at == f->results->count) {
            if (fetch_page(f, why) != OK) {
                f->results = NULL;
                return WARM_NEXT_ERROR;
            }
            if (f->results->count == 0)
                return WARM_NEXT_END;
        }
        if (ask_versions(f, &f->results->items[f->at++], why) != OK) {
            f->stuck = true;
            return WARM_NEXT_ERROR;
        }
    }
}
