#include "analyzer/syntax/tree_dump.h"

enum { DUMP_TEXT_MAX = 40 };

/* True for nodes whose parts are no tokens of ECMAScript. */
static bool is_literal(enum kind kind)
{
    return kind == KIND_STRING || kind == KIND_REGEX;
}

void tree_dump_tokens(const struct tree *t, struct strbuf *out)
{
    for (node_id n = 0; n < t->count;) {
        const struct node *node = tree_node(t, n);
        bool whole = is_literal(tree_kind(t, n));

        if ((whole || node->size == 1) && tree_kind(t, n) != KIND_PROGRAM)
            strbuf_printf(out, "%s %u %u\n", kind_name(tree_kind(t, n)), node->start, node->end);
        n += whole ? node->size : 1;
    }
}

static void put_text(struct strbuf *out, struct str text)
{
    size_t len = text.len > DUMP_TEXT_MAX ? DUMP_TEXT_MAX : text.len;

    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];

        if (c < 0x20 || c >= 0x7F)
            strbuf_printf(out, "\\x%02x", c);
        else
            strbuf_put_char(out, (char)c);
    }
    if (len < text.len)
        strbuf_put_c(out, "...");
}

/* The depth of named nodes above `n`, from that of the node before it in the walk. */
static unsigned depth_of(const struct tree *t, node_id n, node_id before, unsigned depth)
{
    if (before == NODE_NONE)
        return 0;
    if (tree_node(t, n)->parent == before)
        return depth + 1;
    for (node_id up = before; up != tree_node(t, n)->parent; up = tree_node(t, up)->parent)
        depth--;
    return depth + 1;
}

void tree_dump_nodes(const struct tree *t, struct strbuf *out)
{
    node_id before = NODE_NONE;
    unsigned depth = 0;

    for (node_id n = 0; n < t->count; n++) {
        const struct node *node = tree_node(t, n);

        if (node->named == 0)
            continue;
        depth = depth_of(t, n, before, depth);
        before = n;
        for (unsigned i = 0; i < depth; i++)
            strbuf_put_char(out, ' ');
        if (node->field != FIELD_NONE)
            strbuf_printf(out, "%s: ", field_name((enum field)node->field));
        strbuf_printf(out, "%s [%u, %u)", kind_name(tree_kind(t, n)), node->start, node->end);
        if (tree_named_first(t, n) == NODE_NONE) {
            strbuf_put_char(out, ' ');
            put_text(out, tree_text(t, n));
        }
        strbuf_put_char(out, '\n');
    }
}
