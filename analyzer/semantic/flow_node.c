/*
 * flow_node.c - does the file get objects of Node that lead to objects of others?
 *
 * Timers hang in lists, streams, ports, signals and events keep who listens, all under internal names and symbols.
 * Together with a member that is read under a computed name they are a way to what others hold.
 */
#include "analyzer/semantic/flow_state.h"

static const char *const node_globals[] = {
    "AbortController",
    "AbortSignal",
    "Blob",
    "BroadcastChannel",
    "CompressionStream",
    "CustomEvent",
    "DecompressionStream",
    "Event",
    "EventSource",
    "EventTarget",
    "File",
    "FormData",
    "Headers",
    "MessageChannel",
    "MessagePort",
    "ReadableStream",
    "Request",
    "Response",
    "TextDecoderStream",
    "TextEncoderStream",
    "TransformStream",
    "URL",
    "WebSocket",
    "WritableStream",
    "fetch",
    "navigator",
    "performance",
    "process",
    "setImmediate",
    "setInterval",
    "setTimeout",
    "structuredClone",
};

/* Modules that everybody may use; what gives sockets, files and processes is an effect of its own. */
static const char *const node_modules[] = {"crypto",          "events", "perf_hooks",       "readline",
                                           "stream",          "timers", "stream/consumers", "stream/promises",
                                           "timers/promises", "url",    "stream/web",       "zlib"};

static bool gives_node_objects(const struct flow *f, const struct use *use)
{
    uint32_t root = use->path;
    struct str name = {0};

    if (use->op != USE_CALL && use->op != USE_NEW && use->op != USE_EXTENDS)
        return false;
    while (f->facts->paths.items[root].parent != FACT_NONE)
        root = f->facts->paths.items[root].parent;
    if (f->paths.items[root].root != PATH_GLOBAL && f->paths.items[root].root != PATH_MODULE)
        return false;
    name = sym_text(f->names, (sym){f->facts->paths.items[root].name});
    if (f->paths.items[root].root == PATH_GLOBAL)
        return str_in_list(name, node_globals, ARRAY_LEN(node_globals));
    if (str_starts(name, STR("#")))
        return true; /* which may be any of them */
    if (str_starts(name, STR("node:")))
        name = str_slice(name, 5, name.len);
    return str_in_list(name, node_modules, ARRAY_LEN(node_modules));
}

/* The specifier of the module that the use is of, or none. */
static uint32_t node_module_of(const struct flow *f, const struct use *use)
{
    uint32_t root = use->path;

    while (f->facts->paths.items[root].parent != FACT_NONE)
        root = f->facts->paths.items[root].parent;
    return f->paths.items[root].root == PATH_MODULE ? f->facts->paths.items[root].name : FACT_NONE;
}

void node_objects_finish(struct flow *f)
{
    for (uint32_t i = 0; i < f->uses.len; i++) {
        struct use use = f->uses.items[i].use;
        if (!gives_node_objects(f, &use))
            continue;
        /* Other packages and files answer for themselves: link/charge.c drops what is no module of Node. */
        vec_push(f->out_arena, &f->facts->amplifiers,
                 (struct amplifier){.kind = AMP_NODE_OBJECT,
                                    .at = use.at,
                                    .end = use.end,
                                    .func = use.func,
                                    .detail = node_module_of(f, &use)});
    }
}
