// SPDX-License-Identifier: MIT
/// Texts of venues that lie in files, and texts made of others.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <string_view>

namespace leadline::tests
{

[[nodiscard]] inline std::string textOfFile(const std::string& path)
{
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

/// The answer behind the lines of a file that name the endpoint.
[[nodiscard]] inline std::string responseIn(const std::string& path)
{
    const std::string text = textOfFile(path);
    return text.substr(text.find_first_of("{["));
}

/// With the first `from`, which must be there, replaced.
[[nodiscard]] inline std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

/// Empty where nothing failed.
[[nodiscard]] std::string failureOf(const auto& result)
{
    return result ? std::string() : result.error().what;
}

} // namespace leadline::tests
