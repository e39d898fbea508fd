#include "analyzer/link/strict_code.h"

#include "analyzer/semantic/facts.h"
#include "rules/launch.h"

/* True for facts of what strict code does and the analysis of sloppy code did not see. */
static bool is_other_in_strict(const struct program *p, const struct fact *fact)
{
    struct str rule = program_text_of(p, fact->rule);

    return str_eq(rule, str_from(amplifier_info(AMP_BLOCK_FUNCTION)->rule)) ||
           str_eq(rule, str_from(amplifier_info(AMP_GLOBAL_METHOD)->rule));
}

void strict_code_settle(struct program *p)
{
    bool helps = true;

    for (uint32_t i = 0; i < p->facts.len && helps; i++)
        helps = !is_other_in_strict(p, &p->facts.items[i]);
    for (uint32_t i = 0; i < p->facts.len && !helps; i++)
        p->facts.items[i].closes &= ~(uint32_t)LAUNCH_BIT_STRICT;
}
