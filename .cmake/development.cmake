# SPDX-License-Identifier: MIT
# sei_development: warnings as errors, instruction set and sanitizers for sei's own programs, never for its users.

add_library(sei_development INTERFACE)
target_compile_options(sei_development INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror
    $<$<CXX_COMPILER_ID:Clang>:-Werror=reorder-init-list>
    # g++ 12 sees uninitialised values in its own AVX-512 intrinsics (GCC bug 105593), which Eigen inlines.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
if(SEI_NATIVE)
    # Tuned for AMD's processors, g++ fuses a product and a sum in one copy of a function and not in another; what is
    # promised bit for bit between portable kernels would hold on some machines only.
    target_compile_options(sei_development INTERFACE -march=native $<$<CXX_COMPILER_ID:GNU>:-mtune=generic>)
endif()
if(SEI_SANITIZE)
    target_compile_options(sei_development INTERFACE
        -fsanitize=${SEI_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(sei_development INTERFACE -fsanitize=${SEI_SANITIZE})
endif()

if(PROJECT_IS_TOP_LEVEL)
    set(CMAKE_CXX_EXTENSIONS OFF)
    set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
    if(NOT CMAKE_BUILD_TYPE)
        set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
    endif()
    set(CMAKE_CXX_FLAGS_RELEASE "-O2" CACHE STRING "" FORCE) # assertions of the tests stay on
endif()

# sei_compile_kernels(<name> <options>...): the vector kernels as a library, so that a program of many files compiles them
# once instead of in each file. <options> are compile options, sanitizers for example.
function(sei_compile_kernels name)
    set(source ${PROJECT_BINARY_DIR}/${name}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT
        "#define SEI_COMPILE_KERNELS\n#include <sei/kernels/vector/kernel_sets.hpp>\n")
    add_library(${name} STATIC EXCLUDE_FROM_ALL ${source})
    target_compile_definitions(${name} PUBLIC SEI_SEPARATE_KERNELS)
    target_link_libraries(${name} PRIVATE sei::kernels sei_development)
    target_compile_options(${name} PRIVATE ${ARGN})
endfunction()

sei_compile_kernels(sei_compiled_kernels)
