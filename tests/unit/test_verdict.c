/* The verdict: hand-made facts about a small program, held against policies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer/link/excerpt.h"
#include "analyzer/package/path.h"
#include "analyzer/verdict/judge.h"
#include "analyzer/verdict/launch_set.h"
#include "tests/unit/temp_tree.h"

static const struct temp_file FILES[] = {
    {"package.json", "{\"name\":\"app\",\"version\":\"1.0.0\"}"},
    {"main.js", ""},
    {"node_modules/a/package.json", "{\"name\":\"a\",\"version\":\"1.2.3\"}"},
    {"node_modules/a/index.js", ""},
    {"node_modules/a/node_modules/b/package.json", "{\"name\":\"b\",\"version\":\"2.0.0\"}"},
    {"node_modules/a/node_modules/b/index.js", ""},
};

struct fixture {
    struct temp_tree tree;
    struct arena arena;
    const struct api_table *table;
    struct policy policy;
    struct resolver *resolver;
    struct program *p;
};

/* A program under the policy in `text` (NULL: the default), with its entry only. */
static void start(struct fixture *f, const char *text)
{
    struct resolution found = {0};
    struct error why = {0};

    policy_default(&f->policy);
    if (text != NULL &&
        policy_load(&f->arena, STR("cordon.json"), str_from(text), STR("2026-11-23"), &f->policy, &why) != OK)
        fail_msg("%s", why.text);
    f->p = program_new(&f->arena, f->resolver, f->table, &f->policy);
    resolve_main(f->resolver, path_join(&f->arena, f->tree.root, STR("main.js")), NODE_20, &found);
    program_add_entry(f->p, found.package, STR("main.js"), &found);
}

static int setup(void **state)
{
    static struct fixture f;
    struct resolver_config config = {.is_builtin = program_is_builtin, .payload = &f.table};

    f = (struct fixture){0};
    temp_tree_make(&f.tree, FILES, ARRAY_LEN(FILES));
    assert_int_equal(api_table_load(&f.arena, CORDON_ROOT "/rules/effects", &f.table, NULL), OK);
    config.tree = file_tree_new(&f.arena, file_tree_disk(), f.tree.root);
    f.resolver = resolver_new(&f.arena, &config);
    *state = &f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    arena_reset(&f->arena);
    temp_tree_free(&f->tree);
    return 0;
}

static struct unit_facts *blank(struct fixture *f)
{
    struct unit_facts *facts = arena_new(&f->arena, struct unit_facts);

    sym_table_init(&facts->texts, &f->arena);
    return facts;
}

static uint32_t text(struct unit_facts *facts, const char *s)
{
    return sym_intern(&facts->texts, str_from(s)).i;
}

static void import(struct fixture *f, struct unit_facts *facts, const char *specifier)
{
    vec_push(&f->arena, &facts->imports,
             (struct unit_import){.specifier = text(facts, specifier),
                                  .kind = IMPORT_REQUIRE,
                                  .place = {7, 3, text(facts, "require it")}});
}

static void charge(struct fixture *f, struct unit_facts *facts, const char *rule, uint8_t effect, const char *argument,
                   uint32_t closes, const char *paired)
{
    vec_push(&f->arena, &facts->charges,
             (struct unit_charge){.rule = text(facts, rule),
                                  .effect = effect,
                                  .argument = text(facts, argument),
                                  .text = text(facts, "does it"),
                                  .closes = closes,
                                  .paired = text(facts, paired),
                                  .certainty = strncmp(rule, "source", 6) == 0 ? CERTAIN : POSSIBLE,
                                  .place = {2, 5, text(facts, "do()")}});
}

static void accept(struct fixture *f, const struct unit_facts *facts)
{
    struct unit_result result = {.facts = facts};
    struct arena scratch = {0};

    program_accept(f->p, &scratch, &result);
    arena_reset(&scratch);
}

/* main.js imports a, which imports b; b has the given facts. */
static struct report *judge_with(struct fixture *f, const struct unit_facts *of_b)
{
    struct unit_facts *facts = blank(f);

    import(f, facts, "a");
    accept(f, facts);
    facts = blank(f);
    import(f, facts, "b");
    accept(f, facts);
    accept(f, of_b);
    return judge_program(&f->arena, f->p, 0);
}

