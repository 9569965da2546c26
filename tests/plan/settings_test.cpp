#include "plan/settings.h"

#include "plan/plan_helpers.h"
#include "plan/setup.h"

namespace assay::plan {
namespace {

using testing_support::work;

class SettingsTest : public testing_support::LibraryTest {
 protected:
  SettingsTest() {
    import(work("a", "Serving models", "We deployed it."));
    library_ = std::make_unique<library::Library>(folder(), library::Library::Mode::kWrite);
    library_->begin();
  }
  std::unique_ptr<library::Library> library_;
};

TEST_F(SettingsTest, Settings_AreReadAsAPersonWritesThem) {
  change_setting(*library_, "hours", "5.5");
  change_setting(*library_, "days", "Wed, monday");
  change_setting(*library_, "tracks", "papers=3, algorithms");
  change_setting(*library_, "level", "expert, fairness=new");
  change_setting(*library_, "languages", "Python, C++, python");
  change_setting(*library_, "hardware", "RTX 4090 24 GB");
  change_setting(*library_, "explore", "20%");
  const ReaderSettings settings = load_settings(*library_);
  EXPECT_EQ(settings.hours, 5.5);
  EXPECT_EQ(settings.days, (std::vector<int>{0, 2}));
  EXPECT_NEAR(settings.tracks[0], 0.75, 1e-3);
  EXPECT_EQ(settings.tracks[1], 0);
  EXPECT_NEAR(settings.tracks[3], 0.25, 1e-3);
  EXPECT_EQ(settings.level("fairness"), Level::kNew);
  EXPECT_EQ(settings.level("multimodal"), Level::kExpert);
  EXPECT_EQ(settings.languages, (std::vector<std::string>{"python", "c++"}));
  EXPECT_EQ(settings.hardware, std::vector<std::string>{"RTX 4090 24 GB"});
  EXPECT_DOUBLE_EQ(settings.explore, 0.2);
  change_setting(*library_, "languages", "none");
  change_setting(*library_, "days", "any");
  EXPECT_TRUE(load_settings(*library_).languages.empty());
  EXPECT_TRUE(load_settings(*library_).days.empty());
}

TEST_F(SettingsTest, Settings_RefuseWhatTheyCannotRead) {
  for (const auto& [key, text] :
       std::vector<std::pair<std::string, std::string>>{{"hours", "0"},
                                                        {"hours", "many"},
                                                        {"days", "moonday"},
                                                        {"days", ","},
                                                        {"tracks", "books"},
                                                        {"tracks", "papers=0"},
                                                        {"tracks", "papers=x"},
                                                        {"level", "wizard"},
                                                        {"explore", "80"},
                                                        {"variety", "-1"},
                                                        {"languages", ","},
                                                        {"shoes", "1"}}) {
    EXPECT_THROW(change_setting(*library_, key, text), Error) << key << " " << text;
  }
  EXPECT_EQ(load_settings(*library_).hours, kDefaultHours);
}

TEST_F(SettingsTest, Interest_IsTopicPersonVenueWorkOrWords) {
  const auto kind = [&](const char* text) { return parse_interest(*library_, text, 1).kind; };
  EXPECT_EQ(kind("Few-shot"), "topic");
  EXPECT_EQ(kind("person:Ada Lovelace"), "person");
  EXPECT_EQ(kind("author:lovelace"), "person");
  EXPECT_EQ(kind("author:lovelace engines"), "words");
  EXPECT_EQ(kind("venue:ACL"), "venue");
  EXPECT_EQ(kind("w1"), "work");
  EXPECT_EQ(kind("work:a"), "work");
  EXPECT_EQ(kind("model serving"), "words");
  EXPECT_EQ(kind("w99"), "words") << "the library has no such work";
  EXPECT_THROW(parse_interest(*library_, "work:zzz", 1), Error);
  EXPECT_THROW(parse_interest(*library_, "  ", 1), Error);
}

TEST_F(SettingsTest, Setup_TakesAnswersAndKeepsWhatIsPassedOver) {
  take_answer(*library_, 0, "fairness, model serving, less theory");
  take_answer(*library_, 1, "");
  take_answer(*library_, 2, "6 hours on mon, sat");
  take_answer(*library_, 4, "rust; pytorch, vllm");
  const ReaderSettings settings = load_settings(*library_);
  EXPECT_EQ(library::interests(*library_).size(), 3U);
  EXPECT_EQ(settings.hours, 6);
  EXPECT_EQ(settings.days, (std::vector<int>{0, 5}));
  EXPECT_EQ(settings.frameworks, (std::vector<std::string>{"pytorch", "vllm"}));
  EXPECT_THROW(take_answer(*library_, 2, "7 on moonday"), Error);
  EXPECT_EQ(load_settings(*library_).hours, 6) << "a wrong answer changes nothing";
  EXPECT_EQ(present_answer(*library_, 2), "6 on mon, sat");
  take_answer(*library_, 2, "on sun");
  EXPECT_EQ(present_answer(*library_, 2), "6 on sun");
}

}  // namespace
}  // namespace assay::plan
