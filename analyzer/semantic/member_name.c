#include "analyzer/semantic/member_name.h"

/* What the global object of Node offers, and some members of process that lead everywhere; in the order of str_cmp. */
static const char *const global_members[] = {
#include "analyzer/semantic/global_member.def"
};

/* Classes and objects that Node's global object has beside those of the language, in the order of str_cmp. */
static const char *const web_members[] = {
#include "analyzer/semantic/web_member.def"
};

/* Names of members that objects of the language have, in the order of str_cmp. */
static const char *const language_members[] = {
#include "analyzer/semantic/language_member.def"
};

/* Own functions of the language's constructors and namespaces: writing them changes them for all. */
static const char *const intrinsic_statics[] = {
#include "analyzer/semantic/intrinsic_static.def"
};

/*
 * Functions and objects that modules of Node have, and their classes and prototypes, in the order of str_cmp: who
 * writes one to something that others gave may replace it for everybody.
 */
static const char *const node_members[] = {
#include "analyzer/semantic/node_member.def"
};

/* Functions of the language, dotted. */
static const char *const methods[] = {
#define X(path, model) path,
#include "analyzer/semantic/model.def"
#undef X
};

/* Members of Node's objects that lead to objects of other packages or to native handles. */
static const char *const internal_members[] = {"_handle",
                                               "_idleNext",
                                               "_idlePrev",
                                               "_timerArgs",
                                               "_argv",
                                               "_onTimeout",
                                               "_onImmediate",
                                               "_stdout",
                                               "_stderr",
                                               "_httpMessage",
                                               "_server",
                                               "_parentWrap",
                                               "_getActiveHandles",
                                               "_getActiveRequests",
                                               "_channel",
                                               "_linkedBinding",
                                               "_outBuffer",
                                               "_propagate"};

/* `names` is in the order of str_cmp. */
static bool is_among(struct str name, const char *const *names, size_t count)
{
    size_t low = 0;
    size_t high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = str_cmp(name, str_from(names[middle]));
        if (order == 0)
            return true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

bool member_is_global(struct str name)
{
    return is_among(name, global_members, ARRAY_LEN(global_members));
}

bool member_is_namespace(struct str name)
{
    return str_eq(name, STR("Temporal")) || str_eq(name, STR("WebAssembly"));
}

bool member_is_web(struct str name)
{
    return is_among(name, web_members, ARRAY_LEN(web_members));
}

bool member_is_shared_setter(struct str name)
{
    return str_eq(name, STR("captureRejections")) || str_eq(name, STR("defaultMaxListeners"));
}

bool member_is_node(struct str name)
{
    return is_among(name, node_members, ARRAY_LEN(node_members));
}

bool member_is_language(struct str name)
{
    return is_among(name, language_members, ARRAY_LEN(language_members));
}

bool member_is_method(struct str name)
{
    for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
        struct str path = str_from(methods[i]);
        if (str_ends(path, name) && (path.len == name.len || path.ptr[path.len - name.len - 1] == '.'))
            return true;
    }
    return false;
}

bool member_is_lender(struct str name)
{
    return str_eq(name, STR("call")) || str_eq(name, STR("apply")) || str_eq(name, STR("bind"));
}

bool member_is_definer(struct str name)
{
    return str_eq(name, STR("__defineGetter__")) || str_eq(name, STR("__defineSetter__")) ||
           str_eq(name, STR("__lookupGetter__")) || str_eq(name, STR("__lookupSetter__"));
}

bool member_is_symbol(struct str name)
{
    static const char *const symbols[] = {
        "asyncDispose", "asyncIterator", "dispose",    "hasInstance", "iterator", "isConcatSpreadable",
        "match",        "matchAll",      "replace",    "search",      "species",  "split",
        "toPrimitive",  "toStringTag",   "unscopables"};

    return str_in_list(name, symbols, ARRAY_LEN(symbols));
}

bool member_is_intrinsic_static(struct str name)
{
    return str_in_list(name, intrinsic_statics, ARRAY_LEN(intrinsic_statics));
}

bool member_is_internal(struct str name)
{
    return str_in_list(name, internal_members, ARRAY_LEN(internal_members));
}

struct str member_internal_at(size_t i)
{
    return i < ARRAY_LEN(internal_members) ? str_from(internal_members[i]) : (struct str){0};
}

bool member_is_internal_start(struct str start)
{
    for (size_t i = 0; i < ARRAY_LEN(internal_members); i++) {
        if (str_starts(str_from(internal_members[i]), start))
            return true;
    }
    return false;
}

bool member_is_internal_end(struct str end)
{
    for (size_t i = 0; i < ARRAY_LEN(internal_members); i++) {
        struct str name = str_from(internal_members[i]);
        if (name.len >= end.len && str_eq(str_slice(name, name.len - end.len, name.len), end))
            return true;
    }
    return false;
}

/*
 * Statics with authority of classes whose instances everybody can make: any Buffer leads to allocUnsafe by its
 * constructor, any stream to the module by the constructor of what its class extends.
 */
enum amplifier_kind member_static_amplifier(struct str name)
{
    if (str_eq(name, STR("allocUnsafe")) || str_eq(name, STR("allocUnsafeSlow")))
        return AMP_UNSAFE_MEMORY;
    if (str_eq(name, STR("createObjectURL")) || str_eq(name, STR("revokeObjectURL")))
        return AMP_OBJECT_URL;
    if (str_eq(name, STR("setDefaultHighWaterMark")))
        return AMP_SHARED_SETTER;
    return AMPLIFIER_COUNT;
}

bool member_is_reuse(struct str name)
{
    static const char *const methods_of_node[] = {
        "_construct", "_destroy",         "_final",       "_open", "_read", "_write",  "_writev",
        "connect",    "createConnection", "createSocket", "exec",  "open",  "prepare", "spawn"};

    return str_in_list(name, methods_of_node, ARRAY_LEN(methods_of_node));
}

bool member_is_target(struct str name)
{
    static const char *const members_of_node[] = {"fd",      "file", "flags", "host",      "hostname",
                                                  "options", "path", "port",  "socketPath"};

    return str_in_list(name, members_of_node, ARRAY_LEN(members_of_node));
}

enum amplifier_kind member_amplifier(struct str name)
{
    enum amplifier_kind of_class = member_static_amplifier(name);

    if (of_class != AMPLIFIER_COUNT)
        return of_class;
    if (str_eq(name, STR("caller")))
        return AMP_STACK;
    if (str_eq(name, STR("arguments")))
        return AMP_STACK_ARGUMENTS;
    if (member_is_internal(name) || str_eq(name, STR("getEventListeners")))
        return AMP_INTERNAL_MEMBER; /* of events, it gives what others have added to a target */
    return member_is_global(name) ? AMP_GLOBAL_MEMBER : AMPLIFIER_COUNT;
}
