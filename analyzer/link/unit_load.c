#include "analyzer/link/unit_load.h"

#include <assert.h>
#include <stdlib.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/link/analysis_id.h"
#include "analyzer/summary/summarise.h"
#include "analyzer/summary/summary_codec.h"

struct unit_loader {
    const struct store *store;
    struct parser *parser;
    struct arena results; /* until unit_loader_reset */
    struct arena file;    /* the file being loaded: text, tree, flow */
};

enum err unit_loader_new(struct unit_loader **out, const struct store *store, struct error *why)
{
    struct unit_loader *l = calloc(1, sizeof(*l));
    enum err e = OK;

    if (l == NULL)
        return error_set(why, ERR_LIMIT, "no memory for a loader");
    l->store = store;
    e = parser_new(&l->parser, why);
    if (e != OK) {
        free(l);
        return e;
    }
    *out = l;
    return OK;
}

void unit_loader_free(struct unit_loader *l)
{
    if (l == NULL)
        return;
    parser_free(l->parser);
    arena_reset(&l->results);
    arena_reset(&l->file);
    free(l);
}

void unit_loader_reset(struct unit_loader *l)
{
    arena_reset(&l->results);
}

/* Summaries depend on the file's bytes, the goal and the program that makes them, on nothing else. */
static struct digest summary_key(const struct digest *content, enum goal goal)
{
    struct digest_state d;

    digest_begin(&d, "summary");
    digest_field_u32(&d, "format", SUMMARY_FORMAT);
    digest_field(&d, "analysis", str_from(ANALYSIS_ID));
    digest_field_u32(&d, "goal", (uint32_t)goal);
    digest_field(&d, "content", (struct str){(const char *)content->bytes, sizeof(content->bytes)});
    return digest_end(&d);
}

static bool load_from_store(struct unit_loader *l, struct unit_result *out)
{
    struct str record = {0};

    if (l->store == NULL || !l->store->get(l->store->payload, STORE_SUMMARY, &out->key, &l->results, &record))
        return false;
    out->summary = summary_decode(&l->results, record);
    return out->summary != NULL;
}

/*
 * Makes the summary and keeps only its record, from which it is decoded like one from the store: a
 * cold run and a warm run cannot differ, and the tree's memory is free again.
 */
static void make_summary(struct unit_loader *l, struct str bytes, enum goal goal, struct unit_result *out)
{
    struct strbuf record;
    const struct summary *made = summarise(&l->file, l->parser, bytes, goal);

    strbuf_init(&record, &l->file);
    summary_encode(made, &record);
    out->record = str_dup(&l->results, strbuf_text(&record));
    out->summary = summary_decode(&l->results, out->record);
    assert(out->summary != NULL);
}

/* Why a file could not be read, without its absolute path, which differs from machine to machine. */
static struct str reason_of(struct arena *a, const struct error *why, const char *path)
{
    struct str text = str_from(why->text);
    size_t at = str_find(text, str_from(path), 0);
    struct strbuf out;

    if (at < text.len)
        text = str_slice(text, at + str_from(path).len, text.len);
    while (text.len > 0 && (text.ptr[0] == ':' || text.ptr[0] == ' '))
        text = str_slice(text, 1, text.len);
    strbuf_init(&out, a);
    strbuf_printf(&out, "the file cannot be read: %.*s", STR_ARG(text));
    return strbuf_text(&out);
}

void unit_load(struct unit_loader *l, const char *path, enum goal goal, struct unit_result *out)
{
    struct error why = {0};
    struct str bytes = {0};

    *out = (struct unit_result){0};
    if (fs_read(&l->file, path, LIMIT_SOURCE_BYTES, &bytes, &why) != OK) {
        out->reason = reason_of(&l->results, &why, path);
    } else {
        out->digest = digest_of(bytes);
        out->key = summary_key(&out->digest, goal);
        if (!load_from_store(l, out))
            make_summary(l, bytes, goal, out);
    }
    arena_reset(&l->file);
}
