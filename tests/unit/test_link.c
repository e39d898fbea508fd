/* The program: hand-made summaries over a small tree on disk, linked and charged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer/link/host_use.h"
#include "analyzer/link/program.h"
#include "analyzer/package/path.h"
#include "analyzer/semantic/placed.h"
#include "tests/unit/temp_tree.h"

static const struct temp_file FILES[] = {
    {"package.json",
     "{\"name\":\"app\",\"peerDependencies\":{\"@s/peer\":\"1\"},\"optionalDependencies\":{\"maybe\":\"1\"}}"},
    {"main.js", ""},
    {"lib/a.js", ""},
    {"lib/b.js", ""},
    {"data.json", "{}"},
    {"addon.node", ""},
    {"node_modules/dep/package.json", "{\"name\":\"other-word\",\"version\":\"1.2.3\"}"},
    {"node_modules/dep/index.js", ""},
    {"node_modules/dep/node_modules/host/package.json", "{\"name\":\"host\"}"},
    {"node_modules/dep/node_modules/host/index.js", ""},
    {"node_modules/c/package.json", "{\"name\":\"c\"}"},
    {"node_modules/c/index.js", ""},
    {"node_modules/host/package.json", "{\"name\":\"host\"}"},
    {"node_modules/host/index.js", ""},
    {"node_modules/host/kv.js", ""},
    {"node_modules/host/inner.js", ""},
};

struct fixture {
    struct temp_tree tree;
    struct arena arena;
    const struct api_table *table;
    struct policy policy;
    struct program *p;
};

static int setup(void **state)
{
    static struct fixture f;
    struct resolver_config config = {.is_builtin = program_is_builtin};
    struct policy_host host = {.name = STR("host")};
    struct resolution found = {0};
    struct resolver *resolver = NULL;

    f = (struct fixture){0};
    temp_tree_make(&f.tree, FILES, ARRAY_LEN(FILES));
    assert_int_equal(api_table_load(&f.arena, CORDON_ROOT "/rules/effects", &f.table, NULL), OK);
    policy_default(&f.policy);
    f.policy.majors = node_major_bit(NODE_20);
    vec_push(&f.arena, &host.exports, STR("kv"));
    vec_push(&f.arena, &host.exports, STR("./kv.js"));
    vec_push(&f.arena, &f.policy.hosts, host);
    config.tree = file_tree_new(&f.arena, file_tree_disk(), f.tree.root);
    config.payload = &f.table;
    resolver = resolver_new(&f.arena, &config);
    f.p = program_new(&f.arena, resolver, f.table, &f.policy);
    resolve_main(resolver, path_join(&f.arena, f.tree.root, STR("main.js")), NODE_20, &found);
    assert_int_equal(found.outcome, RESOLVED_FILE);
    program_add_entry(f.p, found.package, STR("main.js"), &found);
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

/* ---- summaries by hand ---- */

static struct summary *blank(struct fixture *f)
{
    struct summary *s = arena_new(&f->arena, struct summary);

    s->goal = GOAL_COMMONJS;
    sym_table_init(&s->texts, &f->arena);
    vec_push(&f->arena, &s->functions, (struct function){.parent = SUMMARY_NONE, .end = 100});
    return s;
}

static void import_text(struct fixture *f, struct summary *s, const char *specifier, uint8_t flags)
{
    uint32_t symbol = sym_intern(&s->texts, str_from(specifier)).i;
    uint32_t at = s->imports.len * 10;

    vec_push(&f->arena, &s->imports,
             (struct import){.specifier = symbol, .kind = IMPORT_REQUIRE, .flags = flags, .at = at, .end = at + 5});
}

