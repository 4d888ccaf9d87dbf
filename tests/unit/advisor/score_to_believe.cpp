// SPDX-License-Identifier: MIT
#include <sei/advisor/score_to_believe.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

namespace {

using sei::ranking_doubt;
using sei::advisor::belief_sentence;
using sei::advisor::score_to_believe;

sei::score_validation score(double correlation, double p_value, ranking_doubt doubt) {
    sei::score_validation made;
    made.score = "turn";
    made.correlation = correlation;
    made.low_over_layers = correlation - 0.3;
    made.high_over_layers = correlation + 0.1;
    made.p_value = p_value;
    made.doubt = doubt;
    return made;
}

sei::score_validation believable(double correlation) { return score(correlation, 0.01, ranking_doubt::none); }

} // namespace

TEST_CASE("of the scores that nothing speaks against the highest is believed") {
    const std::vector<sei::score_validation> scores{score(0.9, 0.2, ranking_doubt::like_noise),
                                                    believable(0.5), believable(0.7), believable(0.7)};
    CHECK(score_to_believe(scores) == 2);
}

TEST_CASE("a probe that runs the tail is not believed but reported apart") {
    std::vector<sei::score_validation> scores{believable(0.9), believable(0.5)};
    scores[0].tail_runs = 16;
    CHECK(score_to_believe(scores) == 1);
}

TEST_CASE("no score is believed that was not tested with the others, however good it looks") {
    sei::score_validation alone;
    alone.correlation = 0.9;
    alone.low_over_layers = 0.8;
    CHECK_FALSE(score_to_believe(std::vector{alone}));
    CHECK(belief_sentence(std::vector{alone}) ==
          "No score is to be believed for this network; let measured accuracy decide.");
}

TEST_CASE("no score is believed if something speaks against each") {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    CHECK_FALSE(score_to_believe({}));
    CHECK_FALSE(score_to_believe(std::vector{score(0.9, 0.06, ranking_doubt::like_noise),
                                             score(0.4, 0.03, ranking_doubt::wide_interval),
                                             score(unknown, 1, ranking_doubt::like_noise)}));
}

TEST_CASE("the sentence says how far the score is to be believed") {
    const std::vector<sei::score_validation> scores{score(0.9, 0.2, ranking_doubt::like_noise),
                                                    believable(0.7)};
    CHECK(belief_sentence(scores) ==
          "Believe turn: it puts the splits most nearly in the order of measured accuracy (rank correlation "
          "0.70, 0.40 to 0.80 over layers; the best of 2 scores that know nothing would do as well with a "
          "probability of 0.010).");
}

TEST_CASE("the sentence says why none is to be believed") {
    const auto sentence = [](double p_value, ranking_doubt doubt) {
        std::vector<sei::score_validation> scores{score(0.5, 1, doubt), score(0.6, p_value, doubt)};
        scores.push_back(score(0.9, std::numeric_limits<double>::quiet_NaN(), ranking_doubt::untested));
        scores.back().tail_runs = 16;
        return belief_sentence(scores);
    };
    CHECK(sentence(0.01, ranking_doubt::accuracy_at_chance) ==
          "No score is to be believed for this network: undamaged, it is not clearly better than naming the "
          "commonest class for every image; let measured accuracy decide.");
    CHECK(
        sentence(0.01, ranking_doubt::few_damages) ==
        "No score is to be believed for this network: too few of the damages cost it accuracy for sure; let "
        "measured accuracy decide.");
    CHECK(sentence(0.17, ranking_doubt::few_layers) ==
          "No score is to be believed for this network: it has so few layers worth a cut that even a perfect "
          "order comes about by chance too often; let measured accuracy decide.");
    CHECK(sentence(0.13, ranking_doubt::like_noise) ==
          "No score is to be believed for this network: turn does best, but the best of 2 scores that know "
          "nothing "
          "would do as well with a probability of 0.130, so that after this correction no correlation is "
          "surely above "
          "zero; let measured accuracy decide.");
    CHECK(
        sentence(0.02, ranking_doubt::wide_interval) ==
        "No score is to be believed for this network: the interval over layers of turn, the surest of them, "
        "includes zero; let measured accuracy decide.");
}

TEST_CASE("a probability is a number with three decimals, or below a thousandth") {
    CHECK(sei::advisor::probability_text(0.0417) == "0.042");
    CHECK(sei::advisor::probability_text(0.0001) == "below 0.001");
    CHECK(sei::advisor::probability_text(std::numeric_limits<double>::quiet_NaN()) == "-");
}

TEST_CASE("of equally probable scores the one with the highest correlation is said to do best") {
    std::vector<sei::score_validation> scores{score(0.80, 0.125, ranking_doubt::like_noise),
                                              score(0.83, 0.125, ranking_doubt::like_noise)};
    scores[0].score = "shift";
    CHECK(belief_sentence(scores).find(": turn does best, but") != std::string::npos);
}
