#include "plan/conference.h"

#include "base/error.h"
#include "library/reader.h"
#include "plan/plan_helpers.h"
#include "source/ical_time.h"

#include <nlohmann/json.hpp>

namespace assay::plan {
namespace {

using testing_support::work;
using Titles = std::vector<std::string>;

/// A talk in the works format; times as in "2026-04-14T10:00:00Z".
std::string talk(const std::string& id, const std::string& title, const std::string& room,
                 const std::string& start, const std::string& end,
                 const std::string& zone = "Europe/Berlin") {
  return work(id, title, "A talk about " + title + ".",
              R"("kind":"talk","venue":"PyConf 2026","conference":"pyconf","date":")" +
                  start.substr(0, 10) + R"(","room":")" + room + R"(","time_zone":")" + zone +
                  "\"" + (start.size() > 10 ? R"(,"start":")" + start + "\"" : "") +
                  (end.empty() ? "" : R"(,"end":")" + end + "\""));
}

class ConferenceTest : public testing_support::LibraryTest {
 protected:
  void SetUp() override {
    if (!source::zone_of_name("Europe/Berlin")) {
      GTEST_SKIP() << "no zone files here";
    }
  }
  ConferenceView plan(const std::string& name, ConferenceOptions options = {}) {
    library::Library library(folder(), library::Library::Mode::kWrite);
    const std::unique_ptr<search::Index> index = ingest::open_current_index(library);
    options.today = *parse_day("2026-04-01");
    return plan_conference(library, *index, identify::default_judge(),
                           load_profile(library, *index), name, options);
  }
  void like(const std::string& words) {
    library::Library library(folder(), library::Library::Mode::kWrite);
    library.begin();
    library::set_interest(library, {"words", words, 1});
    library.commit();
  }
  static Titles titles(const ConferenceView& view) {
    Titles all;
    for (const PlannedTalk& planned : view.chosen) {
      all.push_back(planned.talk.title);
    }
    return all;
  }
  std::string error_of(const std::string& name, const ConferenceOptions& options = {}) {
    try {
      plan(name, options);
    } catch (const Error& error) {
      return std::string(error.what()) + " | " + error.hint();
    }
    return "no error";
  }
};

TEST_F(ConferenceTest, Clash_IsSolvedForTheReader_AndTheAlternativeNamed) {
  import(talk("t1", "Quantized kernels", "A", "2026-04-14T08:00:00Z", "2026-04-14T08:30:00Z") +
         talk("t2", "Knitting patterns", "B", "2026-04-14T08:00:00Z", "2026-04-14T08:30:00Z") +
         talk("t3", "Closing words", "B", "2026-04-14T09:00:00Z", "2026-04-14T09:30:00Z"));
  like("knitting");
  const ConferenceView view = plan("pyconf 2026");
  EXPECT_EQ(view.name, "PyConf 2026");
  EXPECT_EQ(view.zone, "Europe/Berlin");
  EXPECT_EQ(titles(view), (Titles{"Knitting patterns", "Closing words"}));
  ASSERT_EQ(view.chosen[0].instead.size(), 1U);
  EXPECT_EQ(view.chosen[0].instead[0].talk.title, "Quantized kernels");
  EXPECT_LT(view.chosen[0].instead[0].score, view.chosen[0].score);
  EXPECT_TRUE(view.chosen[1].instead.empty());
  EXPECT_EQ(view.chosen[1].walk, 0) << "the same room";
}

TEST_F(ConferenceTest, Walking_DecidesWhatCanBeHeard) {
  import(talk("t1", "First knitting", "Hall 1", "2026-04-14T08:00:00Z", "2026-04-14T08:30:00Z") +
         talk("t2", "Second knitting", "Annex 1", "2026-04-14T08:35:00Z", "2026-04-14T09:30:00Z"));
  EXPECT_EQ(plan("PyConf").chosen.size(), 2U) << "five minutes are enough";
  ConferenceOptions far;
  far.ways = {*parse_way("Hall=Annex:6")};
  EXPECT_EQ(plan("PyConf", far).chosen.size(), 1U);
  far.ways.push_back(*parse_way("Hall 1=Annex 1:4"));
  const ConferenceView near = plan("PyConf", far);
  ASSERT_EQ(near.chosen.size(), 2U);
  EXPECT_EQ(near.chosen[1].walk, 4);
  far.ways = {*parse_way("Hall=Nowhere:6")};
  EXPECT_NE(error_of("PyConf", far).find("no room begins with 'Nowhere'"), std::string::npos);
}

TEST_F(ConferenceTest, LocalTimes_AcrossMidnightAndTheChangeOfClocks) {
  // 25 October 2026: the clocks of Berlin go back from three to two o'clock.
  import(talk("t1", "Evening", "A", "2026-10-24T21:30:00Z", "2026-10-24T22:30:00Z") +
         talk("t2", "Night before", "A", "2026-10-25T00:30:00Z", "2026-10-25T00:45:00Z") +
         talk("t3", "Night after", "A", "2026-10-25T01:30:00Z", "2026-10-25T01:45:00Z") +
         talk("t4", "Morning", "A", "2026-10-25T09:00:00Z", "2026-10-25T09:30:00Z"));
  const ConferenceView view = plan("PyConf");
  ASSERT_EQ(view.chosen.size(), 4U);
  EXPECT_EQ(local_time(view.chosen[0].talk.local_start), "2026-10-24T23:30");
  EXPECT_EQ(local_time(view.chosen[0].talk.local_end), "2026-10-25T00:30");
  EXPECT_EQ(format_day(view.chosen[0].talk.day), "2026-10-24");
  EXPECT_EQ(local_time(view.chosen[1].talk.local_start), "2026-10-25T02:30");
  EXPECT_EQ(local_time(view.chosen[2].talk.local_start), "2026-10-25T02:30");
  EXPECT_EQ(local_time(view.chosen[3].talk.local_start), "2026-10-25T10:00");
  ConferenceOptions options;
  options.day = parse_day("2026-10-25");
  EXPECT_EQ(titles(plan("PyConf", options)), (Titles{"Night before", "Night after", "Morning"}));
  const std::vector<EventView> events = calendar_of(view);
  EXPECT_EQ(format_instant(events[0].start), "2026-10-24T21:30:00Z");
  EXPECT_EQ(format_instant(events[0].end), "2026-10-24T22:30:00Z");
}

