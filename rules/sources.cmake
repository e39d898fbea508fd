set(rules_sources
    rules/effect.c
    rules/launch.c
    rules/node_major.c
)
