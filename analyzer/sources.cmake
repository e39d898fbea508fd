set(analyzer_sources
  analyzer/analyzer.c
  analyzer/imports.c
  analyzer/rounds.c
  analyzer/setting.c
  analyzer/workers.c)
