// SPDX-License-Identifier: MIT
#pragma once
/// sei/not_linked.hpp: the names of the modules whose target is not linked, so that using one says what to
/// link instead of "not a member". Written by tests/hygiene/stubs.py.
///
/// They are in namespaces of their own that the module's namespace only uses: a header of the module that
/// is included after all takes precedence. Where a compiler does not print the message of `unavailable`, it
/// prints the namespace: sei::link_the_target::sei_engine.

#include <sei/config.hpp>

#if defined(__has_attribute) && __has_attribute(unavailable)
#    define SEI_STUB __attribute__((unavailable(SEI_STUB_SAYS)))
#    define SEI_STUB_TYPE(name) struct SEI_STUB name;
#    define SEI_STUB_CLASS_TEMPLATE(name)                                                                    \
        template <class...>                                                                                  \
        struct SEI_STUB name;
#    define SEI_STUB_FUNCTION(name) SEI_STUB int name(...);
#    define SEI_STUB_FUNCTION_TEMPLATE(name)                                                                 \
        template <class...>                                                                                  \
        SEI_STUB int name(...);
#    define SEI_STUB_VALUE(name) SEI_STUB extern const int name;

// clang-format off
#    ifndef SEI_HAS_WEIGHTS
#        define SEI_STUB_SAYS "sei::weights is not linked: link the CMake target sei::weights, or without CMake define SEI_HAS_WEIGHTS=1 (it needs nlohmann_json)"
namespace sei::link_the_target::sei_weights {
SEI_STUB_FUNCTION_TEMPLATE(bind)
SEI_STUB_TYPE(bind_options)
SEI_STUB_FUNCTION(byte_count)
SEI_STUB_FUNCTION(check_finite)
SEI_STUB_FUNCTION_TEMPLATE(copy_elements)
SEI_STUB_FUNCTION(copy_widened)
SEI_STUB_TYPE(dtype)
SEI_STUB_TYPE(element)
SEI_STUB_FUNCTION(element_count)
SEI_STUB_FUNCTION(encode_safetensors)
SEI_STUB_FUNCTION(first_non_finite)
SEI_STUB_CLASS_TEMPLATE(folded_weights)
SEI_STUB_FUNCTION_TEMPLATE(load)
SEI_STUB_FUNCTION_TEMPLATE(load_copy)
SEI_STUB_TYPE(mapped_file)
SEI_STUB_VALUE(max_rank)
SEI_STUB_FUNCTION(name_of)
SEI_STUB_TYPE(name_view)
SEI_STUB_TYPE(network_weights)
SEI_STUB_CLASS_TEMPLATE(node_weights)
SEI_STUB_FUNCTION_TEMPLATE(random_weights)
SEI_STUB_TYPE(safetensors_file)
SEI_STUB_FUNCTION(size_of)
SEI_STUB_TYPE(tensor_view)
SEI_STUB_VALUE(too_large)
SEI_STUB_FUNCTION(widened_bf16)
SEI_STUB_FUNCTION(widened_f16)
SEI_STUB_FUNCTION(widens_to_float)
SEI_STUB_FUNCTION(write_safetensors)
} // namespace sei::link_the_target::sei_weights
namespace sei::weights {
using namespace sei::link_the_target::sei_weights;
} // namespace sei::weights
#        undef SEI_STUB_SAYS
#    endif

#    ifndef SEI_HAS_ZOO
#        define SEI_STUB_SAYS "sei::zoo is not linked: link the CMake target sei::zoo, or without CMake define SEI_HAS_ZOO=1 (it needs no package)"
namespace sei::link_the_target::sei_zoo {
SEI_STUB_TYPE(fashion_cnn)
SEI_STUB_TYPE(lenet)
SEI_STUB_TYPE(mobilenet_v1)
SEI_STUB_TYPE(mobilenet_v2)
SEI_STUB_TYPE(resnet18)
SEI_STUB_TYPE(resnet50)
SEI_STUB_TYPE(squeezenet1_1)
SEI_STUB_TYPE(vgg16)
SEI_STUB_CLASS_TEMPLATE(vgg16_cifar)
SEI_STUB_TYPE(vgg16_cifar10)
SEI_STUB_TYPE(vgg_names)
} // namespace sei::link_the_target::sei_zoo
namespace sei::zoo {
using namespace sei::link_the_target::sei_zoo;
} // namespace sei::zoo
#        undef SEI_STUB_SAYS
#    endif

