# SPDX-License-Identifier: MIT
# Runs one fuzz target for SECONDS, starting from the files in SEEDS and what earlier runs here found.
if(NOT EXISTS ${BINARY})
    message("skipped: no clang")
    return()
endif()
file(MAKE_DIRECTORY ${BINARY}.found)
execute_process(
    COMMAND ${BINARY} -max_total_time=${SECONDS} -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
            -artifact_prefix=${BINARY}. ${BINARY}.found ${SEEDS}
    RESULT_VARIABLE result)
if(result)
    message(FATAL_ERROR "the fuzzer stopped with ${result}")
endif()
