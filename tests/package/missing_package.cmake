# SPDX-License-Identifier: MIT
# Without a package, sei can still be added to a build; linking a module that needs it fails when CMake runs, and names it.
function(configure module package result output)
    file(REMOVE_RECURSE ${WORK})
    execute_process(COMMAND ${CMAKE_COMMAND} -S ${SEI_SOURCE}/tests/package/missing_package -B ${WORK} -G ${GENERATOR}
            -DCMAKE_CXX_COMPILER=${COMPILER} -DSEI_SOURCE=${SEI_SOURCE} -DMODULE=${module}
            -DCMAKE_DISABLE_FIND_PACKAGE_${package}=ON
        RESULT_VARIABLE code OUTPUT_VARIABLE printed ERROR_VARIABLE printed)
    set(${result} ${code} PARENT_SCOPE)
    set(${output} "${printed}" PARENT_SCOPE)
endfunction()

foreach(pair weights=nlohmann_json devices=nlohmann_json report=nlohmann_json engine=xtensor engine=Eigen3 engine=TBB
        explain=Eigen3 link=Boost link=Threads study=Eigen3 sei=Boost)
    string(REPLACE "=" ";" pair ${pair})
    list(GET pair 0 module)
    list(GET pair 1 package)
    configure(${module} ${package} code output)
    if(code EQUAL 0)
        message(FATAL_ERROR "a program links sei::${module} without ${package}; expected an error when CMake runs")
    endif()
    string(FIND "${output}" "${package}::was_not_found_but_sei_" at)
    if(at EQUAL -1)
        message(FATAL_ERROR "the error doesn't name ${package}, found:\n${output}")
    endif()
endforeach()

foreach(pair model=Eigen3 wire=Boost link=Eigen3 advisor=nlohmann_json)
    string(REPLACE "=" ";" pair ${pair})
    list(GET pair 0 module)
    list(GET pair 1 package)
    configure(${module} ${package} code output)
    if(NOT code EQUAL 0)
        message(FATAL_ERROR "sei::${module} alone needs no ${package}, but CMake failed:\n${output}")
    endif()
endforeach()
