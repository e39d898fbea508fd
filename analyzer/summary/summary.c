#include "analyzer/summary/summary.h"

/* Text of one step, given that what comes before it is printed already. */
static void print_step(const struct summary *s, const struct path *p, struct strbuf *out)
{
    struct str name = p->name == SUMMARY_NONE ? STR("?") : sym_text(&s->texts, (sym){p->name});

    switch ((enum path_step)p->step) {
    case PATH_GLOBAL:
    case PATH_CJS:
        strbuf_put(out, name);
        return;
    case PATH_GLOBAL_OBJECT:
        strbuf_put_c(out, "globalThis");
        return;
    case PATH_SLOPPY_THIS:
        strbuf_put_c(out, "this");
        return;
    case PATH_MODULE:
        strbuf_printf(out, "require(\"%.*s\")", STR_ARG(name));
        return;
    case PATH_IMPORT_META:
        strbuf_put_c(out, "import.meta");
        return;
    case PATH_INTRINSIC:
        strbuf_printf(out, "%%%.*s%%", STR_ARG(name));
        return;
    case PATH_STEP_MEMBER:
        strbuf_printf(out, ".%.*s", STR_ARG(name));
        return;
    case PATH_STEP_ANY:
        strbuf_put_c(out, "[...]");
        return;
    case PATH_STEP_SYMBOL:
        strbuf_put_c(out, "[symbol]");
        return;
    case PATH_STEP_CALL:
        strbuf_put_c(out, "()");
        return;
    case PATH_STEP_NEW:
    case PATH_STEP_COUNT:
        strbuf_put_c(out, "(new)");
        return;
    }
}

void path_print(const struct summary *s, uint32_t path, struct strbuf *out)
{
    uint32_t chain[32];
    uint32_t depth = 0;

    for (; path != SUMMARY_NONE && depth < 32; path = s->paths.items[path].parent)
        chain[depth++] = path;
    while (depth > 0)
        print_step(s, &s->paths.items[chain[--depth]], out);
}
