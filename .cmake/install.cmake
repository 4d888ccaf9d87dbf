# SPDX-License-Identifier: MIT
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(targets sei_firmware sei_sei)
foreach(module IN LISTS SEI_MODULES)
    list(APPEND targets sei_${module})
endforeach()
install(TARGETS ${targets} EXPORT sei_targets)
install(EXPORT sei_targets NAMESPACE sei:: FILE sei_targets.cmake DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/sei)
install(DIRECTORY include/sei DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp" PATTERN "*.inc")

# The package file knows which packages each component needs.
set(SEI_COMPONENT_TABLE "set(sei_components sei firmware ${SEI_MODULES})\n")
foreach(module IN LISTS SEI_MODULES)
    get_property(packages GLOBAL PROPERTY SEI_PACKAGES_${module})
    get_property(modules GLOBAL PROPERTY SEI_MODULES_${module})
    list(TRANSFORM packages REPLACE "=.*" "")
    string(APPEND SEI_COMPONENT_TABLE "set(sei_packages_of_${module} ${packages})\n")
    string(APPEND SEI_COMPONENT_TABLE "set(sei_modules_of_${module} ${modules})\n")
endforeach()
string(APPEND SEI_COMPONENT_TABLE "set(sei_modules_of_sei ${SEI_MODULES})\n")

configure_package_config_file(.cmake/sei_config.cmake.in ${PROJECT_BINARY_DIR}/sei-config.cmake
    INSTALL_DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/sei)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/sei-config-version.cmake
    COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/sei-config.cmake ${PROJECT_BINARY_DIR}/sei-config-version.cmake
    DESTINATION ${CMAKE_INSTALL_DATADIR}/cmake/sei)
