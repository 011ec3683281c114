// SPDX-License-Identifier: MIT
#include "engine/execution/kill_switch.h"
#include "tests/support/test_folder.h"

#include <gtest/gtest.h>

namespace leadline::execution
{

namespace
{

class KillSwitchTest : public testing::Test
{
protected:
    tests::TestFolder m_folder;
    const std::filesystem::path m_marker = m_folder.path() / "state" / "kill-switch-is-on";
};

} // namespace

TEST_F(KillSwitchTest, isFoundOnByWhateverStartsLater)
{
    KillSwitch first(m_marker);
    EXPECT_FALSE(first.isOn());
    ASSERT_TRUE(first.turn(true));

    const KillSwitch later(m_marker);
    EXPECT_TRUE(later.isOn());
}

TEST_F(KillSwitchTest, stopsProgramsThatRunAlready)
{
    const KillSwitch command(m_marker);
    KillSwitch window(m_marker);
    ASSERT_FALSE(command.isOn());

    ASSERT_TRUE(window.turn(true));
    EXPECT_TRUE(command.isOn());
    ASSERT_TRUE(window.turn(false));
    EXPECT_FALSE(command.isOn());
}

TEST_F(KillSwitchTest, isOnAlthoughItsMarkerCannotBeWritten)
{
    m_folder.write("state", "a file where the folder should be");
    KillSwitch killSwitch(m_marker);
    const auto turned = killSwitch.turn(true);
    ASSERT_FALSE(turned);
    EXPECT_NE(turned.error().what.find("would not survive a restart"), std::string::npos);
    EXPECT_TRUE(killSwitch.isOn());
}

TEST_F(KillSwitchTest, staysOnWhileItsMarkerCannotBeRemoved)
{
    std::filesystem::create_directories(m_marker); // a folder with something in it is not removed like a file
    m_folder.write("state/kill-switch-is-on/kept", "");
    KillSwitch killSwitch(m_marker);
    ASSERT_TRUE(killSwitch.isOn());
    EXPECT_FALSE(killSwitch.turn(false));
    EXPECT_TRUE(killSwitch.isOn());
}

TEST(KillSwitch, needsNoMarker)
{
    KillSwitch killSwitch;
    EXPECT_FALSE(killSwitch.isOn());
    EXPECT_TRUE(killSwitch.turn(true));
    EXPECT_TRUE(killSwitch.isOn());
    EXPECT_TRUE(killSwitch.turn(false));
    EXPECT_FALSE(killSwitch.isOn());
}

} // namespace leadline::execution
