set(verdict_sources
  analyzer/verdict/evidence.c
  analyzer/verdict/finding.c
  analyzer/verdict/judge.c
  analyzer/verdict/launch_set.c
  analyzer/verdict/notes.c
  analyzer/verdict/package_links.c
  analyzer/verdict/standing.c)
