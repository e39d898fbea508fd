#include "analyzer/link/unit_load.h"

#include <assert.h>
#include <stdlib.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/limits.h"
#include "analyzer/link/analysis_id.h"
#include "analyzer/summary/summarise.h"
#include "analyzer/summary/summary_codec.h"

struct unit_loader {
    const struct unit_load_input *input;
    struct parser *parser;
    struct arena own; /* `basis` */
    const struct flow_basis *basis;
    struct arena results; /* until unit_loader_reset */
    struct arena file;    /* the file being loaded: text, tree, flow */
    struct arena scratch; /* charging it */
};

enum err unit_loader_new(struct unit_loader **out, const struct unit_load_input *input, struct error *why)
{
    struct unit_loader *l = calloc(1, sizeof(*l));
    enum err e = OK;

    if (l == NULL)
        return error_set(why, ERR_LIMIT, "no memory for a loader");
    l->input = input;
    e = parser_new(&l->parser, why);
    if (e != OK) {
        free(l);
        return e;
    }
    l->basis = flow_basis_new(&l->own, input->env);
    *out = l;
    return OK;
}

void unit_loader_free(struct unit_loader *l)
{
    if (l == NULL)
        return;
    parser_free(l->parser);
    arena_reset(&l->own);
    arena_reset(&l->results);
    arena_reset(&l->file);
    arena_reset(&l->scratch);
    free(l);
}

void unit_loader_reset(struct unit_loader *l)
{
    arena_reset(&l->results);
}

/*
 * Summaries depend on the file's bytes, the goal, the program that makes them and the fixed variables that the file
 * mentions, on nothing else.
 */
static struct digest summary_key(const struct fixed_env *env, const struct digest *content, enum goal goal,
                                 struct str bytes)
{
    struct digest_state d;

    digest_begin(&d, "summary");
    digest_field_u32(&d, "format", SUMMARY_FORMAT);
    digest_field(&d, "analysis", str_from(ANALYSIS_ID));
    digest_field_u32(&d, "goal", (uint32_t)goal);
    digest_field(&d, "content", (struct str){(const char *)content->bytes, sizeof(content->bytes)});
    for (uint32_t i = 0; i < env->count; i++) {
        if (str_find(bytes, env->items[i].name, 0) == bytes.len)
            continue;
        digest_field(&d, "variable", env->items[i].name);
        digest_field(&d, "value", env->items[i].value);
    }
    return digest_end(&d);
}

/* Facts depend on the summary besides, and on the tables, the majors and the program that asks them. */
static struct digest facts_key(const struct unit_load_input *input, const struct digest *summary)
{
    struct digest_state d;

    digest_begin(&d, "facts");
    digest_field_u32(&d, "format", UNIT_FACTS_FORMAT);
    digest_field(&d, "link", str_from(LINK_ID));
    digest_field(&d, "table", (struct str){(const char *)input->table.bytes, sizeof(input->table.bytes)});
    digest_field_u32(&d, "majors", input->charge.majors);
    digest_field(&d, "summary", (struct str){(const char *)summary->bytes, sizeof(summary->bytes)});
    return digest_end(&d);
}

static bool fetch(struct unit_loader *l, enum store_kind kind, const struct digest *key, struct str *record)
{
    const struct store *store = l->input->store;

    return store != NULL && store->get(store->payload, kind, key, &l->results, record);
}

/*
 * The file's summary from the store, or made. A made one is decoded from its own record like one from the
 * store: a cold run and a warm run cannot differ.
 */
static const struct summary *load_summary(struct unit_loader *l, struct str bytes, enum goal goal,
                                          struct unit_result *out)
{
    const struct summary *found = NULL;
    struct strbuf record;
    struct str stored = {0};

    if (fetch(l, STORE_SUMMARY, &out->new_summary.key, &stored))
        found = summary_decode(&l->results, stored);
    if (found != NULL)
        return found;
    strbuf_init(&record, &l->file);
    summary_encode(summarise(&l->file, l->parser, l->basis, bytes, goal), &record);
    out->parsed = true;
    out->new_summary.record = str_dup(&l->results, strbuf_text(&record));
    found = summary_decode(&l->results, out->new_summary.record);
    assert(found != NULL);
    return found;
}

static void load_facts(struct unit_loader *l, struct str bytes, enum goal goal, struct unit_result *out)
{
    struct strbuf record;
    struct str stored = {0};

    out->new_summary.key = summary_key(&l->input->env, &out->digest, goal, bytes);
    out->new_facts.key = facts_key(l->input, &out->new_summary.key);
    if (fetch(l, STORE_FACTS, &out->new_facts.key, &stored))
        out->facts = unit_facts_decode(&l->results, stored);
    if (out->facts != NULL && !out->facts->renamed)
        return;
    out->summary = load_summary(l, bytes, goal, out);
    if (out->facts == NULL) {
        out->facts = charge_unit(&l->input->charge, &l->results, &l->scratch, out->summary, bytes);
        arena_reset(&l->scratch);
        strbuf_init(&record, &l->results);
        unit_facts_encode(out->facts, &record);
        out->new_facts.record = strbuf_text(&record);
    }
    if (out->facts->renamed)
        out->bytes = str_dup(&l->results, bytes);
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

static enum err read_file(struct unit_loader *l, const char *path, struct str *out, struct error *why)
{
    const struct file_tree_source *files = l->input->files;

    if (files == NULL)
        return fs_read(&l->file, path, LIMIT_SOURCE_BYTES, out, why);
    return files->read(files->payload, &l->file, str_from(path), LIMIT_SOURCE_BYTES, out, why);
}

/* What is known of a file whose digest the source has is there without its bytes, unless they decide over more. */
static bool load_known(struct unit_loader *l, const char *path, enum goal goal, struct unit_result *out)
{
    const struct file_tree_source *files = l->input->files;
    struct str stored = {0};

    if (files == NULL || files->digest == NULL || l->input->env.count > 0 ||
        !files->digest(files->payload, str_from(path), &out->digest))
        return false;
    out->new_summary.key = summary_key(&l->input->env, &out->digest, goal, (struct str){0});
    out->new_facts.key = facts_key(l->input, &out->new_summary.key);
    if (fetch(l, STORE_FACTS, &out->new_facts.key, &stored))
        out->facts = unit_facts_decode(&l->results, stored);
    if (out->facts != NULL && !out->facts->renamed)
        return true;
    *out = (struct unit_result){0};
    return false;
}

void unit_load(struct unit_loader *l, const char *path, enum goal goal, struct unit_result *out)
{
    struct error why = {0};
    struct str bytes = {0};

    *out = (struct unit_result){0};
    if (load_known(l, path, goal, out))
        return;
    if (read_file(l, path, &bytes, &why) != OK) {
        out->reason = reason_of(&l->results, &why, path);
    } else {
        out->digest = digest_of(bytes);
        load_facts(l, bytes, goal, out);
    }
    arena_reset(&l->file);
}

void unit_load_summary(struct unit_loader *l, const char *path, enum goal goal, struct unit_result *out)
{
    struct error why = {0};
    struct str bytes = {0};

    *out = (struct unit_result){0};
    if (read_file(l, path, &bytes, &why) != OK) {
        out->reason = reason_of(&l->results, &why, path);
    } else {
        out->digest = digest_of(bytes);
        out->new_summary.key = summary_key(&l->input->env, &out->digest, goal, bytes);
        out->summary = load_summary(l, bytes, goal, out);
        out->bytes = str_dup(&l->results, bytes);
    }
    arena_reset(&l->file);
}
