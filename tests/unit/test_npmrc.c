#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyzer/base/strbuf.h"
#include "npm/base64.h"
#include "npm/integrity.h"
#include "npm/npmrc.h"
#include "npm/registry.h"
#include "npm/registry_auth.h"
#include "tests/unit/temp_tree.h"

static void assert_value(const struct npmrc *rc, const char *key, const char *expected)
{
    struct str value = npmrc_get(rc, str_from(key));

    if (!str_eq(value, str_from(expected)))
        fail_msg("%s is \"%.*s\", not \"%s\"", key, STR_ARG(value), expected);
}

static void files_are_read_as_npm_reads_them(void **state)
{
    static const char text[] = "; a comment\n"
                               "# another\n"
                               "registry = https://one/ \r\n"
                               "  @s:registry=\"https://two/\"\n"
                               "single='quoted'\n"
                               "//h/:_authToken=${TOKEN}\n"
                               "missing=${NONE}-${NONE?}\n"
                               "open=${TOKEN\n"
                               "flag\n"
                               "ca[]=one\n"
                               "ca[]=two\n"
                               "twice=1\n"
                               "twice=2\n"
                               "a=b=c\n";
    char token[] = "TOKEN=t=1";
    char *const environment[] = {token, NULL};
    struct arena a = {0};
    struct npmrc rc = {0};

    (void)state;
    npmrc_parse(&a, str_from(text), environment, &rc);
    assert_value(&rc, "registry", "https://one/");
    assert_value(&rc, "@s:registry", "https://two/");
    assert_value(&rc, "single", "quoted");
    assert_value(&rc, "//h/:_authToken", "t=1");
    assert_value(&rc, "missing", "${NONE}-");
    assert_value(&rc, "open", "${TOKEN");
    assert_value(&rc, "flag", "true");
    assert_value(&rc, "twice", "2");
    assert_value(&rc, "a", "b=c");
    assert_value(&rc, "none", "");
    assert_true(npmrc_flag(&rc, STR("flag"), false));
    arena_reset(&a);
}

static void the_nearer_file_wins(void **state)
{
    static const struct temp_file files[] = {
        {"project/.npmrc", "registry=https://project/\n"},
        {"home/.npmrc", "registry=https://user/\nproxy=http://p/\n"},
        {"machine", "registry=https://machine/\nproxy=http://m/\ncafile=/c\n"},
    };
    struct temp_tree tree;
    struct npmrc rc = {0};
    char home[4096];
    char machine[4096];
    char variable[] = "NPM_CONFIG_strict_ssl=false";
    char *const environment[] = {home, machine, variable, NULL};
    struct arena a = {0};
    struct error why = {0};

    (void)state;
    temp_tree_make(&tree, files, ARRAY_LEN(files));
    (void)snprintf(home, sizeof(home), "HOME=%.*s/home", STR_ARG(tree.root));
    (void)snprintf(machine, sizeof(machine), "npm_config_globalconfig=%.*s/machine", STR_ARG(tree.root));
    assert_int_equal(npmrc_load(&a, (struct str){0}, environment, &rc, &why), OK);
    assert_value(&rc, "registry", "https://user/");
    {
        char project[4096];
        (void)snprintf(project, sizeof(project), "%.*s/project", STR_ARG(tree.root));
        assert_int_equal(npmrc_load(&a, str_from(project), environment, &rc, &why), OK);
    }
    assert_value(&rc, "registry", "https://project/");
    assert_value(&rc, "proxy", "http://p/");
    assert_value(&rc, "cafile", "/c");
    assert_false(npmrc_flag(&rc, STR("strict-ssl"), true));
    temp_tree_free(&tree);
    arena_reset(&a);
}

static void integrity_is_that_of_the_strongest_digest(void **state)
{
    /* Of "abc", FIPS 180-4. */
    static const char sha1[] = "sha1-qZk+NkcGgWq6PiVxeFDCbJzQ2J0=";
    static const char sha512[] =
        "sha512-3a81oZNherrMQXNJriBBMRLm+k6JqX6iCp7u5ktV05ohkpkqJ0/BqDa6PCOj/uu9RU1EI2Q86A4qmslPpUyknw==";
    struct arena a = {0};
    struct strbuf both;

    (void)state;
    assert_true(integrity_matches(str_from(sha1), STR("abc")));
    assert_true(integrity_matches(str_from(sha512), STR("abc")));
    assert_true(str_eq(integrity_of(&a, STR("abc")), str_from(sha512)));
    assert_true(integrity_matches(STR("sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="), STR("abc")));
    assert_true(
        integrity_matches(STR("sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn"), STR("abc")));
    assert_false(integrity_matches(str_from(sha512), STR("abd")));
    assert_false(integrity_matches(STR(""), STR("")));
    assert_false(integrity_matches(STR("md5-kAFQmDzST7DWlj99KOF/cg=="), STR("abc")));
    assert_false(integrity_matches(STR("sha512-"), STR("abc")));
    strbuf_init(&both, &a);
    strbuf_printf(&both, " %s?x\n sha512-AAAA ", sha1);
    assert_false(integrity_matches(strbuf_text(&both), STR("abc")));
    strbuf_printf(&both, "%s?option", sha512);
    assert_true(integrity_matches(strbuf_text(&both), STR("abc")));
    assert_true(str_eq(integrity_from_shasum(&a, STR("a9993e364706816aba3e25717850c26c9cd0d89D")), str_from(sha1)));
    assert_true(integrity_from_shasum(&a, STR("a9993e364706816aba3e25717850c26c9cd0d89z")).len == 0);
    assert_true(str_eq(integrity_hex(&a, str_from(sha1)), STR("a9993e364706816aba3e25717850c26c9cd0d89d")));
    assert_true(integrity_hex(&a, STR("sha512-AAAA")).len == 0);
    arena_reset(&a);
}

