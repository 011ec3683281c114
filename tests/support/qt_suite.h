// SPDX-License-Identifier: MIT
#pragma once

#include <QTest>

#include <functional>
#include <string_view>
#include <vector>

/// A class of Qt Test that tests/qt_main.cpp runs.
struct NamedSuite {
    std::string_view name; ///< its file below tests/, as far as it tells suites apart: engine/feed
    std::function<int(int argc, char** argv)> run;
};
/// Those of this program, in no order.
std::vector<NamedSuite>& namedSuites();

/// Puts the class TEST among them, where it is defined: `const QtSuite<FeedTest> suite{"engine/feed"};`
template <typename TEST> class QtSuite
{
public:
    explicit QtSuite(std::string_view name)
    {
        namedSuites().push_back({name, [](int argc, char** argv) {
                                     TEST test;
                                     return QTest::qExec(&test, argc, argv);
                                 }});
    }
};
