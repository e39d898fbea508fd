#include "npm/registry_question.h"

#include <string.h>

#include "analyzer/base/limits.h"
#include "analyzer/base/strbuf.h"
#include "npm/cacache.h"
#include "npm/npm_default.h"
#include "npm/registry_auth.h"

enum {
    NAME_BYTES_MAX = 214, /* npm's limit */
    VERSION_BYTES_MAX = 256,
    REDIRECTS_MAX = 5,
    RETRIES_MAX = 2,
    TIMEOUT_MS = 300000, /* npm's default "fetch-timeout" */
    TIMEOUT_MS_MAX = 3600000,
};

/* --- what may be asked for --- */

static bool is_in(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static bool name_part_ok(struct str part)
{
    if (part.len == 0 || part.ptr[0] == '.' || part.ptr[0] == '_')
        return false;
    for (size_t i = 0; i < part.len; i++)
        if (!is_in(part.ptr[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~!'()*"))
            return false;
    return true;
}

bool registry_name_ok(struct str name)
{
    size_t slash = str_find(name, STR("/"), 0);

    if (name.len > NAME_BYTES_MAX)
        return false;
    if (!str_starts(name, STR("@")))
        return name_part_ok(name);
    return slash < name.len && name_part_ok(str_slice(name, 1, slash)) &&
           name_part_ok(str_slice(name, slash + 1, name.len));
}

/* Takes one number without a sign or a zero before it off `text`. */
static bool take_number(struct str *text)
{
    size_t len = 0;

    while (len < text->len && text->ptr[len] >= '0' && text->ptr[len] <= '9')
        len++;
    if (len == 0 || (len > 1 && text->ptr[0] == '0'))
        return false;
    *text = str_slice(*text, len, text->len);
    return true;
}

static bool take_char(struct str *text, char c)
{
    if (text->len == 0 || text->ptr[0] != c)
        return false;
    *text = str_slice(*text, 1, text->len);
    return true;
}

bool registry_version_ok(struct str version)
{
    if (version.len > VERSION_BYTES_MAX || !take_number(&version) || !take_char(&version, '.') ||
        !take_number(&version) || !take_char(&version, '.') || !take_number(&version))
        return false;
    if (version.len > 0 && version.ptr[0] != '-' && version.ptr[0] != '+')
        return false;
    for (size_t i = 1; i < version.len; i++)
        if (!is_in(version.ptr[i], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.+"))
            return false;
    return version.len != 1;
}

/* --- the client --- */

/* "fetch-timeout", in milliseconds. */
static uint32_t timeout_of(const struct npmrc *rc)
{
    struct str text = npmrc_get(rc, STR("fetch-timeout"));
    uint32_t value = 0;

    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || value > TIMEOUT_MS_MAX)
            return TIMEOUT_MS;
        value = 10 * value + (uint32_t)(text.ptr[i] - '0');
    }
    return value == 0 ? TIMEOUT_MS : value;
}

/* The certificates of "ca", which may be given several times, with "\n" for line ends. */
static struct str certificates(struct arena *a, const struct npmrc *rc)
{
    struct strbuf out;

    strbuf_init(&out, a);
    for (uint32_t i = 0; i < rc->entries.len; i++) {
        struct str text = rc->entries.items[i].value;
        if (!str_eq(rc->entries.items[i].key, STR("ca")) || str_eq(text, STR("null")))
            continue;
        for (size_t at = 0; at < text.len;) {
            size_t end = str_find(text, STR("\\n"), at);
            strbuf_put(&out, str_slice(text, at, end));
            strbuf_put_char(&out, '\n');
            at = end + 2;
        }
    }
    return strbuf_text(&out);
}

static struct str first_of(const struct npmrc *rc, struct str key, struct str other)
{
    struct str value = npmrc_get(rc, key);

    return value.len > 0 ? value : npmrc_get(rc, other);
}

enum err registry_new(struct arena *a, const struct npmrc *rc, struct registry **out, struct error *why)
{
    struct registry *r = arena_new(a, struct registry);
    enum err e = OK;

    r->arena = a;
    r->rc = rc;
    r->settings = (struct http_settings){
        .proxy = npmrc_get(rc, STR("proxy")),
        .https_proxy = first_of(rc, STR("https-proxy"), STR("proxy")),
        .no_proxy = npmrc_get(rc, STR("noproxy")),
        .ca_file = npmrc_get(rc, STR("cafile")),
        .ca = certificates(a, rc),
        .insecure = !npmrc_flag(rc, STR("strict-ssl"), true),
        .timeout_ms = timeout_of(rc),
    };
    e = http_new(a, &r->settings, &r->http, why);
    if (e == OK)
        *out = r;
    r->npm_cache = cacache_folder(a, rc);
    return e;
}

void registry_free(struct registry *r)
{
    if (r != NULL)
        http_free(r->http);
}

enum err registry_url(struct registry *r, struct str name, struct str *out, struct error *why)
{
    struct str url = {0};
    struct strbuf text;
    enum err e = OK;

    strbuf_init(&text, r->arena);
    if (str_starts(name, STR("@"))) {
        strbuf_printf(&text, "%.*s:registry", STR_ARG(str_slice(name, 0, str_find(name, STR("/"), 0))));
        url = npmrc_get(r->rc, strbuf_text(&text));
    }
    if (url.len == 0)
        url = npmrc_get(r->rc, STR("registry"));
    if (url.len == 0 && r->fallback.len == 0)
        e = npm_default_registry(r->arena, &r->fallback, why);
    if (e != OK)
        return e;
    url = url.len == 0 ? r->fallback : url;
    if (!registry_address_ok(url) || str_find(url, STR("?"), 0) < url.len)
        return error_set(why, ERR_FORMAT, "npm's configuration names a registry that is no plain http(s) address");
    strbuf_init(&text, r->arena);
    strbuf_printf(&text, "%.*s%s", STR_ARG(url), str_ends(url, STR("/")) ? "" : "/");
    *out = strbuf_text(&text);
    return OK;
}

/* --- asking --- */

static bool is_redirect(const struct http_response *answer)
{
    return answer->e == OK && answer->status >= 300 && answer->status < 400 && answer->redirect.len > 0;
}

/* Looks at an answer; false when the question is to be asked again. */
static bool settle(struct registry *r, struct registry_question *q)
{
    struct http_response *answer = &q->answer;

    if (is_redirect(answer)) {
        if (!registry_may_lead(q->request.url, answer->redirect) || q->redirects == REDIRECTS_MAX) {
            *answer = (struct http_response){.e = ERR_FORMAT, .trouble = STR("it leads where cordon does not follow")};
            return true;
        }
        q->redirects++;
        q->request.url = answer->redirect;
        q->request.authorization = registry_authorization(r->arena, r->rc, q->request.url);
        return false;
    }
    if (((answer->e != OK && answer->retry) || answer->status >= 500) && q->retries < RETRIES_MAX) {
        q->retries++;
        return false;
    }
    return true;
}

void registry_ask(struct registry *r, struct registry_question *questions, uint32_t count)
{
    struct http_request *requests = arena_array(r->arena, count, sizeof(*requests));
    struct http_response *answers = arena_array(r->arena, count, sizeof(*answers));
    uint32_t *which = arena_array(r->arena, count, sizeof(*which));
    uint32_t open = count;

    while (open > 0) {
        open = 0;
        for (uint32_t i = 0; i < count; i++)
            if (!questions[i].done) {
                requests[open] = questions[i].request;
                which[open++] = i;
            }
        http_get(r->http, requests, open, answers);
        for (uint32_t i = 0; i < open; i++) {
            struct registry_question *q = &questions[which[i]];
            q->answer = answers[i];
            q->done = settle(r, q);
        }
    }
}

struct registry_question registry_question_about(struct registry *r, struct str url, uint64_t max)
{
    return (struct registry_question){
        .request = {.url = url, .authorization = registry_authorization(r->arena, r->rc, url), .max = max}};
}

enum err registry_complain(const struct registry_question *q, struct str what, struct error *why)
{
    const struct http_response *answer = &q->answer;
    struct str url = q->request.url;

    if (answer->e == ERR_LIMIT)
        return error_set(why, ERR_LIMIT, "%.*s: what %.*s sends is too large", STR_ARG(what), STR_ARG(url));
    if (answer->e != OK)
        return error_set(why, answer->e, "%.*s: no answer from %.*s: %.*s", STR_ARG(what), STR_ARG(url),
                         STR_ARG(answer->trouble));
    if (answer->status == 404)
        return error_set(why, ERR_NOT_FOUND, "%.*s is not in the registry: there is no %.*s", STR_ARG(what),
                         STR_ARG(url));
    if (answer->status == 401 || answer->status == 403)
        return error_set(why, ERR_IO, "%.*s: %.*s wants a login that npm's configuration does not have (status %u)",
                         STR_ARG(what), STR_ARG(url), answer->status);
    return error_set(why, ERR_IO, "%.*s: %.*s answered with status %u", STR_ARG(what), STR_ARG(url), answer->status);
}

/* --- descriptions of packages --- */

enum err registry_packument(struct registry *r, struct str name, const struct jdoc **out, struct error *why)
{
    struct str base = {0};
    struct strbuf url;
    struct registry_question q;
    size_t slash = str_find(name, STR("/"), 0);
    enum err e = OK;

    if (!registry_name_ok(name))
        return error_set(why, ERR_USAGE, "%.*s is no name of a package", STR_ARG(name));
    e = registry_url(r, name, &base, why);
    if (e != OK)
        return e;
    strbuf_init(&url, r->arena);
    strbuf_printf(&url, "%.*s%.*s", STR_ARG(base), STR_ARG(str_slice(name, 0, slash)));
    if (slash < name.len)
        strbuf_printf(&url, "%%2f%.*s", STR_ARG(str_slice(name, slash + 1, name.len)));
    q = registry_question_about(r, strbuf_text(&url), LIMIT_PACKUMENT_BYTES);
    q.request.accept = STR("application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8");
    q.request.compressed = true;
    registry_ask(r, &q, 1);
    if (q.answer.e != OK || q.answer.status != 200)
        return registry_complain(&q, name, why);
    if (jdoc_parse(r->arena, q.answer.body, out, NULL) != OK || (*out)->kind != JDOC_OBJECT)
        return error_set(why, ERR_FORMAT, "%.*s: what %.*s answers is no description of a package", STR_ARG(name),
                         STR_ARG(q.request.url));
    return OK;
}

enum err registry_lookup(struct registry *r, struct str name, struct str version, struct registry_version *out,
                         struct error *why)
{
    const struct jdoc *doc = NULL;
    const struct jdoc *dist = NULL;
    struct str shasum = {0};
    enum err e = registry_packument(r, name, &doc, why);

    if (e != OK)
        return e;
    if (jdoc_member(doc, "versions") == NULL || !jdoc_is(jdoc_member(doc, "versions"), JDOC_OBJECT))
        return error_set(why, ERR_FORMAT, "%.*s: the registry's description has no versions", STR_ARG(name));
    doc = jdoc_member_str(jdoc_member(doc, "versions"), version);
    if (doc == NULL)
        return error_set(why, ERR_NOT_FOUND, "%.*s@%.*s is not in the registry: it has no such version", STR_ARG(name),
                         STR_ARG(version));
    dist = jdoc_member(doc, "dist");
    *out = (struct registry_version){.name = name, .version = version};
    if (!jdoc_text(jdoc_member(dist, "integrity"), &out->integrity) && jdoc_text(jdoc_member(dist, "shasum"), &shasum))
        out->integrity = integrity_from_shasum(r->arena, shasum);
    if (!jdoc_text(jdoc_member(dist, "tarball"), &out->tarball) || !registry_address_ok(out->tarball) ||
        integrity_strongest(out->integrity) == INTEGRITY_NONE)
        return error_set(why, ERR_FORMAT, "%.*s@%.*s: the registry gives no address or no digest of its tarball",
                         STR_ARG(name), STR_ARG(version));
    return OK;
}