#    ifndef SEI_HAS_ENGINE
#        define SEI_STUB_SAYS "sei::engine is not linked: link the CMake target sei::engine, or without CMake define SEI_HAS_ENGINE=1 (it needs nlohmann_json, xtensor, Eigen3 and oneTBB)"
namespace sei::link_the_target::sei_engine {
SEI_STUB_TYPE(aligned_buffer)
SEI_STUB_TYPE(batch)
SEI_STUB_CLASS_TEMPLATE(bounds_step)
SEI_STUB_TYPE(buffer_life)
SEI_STUB_TYPE(buffer_places)
SEI_STUB_CLASS_TEMPLATE(cache_line_allocator)
SEI_STUB_VALUE(cache_line_bytes)
SEI_STUB_FUNCTION(choose_algorithm)
SEI_STUB_CLASS_TEMPLATE(const_matrix_view)
SEI_STUB_CLASS_TEMPLATE(const_vector_view)
SEI_STUB_TYPE(convolution_algorithm)
SEI_STUB_TYPE(dense_step)
SEI_STUB_TYPE(depthwise_step)
SEI_STUB_TYPE(direct_step)
SEI_STUB_FUNCTION(eigen_index)
SEI_STUB_FUNCTION(elements_of)
SEI_STUB_TYPE(executor)
SEI_STUB_TYPE(executor_options)
SEI_STUB_FUNCTION(find_fusions)
SEI_STUB_TYPE(flatten_step)
SEI_STUB_TYPE(fusion)
SEI_STUB_TYPE(fusions_of_node)
SEI_STUB_TYPE(global_pool_step)
SEI_STUB_TYPE(join_step)
SEI_STUB_VALUE(large_page_bytes)
SEI_STUB_VALUE(macs_worth_a_team)
SEI_STUB_FUNCTION(make_tensor)
SEI_STUB_CLASS_TEMPLATE(matrix_view)
SEI_STUB_TYPE(memory_plan)
SEI_STUB_TYPE(memory_use)
SEI_STUB_FUNCTION(place_buffers)
SEI_STUB_FUNCTION(plan_memory)
SEI_STUB_CLASS_TEMPLATE(pooling_step)
SEI_STUB_CLASS_TEMPLATE(portable_step)
SEI_STUB_FUNCTION(require_shape)
SEI_STUB_CLASS_TEMPLATE(row_major)
SEI_STUB_FUNCTION(shape_of)
SEI_STUB_TYPE(slot)
SEI_STUB_TYPE(step)
SEI_STUB_TYPE(step_context)
SEI_STUB_CLASS_TEMPLATE(step_for)
SEI_STUB_TYPE(step_list)
SEI_STUB_TYPE(step_site)
SEI_STUB_TYPE(sum_step)
SEI_STUB_TYPE(team)
SEI_STUB_TYPE(tensor)
SEI_STUB_TYPE(tensor_place)
SEI_STUB_FUNCTION(to_string)
SEI_STUB_CLASS_TEMPLATE(vector_view)
SEI_STUB_VALUE(winograd_channels)
SEI_STUB_TYPE(winograd_step)
SEI_STUB_TYPE(workspace)
} // namespace sei::link_the_target::sei_engine
namespace sei::engine {
using namespace sei::link_the_target::sei_engine;
} // namespace sei::engine
#        undef SEI_STUB_SAYS
#    endif

