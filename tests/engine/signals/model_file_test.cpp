// SPDX-License-Identifier: MIT
#include "engine/signals/model_file.h"

#include "tests/support/model_text.h"
#include "tests/support/test_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace leadline::signals
{

namespace
{

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using tests::ModelText;

class ModelFileTest : public testing::Test
{
protected:
    /// A second later than the last look.
    std::vector<std::string> look()
    {
        m_now += milliseconds(1000);
        return file.poll(m_now);
    }
    /// Another time of writing than before, however quickly the test goes.
    void write(const std::string& bytes)
    {
        const auto path = folder.write("m.json", bytes);
        m_written += std::chrono::seconds(1);
        std::filesystem::last_write_time(path, m_written);
    }
    std::string digest() { return file.model() == nullptr ? "none" : file.model()->digest(); }

    tests::TestFolder folder;
    ModelFile file{folder.path() / "m.json"};

private:
    core::Duration m_now{};
    std::filesystem::file_time_type m_written = std::filesystem::file_time_type::clock::now();
};

const ModelText first;
const ModelText second{.leaf = "1.0"};

} // namespace

TEST_F(ModelFileTest, takesAnotherModelOverAtOnce)
{
    write(first.json());
    EXPECT_THAT(look(), IsEmpty());
    const std::string before = digest();
    EXPECT_THAT(look(), IsEmpty());

    write(second.json());
    EXPECT_THAT(look(),
        ElementsAre(HasSubstr("m.json: model " + Model::load(folder.path() / "m.json")->digest()
            + " is in force now, in place of " + before)));
    EXPECT_NE(digest(), before);
    EXPECT_EQ(file.replacements(), 2);
}

TEST_F(ModelFileTest, looksOnceASecond)
{
    write(first.json());
    EXPECT_THAT(file.poll(milliseconds(0)), IsEmpty());
    const std::string before = digest();
    write(second.json());
    EXPECT_THAT(file.poll(milliseconds(999)), IsEmpty());
    EXPECT_EQ(digest(), before);
    EXPECT_EQ(file.poll(milliseconds(1000)).size(), 1);
}

TEST_F(ModelFileTest, keepsTheOldOneWhereTheNewOneIsNone)
{
    write(first.json());
    EXPECT_THAT(look(), IsEmpty());
    const std::string before = digest();
    write("{}");
    EXPECT_THAT(look(), IsEmpty()); // it may still be written
    EXPECT_THAT(look(), ElementsAre(HasSubstr("no model of XGBoost")));
    EXPECT_THAT(look(), IsEmpty()); // said once
    EXPECT_EQ(digest(), before);

    std::filesystem::remove(folder.path() / "m.json");
    EXPECT_THAT(look(), IsEmpty());
    EXPECT_THAT(look(), ElementsAre(HasSubstr("No such file or directory; model " + before + " stays")));
    EXPECT_THAT(look(), IsEmpty());
}

TEST_F(ModelFileTest, saysNothingOfAFileThatIsStillWritten)
{
    write(first.json());
    EXPECT_THAT(look(), IsEmpty());
    const std::string whole = second.json();
    for (const std::size_t size : {whole.size() / 3, whole.size() / 2, whole.size() - 1}) {
        write(whole.substr(0, size));
        EXPECT_THAT(look(), IsEmpty());
    }
    write(whole);
    EXPECT_THAT(look(), ElementsAre(HasSubstr("is in force now")));
}

TEST_F(ModelFileTest, waitsForAModelThatIsNotThereYet)
{
    EXPECT_THAT(look(), ElementsAre(HasSubstr("No model: ")));
    EXPECT_EQ(file.model(), nullptr);
    write(first.json());
    EXPECT_THAT(look(), IsEmpty());
    EXPECT_NE(file.model(), nullptr);
}

TEST_F(ModelFileTest, doesNotTakeTheSameForAnother)
{
    write(first.json());
    EXPECT_THAT(look(), IsEmpty());
    write(first.json());
    EXPECT_THAT(look(), IsEmpty());
    EXPECT_EQ(file.replacements(), 1);
}

TEST_F(ModelFileTest, takesOverOnlyWhatFits)
{
    ModelFile checked(folder.path() / "m.json", [](const Model& model) -> core::Result<void> {
        return model.inputs().size() == 2 ? core::Result<void>() : core::defect("it looks at too little");
    });
    write(first.json());
    EXPECT_THAT(checked.poll(milliseconds(0)), IsEmpty());
    write(ModelText{.names = R"(["obi","moon_phase"])"}.json());
    EXPECT_THAT(checked.poll(milliseconds(1000)), IsEmpty());
    EXPECT_THAT(checked.poll(milliseconds(2000)), ElementsAre(HasSubstr("m.json: it looks at too little; model ")));
}

} // namespace leadline::signals
