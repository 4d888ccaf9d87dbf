// SPDX-License-Identifier: MIT
#pragma once
/// sei/weights/detail/json_walk.hpp: a JSON text as a sequence of events.
///
/// The only header of the module that includes nlohmann-json, and of it only the lexer, which knows strings
/// and numbers. The grammar above it is these few lines: `json::sax_parse` would compile the readers of five
/// binary formats and error messages that nobody sees, together 110 KB. There is no document tree, for it
/// keeps the last of two equal keys silently and holds whatever nesting the file likes to send.

#include <sei/weights/detail/text.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <string>
#include <string_view>
#include <utility>

namespace sei::weights::inline SEI_RELEASE::detail {

/// Tells `sink` what the text holds: start_object, key, end_object, start_array, end_array, string, number
/// (whole, from 0 to 2^64-1), other_value (with its text) and, where it is not JSON, syntax_error, which must
/// throw. Recursive: a sink that does not throw at some depth leaves it to the text.
template <class Sink>
class json_walk {
public:
    json_walk(std::string_view text, Sink& sink)
        : lexer_(nlohmann::detail::input_adapter(text.begin(), text.end())), sink_(sink) {}

    /// The whole text is one value.
    void run() {
        next();
        value();
        next();
        demand(token::end_of_input);
    }

private:
    using input = decltype(nlohmann::detail::input_adapter(std::declval<std::string_view>().begin(),
                                                           std::declval<std::string_view>().end()));
    using lexer = nlohmann::detail::lexer<nlohmann::json, input>;
    using token = typename lexer::token_type;

    lexer lexer_;
    token token_ = token::uninitialized;
    Sink& sink_;

    void next() { token_ = lexer_.scan(); }

    void fail() { sink_.syntax_error(lexer_.get_position().chars_read_total); }

    void demand(token expected) {
        if (token_ != expected) fail();
    }

    void value() {
        switch (token_) {
        case token::begin_object:
            return object();
        case token::begin_array:
            return array();
        case token::value_string:
            return sink_.string(lexer_.get_string());
        case token::value_unsigned:
            return sink_.number(lexer_.get_number_unsigned());
        case token::value_integer:
            return sink_.other_value(std::to_string(lexer_.get_number_integer()));
        case token::value_float:
            return fraction();
        case token::literal_true:
            return sink_.other_value("true");
        case token::literal_false:
            return sink_.other_value("false");
        case token::literal_null:
            return sink_.other_value("null");
        default:
            return fail();
        }
    }

    /// Not a whole number from -2^63 to 2^64-1. Beyond the range of double it is no JSON to nlohmann-json.
    void fraction() {
        if (!std::isfinite(lexer_.get_number_float())) fail();
        sink_.other_value("the number " + printable(lexer_.get_string()));
    }

    void object() {
        sink_.start_object();
        next();
        if (token_ != token::end_object) {
            for (member(); another(token::end_object);) member();
        }
        sink_.end_object();
    }

    void member() {
        demand(token::value_string);
        sink_.key(lexer_.get_string());
        next();
        demand(token::name_separator);
        next();
        value();
    }

    void array() {
        sink_.start_array();
        next();
        if (token_ != token::end_array) {
            for (value(); another(token::end_array);) value();
        }
        sink_.end_array();
    }

    /// Goes on behind a comma; false at `end`.
    [[nodiscard]] bool another(token end) {
        next();
        if (token_ == end) return false;
        demand(token::value_separator);
        next();
        return true;
    }
};

} // namespace sei::weights::inline SEI_RELEASE::detail
