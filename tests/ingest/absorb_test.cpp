#include "ingest/absorb.h"

#include "base/files.h"
#include "ingest/dossier.h"
#include "library/dossier.h"
#include "library/reader.h"

#include <gtest/gtest.h>

namespace assay::ingest {
namespace {

class AbsorbTest : public testing::Test {
 protected:
  AbsorbTest()
      : library_(temporary_.path(), library::Library::Mode::kWrite),
        absorber_(library_, identify::default_judge()) {
    library_.begin();
  }

  Outcome absorb(Work work, const std::string& source = "works") {
    tidy(work);
    return absorber_.absorb(prepare(std::move(work), source, identify::default_judge()));
  }

  static Work paper(std::string id, std::string title, std::vector<std::string> authors, int year,
                    const std::vector<std::string>& identifiers = {}) {
    Work work;
    work.id = std::move(id);
    work.title = std::move(title);
    work.authors = std::move(authors);
    work.year = year;
    for (const std::string& text : identifiers) {
      add_identifier(work, parse_identifier(text).value());
    }
    return work;
  }

  TempDir temporary_;
  library::Library library_;
  Absorber absorber_;
};

TEST_F(AbsorbTest, SameRecordAgain_ChangesNothing) {
  EXPECT_EQ(absorb(paper("1", "A title", {"A. One"}, 2020)), Outcome::kAdded);
  EXPECT_EQ(absorb(paper("1", "A title", {"A. One"}, 2020)), Outcome::kUnchanged);
  EXPECT_EQ(library_.size(), 1U);
}

TEST_F(AbsorbTest, ChangedRecord_UpdatesItsWork) {
  absorb(paper("1", "A title", {"A. One"}, 2020));
  Work changed = paper("1", "A title", {"A. One"}, 2020);
  changed.abstract = "We deployed the system in production and cut p99 latency by 3x.";
  EXPECT_EQ(absorb(changed), Outcome::kUpdated);
  const library::StoredWork stored = library_.load({1});
  EXPECT_EQ(stored.work.abstract, changed.abstract);
  EXPECT_GT(stored.developer_led, 0.5) << "the verdict is made again";
}

TEST_F(AbsorbTest, OneIdForTwoThingsInTwoFiles_LosesNeither) {
  EXPECT_EQ(absorb(paper("1", "The first thing", {"A. One"}, 2020)), Outcome::kAdded);
  EXPECT_EQ(absorb(paper("1", "Something else altogether", {"B. Two"}, 2021)), Outcome::kAdded);
  EXPECT_EQ(library_.size(), 2U);
  EXPECT_EQ(absorb(paper("1", "Something else altogether", {"B. Two"}, 2021)), Outcome::kUnchanged);
}

TEST_F(AbsorbTest, PreprintAndConferencePaper_BecomeOneWork) {
  absorb(paper("1706.03762", "Attention Is All You Need", {"Ashish Vaswani", "Noam Shazeer"}, 2017,
               {"arxiv:1706.03762"}),
         "arxiv");
  EXPECT_EQ(absorb(paper("nips2017:1", "Attention is all you need", {"Vaswani, A.", "Shazeer, N."},
                         2017, {"https://papers.nips.cc/paper/7181"}),
                   "paperlists"),
            Outcome::kUpdated);
  EXPECT_EQ(library_.size(), 1U);
  const library::StoredWork stored = library_.load({1});
  EXPECT_EQ(stored.sources, (std::vector<std::string>{"arxiv", "paperlists"}));
  EXPECT_EQ(stored.merge_reasons, std::vector<std::string>{"same title and people"});
}

TEST_F(AbsorbTest, TwoPapersCalledAttention_StayTwo) {
  absorb(paper("a", "Attention", {"Ada One"}, 2018));
  EXPECT_EQ(absorb(paper("b", "Attention", {"Bob Two"}, 2018)), Outcome::kAdded);
  EXPECT_EQ(library_.size(), 2U);
}

TEST_F(AbsorbTest, RecordWithoutPeople_JoinsTheOnlyWorkWithItsTitleAndSaysWhy) {
  const std::string title = "Real-time Data Infrastructure at a Ride Company";
  absorb(paper("a", title, {"Ada One"}, 2021));
  EXPECT_EQ(absorb(paper("b", title, {}, 2021)), Outcome::kUpdated);
  EXPECT_EQ(library_.load({1}).merge_reasons,
            std::vector<std::string>{"same title, and one of them names nobody"});
}

TEST_F(AbsorbTest, RecordWithoutPeople_JoinsNoneOfSeveralWorksWithItsTitle) {
  const std::string title = "Real-time Data Infrastructure at a Ride Company";
  absorb(paper("a", title, {"Ada One"}, 2021));
  absorb(paper("b", title, {"Bob Two"}, 2021));
  EXPECT_EQ(absorb(paper("c", title, {}, 2021)), Outcome::kAdded);
  EXPECT_EQ(library_.size(), 3U);
  EXPECT_EQ(absorb(paper("c", title, {}, 2021)), Outcome::kUnchanged);
  EXPECT_EQ(absorb(paper("d", title, {"B. Two"}, 2022)), Outcome::kUpdated)
      << "one who names people is told apart";
  EXPECT_EQ(library_.load({2}).sources.size(), 1U);
  EXPECT_EQ(library_.load({2}).merge_reasons, std::vector<std::string>{"same title and people"});
}

TEST_F(AbsorbTest, RecordWithBothIdentifiers_JoinsTwoWorks) {
  absorb(paper("a", "Preprint title", {"Ada One"}, 2018, {"arxiv:1801.00001"}));
  absorb(paper("b", "Published title", {"Ada One"}, 2018, {"doi:10.1234/x"}));
  ASSERT_EQ(library_.size(), 2U);
  absorb(paper("c", "Published title", {"Ada One"}, 2018, {"arxiv:1801.00001", "doi:10.1234/x"}));
  EXPECT_EQ(library_.size(), 1U);
  const IndexBatch batch = absorber_.take_changes(library_.commit());
  ASSERT_EQ(batch.gone.size(), 1U);
  ASSERT_EQ(batch.documents.size(), 1U);
  EXPECT_EQ(batch.documents[0].id, WorkId{1});
  EXPECT_EQ(library_.resolve("doi:10.1234/x"), WorkId{1});
}

TEST_F(AbsorbTest, RecordThatGainsAnIdentifier_JoinsItsTwin) {
  absorb(paper("a", "Preprint title", {"Ada One"}, 2018, {"arxiv:1801.00001"}));
  absorb(paper("b", "Published title", {"Ada One"}, 2018, {"doi:10.1234/x"}));
  absorb(paper("z", "Published title", {"Bob Two"}, 2018));
  ASSERT_EQ(library_.size(), 3U);
  absorber_.take_changes(library_.commit());
  library_.begin();
  EXPECT_EQ(absorb(paper("b", "Published title", {"Ada One"}, 2018,
                         {"doi:10.1234/x", "arxiv:1801.00001"})),
            Outcome::kUpdated);
  EXPECT_EQ(library_.size(), 2U) << "and nobody else's work of that title";
  EXPECT_EQ(library_.load({1}).merge_reasons,
            (std::vector<std::string>{"joined when b came to name both"}));
  const IndexBatch batch = absorber_.take_changes(library_.commit());
  EXPECT_EQ(batch.gone, std::vector<WorkId>{{2}});
  ASSERT_EQ(batch.documents.size(), 1U);
  EXPECT_EQ(batch.documents[0].id, WorkId{1});
  library_.check_works();
  // Split again, they stay two, even when a record changes.
  split_work(library_, identify::default_judge(), "w1", "b", 5);
  library_.begin();
  Work changed =
      paper("b", "Published title", {"Ada One"}, 2018, {"doi:10.1234/x", "arxiv:1801.00001"});
  changed.abstract = "Something was added.";
  EXPECT_EQ(absorb(changed), Outcome::kUpdated);
  EXPECT_EQ(library_.size(), 3U);
}

TEST_F(AbsorbTest, SplitWorks_StayTwoWhateverComes) {
  absorb(paper("a", "One Title For Both", {"Ada One"}, 2018, {"arxiv:1801.00001"}), "arxiv");
  absorb(paper("b", "One title for both", {"Ada One"}, 2018, {"doi:10.1234/x"}), "bibtex");
  ASSERT_EQ(library_.size(), 1U);
  library_.commit();
  const SplitReport report =
      split_work(library_, identify::default_judge(), "arxiv:1801.00001", "bibtex", 5);
  EXPECT_EQ(library_.size(), 2U);
  EXPECT_EQ(report.records.size(), 1U);
  library_.begin();
  EXPECT_EQ(
      absorb(paper("a", "One Title For Both", {"Ada One"}, 2018, {"arxiv:1801.00001"}), "arxiv"),
      Outcome::kUnchanged);
  EXPECT_EQ(
      absorb(paper("b", "One title for both", {"Ada One"}, 2018, {"doi:10.1234/x"}), "bibtex"),
      Outcome::kUnchanged);
  // The same under another source's name goes where it has more in common.
  absorb(paper("c", "One title for both", {"Ada One"}, 2018, {"doi:10.1234/x"}), "ris");
  EXPECT_EQ(library_.size(), 2U);
  EXPECT_EQ(library_.load(report.other).sources, (std::vector<std::string>{"bibtex", "ris"}));
  // A record that has both identifiers joins them no more.
  absorb(paper("d", "One title for both", {"Ada One"}, 2018, {"arxiv:1801.00001", "doi:10.1234/x"}),
         "works");
  EXPECT_EQ(library_.size(), 2U);
  EXPECT_TRUE(library::are_kept_apart(library_, report.from, report.other));
}

TEST_F(AbsorbTest, SplitOfAJoin_BringsTheFormerWorkBack) {
  absorb(paper("a", "Preprint title", {"Ada One"}, 2018, {"arxiv:1801.00001"}));
  absorb(paper("b", "Published title", {"Ada One"}, 2018, {"doi:10.1234/x"}));
  library::add_note(library_, {2}, {1, "on the published one"});
  absorb(paper("c", "Published title", {"Ada One"}, 2018, {"arxiv:1801.00001", "doi:10.1234/x"}));
  ASSERT_EQ(library_.size(), 1U);
  library_.commit();
  const SplitReport report = split_work(library_, identify::default_judge(), "w1", "b", 5);
  EXPECT_EQ(report.other, WorkId{2});
  EXPECT_EQ(library::notes(library_, {2}).size(), 1U);
  EXPECT_EQ(library_.load({2}).work.title, "Published title");
  library_.check_works();
  library_.begin();
}

TEST_F(AbsorbTest, Split_SaysWhatIsWrong) {
  absorb(paper("a", "One Title For Both", {"Ada One"}, 2018, {"arxiv:1801.00001"}), "arxiv");
  absorb(paper("z", "Alone", {"Bob Two"}, 2019));
  absorb(paper("b", "One title for both", {"Ada One"}, 2018), "bibtex");
  absorb(paper("c", "One title for both", {"Ada One"}, 2018), "ris");
  library_.commit();
  const auto refused = [&](std::string_view id, std::string_view what) {
    try {
      split_work(library_, identify::default_judge(), id, what, 5);
    } catch (const Error& error) {
      return error.message();
    }
    return std::string();
  };
  EXPECT_EQ(refused("w9", ""), "no such work: w9");
  EXPECT_EQ(refused("w2", ""), "w2 was made of one record, so there is nothing to split");
  EXPECT_EQ(refused("w1", ""), "w1 has several records: 1 (arxiv a), 2 (bibtex b), 3 (ris c)");
  EXPECT_EQ(refused("w1", "acl"), "w1 has no record acl");
  EXPECT_EQ(refused("w1", "7"), "w1 has no record 7");
  EXPECT_EQ(library_.size(), 2U);
  EXPECT_EQ(split_work(library_, identify::default_judge(), "w1", "arxiv:1801.00001", 5)
                .records.at(0)
                .source,
            "arxiv");
  library_.begin();
}

}  // namespace
}  // namespace assay::ingest