#    ifndef SEI_HAS_EXPLAIN
#        define SEI_STUB_SAYS "sei::explain is not linked: link the CMake target sei::explain, or without CMake define SEI_HAS_EXPLAIN=1 (it needs nlohmann_json, xtensor, Eigen3 and oneTBB)"
namespace sei::link_the_target::sei_explain {
SEI_STUB_TYPE(all_scores)
SEI_STUB_CLASS_TEMPLATE(always)
SEI_STUB_CLASS_TEMPLATE(backward)
SEI_STUB_CLASS_TEMPLATE(backward_site)
SEI_STUB_TYPE(bootstrap_options)
SEI_STUB_CLASS_TEMPLATE(composite)
SEI_STUB_TYPE(curve_kind)
SEI_STUB_FUNCTION(curve_over)
SEI_STUB_TYPE(curve_row)
SEI_STUB_TYPE(curve_rows)
SEI_STUB_TYPE(curve_sample)
SEI_STUB_TYPE(damage)
SEI_STUB_TYPE(damage_options)
SEI_STUB_FUNCTION_TEMPLATE(describe_splits)
SEI_STUB_TYPE(directions)
SEI_STUB_FUNCTION(draw_of)
SEI_STUB_FUNCTION(drawn_again)
SEI_STUB_CLASS_TEMPLATE(explained_network)
SEI_STUB_CLASS_TEMPLATE(gradient_of)
SEI_STUB_TYPE(gradient_pass)
SEI_STUB_CLASS_TEMPLATE(gradients)
SEI_STUB_TYPE(has_rule)
SEI_STUB_CLASS_TEMPLATE(identity_gradient)
SEI_STUB_TYPE(image_set)
SEI_STUB_FUNCTION(importance_of_sums)
SEI_STUB_TYPE(interval)
SEI_STUB_FUNCTION_TEMPLATE(last_node_of)
SEI_STUB_CLASS_TEMPLATE(layer_at)
SEI_STUB_TYPE(layer_damage)
SEI_STUB_VALUE(least_null_share)
SEI_STUB_VALUE(least_peak_share)
SEI_STUB_TYPE(linear_layer)
SEI_STUB_CLASS_TEMPLATE(linear_map)
SEI_STUB_CLASS_TEMPLATE(linear_operator)
SEI_STUB_CLASS_TEMPLATE(linear_site)
SEI_STUB_FUNCTION(log10_of)
SEI_STUB_FUNCTION(middle_of)
SEI_STUB_FUNCTION_TEMPLATE(missing_rule_sentence)
SEI_STUB_CLASS_TEMPLATE(named)
SEI_STUB_TYPE(no_relevance)
SEI_STUB_CLASS_TEMPLATE(on)
SEI_STUB_CLASS_TEMPLATE(on_first)
SEI_STUB_CLASS_TEMPLATE(prepared_pass)
SEI_STUB_CLASS_TEMPLATE(prepared_passes)
SEI_STUB_FUNCTION_TEMPLATE(random_weights)
SEI_STUB_TYPE(rank_options)
SEI_STUB_CLASS_TEMPLATE(relevance_if_possible)
SEI_STUB_CLASS_TEMPLATE(relevance_pass)
SEI_STUB_CLASS_TEMPLATE(relevances)
SEI_STUB_CLASS_TEMPLATE(rule_of)
SEI_STUB_CLASS_TEMPLATE(scratch_space)
SEI_STUB_CLASS_TEMPLATE(tape)
SEI_STUB_TYPE(winograd)
} // namespace sei::link_the_target::sei_explain
namespace sei::link_the_target::sei_explain::composites {
SEI_STUB_TYPE(epsilon_alpha2_beta1)
SEI_STUB_CLASS_TEMPLATE(epsilon_everywhere)
SEI_STUB_CLASS_TEMPLATE(epsilon_gamma_box)
SEI_STUB_TYPE(epsilon_plus)
SEI_STUB_TYPE(epsilon_plus_flat)
} // namespace sei::link_the_target::sei_explain::composites
namespace sei::link_the_target::sei_explain::damages {
SEI_STUB_FUNCTION(largest_kept)
SEI_STUB_FUNCTION(packets_lost)
SEI_STUB_FUNCTION(quantised)
} // namespace sei::link_the_target::sei_explain::damages
namespace sei::link_the_target::sei_explain::rules {
SEI_STUB_TYPE(alpha_beta)
SEI_STUB_TYPE(epsilon)
SEI_STUB_TYPE(flat)
SEI_STUB_TYPE(gamma)
SEI_STUB_TYPE(gradient)
SEI_STUB_TYPE(norm)
SEI_STUB_TYPE(pass)
SEI_STUB_TYPE(w_square)
SEI_STUB_CLASS_TEMPLATE(z_box)
SEI_STUB_TYPE(z_plus)
} // namespace sei::link_the_target::sei_explain::rules
namespace sei::explain {
using namespace sei::link_the_target::sei_explain;
} // namespace sei::explain
#        undef SEI_STUB_SAYS
#    endif

