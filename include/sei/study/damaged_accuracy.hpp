// SPDX-License-Identifier: MIT
#pragma once
/// sei/study/damaged_accuracy.hpp: the accuracy that is left when the tensor at a split is damaged, measured
/// by running the tail on it.

#include <sei/engine/executor.hpp>
#include <sei/explain/scores/damage.hpp>
#include <sei/study/dataset.hpp>

#include <atomic>
#include <map>

namespace sei::study::inline SEI_TARGET {

/// Which images each damage at each layer leaves right: the measurement that scores are held against.
class damaged_accuracy {
public:
    damaged_accuracy(std::size_t layers, std::size_t damages, std::size_t images)
        : layers_(layers),
          damages_(damages),
          images_(images),
          right_(layers * damages * images),
          clean_(images) {}

    [[nodiscard]] std::size_t layers() const { return layers_; }
    [[nodiscard]] std::size_t damages() const { return damages_; }
    [[nodiscard]] std::size_t images() const { return images_; }

    /// 1 where the answer is right.
    [[nodiscard]] std::uint8_t& right(std::size_t layer, std::size_t damage, std::size_t image) {
        return right_[(layer * damages_ + damage) * images_ + image];
    }
    [[nodiscard]] std::uint8_t& clean(std::size_t image) { return clean_[image]; }
    [[nodiscard]] bool right(std::size_t layer, std::size_t damage, std::size_t image) const {
        return answers(layer, damage)[image] != 0;
    }
    [[nodiscard]] bool clean(std::size_t image) const { return clean_[image] != 0; }

    [[nodiscard]] double clean_accuracy() const { return share_of(clean_); }

    /// Of the images, those of the class that has most: right without looking. 0: not known.
    [[nodiscard]] double& commonest_share() { return commonest_share_; }
    [[nodiscard]] double commonest_share() const { return commonest_share_; }

    [[nodiscard]] double accuracy(std::size_t layer, std::size_t damage) const {
        return share_of(answers(layer, damage));
    }
    /// Over the images at these positions.
    [[nodiscard]] double accuracy(std::size_t layer, std::size_t damage,
                                  std::span<const std::size_t> positions) const {
        const std::span<const std::uint8_t> all = answers(layer, damage);
        std::size_t sum = 0;
        for (const std::size_t image : positions) sum += all[image];
        return static_cast<double>(sum) / static_cast<double>(positions.size());
    }

private:
    std::size_t layers_;
    std::size_t damages_;
    std::size_t images_;
    std::vector<std::uint8_t> right_;
    std::vector<std::uint8_t> clean_;
    double commonest_share_ = 0;

    [[nodiscard]] std::span<const std::uint8_t> answers(std::size_t layer, std::size_t damage) const {
        return std::span(right_).subspan((layer * damages_ + damage) * images_, images_);
    }
    [[nodiscard]] static double share_of(std::span<const std::uint8_t> answers) {
        std::size_t sum = 0;
        for (const std::uint8_t right : answers) sum += right;
        return static_cast<double>(sum) / static_cast<double>(answers.size());
    }
};

namespace detail {

/// One thread's memory for running a network through damaged tensors.
class damaged_runner {
public:
    damaged_runner(const engine::executor& network, const dataset& images,
                   std::span<const std::size_t> layers, std::span<const explain::damage> damages,
                   std::uint64_t seed)
        : network_(&network),
          images_(&images),
          layers_(layers),
          damages_(damages),
          seed_(seed),
          memory_(network.make_workspace()),
          logits_(network.shape_after(network.last_layer()).elements()) {}

    void run(std::size_t image, damaged_accuracy& into) {
        const class_index label = images_->labels[image];
        const std::span<const float> pixels = images_->image(image);
        clean_.assign(pixels.begin(), pixels.end());
        std::size_t reached = 0;
        for (std::size_t place = 0; place < layers_.size(); ++place) {
            advance(reached, layers_[place]);
            reached = layers_[place];
            for (std::size_t k = 0; k < damages_.size(); ++k) {
                damaged_ = clean_;
                // Estimates draw by the seed itself: whatever it is, they don't see these losses.
                damages_[k].apply(damaged_, explain::draw_of(~seed_, image, reached, k));
                into.right(place, k, image) = answer(reached, damaged_) == label;
            }
        }
        into.clean(image) = answer(reached, clean_) == label;
    }

private:
    const engine::executor* network_;
    const dataset* images_;
    std::span<const std::size_t> layers_;
    std::span<const explain::damage> damages_;
    std::uint64_t seed_;
    engine::workspace memory_;
    std::vector<float> logits_;
    std::vector<float> clean_{};
    std::vector<float> next_{};
    std::vector<float> damaged_{};

    void advance(std::size_t from, std::size_t to) {
        if (from == to) return;
        next_.resize(network_->shape_after(to).elements());
        network_->run(from, to, clean_, next_, memory_, 1);
        clean_.swap(next_);
    }
    [[nodiscard]] std::size_t answer(std::size_t from, std::span<const float> tensor) {
        network_->run(from, network_->last_layer(), tensor, logits_, memory_, 1);
        return static_cast<std::size_t>(std::max_element(logits_.begin(), logits_.end()) - logits_.begin());
    }
};

/// How much of the dataset is of the class that it has most of.
[[nodiscard]] inline double commonest_share(const dataset& images) {
    std::map<class_index, std::size_t> counts;
    std::size_t most = 0;
    for (const class_index label : images.labels) most = (std::max)(most, ++counts[label]);
    return static_cast<double>(most) / static_cast<double>(images.size());
}

} // namespace detail

/// Runs every image through every damage at every layer (`layers` ascending); one tail for each. Images run
/// on all threads of the caller's arena. Throws sei::error if the dataset doesn't fit or there is nothing to
/// measure.
[[nodiscard]] inline damaged_accuracy
measure_damaged_accuracy(const engine::executor& network, const dataset& images,
                         std::span<const std::size_t> layers, std::span<const explain::damage> damages,
                         std::uint64_t seed = 1, const std::function<void(double share)>& on_progress = {}) {
    require_usable(images, network.shape_after(0), network.shape_after(network.last_layer()).elements());
    if (layers.empty() || damages.empty())
        throw error(std::to_string(layers.size()) + " layers and " + std::to_string(damages.size()) +
                    " damages, expected at least one of each");
    damaged_accuracy measured(layers.size(), damages.size(), images.size());
    measured.commonest_share() = detail::commonest_share(images);
    std::atomic<std::size_t> done{0};
    engine::parallel_with_local(
        images.size(), [&] { return detail::damaged_runner(network, images, layers, damages, seed); },
        [&](detail::damaged_runner& local, std::size_t i) {
            local.run(i, measured);
            if (on_progress) on_progress(static_cast<double>(++done) / static_cast<double>(images.size()));
        });
    return measured;
}

} // namespace sei::study::inline SEI_TARGET
