set(summary_sources
    analyzer/summary/summarise.c
    analyzer/summary/summary.c
    analyzer/summary/summary_codec.c)