#    ifndef SEI_HAS_LINK
#        define SEI_STUB_SAYS "sei::link is not linked: link the CMake target sei::link, or without CMake define SEI_HAS_LINK=1 (it needs Boost)"
namespace sei::link_the_target::sei_link {
SEI_STUB_FUNCTION(acknowledged)
SEI_STUB_TYPE(bandwidth_trace)
SEI_STUB_CLASS_TEMPLATE(basic_channel)
SEI_STUB_CLASS_TEMPLATE(basic_datagram_record)
SEI_STUB_CLASS_TEMPLATE(basic_medium)
SEI_STUB_CLASS_TEMPLATE(basic_message_record)
SEI_STUB_CLASS_TEMPLATE(basic_shared_link)
SEI_STUB_CLASS_TEMPLATE(basic_tcp_connection)
SEI_STUB_CLASS_TEMPLATE(basic_tcp_endpoint)
SEI_STUB_CLASS_TEMPLATE(basic_udp_flow)
SEI_STUB_TYPE(bernoulli_loss)
SEI_STUB_VALUE(bytes_per_opportunity)
SEI_STUB_FUNCTION(change_state)
SEI_STUB_CLASS_TEMPLATE(channel)
SEI_STUB_TYPE(channel_counters)
SEI_STUB_TYPE(channel_options)
SEI_STUB_TYPE(channel_packet)
SEI_STUB_TYPE(congestion_control)
SEI_STUB_TYPE(constant_rate)
SEI_STUB_TYPE(datagram_fate)
SEI_STUB_TYPE(datagram_record)
SEI_STUB_FUNCTION(delay_of_seconds)
SEI_STUB_TYPE(duplex_mode)
SEI_STUB_TYPE(event_order)
SEI_STUB_TYPE(exchange_request)
SEI_STUB_TYPE(exchange_result)
SEI_STUB_TYPE(flow_listener)
SEI_STUB_TYPE(flow_packet)
SEI_STUB_FUNCTION(fragment_sizes)
SEI_STUB_FUNCTION(fresh_tcp_closed_form)
SEI_STUB_TYPE(gilbert_elliott_loss)
SEI_STUB_FUNCTION(half_duplex_link)
SEI_STUB_TYPE(ip_fragment)
SEI_STUB_VALUE(ip_header_bytes)
SEI_STUB_TYPE(ip_reassembly)
SEI_STUB_FUNCTION(is_lossless)
SEI_STUB_TYPE(jitter_model)
SEI_STUB_TYPE(jitter_process)
SEI_STUB_FUNCTION(least_line_time)
SEI_STUB_FUNCTION(leave_loss)
SEI_STUB_FUNCTION(line_bound)
SEI_STUB_TYPE(line_clock)
SEI_STUB_TYPE(line_model)
SEI_STUB_TYPE(line_process)
SEI_STUB_TYPE(link_options)
SEI_STUB_TYPE(link_preset)
SEI_STUB_TYPE(linux_delivery)
SEI_STUB_TYPE(linux_round_trip)
SEI_STUB_TYPE(linux_scoreboard)
SEI_STUB_TYPE(linux_segment)
SEI_STUB_TYPE(linux_sender)
SEI_STUB_TYPE(linux_window)
SEI_STUB_TYPE(listed_loss)
SEI_STUB_FUNCTION(lora_airtime)
SEI_STUB_VALUE(lora_largest_payload)
SEI_STUB_TYPE(lora_modulation)
SEI_STUB_FUNCTION(lora_payload_symbols)
SEI_STUB_TYPE(loss_model)
SEI_STUB_TYPE(loss_process)
SEI_STUB_FUNCTION(max_sack_blocks)
SEI_STUB_FUNCTION(measure_delivery)
SEI_STUB_TYPE(message_record)
SEI_STUB_VALUE(most_trace_bytes)
SEI_STUB_TYPE(no_jitter)
SEI_STUB_TYPE(no_loss)
SEI_STUB_TYPE(normal_jitter)
SEI_STUB_FUNCTION_TEMPLATE(now)
SEI_STUB_TYPE(ns3_cubic)
SEI_STUB_TYPE(ns3_round_trip)
SEI_STUB_TYPE(ns3_scoreboard)
SEI_STUB_TYPE(ns3_sender)
SEI_STUB_TYPE(ns3_window)
SEI_STUB_TYPE(opportunity_clock)
SEI_STUB_FUNCTION(other)
SEI_STUB_TYPE(outstanding_segment)
SEI_STUB_FUNCTION(packet_recursion)
SEI_STUB_FUNCTION(parse_bandwidth_trace)
SEI_STUB_FUNCTION(parse_loss_trace)
SEI_STUB_FUNCTION(philox4x32)
SEI_STUB_TYPE(philox_block)
SEI_STUB_TYPE(protocol)
SEI_STUB_FUNCTION(random_bits)
SEI_STUB_FUNCTION(random_uniform)
SEI_STUB_FUNCTION(read_bandwidth_trace)
SEI_STUB_FUNCTION(read_loss_trace)
SEI_STUB_FUNCTION(reorders)
SEI_STUB_FUNCTION_TEMPLATE(reserve_order)
SEI_STUB_TYPE(sack_block)
SEI_STUB_FUNCTION_TEMPLATE(set_expiry)
SEI_STUB_TYPE(shared_link)
SEI_STUB_TYPE(side)
SEI_STUB_FUNCTION(simulate)
SEI_STUB_FUNCTION(symmetric_link)
SEI_STUB_TYPE(tcp_ack_event)
SEI_STUB_TYPE(tcp_connection)
SEI_STUB_TYPE(tcp_counters)
SEI_STUB_FUNCTION(tcp_header_bytes)
SEI_STUB_TYPE(tcp_options)
SEI_STUB_TYPE(tcp_profile)
SEI_STUB_TYPE(tcp_rate_reduction)
SEI_STUB_TYPE(tcp_receiver)
SEI_STUB_TYPE(tcp_segment)
SEI_STUB_TYPE(tcp_sending_half)
SEI_STUB_TYPE(tcp_stack)
SEI_STUB_TYPE(tcp_state)
SEI_STUB_TYPE(token_bucket)
SEI_STUB_TYPE(trace_loss)
SEI_STUB_TYPE(transfer_request)
SEI_STUB_TYPE(transfer_result)
SEI_STUB_FUNCTION(udp_closed_form)
SEI_STUB_TYPE(udp_datagram)
SEI_STUB_TYPE(udp_flow)
SEI_STUB_VALUE(udp_header_bytes)
SEI_STUB_TYPE(udp_options)
SEI_STUB_TYPE(udp_pacing)
SEI_STUB_TYPE(uniform_jitter)
SEI_STUB_FUNCTION(validate)
SEI_STUB_TYPE(virtual_clock)
SEI_STUB_TYPE(virtual_time)
SEI_STUB_TYPE(virtual_timer)
SEI_STUB_TYPE(waitable_timer)
SEI_STUB_FUNCTION(warm_tcp_closed_form)
SEI_STUB_TYPE(warm_up)
SEI_STUB_TYPE(world)
} // namespace sei::link_the_target::sei_link
namespace sei::link_the_target::sei_link::presets {
SEI_STUB_FUNCTION(all)
SEI_STUB_FUNCTION(ble_1m)
SEI_STUB_FUNCTION(ble_2m)
SEI_STUB_FUNCTION(ethernet_100m)
SEI_STUB_FUNCTION(ethernet_1g)
SEI_STUB_FUNCTION(lorawan)
SEI_STUB_FUNCTION(lte)
SEI_STUB_FUNCTION(named)
SEI_STUB_FUNCTION(nr_5g)
SEI_STUB_FUNCTION(split_et_impera)
SEI_STUB_FUNCTION(wifi4)
SEI_STUB_FUNCTION(wifi5)
SEI_STUB_FUNCTION(wifi6)
} // namespace sei::link_the_target::sei_link::presets
namespace sei::link_the_target::sei_link::tcp_profiles {
SEI_STUB_VALUE(linux_kernel)
SEI_STUB_VALUE(linuxlike)
SEI_STUB_VALUE(ns3)
} // namespace sei::link_the_target::sei_link::tcp_profiles
namespace sei::link {
using namespace sei::link_the_target::sei_link;
} // namespace sei::link
#        undef SEI_STUB_SAYS
#    endif

