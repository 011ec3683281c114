// SPDX-License-Identifier: MIT
#include "engine/venues/signing.h"

#include "engine/json/tree.h"
#include "engine/venues/binance/binance_requests.h"
#include "engine/venues/kraken/kraken_trading.h"
#include "tests/support/builders.h"
#include "tests/support/sample_text.h"
#include "tests/support/test_folder.h"

#include <gtest/gtest.h>

#include <string>

namespace leadline::venues
{

namespace
{

const std::string futuresSecret = "2b5eb11e18796d12d88f13dc27dbbd02c2cc51ff7059765ed9821957d82bb4d9";
const std::string krakenSecret =
    "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==";

struct Vector {
    const char* name;
    std::string secret;
    std::string payload;
    std::string hex;
};

std::ostream& operator<<(std::ostream& out, const Vector& vector)
{
    return out << vector.name;
}

} // namespace

class HexSignature : public testing::TestWithParam<Vector>
{
};

TEST_P(HexSignature, isThePublishedOne)
{
    const Vector& given = GetParam();
    EXPECT_EQ(hexText(hmacSha256(given.secret, given.payload)), given.hex);
    EXPECT_EQ(binance::signature(given.secret, given.payload), given.hex);
}

INSTANTIATE_TEST_SUITE_P(Signing, HexSignature,
    testing::Values(Vector{"binanceFuturesExampleOne", futuresSecret,
                        "symbol=BTCUSDT&side=BUY&type=LIMIT&quantity=1&price=9000&timeInForce=GTC&recvWindow=5000"
                        "&timestamp=1591702613943",
                        "3c661234138461fcc7a7d8746c6558c9842d4e10870d2ecbedf7777cad694af9"},
        // The documentation's third example holds a stray blank; without it the sum is this.
        Vector{"binanceFuturesQueryAndBody", futuresSecret,
            std::string("symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC")
                + "quantity=1&price=9000&recvWindow=5000&timestamp=1591702613943",
            "30baaf0fab549bbeda7f5ef201898b34122da25fd23c646cac2c529aebe670a4"},
        Vector{"binanceSpotOrder", "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",
            "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000"
            "&timestamp=1499827319559",
            "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"},
        Vector{"binanceSpotStampAlone", "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j",
            "timestamp=1578963600000", "d84e6641b1e328e7b418fff030caed655c266299c9355e36ce801ed14631eed4"},
        Vector{"bybitQuery", "test_secret", "1700000000000test_api_key5000category=linear&symbol=BTCUSDT",
            "fd4f31228a46109dc6673062328693696df9a96c7ff04e6491a45e7f63a0fdd7"},
        Vector{"bybitBody", "test_secret",
            R"(1700000000000test_api_key5000{"category": "linear", "symbol": "BTCUSDT", "orderLinkId": "test-order-1"})",
            "2df4a0603d69c08d5dea29ba85b46eb7db64ce9e9ebd34a7802a3d69700cb2a1"},
        // RFC 4231, cases 2 and 6: a short key, and one longer than a block.
        Vector{"shortKey", "Jefe", "what do ya want for nothing?",
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        Vector{"longKey", std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"}),
    [](const auto& vector) { return std::string(vector.param.name); });

TEST(Signing, signsAsOkxPublishes)
{
    EXPECT_EQ(base64Text(hmacSha256("chNOOS4KvNXR_Xq4k4c9qsfoKWvnDecLATCRlcBwyKDYnWgO",
                  "2020-12-08T09:08:57.715ZGET/api/v5/account/balance")),
        "PJ61e1nb2F2Qd7D8SPiaIcx2gjdELc+o0ygzre9z33k=");
}

TEST(Signing, signsAsKrakenPublishes)
{
    EXPECT_EQ(kraken::signature(krakenSecret, "/0/private/AddOrder", "1616492376594",
                  "nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25"),
        "4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ==");
}

TEST(Signing, hasNoKrakenSignatureWithASecretThatIsNoBase64)
{
    EXPECT_EQ(kraken::signature("no base64!", "/0/private/AddOrder", "1", "nonce=1"), "");
}

TEST(Signing, agreesWithEverySignatureOfTheCollection)
{
    LEADLINE_NEEDS(path, "conformance/worked_examples/worked_examples.json");
    const auto json = json::Tree::parse(tests::textOfFile(path));
    ASSERT_TRUE(json);
    const auto& examples = (*json)["signatures"].items();
    ASSERT_EQ(examples.size(), 7U);

    for (const json::Tree& example : examples) {
        const std::string& secret = example["secret"].text();
        SCOPED_TRACE(example["venue"].text());
        if (example["secret_b64"].isThere()) {
            EXPECT_EQ(kraken::signature(example["secret_b64"].text(), example["path"].text(), example["nonce"].text(),
                          example["payload"].text()),
                example["expected_api_sign"].text());
        } else if (example["prehash"].isThere()) {
            EXPECT_EQ(
                base64Text(hmacSha256(secret, example["prehash"].text())), example["expected_hmac_sha256_b64"].text());
        } else if (example["recv_window"].isThere()) {
            const std::string payload = example["timestamp"].text() + example["api_key"].text()
                + example["recv_window"].text() + example["query"].text() + example["body"].text();
            EXPECT_EQ(hexText(hmacSha256(secret, payload)), example["expected_hmac_sha256_hex"].text());
        } else {
            EXPECT_EQ(
                hexText(hmacSha256(secret, example["payload"].text())), example["expected_hmac_sha256_hex"].text());
        }
    }
}

TEST(Signing, hashesTheEmptyText)
{
    EXPECT_EQ(hexText(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hexText(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hexText(hmacSha256("", "")), "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    EXPECT_EQ(hexText(hmacSha512("Jefe", "what do ya want for nothing?")),
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
}

struct Base64Case {
    std::string bytes;
    std::string text;
};

class Base64 : public testing::TestWithParam<Base64Case>
{
};

TEST_P(Base64, goesThereAndBack)
{
    EXPECT_EQ(base64Text(GetParam().bytes), GetParam().text);
    EXPECT_EQ(fromBase64(GetParam().text), GetParam().bytes);
}

// RFC 4648, and bytes that are no text.
INSTANTIATE_TEST_SUITE_P(Signing, Base64,
    testing::Values(Base64Case{"", ""}, Base64Case{"f", "Zg=="}, Base64Case{"fo", "Zm8="}, Base64Case{"foo", "Zm9v"},
        Base64Case{"foob", "Zm9vYg=="}, Base64Case{"fooba", "Zm9vYmE="}, Base64Case{"foobar", "Zm9vYmFy"},
        Base64Case{std::string(3, '\0'), "AAAA"}, Base64Case{"\xfb\xff\xfe", "+//+"},
        Base64Case{std::string("\0\xff", 2), "AP8="}));

TEST(Signing, encodesLongTextsOnOneLine)
{
    const std::string encoded = base64Text(std::string(3000, 'x'));
    EXPECT_EQ(encoded.size(), 4000U);
    EXPECT_EQ(encoded.find('\n'), std::string::npos);
    EXPECT_EQ(fromBase64(encoded), std::string(3000, 'x'));
}

class NoBase64 : public testing::TestWithParam<const char*>
{
};

TEST_P(NoBase64, isRefused)
{
    EXPECT_EQ(fromBase64(GetParam()), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Signing, NoBase64,
    testing::Values("Z", "Zg", "Zg=", "Zm9", "Zm 9", "Zm9v\n", "-__-", "Zm9v=", "\xc3\xa4\xc3\xa4",
        "Zg==Zg==", "====", "Z===", "Zm=v", "Zm9v  ==", "   A", "Zm9vZm9v    "));

TEST(Signing, percentEncodesEverythingButUnreservedCharacters)
{
    EXPECT_EQ(percentEncoded(""), "");
    EXPECT_EQ(percentEncoded("azAZ09-._~"), "azAZ09-._~");
    EXPECT_EQ(percentEncoded("a b/c"), "a%20b%2Fc");
    EXPECT_EQ(percentEncoded("+=&?%#\"'"), "%2B%3D%26%3F%25%23%22%27");
    EXPECT_EQ(percentEncoded("币"), "%E5%B8%81");
    EXPECT_EQ(percentEncoded(std::string_view("\0\n\x7f", 3)), "%00%0A%7F");
}

} // namespace leadline::venues