/* A path of a root and members separated by dots; a step "()" is a call. */
static uint32_t path_text(struct fixture *f, struct summary *s, enum path_step root, const char *name,
                          const char *members)
{
    uint32_t at = s->paths.len;
    char *rest = str_to_c(&f->arena, str_from(members));

    vec_push(&f->arena, &s->paths, (struct path){(uint8_t)root, SUMMARY_NONE, sym_intern(&s->texts, str_from(name)).i});
    for (char *member = strtok(rest, "."); member != NULL; member = strtok(NULL, ".")) {
        bool call = strcmp(member, "()") == 0;
        uint32_t symbol = call ? SUMMARY_NONE : sym_intern(&s->texts, str_from(member)).i;
        vec_push(&f->arena, &s->paths, (struct path){call ? PATH_STEP_CALL : PATH_STEP_MEMBER, at, symbol});
        at = s->paths.len - 1;
    }
    return at;
}

static void use_path(struct fixture *f, struct summary *s, uint32_t path, enum use_op op, const char *arg)
{
    uint32_t symbol = arg == NULL ? SUMMARY_NONE : sym_intern(&s->texts, str_from(arg)).i;

    vec_push(&f->arena, &s->uses,
             (struct use){
                 .path = path, .op = (uint8_t)op, .at = 50, .end = 60, .arg = {symbol, SUMMARY_NONE, SUMMARY_NONE}});
}

static void accept(struct fixture *f, const struct summary *s)
{
    struct unit_result result = {.summary = s};
    struct arena scratch = {0};

    if (s != NULL)
        result.facts = charge_unit(&f->p->charge, &f->arena, &scratch, s, STR("const a = 1;\nconst b = 2;\n"));
    program_accept(f->p, &scratch, &result);
    arena_reset(&scratch);
}

static const struct fact *find_fact(const struct fixture *f, const char *rule, const char *effect, const char *argument)
{
    for (uint32_t i = 0; i < f->p->facts.len; i++) {
        const struct fact *fact = &f->p->facts.items[i];
        const char *name = fact->effect == FACT_NO_EFFECT ? "" : effect_name((enum effect)fact->effect);
        if (str_eq(program_text_of(f->p, fact->rule), str_from(rule)) && strcmp(name, effect) == 0 &&
            str_eq(program_text_of(f->p, fact->argument), str_from(argument)))
            return fact;
    }
    return NULL;
}

/* ---- tests ---- */

static void files_are_reached_breadth_first_and_once(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "./lib/a", 0);
    import_text(f, s, "./lib/b.js", 0);
    import_text(f, s, "./lib/a.js", 0);
    accept(f, s);
    assert_int_equal(f->p->units.len, 3);
    assert_int_equal(f->p->edges.len, 3);
    s = blank(f);
    import_text(f, s, "../main.js", 0);
    import_text(f, s, "dep", 0);
    accept(f, s);
    accept(f, blank(f));
    assert_int_equal(f->p->units.len, 4);
    assert_true(str_eq(program_unit_path(f->p, &f->p->units.items[3]), STR("node_modules/dep/index.js")));
    assert_true(str_eq(program_unit_file(f->p, &f->p->units.items[3]), STR("index.js")));
    assert_int_equal(f->p->units.items[3].from, 1);
    assert_int_equal(f->p->units.items[3].from_place.column, 11);
    assert_int_equal(f->p->facts.len, 0);
}

static void a_package_is_known_by_where_it_was_found(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "dep", 0);
    accept(f, s);
    assert_int_equal(f->p->packages.len, 2);
    assert_true(str_eq(f->p->packages.items[1].found_as, STR("dep")));
    assert_true(str_eq(f->p->packages.items[1].name, STR("other-word")));
    assert_true(str_eq(f->p->packages.items[1].path, STR("node_modules/dep")));
    assert_int_equal(f->p->packages.items[1].parent, 0);
}

static void a_builtin_is_charged_for_what_is_used(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "node:fs", 0);
    use_path(f, s, path_text(f, s, PATH_MODULE, "node:fs", "readFileSync"), USE_CALL, "./x.html");
    use_path(f, s, path_text(f, s, PATH_MODULE, "node:fs", "constants.R_OK"), USE_READ, NULL);
    accept(f, s);
    assert_non_null(find_fact(f, "source.import", "fs.read", "./x.html"));
    assert_null(find_fact(f, "source.import", "fs.write", ""));
    assert_int_equal(find_fact(f, "source.import", "fs.read", "./x.html")->certainty, CERTAIN);
}