TEST_F(ConferenceTest, BadProgrammes_AreToldAndGoOn) {
  import(talk("t1", "Good", "A", "2026-04-14T08:00:00Z", "2026-04-14T08:30:00Z") +
         talk("t2", "Timeless", "A", "2026-04-14", "") +
         talk("t3", "Backward", "A", "2026-04-14T09:00:00Z", "2026-04-14T08:30:00Z") +
         talk("t4", "Endless", "B", "2026-04-14T10:00:00Z", "") +
         talk("t5", "All day", "C", "2026-04-14T06:00:00Z", "2026-04-14T16:00:00Z") +
         talk("t6", "Double", "A", "2026-04-14T08:15:00Z", "2026-04-14T08:20:00Z"));
  const ConferenceView view = plan("PyConf");
  EXPECT_EQ(titles(view), (Titles{"Good", "Endless"}));
  EXPECT_EQ(view.chosen[1].talk.end - view.chosen[1].talk.start, 1800);
  EXPECT_EQ(view.remarks, (Titles{"1 talk has no time and is left out: Timeless",
                                  "1 talk ends before it begins and is left out: Backward",
                                  "1 talk has no end; 30 minutes are assumed: Endless",
                                  "1 entry lasts more than four hours and is left out: All day",
                                  "in one room at one time: \"Good\" and \"Double\" (A)"}));
}

TEST_F(ConferenceTest, NamesThatAreNone_AreErrorsThatHelp) {
  import(work("p", "A paper", "x"));
  EXPECT_NE(error_of("PyConf").find("assay import schedule.json"), std::string::npos);
  import(talk("t1", "Timeless", "A", "2026-04-14", ""));
  EXPECT_NE(error_of("PyConf").find("has no time"), std::string::npos);
  EXPECT_NE(error_of("Other").find("there are: PyConf 2026"), std::string::npos);
  import(talk("t2", "Timed", "A", "2026-04-14T08:00:00Z", "2026-04-14T08:30:00Z") +
         work("o", "Other", "x", R"("kind":"talk","venue":"PyConf 2025","date":"2025-04-14")"));
  EXPECT_NE(error_of("PyC").find("several programmes fit"), std::string::npos);
  EXPECT_EQ(plan("PYCONF").name, "PyConf 2026") << "the short name";
  ConferenceOptions options;
  options.day = parse_day("2026-04-20");
  EXPECT_NE(error_of("pyconf", options).find("it runs from 2026-04-14 to 2026-04-14"),
            std::string::npos);
}

TEST_F(ConferenceTest, WhatToReadBefore_IsRelatedAndNotReadYet) {
  import(talk("t1", "Quantized attention kernels for phones", "A", "2026-04-14T08:00:00Z",
              "2026-04-14T08:30:00Z") +
         work("r", "Quantized attention kernels", "Kernels of quantized attention on phones.") +
         work("k", "Knitting", "Wool and needles for the winter."));
  const auto reading = [this] {
    const ConferenceView view = plan("PyConf");
    Titles all;
    for (const ReadBefore& one : view.chosen.at(0).reading) {
      all.push_back(one.title);
    }
    return all;
  };
  EXPECT_EQ(reading(), Titles{"Quantized attention kernels"});
  {
    library::Library library(folder(), library::Library::Mode::kWrite);
    library.begin();
    library::Reading read;
    read.state = library::ReadState::kRead;
    library::set_reading(library, library.resolve("r").value(), read, 1);
    library.commit();
  }
  EXPECT_EQ(reading(), Titles{});
}

TEST_F(ConferenceTest, Json_HasTheDocumentedNames) {
  import(talk("t1", "Good", "A", "2026-04-14T08:00:00Z", "2026-04-14T08:30:00Z"));
  const nlohmann::json json = nlohmann::json::parse(to_json(plan("PyConf")));
  EXPECT_EQ(json["conference"], "PyConf 2026");
  EXPECT_EQ(json["zone"], "Europe/Berlin");
  const nlohmann::json& item = json["items"].at(0);
  EXPECT_EQ(item["start"], "2026-04-14T08:00:00Z");
  EXPECT_EQ(item["local_start"], "2026-04-14T10:00");
  EXPECT_EQ(item["room"], "A");
  EXPECT_EQ(item["clashes"], 0);
}

TEST(Way, IsTwoRoomsAndMinutes) {
  const std::optional<Way> way = parse_way("Hall A = Annex: West :12");
  ASSERT_TRUE(way);
  EXPECT_EQ(way->from, "Hall A");
  EXPECT_EQ(way->to, "Annex: West");
  EXPECT_EQ(way->minutes, 12);
  for (const char* text :
       {"", "A=B", "A:5", "A=:5", "=B:5", "A=B:-1", "A=B:x", "A=B:999", "A=B:"}) {
    EXPECT_FALSE(parse_way(text)) << text;
  }
}

}  // namespace
}  // namespace assay::plan
