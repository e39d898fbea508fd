set(link_sources
  analyzer/link/charge.c
  analyzer/link/host_use.c
  analyzer/link/import_edges.c
  analyzer/link/import_problem.c
  analyzer/link/program.c
  analyzer/link/unit_load.c
  analyzer/link/use_text.c)