static void base_64_goes_both_ways(void **state)
{
    static const char *const pairs[][2] = {{"", ""},        {"f", "Zg=="},        {"fo", "Zm8="},
                                           {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"\xff\xfe", "//4="}};
    struct arena a = {0};
    struct str out = {0};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
        assert_true(str_eq(base64_encode(&a, str_from(pairs[i][0])), str_from(pairs[i][1])));
        assert_true(base64_decode(&a, str_from(pairs[i][1]), &out));
        assert_true(str_eq(out, str_from(pairs[i][0])));
    }
    assert_false(base64_decode(&a, STR("Z"), &out));
    assert_false(base64_decode(&a, STR("Zm 9"), &out));
    arena_reset(&a);
}

static void only_plain_addresses_are_asked(void **state)
{
    static const char *const good[] = {"https://h/", "http://h:8080/a/@s%2fx?write=true", "http://[::1]:1/x",
                                       "https://h"};
    static const char *const bad[] = {"ftp://h/",   "file:///etc/hosts", "https://u@h/",      "https://u:p@h/",
                                      "https:///x", "https://h\\@e/",    "https://h#@e/",     "https://h?@e/",
                                      "//h/",       "https://h/a b",     "https://h/\na",     "https://h\x01/",
                                      "HTTPS://h/", "https://h%2e/",     "https://h/\xc3\xa9"};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(good); i++)
        assert_true(registry_address_ok(str_from(good[i])));
    for (size_t i = 0; i < ARRAY_LEN(bad); i++)
        if (registry_address_ok(str_from(bad[i])))
            fail_msg("%s is taken for a plain address", bad[i]);
    assert_true(registry_may_lead(STR("http://a/"), STR("http://b/x")));
    assert_false(registry_may_lead(STR("https://a/"), STR("http://a/")));
    assert_false(registry_may_lead(STR("http://a/"), STR("https://a/")));
}

static void assert_authorization(const struct npmrc *rc, struct arena *a, const char *url, const char *expected)
{
    struct str got = registry_authorization(a, rc, str_from(url));

    if (!str_eq(got, str_from(expected)))
        fail_msg("%s gets \"%.*s\", not \"%s\"", url, STR_ARG(got), expected);
}

static void credentials_are_for_their_address(void **state)
{
    static const char text[] = "//h/npm/:_authToken=t\n//h/:_auth=bTpw\n//i:81/:username=m\n//i:81/:_password=cA==\n"
                               "//j/deep:_authToken=u\n_authToken=never\n";
    struct arena a = {0};
    struct npmrc rc = {0};

    (void)state;
    npmrc_parse(&a, str_from(text), NULL, &rc);
    assert_authorization(&rc, &a, "https://h/npm/x/-/x.tgz", "Bearer t");
    assert_authorization(&rc, &a, "https://h/npm", "Basic bTpw");
    assert_authorization(&rc, &a, "https://h/npmx/x", "Basic bTpw");
    assert_authorization(&rc, &a, "https://i:81/x", "Basic bTpw");
    assert_authorization(&rc, &a, "https://i/x", "");
    assert_authorization(&rc, &a, "https://h.evil/npm/x", "");
    assert_authorization(&rc, &a, "https://j/deep/x", "Bearer u");
    assert_authorization(&rc, &a, "https://k/h/npm/x", "");
    arena_reset(&a);
}

static void names_and_versions_are_exact(void **state)
{
    static const char *const names[] = {"x", "@s/x", "JSONStream", "a.b-c_d~e", "lodash"};
    static const char *const no_names[] = {"",        ".x",  "../x", "@s",   "@s/",   "@/x",
                                           "@s/../x", "a/b", "x y",  "x%2f", "@s/.x", "_x"};
    static const char *const versions[] = {"1.2.3", "0.0.0", "1.0.0-rc.1+b.2", "10.20.30-alpha"};
    static const char *const no_versions[] = {"",       "1",      "1.2",    "^1.2.3", "latest",    "1.2.3 ",
                                              "v1.2.3", "01.2.3", "1.2.3-", "1.x.0",  "1.2.3-a/b", "1.2.3/.."};

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(names); i++)
        assert_true(registry_name_ok(str_from(names[i])));
    for (size_t i = 0; i < ARRAY_LEN(no_names); i++)
        assert_false(registry_name_ok(str_from(no_names[i])));
    for (size_t i = 0; i < ARRAY_LEN(versions); i++)
        assert_true(registry_version_ok(str_from(versions[i])));
    for (size_t i = 0; i < ARRAY_LEN(no_versions); i++)
        assert_false(registry_version_ok(str_from(no_versions[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_are_read_as_npm_reads_them),
        cmocka_unit_test(the_nearer_file_wins),
        cmocka_unit_test(integrity_is_that_of_the_strongest_digest),
        cmocka_unit_test(base_64_goes_both_ways),
        cmocka_unit_test(only_plain_addresses_are_asked),
        cmocka_unit_test(credentials_are_for_their_address),
        cmocka_unit_test(names_and_versions_are_exact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