#    ifndef SEI_HAS_STUDY
#        define SEI_STUB_SAYS "sei::study is not linked: link the CMake target sei::study, or without CMake define SEI_HAS_STUDY=1 (it needs nlohmann_json, xtensor, Eigen3, oneTBB and Boost)"
namespace sei::link_the_target::sei_study {
SEI_STUB_TYPE(agreement)
SEI_STUB_TYPE(answer_memory)
SEI_STUB_FUNCTION(binomial_tail)
SEI_STUB_FUNCTION(by_importance)
SEI_STUB_FUNCTION(calibrate)
SEI_STUB_TYPE(calibration)
SEI_STUB_TYPE(candidate_score)
SEI_STUB_TYPE(class_index)
SEI_STUB_FUNCTION(codec_for)
SEI_STUB_FUNCTION(corrected_p_values)
SEI_STUB_TYPE(damaged_accuracy)
SEI_STUB_TYPE(dataset)
SEI_STUB_TYPE(deployment)
SEI_STUB_TYPE(device_phase)
SEI_STUB_TYPE(drop_place)
SEI_STUB_FUNCTION(energy_per_frame)
SEI_STUB_TYPE(experiment)
SEI_STUB_TYPE(experiment_options)
SEI_STUB_TYPE(frame_gate)
SEI_STUB_TYPE(frame_handler)
SEI_STUB_TYPE(frame_outcome)
SEI_STUB_TYPE(frame_queue)
SEI_STUB_FUNCTION(is_above_chance)
SEI_STUB_FUNCTION(joined)
SEI_STUB_FUNCTION(largest_of)
SEI_STUB_TYPE(late_policy)
SEI_STUB_FUNCTION(measure_damaged_accuracy)
SEI_STUB_FUNCTION(median_link_milliseconds)
SEI_STUB_FUNCTION(milliseconds)
SEI_STUB_FUNCTION(name_of)
SEI_STUB_TYPE(nanoseconds)
SEI_STUB_FUNCTION(orders_of)
SEI_STUB_TYPE(packet_order)
SEI_STUB_FUNCTION(part_of)
SEI_STUB_FUNCTION(partial_rank_correlation)
SEI_STUB_FUNCTION(percentile)
SEI_STUB_TYPE(permutation_options)
SEI_STUB_TYPE(queue_rule)
SEI_STUB_FUNCTION(rank_correlation)
SEI_STUB_TYPE(ranking_study)
SEI_STUB_TYPE(ranking_study_options)
SEI_STUB_TYPE(receiver)
SEI_STUB_FUNCTION(require_room)
SEI_STUB_FUNCTION(require_usable)
SEI_STUB_FUNCTION(same_for_all)
SEI_STUB_TYPE(sequential_share)
SEI_STUB_TYPE(share_decision)
SEI_STUB_FUNCTION(simulate_local)
SEI_STUB_FUNCTION(simulate_tcp)
SEI_STUB_FUNCTION(simulate_udp)
SEI_STUB_FUNCTION(sorted_latencies)
SEI_STUB_TYPE(station)
SEI_STUB_TYPE(station_use)
SEI_STUB_TYPE(stream_load)
SEI_STUB_TYPE(stream_options)
SEI_STUB_TYPE(stream_outcome)
SEI_STUB_FUNCTION(summarise)
SEI_STUB_FUNCTION(sweep)
SEI_STUB_TYPE(sweep_design)
SEI_STUB_TYPE(sweep_link)
SEI_STUB_TYPE(sweep_method)
SEI_STUB_VALUE(sweep_methods)
SEI_STUB_TYPE(sweep_options)
SEI_STUB_TYPE(sweep_point)
SEI_STUB_TYPE(sweep_result)
SEI_STUB_FUNCTION(telling_damages)
SEI_STUB_TYPE(tensor_order)
SEI_STUB_TYPE(transport)
SEI_STUB_FUNCTION(usual_damages)
SEI_STUB_FUNCTION(validate_ranking)
SEI_STUB_TYPE(validation_options)
SEI_STUB_TYPE(wire_format)
} // namespace sei::link_the_target::sei_study
namespace sei::study {
using namespace sei::link_the_target::sei_study;
} // namespace sei::study
#        undef SEI_STUB_SAYS
#    endif

