/*
 * What a file costs grows with its length and not faster, for shapes in which many things meet many: counted in what
 * flow did and in bytes, not in time. Shapes that cost more than that end in a limit.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/base/strbuf.h"
#include "analyzer/semantic/flow.h"
#include "analyzer/syntax/tree.h"

/* A text: `start`, then `part` for each number from 0 ("@" is the number, "#" half of it, "~" the next), then `end`. */
struct shape {
    const char *name;
    const char *start;
    const char *part;
    const char *end;
};

static const struct shape linear[] = {
    {"members of members", "var a = require('fs'); a = a", ".p@", ";"},
    {"functions that call each other", "", "function f@(x) { return f@(x) + f#(x); }\n", "module.exports = f0;"},
    {"properties", "var o = {};\n", "o.p@ = function () { return o.p#; };\n", "for (var k in o) o[k]();"},
    {"an object literal", "module.exports = {", "k@: { v: @, s: 't#' }, ", "};"},
    {"an array of functions", "module.exports = [", "{ v: @, f: function () { return this.v; } }, ", "];"},
    {"a switch", "module.exports = function (x) { switch (x) {", "case 'c@': return f(x);",
     "} }; function f(y) { return y; }"},
    {"closures", "module.exports = function (a) { var l = [];", "l.push(function () { return a + @; });",
     "return l; };"},
    {"variables of variables", "var v0 = require('fs');", "var v@ = v#; if (v@) v# = v@;\n", "module.exports = v0;"},
    {"paths in a circle", "var x = require('events').prototype; while (1) {", "x = x.q@ || x;", "}"},
    {"computed members", "var o = {}; module.exports = function (k, v) {",
     "o[k + @] = v; o.q@ = function () { return o[k]; };", "};"},
    {"functions in one variable", "var x;", "function g@(a) { x = a; x.p@ = g#; return x[a]; } x = g@(x);\n",
     "module.exports = x;"},
    {"methods of a prototype", "function P() {}", "P.prototype.m@ = function (k) { return this.m#(this[k]); };\n",
     "module.exports = P;"},
    {"functions given to functions", "function f(g, h) { return g(h, g); }",
     "f(function (a, b) { return b(a); }, f);\n", ""},
    {"many arguments", "function f() { return arguments[0]; } f(", "{ a: @ }, ", "0);"},
    {"objects spread into objects", "var o = {};", "o = { ...o, p@: o };\n", "module.exports = o;"},
    {"tests of types", "module.exports = function (x) {", "if (typeof x === 'string') { x = x + '@'; }\n",
     "return x; };"},
    {"awaits", "module.exports = async function (x) {", "x = await x.then(function (y) { return y.p@; });", "};"},
    {"imports", "", "import * as m@ from './m#.js'; export default m@.x@;\n", ""},
    {"assignments", "module.exports = (", "x@ = y#, ", "0);"},
};

/* Every method is looked for in all that its class inherits from. */
static const struct shape chain = {"a chain of classes", "class C0 {}\n",
                                   "class C~ extends C@ { m~() { return this.m@() && super.m@(); } }\n", ""};

static void put_part(struct strbuf *out, const char *part, uint32_t n)
{
    for (const char *c = part; *c != '\0'; c++) {
        if (*c == '@')
            strbuf_printf(out, "%u", (unsigned)n);
        else if (*c == '#')
            strbuf_printf(out, "%u", (unsigned)(n / 2));
        else if (*c == '~')
            strbuf_printf(out, "%u", (unsigned)n + 1);
        else
            strbuf_put(out, (struct str){c, 1});
    }
}

static struct str text_of(struct arena *a, const struct shape *s, uint32_t parts)
{
    struct strbuf out;

    strbuf_init(&out, a);
    strbuf_put_c(&out, s->start);
    for (uint32_t i = 0; i < parts; i++)
        put_part(&out, s->part, i);
    strbuf_put_c(&out, s->end);
    return strbuf_text(&out);
}

struct cost {
    uint64_t work;
    uint64_t bytes;
    uint64_t facts;
    bool limited;
};

static struct cost cost_of(const struct shape *s, uint32_t parts)
{
    struct arena a = {0};
    struct arena scratch = {0};
    struct arena basis_arena = {0};
    struct error why = {0};
    struct parser *parser = NULL;
    const struct flow_basis *basis = flow_basis_new(&basis_arena, (struct fixed_env){0});
    struct sym_table names = {0};
    struct facts facts = {0};
    struct cost cost = {0};
    struct tree tree = {0};
    struct scopes *scopes = NULL;

    assert_int_equal(parser_new(&parser, &why), OK);
    tree = tree_parse(&scratch, parser, text_of(&scratch, s, parts), GOAL_DETECT);
    assert_false(tree.has_error);
    flow_names(basis, &scratch, &names);
    scopes = scopes_build(&scratch, &tree, &names);
    flow_run(&a, &scratch, basis, scopes, &facts);
    cost.work = facts.work;
    cost.bytes = a.used + scratch.used;
    cost.facts = facts.uses.len + facts.amplifiers.len + facts.calls.len;
    for (uint32_t i = 0; i < facts.amplifiers.len; i++)
        cost.limited = cost.limited || facts.amplifiers.items[i].kind == AMP_LIMIT;
    parser_free(parser);
    arena_reset(&a);
    arena_reset(&scratch);
    arena_reset(&basis_arena);
    return cost;
}

/* Doubling the text costs at most two and a half times as much: tables double when they grow. */
static bool grew_linearly(uint64_t before, uint64_t after)
{
    return after * 2 <= before * 5 + 200000;
}

static void what_a_file_costs_grows_with_its_length(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(linear) / sizeof(linear[0]); i++) {
        struct cost once = cost_of(&linear[i], 600);
        struct cost twice = cost_of(&linear[i], 1200);

        if (!grew_linearly(once.work, twice.work) || !grew_linearly(once.bytes, twice.bytes) ||
            !grew_linearly(once.facts, twice.facts))
            fail_msg("%s: work %lu, then %lu; bytes %lu, then %lu; facts %lu, then %lu", linear[i].name,
                     (unsigned long)once.work, (unsigned long)twice.work, (unsigned long)once.bytes,
                     (unsigned long)twice.bytes, (unsigned long)once.facts, (unsigned long)twice.facts);
        assert_false(twice.limited);
    }
}

static void what_costs_more_ends_in_a_limit(void **state)
{
    struct cost cost = cost_of(&chain, 1500);

    (void)state;
    assert_true(cost.limited);
    /* About 30 nodes for each class. */
    assert_true(cost.work <= FLOW_WORK_MIN + 1500 * 60 * (uint64_t)FLOW_WORK_PER_NODE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_file_costs_grows_with_its_length),
        cmocka_unit_test(what_costs_more_ends_in_a_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
