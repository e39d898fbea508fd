/*
 * package_exports.c - "exports" and "imports": which target a subpath has under the active conditions.
 */
#include "analyzer/base/strbuf.h"
#include "analyzer/base/vec.h"
#include "analyzer/package/path.h"
#include "analyzer/package/resolve_internal.h"

/* What a target is resolved for; the same at every level of nesting. */
struct request {
    const struct file_url *manifest_url;
    struct str match; /* what "*" stands for; empty without a pattern */
    bool pattern;
    bool imports; /* of "imports": names of packages are targets too */
};

/* True when the segment is "node_modules" in any case and with any of its letters percent-encoded. */
static bool is_node_modules(struct str segment)
{
    struct str name = STR("node_modules");
    size_t at = 0;

    for (size_t i = 0; i < name.len; i++) {
        char c = at < segment.len ? segment.ptr[at] : '\0';

        if (c == '%' && at + 2 < segment.len && str_hex_value(segment.ptr[at + 1]) >= 0 &&
            str_hex_value(segment.ptr[at + 2]) >= 0) {
            c = (char)(str_hex_value(segment.ptr[at + 1]) * 16 + str_hex_value(segment.ptr[at + 2]));
            at += 2;
        }
        at++;
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != name.ptr[i])
            return false;
    }
    return at == segment.len;
}

/* PACKAGE_TARGET_RESOLVE, steps 1.3 and 1.6: "", ".", ".." and "node_modules" segments; empty ones are only deprecated.
 */
static bool has_invalid_segment(struct str text)
{
    size_t at = 0;

    while (at <= text.len) {
        size_t end = at;
        struct str segment;

        while (end < text.len && text.ptr[end] != '/' && text.ptr[end] != '\\')
            end++;
        segment = str_slice(text, at, end);
        if (url_dots(segment) > 0 || is_node_modules(segment))
            return true;
        at = end + 1;
    }
    return false;
}

static struct str replace_stars(struct query *q, struct str text, struct str with)
{
    struct strbuf b;

    strbuf_init(&b, q->a);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == '*')
            strbuf_put(&b, with);
        else
            strbuf_put_char(&b, text.ptr[i]);
    }
    return strbuf_text(&b);
}

static enum answer invalid_target(struct query *q)
{
    return query_error(q, STR("ERR_INVALID_PACKAGE_TARGET"));
}

/* PACKAGE_TARGET_RESOLVE, step 1.1: a target of "imports" that does not start with "./". */
static enum answer resolve_outside_target(struct query *q, const struct request *request, struct str target,
                                          struct target *out)
{
    struct file_url url;
    struct str scheme = {0};

    if (!request->imports || str_starts(target, STR("/")) || str_starts(target, STR("../")))
        return invalid_target(q);
    switch (url_parse(q->a, target, NULL, query_skims(q), &url, &scheme)) {
    case URL_NONE:
        return resolve_package(q, request->pattern ? replace_stars(q, target, request->match) : target,
                               request->manifest_url, out);
    case URL_UNSURE:
        query_unsure(q, "a target in \"imports\" that may or may not be a URL");
        return invalid_target(q);
    case URL_FILE:
    case URL_HOST:
    case URL_OTHER:
        break;
    }
    return invalid_target(q);
}

/* PACKAGE_TARGET_RESOLVE, step 1: a text. */
static enum answer resolve_text_target(struct query *q, const struct request *request, struct str target,
                                       struct target *out)
{
    struct file_url folder;
    struct file_url found;
    struct str scheme = {0};
    struct str text;

    if (!str_starts(target, STR("./")))
        return resolve_outside_target(q, request, target, out);
    if (has_invalid_segment(str_slice(target, 2, target.len)))
        return invalid_target(q);
    if (url_parse(q->a, STR("."), request->manifest_url, query_skims(q), &folder, &scheme) != URL_FILE ||
        url_parse(q->a, target, request->manifest_url, query_skims(q), &found, &scheme) != URL_FILE ||
        !str_starts(found.path, folder.path))
        return invalid_target(q);
    out->builtin = false;
    out->url = found;
    if (!request->pattern)
        return ANSWER_FOUND;
    if (has_invalid_segment(request->match))
        return query_error(q, STR("ERR_INVALID_MODULE_SPECIFIER"));
    text = replace_stars(q, url_text(q->a, &found), request->match);
    if (url_parse(q->a, text, NULL, query_skims(q), &out->url, &scheme) == URL_FILE)
        return ANSWER_FOUND;
    query_unsure(q, "a target that is no file URL");
    return invalid_target(q);
}