static void the_same_fact_is_counted(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);
    uint32_t path = path_text(f, s, PATH_GLOBAL, "process", "env.HOME");

    use_path(f, s, path, USE_READ, NULL);
    use_path(f, s, path, USE_READ, NULL);
    accept(f, s);
    assert_non_null(find_fact(f, "source.global", "env.read", "HOME"));
    assert_int_equal(find_fact(f, "source.global", "env.read", "HOME")->more, 1);
}

static void an_escaping_builtin_may_do_everything(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "fs", 0);
    use_path(f, s, path_text(f, s, PATH_MODULE, "fs", ""), USE_ESCAPE, NULL);
    accept(f, s);
    assert_non_null(find_fact(f, "source.import", "fs.read", ""));
    assert_non_null(find_fact(f, "source.import", "fs.write", ""));
}

static void what_is_missing_is_a_fact_or_an_assumption(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "absent-optional", IMPORT_TRY);
    import_text(f, s, "absent", 0);
    accept(f, s);
    assert_int_equal(f->p->facts.len, 1);
    assert_non_null(find_fact(f, "resolve.missing", "", "absent"));
    assert_int_equal(find_fact(f, "resolve.missing", "", "absent")->certainty, POSSIBLE);
    assert_int_equal(f->p->assumptions.len, 1);
}

static void peers_that_are_missing_are_assumptions(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "@s/peer/lib/a", 0);
    import_text(f, s, "maybe", 0);
    import_text(f, s, "@s/peers", 0);
    accept(f, s);
    assert_int_equal(f->p->facts.len, 1);
    assert_non_null(find_fact(f, "resolve.missing", "", "@s/peers"));
    assert_int_equal(f->p->assumptions.len, 2);
}

static void a_plain_require_is_no_effect(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "./data.json", 0);
    use_path(f, s, path_text(f, s, PATH_CJS, "require", ""), USE_CALL, "./data.json");
    accept(f, s);
    accept(f, NULL);
    assert_int_equal(f->p->facts.len, 0);
    assert_int_equal(f->p->units.items[1].kind, UNIT_DATA);
}

static void native_code_is_charged_where_it_is_imported(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "./addon.node", 0);
    accept(f, s);
    assert_non_null(find_fact(f, "source.native", "native.load", "./addon.node"));
    assert_int_equal(find_fact(f, "source.native", "native.load", "./addon.node")->closes, LAUNCH_BIT_NO_ADDONS);
}

static void a_sloppy_this_is_charged_for_known_globals_only(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    use_path(f, s, path_text(f, s, PATH_SLOPPY_THIS, "", "process.exit"), USE_CALL, NULL);
    use_path(f, s, path_text(f, s, PATH_SLOPPY_THIS, "", "shelf.exit"), USE_CALL, NULL);
    use_path(f, s, path_text(f, s, PATH_SLOPPY_THIS, "", ""), USE_ESCAPE, NULL);
    accept(f, s);
    assert_non_null(find_fact(f, "amplifier.sloppy-this", "proc.exit", ""));
    assert_int_equal(find_fact(f, "amplifier.sloppy-this", "proc.exit", "")->certainty, POSSIBLE);
    for (uint32_t i = 0; i < f->p->facts.len; i++)
        assert_int_not_equal(f->p->facts.items[i].effect, EFFECT_REFLECT_PROTO);
}

static void the_wrappers_arguments_are_its_variables(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    use_path(f, s, path_text(f, s, PATH_CJS, "arguments", "length"), USE_READ, NULL);
    accept(f, s);
    assert_int_equal(f->p->facts.len, 0);
    f->p->accepted = 0;
    s = blank(f);
    use_path(f, s, path_text(f, s, PATH_CJS, "arguments", "1"), USE_CALL, "fs");
    accept(f, s);
    assert_non_null(find_fact(f, "source.module-scope", "code.load", "fs"));
}

