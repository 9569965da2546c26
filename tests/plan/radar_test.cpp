#include "plan/radar.h"

#include "plan/audit.h"
#include "plan/plan_helpers.h"
#include "plan/taste.h"

#include <algorithm>
#include <set>

namespace assay::plan {
namespace {

using testing_support::work;

constexpr const char* kThemes[] = {"quantization of transformer weights to four bits",
                                   "graph neural networks for molecules and proteins",
                                   "speech recognition with streaming encoders",
                                   "reinforcement learning for robot grasping"};

class RadarTest : public testing_support::LibraryTest {
 protected:
  /// Ten works on each of four themes; those of theme t are w(10 t + 1) to w(10 t + 10).
  RadarTest() {
    std::string lines;
    for (int t = 0; t < 4; ++t) {
      for (int i = 0; i < 10; ++i) {
        const std::string n = std::to_string(t * 10 + i);
        lines += work(
            "k" + n, "Study " + n + " of " + kThemes[t],
            std::string("We present a method for ") + kThemes[t] +
                " and measure it on a benchmark.",
            R"("date":"2026-0)" + std::to_string(1 + i % 9) + R"(-01","venue":"Venue )" +
                std::string(1, static_cast<char>('A' + t)) + R"( 2026","authors":["Person )" +
                std::string(1, static_cast<char>('A' + t)) + "xyz" + std::to_string(i % 3) + "\"]");
      }
    }
    import(lines);
    library_ = std::make_unique<library::Library>(folder(), library::Library::Mode::kWrite);
    index_ = ingest::open_index_for_search(*library_);
    options_.today = *parse_day("2026-11-23");
  }

  void rate(std::int64_t id, int rating, std::int64_t at = 1) {
    library_->begin();
    library::set_reading(*library_, {id}, {library::ReadState::kRated, rating}, at);
    library::record_event(*library_, "rated", WorkId{id}, std::to_string(rating), at);
    library_->touch({id});
    library_->commit();
  }
  Profile profile() { return load_profile(*library_, *index_); }
  std::vector<std::int64_t> best(const Profile& profile, std::size_t count) {
    std::vector<std::int64_t> ids;
    for (const auto& [score, summary] : rank_unseen(*library_, profile, options_, count,
                                                    [](const library::Summary&) { return true; })) {
      ids.push_back(summary.id.v);
    }
    return ids;
  }
  static int theme(std::int64_t id) { return static_cast<int>((id - 1) / 10); }

