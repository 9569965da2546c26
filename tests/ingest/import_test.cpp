#include "ingest/import.h"

#include "base/files.h"
#include "base/ordered_stage.h"
#include "ingest/absorb.h"
#include "ingest/indexing.h"
#include "library/reader.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

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

  /// With `stop`, stops once `records` are in.
  ImportReport import(const std::filesystem::path& path, std::atomic<bool>* stop = nullptr,
                      std::uint64_t records = 0) {
    library::Library library(temporary_.path() / "library", library::Library::Mode::kWrite);
    const auto index = open_current_index(library);
    ImportOptions options;
    options.stop = stop;
    options.progress = [stop, records](std::uint64_t /*bytes*/, std::uint64_t read) {
      if (stop != nullptr && read >= records) {
        *stop = true;
      }
    };
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
  const auto file = write("a.jsonl", lines(20000));
  std::atomic<bool> stop{false};
  const ImportReport stopped = import(file, &stop, 1000);
  EXPECT_TRUE(stopped.interrupted);
  EXPECT_GE(stopped.added, 1000U);
  EXPECT_LT(stopped.added, 20000U) << "what was not read yet is left";
  EXPECT_EQ(library::Library(temporary_.path() / "library", library::Library::Mode::kRead).size(),
            stopped.added);
  const ImportReport rest = import(file);
  EXPECT_FALSE(rest.interrupted);
  EXPECT_EQ(rest.unchanged, stopped.added);
  EXPECT_EQ(stopped.added + rest.added, 20000U);
}

TEST_F(ImportTest, OthersWriteInBetween_AndTheIndexHasIt) {
  const auto file = write("a.jsonl", lines(20000));
  import(write("b.jsonl", "{\"title\":\"Known before\"}\n"));
  library::Library library(temporary_.path() / "library", library::Library::Mode::kWrite);
  const auto index = open_current_index(library);
  Turn turn;
  turn.lock();
  std::uint64_t size_then = 0;
  std::jthread other;
  ImportOptions options;
  options.turn = &turn;
  options.progress = [&](std::uint64_t /*bytes*/, std::uint64_t /*records*/) {
    if (other.joinable()) {
      return;
    }
    other = std::jthread([&] {
      turn.lock();
      size_then = library.size();
      library.begin();
      library::set_reading(library, WorkId{1}, {library::ReadState::kRead, std::nullopt, 7}, 7);
      library.touch(WorkId{1});
      library.commit();
      turn.unlock();
    });
    while (!turn.is_wanted()) {
      std::this_thread::yield();
    }
  };
  const ImportReport report =
      import_file(library, *index, identify::default_judge(), file, options);
  turn.unlock();
  EXPECT_EQ(report.added, 20000U);
  EXPECT_LT(size_then, 4000U) << "what waits comes long before the end";
  EXPECT_EQ(index->generation(), library.generation());
  EXPECT_EQ(index->size(), 20001U);
  EXPECT_EQ(index->search(search::parse_query("before read:yes"), {}).total, 1U)
      << "the change of the other";
}

TEST_F(ImportTest, FilesOfOneName_HaveAListEach) {
  for (const char* folder : {"one", "two"}) {
    std::filesystem::create_directories(temporary_.path() / folder);
  }
  const ImportReport one = import(write("one/a.jsonl", "{\"title\":\"One\"}\nnonsense\n"));
  const ImportReport two = import(write("two/a.jsonl", "{\"title\":\"Two\"}\nnonsense\n"));
  ASSERT_TRUE(one.rejections && two.rejections);
  EXPECT_NE(*one.rejections, *two.rejections);
  EXPECT_NE(read_file(*one.rejections).find("one/a.jsonl"), std::string::npos);
  EXPECT_NE(read_file(*two.rejections).find("two/a.jsonl"), std::string::npos);
}

TEST_F(ImportTest, IndexThatIsBehind_IsNotPassedForCurrent) {
  const std::filesystem::path folder = temporary_.path() / "library";
  library::Library library(folder, library::Library::Mode::kWrite);
  const auto index = open_current_index(library);
  Work lost;
  lost.title = "Lost on the way";
  library.begin();
  library.add_work(prepare(std::move(lost), "works", identify::default_judge()).incoming);
  library.commit();
  import_file(library, *index, identify::default_judge(), write("a.jsonl", lines(3)), {});
  EXPECT_LT(index->generation(), library.generation());
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
