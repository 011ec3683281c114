// SPDX-License-Identifier: MIT
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace leadline::tests
{

/// A folder of the running test's own, gone with it.
class TestFolder
{
public:
    TestFolder()
        : m_path(std::filesystem::temp_directory_path() / ("leadline-" + nameOfTest()))
    {
        std::filesystem::create_directories(m_path);
    }
    ~TestFolder() { std::filesystem::remove_all(m_path); }
    TestFolder(const TestFolder&) = delete;
    TestFolder& operator=(const TestFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    std::filesystem::path write(const std::string& name, const std::string& bytes) const
    {
        std::ofstream(m_path / name, std::ios::binary) << bytes;
        return m_path / name;
    }

private:
    static std::string nameOfTest()
    {
        const auto* const info = testing::UnitTest::GetInstance()->current_test_info();
        std::string name = std::string(info->test_suite_name()) + "-" + info->name();
        for (char& c : name) {
            c = c == '/' ? '-' : c;
        }
        return name;
    }

    std::filesystem::path m_path;
};

} // namespace leadline::tests
