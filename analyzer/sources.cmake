set(analyzer_sources
  analyzer/analyzer.c
  analyzer/rounds.c
  analyzer/setting.c
  analyzer/workers.c)
