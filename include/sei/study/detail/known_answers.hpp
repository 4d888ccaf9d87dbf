// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/detail/known_answers.hpp: what a network answers to every image over every codec, whole or with
/// datagrams missing, each worked out once.
///
/// `prepare` runs what deployments need; after it `answer` may be called from any thread.

#include <sei/engine/parallel.hpp>
#include <sei/study/answer_memory.hpp>
#include <sei/study/experiment_options.hpp>
#include <sei/study/receiver.hpp>

#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace sei::study::inline SEI_TARGET::detail {

/// What crosses the wire: the cut, and the codec.
using wire_key = std::pair<std::size_t, wire_format>;

[[nodiscard]] inline bool uses_wire(const deployment& which) { return which.kind != design_kind::local; }
[[nodiscard]] inline wire_key key_of(const deployment& which) {
    return which.kind == design_kind::remote ? wire_key{0, wire_format::uint8_image}
                                             : wire_key{which.split, which.format};
}

class known_answers {
public:
    /// Classifies all images with the uncut network. All arguments must outlive the object.
    known_answers(const engine::executor& network, const dataset& images, const experiment_options& options)
        : network_(&network), images_(&images), options_(&options), whole_(images.size()) {
        engine::parallel_with_local(
            images.size(), [this] { return classifier{*network_}; },
            [this](classifier& local, std::size_t i) { whole_[i] = local.classify(images_->image(i)); });
    }

    /// Share of images that the uncut network classifies rightly.
    [[nodiscard]] double accuracy() const {
        std::size_t right = 0;
        for (std::size_t i = 0; i < whole_.size(); ++i) right += whole_[i] == images_->labels[i] ? 1U : 0U;
        return static_cast<double>(right) / static_cast<double>(images_->size());
    }

    /// How many steps `prepare` will take.
    [[nodiscard]] std::size_t missing(std::span<const deployment> deployments) const {
        const demand wanted = demand_of(deployments);
        return wanted.splits.size() + wanted.keys.size();
    }

    /// Calibrates every tensor that crosses the wire and classifies all images over every codec without loss.
    template <class Advance>
    void prepare(std::span<const deployment> deployments, const Advance& advance) {
        const demand wanted = demand_of(deployments);
        calibrate_all(wanted.splits, advance);
        for (const wire_key& key : wanted.keys) {
            std::vector<class_index> answers = classify_clean(key);
            lossy_.try_emplace(key);
            clean_.try_emplace(key, std::move(answers));
            advance();
        }
    }

    [[nodiscard]] const calibration& calibration_after(std::size_t split) const {
        return calibrations_.at(split);
    }

    /// The class of one image when these datagrams are missing. `before` is the image that stands in the
    /// holes with the fill rule last_frame; `lossy` is the caller's, made when it is needed.
    [[nodiscard]] class_index answer(const deployment& which, std::size_t image,
                                     std::span<const std::size_t> lost, std::optional<std::size_t> before,
                                     std::optional<receiver>& lossy) const {
        if (!uses_wire(which)) return whole_[image];
        if (lost.empty()) return clean_.at(key_of(which))[image];
        const auto classify = [&] {
            if (!lossy) lossy.emplace(make_receiver(key_of(which)));
            return lossy->classify(image, lost, before);
        };
        if (options_->fill == wire::fill_rule::last_frame) return classify(); // depends on the frame before
        return lossy_.at(key_of(which)).answer(image, lost, classify);
    }

private:
    struct classifier {
        const engine::executor* network;
        engine::workspace memory;
        std::vector<float> scores;

        explicit classifier(const engine::executor& executor)
            : network(&executor),
              memory(executor.make_workspace()),
              scores(executor.shape_after(executor.last_layer()).elements()) {}

        [[nodiscard]] class_index classify(std::span<const float> image) {
            network->run(0, network->last_layer(), image, scores, memory);
            return largest_of(scores);
        }
    };

    struct demand {
        std::vector<std::size_t> splits; // not calibrated yet
        std::vector<wire_key> keys;      // not classified yet
    };

    const engine::executor* network_;
    const dataset* images_;
    const experiment_options* options_;
    std::vector<class_index> whole_;                     // of the uncut network
    std::map<std::size_t, calibration> calibrations_;    // by split
    std::map<std::size_t, tensor_order> orders_;         // by split
    std::map<wire_key, std::vector<class_index>> clean_; // with the codec, nothing lost
    mutable std::map<wire_key, answer_memory> lossy_;    // one for each of the clean ones

    [[nodiscard]] demand demand_of(std::span<const deployment> deployments) const {
        demand wanted;
        const auto add = [](auto& list, const auto& item) {
            if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
        };
        for (const deployment& which : deployments) {
            if (!uses_wire(which)) continue;
            const wire_key key = key_of(which);
            if (key.second == wire_format::uint8_image && key.first != 0)
                throw error("a split after layer " + std::to_string(which.split) +
                            " with pixels on the wire; only the input is made of pixels");
            if (!calibrations_.contains(key.first)) add(wanted.splits, key.first);
            if (!clean_.contains(key)) add(wanted.keys, key);
        }
        return wanted;
    }

    /// All or, if something throws, none of them.
    template <class Advance>
    void calibrate_all(const std::vector<std::size_t>& splits, const Advance& advance) {
        std::vector<calibration> found(splits.size());
        tbb::parallel_for(std::size_t{0}, splits.size(), [&](std::size_t i) {
            found[i] = calibrate(*network_, splits[i], *images_, options_->calibration_images);
            advance();
        });
        const packet_order order = order_of_packets();
        std::vector<std::vector<float>> importance(splits.size());
        if (order == packet_order::importance && !splits.empty()) importance = options_->importance(splits);
        if (importance.size() != splits.size())
            throw error("importances of " + std::to_string(importance.size()) + " splits, expected " +
                        std::to_string(splits.size()));
        std::map<std::size_t, calibration> calibrations;
        std::map<std::size_t, tensor_order> orders;
        for (std::size_t i = 0; i < splits.size(); ++i) {
            orders.try_emplace(splits[i], order, found[i].dims, importance[i]);
            calibrations.try_emplace(splits[i], std::move(found[i]));
        }
        calibrations_.merge(calibrations);
        orders_.merge(orders);
    }

    /// TCP brings all elements or none, so that their order means nothing.
    [[nodiscard]] packet_order order_of_packets() const {
        return options_->transport == transport::udp ? options_->packet_order : packet_order::sequential;
    }

    /// float32 changes no bit, and tail(head(x)) is whole(x) bit for bit, so the uncut network has answered
    /// already.
    [[nodiscard]] std::vector<class_index> classify_clean(const wire_key& key) {
        if (key.second == wire_format::float32) return whole_;
        std::vector<class_index> answers(images_->size());
        engine::parallel_with_local(
            images_->size(), [&] { return make_receiver(key); },
            [&](receiver& local, std::size_t i) { answers[i] = local.classify(i, {}); });
        return answers;
    }

    [[nodiscard]] receiver make_receiver(const wire_key& key) const {
        return {*network_,
                *images_,
                key.first,
                key.second,
                calibrations_.at(key.first),
                options_->carried_bytes(),
                options_->fill,
                orders_.at(key.first).view()};
    }
};

} // namespace sei::study::inline SEI_TARGET::detail
