/* What is wrong in an effect table is an error that names file and place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "rules/api_table.h"

#define ROW(text) "{" MODULE ",\"members\":{\"f\":{\"call\":\"pure\"," text "}}}"
#define MODULE "\"module\":\"m\",\"load\":\"pure\",\"default\":\"pure\""

static void load(const char *text, struct error *why, enum err *result)
{
    char folder[] = "/tmp/cordon-tables-XXXXXX";
    char path[64];
    struct arena a = {0};
    const struct api_table *table = NULL;
    FILE *file = NULL;

    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof(path), "%s/t.json", folder);
    file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    *result = api_table_load(&a, folder, &table, why);
    (void)unlink(path);
    (void)rmdir(folder);
    arena_reset(&a);
}

static void mistakes_are_named(void **state)
{
    static const char *const cases[][2] = {
        {"[]", "t.json: : must be an object"},
        {"{", "t.json: line 1"},
        {"{}", "needs one of module"},
        {"{\"module\":\"m\",\"load\":\"pure\"}", "a module needs"},
        {"{\"module\":\"m\",\"globals\":true}", "more than one"},
        {"{\"globals\":false}", "/globals: must be true"},
        {"{" MODULE ",\"extra\":1}", "/extra: unknown key"},
        {"{" MODULE ",\"names\":\"x\"}", "/names: unknown key"},
        {"{" MODULE ",\"members\":{\"f\":{\"cal\":\"pure\"}}}", "/members/f/cal: unknown key"},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"fs.reed\"}}}", "/members/f/call: unknown effect \"fs.reed\""},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"\"}}}", "unknown effect \"\""},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"fs.read  fd\"}}}", "unknown effect \"\""},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"fs.read fs.read\"}}}", "fs.read is there twice"},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"random:x\"}}}", "random has no argument"},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":7}}}", "/members/f/call: must be a text"},
        {"{" MODULE ",\"members\":{\"f\":7}}", "/members/f: must be an object"},
        {"{" MODULE ",\"members\":[]}", "/members: must be an object"},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"pure\"}},\"groups\":[{\"names\":\"g f\",\"call\":\"pure\"}]}",
         "/groups/0: \"f\" has a row already"},
        {"{" MODULE ",\"groups\":[{\"call\":\"pure\"}]}", "/groups/0: must be an object with \"names\""},
        {"{" MODULE ",\"groups\":[{\"names\":\"a  b\"}]}", "a name is empty"},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"fs.read\",\"detail\":{\"fs.write\":0}}}}", "detail of fs.write"},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"fs.read\",\"detail\":{\"fs.read\":-1}}}}", "an index below 10"},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"fs.read\",\"detail\":{\"fs.read\":\"nam\"}}}}",
         "must be \"name\""},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"random\",\"detail\":{\"random\":0}}}}", "random has no argument"},
        {"{" MODULE ",\"members\":{\"f\":{\"same\":\"module:nope\"}}}", "refers to nothing: \"module:nope\""},
        {"{" MODULE ",\"members\":{\"f\":{\"same\":\"module:m#f\"}}}", "refers to nothing"},
        {"{" MODULE ",\"members\":{\"f\":{\"same\":\"module:m#g\"},\"g\":{\"same\":\"module:m#f\"}}}",
         "another name of itself"},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"pure\",\"since\":21}}}", "/members/f/since: must be the number"},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"pure\",\"since\":24,\"until\":22}}}", "leaves no major"},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"pure\",\"proof\":\"trust me\"}}}", "must start with"},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"pure\",\"closes\":[\"no-evil\"]}}}", "unknown launch condition"},
        {"{" MODULE ",\"members\":{\"f\":{\"call\":\"pure\",\"class\":false}}}", "/members/f/class: must be true"},
        {"{" MODULE ",\"members\":{\"f\":[{\"call\":\"pure\",\"until\":22},{\"call\":\"fd\",\"since\":22}]}}",
         "/members/f/1: two rows of one name"},
        {"{" MODULE ",\"members\":{\"f\":[]}}", "needs at least one row"},
        {ROW("\"callbacks\":1"), "/members/f/callbacks: must be an array"},
        {ROW("\"callbacks\":[]"), "/members/f/callbacks: must be an array"},
        {ROW("\"callbacks\":[0,10]"), "/members/f/callbacks/1: must be an index below 10"},
        {ROW("\"callbacks\":[\"1\"]"), "/members/f/callbacks/0: must be an index below 10"},
        {ROW("\"callbacks\":[\"10+\"]"), "/members/f/callbacks/0: must be an index below 10"},
        {ROW("\"callbacks\":[2,2]"), "/members/f/callbacks/1: argument 2 is there twice"},
        {ROW("\"callbacks\":[\"1+\",3]"), "/members/f/callbacks/1: argument 3 is there twice"},
        {ROW("\"changes\":[-1]"), "/members/f/changes/0: must be an index below 10"},
        {ROW("\"options\":[1]"), "/members/f/options: must be an object"},
        {ROW("\"options\":{}"), "/members/f/options: must be an object"},
        {ROW("\"options\":{\"x\":\"a\"}"), "/members/f/options/x: must be an index below 10"},
        {ROW("\"options\":{\"1\":[\"a\"]}"), "/members/f/options/1: must be a text"},
        {ROW("\"options\":{\"1\":\"a  b\"}"), "/members/f/options/1: a name is empty"},
        {ROW("\"options\":{\"1\":\"a b \"}"), "/members/f/options/1: a name is empty"},
        {ROW("\"options\":{\"1\":\"a b a\"}"), "/members/f/options/1: \"a\" is there twice"},
        {ROW("\"options\":{\"1\":\"a\",\"0+\":\"b\"}"), "/members/f/options/0+: argument 0 is there twice"},
        {"{" MODULE ",\"members\":{\"f\":{\"get\":\"pure\",\"callbacks\":[1]}}}", "not what calling it does"},
        {ROW("\"methods\":{}"), "/members/f/methods: must be an array"},
        {ROW("\"methods\":[7]"), "/members/f/methods/0: must be an object with \"names\""},
        {ROW("\"methods\":[{\"names\":\"a\"}]"), "/members/f/methods/0: needs one of callbacks"},
        {ROW("\"methods\":[{\"names\":\"a\",\"call\":\"pure\"}]"), "/members/f/methods/0/call: unknown key"},
        {ROW("\"methods\":[{\"names\":\"a a\",\"callbacks\":[0]}]"), "/methods/0/names: \"a\" is there twice"},
        {ROW("\"methods\":[{\"names\":\"a\",\"callbacks\":[0]},{\"names\":\"b a\",\"callbacks\":[1]}]"),
         "/members/f/methods/1: \"a\" is there twice"},
        {ROW("\"functions\":[{\"names\":\"a\",\"callbacks\":[0],\"proof\":\"trust me\"}]"), "must start with"},
        {ROW("\"functions\":[{\"names\":\"a\",\"since\":24,\"until\":22,\"callbacks\":[0]}]"), "leaves no major"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct error why = {0};
        enum err e = OK;

        load(cases[i][0], &why, &e);
        if (e != ERR_FORMAT || strstr(why.text, cases[i][1]) == NULL)
            fail_msg("%s\n  gave %d %s", cases[i][0], e, why.text);
    }
}

static void good_tables_load(void **state)
{
    static const char *const cases[] = {
        "{" MODULE "}",
        "{" MODULE ",\"members\":{\"f\":[{\"call\":\"pure\",\"until\":22},{\"call\":\"fd\",\"since\":24}]}}",
        "{" MODULE ",\"members\":{\"m\":{\"same\":\"module:m\"}}}",
        "{\"types\":{\"T\":{\"get\":\"pure\"}}}",
        ROW("\"callbacks\":[0,\"2+\"],\"options\":{\"0\":\"a b.c @@iterator\",\"3+\":\"a\"},\"changes\":[9]"),
        ROW("\"methods\":[{\"names\":\"a\",\"until\":22,\"callbacks\":[0]},"
            "{\"names\":\"a\",\"since\":24,\"options\":{\"1\":\"x\"}}],"
            "\"functions\":[{\"names\":\"a\",\"changes\":[0]}]"),
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct error why = {0};
        enum err e = OK;

        load(cases[i], &why, &e);
        if (e != OK)
            fail_msg("%s\n  gave %s", cases[i], why.text);
    }
}

static void a_folder_without_tables_is_an_error(void **state)
{
    struct arena a = {0};
    struct error why = {0};
    const struct api_table *table = NULL;

    (void)state;
    assert_int_equal(api_table_load(&a, "/nonexistent", &table, &why), ERR_NOT_FOUND);
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(good_tables_load),
        cmocka_unit_test(a_folder_without_tables_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