  std::unique_ptr<library::Library> library_;
  std::unique_ptr<search::Index> index_;
  RadarOptions options_;
};

TEST_F(RadarTest, Ratings_BringMoreOfTheThemeAndLessOfAnother) {
  rate(11, 5);
  rate(12, 5);
  rate(31, 0);
  const std::vector<std::int64_t> ids = best(profile(), 37);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(theme(ids[i]), 1) << "place " << i;
  }
  EXPECT_EQ(theme(ids.back()), 3) << "what is disliked comes last";
  EXPECT_EQ(std::count(ids.begin(), ids.end(), 11), 0) << "rated works are not shown again";
}

TEST_F(RadarTest, Interest_AloneIsEnoughToBegin) {
  library_->begin();
  library::set_interest(*library_, {"words", "speech recognition", 1});
  library_->commit();
  const std::vector<std::int64_t> ids = best(profile(), 5);
  for (const std::int64_t id : ids) {
    EXPECT_EQ(theme(id), 2);
  }
}

TEST_F(RadarTest, Interest_SaysLessTheMoreWasRated) {
  library_->begin();
  library::set_interest(*library_, {"words", "study", 1});
  library_->commit();
  const auto stand_ins = [&](std::int64_t ratings) {
    std::unordered_map<std::int64_t, library::Reading> readings;
    for (std::int64_t i = 1; i <= ratings; ++i) {
      readings[i] = {library::ReadState::kRated, 1, i};
    }
    const Profile reader =
        make_profile(*library_, *index_, readings, make_ground(*library_, *index_));
    return reader.ground->taste.said - static_cast<double>(ratings);
  };
  EXPECT_GT(stand_ins(0), 1);
  EXPECT_LT(stand_ins(8), stand_ins(0) / 3);
}

TEST_F(RadarTest, Marks_PeopleAndVenues_Count) {
  library_->begin();
  library::set_interest(*library_, {"work", "w1", 1});
  library_->commit();
  EXPECT_EQ(theme(best(profile(), 1)[0]), 0);
  library_->begin();
  library::set_interest(*library_, {"work", "w1", 0});
  library::set_interest(*library_, {"venue", "Venue D", 1});
  library_->commit();
  EXPECT_EQ(theme(best(profile(), 1)[0]), 3) << "the year of a venue does not matter";
  library_->begin();
  library::set_interest(*library_, {"venue", "Venue D", 0});
  library::set_interest(*library_, {"person", "Person Bxyz1", 1});
  library_->commit();
  EXPECT_EQ(theme(best(profile(), 1)[0]), 1);
}

TEST_F(RadarTest, Parts_SumToTheScoreAndWeightsToOne) {
  rate(11, 5);
  const Profile reader = profile();
  double sum = 0;
  for (const double weight : part_weights(reader)) {
    sum += weight;
  }
  EXPECT_NEAR(sum, 1, 1e-12);
  const RadarView view = make_radar(*library_, identify::default_judge(), reader, options_);
  ASSERT_EQ(view.items.size(), 10U);
  std::set<std::int64_t> once;
  for (const RadarItem& item : view.items) {
    double points = 0;
    for (const ScorePart& part : item.parts) {
      points += part.points();
    }
    EXPECT_NEAR(points, item.score, 1e-9);
    EXPECT_TRUE(once.insert(item.id.v).second);
    EXPECT_FALSE(item.why.empty());
  }
  EXPECT_EQ(view.items[0].why[0].rfind("like \"Study 10", 0), 0U) << view.items[0].why[0];
}

TEST_F(RadarTest, Variety_PutsOtherThemesAmongTheFirst) {
  rate(11, 5);
  Profile reader = profile();
  reader.settings.explore = 0;
  options_.k = 6;
  const auto themes = [&] {
    std::set<int> out;
    for (const RadarPick& pick : pick_radar(reader, options_)) {
      out.insert(theme(reader.ground->shelf.rows[pick.row].work));
    }
    return out;
  };
  reader.settings.variety = 0;
  EXPECT_EQ(themes(), std::set<int>{1});
  reader.settings.variety = 1;
  EXPECT_GT(themes().size(), 1U);
}

TEST_F(RadarTest, Exploration_KeepsItsShareOverTheWeeks) {
  rate(11, 5);
  rate(12, 4);
  Profile reader = profile();
  reader.settings.explore = 0.25;
  options_.k = 6;
  std::size_t explored = 0;
  std::set<std::int64_t> tried;
  const Day first = options_.today;
  for (int week = 0; week < 40; ++week) {
    options_.today = Day{first.since_epoch + 7 * week};
    const std::vector<RadarPick> picks = pick_radar(reader, options_);
    const std::vector<RadarPick> again = pick_radar(reader, options_);
    ASSERT_EQ(picks.size(), 6U);
    for (std::size_t i = 0; i < picks.size(); ++i) {
      EXPECT_EQ(picks[i].row, again[i].row) << "the same week, the same picks";
      if (picks[i].explore) {
        ++explored;
        tried.insert(reader.ground->shelf.rows[picks[i].row].work);
        EXPECT_NE(theme(reader.ground->shelf.rows[picks[i].row].work), 1);
      }
    }
  }
  EXPECT_NEAR(static_cast<double>(explored) / (40 * 6), 0.25, 0.05);
  EXPECT_GT(tried.size(), 5U) << "another week, other picks";
}

TEST_F(RadarTest, Level_OfAnIntroductionFitsNewcomers) {
  EXPECT_EQ(level_of_title("A Survey of Pruning"), Level::kNew);
  EXPECT_EQ(level_of_title("Minimax bounds for bandits"), Level::kExpert);
  EXPECT_EQ(level_of_title("Serving models"), Level::kWorking);
}

TEST_F(RadarTest, Shelf_FollowsTheLibraryAndSurvivesDamage) {
  const std::filesystem::path file = folder() / "radar" / "shelf";
  Shelf shelf = load_shelf(*library_);
  EXPECT_EQ(shelf.rows.size(), 40U);
  EXPECT_EQ(shelf.generation, library_->generation());
  ASSERT_TRUE(std::filesystem::exists(file));
  rate(1, 5);
  EXPECT_EQ(load_shelf(*library_).generation, library_->generation());
  const std::string whole = read_file(file);
  for (const std::string& damaged :
       {std::string(), std::string("rubbish"), whole.substr(0, whole.size() / 2),
        whole.substr(0, whole.size() - 1) + "\x7f"}) {
    std::ofstream(file, std::ios::binary) << damaged;
    EXPECT_EQ(load_shelf(*library_).rows.size(), 40U);
  }
  const ShelfRow* row = shelf.find({12});
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(shelf.authors_of(*row)[0], person_hash("Person Bxyz1"));
  EXPECT_EQ(shelf.find({41}), nullptr);
}

TEST_F(RadarTest, Shelf_CountsStarsAndDiscussionsThatComeLater) {
  EXPECT_EQ(load_shelf(*library_).find({1})->discussed, 0);
  const auto import_more = [this](const std::string& lines) {
    library_.reset();  // one writer at a time
    import(lines);
    library_ = std::make_unique<library::Library>(folder(), library::Library::Mode::kWrite);
  };
  import_more(work("p", "A paper that is talked of", "x", R"("identifiers":["arxiv:2601.00001"])") +
              work("r", "A tool", "x", R"("kind":"repository","stars":500)"));
  const auto of = [&](std::int64_t id) { return load_shelf(*library_).find({id})->discussed; };
  EXPECT_EQ(of(41), 0);
  EXPECT_GT(of(42), 0.5F);
  import_more(work(
      "d", "They talk of it", "x",
      R"("kind":"discussion","links":[{"rel":"paper","url":"https://arxiv.org/abs/2601.00001"}])"));
  EXPECT_GT(of(41), 0);
  EXPECT_GT(discussed(1000, 0), discussed(100, 0));
  EXPECT_EQ(discussed(-1, 0), 0);
}

TEST_F(RadarTest, Audit_SeesWhatTheRadarWouldHaveRankedWell) {
  for (int i = 0; i < 6; ++i) {
    rate(11 + i, 5, 1000 + 2 * i);
    rate(31 + i, 0, 1001 + 2 * i);
  }
  options_.k = 8;
  const AuditView view = audit_radar(*library_, *index_, options_);
  EXPECT_EQ(view.hold_out.works.size(), 12U);
  ASSERT_TRUE(view.hold_out.agreement);
  EXPECT_GT(*view.hold_out.agreement, 0.8) << "likes and dislikes of one theme each";
  EXPECT_EQ(view.picks, 8U);
  std::size_t venues = 0;
  for (const Spread& spread : view.spread) {
    EXPECT_GE(spread.divergence, 0);
    EXPECT_LE(spread.divergence, 1.0 + 1e-9);
    if (spread.dimension == "venues") {
      venues = spread.buckets.size();
      EXPECT_EQ(spread.buckets[0].name, "Venue B") << "four of it are left, all picked";
      EXPECT_GT(*spread.buckets[0].ratio(), 1);
    }
  }
  EXPECT_EQ(venues, 4U);
  ASSERT_EQ(view.sources.size(), 1U);
  EXPECT_EQ(view.sources[0].keepers, 6U);
  EXPECT_EQ(view.sources[0].seen, 12U);
}

TEST_F(RadarTest, Audit_OfANewReader_HasNothingToSayOfRatings) {
  const AuditView view = audit_radar(*library_, *index_, options_);
  EXPECT_TRUE(view.hold_out.works.empty());
  EXPECT_FALSE(view.hold_out.agreement);
  EXPECT_NE(to_json(view).find("\"agreement\":null"), std::string::npos);
}

TEST_F(RadarTest, Readers_HaveTastesOfTheirOwn) {
  library_->begin();
  ASSERT_TRUE(library::add_reader(*library_, "ann"));
  library_->commit();
  rate(11, 5);
  library::use_reader(*library_, "ann");
  EXPECT_TRUE(profile().readings.empty());
  rate(21, 5);
  EXPECT_EQ(theme(best(profile(), 1)[0]), 2);
  library::use_reader(*library_, library::kFirstReader);
  EXPECT_EQ(theme(best(profile(), 1)[0]), 1);
}

}  // namespace
}  // namespace assay::plan
