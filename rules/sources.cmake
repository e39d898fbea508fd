set(rules_sources
    rules/api_ask.c
    rules/api_load.c
    rules/api_table.c
    rules/effect.c
    rules/launch.c
    rules/node_major.c
)