static void what_is_allowed_passes_and_is_listed(void **state)
{
    struct fixture *f = *state;
    struct unit_facts *facts = blank(f);
    struct report *r = NULL;

    start(f, NULL);
    charge(f, facts, "source.global", EFFECT_CLOCK_READ, "", 0, "");
    r = judge_with(f, facts);
    assert_int_equal(r->verdict, VERDICT_PASS);
    assert_int_equal(r->packages.len, 3);
    assert_true(str_eq(r->packages.items[2].path, STR("node_modules/a/node_modules/b")));
    assert_int_equal(r->packages.items[2].effects.len, 1);
    assert_true(str_eq(r->packages.items[2].effects.items[0], STR("clock.read")));
    assert_int_equal(r->packages.items[2].findings.len, 0);
    assert_int_equal(r->launch, 0);
}

static void a_finding_shows_the_way_from_the_entry(void **state)
{
    struct fixture *f = *state;
    struct unit_facts *facts = blank(f);
    const struct report_finding *finding = NULL;
    struct report *r = NULL;

    start(f, NULL);
    charge(f, facts, "source.import", EFFECT_FS_READ, "./x", 0, "");
    r = judge_with(f, facts);
    assert_int_equal(r->verdict, VERDICT_FAIL);
    assert_int_equal(r->launch, LAUNCH_NONE_HELPS);
    finding = &r->packages.items[2].findings.items[0];
    assert_int_equal(finding->path.len, 3);
    assert_true(str_eq(finding->path.items[0].file, STR("main.js")));
    assert_true(str_eq(finding->path.items[0].text, STR("imports a")));
    assert_int_equal(finding->path.items[0].line, 7);
    assert_true(str_eq(finding->path.items[1].file, STR("node_modules/a/index.js")));
    assert_true(str_eq(finding->path.items[2].file, STR("node_modules/a/node_modules/b/index.js")));
    assert_true(str_eq(finding->path.items[2].source, STR("do()")));
    assert_true(str_eq(finding->file, STR("index.js")));
    assert_true(str_eq(finding->fix, STR("grant it in the policy: \"allow\": { \"a>b\": [\"fs.read:./x\"] }")));
}

static void a_grant_is_used_where_it_names_the_package(void **state)
{
    struct fixture *f = *state;
    struct unit_facts *facts = blank(f);
    struct report *r = NULL;

    start(f, "{\"allow\":{\"a>b\":[\"fs.read:./x\"],\"a\":[\"net\"]}}");
    charge(f, facts, "source.import", EFFECT_FS_READ, "./x", 0, "");
    r = judge_with(f, facts);
    assert_int_equal(r->verdict, VERDICT_PASS);
    assert_int_equal(r->warnings.len, 1);
    assert_true(str_find(r->warnings.items[0].text, STR("is used by nothing"), 0) < r->warnings.items[0].text.len);
}

static void what_may_happen_is_unknown_unless_a_condition_closes_it(void **state)
{
    struct fixture *f = *state;
    struct unit_facts *facts = blank(f);
    struct report *r = NULL;

    start(f, NULL);
    charge(f, facts, "amplifier.function-constructor", EFFECT_CODE_EVAL, "", LAUNCH_NO_EVAL, "");
    r = judge_with(f, facts);
    assert_int_equal(r->verdict, VERDICT_UNKNOWN);
    assert_int_equal(r->launch, LAUNCH_NO_EVAL);
    start(f, "{\"launch\":[\"no-eval\"]}");
    r = judge_with(f, facts);
    assert_int_equal(r->verdict, VERDICT_PASS);
    assert_int_equal(r->launch, LAUNCH_NO_EVAL);
    assert_int_equal(r->packages.items[2].findings.items[0].verdict, VERDICT_PASS);
}

static void half_of_a_pair_is_no_finding(void **state)
{
    struct fixture *f = *state;
    struct unit_facts *facts = blank(f);

    start(f, NULL);
    charge(f, facts, "amplifier.leak-intrinsic", EFFECT_TAMPER_INTRINSICS, "", 0, "amplifier.write-outside");
    charge(f, facts, "amplifier.stack-arguments", EFFECT_REFLECT_STACK, "", 0, "program.sloppy-authority");
    assert_int_equal(judge_with(f, facts)->verdict, VERDICT_PASS);
    start(f, NULL);
    charge(f, facts, "amplifier.write-outside", EFFECT_TAMPER_INTRINSICS, "", 0, "amplifier.leak-intrinsic");
    assert_int_equal(judge_with(f, facts)->verdict, VERDICT_UNKNOWN);
}

/* All findings of the report are of one rule. */
static void assert_only_rule(const struct report *r, const char *rule)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < r->packages.len; i++) {
        const struct report_package *package = &r->packages.items[i];
        for (uint32_t k = 0; k < package->findings.len; k++) {
            assert_true(str_eq(package->findings.items[k].rule, str_from(rule)));
            count++;
        }
    }
    assert_int_equal(count, 1);
}

