/* What a person and a program get to see of a report. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <string.h>

#include "analyzer/base/jdoc.h"
#include "cli/render_json.h"
#include "cli/render_text.h"
#include "cli/term.h"

static const char *harmless(struct arena *a, struct str text, uint32_t width)
{
    struct strbuf out;

    strbuf_init(&out, a);
    (void)term_put_cut(&out, text, width);
    return strbuf_text(&out).ptr;
}

static void term_text_cannot_steer_or_deceive(void **state)
{
    static const struct {
        struct str text;
        const char *shown;
    } cases[] = {
        {STR_INIT("plain"), "plain"},
        {STR_INIT("gr\xc3\xbc\xc3\x9f, \xe4\xbd\xa0\xe5\xa5\xbd"), "gr\xc3\xbc\xc3\x9f, \xe4\xbd\xa0\xe5\xa5\xbd"},
        {STR_INIT("\x1b[31mred\x1b[0m"), "\\x1b[31mred\\x1b[0m"},
        {STR_INIT("a\0b\r\nc\td\x7f"), "a\\x00b\\x0d\\nc\\td\\x7f"},
        {STR_INIT("\xc2\x9b"
                  "2J"),
         "\\x9b2J"}, /* CSI as one character */
        {STR_INIT("user\xe2\x80\xae"
                  "gpj.js"),
         "user\\u{202e}gpj.js"},                                        /* right-to-left override */
        {STR_INIT("\xe2\x81\xa6x\xe2\x81\xa9"), "\\u{2066}x\\u{2069}"}, /* isolates */
        {STR_INIT("a\xe2\x80\x8b"
                  "b"),
         "a\\u{200b}b"},                              /* zero-width space */
        {STR_INIT("\xf3\xa0\x81\x81"), "\\u{e0041}"}, /* a tag */
        {STR_INIT("\xff\xc0\x80\xed\xa0\x80"), "\\xff\\xc0\\x80\\xed\\xa0\\x80"},
        {STR_INIT("\xef\xbf\xbd"), "\\u{fffd}"},
        {STR_INIT("\xe2\x82"), "\\xe2\\x82"},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        assert_string_equal(harmless(&a, cases[i].text, UINT32_MAX), cases[i].shown);
    arena_reset(&a);
}

static void term_text_is_cut_between_characters(void **state)
{
    static const struct {
        const char *text;
        uint32_t width;
        const char *shown;
    } cases[] = {
        {"abcdef", 6, "abcdef"},
        {"abcdef", 5, "abcd…"},
        {"\xc3\xbc\xc3\xbc\xc3\xbc", 2, "\xc3\xbc…"},
        {"a\x1b"
         "b",
         4, "a…"}, /* an escape is never cut in two */
        {"a\x1b"
         "b",
         6,
         "a\\x1b"
         "b"},
        {"ab", 1, "…"},
        {"", 0, ""},
    };
    struct arena a = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        assert_string_equal(harmless(&a, str_from(cases[i].text), cases[i].width), cases[i].shown);
        assert_true(term_width(str_from(harmless(&a, str_from(cases[i].text), cases[i].width))) <= cases[i].width);
    }
    arena_reset(&a);
}

static void add_step(struct arena *a, struct report_finding *finding, struct str file, struct str text,
                     struct str source)
{
    vec_push(a, &finding->path,
             (struct report_step){.file = file, .line = 3, .column = 9, .text = text, .source = source});
}

static struct report_finding finding(enum verdict verdict, struct str effect)
{
    return (struct report_finding){.rule = STR("source.import"),
                                   .effect = effect,
                                   .file = STR("lib/a.js"),
                                   .line = 3,
                                   .column = 9,
                                   .verdict = verdict,
                                   .launch = LAUNCH_NONE_HELPS,
                                   .message = STR("calls fs.readFile, which reads files"),
                                   .fix = STR("grant it")};
}

/* A program of four packages: one is fine, one is granted, one is a host library, one fails. */
static struct report *sample(struct arena *a)
{
    struct report *r = arena_new(a, struct report);
    struct report_package bad = {.name = STR("bad\x1b[2J"),
                                 .version = STR("2.0.0"),
                                 .path = STR("node_modules/bad"),
                                 .verdict = VERDICT_FAIL,
                                 .launch = LAUNCH_NONE_HELPS};
    struct report_package granted = {.name = STR("granted"), .path = STR("node_modules/granted")};
    struct report_finding fail = finding(VERDICT_FAIL, STR("fs.read"));
    struct report_finding unknown = finding(VERDICT_UNKNOWN, STR("code.eval"));