/* A list or object of targets that is being gone through. */
struct frame {
    const struct jdoc *doc;
    uint32_t next;
    enum answer last; /* of a list: what is left when no item answers */
    struct str last_code;
};

VEC_TYPE(struct frame, frames);

/* `isArrayIndex`: a key that JavaScript prints the same as a number below 2^32 - 1. */
static bool is_array_index(struct query *q, struct str key)
{
    uint64_t value = 0;

    if (key.len == 0 || key.ptr[0] < '0' || key.ptr[0] > '9')
        return false;
    for (size_t i = 0; i < key.len; i++) {
        if (key.ptr[i] == '.' || key.ptr[i] == 'e') {
            query_unsure(q, "a condition that may be a number");
            return false;
        }
        if (key.ptr[i] < '0' || key.ptr[i] > '9' || i >= 10)
            return false;
        value = value * 10 + (uint64_t)(key.ptr[i] - '0');
    }
    return (key.len == 1 || key.ptr[0] != '0') && value < UINT32_MAX;
}

/* A target that has nothing in it answers at once; true when it became a frame instead. */
static bool enter(struct query *q, const struct request *request, struct frames *stack, const struct jdoc *doc,
                  struct target *out, enum answer *answer)
{
    struct str text;

    if (jdoc_text(doc, &text)) {
        *answer = resolve_text_target(q, request, text, out);
        return false;
    }
    if (doc->kind == JDOC_NULL || (doc->kind == JDOC_ARRAY && doc->count == 0)) {
        *answer = ANSWER_NULL;
        return false;
    }
    if (doc->kind != JDOC_ARRAY && doc->kind != JDOC_OBJECT) {
        *answer = invalid_target(q);
        return false;
    }
    for (uint32_t i = 0; doc->kind == JDOC_OBJECT && i < doc->count; i++) {
        if (!is_array_index(q, doc->members[i].key))
            continue;
        *answer = query_error(q, STR("ERR_INVALID_PACKAGE_CONFIG"));
        return false;
    }
    vec_push(q->a, stack, (struct frame){.doc = doc, .last = ANSWER_NONE});
    return true;
}

/* The next target of the frame that applies; NULL when there is none left. */
static const struct jdoc *next_target(const struct query *q, struct frame *frame)
{
    while (frame->next < frame->doc->count) {
        uint32_t at = frame->next++;

        if (frame->doc->kind == JDOC_ARRAY)
            return &frame->doc->items[at];
        if (str_eq(frame->doc->members[at].key, STR("default")) || query_condition(q, frame->doc->members[at].key))
            return frame->doc->members[at].value;
    }
    return NULL;
}

/* Tells the frame what one of its targets answered; true when that is the answer of the frame. */
static bool settles(struct query *q, struct frame *frame, enum answer answer)
{
    if (answer == ANSWER_NONE)
        return false;
    if (frame->doc->kind == JDOC_OBJECT || answer == ANSWER_FOUND)
        return true;
    if (answer == ANSWER_ERROR && !str_eq(q->code, STR("ERR_INVALID_PACKAGE_TARGET")))
        return true;
    frame->last = answer;
    frame->last_code = q->code;
    return false;
}

/* PACKAGE_TARGET_RESOLVE. Nesting is bounded by LIMIT_JSON_DEPTH, and kept in a list, not on the stack. */
static enum answer resolve_target(struct query *q, const struct request *request, const struct jdoc *doc,
                                  struct target *out)
{
    struct frames stack = {0};
    enum answer answer = ANSWER_NONE;
    bool entered = enter(q, request, &stack, doc, out, &answer);

    while (stack.len > 0) {
        struct frame *top = &stack.items[stack.len - 1];
        const struct jdoc *next = NULL;

        if (!entered && settles(q, top, answer)) {
            stack.len--;
            continue;
        }
        next = next_target(q, top);
        if (next == NULL) {
            answer = top->last;
            q->code = top->last_code;
            stack.len--;
            entered = false;
            continue;
        }
        entered = enter(q, request, &stack, next, out, &answer);
    }
    return answer;
}

/* PATTERN_KEY_COMPARE: true when `key` comes before `best`, which may be empty. Both match the same text. */
static bool is_better(struct str key, struct str best)
{
    size_t star = str_find(key, STR("*"), 0);
    size_t best_star = str_find(best, STR("*"), 0);

    if (best.len == 0 || star != best_star)
        return best.len == 0 || star > best_star;
    return key.len > best.len;
}

