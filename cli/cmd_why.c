/* cordon why: the ways to an effect, and what would end them. */
#include <unistd.h>

#include "analyzer/effect_rows.h"
#include "cli/analysis_run.h"
#include "cli/commands.h"
#include "cli/render_why.h"
#include "cli/render_why_exports.h"
#include "cli/term.h"

/* The effect, family or rule that is nearest to what was typed, of those there are. */
static const char *nearest_name(struct arena *a, const char *word, const struct report *r)
{
    VEC(const char *) names = {0};

    for (uint32_t i = 0; i < EFFECT_COUNT; i++)
        vec_push(a, &names, effect_name((enum effect)i));
    for (uint32_t p = 0; p < r->packages.len; p++)
        for (uint32_t i = 0; i < r->packages.items[p].findings.len; i++)
            vec_push(a, &names, str_to_c(a, r->packages.items[p].findings.items[i].rule));
    return args_nearest(word, names.items, names.len);
}

static bool is_rule_here(const struct report *r, struct str rule)
{
    for (uint32_t p = 0; p < r->packages.len; p++)
        for (uint32_t i = 0; i < r->packages.items[p].findings.len; i++)
            if (str_eq(r->packages.items[p].findings.items[i].rule, rule))
                return true;
    return false;
}

/* "net", "fs.read:./a", or the rule of a finding. */
static enum err read_question(struct arena *a, const char *word, const char *package, const struct report *r,
                              struct why_question *out, struct error *why)
{
    struct str text = str_from(word);
    size_t colon = str_find(text, STR(":"), 0);
    const char *nearest = NULL;

    out->effects = effect_family(str_slice(text, 0, colon));
    if (package != NULL && out->by_file && report_file(r, str_from(package)) != UINT32_MAX)
        out->file = str_from(package);
    else if (package != NULL)
        out->package = str_from(package);
    if (out->package.len > 0 && !why_knows_package(r, out->package))
        return error_set(why, ERR_NOT_FOUND,
                         "the program reaches no package%s %s; `cordon graph imports` lists those it does",
                         out->by_file ? " or file" : "", package);
    if (out->effects != 0 && colon < text.len)
        out->argument = str_slice(text, colon + 1, text.len);
    if (out->effects != 0)
        return OK;
    if (is_rule_here(r, text)) {
        out->rule = text;
        return OK;
    }
    nearest = nearest_name(a, word, r);
    if (nearest != NULL)
        return error_set(why, ERR_USAGE, "%s is no effect, and no finding has such a rule; did you mean %s?", word,
                         nearest);
    return error_set(why, ERR_USAGE,
                     "%s is no effect, and no finding has such a rule; `cordon effects` lists the effects", word);
}

/* What is asked, of which report, and, for exports, of which rows. */
struct asking {
    const struct args *args;
    struct report *report;
    struct effect_rows rows;
    struct why_question question;
};

static int print_answer(struct arena *run, const struct asking *k)
{
    const struct args *args = k->args;
    const struct why_asked asked = {.effect = str_from(args->operands.items[0]),
                                    .package = str_from(args->operands.len > 1 ? args->operands.items[1] : "")};
    const struct text_options options = {
        .color = term_wants_color(args->value[OPT_COLOR], STDOUT_FILENO),
        .full = args_has(args, OPT_FULL),
        .quiet = args_has(args, OPT_QUIET),
    };
    const struct why_rows rows = {&k->rows, &k->question, k->report};
    bool json = args_is(args, OPT_FORMAT, "json");
    struct why answer;
    struct strbuf out;

    strbuf_init(&out, run);
    if (args_is(args, OPT_BY, "export")) {
        if (json)
            render_why_exports_json(&out, &rows, &asked);
        else
            render_why_exports_text(&out, &rows, &asked, &options);
        return commands_print(&out, EXIT_PASSED);
    }
    why_answer(run, k->report, &k->question, &answer);
    if (json)
        render_why_json(&out, k->report, &answer, &asked);
    else
        render_why_text(run, &out, k->report, &answer, &asked, &options);
    return commands_print(&out, EXIT_PASSED);
}

static enum err ask(void *payload, struct arena *run, const struct analysis_request *request,
                    struct analysis_status *status, struct error *why)
{
    struct asking *k = payload;
    const struct imports_request imports = {.what = *request, .any_major = true};
    enum err e = analyze_program(run, request, &k->report, why);

    if (e == OK)
        *status = analysis_status_of(request, k->report);
    if (e == OK && args_is(k->args, OPT_BY, "export"))
        e = effect_rows_find(run, &imports, &k->rows, why);
    return e;
}

static int cmd_why(const struct args *args)
{
    struct asking k = {.args = args, .question = {.by_file = args_is(args, OPT_BY, "file")}};
    const struct analysis_work work = {ask, &k};
    struct analysis_request request = {
        .target = args->value[OPT_ROOT],
        .root = args->value[OPT_ROOT],
        .policy_file = args->value[OPT_POLICY],
        .conditions = args->value[OPT_CONDITIONS],
        .detail = REPORT_ALLOWED | (k.question.by_file ? REPORT_FILES : REPORT_LINKS),
    };
    const char *package = args->operands.len > 1 ? args->operands.items[1] : NULL;
    struct arena run = {0};
    struct error why = {0};
    int code = EXIT_NO_WORK;

    if (analysis_do(&run, args, &request, &work, &why) != OK ||
        read_question(&run, args->operands.items[0], package, k.report, &k.question, &why) != OK)
        code = commands_fail(&why);
    else
        code = print_answer(&run, &k);
    arena_reset(&run);
    return code;
}

const struct command command_why = {
    .name = "why",
    .operands = "EFFECT [PACKAGE]",
    .summary = "the ways to an effect, and what would end them",
    .details =
        "Shows how the program in the current folder (or --root) comes to have EFFECT: an effect (net.connect), a\n"
        "family (net), either with its argument (fs.read:./a), or the rule of a finding; in any package, or in\n"
        "PACKAGE (its name, path, or way from the root). What the policy allows is shown too.\n"
        "\n"
        "One way per package that imports the one with the effect, the shortest first; then the fewest imports,\n"
        "and the fewest packages, without which nothing of it would be reached. With --by file the same of files\n"
        "(PACKAGE may be a file then); with --by export which exports come to have it, and which do not.\n"
        "\n"
        "Exit code: 0 answered, 2 could not do the work.\n",
    .options = OPTION_BIT(OPT_POLICY) | OPTION_BIT(OPT_ROOT) | OPTION_BIT(OPT_CONDITIONS) | OPTION_BIT(OPT_FORMAT) |
               OPTION_BIT(OPT_BY) | OPTION_BIT(OPT_FULL) | OPTION_BIT(OPT_QUIET) | OPTION_BIT(OPT_JOBS) |
               OPTION_BIT(OPT_CACHE) | OPTION_BIT(OPT_NO_CACHE) | OPTION_BIT(OPT_COLOR),
    .min_operands = 1,
    .max_operands = 2,
    .run = cmd_why,
};
