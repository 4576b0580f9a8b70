# What `cmake --install` puts where. Components, for packages of their own: `commands` (with their
# pages and completion), `libraries`, `development`, `plugin` and `documentation`. All paths in what
# is installed are relative, so that the folder may be moved.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS btfgen bpfreloc bpfload bpfshow EXPORT btfkitTargets
  RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT commands)
if(TARGET pages)
  install(DIRECTORY ${BTFKIT_PAGES}/man1
    DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT commands)
  install(DIRECTORY ${BTFKIT_PAGES}/bash/
    DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT commands)
  install(DIRECTORY ${BTFKIT_PAGES}/zsh/
    DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions COMPONENT commands)
  install(DIRECTORY ${BTFKIT_PAGES}/fish/
    DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d COMPONENT commands)
endif()

# The libraries. A small device may have the loader as an archive in its program.
set_target_properties(btfkit_reloc PROPERTIES EXPORT_NAME reloc)
set_target_properties(btfkit_loader_shared PROPERTIES EXPORT_NAME loader)
install(TARGETS btfkit_reloc btfkit_loader_shared EXPORT btfkitTargets
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT libraries
  NAMELINK_COMPONENT development)
install(FILES $<TARGET_FILE:btfkit_loader>
  DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development)
install(DIRECTORY relocator/include/btfkit relocator/loader/include/btfkit
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development)

# The plugin, which finds the one of its clang's version beside itself, and the headers of the
# programs that it compiles.
if(TARGET btfplugin)
  set(plugins btfplugin)
  list(TRANSFORM BTFKIT_PLUGIN_LLVM_VERSIONS PREPEND btfplugin- OUTPUT_VARIABLE versions)
  install(TARGETS ${plugins} ${versions}
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT plugin)
  install(DIRECTORY clang-plugin/include/btfkit
    DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT plugin)
  install(FILES cmake/BpfProgram.cmake
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/btfkit COMPONENT plugin)
endif()

# For find_package(btfkit).
set(package ${CMAKE_INSTALL_LIBDIR}/cmake/btfkit)
install(EXPORT btfkitTargets NAMESPACE btfkit:: DESTINATION ${package} COMPONENT development)
configure_package_config_file(cmake/btfkitConfig.cmake.in ${PROJECT_BINARY_DIR}/install/btfkitConfig.cmake
  INSTALL_DESTINATION ${package}
  PATH_VARS CMAKE_INSTALL_LIBDIR CMAKE_INSTALL_INCLUDEDIR
  NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/install/btfkitConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/install/btfkitConfig.cmake
  ${PROJECT_BINARY_DIR}/install/btfkitConfigVersion.cmake
  DESTINATION ${package} COMPONENT development)

# For pkg-config: btfkit-reloc.pc, btfkit-loader.pc. The prefix is what it is from their folder.
file(RELATIVE_PATH BTFKIT_PC_PREFIX
  ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
set(BTFKIT_PC_LIBDIR "\${prefix}")
cmake_path(APPEND BTFKIT_PC_LIBDIR ${CMAKE_INSTALL_LIBDIR})
set(BTFKIT_PC_INCLUDEDIR "\${prefix}")
cmake_path(APPEND BTFKIT_PC_INCLUDEDIR ${CMAKE_INSTALL_INCLUDEDIR})
foreach(library reloc loader)
  set(BTFKIT_PC_NAME ${library})
  configure_file(cmake/btfkit.pc.in ${PROJECT_BINARY_DIR}/install/btfkit-${library}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/install/btfkit-${library}.pc
    DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
endforeach()

install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs COMPONENT documentation
  FILES_MATCHING PATTERN *.md)
install(FILES README.md LICENSE-APACHE LICENSE-MIT
  DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT documentation)
install(DIRECTORY examples/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples COMPONENT documentation
  FILES_MATCHING PATTERN *.c PATTERN *.cpp PATTERN *.hpp)