static void writing_to_another_packages_exports_is_tampering(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "./lib/a", 0);
    use_path(f, s, path_text(f, s, PATH_MODULE, "./lib/a", "x"), USE_WRITE, NULL);
    accept(f, s);
    assert_int_equal(f->p->facts.len, 1); /* its file's exports may be those of the host library, handed on */
    assert_non_null(find_fact(f, "amplifier.write-named", "tamper.global", ""));
    s = blank(f);
    import_text(f, s, "dep", 0);
    use_path(f, s, path_text(f, s, PATH_MODULE, "dep", "().made"), USE_WRITE, NULL);
    use_path(f, s, path_text(f, s, PATH_MODULE, "dep", "defaults.x"), USE_WRITE, NULL);
    accept(f, s);
    assert_int_equal(f->p->facts.len, 2);
    assert_non_null(find_fact(f, "source.exports-write", "tamper.exports", ""));
}

static void only_listed_exports_of_a_host_library_pass(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "host", 0);
    import_text(f, s, "host/kv.js", 0);
    import_text(f, s, "host/inner.js", 0);
    use_path(f, s, path_text(f, s, PATH_MODULE, "host", "kv.get"), USE_CALL, NULL);
    use_path(f, s, path_text(f, s, PATH_MODULE, "host/kv.js", "anything"), USE_CALL, NULL);
    accept(f, s);
    assert_int_equal(f->p->facts.len, 1);
    assert_non_null(find_fact(f, "host.export", "", "host/inner.js"));
    assert_int_equal(f->p->units.len, 1);
    assert_non_null(f->p->packages.items[1].host);
}

static void other_uses_of_a_host_library_fail(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "host", 0);
    use_path(f, s, path_text(f, s, PATH_MODULE, "host", "http"), USE_CALL, NULL);
    use_path(f, s, path_text(f, s, PATH_MODULE, "host", ""), USE_ESCAPE, NULL);
    use_path(f, s, path_text(f, s, PATH_MODULE, "host", "kv.get"), USE_WRITE, NULL);
    use_path(f, s, path_text(f, s, PATH_MODULE, "host", "kv.().x"), USE_WRITE, NULL);
    accept(f, s);
    assert_non_null(find_fact(f, "host.export", "", "http"));
    assert_non_null(find_fact(f, "host.export", "", "*"));
    assert_non_null(find_fact(f, "host.handed", "tamper.global", ""));
    assert_non_null(find_fact(f, "host.tamper", "tamper.global", ""));
    assert_non_null(find_fact(f, "amplifier.write-builtin", "tamper.intrinsics", ""));
    assert_int_equal(f->p->facts.len, 5);
}

static void a_nested_copy_of_a_host_library_is_an_ordinary_package(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "dep", 0);
    accept(f, s);
    s = blank(f);
    import_text(f, s, "host", 0);
    accept(f, s);
    assert_int_equal(f->p->units.len, 3);
    assert_null(f->p->packages.items[2].host);
}

static void an_installed_package_stays_in_its_folder(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);

    import_text(f, s, "dep", 0);
    import_text(f, s, "./node_modules/dep/index.js", 0);
    accept(f, s);
    assert_int_equal(f->p->facts.len, 0);
    s = blank(f);
    import_text(f, s, "../../data.json", 0);
    import_text(f, s, "../../lib/a.js", 0);
    accept(f, s);
    assert_int_equal(f->p->facts.len, 2);
    assert_non_null(find_fact(f, "source.trespass", "fs.read", "../../data.json"));
    assert_non_null(find_fact(f, "source.trespass", "reflect.module", ""));
}

/* By createRequire of a place, which may be one where a package finds what was not offered to it. */
static void a_package_asks_from_its_own_place(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);
    struct str own = path_join(&f->arena, f->tree.root, STR("node_modules/dep/x.js"));
    struct str other = path_join(&f->arena, f->tree.root, STR("x.js"));

    own = placed_by(&f->arena, placed_begin(&f->arena, PLACED_LITERAL, own), STR("c"));
    other = placed_by(&f->arena, placed_begin(&f->arena, PLACED_LITERAL, other), STR("c"));
    import_text(f, s, "dep", 0);
    accept(f, s);
    s = blank(f);
    import_text(f, s, str_to_c(&f->arena, own), 0);
    import_text(f, s, str_to_c(&f->arena, other), 0);
    accept(f, s);
    assert_int_equal(f->p->units.len, 3);
    assert_int_equal(f->p->facts.len, 1);
    assert_non_null(find_fact(f, "source.trespass", "reflect.module", ""));
}

