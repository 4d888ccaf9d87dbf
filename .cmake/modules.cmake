# SPDX-License-Identifier: MIT
# One INTERFACE target for each module: sei::model, sei::engine, ... Each knows only its own dependencies, so that a
# program that links sei::link never needs xtensor, and one that links sei::engine without Eigen is refused when CMake
# runs. Linking sei::engine also defines SEI_HAS_ENGINE, which is how
# <sei/sei.hpp> knows what to include.

set(SEI_MODULES)

# sei_module(<name> [MODULES <modules it includes>...] [PACKAGES <package:target>...])
function(sei_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "MODULES;PACKAGES")
    add_library(sei_${name} INTERFACE)
    add_library(sei::${name} ALIAS sei_${name})
    set_target_properties(sei_${name} PROPERTIES EXPORT_NAME ${name})
    target_compile_features(sei_${name} INTERFACE cxx_std_20)
    target_include_directories(sei_${name} INTERFACE
        $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)
    string(TOUPPER ${name} upper)
    target_compile_definitions(sei_${name} INTERFACE SEI_HAS_${upper}=1)
    get_property(unavailable GLOBAL PROPERTY SEI_UNAVAILABLE)
    foreach(module IN LISTS arg_MODULES)
        target_link_libraries(sei_${name} INTERFACE sei_${module})
        if(module IN_LIST unavailable)
            set_property(GLOBAL APPEND PROPERTY SEI_UNAVAILABLE ${name})
        endif()
    endforeach()
    foreach(entry IN LISTS arg_PACKAGES)
        string(REPLACE "=" ";" pair "${entry}")
        list(GET pair 0 package)
        list(GET pair 1 target)
        find_package(${package} QUIET GLOBAL) # GLOBAL: seen by whoever adds sei as a subdirectory
        if(TARGET ${target})
            target_link_libraries(sei_${name} INTERFACE ${target})
        else()
            message(STATUS "sei::${name} needs ${package}, which was not found; nothing can link it here")
            set_property(GLOBAL APPEND PROPERTY SEI_UNAVAILABLE ${name})
            # A target of this name doesn't exist: CMake refuses to generate a build in which something links it, and
            # prints the name. Where sei gets installed, the package may be there.
            target_link_libraries(sei_${name} INTERFACE
                $<BUILD_INTERFACE:${package}::was_not_found_but_sei_${name}_needs_it> $<INSTALL_INTERFACE:${target}>)
        endif()
    endforeach()
    set(SEI_MODULES ${SEI_MODULES} ${name} PARENT_SCOPE)
    set_property(GLOBAL PROPERTY SEI_PACKAGES_${name} "${arg_PACKAGES}")
    set_property(GLOBAL PROPERTY SEI_MODULES_${name} "${arg_MODULES}")
endfunction()


sei_module(model)
sei_module(zoo MODULES model)
sei_module(weights MODULES model PACKAGES nlohmann_json=nlohmann_json::nlohmann_json)
sei_module(kernels MODULES model) # of weights only the views, which need no package
sei_module(wire MODULES model)
sei_module(engine MODULES kernels weights PACKAGES xtensor=xtensor Eigen3=Eigen3::Eigen TBB=TBB::tbb)
sei_module(explain MODULES engine)
sei_module(link PACKAGES Boost=Boost::headers Threads=Threads::Threads)
sei_module(study MODULES explain wire link)
sei_module(devices MODULES model PACKAGES nlohmann_json=nlohmann_json::nlohmann_json)
sei_module(advisor MODULES model)
sei_module(report MODULES advisor PACKAGES nlohmann_json=nlohmann_json::nlohmann_json)

# What firmware can have: no dependencies at all.
add_library(sei_firmware INTERFACE)
add_library(sei::firmware ALIAS sei_firmware)
set_target_properties(sei_firmware PROPERTIES EXPORT_NAME firmware)
target_compile_features(sei_firmware INTERFACE cxx_std_20)
target_compile_definitions(sei_firmware INTERFACE SEI_FIRMWARE=1)
target_include_directories(sei_firmware INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include> $<INSTALL_INTERFACE:include>)

# All hosted modules.
add_library(sei_sei INTERFACE)
add_library(sei::sei ALIAS sei_sei)
set_target_properties(sei_sei PROPERTIES EXPORT_NAME sei)
target_link_libraries(sei_sei INTERFACE sei_study sei_devices sei_report sei_zoo)
