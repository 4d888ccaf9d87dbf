// SPDX-License-Identifier: MIT
#include "stage_walk.hpp"

TEST_CASE("random networks are computed right between any two split points, the others") {
    property::check_networks<20>(std::make_integer_sequence<unsigned, property::random_network_count - 20>{});
}
