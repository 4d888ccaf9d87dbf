// SPDX-License-Identifier: MIT
#pragma once
/// sei/sei.hpp: one include for firmware and for servers: everything that this translation unit can have.
///
/// model, wire and the kernels need nothing but a compiler and are always there. On hosts a module with
/// packages behind it comes with its CMake target: linking sei::engine defines SEI_HAS_ENGINE. Whether a
/// package happens to be installed plays no part, so that a file means the same on every machine. A name of a
/// module that is not linked is an error that says what to link (not_linked.hpp).
/// Firmware (see config.hpp) gets no heap, exceptions, RTTI, threads, streams or double arithmetic.

#include <sei/config.hpp>
#include <sei/kernels.hpp>
#include <sei/model.hpp>
#include <sei/wire.hpp>

#if SEI_FIRMWARE || defined(SEI_HAS_WEIGHTS)
#    include <sei/weights.hpp>
#endif

#if !SEI_FIRMWARE
#    include <sei/error.hpp>
#    ifdef SEI_HAS_ZOO
#        include <sei/zoo.hpp>
#    endif
#    ifdef SEI_HAS_ENGINE
#        include <sei/engine.hpp>
#    endif
#    ifdef SEI_HAS_EXPLAIN
#        include <sei/explain.hpp>
#    endif
#    ifdef SEI_HAS_LINK
#        include <sei/link.hpp>
#    endif
#    ifdef SEI_HAS_STUDY
#        include <sei/study.hpp>
#    endif
#    ifdef SEI_HAS_ADVISOR
#        include <sei/advisor.hpp>
#    endif
#    ifdef SEI_HAS_DEVICES
#        include <sei/devices.hpp>
#    endif
#    ifdef SEI_HAS_REPORT
#        include <sei/report.hpp>
#    endif
#    include <sei/not_linked.hpp>
#endif
