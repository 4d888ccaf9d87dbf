// SPDX-License-Identifier: MIT
#include "support/paper_command_line.hpp"

#include <doctest/doctest.h>

using examples::paper_arguments;

namespace {

paper_arguments parsed(std::vector<std::string> words) {
    paper_arguments arguments;
    CLI::App app("", "paper_experiment");
    examples::describe_options(app, arguments);
    std::reverse(words.begin(), words.end());
    app.parse(words);
    return arguments;
}

void check_refused(const std::vector<std::string>& words, const std::string& message) {
    CHECK_THROWS_WITH_AS(examples::require_usable(parsed(words)), message.c_str(), sei::error);
}

} // namespace

TEST_CASE("Without options the network that ships is measured under the paper's conditions") {
    const paper_arguments usual = parsed({});
    examples::require_usable(usual);
    CHECK(usual.networks == std::vector<std::string>{"fashion_cnn"});
    CHECK(usual.deadline == "50ms");
    CHECK(usual.frames_per_second == 20);
    CHECK(examples::losses_of(usual) == std::vector<double>{0, 0.005, 0.01, 0.02, 0.03, 0.04, 0.05});
}

TEST_CASE("Lists are separated by commas, networks may be repeated") {
    const paper_arguments given =
        parsed({"--loss-list", "0,0.1", "--split", "pool1,pool2", "--network", "vgg16_cifar10"});
    CHECK(examples::losses_of(given) == std::vector<double>{0, 0.1});
    CHECK(given.splits == std::vector<std::string>{"pool1", "pool2"});
    const std::vector<std::string> both{"fashion_cnn", "vgg16_cifar10"};
    CHECK(parsed({"--network", both[0], "--network", both[1]}).networks == both);
}

TEST_CASE("Options that don't fit together are refused with what was expected") {
    check_refused({"--network", "fashion_cnn", "--network", "fashion_cnn"},
                  "--network: fashion_cnn is named twice");
    check_refused({"--network", "vgg16_cifar10"}, "--weights: vgg16_cifar10 needs its safetensors file");
    check_refused({"--network", "vgg16_cifar10", "--weights", "w"},
                  "--cifar: vgg16_cifar10 needs the folder of its images");
    check_refused({"--weights", "w"}, "--weights: is of vgg16_cifar10, which --network doesn't name");
    check_refused({"--network", "fashion_cnn", "--network", "vgg16_cifar10", "--weights", "w", "--cifar", "c",
                   "--split", "pool1"},
                  "--split: names layers of one network, and 2 are asked for");
    for (const std::string wrong : {"1.5", "-0.1", "nan", "0.1x", "", " "}) {
        CAPTURE(wrong);
        CHECK_THROWS_AS(parsed({"--loss-list", "0," + wrong + ",1"}), CLI::ParseError);
    }
    CHECK(parsed({"--loss-list", "0,1%"}).losses == std::vector<double>{0, 0.01});
    check_refused({"--loss-list", "0.2,0.1"},
                  "--loss-list: '0.1' comes after 0.2, expected ascending numbers");
    check_refused({"--loss-list", "0.1,0.1"},
                  "--loss-list: '0.1' comes after 0.1, expected ascending numbers");
}
