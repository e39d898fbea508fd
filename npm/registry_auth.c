#include "npm/registry_auth.h"

#include <string.h>

#include "analyzer/base/strbuf.h"
#include "npm/base64.h"

static const char host_characters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]";
static const char path_characters[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_~:/?[]@!$&'()*+,;=%";

/* Bytes of "https://" or "http://" at the start of `url`; 0 for anything else. */
static size_t scheme_length(struct str url)
{
    if (str_starts(url, STR("https://")))
        return 8;
    return str_starts(url, STR("http://")) ? 7 : 0;
}

/* How many of the bytes from `at` on are in the set. */
static size_t span(struct str text, size_t at, const char *set)
{
    size_t end = at;

    while (end < text.len && text.ptr[end] != '\0' && strchr(set, text.ptr[end]) != NULL)
        end++;
    return end - at;
}

bool registry_address_ok(struct str url)
{
    size_t at = scheme_length(url);
    size_t host = at == 0 ? 0 : span(url, at, host_characters);
    size_t rest = at + host;

    if (host == 0 || (rest < url.len && url.ptr[rest] != '/'))
        return false;
    return rest + span(url, rest, path_characters) == url.len;
}

bool registry_may_lead(struct str from, struct str to)
{
    return registry_address_ok(from) && registry_address_ok(to) && scheme_length(from) == scheme_length(to);
}

/* The value of "KEY:NAME". */
static struct str credential(struct arena *a, const struct npmrc *rc, struct str key, const char *name)
{
    struct strbuf full;

    strbuf_init(&full, a);
    strbuf_printf(&full, "%.*s:%s", STR_ARG(key), name);
    return npmrc_get(rc, strbuf_text(&full));
}

static struct str header_of(struct arena *a, const char *scheme, struct str value)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_printf(&out, "%s %.*s", scheme, STR_ARG(value));
    return strbuf_text(&out);
}

/* What npmrc has for `key`, "//host/path/" or "//host/path". */
static struct str authorization_of(struct arena *a, const struct npmrc *rc, struct str key)
{
    struct str token = credential(a, rc, key, "_authToken");
    struct str basic = credential(a, rc, key, "_auth");
    struct str user = credential(a, rc, key, "username");
    struct str password = credential(a, rc, key, "_password");
    struct strbuf pair;

    if (token.len > 0)
        return header_of(a, "Bearer", token);
    if (basic.len > 0)
        return header_of(a, "Basic", basic);
    if (user.len == 0 || password.len == 0 || !base64_decode(a, password, &password))
        return (struct str){0};
    strbuf_init(&pair, a);
    strbuf_printf(&pair, "%.*s:%.*s", STR_ARG(user), STR_ARG(password));
    return header_of(a, "Basic", base64_encode(a, strbuf_text(&pair)));
}

struct str registry_authorization(struct arena *a, const struct npmrc *rc, struct str url)
{
    struct str key;

    if (!registry_address_ok(url))
        return (struct str){0};
    key = str_slice(url, scheme_length(url) - 2, str_find(url, STR("?"), 0));
    while (key.len > 2) {
        struct str found = authorization_of(a, rc, key);
        if (found.len > 0)
            return found;
        /* As npm does: a slash at the end goes first, then the last part of the path. */
        if (key.ptr[key.len - 1] == '/')
            key.len--;
        else
            key.len = str_find_last(key, '/') + 1;
    }
    return (struct str){0};
}
