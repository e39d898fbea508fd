/* cordon.json: what is accepted, what is refused and how, and what a policy then grants. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/base/fsread.h"
#include "analyzer/base/strbuf.h"
#include "rules/policy.h"

#ifndef CORDON_ROOT
#define CORDON_ROOT "."
#endif

#define FOLDER CORDON_ROOT "/fixtures/rules/policy/"

static struct str read_text(struct arena *a, const char *folder, struct str name, const char *suffix)
{
    char path[1024];
    struct str text = {0};
    struct error why = {0};

    (void)snprintf(path, sizeof(path), "%s/%.*s%s", folder, STR_ARG(name), suffix);
    if (fs_read(a, path, 1 << 20, &text, &why) != OK)
        fail_msg("%s", why.text);
    return text;
}

/* Calls `check` with each fixture's name (without ".json") and text; returns how many there were. */
static uint32_t each(struct arena *a, const char *folder, void (*check)(struct arena *, struct str, struct str))
{
    struct fs_entries entries = {0};
    struct error why = {0};
    uint32_t count = 0;

    if (fs_list(a, folder, 1000, &entries, &why) != OK)
        fail_msg("%s", why.text);
    for (uint32_t i = 0; i < entries.len; i++) {
        struct str name = entries.items[i].name;

        if (!str_ends(name, STR(".json")))
            continue;
        check(a, str_slice(name, 0, name.len - 5), read_text(a, folder, name, ""));
        count++;
    }
    return count;
}

static void expect_valid(struct arena *a, struct str name, struct str text)
{
    struct policy policy;
    struct error why = {0};

    if (policy_load(a, STR("cordon.json"), text, STR("2026-11-23"), &policy, &why) != OK)
        fail_msg("%.*s: %s", STR_ARG(name), why.text);
    assert_int_not_equal(policy.majors, 0);
}

static void expect_invalid(struct arena *a, struct str name, struct str text)
{
    struct str wanted = read_text(a, FOLDER "invalid", name, ".error");
    struct policy policy;
    struct error why = {0};

    wanted.len -= 1; /* the newline */
    if (policy_load(a, STR("cordon.json"), text, STR("2026-11-23"), &policy, &why) == OK)
        fail_msg("%.*s was accepted", STR_ARG(name));
    assert_true(str_starts(str_from(why.text), STR("cordon.json:")));
    if (str_find(str_from(why.text), wanted, 0) == strlen(why.text))
        fail_msg("%.*s: %s", STR_ARG(name), why.text);
}

static void valid_fixtures_are_accepted(void **state)
{
    struct arena a = {0};

    (void)state;
    assert_true(each(&a, FOLDER "valid", expect_valid) > 10);
    arena_reset(&a);
}

static void invalid_fixtures_are_refused_with_their_sentence(void **state)
{
    struct arena a = {0};

    (void)state;
    assert_true(each(&a, FOLDER "invalid", expect_invalid) > 50);
    arena_reset(&a);
}

static void load(struct arena *a, const char *text, struct policy *out)
{
    struct error why = {0};

    if (policy_load(a, STR("cordon.json"), str_from(text), STR("2026-11-23"), out, &why) != OK)
        fail_msg("%s", why.text);
}

static void what_is_written_is_what_is_meant(void **state)
{
    struct arena a = {0};
    struct policy p;

    (void)state;
    load(&a,
         "{\"node\":[\"22\",\"24\"],\"profile\":\"informed\",\"launch\":[\"no-eval\",\"no-addons\"],"
         "\"entry\":[\"./a//b/../c.js\"],\"host\":{\"@acme/host\":[\"kv\",\"./http\"],\"s\":[\"*\"]},\n"
         "\"allow\":{\"x\":[{\"effect\":\"fs.read:./a/**\",\"why\":\"w\",\"by\":\"b\",\"until\":\"2027-01-01\"}]}}",
         &p);
    assert_int_equal(p.majors, node_major_bit(NODE_22) | node_major_bit(NODE_24));
    assert_int_equal(p.profile, PROFILE_INFORMED);
    assert_int_equal(p.launch, LAUNCH_BIT_NO_EVAL | LAUNCH_BIT_NO_ADDONS);
    assert_true(p.entries.len == 1 && str_eq(p.entries.items[0], STR("a/c.js")));
    assert_true(policy_host_exports(policy_host_find(&p, STR("@acme/host")), STR("./http")));
    assert_false(policy_host_exports(policy_host_find(&p, STR("@acme/host")), STR("other")));
    assert_true(policy_host_exports(policy_host_find(&p, STR("s")), STR("anything")));
    assert_null(policy_host_find(&p, STR("t")));
    assert_int_equal(p.grants.len, 1);
    assert_true(str_eq(p.grants.items[0].pointer, STR("/allow/x/0")));
    assert_int_equal(p.grants.items[0].line, 2);
    assert_false(p.grants.items[0].expired);
    policy_default(&p);
    assert_int_equal(p.profile, PROFILE_CONFINED);
    assert_int_equal(p.majors, NODE_MAJORS_ALL);
    arena_reset(&a);
}