/* PACKAGE_IMPORTS_EXPORTS_RESOLVE, step 2: the best pattern of `map` for `name`; NULL when there is none. */
static const struct jdoc *best_pattern(const struct jdoc *map, struct str name, struct str *match)
{
    struct str best = {0};
    const struct jdoc *target = NULL;

    for (uint32_t i = 0; i < map->count; i++) {
        struct str key = map->members[i].key;
        size_t star = str_find(key, STR("*"), 0);
        struct str trailer;

        if (star == key.len || str_find(key, STR("*"), star + 1) < key.len)
            continue;
        trailer = str_slice(key, star + 1, key.len);
        if (name.len < key.len || !str_starts(name, str_slice(key, 0, star)) || !str_ends(name, trailer) ||
            !is_better(key, best))
            continue;
        best = key;
        target = map->members[i].value;
        *match = str_slice(name, star, name.len - trailer.len);
    }
    return target;
}

/* PACKAGE_IMPORTS_EXPORTS_RESOLVE: ANSWER_NONE or ANSWER_NULL when nothing is there. */
static enum answer resolve_in_map(struct query *q, struct request *request, const struct jdoc *map, struct str name,
                                  struct target *out)
{
    const struct jdoc *target = NULL;

    if (!jdoc_is(map, JDOC_OBJECT))
        return ANSWER_NONE;
    if (str_find(name, STR("*"), 0) == name.len && (request->imports || !str_ends(name, STR("/"))))
        target = jdoc_member_str(map, name);
    if (target == NULL) {
        target = best_pattern(map, name, &request->match);
        request->pattern = true;
    }
    return target == NULL ? ANSWER_NONE : resolve_target(q, request, target, out);
}

/* PACKAGE_EXPORTS_RESOLVE, step 1; `*sugar` when `exports` is the target of "." itself. */
static enum answer check_keys(struct query *q, const struct jdoc *exports, bool *sugar)
{
    *sugar = exports->kind == JDOC_STRING || exports->kind == JDOC_ARRAY;
    if (exports->kind != JDOC_OBJECT)
        return ANSWER_FOUND;
    for (uint32_t i = 0; i < exports->count; i++) {
        bool condition = !str_starts(exports->members[i].key, STR("."));

        if (i > 0 && condition != *sugar)
            return query_error(q, STR("ERR_INVALID_PACKAGE_CONFIG"));
        *sugar = condition;
    }
    return ANSWER_FOUND;
}

enum answer package_exports_resolve(struct query *q, const struct file_url *manifest_url, struct str subpath,
                                    const struct jdoc *exports, struct target *out)
{
    struct request request = {.manifest_url = manifest_url};
    bool sugar = false;
    enum answer answer = check_keys(q, exports, &sugar);

    if (answer == ANSWER_ERROR)
        return answer;
    if (!sugar)
        answer = resolve_in_map(q, &request, exports, subpath, out);
    else if (str_eq(subpath, STR(".")))
        answer = resolve_target(q, &request, exports, out);
    else
        answer = ANSWER_NONE;
    if (answer == ANSWER_NONE || answer == ANSWER_NULL)
        return query_error(q, STR("ERR_PACKAGE_PATH_NOT_EXPORTED"));
    return answer;
}

enum answer package_imports_resolve(struct query *q, struct str name, struct target *out)
{
    const struct manifest *scope = NULL;
    struct request request = {.imports = true};
    struct file_url url;
    enum answer answer = ANSWER_NONE;

    if (name.len == 1 || str_ends(name, STR("/")) || (str_starts(name, STR("#/")) && node_major_number(q->major) < 24))
        return query_error(q, STR("ERR_INVALID_MODULE_SPECIFIER"));
    scope = package_scope(q->r->manifests, q->from, true, q->major);
    answer = query_manifest(q, scope);
    if (answer == ANSWER_ERROR)
        return answer;
    answer = ANSWER_NONE;
    if (manifest_imports(scope, q->major) != NULL) {
        url = url_of_path(q->a, path_join(q->a, scope->folder, STR("package.json")));
        request.manifest_url = &url;
        answer = resolve_in_map(q, &request, manifest_imports(scope, q->major), name, out);
    }
    if (answer == ANSWER_NONE || answer == ANSWER_NULL)
        return query_error(q, STR("ERR_PACKAGE_IMPORT_NOT_DEFINED"));
    return answer;
}
