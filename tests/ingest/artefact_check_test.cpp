#include "ingest/artefact_check.h"

#include "base/files.h"
#include "ingest/absorb.h"
#include "ingest/indexing.h"
#include "library/dossier.h"
#include "source/fake_fetcher.h"

#include <gtest/gtest.h>

namespace assay::ingest {
namespace {

constexpr const char* kRepository = "https://api.github.com/repos/a/code";
constexpr const char* kAlive =
    R"({"size":120,"language":"C++","license":{"spdx_id":"MIT"},"archived":false,"pushed_at":"2025-01-01T00:00:00Z"})";

class ArtefactCheckTest : public testing::Test {
 protected:
  ArtefactCheckTest() : library_(temporary_.path(), library::Library::Mode::kWrite) {}

  WorkId add(const std::string& title, const std::string& code, const std::string& abstract = {}) {
    Work work;
    work.id = title;
    work.title = title;
    work.code = code;
    work.abstract = abstract;
    tidy(work);
    Absorber absorber(library_, identify::default_judge());
    library_.begin();
    absorber.absorb(prepare(work, "works", identify::default_judge()));
    library_.commit();
    return library_.resolve(title).value();
  }

  ArtefactReport check(const std::vector<WorkId>& works) {
    return check_artefacts(library_, works, fetcher_, {}, 1'767'225'600, nullptr);
  }

  TempDir temporary_;
  library::Library library_;
  source::FakeFetcher fetcher_;
};

TEST_F(ArtefactCheckTest, LivingCode_IsKeptAndMakesTheWorkFindable) {
  const WorkId id = add("Paged serving", "https://github.com/a/code");
  const WorkId other = add("Another thing", "");
  fetcher_.answer(kRepository, kAlive);
  const ArtefactReport report = check({id});
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].state, "alive");
  const std::vector<library::Artefact> kept = library::artefacts(library_, id);
  ASSERT_EQ(kept.size(), 1U);
  EXPECT_EQ(kept[0].url, "https://github.com/a/code");
  EXPECT_EQ(kept[0].checked, 1'767'225'600);
  const auto index = open_current_index(library_);
  const search::Results found = index->search(search::parse_query("code:alive"), {});
  ASSERT_EQ(found.hits.size(), 1U);
  EXPECT_EQ(found.hits[0].id, id);
  EXPECT_NE(found.hits[0].id, other);
}

TEST_F(ArtefactCheckTest, GoneCode_IsMissing_AndARefusalChangesNothingKnown) {
  const WorkId id = add("Paged serving", "https://github.com/a/code");
  fetcher_.answer(kRepository, kAlive);
  fetcher_.answer(kRepository, "{}", 404);
  EXPECT_EQ(check({id}).findings.at(0).state, "alive");
  EXPECT_EQ(check({id}).findings.at(0).state, "missing");
  source::FakeFetcher silent;  // answers nothing: not reached
  const ArtefactReport report = check_artefacts(library_, {id}, silent, {}, 1'767'225'601, nullptr);
  EXPECT_EQ(report.findings.at(0).state, "unknown");
  EXPECT_EQ(library::artefacts(library_, id).at(0).state, "missing");
}

TEST_F(ArtefactCheckTest, PromisedCode_IsToldWithItsWords) {
  const WorkId id = add("Soon", "", "We prune models. Our code will be released soon.");
  const WorkId none = add("Never", "", "We prune models.");
  const ArtefactReport report = check({id, none});
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].work, id);
  EXPECT_EQ(report.findings[0].state, "promised");
  EXPECT_EQ(report.works, 2U);
}

TEST_F(ArtefactCheckTest, WorksNeverLookedAt_ComeFirst) {
  const WorkId first = add("One serving system", "https://github.com/a/code");
  const WorkId second = add("Two pruning tools", "https://github.com/a/other");
  static_cast<void>(add("Three without", ""));
  fetcher_.answer(kRepository, kAlive);
  static_cast<void>(check({first}));
  EXPECT_EQ(works_to_check(library_, 10), (std::vector<WorkId>{second, first}));
  EXPECT_EQ(works_to_check(library_, 1), std::vector<WorkId>{second});
}

TEST_F(ArtefactCheckTest, Interruption_KeepsWhatWasFound) {
  const WorkId id = add("Paged serving", "https://github.com/a/code");
  const std::atomic<bool> stop{true};
  const ArtefactReport report = check_artefacts(library_, {id}, fetcher_, {}, 1, &stop);
  EXPECT_TRUE(report.interrupted);
  EXPECT_TRUE(report.findings.empty());
}

}  // namespace
}  // namespace assay::ingest
