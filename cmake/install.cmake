# What a user of an installed cordon needs; the source tree is not among it.
install(TARGETS cordon RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
install(DIRECTORY rules/ DESTINATION "${CMAKE_INSTALL_DATADIR}/cordon/rules"
  FILES_MATCHING PATTERN "*.json" PATTERN "*.md" PATTERN "*.tsv")
install(FILES rules/cordon.schema.json cli/audit.schema.json cli/report.schema.json cli/why.schema.json cli/diff.schema.json cli/policy-check.schema.json
  rules/cordon.lock.schema.json
  DESTINATION "${CMAKE_INSTALL_DATADIR}/cordon/schema")
install(FILES cli/launch/strict.cjs cli/launch/frozen-builtins.cjs DESTINATION "${CMAKE_INSTALL_DATADIR}/cordon")
install(FILES LICENSE NOTICE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(FILES docs/cordon.1 DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
# What is made from the tables of commands and options comes from the program itself.
set(generated "${PROJECT_BINARY_DIR}/generated/share")
# Leaks cannot be looked for everywhere, and a build is not the place.
set(quietly "${CMAKE_COMMAND}" -E env ASAN_OPTIONS=detect_leaks=0)
set(completions bash zsh fish)
list(TRANSFORM completions PREPEND "${generated}/" OUTPUT_VARIABLE completion_files)
add_custom_command(OUTPUT "${generated}/man.stamp" ${completion_files}
  COMMAND "${CMAKE_COMMAND}" -E make_directory "${generated}/man"
  COMMAND ${quietly} "${CMAKE_COMMAND}" "-DCORDON=$<TARGET_FILE:cordon>" "-DOUT=${generated}/man"
    -P "${PROJECT_SOURCE_DIR}/cmake/man_pages.cmake"
  COMMAND ${quietly} $<TARGET_FILE:cordon> completion bash > "${generated}/bash"
  COMMAND ${quietly} $<TARGET_FILE:cordon> completion zsh > "${generated}/zsh"
  COMMAND ${quietly} $<TARGET_FILE:cordon> completion fish > "${generated}/fish"
  COMMAND "${CMAKE_COMMAND}" -E touch "${generated}/man.stamp"
  DEPENDS cordon cmake/man_pages.cmake
  VERBATIM)
add_custom_target(man_pages ALL DEPENDS "${generated}/man.stamp")
install(DIRECTORY "${generated}/man/" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
install(FILES "${generated}/bash" DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" RENAME cordon)
install(FILES "${generated}/zsh" DESTINATION "${CMAKE_INSTALL_DATADIR}/zsh/site-functions" RENAME _cordon)
install(FILES "${generated}/fish" DESTINATION "${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d" RENAME cordon.fish)
