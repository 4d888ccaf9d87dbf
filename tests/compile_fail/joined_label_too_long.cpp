// SPDX-License-Identifier: MIT
// A name that is put together has at most 71 characters too; the message is a function's name.
// expect-note: label_is_longer_than_71_characters

#include <sei/model/label.hpp>

constexpr sei::label prefix = "pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp";

#ifdef SEI_TEST_FAULT
constexpr sei::label whole = prefix + ".weights";
#else
constexpr sei::label whole = prefix + ".weight";
#endif

int use() { return static_cast<int>(whole.size()); }
