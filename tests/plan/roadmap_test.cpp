#include "plan/roadmap.h"

#include "plan/plan_helpers.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

namespace assay::plan {
namespace {

using testing_support::work;

/// What choose_road promises, for one made-up reader and library.
void check_promises(const RoadDemand& demand, const std::vector<RoadCandidate>& candidates,
                    const std::vector<RoadStep>& steps, unsigned seed) {
  std::map<int, int> minutes;
  std::set<std::int64_t> before;
  std::set<std::int64_t> all;
  for (const RoadCandidate& candidate : candidates) {
    all.insert(candidate.key);
  }
  int week = 0;
  for (const RoadStep& step : steps) {
    int sum = 0;
    ASSERT_FALSE(step.parts.empty());
    for (const RoadPart& part : step.parts) {
      EXPECT_GE(part.week, week) << "seed " << seed;
      week = part.week;
      minutes[part.week] += part.minutes;
      sum += part.minutes;
    }
    if (!step.candidate) {
      EXPECT_EQ(sum, demand.goal_minutes);
      continue;
    }
    const RoadCandidate& candidate = candidates[*step.candidate];
    EXPECT_EQ(sum, candidate.minutes) << "seed " << seed;
    for (const std::int64_t need : candidate.needs) {
      EXPECT_TRUE(before.count(need) != 0 || all.count(need) == 0)
          << "seed " << seed << ": " << candidate.key << " before what it needs, " << need;
    }
    EXPECT_TRUE(before.insert(candidate.key).second) << "seed " << seed << ": twice";
  }
  for (const auto& [which, sum] : minutes) {
    EXPECT_LT(which, demand.weeks) << "seed " << seed;
    EXPECT_LE(sum, demand.minutes) << "seed " << seed << " week " << which;
  }
  if (!steps.empty()) {
    EXPECT_EQ(steps.back().candidate, demand.goal) << "seed " << seed << ": the goal comes last";
  }
}

TEST(ChooseRoad, AnyReaderAndLibrary_PromisesAreKept) {
  for (unsigned seed = 1; seed <= 1000; ++seed) {
    std::mt19937 random(seed);
    const auto draw = [&random](int from, int to) {
      return from + static_cast<int>(random() % static_cast<unsigned>(to - from + 1));
    };
    std::vector<RoadCandidate> candidates;
    for (int i = 0, count = draw(0, 60); i < count; ++i) {
      RoadCandidate candidate;
      candidate.key = i + 1;
      candidate.track = static_cast<std::size_t>(draw(0, 4));
      candidate.minutes = 5 * draw(2, 24);
      candidate.score = draw(0, 100) / 100.0;
      candidate.year = draw(0, 3) == 0 ? 0 : draw(1990, 2026);
      candidate.level = static_cast<Level>(draw(0, 2));
      for (int j = draw(0, 2); i > 0 && j > 0; --j) {
        // Sometimes a work that is not there, or was read: nothing waits for it.
        candidate.needs.push_back(draw(0, 9) == 0 ? 1000 + j : draw(1, i));
      }
      for (int j = draw(0, 3); i > 0 && j > 0; --j) {
        candidate.builds_on.push_back(draw(1, count));  // in circles, too
      }
      candidates.push_back(candidate);
    }
    RoadDemand demand;
    demand.weeks = draw(1, 12);
    demand.minutes = 30 * draw(1, 20);
    demand.this_year = 2026;
    demand.goal_minutes = std::min(60, demand.minutes);
    if (!candidates.empty() && draw(0, 1) == 0) {
      const auto last = candidates.size() - 1;  // nothing needs the last one
      demand.goal = last;
    }
    const std::vector<RoadStep> steps = choose_road(demand, candidates);
    check_promises(demand, candidates, steps, seed);
    const std::vector<RoadStep> again = choose_road(demand, candidates);
    ASSERT_EQ(steps.size(), again.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
      EXPECT_EQ(steps[i].candidate, again[i].candidate);
      EXPECT_EQ(steps[i].parts, again[i].parts);
    }
    if (::testing::Test::HasFailure()) {
      return;
    }
  }
}

RoadCandidate candidate(std::int64_t key, int year, Level level = Level::kWorking) {
  RoadCandidate one;
  one.key = key;
  one.minutes = 40;
  one.score = 1;
  one.year = year;
  one.level = level;
  return one;
}

std::vector<std::int64_t> keys(const std::vector<RoadCandidate>& candidates,
                               const std::vector<RoadStep>& steps) {
  std::vector<std::int64_t> out;
  out.reserve(steps.size());
  for (const RoadStep& step : steps) {
    out.push_back(step.candidate ? candidates[*step.candidate].key : 0);
  }
  return out;
}

TEST(ChooseRoad, ClassicsComeBeforeWhatIsCurrent_AndWhatIsNeededBeforeAll) {
  std::vector<RoadCandidate> candidates = {candidate(1, 2025), candidate(2, 2012),
                                           candidate(3, 2018), candidate(4, 2013, Level::kExpert),
                                           candidate(5, 2014, Level::kNew)};
  RoadDemand demand;
  demand.minutes = 240;
  demand.shares = {1, 0, 0, 0, 0};
  demand.this_year = 2026;
  demand.goal_minutes = 60;
  EXPECT_EQ(keys(candidates, choose_road(demand, candidates)),
            (std::vector<std::int64_t>{2, 5, 4, 3, 1, 0}))
      << "for newcomers two years earlier, for experts two later";
  candidates[1].needs = {3};
  EXPECT_EQ(keys(candidates, choose_road(demand, candidates)),
            (std::vector<std::int64_t>{5, 4, 3, 2, 1, 0}));
}

TEST(ChooseRoad, WeeksAreFilledEvenly_AndWhatIsLongerThanAWeekGoesOn) {
  const std::vector<RoadCandidate> candidates = {candidate(1, 2010), candidate(2, 2011),
                                                 candidate(3, 2012)};
  RoadDemand demand;
  demand.weeks = 4;
  demand.minutes = 240;
  demand.shares = {1, 0, 0, 0, 0};
  demand.this_year = 2026;
  demand.goal_minutes = 40;
  const std::vector<RoadStep> even = choose_road(demand, candidates);
  ASSERT_EQ(even.size(), 4U);
  for (int i = 0; i < 4; ++i) {
    EXPECT_EQ(even[static_cast<std::size_t>(i)].parts, (std::vector<RoadPart>{{i, 40}}));
  }
  demand.minutes = 30;
  demand.goal_minutes = 30;
  demand.goal.reset();
  const std::vector<RoadStep> slow = choose_road(demand, candidates);
  ASSERT_EQ(slow.size(), 2U) << "four weeks of half an hour: one of 40 minutes, and the goal";
  EXPECT_EQ(slow[0].parts, (std::vector<RoadPart>{{0, 30}, {1, 10}}));
  EXPECT_EQ(slow[1].parts.front().week, 2);
}

TEST(EraOf, YearsFallIntoThree) {
  EXPECT_EQ(era_of(2020, 2026), Era::kClassic);
  EXPECT_EQ(era_of(2021, 2026), Era::kBetween);
  EXPECT_EQ(era_of(2025, 2026), Era::kCurrent);
  EXPECT_EQ(era_of(0, 2026), Era::kBetween);
}

class RoadmapTest : public testing_support::LibraryTest {
 protected:
  void SetUp() override {
    const auto lesson = [](const char* track, const char* level, int year,
                           const std::string& more = {}) {
      return R"("learn_topics":["fairness"],"minutes":40,"practice":")" + std::string(track) +
             R"(","level":")" + level + R"(","year":)" + std::to_string(year) + more;
    };
    import(work("arxiv:1001.00001", "Odds made equal", "Fairness.", lesson("papers", "new", 2010)) +
           work("arxiv:1901.00002", "Equal odds at scale", "Fairness.",
                lesson("papers", "working", 2019, R"(,"requires":["arxiv:1001.00001"])")) +
           work("arxiv:2501.00003", "Auditing fairness in production", "Fairness, deployed.",
                lesson("papers", "working", 2025)) +
           work("lab", "Measure a gap", "Fairness.",
                lesson("experiments", "working", 2016, R"(,"task":"Measure it.")")) +
           work("other", "Kernels for matrices", "Fast kernels.", R"("year":2020)"));
  }

