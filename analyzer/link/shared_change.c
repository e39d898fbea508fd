#include "analyzer/link/shared_change.h"

#include "analyzer/base/str.h"

/* ECMAScript 2025 section 23.1.3 */
bool shared_list_changed(const struct api_path *path)
{
    static const struct str NAMES[] = {STR_INIT("copyWithin"), STR_INIT("fill"),    STR_INIT("pop"),
                                       STR_INIT("push"),       STR_INIT("reverse"), STR_INIT("shift"),
                                       STR_INIT("sort"),       STR_INIT("splice"),  STR_INIT("unshift")};

    if (path->count < 2)
        return false;
    for (uint32_t i = 0; i < path->count; i++)
        if (path->steps[i].kind != API_MEMBER || str_eq(path->steps[i].name, STR("prototype")))
            return false; /* what was looked up may be anything, and Readable.prototype.push.call(own, x) */
    for (size_t i = 0; i < ARRAY_LEN(NAMES); i++)
        if (str_eq(path->steps[path->count - 1].name, NAMES[i]))
            return true;
    return false;
}

static struct str module_of(const struct api_path *path)
{
    return str_starts(path->name, STR("node:")) ? str_slice(path->name, 5, path->name.len) : path->name;
}

bool shared_helper_handed(const struct api_path *path, bool escapes)
{
    static const struct str NAMES[] = {STR_INIT("inherits"), STR_INIT("_extend"), STR_INIT("default")};
    const struct api_step *last = path->count > 0 ? &path->steps[path->count - 1] : NULL;
    bool named = last != NULL && last->kind == API_MEMBER;
    struct str module = module_of(path);

    if ((!str_eq(module, STR("util")) && !str_eq(module, STR("sys"))) || (!escapes && (last == NULL || named)))
        return false;
    for (size_t i = 0; named && i < ARRAY_LEN(NAMES); i++)
        if (str_eq(last->name, NAMES[i]))
            return true;
    return !named;
}

bool shared_viewer_handed(const struct api_path *path, bool escapes)
{
    static const struct str NAMES[] = {STR_INIT("inspect"), STR_INIT("format"), STR_INIT("formatWithOptions")};
    const struct api_step *last = path->count > 0 ? &path->steps[path->count - 1] : NULL;
    struct str module = module_of(path);

    if (!escapes || (!str_eq(module, STR("util")) && !str_eq(module, STR("sys"))))
        return false;
    for (size_t i = 0; last != NULL && last->kind == API_MEMBER && i < ARRAY_LEN(NAMES); i++)
        if (str_eq(last->name, NAMES[i]))
            return true;
    return last == NULL || last->kind != API_MEMBER;
}

bool shared_listeners_given(const struct api_path *path, bool used)
{
    const struct api_step *last = path->count > 0 ? &path->steps[path->count - 1] : NULL;

    if (last == NULL || !str_eq(module_of(path), STR("events")))
        return false;
    return last->kind == API_MEMBER ? str_eq(last->name, STR("getEventListeners")) : used && last->kind == API_ANY;
}
