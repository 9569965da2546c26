#include "base/text.h"
#include "library/weeks.h"
#include "plan/plan_helpers.h"
#include "plan/week.h"

#include <map>

namespace assay::plan::week_material_test {
namespace {

constexpr Day kToday{20780};

/// What each track of a week finds in the library.
class WeekMaterialTest : public testing_support::LibraryTest {
 protected:
  WeekView choose(library::Library& library, Week week) {
    return choose_week({library, identify::default_judge(), profile(library), kToday}, week);
  }

  Profile profile(library::Library& library) {
    return load_profile(library, *ingest::open_index_for_search(library));
  }
};

TEST_F(WeekMaterialTest, Experiments_FitTheHardwareAndNameTheClaim) {
  import(
      R"({"id":"small","title":"Small","code":"https://github.com/o/small","abstract":"On CIFAR-10 our training reduces memory by 3x on a single GPU."})"
      "\n"
      R"({"id":"large","title":"Large","code":"https://github.com/o/large","abstract":"We pre-train a 70B model on 512 GPUs, which reduces latency by 4x."})"
      "\n");
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  change_setting(library, "hardware", "RTX 4090 24 GB");
  change_setting(library, "tracks", "experiments");
  library.commit();
  const WeekView view = choose(library, {2026, 48});
  ASSERT_EQ(view.items.size(), 1U) << "the other one fits no card of this reader";
  EXPECT_EQ(view.items[0].title, "Small");
  const std::string why = join(view.items[0].why, " · ");
  EXPECT_NE(why.find("check with its code: “On CIFAR-10 our training"), std::string::npos) << why;
  EXPECT_NE(why.find("CIFAR-10 (0.2 GB) fits your RTX 4090 24 GB"), std::string::npos) << why;
}

TEST_F(WeekMaterialTest, Experiments_FitIsThatOfTheClaimsDataSet) {
  const std::string code = R"("code":"https://github.com/a/b","year":2026)";
  import(testing_support::work(
             "a", "Serving fast",
             "It is 2x faster than vLLM on ShareGPT. It reaches 28.4 BLEU on WMT14.", code) +
         testing_support::work("b", "Training small",
                               "We reach 91.2 % accuracy on CIFAR-10. We reach 28.4 BLEU on WMT14.",
                               R"("code":"https://github.com/a/c","year":2026)"));
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  change_setting(library, "tracks", "experiments");
  change_setting(library, "hours", "20");
  library.commit();
  const Profile reader = profile(library);
  std::map<std::string, std::string> why;
  for (const library::WeekItem& item :
       choose_week({library, identify::default_judge(), reader, kToday}, {2026, 48}).items) {
    why[item.title] = join(item.why, " · ");
  }
  EXPECT_NE(why["Serving fast"].find("BLEU on WMT14” · WMT14 (1.5 GB) fits"), std::string::npos)
      << why["Serving fast"];
  EXPECT_NE(why["Training small"].find("CIFAR-10 (0.2 GB) fits"), std::string::npos)
      << why["Training small"];
}

TEST_F(WeekMaterialTest, Frameworks_ANewReleaseOfWhatIsUsedComesFirst) {
  import(
      R"({"id":"lesson","title":"Optuna","kind":"repository","practice":"frameworks","minutes":30,"level":"new"})"
      "\n"
      R"({"id":"release","title":"PyTorch 2.9","kind":"contribution","date":"2026-11-20"})"
      "\n"
      R"({"id":"old","title":"JAX 0.1","kind":"contribution","date":"2020-11-20"})"
      "\n");
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  change_setting(library, "frameworks", "pytorch");
  change_setting(library, "tracks", "frameworks");
  library.commit();
  const Profile reader = profile(library);
  const WeekMaker maker{library,
                        identify::default_judge(),
                        reader,
                        kToday,
                        {{"PyTorch", *library.resolve("release"), "2.9", "2026-11-20", {"LoRA"}}}};
  const WeekView view = choose_week(maker, {2026, 48});
  ASSERT_GE(view.items.size(), 2U);
  EXPECT_EQ(view.items[0].title, "PyTorch 2.9");
  EXPECT_EQ(view.items[0].why[0], "new: PyTorch 2.9 of 2026-11-20, which you use");
  EXPECT_EQ(view.items[0].why[1], "brings the method of “LoRA”");
  const std::string why = join(view.items[1].why, " · ");
  EXPECT_NE(why.find("you have not tried it"), std::string::npos) << why;
}

TEST_F(WeekMaterialTest, Frameworks_WhatHasAFirstTaskIsTried) {
  import(testing_support::work("a", "optuna/optuna", "",
                               R"("kind":"repository","identifiers":["github:optuna/optuna"])") +
         testing_support::work("b", "PyTorch Lightning", "", R"("kind":"repository")") +
         testing_support::work("c", "PyTorch 2.9", "",
                               R"("kind":"contribution","date":"2026-11-20")"));
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  change_setting(library, "tracks", "frameworks");
  change_setting(library, "hours", "10");
  library.commit();
  const Profile reader = profile(library);
  WeekMaker maker{library,
                  identify::default_judge(),
                  reader,
                  kToday,
                  {{"PyTorch", *library.resolve("c"), "2.9", "2026-11-20", {}}}};
  maker.trials = {{"optuna", "optuna"}, {"pytorch", "torch"}, {"torch", "torch"}};
  std::map<std::string, std::string> commands;
  for (const library::WeekItem& item : choose_week(maker, {2026, 48}).items) {
    commands[item.title] = item.command;
  }
  EXPECT_EQ(commands["optuna/optuna"], "assay try optuna");
  EXPECT_EQ(commands["PyTorch 2.9"], "assay try torch") << "its release is watched";
  EXPECT_EQ(commands["PyTorch Lightning"], "assay show " + format_work_id(*library.resolve("b")));
}

TEST_F(WeekMaterialTest, Community_EventsHaveTheirDayAndTalksTheirPaper) {
  import(
      R"({"id":"p","title":"Serving models in production","identifiers":["arxiv:2611.00001"],"abstract":"We deployed it; it reduces p99 latency by 3x.","date":"2026-11-01"})"
      "\n"
      R"({"id":"e","kind":"event","title":"Meeting of builders","date":"2026-11-26","location":"Berlin"})"
      "\n"
      R"({"id":"past","kind":"event","title":"Meeting of last year","date":"2025-11-26"})"
      "\n"
      R"({"id":"d","kind":"discussion","title":"What we learnt of serving","links":[{"rel":"paper","url":"https://arxiv.org/abs/2611.00001"}],"date":"2026-11-10"})"
      "\n");
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  change_setting(library, "tracks", "papers, community");
  library.commit();
  const WeekView view = choose(library, {2026, 48});
  std::map<std::string, library::WeekItem> items;
  for (const library::WeekItem& item : view.items) {
    items[item.title] = item;
  }
  ASSERT_EQ(items.count("Meeting of builders"), 1U);
  EXPECT_EQ(format_day({items["Meeting of builders"].day}), "2026-11-26");
  EXPECT_EQ(items["Meeting of builders"].why[0], "happens on 2026-11-26, Berlin");
  EXPECT_EQ(items.count("Meeting of last year"), 0U);
  ASSERT_EQ(items.count("What we learnt of serving"), 1U);
  EXPECT_EQ(items["What we learnt of serving"].why[0],
            "on “Serving models in production”, a paper of this week");
}

TEST_F(WeekMaterialTest, Frameworks_WhatOnlyItsNameIsKnownOf_ComesAfterWhatSaysWhatItIs) {
  import(testing_support::work("a", "awful-ai", "", R"("kind":"repository")") +
         testing_support::work("b", "plainqueue", "A task queue, for example to serve models.",
                               R"("kind":"repository")"));
  library::Library library(folder(), library::Library::Mode::kWrite);
  library.begin();
  change_setting(library, "tracks", "frameworks");
  library.commit();
  const WeekView view = choose(library, {2026, 48});
  ASSERT_EQ(view.items.size(), 2U);
  EXPECT_EQ(view.items[0].title, "plainqueue");
}

}  // namespace
}  // namespace assay::plan::week_material_test
