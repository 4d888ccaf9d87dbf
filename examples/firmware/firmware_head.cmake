# SPDX-License-Identifier: MIT
# sei_firmware_head(<split> <contract>): the head of the example's network up to layer <split>, for the board and for
# this host, in folder firmware/<split>_<contract> of the build. <contract> is GCC's -ffp-contract:
#   off   a * b + c is two roundings. The same bits on every board and host, whatever the other options are.
#   fast  it may be one (FMA), the default of GCC, and faster on the M4F. Which sums become FMAs is the
#         compiler's to choose: GCC tuned for AMD Zen leaves the long sums of dense layers alone. The host program has
#         options that repeat the board's choice for convolutions.
#
# Targets: head_<split>_<contract>_on_host; head_<split>_<contract> (the ELF file) if arm-none-eabi-g++ is there.

include(CheckCXXSourceRuns)

find_program(SEI_ARM_CXX arm-none-eabi-g++ DOC "compiler of the firmware example")
find_program(SEI_QEMU_ARM qemu-system-arm DOC "emulator of the firmware example")
set(SEI_FIRMWARE_DIR ${CMAKE_CURRENT_LIST_DIR})

set(SEI_FIRMWARE_WEIGHTS ${SEI_FIRMWARE_DIR}/../data/fashion_cnn.safetensors)
set(SEI_FIRMWARE_IMAGES ${SEI_FIRMWARE_DIR}/../data/fashion_test_images.idx3-ubyte)
set(SEI_FIRMWARE_IMAGE_INDEX 0)

# The Cortex-M4F has FMA; can this host repeat that?
set(SEI_FMA_OPTIONS -O2)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64|amd64")
    set(SEI_FMA_OPTIONS -O2 -march=x86-64 -mfma -mtune=generic)
    check_cxx_source_runs("int main() { return __builtin_cpu_supports(\"fma\") ? 0 : 1; }" SEI_HOST_HAS_FMA)
else()
    set(SEI_HOST_HAS_FMA TRUE)
endif()

# No double arithmetic, no heap, no exceptions: the compiler is told, and tests/firmware looks at the result.
set(SEI_ARM_OPTIONS
    -std=c++20 -O2 -mcpu=cortex-m4 -mthumb -mfloat-abi=hard -mfpu=fpv4-sp-d16
    -ffreestanding -fno-exceptions -fno-rtti -fno-threadsafe-statics -fno-unwind-tables -fno-asynchronous-unwind-tables
    -ffunction-sections -fdata-sections
    -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wdouble-promotion -Werror)

# Makes ${folder}/exported_head.cpp: weights, image and scales, once for each split.
function(sei_firmware_export split folder)
    if(TARGET export_head_${split})
        return()
    endif()
    add_executable(export_head_${split} ${SEI_FIRMWARE_DIR}/export_head.cpp)
    target_link_libraries(export_head_${split} PRIVATE sei::weights sei_development)
    target_compile_definitions(export_head_${split} PRIVATE SEI_FIRMWARE_SPLIT="${split}")
    add_custom_command(OUTPUT ${folder}/exported_head.cpp
        COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
        COMMAND export_head_${split} ${SEI_FIRMWARE_WEIGHTS} ${SEI_FIRMWARE_IMAGES} ${SEI_FIRMWARE_IMAGE_INDEX}
                ${folder}/exported_head.cpp
        DEPENDS export_head_${split} ${SEI_FIRMWARE_WEIGHTS} ${SEI_FIRMWARE_IMAGES}
        COMMENT "Exporting the head up to ${split}" VERBATIM)
    add_custom_target(exported_${split} DEPENDS ${folder}/exported_head.cpp)
endfunction()

# Compiles for the board without a CMake toolchain, as a vendor's build system would.
function(sei_firmware_elf name split contract exported folder)
    set(objects)
    foreach(source main.cpp mps2_an386/board.cpp mps2_an386/startup.cpp ${exported})
        get_filename_component(stem ${source} NAME_WE)
        list(LENGTH objects number)
        set(object ${folder}/${number}_${stem}.o)
        get_filename_component(source ${source} ABSOLUTE BASE_DIR ${SEI_FIRMWARE_DIR})
        add_custom_command(OUTPUT ${object}
            COMMAND ${SEI_ARM_CXX} ${SEI_ARM_OPTIONS} -ffp-contract=${contract} "-DSEI_FIRMWARE_SPLIT=\"${split}\""
                    -I${PROJECT_SOURCE_DIR}/include -I${SEI_FIRMWARE_DIR} -MMD -MF ${object}.d -c ${source} -o ${object}
            DEPENDS ${source} DEPFILE ${object}.d COMMENT "Compiling ${stem}.cpp for the board" VERBATIM)
        list(APPEND objects ${object})
    endforeach()
    set(script ${SEI_FIRMWARE_DIR}/mps2_an386/link.ld)
    add_custom_command(OUTPUT ${folder}/head.elf
        COMMAND ${SEI_ARM_CXX} ${SEI_ARM_OPTIONS} ${objects} -nostdlib -Wl,--gc-sections -Wl,-T,${script}
                -Wl,-Map,${folder}/head.map -lgcc -o ${folder}/head.elf
        DEPENDS ${objects} ${script} COMMENT "Linking ${folder}/head.elf" VERBATIM)
    add_custom_target(${name} ALL DEPENDS ${folder}/head.elf)
    add_dependencies(${name} exported_${split})
endfunction()

function(sei_firmware_head split contract)
    set(name head_${split}_${contract})
    if(TARGET ${name}_on_host)
        return()
    endif()
    set(folder ${PROJECT_BINARY_DIR}/firmware/${split}_${contract})
    file(MAKE_DIRECTORY ${folder})
    set(exported_folder ${PROJECT_BINARY_DIR}/firmware/${split})
    sei_firmware_export(${split} ${exported_folder})
    set(exported ${exported_folder}/exported_head.cpp)

    add_executable(${name}_on_host ${SEI_FIRMWARE_DIR}/main.cpp ${SEI_FIRMWARE_DIR}/host/board.cpp ${exported})
    add_dependencies(${name}_on_host exported_${split})
    target_link_libraries(${name}_on_host PRIVATE sei::firmware)
    target_include_directories(${name}_on_host PRIVATE ${SEI_FIRMWARE_DIR})
    target_compile_definitions(${name}_on_host PRIVATE SEI_FIRMWARE_SPLIT="${split}")
    target_compile_options(${name}_on_host PRIVATE -ffp-contract=${contract})
    if(contract STREQUAL off)
        target_link_libraries(${name}_on_host PRIVATE sei_development)
    elseif(SEI_HOST_HAS_FMA)
        target_compile_options(${name}_on_host PRIVATE ${SEI_FMA_OPTIONS})
    endif()
    if(SEI_ARM_CXX)
        sei_firmware_elf(${name} ${split} ${contract} ${exported} ${folder})
    endif()
endfunction()