    fail.argument = STR("./a.txt");
    fail.more = 2;
    add_step(a, &fail, STR("index.js"), STR("imports bad"), STR("require('bad')"));
    add_step(a, &fail, STR("node_modules/bad/lib/a.js"), STR("calls fs.readFile"), STR("fs.readFile(\"\x1b[2J\")"));
    unknown.launch = LAUNCH_NO_EVAL | LAUNCH_NO_PROTO;
    vec_push(a, &bad.findings, fail);
    vec_push(a, &bad.findings, unknown);
    vec_push(a, &bad.effects, STR("fs.read:./a.txt"));
    vec_push(a, &granted.effects, STR("env.read:DEBUG"));
    vec_push(a, &granted.effects, STR("random"));
    vec_push(a, &granted.effects, STR("code.eval"));
    vec_push(a, &granted.findings, finding(VERDICT_PASS, STR("code.eval"))); /* a kept condition closes it */
    r->verdict = VERDICT_FAIL;
    r->launch = LAUNCH_NONE_HELPS;
    r->profile = STR("confined");
    r->files = 7;
    vec_push(a, &r->majors, STR("22"));
    vec_push(a, &r->majors, STR("24"));
    vec_push(a, &r->packages, (struct report_package){.name = STR("app"), .version = STR("1.0.0"), .path = STR(".")});
    vec_push(a, &r->packages,
             (struct report_package){.name = STR("host"), .path = STR("node_modules/host"), .host = true});
    vec_push(a, &r->packages, bad);
    vec_push(a, &r->packages, granted);
    for (int i = 0; i < 5; i++)
        vec_push(a, &r->assumptions, (struct report_note){STR("NODE_PATH is not set")});
    return r;
}

static const char *as_text(struct arena *a, const struct report *r, struct text_options options)
{
    struct strbuf out;

    strbuf_init(&out, a);
    render_text(a, &out, r, &options);
    return strbuf_text(&out).ptr;
}

static void text_is_as_documented(void **state)
{
    static const char expected[] =
        "FAIL  bad\\x1b[2J@2.0.0  fs.read:./a.txt\n"
        "  calls fs.readFile, which reads files  [source.import]\n"
        "    index.js:3:9                   imports bad  require('bad')\n"
        "    node_modules/bad/lib/a.js:3:9  here         fs.readFile(\"\\x1b[2J\")\n"
        "    and at 2 other places of this package\n"
        "  grant it\n"
        "\n"
        "UNKNOWN  bad\\x1b[2J@2.0.0  code.eval\n"
        "  calls fs.readFile, which reads files  [source.import]\n"
        "    node_modules/bad/lib/a.js:3:9\n"
        "  grant it\n"
        "  or start Node with --disallow-code-generation-from-strings --disable-proto=delete (no-eval, no-proto)\n"
        "\n"
        "granted: granted  env.read:DEBUG\n"
        "assumes: NODE_PATH is not set\n"
        "assumes: NODE_PATH is not set\n"
        "assumes: NODE_PATH is not set\n"
        "  … 2 more assumptions (--full)\n"
        "not claimed: termination, memory and CPU use, side channels, bugs in Node or in a host library\n"
        "FAIL · 4 packages: 1 pass, 1 granted, 1 host, 1 fail · 7 files · confined · Node 22, 24\n";
    struct arena a = {0};

    (void)state;
    assert_string_equal(as_text(&a, sample(&a), (struct text_options){0}), expected);
    arena_reset(&a);
}

static void text_has_escape_sequences_only_with_colour(void **state)
{
    struct arena a = {0};
    const struct report *r = sample(&a);

    (void)state;
    assert_null(strchr(as_text(&a, r, (struct text_options){.full = true}), '\x1b'));
    assert_non_null(strstr(as_text(&a, r, (struct text_options){.color = true}), "\x1b[1;31mFAIL\x1b[0m"));
    assert_null(strstr(as_text(&a, r, (struct text_options){.color = true}), "\x1b[2J"));
    arena_reset(&a);
}

static void text_that_is_quiet_is_the_last_line(void **state)
{
    struct arena a = {0};

    (void)state;
    assert_string_equal(as_text(&a, sample(&a), (struct text_options){.quiet = true}),
                        "FAIL · 4 packages: 1 pass, 1 granted, 1 host, 1 fail · 7 files · confined · Node 22, 24\n");
    arena_reset(&a);
}