static void the_common_half_of_a_pair_is_a_bystander(void **state)
{
    struct fixture *f = *state;
    struct unit_facts *facts = blank(f);
    const struct report *r = NULL;

    start(f, NULL);
    charge(f, facts, "amplifier.leak-intrinsic", EFFECT_TAMPER_INTRINSICS, "", 0, "amplifier.write-outside");
    charge(f, facts, "amplifier.write-any", EFFECT_TAMPER_INTRINSICS, "", 0, "amplifier.leak-intrinsic");
    r = judge_with(f, facts);
    assert_int_equal(r->verdict, VERDICT_UNKNOWN);
    assert_only_rule(r, "amplifier.leak-intrinsic");
}

/* Frozen prototypes have accessors, which give a function's constructor to who takes their descriptors. */
static void frozen_prototypes_need_no_eval_where_descriptors_are_taken(void **state)
{
    struct fixture *f = *state;
    struct unit_facts *facts = blank(f);
    const struct report *r = NULL;

    start(f, "{\"launch\":[\"frozen-intrinsics\"]}");
    charge(f, facts, "amplifier.leak-lookup", EFFECT_TAMPER_INTRINSICS, "", LAUNCH_FROZEN_INTRINSICS, "");
    assert_int_equal(judge_with(f, facts)->verdict, VERDICT_PASS);
    charge(f, facts, "amplifier.own-descriptor", EFFECT_CODE_EVAL, "", LAUNCH_NO_EVAL,
           "amplifier.leak-prototype amplifier.leak-lookup");
    start(f, "{\"launch\":[\"frozen-intrinsics\"]}");
    r = judge_with(f, facts);
    assert_int_equal(r->verdict, VERDICT_UNKNOWN);
    assert_int_equal(r->launch, LAUNCH_NO_EVAL | LAUNCH_FROZEN_INTRINSICS);
    assert_only_rule(r, "amplifier.leak-lookup");
    start(f, "{\"launch\":[\"frozen-intrinsics\",\"no-eval\"]}");
    assert_int_equal(judge_with(f, facts)->verdict, VERDICT_PASS);
}

static void a_granted_half_leaves_the_other_one_to_blame(void **state)
{
    struct fixture *f = *state;
    struct unit_facts *facts = blank(f);
    const struct report *r = NULL;

    start(f, "{\"allow\":{\"*\":[\"reflect.proto\"]}}");
    charge(f, facts, "amplifier.sloppy-this", EFFECT_REFLECT_PROTO, "", 0, "amplifier.global-member");
    charge(f, facts, "amplifier.global-member", EFFECT_REFLECT_STACK, "", 0, "amplifier.sloppy-this");
    r = judge_with(f, facts);
    assert_int_equal(r->verdict, VERDICT_UNKNOWN);
    assert_only_rule(r, "amplifier.global-member");
}

static void authority_in_the_program_is_the_other_half_of_some_rules(void **state)
{
    struct fixture *f = *state;
    struct unit_facts *facts = blank(f);

    start(f, "{\"host\":{\"@acme/host\":[\"*\"]}}");
    charge(f, facts, "amplifier.stack-arguments", EFFECT_REFLECT_STACK, "", 0, "program.sloppy-authority");
    assert_int_equal(judge_with(f, facts)->verdict, VERDICT_UNKNOWN);
}

static void fail_beats_unknown(void **state)
{
    struct fixture *f = *state;
    struct unit_facts *facts = blank(f);
    struct report *r = NULL;

    start(f, NULL);
    charge(f, facts, "amplifier.with", EFFECT_REFLECT_PROTO, "", 0, "");
    charge(f, facts, "source.import", EFFECT_NET_CONNECT, "", 0, "");
    r = judge_with(f, facts);
    assert_int_equal(r->verdict, VERDICT_FAIL);
    assert_int_equal(r->packages.items[2].findings.len, 2);
    assert_int_equal(r->packages.items[2].findings.items[0].verdict, VERDICT_FAIL);
}

