#include "ingest/artefact_check.h"

#include "base/files.h"
#include "ingest/absorb.h"
#include "ingest/finding.h"
#include "ingest/indexing.h"
#include "library/dossier.h"
#include "source/fake_fetcher.h"
#include "source/no_host.h"

#include <gtest/gtest.h>

#include <algorithm>

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
    return add(work);
  }

  WorkId add(Work work) {
    tidy(work);
    Absorber absorber(library_, identify::default_judge());
    library_.begin();
    absorber.absorb(prepare(work, "works", identify::default_judge()));
    library_.commit();
    return library_.resolve(work.id).value();
  }

  ArtefactReport check(const std::vector<WorkId>& works) {
    return check_artefacts(library_, identify::default_judge(), works, fetcher_, {}, 1'767'225'600,
                           nullptr);
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
  const ArtefactReport report = check_artefacts(library_, identify::default_judge(), {id}, silent,
                                                {}, 1'767'225'601, nullptr);
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

TEST_F(ArtefactCheckTest, WhatCannotBeFoundOut_StandsInNobodysWay) {
  const WorkId refused = add("Refused", "https://github.com/a/refused");
  fetcher_.answer("https://api.github.com/repos/a/refused", "<html>", 500);
  EXPECT_EQ(check({refused}).findings.at(0).state, "unknown");
  EXPECT_EQ(library::artefacts(library_, refused).at(0).state, "unknown");
  const WorkId other = add("Other", "https://github.com/a/code");
  EXPECT_EQ(works_to_check(library_, 1), std::vector<WorkId>{other}) << "it has had its turn";
}

TEST_F(ArtefactCheckTest, Refusal_CountsAsALook_AndKeepsWhatWasKnown) {
  const WorkId id = add("Paged serving", "https://github.com/a/code");
  fetcher_.answer(kRepository, kAlive);
  static_cast<void>(check({id}));
  source::FakeFetcher silent;
  static_cast<void>(check_artefacts(library_, identify::default_judge(), {id}, silent, {},
                                    1'800'000'000, nullptr));
  const library::Artefact kept = library::artefacts(library_, id).at(0);
  EXPECT_EQ(kept.state, "alive");
  EXPECT_EQ(kept.checked, 1'800'000'000);
  EXPECT_EQ(source::parse_artefact(kept.detail)->checked, 1'767'225'600) << "when it was seen";
}

/// Knows no host but those that a test has laid out.
class NoHosts final : public source::Fetcher {
 public:
  explicit NoHosts(source::Fetcher& known) : known_(known) {}
  [[nodiscard]] std::string secret(const std::string& /*variable*/) const override { return {}; }

 protected:
  source::Response do_fetch(const source::Request& request) override {
    if (request.url.find("github") == std::string::npos) {
      throw Error(Errc::kNetwork, std::string(source::kNoHostMessage), request.url);
    }
    return known_.fetch(request);
  }
  source::Response do_download(const source::Request& request,
                               const std::filesystem::path& /*target*/) override {
    return do_fetch(request);
  }

 private:
  source::Fetcher& known_;
};

TEST_F(ArtefactCheckTest, HostThatNobodyKnowsTwice_IsGone_UnlessNobodyIsReached) {
  const WorkId gone = add("Gone lab", "https://lab.example/code");
  const WorkId living = add("Paged serving", "https://github.com/a/code");
  fetcher_.answer(kRepository, kAlive);
  NoHosts hosts(fetcher_);
  const auto look = [&](const std::vector<WorkId>& works) {
    return check_artefacts(library_, identify::default_judge(), works, hosts, {}, 5, nullptr)
        .findings.at(0)
        .state;
  };
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(look({gone}), "unknown") << "there may be no network";
  }
  EXPECT_EQ(look({gone, living}), "unknown") << "the first time";
  EXPECT_EQ(look({gone}), "unknown");
  EXPECT_EQ(look({gone, living}), "missing");
  EXPECT_EQ(library::artefacts(library_, gone).at(0).state, "missing");
}

TEST_F(ArtefactCheckTest, WorksThatOnlyPromise_OrHaveDataOrModels_AreLookedAtToo) {
  const WorkId promise = add("Soon", "", "We prune models. Our code will be released soon.");
  static_cast<void>(add("Never", "", "We prune models."));
  Work data;
  data.id = data.title = "Data";
  data.links = {{"dataset", "https://huggingface.co/datasets/a/b"}, {"home", "https://a.example"}};
  const WorkId with_data = add(data);
  const auto to_check = [&] {
    std::vector<WorkId> works = works_to_check(library_, 10);
    std::sort(works.begin(), works.end());
    return works;
  };
  EXPECT_EQ(to_check(), (std::vector<WorkId>{promise, with_data}));
  const library::Artefact noted = library::artefacts(library_, promise).at(0);
  EXPECT_EQ(noted.state, "promised") << "that much is known without asking anybody";
  EXPECT_EQ(noted.checked, 0);
  static_cast<void>(check({promise}));
  EXPECT_EQ(works_to_check(library_, 1), std::vector<WorkId>{with_data});
  // The promise is kept at last.
  static_cast<void>(
      add("Soon", "https://github.com/a/code", "We prune models. Our code will be released soon."));
  EXPECT_TRUE(library::artefacts(library_, promise).empty());
  EXPECT_EQ(to_check(), (std::vector<WorkId>{promise, with_data}));
}

TEST_F(ArtefactCheckTest, WhatIsFound_IsAClueOfTheVerdict) {
  const WorkId id = add("Paged serving", "https://github.com/a/code");
  const WorkId promise = add("Soon", "", "We prune models. Our code will be released soon.");
  const double before = library_.load(id).developer_led;
  const double promised_before = library_.load(promise).developer_led;
  fetcher_.answer(kRepository, kAlive);
  fetcher_.answer(kRepository, "{}", 404);
  static_cast<void>(check({id, promise}));
  EXPECT_GT(library_.load(id).developer_led, before);
  EXPECT_EQ(library::code_state(library_, id), CodeState::kAliveLicensed);
  EXPECT_LT(library_.load(promise).developer_led, promised_before);
  EXPECT_EQ(library::code_state(library_, promise), CodeState::kPromised);
  static_cast<void>(check({id}));
  EXPECT_LT(library_.load(id).developer_led, before) << "its code has gone";
  // Whatever makes the verdict again keeps the clue.
  const double gone = library_.load(id).developer_led;
  const WhyView why = explain(library_, identify::default_judge(), identify::Taxonomy(), id);
  EXPECT_EQ(why.verdict.developer_led, gone);
  EXPECT_EQ(library::code_state(library_, id), CodeState::kMissing);
  static_cast<void>(add("Paged serving", "https://github.com/a/code", "With an abstract."));
  EXPECT_EQ(library::code_state(library_, id), CodeState::kMissing);
  static_cast<void>(add("Paged serving", "https://github.com/a/other"));
  EXPECT_EQ(library::code_state(library_, id), CodeState::kUnseen) << "nobody looked there yet";
}

TEST_F(ArtefactCheckTest, Interruption_KeepsWhatWasFound) {
  const WorkId id = add("Paged serving", "https://github.com/a/code");
  const std::atomic<bool> stop{true};
  const ArtefactReport report =
      check_artefacts(library_, identify::default_judge(), {id}, fetcher_, {}, 1, &stop);
  EXPECT_TRUE(report.interrupted);
  EXPECT_TRUE(report.findings.empty());
}

}  // namespace
}  // namespace assay::ingest
