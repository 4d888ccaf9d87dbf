# SPDX-License-Identifier: MIT
# sei_development: warnings as errors, instruction set and sanitizers for sei's own programs, never for its users.

add_library(sei_development INTERFACE)
target_compile_options(sei_development INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Werror
    $<$<CXX_COMPILER_ID:Clang>:-Werror=reorder-init-list>
    # g++ 12 sees uninitialised values in its own AVX-512 intrinsics (GCC bug 105593), which Eigen inlines.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
if(SEI_NATIVE)
    target_compile_options(sei_development INTERFACE -march=native)
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