static void an_unreadable_file_is_a_fact(void **state)
{
    struct fixture *f = *state;
    struct unit_result result = {.reason = STR("the file cannot be read: Permission denied")};
    struct arena scratch = {0};

    program_accept(f->p, &scratch, &result);
    assert_non_null(find_fact(f, "resolve.unreadable", "", "main.js"));
    arena_reset(&scratch);
}

static void an_amplifier_keeps_its_condition_and_its_other_half(void **state)
{
    struct fixture *f = *state;
    struct summary *s = blank(f);
    const struct fact *fact = NULL;

    vec_push(&f->arena, &s->amplifiers, (struct amplifier){AMP_FUNCTION_CONSTRUCTOR, 1, 2, 0, SUMMARY_NONE});
    vec_push(&f->arena, &s->amplifiers, (struct amplifier){AMP_WRITE_OUTSIDE, 1, 2, 0, SUMMARY_NONE});
    accept(f, s);
    fact = find_fact(f, "amplifier.function-constructor", "code.eval", "");
    assert_non_null(fact);
    assert_int_equal(fact->closes, LAUNCH_BIT_NO_EVAL);
    fact = find_fact(f, "amplifier.write-outside", "tamper.intrinsics", "");
    assert_non_null(fact);
    assert_true(str_eq(program_text_of(f->p, fact->paired), STR("amplifier.leak-intrinsic")));
}

static void the_face_of_a_host_library_is_exact(void **state)
{
    struct policy_host host = {.name = STR("@acme/host")};
    struct policy_host all = {.name = STR("@acme/host"), .all = true};
    struct str listed[] = {STR("kv"), STR("./sub/kv")};

    (void)state;
    host.exports.items = listed;
    host.exports.len = 2;
    assert_int_equal(host_face_of(&host, STR("@acme/host"), false, false), HOST_MAIN);
    assert_int_equal(host_face_of(&host, STR("@acme/host/sub/kv"), false, false), HOST_SUBPATH);
    assert_int_equal(host_face_of(&host, STR("@acme/host/kv"), true, false), HOST_INNER);
    assert_int_equal(host_face_of(&all, STR("@acme/host/any"), true, false), HOST_SUBPATH);
    assert_int_equal(host_face_of(&all, STR("@acme/host/any"), false, false), HOST_INNER);
    assert_int_equal(host_face_of(&all, STR("../node_modules/@acme/host/index.js"), true, true), HOST_INNER);
    assert_int_equal(host_face_of(&host, STR("#host"), false, true), HOST_MAIN);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_are_reached_breadth_first_and_once),
        TEST(a_package_is_known_by_where_it_was_found),
        TEST(a_builtin_is_charged_for_what_is_used),
        TEST(the_same_fact_is_counted),
        TEST(an_escaping_builtin_may_do_everything),
        TEST(what_is_missing_is_a_fact_or_an_assumption),
        TEST(peers_that_are_missing_are_assumptions),
        TEST(a_plain_require_is_no_effect),
        TEST(native_code_is_charged_where_it_is_imported),
        TEST(a_sloppy_this_is_charged_for_known_globals_only),
        TEST(the_wrappers_arguments_are_its_variables),
        TEST(writing_to_another_packages_exports_is_tampering),
        TEST(only_listed_exports_of_a_host_library_pass),
        TEST(other_uses_of_a_host_library_fail),
        TEST(a_nested_copy_of_a_host_library_is_an_ordinary_package),
        TEST(an_installed_package_stays_in_its_folder),
        TEST(a_package_asks_from_its_own_place),
        TEST(an_unreadable_file_is_a_fact),
        TEST(an_amplifier_keeps_its_condition_and_its_other_half),
        cmocka_unit_test(the_face_of_a_host_library_is_exact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
