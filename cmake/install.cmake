# What a user of an installed cordon needs; the source tree is not among it.
install(TARGETS cordon RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(DIRECTORY rules/ DESTINATION "${CMAKE_INSTALL_DATADIR}/cordon/rules"
  FILES_MATCHING PATTERN "*.json" PATTERN "*.md")
install(FILES rules/cordon.schema.json cli/report.schema.json cli/why.schema.json cli/policy-check.schema.json
  rules/cordon.lock.schema.json
  DESTINATION "${CMAKE_INSTALL_DATADIR}/cordon/schema")
install(FILES LICENSE NOTICE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES docs/cordon.1 DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