  Roadmap make(library::Library& library, const std::string& topic, int weeks = 8) {
    const auto index = ingest::open_index_for_search(library);
    RoadmapOptions options;
    options.today = *parse_day("2026-11-23");
    options.weeks = weeks;
    return make_roadmap(library, *index, load_profile(library, *index), roadmap_topic(topic),
                        options);
  }

  static std::vector<std::string> titles(const Roadmap& roadmap) {
    std::vector<std::string> out;
    for (const RoadmapStep& step : roadmap.steps) {
      out.push_back(step.title);
    }
    return out;
  }
};

TEST_F(RoadmapTest, ATopic_GoesFromTheClassicToTheGoal) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  const Roadmap roadmap = make(library, "Fairness");
  EXPECT_EQ(titles(roadmap),
            (std::vector<std::string>{"Odds made equal", "Equal odds at scale",
                                      "Auditing fairness in production", "Measure a gap"}));
  EXPECT_TRUE(roadmap.steps.back().goal);
  EXPECT_EQ(roadmap.steps[0].why.front(), "step 2 needs it: Equal odds at scale");
  EXPECT_EQ(roadmap.steps[0].command, "assay read w1");
  EXPECT_EQ(roadmap.from, "2026-W48");
  for (const RoadmapStep& step : roadmap.steps) {
    EXPECT_FALSE(step.why.empty()) << step.title;
  }
}

