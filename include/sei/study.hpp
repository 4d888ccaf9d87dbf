// SPDX-License-Identifier: MIT
#pragma once
/// sei/study.hpp: all of the study module: streams of frames, lossy receivers, experiments, sweeps.

#include <sei/study/answer_memory.hpp>
#include <sei/study/binomial_tail.hpp>
#include <sei/study/damaged_accuracy.hpp>
#include <sei/study/dataset.hpp>
#include <sei/study/experiment.hpp>
#include <sei/study/experiment_options.hpp>
#include <sei/study/frame_queue.hpp>
#include <sei/study/latency.hpp>
#include <sei/study/packet_order.hpp>
#include <sei/study/permutation_test.hpp>
#include <sei/study/rank_correlation.hpp>
#include <sei/study/ranking_study.hpp>
#include <sei/study/receiver.hpp>
#include <sei/study/sequential_share.hpp>
#include <sei/study/station.hpp>
#include <sei/study/stream.hpp>
#include <sei/study/stream_options.hpp>
#include <sei/study/stream_summary.hpp>
#include <sei/study/sweep.hpp>
#include <sei/study/sweep_options.hpp>
#include <sei/study/validate_ranking.hpp>
#include <sei/study/wire_plan.hpp>
