#include "analyzer/link/host_use.h"

#include "analyzer/link/content_digest.h"

/* What follows the package's name in a bare specifier: "" or "/kv"; false for any other specifier. */
static bool subpath_of(struct str specifier, struct str *subpath)
{
    size_t slash = str_find(specifier, STR("/"), 0);

    if (specifier.len == 0 || specifier.ptr[0] == '.' || specifier.ptr[0] == '/' || specifier.ptr[0] == '#' ||
        str_find(specifier, STR(":"), 0) < specifier.len)
        return false;
    if (specifier.ptr[0] == '@' && slash < specifier.len)
        slash = str_find(specifier, STR("/"), slash + 1);
    *subpath = str_slice(specifier, slash, specifier.len);
    return true;
}

/* "./kv" is listed for "/kv". */
static bool lists_subpath(const struct policy_host *host, struct str subpath)
{
    for (uint32_t i = 0; i < host->exports.len; i++) {
        struct str listed = host->exports.items[i];
        if (listed.len == subpath.len + 1 && listed.ptr[0] == '.' && str_ends(listed, subpath))
            return true;
    }
    return false;
}

enum host_face host_face_of(const struct policy_host *host, struct str specifier, bool has_exports, bool is_main)
{
    struct str subpath = {0};

    if (!subpath_of(specifier, &subpath))
        return is_main && specifier.len > 0 && specifier.ptr[0] == '#' ? HOST_MAIN : HOST_INNER;
    if (subpath.len == 0)
        return HOST_MAIN;
    if (lists_subpath(host, subpath) || (host->all && has_exports))
        return HOST_SUBPATH;
    return HOST_INNER;
}

static bool is_member(const struct api_path *path, uint32_t at, struct str name)
{
    return at < path->count && path->steps[at].kind == API_MEMBER && str_eq(path->steps[at].name, name);
}

struct str host_export_needed(const struct api_path *path, enum api_op op, bool commonjs)
{
    uint32_t at = commonjs && is_member(path, 0, STR("default")) ? 1 : 0;

    if (at == path->count) { /* the exports as a whole */
        if (op == API_OP_READ)
            return STR("");
        return op == API_OP_CALL || op == API_OP_NEW || op == API_OP_NEW_WITH ? STR("default") : STR("*");
    }
    switch (path->steps[at].kind) {
    case API_MEMBER:
        /* The mark of transpiled modules, which every importer's helper asks for. */
        return str_eq(path->steps[at].name, STR("__esModule")) ? STR("") : path->steps[at].name;
    case API_CALL:
    case API_NEW:
        return STR("default");
    case API_ANY:
    case API_SYMBOL:
        break;
    }
    return STR("*");
}

/* Adds a fact about a use of the host library; `text` says what is done, `reason` why it may not be. */
static void add_host_fact(struct program *p, const struct fact *where, const struct policy_host *host, const char *verb,
                          struct str what, const char *reason)
{
    bool is_new = false;
    struct fact *added = program_add_fact(p, where, &is_new);
    struct strbuf text;

    if (!is_new)
        return;
    strbuf_init(&text, p->arena);
    strbuf_printf(&text, "%s %.*s of %.*s", verb, STR_ARG(what), STR_ARG(host->name));
    added->text = program_text(p, strbuf_text(&text));
    strbuf_put_c(&text, reason);
    added->message = program_text(p, strbuf_text(&text));
}

static struct fact host_fact(struct program *p, uint32_t unit, const struct place *place, struct str argument)
{
    return (struct fact){.package = p->units.items[unit].package,
                         .unit = unit,
                         .place = *place,
                         .rule = program_text(p, STR("host.export")),
                         .effect = FACT_NO_EFFECT,
                         .argument = program_text(p, argument),
                         .certainty = CERTAIN};
}

void charge_host_export(struct program *p, uint32_t unit, const struct place *place, const struct policy_host *host,
                        struct str name)
{
    struct fact fact = host_fact(p, unit, place, name);
    struct strbuf fix;

    strbuf_init(&fix, p->arena);
    strbuf_printf(&fix, "add \"%.*s\" to \"host\": { \"%.*s\": [...] } in the policy", STR_ARG(name),
                  STR_ARG(host->name));
    fact.fix = program_text(p, strbuf_text(&fix));
    add_host_fact(p, &fact, host, "uses", str_eq(name, STR("*")) ? STR("all exports") : name,
                  ", a host library, and the policy does not list that");
}

void charge_host_inner(struct program *p, uint32_t unit, const struct place *place, const struct policy_host *host,
                       struct str specifier)
{
    struct fact fact = host_fact(p, unit, place, specifier);

    fact.fix = program_text(p, STR("import the library by its name, or list the subpath in the policy"));
    add_host_fact(p, &fact, host, "loads", STR("a file"), ", a host library, past the exports that the policy lists");
}

void charge_host_pin(struct program *p, const struct host_package *host)
{
    struct fact fact = {.package = 0,
                        .unit = LINK_NONE,
                        .rule = program_text(p, STR("host.pin")),
                        .effect = FACT_NO_EFFECT,
                        .argument = program_text(p, host->host->name),
                        .certainty = CERTAIN};
    struct digest digest = {0};
    struct error why = {0};
    char hex[DIGEST_HEX_SIZE];
    struct strbuf text;
    bool is_new = false;

    if (!host->host->pinned)
        return;
    strbuf_init(&text, p->arena);
    strbuf_printf(&text, "the host library %.*s is not the pinned one: ", STR_ARG(host->host->name));
    if (content_digest(resolver_tree(p->resolver), host->package->folder, &digest, &why) != OK) {
        strbuf_put_c(&text, why.text);
    } else {
        if (digest_eq(&digest, &host->host->digest))
            return;
        digest_hex(&digest, hex);
        strbuf_printf(&text, "its content digest is %s", hex);
    }
    fact.message = program_text(p, strbuf_text(&text));
    fact.text = fact.message;
    fact.fix = program_text(p, STR("review the library, then pin this digest in the policy"));
    (void)program_add_fact(p, &fact, &is_new);
}
