#include "plan/community.h"

#include "base/files.h"
#include "ingest/import.h"
#include "ingest/indexing.h"
#include "plan/radar.h"

#include <gtest/gtest.h>

#include <fstream>

namespace assay::plan {
namespace {

class CommunityTest : public testing::Test {
 protected:
  CommunityTest() {
    std::ofstream(temporary_.path() / "a.jsonl") << R"(
{"id":"a","title":"First of Ada","authors":["Lovelace, A."],"date":"2026-11-01"}
{"id":"b","title":"Second of Ada","authors":["Ada Lovelace","Bob Two"],"date":"2026-11-20"}
{"id":"c","title":"Of another Lovelace","authors":["Zoe Lovelace"],"date":"2026-11-21"}
{"id":"d","title":"Old one of Ada","authors":["Ada M. Lovelace"],"date":"2019-01-01"}
{"id":"e","kind":"contribution","title":"thing 2.0","date":"2026-11-19","identifiers":["https://github.com/o/thing/releases/tag/v2.0"]}
{"id":"f","title":"Of a lab","organisations":["Example Lab"],"date":"2026-11-18"}
{"id":"g","title":"At a venue","venue":"MLSys","date":"2026-11-17"}
{"id":"t","kind":"talk","title":"A talk","date":"2026-12-01","start":"2026-12-01T09:30:00+01:00","end":"2026-12-01T10:00:00+01:00","room":"Hall 1"}
{"id":"u","kind":"event","title":"A meetup","date":"2026-11-30","authors":["Ada Lovelace"]}
{"id":"v","kind":"event","title":"Over","date":"2026-01-30"}
)";
    {
      library::Library library(folder(), library::Library::Mode::kWrite);
      const auto index = ingest::open_current_index(library);
      ingest::import_file(library, *index, identify::default_judge(), temporary_.path() / "a.jsonl",
                          {});
    }
    library_ = std::make_unique<library::Library>(folder(), library::Library::Mode::kWrite);
  }

  void follow(library::FollowKind kind, std::string_view name) {
    library_->begin();
    library::add_follow(*library_, library::make_follow(kind, name).value());
    library_->commit();
    ingest::open_current_index(*library_).reset();
  }

  [[nodiscard]] search::Index index() const {
    return search::Index(ingest::index_folder(folder()), search::Index::Mode::kRead);
  }
  [[nodiscard]] std::filesystem::path folder() const { return temporary_.path() / "library"; }

  std::string titles(std::string_view since) {
    std::string out;
    const search::Index open = index();
    for (const CommunityItem& item :
         view_community(*library_, open, parse_day(since).value(), 10).items) {
      out += (out.empty() ? "" : ", ") + item.title;
    }
    return out;
  }

  TempDir temporary_;
  std::unique_ptr<library::Library> library_;
};

TEST_F(CommunityTest, Person_UnderFullName_AndNoNamesake) {
  follow(library::FollowKind::kPerson, "Ada Lovelace");
  EXPECT_EQ(titles("2026-10-01"), "A meetup, Second of Ada");
  EXPECT_EQ(titles("2018"), "A meetup, Second of Ada, Old one of Ada");
}

TEST_F(CommunityTest, Person_ByFamilyNameAndInitial_UnderEverySpelling) {
  follow(library::FollowKind::kPerson, "Lovelace, A.");
  EXPECT_EQ(titles("2026-10-01"), "A meetup, Second of Ada, First of Ada");
}

TEST_F(CommunityTest, RepositoryLabAndVenue_EachTheirs) {
  EXPECT_EQ(titles("2018"), "");
  follow(library::FollowKind::kRepository, "https://github.com/O/Thing");
  EXPECT_EQ(titles("2026-10-01"), "thing 2.0");
  follow(library::FollowKind::kOrganisation, "example lab");
  follow(library::FollowKind::kVenue, "mlsys");
  EXPECT_EQ(titles("2026-10-01"), "thing 2.0, Of a lab, At a venue");
}

TEST_F(CommunityTest, Radar_RaisesTheFollowedAndSaysSo) {
  const auto rank = [&](std::string_view title) {
    const search::Index open = index();
    const Profile profile = load_profile(*library_, open);
    RadarOptions options;
    options.today = parse_day("2026-11-23").value();
    const RadarView view = make_radar(*library_, identify::default_judge(), profile, options);
    for (const RadarItem& item : view.items) {
      if (item.title == title) {
        return std::pair(item.score, item.why);
      }
    }
    return std::pair(-1.0, std::vector<std::string>());
  };
  const auto before = rank("At a venue");
  follow(library::FollowKind::kVenue, "MLSys");
  const auto after = rank("At a venue");
  EXPECT_GT(after.first, before.first);
  EXPECT_LT(after.first, before.first + 0.25) << "mildly";
  EXPECT_NE(std::find(after.second.begin(), after.second.end(), "you follow MLSys"),
            after.second.end());
}

TEST_F(CommunityTest, Events_ToCome_ByTime) {
  follow(library::FollowKind::kPerson, "Ada Lovelace");
  const search::Index open = index();
  const std::vector<EventView> events =
      view_events(*library_, find_followed(*library_, open), parse_day("2026-11-23").value());
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0].title, "A meetup");
  EXPECT_TRUE(events[0].whole_day);
  EXPECT_EQ(events[0].end - events[0].start, 86400);
  EXPECT_EQ(events[0].why, std::vector<std::string>{"you follow Ada Lovelace"});
  EXPECT_EQ(events[1].location, "Hall 1");
  EXPECT_FALSE(events[1].whole_day);
  EXPECT_EQ(format_instant(events[1].start), "2026-12-01T08:30:00Z");
  EXPECT_EQ(format_instant(events[1].end), "2026-12-01T09:00:00Z");
}

TEST_F(CommunityTest, WithdrawnWorks_AreNoEventsAndNobodysNews) {
  follow(library::FollowKind::kRepository, "o/thing");
  EXPECT_EQ(titles("2026-10-01"), "thing 2.0");
  library_->begin();
  for (const char* id : {"u", "e"}) {
    const auto stored = library_->find_record("works", id);
    ASSERT_TRUE(stored) << id;
    library_->withdraw_record(*stored, 5);
    library_->refresh(stored->work, library_->load(stored->work).work);
  }
  library_->commit();
  const search::Index open = index();
  const std::vector<EventView> events =
      view_events(*library_, find_followed(*library_, open), parse_day("2026-11-23").value());
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].location, "Hall 1");
  EXPECT_EQ(titles("2026-10-01"), "");
}

TEST(ParseInstant, FormsOfIso8601_AndNothingElse) {
  for (const char* text : {"2026-12-01T08:30:00Z", "2026-12-01T08:30Z", "2026-12-01 08:30:00.5Z",
                           "2026-12-01T09:30:00+01:00", "2026-12-01T09:30:00+0100",
                           "2026-12-01T03:00:00-05:30", "2026-12-01T09:30+01"}) {
    ASSERT_TRUE(parse_instant(text)) << text;
    EXPECT_EQ(format_instant(*parse_instant(text)), "2026-12-01T08:30:00Z") << text;
  }
  for (const char* text :
       {"", "2026-12-01", "2026-12-01T08:30:00", "2026-12-01T25:30:00Z", "2026-13-01T08:30:00Z",
        "2026-12-01T08:30:00+", "2026-12-01T08:30:00.", "2026-12-01T08:30:00+99:00",
        "2026-12-01T08:3", "xxxxxxxxxxTxx:xx:xxZ"}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

}  // namespace
}  // namespace assay::plan
