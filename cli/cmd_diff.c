/* cordon diff: what packages can do that they could not before. */
#include <unistd.h>

#include "analyzer/audit_difference.h"
#include "analyzer/base/fsread.h"
#include "analyzer/memory_store.h"
#include "cli/analysis_run.h"
#include "cli/commands.h"
#include "cli/git_file.h"
#include "cli/npm_lock.h"
#include "cli/render_diff.h"
#include "cli/scratch_folder.h"
#include "cli/term.h"

/* One side: what is audited, and what came of it. */
struct side {
    const char *operand;
    bool deps;         /* NAME@VERSION stands for all that npm would install with it */
    struct str folder; /* temporary, or empty */
    struct audit *audit;
};

static enum err audit_side(struct side *side, struct arena *run, const struct analysis_request *request,
                           struct analysis_status *status, struct error *why)
{
    struct audit_request audit = {.what = *request, .operand = side->operand};
    struct npm_lock lock = {0};
    struct str file = {0};
    enum err e = OK;

    if (git_file_is(side->operand)) {
        e = git_file_fetch(run, side->operand, &side->folder, &file, why);
        audit.operand = file.ptr;
    } else if (side->deps && fs_kind_followed(side->operand) == FS_MISSING) {
        e = npm_lock_make(run, side->operand, &lock, why);
        side->folder = lock.folder;
        audit.operand = lock.file.ptr;
    }
    if (e == OK)
        e = audit_packages(run, &audit, &side->audit, why);
    if (e == OK) {
        status->packages += side->audit->packages.len;
        status->cached += side->audit->packages_cached;
    }
    scratch_folder_remove(side->folder);
    return e;
}

/* Both sides, and what differs. */
struct comparison {
    struct side sides[2];
    struct package_diff diff;
};

static enum err compare(void *payload, struct arena *run, const struct analysis_request *request,
                        struct analysis_status *status, struct error *why)
{
    struct comparison *c = payload;
    struct analysis_request shared = *request;
    enum err e = OK;

    shared.store = memory_store_new(run, request->store); /* most files are on both sides */
    for (size_t i = 0; i < ARRAY_LEN(c->sides) && e == OK; i++)
        e = audit_side(&c->sides[i], run, &shared, status, why);
    if (e == OK)
        e = audit_difference(run, &shared, c->sides[0].audit, c->sides[1].audit, &c->diff, why);
    return e;
}

static int print_diff(struct arena *run, const struct args *args, const struct comparison *c)
{
    const struct diff_names names = {str_from(c->sides[0].operand), str_from(c->sides[1].operand)};
    const struct text_options options = {
        .color = term_wants_color(args->value[OPT_COLOR], STDOUT_FILENO),
        .full = args_has(args, OPT_FULL),
        .quiet = args_has(args, OPT_QUIET),
    };
    struct strbuf out;

    strbuf_init(&out, run);
    if (args_is(args, OPT_DIFF_FORMAT, "json"))
        render_diff_json(&out, &c->diff, &names);
    else if (args_is(args, OPT_DIFF_FORMAT, "md"))
        render_diff_markdown(run, &out, &c->diff, &names);
    else
        render_diff_text(run, &out, &c->diff, &names, &options);
    return commands_print(&out, c->diff.gained == 0 ? EXIT_PASSED : EXIT_NOT_PASSED);
}

static int cmd_diff(const struct args *args)
{
    struct comparison c = {.sides = {{.operand = args->operands.items[0], .deps = args_has(args, OPT_DEPS)},
                                     {.operand = args->operands.items[1], .deps = args_has(args, OPT_DEPS)}}};
    const struct analysis_work work = {compare, &c};
    struct analysis_request request = {.conditions = args->value[OPT_CONDITIONS]};
    struct arena run = {0};
    struct error why = {0};
    int code = EXIT_NO_WORK;

    if (analysis_do(&run, args, &request, &work, &why) != OK)
        code = commands_fail(&why);
    else
        code = print_diff(&run, args, &c);
    arena_reset(&run);
    return code;
}

const struct command command_diff = {
    .name = "diff",
    .operands = "BEFORE AFTER",
    .summary = "what packages can do that they could not before",
    .details = "Audits both sides and says, of each package and its exports, which effects, conditions and install\n"
               "scripts it gained and lost. A side is a folder, a lock file, an archive (.tgz), NAME@VERSION, or a "
               "lock file in git, as\n"
               "REVISION:PATH. Moving code or packages is no change.\n"
               "\n"
               "Exit code: 0 no gains, 1 gains, 2 could not do the work.\n",
    .options = OPTION_BIT(OPT_CONDITIONS) | OPTION_BIT(OPT_DEPS) | OPTION_BIT(OPT_DIFF_FORMAT) | OPTION_BIT(OPT_FULL) |
               OPTION_BIT(OPT_QUIET) | OPTION_BIT(OPT_JOBS) | OPTION_BIT(OPT_CACHE) | OPTION_BIT(OPT_NO_CACHE) |
               OPTION_BIT(OPT_COLOR),
    .min_operands = 2,
    .max_operands = 2,
    .run = cmd_diff,
};