static void text_folds_long_lists_unless_it_is_full(void **state)
{
    struct arena a = {0};
    struct report *r = sample(&a);
    struct report_package *bad = &r->packages.items[2];
    const char *text = NULL;

    (void)state;
    for (int i = 0; i < 20; i++)
        add_step(&a, &bad->findings.items[0], STR("node_modules/x.js"), STR("imports y"), STR("y"));
    for (uint32_t i = 0; i < 10; i++) {
        struct report_finding one = finding(VERDICT_UNKNOWN, STR("code.eval"));
        one.line += 1 + i;
        vec_push(&a, &bad->findings, one);
    }
    text = as_text(&a, r, (struct text_options){0});
    assert_non_null(strstr(text, "    … 16 more steps (--full)\n"));
    assert_non_null(strstr(text, "UNKNOWN  bad\\x1b[2J@2.0.0  … 7 more findings (--full)\n"));
    assert_null(strstr(as_text(&a, r, (struct text_options){.full = true}), "--full"));
    arena_reset(&a);
}

static void text_joins_what_stands_at_one_place(void **state)
{
    struct arena a = {0};
    struct report *r = sample(&a);
    struct report_package *bad = &r->packages.items[2];
    struct report_finding one = finding(VERDICT_UNKNOWN, STR("net.dns"));
    const char *text = NULL;

    (void)state;
    one.message = STR("calls x, which perhaps resolves host names, which also carries data out");
    one.launch = LAUNCH_NONE_HELPS;
    one.line++;
    vec_push(&a, &bad->findings, one);
    one.effect = STR("fd");
    one.message =
        STR("calls x, which perhaps uses a raw descriptor number, which may be any file or socket of the process");
    one.more = 3;
    vec_push(&a, &bad->findings, one);
    text = as_text(&a, r, (struct text_options){0});
    assert_non_null(strstr(text, "UNKNOWN  bad\\x1b[2J@2.0.0  net.dns  fd\n"
                                 "  calls x, which perhaps has these effects  [source.import]\n"
                                 "    node_modules/bad/lib/a.js:4:9\n"
                                 "    and at 3 other places of this package\n"
                                 "  grant it\n\n"
                                 "UNKNOWN  bad\\x1b[2J@2.0.0  code.eval\n"));
    arena_reset(&a);
}

static void json_is_one_document_with_the_fixed_members(void **state)
{
    struct arena a = {0};
    const struct jdoc *doc = NULL;
    const struct jdoc *bad = NULL;
    const struct jdoc *first = NULL;
    struct error why = {0};
    struct strbuf out;
    struct str text;

    (void)state;
    strbuf_init(&out, &a);
    render_json(&out, sample(&a), NULL);
    assert_int_equal(jdoc_parse(&a, strbuf_text(&out), &doc, &why), OK);
    assert_true(jdoc_member(doc, "schema")->number == 1);
    assert_true(jdoc_text(jdoc_member(doc, "verdict"), &text) && str_eq(text, STR("fail")));
    assert_true(jdoc_is(jdoc_member(doc, "launch"), JDOC_NULL));
    assert_int_equal(jdoc_member(doc, "packages")->count, 4);
    bad = &jdoc_member(doc, "packages")->items[2];
    assert_true(jdoc_text(jdoc_member(bad, "name"), &text) && str_eq(text, STR("bad\x1b[2J")));
    first = &jdoc_member(bad, "findings")->items[0];
    assert_true(jdoc_member(first, "line")->number == 3);
    assert_int_equal(jdoc_member(first, "path")->count, 2);
    assert_int_equal(jdoc_member(&jdoc_member(bad, "findings")->items[1], "launch")->count, 2);
    assert_null(strchr(strbuf_text(&out).ptr, '\x1b'));
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(term_text_cannot_steer_or_deceive),
        cmocka_unit_test(term_text_is_cut_between_characters),
        cmocka_unit_test(text_is_as_documented),
        cmocka_unit_test(text_has_escape_sequences_only_with_colour),
        cmocka_unit_test(text_that_is_quiet_is_the_last_line),
        cmocka_unit_test(text_folds_long_lists_unless_it_is_full),
        cmocka_unit_test(text_joins_what_stands_at_one_place),
        cmocka_unit_test(json_is_one_document_with_the_fixed_members),
    };

    (void)cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
