set(syntax_sources
  analyzer/syntax/kind.c
  analyzer/syntax/literal.c
  analyzer/syntax/scanner.c
  analyzer/syntax/source.c
  analyzer/syntax/tree.c
  analyzer/syntax/tree_dump.c)
