/*
 * flow_node.c - does the file get objects of Node, and which?
 *
 * Timers hang in lists, streams, ports, signals and events keep who listens, all under internal names and symbols.
 * Together with a member that is read under a computed name they are a way to what others hold. All objects of Node,
 * Buffers and URLs too, inherit from prototypes that all packages share: a way to these (flow_found.c).
 */
#include "analyzer/semantic/flow_finish.h"

#include "analyzer/semantic/member_name.h"

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
                                           "timers/promises", "zlib",   "stream/web"};

/* Modules whose functions give objects of the language, texts and numbers. */
static const char *const plain_modules[] = {"assert",     "assert/strict", "os",          "path", "path/posix",
                                            "path/win32", "punycode",      "querystring", "util", "util/types"};

/* Functions that do, by their own names. */
static const char *const plain_functions[] = {"Buffer.byteLength",      "Buffer.compare",  "Buffer.isBuffer",
                                              "Buffer.isEncoding",      "URL.canParse",    "crypto.randomUUID",
                                              "crypto.timingSafeEqual", "crypto.randomInt"};

/* Members that give such things, and what hangs on them. */
static const char *const plain_members[] = {
    "process.arch",       "process.argv",
    "process.config",     "process.cpuUsage",
    "process.cwd",        "process.emitWarning",
    "process.env",        "process.execArgv",
    "process.exit",       "process.features",
    "process.hrtime",     "process.memoryUsage",
    "process.nextTick",   "process.pid",
    "process.platform",   "process.release",
    "process.umask",      "process.uptime",
    "process.version",    "process.versions",
    "performance.now",    "performance.timeOrigin",
    "performance.toJSON",
};

/* What a use is of. */
struct origin {
    bool module;       /* a builtin module or any other, else a global */
    struct str name;   /* without "node:" */
    struct str member; /* the first name behind it, or empty */
    uint32_t steps;
};

static struct str name_at(const struct flow *f, uint32_t path)
{
    uint32_t name = f->facts->paths.items[path].name;

    return name == FACT_NONE ? (struct str){0} : sym_text(f->names, (sym){name});
}

/* False for what hangs on neither a global nor a module. */
static bool origin_of_use(const struct flow *f, const struct use *use, struct origin *out)
{
    uint32_t root = use->path;
    uint32_t first = FACT_NONE;
    uint32_t second = FACT_NONE;

    *out = (struct origin){0};
    for (; f->facts->paths.items[root].parent != FACT_NONE; out->steps++) {
        second = first;
        first = root;
        root = f->facts->paths.items[root].parent;
    }
    if (root == f->path_sloppy_this && first != FACT_NONE && f->facts->paths.items[first].step == PATH_STEP_MEMBER) {
        root = first; /* where it is the global object, its members are the globals */
        first = second;
        out->steps--;
    }
    out->module = f->paths.items[root].root == PATH_MODULE;
    out->name = name_at(f, root);
    if (first != FACT_NONE && f->facts->paths.items[first].step == PATH_STEP_MEMBER)
        out->member = name_at(f, first);
    if (out->module && str_starts(out->name, STR("node:")))
        out->name = str_slice(out->name, 5, out->name.len);
    return out->module || f->paths.items[root].root == PATH_GLOBAL || f->paths.items[root].root == PATH_SLOPPY_THIS;
}

static bool is_plain_member(const struct flow *f, const struct origin *o)
{
    struct strbuf whole;

    strbuf_init(&whole, f->arena);
    strbuf_printf(&whole, "%.*s.%.*s", STR_ARG(o->name), STR_ARG(o->member));
    return str_in_list(strbuf_text(&whole), plain_members, ARRAY_LEN(plain_members));
}

/* True for a call of Buffer.isBuffer and its like. */
static bool is_plain_call(const struct flow *f, const struct use *use)
{
    const struct path *p = &f->facts->paths.items[use->path];
    struct strbuf whole;

    if (use->op != USE_CALL || p->step != PATH_STEP_MEMBER)
        return false;
    strbuf_init(&whole, f->arena);
    strbuf_printf(&whole, "%.*s.%.*s", STR_ARG(name_at(f, p->parent)), STR_ARG(name_at(f, use->path)));
    return str_in_list(strbuf_text(&whole), plain_functions, ARRAY_LEN(plain_functions));
}

static bool makes_objects(const struct use *use)
{
    return use->op == USE_CALL || use->op == USE_NEW || use->op == USE_EXTENDS;
}

static bool gives_node_objects(const struct flow *f, const struct origin *o)
{
    if (!o->module)
        return str_in_list(o->name, node_globals, ARRAY_LEN(node_globals)) && !is_plain_member(f, o);
    return str_starts(o->name, STR("#")) /* which may be any of them */ ||
           str_in_list(o->name, node_modules, ARRAY_LEN(node_modules));
}

/* `new URL(x)` to see whether it throws. */
static bool is_test(const struct flow *f, const struct pending_use *p, const struct origin *o)
{
    const struct cell *result = p->site == FACT_NONE ? NULL : &f->cells.items[f->sites.items[p->site].result];

    return !o->module && str_eq(o->name, STR("URL")) && p->use.op == USE_NEW && o->steps == 0 && result != NULL &&
           result->edges == 0 && result->sites == 0;
}

/* Intl.Segmenter, or what a computed name finds in Intl: --frozen-intrinsics leaves the prototypes of segments open. */
static bool gives_segments(const struct origin *o)
{
    return !o->module && str_eq(o->name, STR("Intl")) && (o->member.len == 0 || str_eq(o->member, STR("Segmenter")));
}

/* An object whose prototype all packages share, and --frozen-intrinsics does not know. */
static bool gives_instances(const struct flow *f, const struct pending_use *p, const struct origin *o)
{
    if (!o->module)
        return (member_is_web(o->name) && !is_test(f, p, o)) || gives_segments(o);
    return p->use.op != USE_CALL || !str_in_list(o->name, plain_modules, ARRAY_LEN(plain_modules));
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
        const struct pending_use *p = &f->uses.items[i];
        struct origin o = {0};
        bool leads = false;
        if (!makes_objects(&p->use) || is_plain_call(f, &p->use) || !origin_of_use(f, &p->use, &o))
            continue;
        leads = gives_node_objects(f, &o);
        if (!leads && !gives_instances(f, p, &o))
            continue;
        /* Other packages and files answer for themselves: link/charge_amplifier.c drops what is no module of Node. */
        vec_push(f->out_arena, &f->facts->amplifiers,
                 (struct amplifier){.kind = leads ? AMP_NODE_OBJECT : AMP_NODE_INSTANCE,
                                    .at = p->use.at,
                                    .end = p->use.end,
                                    .func = p->use.func,
                                    .detail = node_module_of(f, &p->use)});
    }
}
