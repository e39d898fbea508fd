/* Command lines. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>
#include <string.h>

#include "cli/args.h"

static int run_nothing(const struct args *args)
{
    (void)args;
    return 0;
}

static const struct command command = {
    .name = "test",
    .operands = "A [B]",
    .summary = "does nothing",
    .details = "Does nothing.\n",
    .options = (uint32_t)1 << OPT_POLICY | (uint32_t)1 << OPT_FORMAT | (uint32_t)1 << OPT_QUIET | (uint32_t)1 << OPT_JOBS,
    .min_operands = 1,
    .max_operands = 2,
    .run = run_nothing,
};

enum { WORDS = 6 };

struct line {
    const char *words[WORDS];
    const char *policy;
    const char *format;
    bool quiet;
    const char *operands; /* joined by ' ' */
};

/* Parses the words up to the first NULL. */
static enum err parse(struct arena *a, const char *const words[WORDS], struct args *args, struct error *why)
{
    char *copy[WORDS];
    int count = 0;

    while (count < WORDS && words[count] != NULL) {
        copy[count] = str_to_c(a, str_from(words[count]));
        count++;
    }
    return args_parse(a, &command, count, copy, args, why);
}

static void expect_text(const char *got, const char *expected)
{
    if (expected == NULL)
        assert_null(got);
    else
        assert_string_equal(got, expected);
}

static void args_are_understood_in_every_form(void **state)
{
    static const struct line lines[] = {
        {.words = {"x"}, .operands = "x"},
        {.words = {"--policy", "p", "x"}, .policy = "p", .operands = "x"},
        {.words = {"--policy=p", "x", "y"}, .policy = "p", .operands = "x y"},
        {.words = {"x", "--policy=a=b"}, .policy = "a=b", .operands = "x"},
        {.words = {"x", "--policy", "--quiet"}, .policy = "--quiet", .operands = "x"},
        {.words = {"-q", "x", "--format", "json"}, .format = "json", .quiet = true, .operands = "x"},
        {.words = {"-q", "-q", "x"}, .quiet = true, .operands = "x"},
        {.words = {"--", "--policy", "-q"}, .operands = "--policy -q"},
        {.words = {"-"}, .operands = "-"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
        struct arena a = {0};
        struct error why = {0};
        struct args args;
        struct strbuf operands;

        assert_int_equal(parse(&a, lines[i].words, &args, &why), OK);
        expect_text(args.value[OPT_POLICY], lines[i].policy);
        expect_text(args.value[OPT_FORMAT], lines[i].format);
        assert_int_equal(args_has(&args, OPT_QUIET), lines[i].quiet);
        strbuf_init(&operands, &a);
        for (uint32_t k = 0; k < args.operands.len; k++)
            strbuf_printf(&operands, "%s%s", k > 0 ? " " : "", args.operands.items[k]);
        assert_string_equal(strbuf_text(&operands).ptr, lines[i].operands);
        arena_reset(&a);
    }
}

static void args_that_make_no_sense_are_refused_with_a_sentence(void **state)
{
    static const struct {
        const char *words[WORDS];
        const char *sentence;
    } bad[] = {
        {{NULL}, "test needs A [B]; see cordon test --help"},
        {{"x", "y", "z"}, "test does not know what to do with z; see cordon test --help"},
        {{"x", "--root=r"}, "test has no option --root=r; see cordon test --help"},
        {{"x", "--polcy"}, "test has no option --polcy; did you mean --policy?"},
        {{"x", "--"
               "a-name-that-is-far-too-long-to-be-compared-with-anything"},
         "test has no option --a-name-that-is-far-too-long-to-be-compared-with-anything; see cordon test --help"},
        {{"x", "-x"}, "test has no option -x; see cordon test --help"},
        {{"x", "--policy"}, "--policy needs a value: FILE"},
        {{"x", "--policy="}, "--policy needs a value: FILE"},
        {{"x", "--format"}, "--format needs a value: text|json"},
        {{"x", "--format=tex"}, "--format is text|json, not tex"},
        {{"x", "--format=text|json"}, "--format is text|json, not text|json"},
        {{"x", "--quiet=1"}, "--quiet takes no value"},
        {{"x", "-qq"}, "--quiet takes no value"},
        {{"x", "--policy=a", "--policy=b"}, "--policy is given twice"},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        struct arena a = {0};
        struct error why = {0};
        struct args args;

        assert_int_equal(parse(&a, bad[i].words, &args, &why), ERR_USAGE);
        assert_string_equal(why.text, bad[i].sentence);
        arena_reset(&a);
    }
}

static void args_help_is_asked_for_without_operands(void **state)
{
    const char *words[WORDS] = {"-h"};
    struct arena a = {0};
    struct args args;

    (void)state;
    assert_int_equal(parse(&a, words, &args, NULL), OK);
    assert_true(args_has(&args, OPT_HELP));
    arena_reset(&a);
}

static void args_numbers_have_bounds(void **state)
{
    static const struct {
        const char *text;
        bool good;
        uint32_t value;
    } cases[] = {
        {"1", true, 1},      {"008", true, 8},      {"256", true, 256}, {"0", false, 0},
        {"257", false, 0},   {"-1", false, 0},      {"1.5", false, 0},  {"0x10", false, 0},
        {" 1", false, 0},    {"18446744073709551617", false, 0},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct args args = {.command = &command};
        uint32_t value = 0;

        args.value[OPT_JOBS] = cases[i].text;
        assert_int_equal(args_number(&args, OPT_JOBS, 1, 256, 5, &value, NULL) == OK, cases[i].good);
        assert_int_equal(value, cases[i].value);
    }
}

static void args_number_that_is_not_given_is_the_other(void **state)
{
    struct args args = {.command = &command};
    uint32_t value = 0;

    (void)state;
    assert_int_equal(args_number(&args, OPT_JOBS, 1, 256, 5, &value, NULL), OK);
    assert_int_equal(value, 5);
}

static void args_nearest_is_near(void **state)
{
    static const char *const names[] = {"check", "effects", "explain", "dump"};
    static const struct {
        const char *word;
        const char *nearest;
    } cases[] = {
        {"chek", "check"}, {"hceck", "check"}, {"effect", "effects"}, {"expalin", "explain"},
        {"dmp", "dump"},   {"", NULL},         {"x", NULL},           {"frobnicate", NULL},
    };

    (void)state;
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        expect_text(args_nearest(cases[i].word, names, ARRAY_LEN(names)), cases[i].nearest);
}

static void args_help_names_what_the_command_takes(void **state)
{
    struct arena a = {0};
    struct strbuf out;
    struct str text;

    (void)state;
    strbuf_init(&out, &a);
    args_help(&out, &command);
    text = strbuf_text(&out);
    assert_non_null(strstr(text.ptr, "usage: cordon test [OPTION...] A [B]\n"));
    assert_non_null(strstr(text.ptr, "      --policy FILE "));
    assert_non_null(strstr(text.ptr, "  -q, --quiet "));
    assert_non_null(strstr(text.ptr, "  -h, --help "));
    assert_null(strstr(text.ptr, "--root"));
    arena_reset(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(args_are_understood_in_every_form),
        cmocka_unit_test(args_that_make_no_sense_are_refused_with_a_sentence),
        cmocka_unit_test(args_help_is_asked_for_without_operands),
        cmocka_unit_test(args_numbers_have_bounds),
        cmocka_unit_test(args_number_that_is_not_given_is_the_other),
        cmocka_unit_test(args_nearest_is_near),
        cmocka_unit_test(args_help_names_what_the_command_takes),
    };

    (void)cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
