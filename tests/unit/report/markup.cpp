// SPDX-License-Identifier: MIT
#include <sei/report/markup.hpp>

#include <doctest/doctest.h>

using sei::report::escaped;
using sei::report::markup;

TEST_CASE("the five characters of markup are escaped, in text and in attributes") {
    CHECK(escaped("<b>&\"'") == "&lt;b&gt;&amp;&quot;&#39;");
    markup page;
    page.element("p", {{"title", "\"><script>"}}, "</p><script>");
    CHECK(page.take() == "<p title=\"&quot;&gt;&lt;script&gt;\">&lt;/p&gt;&lt;script&gt;</p>\n");
}

TEST_CASE("control characters and broken UTF-8 are replaced, whole characters stay") {
    const std::string replaced = "\xEF\xBF\xBD";
    CHECK(escaped("a\nb\tc") == "a b c");
    CHECK(escaped("\x1b[31m") == replaced + "[31m");
    CHECK(escaped("\xff") == replaced);
    CHECK(escaped("\xC3") == replaced);
    CHECK(escaped("\xC0\xAF") == replaced + replaced);
    CHECK(escaped("\xED\xA0\x80") == replaced + replaced + replaced);
    CHECK(escaped("\xE2\x80\xAE") == replaced);
    CHECK(escaped("\xC3\xA9 \xE5\x8D\xB7 \xF0\x9F\x9A\x80") == "\xC3\xA9 \xE5\x8D\xB7 \xF0\x9F\x9A\x80");
}

TEST_CASE("elements close in the order in which they were opened") {
    markup page;
    page.open("ul").open("li").text("one").close().empty("br").close();
    CHECK(page.take() == "<ul><li>one</li>\n<br />\n</ul>\n");
}

TEST_CASE("closing too much or too little is an error") {
    markup page;
    CHECK_THROWS_WITH_AS(page.close(), "there is no open element to close in this markup", sei::error);
    page.open("p");
    CHECK_THROWS_WITH_AS(static_cast<void>(page.take()), "the element 'p' is still open in this markup",
                         sei::error);
}

TEST_CASE("numbers keep their unit on the line") {
    using sei::report::with_bound_units;
    CHECK(with_bound_units("50 ms or 88 % of 3 KiB") == "50\u00A0ms or 88\u00A0% of 3\u00A0KiB");
    CHECK(with_bound_units("a ms, 3 designs") == "a ms, 3 designs");
}