#    ifndef SEI_HAS_ADVISOR
#        define SEI_STUB_SAYS "sei::advisor is not linked: link the CMake target sei::advisor, or without CMake define SEI_HAS_ADVISOR=1 (it needs nlohmann_json)"
namespace sei::link_the_target::sei_advisor {
SEI_STUB_FUNCTION(accuracy_within)
SEI_STUB_TYPE(advice_options)
SEI_STUB_FUNCTION(advise)
SEI_STUB_FUNCTION(as_bytes)
SEI_STUB_FUNCTION(asked_for)
SEI_STUB_FUNCTION(belief_sentence)
SEI_STUB_FUNCTION(best_design)
SEI_STUB_FUNCTION(bit_rate)
SEI_STUB_TYPE(bit_rate_unit)
SEI_STUB_TYPE(byte_unit)
SEI_STUB_FUNCTION(bytes)
SEI_STUB_FUNCTION(compare)
SEI_STUB_FUNCTION(compare_bytes)
SEI_STUB_FUNCTION(compare_milliseconds)
SEI_STUB_FUNCTION(compare_shares)
SEI_STUB_FUNCTION(conditions_of)
SEI_STUB_FUNCTION(counted)
SEI_STUB_FUNCTION(crossover)
SEI_STUB_FUNCTION_TEMPLATE(dominates)
SEI_STUB_VALUE(enough_frames)
SEI_STUB_VALUE(every_requirement)
SEI_STUB_FUNCTION(exact_bytes)
SEI_STUB_FUNCTION(fixed)
SEI_STUB_FUNCTION(found_in)
SEI_STUB_FUNCTION(is_counted_under)
SEI_STUB_FUNCTION_TEMPLATE(joined)
SEI_STUB_FUNCTION(judged_accuracy)
SEI_STUB_FUNCTION(latency_at)
SEI_STUB_FUNCTION(limits_of)
SEI_STUB_TYPE(link_number)
SEI_STUB_FUNCTION(link_range)
SEI_STUB_FUNCTION(loss_range)
SEI_STUB_FUNCTION(margin_sentence)
SEI_STUB_TYPE(memory_limits)
SEI_STUB_FUNCTION(milliseconds)
SEI_STUB_FUNCTION(needs)
SEI_STUB_CLASS_TEMPLATE(objectives)
SEI_STUB_FUNCTION_TEMPLATE(pareto_front)
SEI_STUB_FUNCTION(percent)
SEI_STUB_FUNCTION(percentile_of)
SEI_STUB_FUNCTION(probability_text)
SEI_STUB_FUNCTION(rank_sentence)
SEI_STUB_FUNCTION(recounted)
SEI_STUB_FUNCTION(require_consistent)
SEI_STUB_FUNCTION(require_counted)
SEI_STUB_FUNCTION(require_measured)
SEI_STUB_FUNCTION(require_usable)
SEI_STUB_TYPE(requirement)
SEI_STUB_FUNCTION(requirement_phrase)
SEI_STUB_FUNCTION(requirement_ranges)
SEI_STUB_FUNCTION(right_on)
SEI_STUB_FUNCTION(score_to_believe)
SEI_STUB_FUNCTION(sentence_for)
SEI_STUB_FUNCTION(short_count)
SEI_STUB_FUNCTION(short_decimals)
SEI_STUB_TYPE(shortfall)
SEI_STUB_FUNCTION(shortfalls)
SEI_STUB_FUNCTION(significant)
SEI_STUB_FUNCTION(standard_error)
SEI_STUB_FUNCTION(too_rarely_answered)
SEI_STUB_FUNCTION(trimmed)
SEI_STUB_FUNCTION(unit_for)
SEI_STUB_FUNCTION(unit_for_rate)
SEI_STUB_FUNCTION(usual_decimals)
SEI_STUB_TYPE(verdict_at)
SEI_STUB_FUNCTION(winners_in)
SEI_STUB_FUNCTION(without)
} // namespace sei::link_the_target::sei_advisor
namespace sei::advisor {
using namespace sei::link_the_target::sei_advisor;
} // namespace sei::advisor
#        undef SEI_STUB_SAYS
#    endif
// clang-format on

#    undef SEI_STUB_VALUE
#    undef SEI_STUB_FUNCTION_TEMPLATE
#    undef SEI_STUB_FUNCTION
#    undef SEI_STUB_CLASS_TEMPLATE
#    undef SEI_STUB_TYPE
#    undef SEI_STUB
#endif
