/*
 * policy_host.c - the member "host" of cordon.json: packages by name, and what of them a program may use.
 */
#include <assert.h>
#include <string.h>

#include "rules/policy_reading.h"

enum { NAME_MAX_LENGTH = 214 };

static bool name_part(struct str part)
{
    assert(part.len == 0 || part.ptr != NULL);
    for (size_t i = 0; i < part.len; i++) {
        char c = part.ptr[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

        if (!plain && (c == '\0' || strchr("-_.~!'()", c) == NULL))
            return false;
    }
    return part.len > 0 && part.ptr[0] != '.';
}

bool policy_is_package_name(struct str name)
{
    size_t slash = str_find(name, STR("/"), 0);

    if (name.len > NAME_MAX_LENGTH)
        return false;
    if (!str_starts(name, STR("@")))
        return slash == name.len && name_part(name);
    return slash < name.len && name_part(str_slice(name, 1, slash)) && name_part(str_slice(name, slash + 1, name.len));
}

static enum err read_exports(struct reading *r, const struct jdoc *doc, struct trail t, struct policy_host *host)
{
    struct texts texts = {0};
    enum err e = reading_texts(r, doc, t, &texts);

    for (uint32_t i = 0; e == OK && i < texts.len; i++) {
        if (str_eq(texts.items[i], STR("*"))) {
            host->all = true;
            e = texts.len == 1 ? OK
                               : reading_fail(r, trail_index(t, i), "\"*\" stands for all exports and must be alone");
        } else if (str_find(texts.items[i], STR("*"), 0) < texts.items[i].len) {
            e = reading_fail(r, trail_index(t, i), "an export is named in full; only \"*\" alone stands for all");
        } else {
            vec_push(r->arena, &host->exports, texts.items[i]);
        }
    }
    return e;
}

static enum err read_host_object(struct reading *r, const struct jdoc *doc, struct trail t, struct policy_host *host)
{
    const struct jdoc *exports = jdoc_member(doc, "exports");
    enum err e = OK;

    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        struct str key = doc->members[i].key;
        struct trail at = trail_key(t, key);
        struct str text = {0};

        if (str_eq(key, STR("exports")))
            e = read_exports(r, doc->members[i].value, at, host);
        else if (!str_eq(key, STR("digest")))
            return reading_fail(r, at, "unknown key; known are exports, digest");
        else {
            e = reading_text(r, doc->members[i].value, at, &text);
            host->pinned = e == OK && digest_from_hex(text, &host->digest);
            if (e == OK && !host->pinned)
                e = reading_fail(r, at, "must be 64 hexadecimal digits");
        }
    }
    return e == OK && exports == NULL ? reading_fail(r, t, "needs \"exports\"") : e;
}

enum err policy_read_host(struct reading *r, const struct jdoc *doc, struct trail t)
{
    enum err e = reading_kind(r, doc, JDOC_OBJECT, t);

    for (uint32_t i = 0; e == OK && i < doc->count; i++) {
        const struct jdoc *value = doc->members[i].value;
        struct policy_host host = {.name = doc->members[i].key};
        struct trail at = trail_key(t, host.name);

        host.pointer = trail_pointer(r->arena, &at);
        (void)json_place(r->text, at.steps, at.count, &host.line, &host.column);
        if (!policy_is_package_name(host.name))
            return reading_fail(r, at, "\"%.*s\" is no package name", STR_ARG(reading_shown(r, host.name)));
        if (value->kind == JDOC_OBJECT)
            e = read_host_object(r, value, at, &host);
        else if (value->kind == JDOC_ARRAY)
            e = read_exports(r, value, at, &host);
        else
            e = reading_fail(r, at, "must be an array of exports, or an object with exports and digest");
        vec_push(r->arena, &r->policy->hosts, host);
    }
    return e;
}
