#include "ingest/import.h"

#include "base/files.h"
#include "base/ordered_stage.h"
#include "ingest/indexing.h"

#include <gtest/gtest.h>

#include <fstream>

namespace assay::ingest {
namespace {

TEST(OrderedStage, ManyWorkers_KeepTheOrder) {
  int produced = 0;
  OrderedStage<int, int> stage(
      4,
      [&]() -> std::optional<int> {
        return produced < 500 ? std::optional(produced++) : std::nullopt;
      },
      [](int item) { return item * 2; });
  for (int i = 0; i < 500; ++i) {
    ASSERT_EQ(stage.next(), i * 2);
  }
  EXPECT_EQ(stage.next(), std::nullopt);
}

TEST(OrderedStage, Failure_ComesInItsPlace) {
  int produced = 0;
  OrderedStage<int, int> stage(
      4, [&]() -> std::optional<int> { return produced++; },
      [](int item) -> int { return item == 3 ? throw Error(Errc::kInvalid, "three") : item; });
  EXPECT_EQ(stage.next(), 0);
  EXPECT_EQ(stage.next(), 1);
  EXPECT_EQ(stage.next(), 2);
  EXPECT_THROW(stage.next(), Error);
}

class ImportTest : public testing::Test {
 protected:
  std::filesystem::path write(const std::string& name, const std::string& text) {
    std::filesystem::path path = temporary_.path() / name;
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  ImportReport import(const std::filesystem::path& path, const std::atomic<bool>* stop = nullptr) {
    library::Library library(temporary_.path() / "library", library::Library::Mode::kWrite);
    const auto index = open_current_index(library);
    ImportOptions options;
    options.stop = stop;
    ImportReport report = import_file(library, *index, identify::default_judge(), path, options);
    EXPECT_EQ(index->generation(), library.generation());
    EXPECT_EQ(index->size(), library.size());
    return report;
  }

  static std::string lines(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
      text += R"({"id":"k)" + std::to_string(i) + R"(","title":"Title number )" +
              std::to_string(i) + "\"}\n";
    }
    return text;
  }

  TempDir temporary_;
};

TEST_F(ImportTest, Twice_AddsNothingTwice) {
  const auto file = write("a.jsonl", lines(1000));
  EXPECT_EQ(import(file).added, 1000U);
  const ImportReport again = import(file);
  EXPECT_EQ(again.added, 0U);
  EXPECT_EQ(again.unchanged, 1000U);
  EXPECT_EQ(
      library::Library(temporary_.path() / "library", library::Library::Mode::kRead).generation(),
      1)
      << "an import that brings nothing new makes no generation";
}

TEST_F(ImportTest, BadRecords_AreListedWithReasonAndPlaceAndStopNothing) {
  const auto file = write("a.jsonl", R"({"title":"One"})"
                                     "\n"
                                     R"({"title":7})"
                                     "\nnonsense\n"
                                     R"({"title":"Two"})"
                                     "\n");
  const ImportReport report = import(file);
  EXPECT_EQ(report.read, 4U);
  EXPECT_EQ(report.added, 2U);
  EXPECT_EQ(report.rejected, 2U);
  ASSERT_TRUE(report.rejections);
  const std::string list = read_file(*report.rejections);
  EXPECT_NE(list.find(R"("line":2)"), std::string::npos) << list;
  EXPECT_NE(list.find("title is a number, not text"), std::string::npos) << list;
  EXPECT_NE(list.find(R"("line":3)"), std::string::npos) << list;
  EXPECT_FALSE(import(write("a.jsonl", R"({"title":"One"})")).rejections)
      << "the old list goes with its reasons";
  EXPECT_FALSE(std::filesystem::exists(*report.rejections));
}

TEST_F(ImportTest, Stopped_KeepsWhatWasReadAndCompletesLater) {
  const auto file = write("a.jsonl", lines(3000));
  const std::atomic<bool> stop{true};
  const ImportReport stopped = import(file, &stop);
  EXPECT_TRUE(stopped.interrupted);
  const ImportReport rest = import(file);
  EXPECT_EQ(stopped.added + rest.added, 3000U);
}

TEST_F(ImportTest, OtherModel_JudgesAgain) {
  import(write("a.jsonl", lines(3)));
  library::Library library(temporary_.path() / "library", library::Library::Mode::kWrite);
  EXPECT_EQ(judge_again(library, identify::default_judge()), 0U);
  library.begin();
  Verdict other;
  other.model = "another";
  library.set_verdict({2}, other);
  library.commit();
  EXPECT_EQ(judge_again(library, identify::default_judge()), 1U);
}

}  // namespace
}  // namespace assay::ingest
