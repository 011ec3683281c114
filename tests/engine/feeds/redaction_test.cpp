// SPDX-License-Identifier: MIT
#include "engine/feeds/redaction.h"

#include <gtest/gtest.h>

#include <array>

namespace leadline::feeds
{

namespace
{

TEST(Redaction, takesOutEverySecretWhereverItStands)
{
    const std::array<std::string, 3> secrets{"pqia91ma19a5s61cv6a81va65sdf19v8", "", "my-key"};
    EXPECT_EQ(redacted(R"({"e":"listenKeyExpired","listenKey":"pqia91ma19a5s61cv6a81va65sdf19v8","E":1})", secrets),
        R"({"e":"listenKeyExpired","listenKey":"***","E":1})");
    EXPECT_EQ(redacted(R"(["my-key","my-key"])", secrets), R"(["***","***"])");
    EXPECT_EQ(redacted(R"({"e":"ORDER_TRADE_UPDATE"})", secrets), R"({"e":"ORDER_TRADE_UPDATE"})");
}

} // namespace

} // namespace leadline::feeds