static void a_long_way_is_shown_without_its_middle(void **state)
{
    struct fixture *f = *state;
    struct unit_facts *facts = blank(f);
    struct report *r = NULL;
    const struct report_finding *finding = NULL;

    start(f, NULL);
    for (uint32_t i = 0; i < 60; i++) {
        char name[32];
        (void)snprintf(name, sizeof(name), "./m%u.js", (unsigned)i);
        temp_tree_add(&f->tree, name + 2, "");
    }
    f->resolver = resolver_new(
        &f->arena, &(struct resolver_config){.is_builtin = program_is_builtin,
                                             .payload = &f->table,
                                             .tree = file_tree_new(&f->arena, file_tree_disk(), f->tree.root)});
    start(f, NULL);
    for (uint32_t i = 0; i < 60; i++) {
        char name[32];
        (void)snprintf(name, sizeof(name), "./m%u.js", (unsigned)i);
        facts = blank(f);
        import(f, facts, name);
        accept(f, facts);
    }
    facts = blank(f);
    charge(f, facts, "source.import", EFFECT_FS_READ, "", 0, "");
    accept(f, facts);
    r = judge_program(&f->arena, f->p, 0);
    finding = &r->packages.items[0].findings.items[0];
    assert_int_equal(finding->path.len, 42); /* 40 imports, what is left out, the place */
    assert_true(str_eq(finding->path.items[0].text, STR("imports ./m0.js")));
    assert_true(str_eq(finding->path.items[20].text, STR("20 more imports")));
    assert_true(str_eq(finding->path.items[21].text, STR("imports ./m40.js")));
}

static uint32_t least(uint32_t kept, uint32_t a, uint32_t b)
{
    struct launch_needs needs = {0};

    launch_need(&needs, a);
    launch_need(&needs, b);
    return launch_least(&needs, kept);
}

static void the_least_conditions_are_found(void **state)
{
    struct launch_needs none = {0};

    (void)state;
    assert_int_equal(launch_least(&none, 0), 0);
    assert_int_equal(least(0, LAUNCH_NO_EVAL, LAUNCH_NO_EVAL), LAUNCH_NO_EVAL);
    assert_int_equal(least(0, LAUNCH_NO_EVAL, 0), LAUNCH_NONE_HELPS);
    assert_int_equal(least(0, LAUNCH_NO_EVAL, LAUNCH_NO_ADDONS), LAUNCH_NO_EVAL | LAUNCH_NO_ADDONS);
    assert_int_equal(least(0, LAUNCH_NO_PROTO | LAUNCH_FROZEN_INTRINSICS, LAUNCH_NO_PROTO), LAUNCH_NO_PROTO);
    assert_int_equal(least(0, LAUNCH_NO_PROTO | LAUNCH_FROZEN_INTRINSICS, LAUNCH_NO_PROTO | LAUNCH_NO_EVAL),
                     LAUNCH_NO_PROTO);
    assert_int_equal(least(LAUNCH_NO_PROTO, LAUNCH_NO_PROTO | LAUNCH_NO_EVAL, LAUNCH_NO_PROTO | LAUNCH_NO_EVAL),
                     LAUNCH_NO_PROTO);
}

static void an_excerpt_shows_the_place(void **state)
{
    struct arena a = {0};
    char text_of_file[1000];
    struct str line = {text_of_file, sizeof(text_of_file)};
    struct str shown;

    (void)state;
    memset(text_of_file, 'x', sizeof(text_of_file));
    text_of_file[500] = '!';
    shown = excerpt_of(&a, line, line, 500);
    assert_int_equal(shown.len, EXCERPT_BYTES + 6);
    assert_true(str_find(shown, STR("!"), 0) < shown.len);
    assert_true(str_starts(shown, STR("...")) && str_ends(shown, STR("...")));
    assert_true(str_eq(excerpt_of(&a, STR("\t a b "), STR("\t a b "), 2), STR("a b")));
    assert_int_equal(excerpt_of(&a, line, line, 0).len, EXCERPT_BYTES + 3);
    assert_int_equal(excerpt_of(&a, line, line, 1000).len, EXCERPT_BYTES + 3);
    arena_reset(&a);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(what_is_allowed_passes_and_is_listed),
        TEST(a_finding_shows_the_way_from_the_entry),
        TEST(a_grant_is_used_where_it_names_the_package),
        TEST(what_may_happen_is_unknown_unless_a_condition_closes_it),
        TEST(half_of_a_pair_is_no_finding),
        TEST(the_common_half_of_a_pair_is_a_bystander),
        TEST(frozen_prototypes_need_no_eval_where_descriptors_are_taken),
        TEST(a_granted_half_leaves_the_other_one_to_blame),
        TEST(authority_in_the_program_is_the_other_half_of_some_rules),
        TEST(fail_beats_unknown),
        TEST(a_long_way_is_shown_without_its_middle),
        cmocka_unit_test(the_least_conditions_are_found),
        cmocka_unit_test(an_excerpt_shows_the_place),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