TEST_F(RoadmapTest, WhatWasSeen_IsNotAskedAgain_AndWhatNeedsItStays) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  library::set_reading(library, WorkId{1}, {library::ReadState::kRead, std::nullopt}, 1);
  library::set_reading(library, WorkId{3}, {library::ReadState::kSkipped, std::nullopt}, 1);
  library.commit();
  EXPECT_EQ(titles(make(library, "fairness")),
            (std::vector<std::string>{"Equal odds at scale", "Measure a gap"}));
}

TEST_F(RoadmapTest, Words_FindWorksAndAGoalIsWrittenWhereNoExperimentFits) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  const Roadmap roadmap = make(library, "matrix kernels");
  ASSERT_GE(roadmap.steps.size(), 2U);
  EXPECT_TRUE(roadmap.words);
  EXPECT_EQ(
      titles(roadmap)[0] == "Kernels for matrices" || titles(roadmap)[1] == "Kernels for matrices",
      true);
  EXPECT_TRUE(roadmap.steps.back().goal);
  EXPECT_TRUE(make(library, "multimodal").steps.empty()) << "nothing on it";
  EXPECT_THROW(roadmap_topic("  "), Error);
  EXPECT_EQ(roadmap_topic("Few-Shot"), "few_shot");
}

TEST_F(RoadmapTest, FoundWorks_TakeTheirLength_AndAreNoClassicsByAgeAlone) {
  import(work("old", "Matrix kernels of old", "Matrix kernels.",
              R"("year":2012,"comments":"20 pages")"));
  library::Library library(folder(), library::Library::Mode::kWrite);
  const Roadmap roadmap = make(library, "matrix kernels");
  const auto step =
      std::find_if(roadmap.steps.begin(), roadmap.steps.end(),
                   [](const RoadmapStep& one) { return one.title == "Matrix kernels of old"; });
  ASSERT_NE(step, roadmap.steps.end());
  EXPECT_EQ(step->minutes, 80);
  EXPECT_EQ(std::count(step->why.begin(), step->why.end(), "older, 2012"), 1);
}

TEST_F(RoadmapTest, Kept_ItStaysAndShowsWhatWasDone) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  const Roadmap made = make(library, "fairness");
  keep_roadmap(library, made, 1);
  library.begin();
  library::set_reading(library, WorkId{1}, {library::ReadState::kRead, std::nullopt}, 2);
  library.commit();
  const std::optional<Roadmap> kept = find_roadmap(library, "fairness");
  ASSERT_TRUE(kept);
  EXPECT_EQ(titles(*kept), titles(made));
  EXPECT_EQ(kept->steps[0].state, library::ItemState::kDone);
  EXPECT_EQ(kept->steps[1].state, library::ItemState::kPlanned);
  EXPECT_EQ(kept->steps[1].why, made.steps[1].why);
  EXPECT_EQ(kept->hours, made.hours);
  EXPECT_EQ(kept_roadmaps(library).size(), 1U);
  library.begin();
  library::set_setting(library, "roadmap.fairness", "{\"version\":1}");
  library.commit();
  EXPECT_THROW(find_roadmap(library, "fairness"), Error);
  EXPECT_TRUE(forget_roadmap(library, "fairness", 3));
  EXPECT_FALSE(forget_roadmap(library, "fairness", 3));
  EXPECT_FALSE(find_roadmap(library, "fairness"));
  EXPECT_TRUE(kept_roadmaps(library).empty());
}

}  // namespace
}  // namespace assay::plan