static void grants_go_by_place_from_the_root(void **state)
{
    const struct policy_link express[] = {{STR("express"), STR("4.18.2")}};
    const struct policy_link send[] = {{STR("express"), STR("4.18.2")}, {STR("send"), STR("0.18.0")}};
    const struct policy_link other[] = {{STR("koa"), STR("2.0.0")}, {STR("send"), STR("1.0.0")}};
    const struct policy_link deep[] = {
        {STR("x"), STR("1.0.0")}, {STR("express"), STR("4.0.0")}, {STR("send"), STR("1.0.0")}};
    struct arena a = {0};
    struct policy p;

    (void)state;
    load(&a,
         "{\"allow\":{\"express>send\":[\"fs.read\"],\"send@<1\":[\"fs.stat\"],\"express@^4\":[\"net\"],"
         "\".\":[\"argv\"],\"*\":[\"cwd\"],\"send\":[{\"effect\":\"os.info\",\"until\":\"2026-11-22\"},"
         "{\"effect\":\"env\",\"until\":\"2026-11-23\"}]}}",
         &p);
    assert_int_equal(policy_grants(&p, send, 2, EFFECT_FS_READ, STR(""), 0), 0);
    assert_int_equal(policy_grants(&p, send, 2, EFFECT_FS_READ, STR(""), 1), POLICY_NO_GRANT);
    assert_int_equal(policy_grants(&p, other, 2, EFFECT_FS_READ, STR(""), 0), POLICY_NO_GRANT);
    assert_int_equal(policy_grants(&p, deep, 3, EFFECT_FS_READ, STR(""), 0), POLICY_NO_GRANT);
    assert_int_equal(policy_grants(&p, send, 2, EFFECT_FS_STAT, STR(""), 0), 1);
    assert_int_equal(policy_grants(&p, other, 2, EFFECT_FS_STAT, STR(""), 0), POLICY_NO_GRANT);
    assert_int_equal(policy_grants(&p, express, 1, EFFECT_NET_CONNECT, STR("h:1"), 0), 2);
    assert_int_equal(policy_grants(&p, deep, 2, EFFECT_NET_DNS, STR(""), 0), 2);
    assert_int_equal(policy_grants(&p, NULL, 0, EFFECT_ARGV, STR(""), 0), 3);
    assert_int_equal(policy_grants(&p, express, 1, EFFECT_ARGV, STR(""), 0), POLICY_NO_GRANT);
    assert_int_equal(policy_grants(&p, NULL, 0, EFFECT_CWD, STR(""), 0), 4);
    assert_int_equal(policy_grants(&p, deep, 3, EFFECT_CWD, STR(""), 0), 4);
    assert_true(p.grants.items[5].expired);
    assert_int_equal(policy_grants(&p, send, 2, EFFECT_OS_INFO, STR(""), 0), POLICY_NO_GRANT);
    assert_int_equal(policy_grants(&p, send, 2, EFFECT_ENV_WRITE, STR(""), 0), 6);
    arena_reset(&a);
}

static void arguments_match_as_paths_or_texts(void **state)
{
    static const struct {
        enum effect_argument kind;
        const char *pattern;
        const char *text;
        bool match;
    } cases[] = {
        {ARGUMENT_PATH, "./public/**", "public/a/b.css", true},
        {ARGUMENT_PATH, "./public/**", "./public/../secret", false},
        {ARGUMENT_PATH, "./public/**", "public/../../public/x", false},
        {ARGUMENT_PATH, "public/*", "public/a/b", false},
        {ARGUMENT_PATH, "public/*.css", "./public//a.css", true},
        {ARGUMENT_PATH, "**", "../x", false},
        {ARGUMENT_PATH, "../**", "../x", true},
        {ARGUMENT_PATH, "../**", "../../x", false},
        {ARGUMENT_PATH, "**", "/etc/passwd", false},
        {ARGUMENT_PATH, "/etc/**", "/etc/../etc/passwd", true},
        {ARGUMENT_PATH, "/etc/*", "/../etc/passwd", true},
        {ARGUMENT_PATH, "a/b", "a/b", true},
        {ARGUMENT_PATH, "a/b", "", false},
        {ARGUMENT_PATH, "a**c/*.x", "a/b/c/d.x", true},
        {ARGUMENT_PATH, "a/*b*/c", "a/xby/c", true},
        {ARGUMENT_PATH, "a/*b*/c", "a/x/by/c", false},
        {ARGUMENT_NAME, "DEBUG*", "DEBUG_COLORS", true},
        {ARGUMENT_NAME, "DEBUG", "DEBUG_COLORS", false},
        {ARGUMENT_HOST, "*.example.org:443", "api.example.org:443", true},
        {ARGUMENT_HOST, "*.example.org:443", "evil.org/x.example.org:443", false},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        if (policy_argument_matches(cases[i].kind, str_from(cases[i].pattern), str_from(cases[i].text)) !=
            cases[i].match)
            fail_msg("%s %s", cases[i].pattern, cases[i].text);
}

static void a_narrow_grant_gives_only_its_argument(void **state)
{
    const struct policy_link x[] = {{STR("x"), STR("")}};
    struct arena a = {0};
    struct policy p;

    (void)state;
    load(&a, "{\"allow\":{\"x\":[\"fs.read:./a/**\",\"env.read:HOME\"]}}", &p);
    assert_int_equal(policy_grants(&p, x, 1, EFFECT_FS_READ, STR("a/b"), 0), 0);
    assert_int_equal(policy_grants(&p, x, 1, EFFECT_FS_READ, STR(""), 0), POLICY_NO_GRANT);
    assert_int_equal(policy_grants(&p, x, 1, EFFECT_FS_READ, STR("b"), 0), POLICY_NO_GRANT);
    assert_int_equal(policy_grants(&p, x, 1, EFFECT_FS_WRITE, STR("a/b"), 0), POLICY_NO_GRANT);
    assert_int_equal(policy_grants(&p, x, 1, EFFECT_ENV_READ, STR("HOME"), 0), 1);
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(valid_fixtures_are_accepted),
        cmocka_unit_test(invalid_fixtures_are_refused_with_their_sentence),
        cmocka_unit_test(what_is_written_is_what_is_meant),
        cmocka_unit_test(grants_go_by_place_from_the_root),
        cmocka_unit_test(arguments_match_as_paths_or_texts),
        cmocka_unit_test(a_narrow_grant_gives_only_its_argument),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
