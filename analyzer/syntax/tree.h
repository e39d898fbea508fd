/*
 * tree.h - a file's syntax tree as one flat array; the only module that knows tree-sitter.
 *
 * Nodes stand in pre-order: the children of node i begin at i + 1, the next sibling of i is at
 * i + size, and a whole subtree is the range [i, i + size). Tokens (punctuators, keywords) are nodes
 * too; most passes step over them with tree_named_*. Comments, a hashbang line and automatic semicolons
 * are not in the tree, nor are the attributes of exports. A node ends with its last token. What stands
 * between two substitutions of a template is one string_fragment, escapes included. Node 0 is the program.
 *
 * The tree is an untrusted witness until guard.c has agreed with it: parsers disagree, and an
 * author who knows where could hide code in what this one calls a comment.
 */
#ifndef CORDON_SYNTAX_TREE_H
#define CORDON_SYNTAX_TREE_H

#include <stdbool.h>
#include <stdint.h>

#include "analyzer/base/arena.h"
#include "analyzer/base/err.h"
#include "analyzer/base/str.h"
#include "analyzer/syntax/kind.h"
#include "analyzer/syntax/source.h"

/* The index of a node; 0 is the program, so "no node" is NODE_NONE. */
typedef uint32_t node_id;
#define NODE_NONE UINT32_MAX

struct node {
    uint8_t kind;  /* enum kind */
    uint8_t field; /* enum field: which part of the parent */
    uint16_t named; /* 1 for named nodes, 0 for tokens */
    uint32_t start; /* byte offsets into the text */
    uint32_t end;
    node_id parent; /* NODE_NONE for the program */
    uint32_t size;  /* nodes of the subtree, this one included; at least 1 */
};

struct tree {
    struct str text;
    struct node *nodes;
    uint32_t count;
    bool has_error;         /* the grammar refused the text somewhere */
    uint32_t error_at;      /* where, when it did */
    const char *error_text; /* a sentence without a full stop, when it did */
    enum goal goal;         /* what the text was parsed as; never GOAL_DETECT */
};

/* A parser and its buffers, for one thread. */
struct parser;

/* A parser; ERR_FORMAT when the linked grammar is not the one kind.def describes. */
enum err parser_new(struct parser **out, struct error *why) NODISCARD;
void parser_free(struct parser *p);

/*
 * Parses `text` for `goal` and checks the result (guard.h). Nodes live in `a`. Always gives a tree:
 * a text that is not understood has `has_error`, with the place and the reason, and no promise
 * about its nodes. GOAL_DETECT follows Node: CommonJS, unless the text only parses as a module and
 * has `import`/`export`/`import.meta`/top-level await or redeclares a CommonJS variable.
 */
struct tree tree_parse(struct arena *a, struct parser *p, struct str text, enum goal goal);

static inline const struct node *tree_node(const struct tree *t, node_id n)
{
    return &t->nodes[n];
}

static inline enum kind tree_kind(const struct tree *t, node_id n)
{
    return (enum kind)t->nodes[n].kind;
}

/* The source text of a node. */
static inline struct str tree_text(const struct tree *t, node_id n)
{
    return (struct str){t->text.ptr + t->nodes[n].start, t->nodes[n].end - t->nodes[n].start};
}

/* First child and next sibling, tokens included; NODE_NONE when there is none. */
node_id tree_first(const struct tree *t, node_id n);
node_id tree_next(const struct tree *t, node_id n);
/* The same over named nodes only. */
node_id tree_named_first(const struct tree *t, node_id n);
node_id tree_named_next(const struct tree *t, node_id n);
/* The first child that is the `field` of `n`, or NODE_NONE. */
node_id tree_field(const struct tree *t, node_id n, enum field field);
/* The first child of `n` that is the token `kind` (e.g. TOKEN_ASYNC), or NODE_NONE. */
node_id tree_token(const struct tree *t, node_id n, enum kind kind);
/* True when the loop `n` is a `for await`. */
bool tree_is_for_await(const struct tree *t, node_id n);

#endif
