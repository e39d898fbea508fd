/* report_codec: what was written comes back, and no damage does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analyzer/verdict/report_codec.h"

static struct report_steps steps(struct arena *a)
{
    struct report_steps out = {0};

    vec_push(a, &out, (struct report_step){STR("index.js"), 1, 2, STR("imports x"), STR("import x")});
    vec_push(a, &out, (struct report_step){STR("index.js"), 3, 4, STR("calls x"), STR("")});
    return out;
}

/* A report with items in every list. */
static struct report *sample(struct arena *a)
{
    struct report *r = arena_new(a, struct report);
    struct report_package package = {.name = STR("p"), .version = STR("1.0.0"), .path = STR("."), .key = STR("*")};
    struct report_finding finding = {.rule = STR("source.import"),
                                     .effect = STR("fs.read"),
                                     .argument = STR("./a"),
                                     .file = STR("index.js"),
                                     .line = 7,
                                     .column = 8,
                                     .verdict = VERDICT_UNKNOWN,
                                     .launch = LAUNCH_NONE_HELPS,
                                     .message = STR("m"),
                                     .fix = STR("f"),
                                     .more = 9,
                                     .certain = true,
                                     .path = steps(a)};
    struct report_grant grant = {.file = STR("cordon.json"),
                                 .line = 1,
                                 .column = 2,
                                 .key = STR("p"),
                                 .text = STR("t"),
                                 .until = STR("2030-01-01"),
                                 .locked = true,
                                 .used = true};

    package.verdict = VERDICT_FAIL;
    package.launch = LAUNCH_NO_EVAL | LAUNCH_NO_PROTO;
    vec_push(a, &package.effects, STR("fs.read:./a"));
    vec_push(a, &package.findings, finding);
    vec_push(a, &r->packages, package);
    vec_push(a, &r->packages, (struct report_package){.name = STR("q"), .path = STR("node_modules/q"), .host = true});
    vec_push(a, &grant.uses, (struct report_use){STR("p"), STR("fs.read")});
    vec_push(a, &r->grants, grant);
    vec_push(a, &r->hosts, (struct report_host){STR("kv"), 3, 5, true, false});
    vec_push(a, &r->links, (struct report_link){.from = 0, .to = 1, .count = 2, .path = steps(a)});
    vec_push(a, &r->majors, STR("22"));
    vec_push(a, &r->entries, STR("index.js"));
    vec_push(a, &r->assumptions, (struct report_note){STR("no NODE_PATH")});
    vec_push(a, &r->warnings, (struct report_note){STR("stale")});
    vec_push(a, &r->file_list, STR("index.js"));
    r->verdict = VERDICT_FAIL;
    r->launch = LAUNCH_NONE_HELPS;
    r->launch_kept = LAUNCH_NO_ADDONS;
    r->root = STR("/r");
    r->profile = STR("confined");
    r->policy = STR("cordon.json");
    r->files = 1;
    r->files_parsed = 5;
    r->packages_cached = 6;
    return r;
}

static struct str encoded(struct arena *a, const struct report *r)
{
    struct strbuf out;

    strbuf_init(&out, a);
    report_encode(r, a, &out);
    return strbuf_text(&out);
}

static struct report *decoded(struct arena *a, struct str record)
{
    struct reader r = {.bytes = record};
    struct report *report = report_decode(a, &r);

    return reader_done(&r) ? report : NULL;
}

static void a_report_survives(void **state)
{
    struct arena a = {0};
    struct str record = encoded(&a, sample(&a));
    struct report *r = decoded(&a, record);
    const struct report_finding *f = NULL;

    (void)state;
    assert_non_null(r);
    assert_true(str_eq(encoded(&a, r), record));
    f = &r->packages.items[0].findings.items[0];
    assert_true(str_eq(f->argument, STR("./a")));
    assert_int_equal(f->path.len, 2);
    assert_int_equal(f->path.items[1].column, 4);
    assert_int_equal(f->more, 9);
    assert_true(r->packages.items[1].host);
    assert_int_equal(r->links.items[0].count, 2);
    assert_true(str_eq(r->grants.items[0].uses.items[0].effect, STR("fs.read")));
    assert_true(str_eq(r->hosts.items[0].name, STR("kv")));
    assert_true(r->hosts.items[0].line == 3 && r->hosts.items[0].column == 5);
    assert_true(r->hosts.items[0].installed && !r->hosts.items[0].used);
    assert_int_equal(r->packages_cached, 6);
    arena_reset(&a);
}

static void an_empty_report_survives(void **state)
{
    struct arena a = {0};
    struct report empty = {0};
    struct report *r = decoded(&a, encoded(&a, &empty));

    (void)state;
    assert_non_null(r);
    assert_int_equal(r->packages.len, 0);
    arena_reset(&a);
}

static void a_cut_record_is_refused(void **state)
{
    struct arena a = {0};
    struct str record = encoded(&a, sample(&a));

    (void)state;
    for (size_t len = 0; len < record.len; len++)
        assert_null(decoded(&a, (struct str){record.ptr, len}));
    arena_reset(&a);
}

/* A changed byte may be another good record; what comes back can be written again. */
static void a_changed_byte_is_survived(void **state)
{
    struct arena a = {0};
    struct str record = encoded(&a, sample(&a));
    char *copy = str_to_c(&a, record);
    size_t refused = 0;

    (void)state;
    for (size_t i = 0; i < record.len; i++) {
        for (unsigned bit = 1; bit < 256; bit <<= 1) {
            struct report *r = NULL;
            copy[i] = (char)(record.ptr[i] ^ (char)bit);
            r = decoded(&a, (struct str){copy, record.len});
            if (r == NULL)
                refused++;
            else
                (void)encoded(&a, r);
        }
        copy[i] = record.ptr[i];
    }
    assert_true(refused > record.len);
    arena_reset(&a);
}

static void links_lead_to_packages(void **state)
{
    struct arena a = {0};
    struct report *r = sample(&a);

    (void)state;
    r->links.items[0].to = 2;
    assert_null(decoded(&a, encoded(&a, r)));
    r->links.items[0].to = 0;
    assert_null(decoded(&a, encoded(&a, r)));
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_report_survives),       cmocka_unit_test(an_empty_report_survives),
        cmocka_unit_test(a_cut_record_is_refused), cmocka_unit_test(a_changed_byte_is_survived),
        cmocka_unit_test(links_lead_to_packages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
