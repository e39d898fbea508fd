/* Tarballs: from npm's own cache, or from wherever the registry has them. */
#include <assert.h>

#include "analyzer/base/limits.h"
#include "analyzer/base/strbuf.h"
#include "npm/cacache.h"
#include "npm/registry_auth.h"
#include "npm/registry_question.h"

static struct str at_version(struct arena *a, struct str name, struct str version)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_printf(&out, "%.*s@%.*s", STR_ARG(name), STR_ARG(version));
    return strbuf_text(&out);
}

/* One tarball on its way. */
struct errand {
    const struct registry_wish *wish;
    struct registry_tarball *out;
    struct str what;      /* "x@1.0.0" */
    struct str places[3]; /* addresses to try, in this order */
    uint32_t count;
    uint32_t next;
    bool looked_up; /* the registry was asked where it is */
};

static struct str name_in_folder(struct str name)
{
    size_t slash = str_find(name, STR("/"), 0);

    return slash < name.len ? str_slice(name, slash + 1, name.len) : name;
}

/* Where registries keep a version's tarball: "x/-/x-1.0.0.tgz" below their address. */
static struct str usual_place(struct registry *r, const struct registry_wish *wish, struct str base)
{
    struct strbuf out;

    strbuf_init(&out, r->arena);
    strbuf_printf(&out, "%.*s%.*s/-/%.*s-%.*s.tgz", STR_ARG(base), STR_ARG(wish->name),
                  STR_ARG(name_in_folder(wish->name)), STR_ARG(wish->version));
    return strbuf_text(&out);
}

static void add_place(struct errand *errand, struct str url)
{
    for (uint32_t i = 0; i < errand->count; i++)
        if (str_eq(errand->places[i], url))
            return;
    if (registry_address_ok(url) && errand->count < ARRAY_LEN(errand->places))
        errand->places[errand->count++] = url;
}

/* Asks the registry where the tarball is; without an integrity of our own its word on that counts too. */
static void look_up(struct registry *r, struct errand *errand)
{
    struct registry_version found = {0};
    const struct registry_wish *wish = errand->wish;

    errand->looked_up = true;
    if (registry_lookup(r, wish->name, wish->version, &found, &errand->out->why) != OK)
        return;
    if (errand->out->integrity.len == 0)
        errand->out->integrity = found.integrity;
    add_place(errand, found.tarball);
}

/*
 * A lock file's address counts when it is no registry's: those name the registry of whoever wrote the lock file, and
 * npm asks the one it is configured for.
 */
static void plan(struct registry *r, struct errand *errand)
{
    const struct registry_wish *wish = errand->wish;
    struct str base = {0};

    errand->what = at_version(r->arena, wish->name, wish->version);
    errand->out->integrity = wish->integrity;
    if (!registry_name_ok(wish->name) || !registry_version_ok(wish->version)) {
        add_place(errand, wish->resolved);
        errand->looked_up = true;
        (void)(errand->count > 0 || error_set(&errand->out->why, ERR_USAGE, "%.*s is no package at an exact version",
                                              STR_ARG(errand->what)));
        return;
    }
    if (registry_url(r, wish->name, &base, &errand->out->why) != OK)
        return;
    if (wish->integrity.len == 0) {
        look_up(r, errand);
        return;
    }
    if (wish->resolved.len > 0 && str_find(wish->resolved, STR("/-/"), 0) == wish->resolved.len)
        add_place(errand, wish->resolved);
    add_place(errand, usual_place(r, wish, base));
    add_place(errand, wish->resolved);
}

/* Looks at what came; true when the errand is done. */
static bool receive(struct errand *errand, const struct registry_question *q)
{
    struct registry_tarball *out = errand->out;

    if (q->answer.e != OK || q->answer.status != 200) {
        (void)registry_complain(q, errand->what, &out->why);
        return false;
    }
    if (!integrity_matches(out->integrity, q->answer.body)) {
        out->why = (struct error){0}; /* the worse news */
        (void)error_set(&out->why, ERR_FORMAT, "%.*s: what %.*s sends does not match its integrity (%s)",
                        STR_ARG(errand->what), STR_ARG(q->request.url),
                        integrity_algorithm_name(integrity_strongest(out->integrity)));
        return false;
    }
    out->bytes = q->answer.body;
    out->why = (struct error){0};
    return true;
}

/* Tries the next place of every errand that is not done; false when there was none to try. */
static bool try_places(struct registry *r, struct errand *errands, uint32_t count)
{
    struct registry_question *questions = arena_array(r->arena, count, sizeof(*questions));
    uint32_t *which = arena_array(r->arena, count, sizeof(*which));
    uint32_t asked = 0;

    for (uint32_t i = 0; i < count; i++) {
        struct errand *errand = &errands[i];
        if (errand->out->bytes.ptr == NULL && errand->next == errand->count && !errand->looked_up)
            look_up(r, errand);
        if (errand->out->bytes.ptr != NULL || errand->next == errand->count)
            continue;
        questions[asked] = registry_question_about(r, errand->places[errand->next++], LIMIT_ARCHIVE_BYTES);
        which[asked++] = i;
    }
    registry_ask(r, questions, asked);
    for (uint32_t i = 0; i < asked; i++)
        (void)receive(&errands[which[i]], &questions[i]);
    return asked > 0;
}

/* npm may have fetched it before: what is there under its digest is as good as what the registry sends. */
static void take_cached(const struct registry *r, struct registry_tarball *out)
{
    struct str bytes = {0};

    if (out->bytes.ptr == NULL && cacache_read(r->arena, r->npm_cache, out->integrity, &bytes)) {
        out->bytes = bytes;
        out->why = (struct error){0};
    }
}

void registry_fetch(struct registry *r, const struct registry_wish *wishes, uint32_t count,
                    struct registry_tarball *out)
{
    struct errand *errands = arena_array(r->arena, count, sizeof(*errands));

    for (uint32_t i = 0; i < count; i++) {
        out[i] = (struct registry_tarball){0};
        errands[i] = (struct errand){.wish = &wishes[i], .out = &out[i]};
        out[i].integrity = wishes[i].integrity;
        take_cached(r, &out[i]);
        if (out[i].bytes.ptr == NULL)
            plan(r, &errands[i]);
        take_cached(r, &out[i]); /* its integrity may be known by now */
    }
    while (try_places(r, errands, count))
        ;
    for (uint32_t i = 0; i < count; i++) {
        out[i].e = out[i].bytes.ptr != NULL ? OK : out[i].why.code;
        assert(out[i].bytes.ptr != NULL || out[i].e != OK);
    }
}
