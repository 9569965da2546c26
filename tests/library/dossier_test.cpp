#include "library/dossier.h"

#include "base/files.h"
#include "library/community.h"
#include "library/library_helpers.h"
#include "library/reader.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace assay::library {
namespace {

using testing_support::record;

IncomingRecord of_kind(Kind kind, const std::string& key, const std::string& title,
                       const std::string& text, const std::vector<std::string>& identifiers = {}) {
  IncomingRecord incoming = record(key, title, {}, identifiers);
  incoming.record.work.kind = kind;
  incoming.record.work.text = text;
  incoming.identifiers = own_identifiers(incoming.record.work);
  incoming.mentions = find_mentions(incoming.record.work, incoming.identifiers);
  return incoming;
}

class DossierTest : public testing::Test {
 protected:
  DossierTest() : library_(temporary_.path() / "library", Library::Mode::kWrite) {
    library_.begin();
  }

  WorkId add(const IncomingRecord& incoming) { return library_.add_work(incoming); }
  void refresh(WorkId id) { library_.refresh(id, library_.load(id).work); }

  /// "w1 implements, w2 cited by"
  std::string told(WorkId id) {
    std::string out;
    for (const Relation& relation : library_.relations(library_.load(id))) {
      out += (out.empty() ? "" : ", ") + format_work_id(relation.id) + " " +
             std::string(tie_words(relation.tie.tie, relation.tie.subject));
    }
    return out;
  }

  TempDir temporary_;
  Library library_;
};

TEST_F(DossierTest, Mention_TiesBothWorksWhicheverCameFirst) {
  const WorkId early =
      add(of_kind(Kind::kRepository, "r", "o/n", "An implementation of LoRA (arXiv:2106.09685).",
                  {"github:o/n"}));
  EXPECT_EQ(told(early), "") << "the paper is not here yet";
  ASSERT_EQ(mentions_of(library_, early, 10).size(), 1U);
  EXPECT_FALSE(mentions_of(library_, early, 10)[0].work);
  const WorkId paper = add(record("p", "LoRA", {}, {"arxiv:2106.09685"}));
  const WorkId release = add(of_kind(Kind::kContribution, "v", "n v1", "- Fix arXiv:2106.09685",
                                     {"https://github.com/o/n/releases/tag/v1"}));
  const WorkId discussion = add(of_kind(Kind::kDiscussion, "d", "LoRA?", "On arXiv:2106.09685"));
  EXPECT_EQ(told(early), "w2 implements, w3 release");
  EXPECT_EQ(told(paper), "w1 implemented by, w4 discussed in, w3 cited by");
  EXPECT_EQ(told(release), "w1 release of, w2 cites");
  EXPECT_EQ(told(discussion), "w2 discusses");
  const Relation relation = library_.relations(library_.load(paper))[0];
  EXPECT_FALSE(relation.said_here);
  EXPECT_EQ(relation.field, "text");
  EXPECT_EQ(mention_words(library_.load(early).work, relation.field, relation.begin, relation.end),
            "arXiv:2106.09685");
}

TEST_F(DossierTest, StrongerTieOfTwo_IsTheOneShown) {
  IncomingRecord paper = record("p", "LoRA", {}, {"arxiv:2106.09685"});
  paper.record.work.code = "https://github.com/o/n";
  const WorkId p = add(paper);
  const WorkId r =
      add(of_kind(Kind::kRepository, "r", "o/n", "- arXiv:2106.09685", {"github:o/n"}));
  EXPECT_EQ(told(p), format_work_id(r) + " code");
  EXPECT_EQ(told(r), format_work_id(p) + " code of");
}

TEST_F(DossierTest, TakeOut_OneRecord_IsANewWorkKeptApart) {
  const WorkId a = add(record("a", "A", {}, {"arxiv:2106.00001"}));
  library_.add_record(a, record("b", "A", {}, {"doi:10.1234/b"}), "same title and people");
  refresh(a);
  add_note(library_, a, {1, "typed on the whole"});
  set_reading(library_, a, {ReadState::kRead, 4}, 1);
  const std::vector<KeptRecord> records = kept_records(library_, a);
  ASSERT_EQ(records.size(), 2U);
  const WorkId b = take_out(library_, a, {records[1].id}, 7);
  refresh(a);
  refresh(b);
  EXPECT_TRUE(are_kept_apart(library_, b, a));
  EXPECT_EQ(library_.resolve("doi:10.1234/b"), b);
  EXPECT_EQ(library_.resolve("arxiv:2106.00001"), a);
  EXPECT_EQ(notes(library_, a).size(), 1U) << "stays where it was typed";
  EXPECT_TRUE(notes(library_, b).empty());
  EXPECT_EQ(readings(library_).count(b.v), 0U);
  EXPECT_TRUE(library_.load(b).merge_reasons.empty()) << "it is the work now";
  library_.commit();
  library_.check();
  library_.check_works();
}

TEST_F(DossierTest, TakeOut_OldestRecord_LeavesTheOthersWithoutReason) {
  const WorkId a = add(record("a", "A"));
  library_.add_record(a, record("b", "A"), "because");
  const WorkId b = take_out(library_, a, {kept_records(library_, a)[0].id}, 7);
  EXPECT_TRUE(library_.load(a).merge_reasons.empty());
  EXPECT_EQ(library_.load(b).given_ids, std::vector<std::string>{"a"});
}

TEST_F(DossierTest, TakeOut_AllOfAFormerWork_BringsItBackWithWhatWasTypedOnIt) {
  const WorkId a = add(record("a", "A", {}, {"arxiv:2106.00001"}));
  const WorkId b = add(record("b", "B", {}, {"doi:10.1234/b"}));
  add_note(library_, a, {1, "on A"});
  add_note(library_, b, {1, "on B"});
  set_reading(library_, b, {ReadState::kRead, 5}, 1);
  library_.merge_works(a, b, "joined");
  refresh(a);
  EXPECT_EQ(notes(library_, a).size(), 2U);
  EXPECT_EQ(readings(library_).at(a.v).rating, 5);
  EXPECT_EQ(take_out(library_, a, {kept_records(library_, a)[1].id}, 7), b);
  refresh(a);
  refresh(b);
  ASSERT_EQ(notes(library_, a).size(), 1U);
  EXPECT_EQ(notes(library_, a)[0].body, "on A");
  ASSERT_EQ(notes(library_, b).size(), 1U);
  EXPECT_EQ(readings(library_).count(a.v), 0U);
  EXPECT_EQ(readings(library_).at(b.v).rating, 5);
  EXPECT_EQ(library_.resolve("w2"), b);
  library_.check_works();
}

TEST_F(DossierTest, BothHadAState_ThatOfTheFormerWorkWaits) {
  const WorkId a = add(record("a", "A"));
  const WorkId b = add(record("b", "B"));
  set_reading(library_, a, {ReadState::kRead, 1}, 1);
  set_reading(library_, b, {ReadState::kSkipped, 5}, 1);
  library_.merge_works(a, b, "joined");
  EXPECT_EQ(readings(library_).size(), 1U) << "a forwarding address has no state";
  take_out(library_, a, {kept_records(library_, a)[1].id}, 7);
  EXPECT_EQ(readings(library_).at(a.v).rating, 1);
  EXPECT_EQ(readings(library_).at(b.v).rating, 5);
}

TEST_F(DossierTest, KeptApart_FollowsALaterMerge) {
  const WorkId a = add(record("a", "A"));
  library_.add_record(a, record("b", "A"), "because");
  const WorkId b = take_out(library_, a, {kept_records(library_, a)[1].id}, 7);
  const WorkId c = add(record("c", "C"));
  library_.merge_works(c, a, "joined");
  EXPECT_TRUE(are_kept_apart(library_, b, c));
  EXPECT_FALSE(are_kept_apart(library_, a, c));
}

TEST_F(DossierTest, Artefact_AliveCode_IsTold_AndPrunedWithItsLink) {
  IncomingRecord paper = record("p", "P");
  paper.record.work.code = "https://github.com/o/n";
  const WorkId p = add(paper);
  const std::int64_t before = library_.commit();
  library_.begin();
  set_artefact(library_, p, {"https://github.com/o/n", "code", "alive", 9, R"({"stars":3})"});
  EXPECT_TRUE(library_.load(p).code_alive);
  library_.commit();
  EXPECT_EQ(library_.changes_since(before, {}, 10).size(), 1U) << "the index must read it again";
  library_.begin();
  set_artefact(library_, p, {"https://github.com/o/n", "code", "archived", 10, ""});
  EXPECT_FALSE(library_.load(p).code_alive);
  ASSERT_EQ(artefacts(library_, p).size(), 1U);
  EXPECT_EQ(artefacts(library_, p)[0].state, "archived");
  EXPECT_EQ(artefacts(library_, p)[0].checked, 10);
  prune_artefacts(library_, p, Work{}, false);
  EXPECT_TRUE(artefacts(library_, p).empty());
}

TEST_F(DossierTest, LinkAgain_FindsWhatAnOlderProgramDidNot) {
  IncomingRecord repository =
      of_kind(Kind::kRepository, "r", "o/n", "Implementation of arXiv:2106.09685", {"github:o/n"});
  repository.mentions.clear();
  const WorkId r = add(repository);
  EXPECT_TRUE(mentions_of(library_, r, 10).empty());
  link_again(library_, r);
  EXPECT_EQ(mentions_of(library_, r, 10).size(), 1U);
}

TEST_F(DossierTest, Follows_OneAName_WhateverItsSpelling) {
  const Follow ada = make_follow(FollowKind::kPerson, "Ada  Lovelace").value();
  EXPECT_TRUE(add_follow(library_, ada));
  EXPECT_FALSE(add_follow(library_, make_follow(FollowKind::kPerson, "Lovelace, A.").value()));
  EXPECT_EQ(make_follow(FollowKind::kRepository, "https://github.com/PyTorch/PyTorch")->key,
            "pytorch/pytorch");
  EXPECT_EQ(make_follow(FollowKind::kRepository, "PyTorch/pytorch")->key, "pytorch/pytorch");
  EXPECT_FALSE(make_follow(FollowKind::kRepository, "pytorch"));
  EXPECT_FALSE(make_follow(FollowKind::kVenue, "  "));
  ASSERT_EQ(follows(library_).size(), 1U);
  EXPECT_EQ(follows(library_)[0].name, "Ada Lovelace");
  EXPECT_TRUE(remove_follow(library_, ada));
  EXPECT_FALSE(remove_follow(library_, ada));
}

TEST(Migration, FromTheFirstSchema_KeepsAllAndLooksForLinksAgain) {
  const TempDir temporary;
  const std::filesystem::path folder = temporary.path() / "library";
  {
    Library library(folder, Library::Mode::kWrite);
    library.begin();
    library.add_work(record("a", "A", {}, {"arxiv:2106.00001"}));
    add_note(library, {1}, {1, "a note"});
    library.commit();
    EXPECT_EQ(links_version(library), kMentionsVersion) << "a new library needs no second look";
  }
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open((folder / kLibraryFile).c_str(), &handle), SQLITE_OK);
  EXPECT_EQ(
      sqlite3_exec(handle,
                   "DROP INDEX works_by_merge; DROP TABLE kept_apart; DROP TABLE artefacts; "
                   "DROP TABLE follows;"
                   "DROP TABLE followed; DROP TABLE hosts; DROP TABLE reviews; DROP TABLE cards;"
                   "DROP TABLE experiments; DROP TABLE lab_log; DROP TABLE saved_seen; DROP TABLE "
                   "saved; DROP TABLE week_marks; "
                   "DROP TABLE days_off; ALTER TABLE week_items DROP COLUMN day; "
                   "ALTER TABLE week_hours DROP COLUMN minutes; "
                   "ALTER TABLE week_hours DROP COLUMN remarks;"
                   "ALTER TABLE notes DROP COLUMN file; ALTER TABLE notes DROP COLUMN earlier;"
                   "ALTER TABLE records DROP COLUMN withdrawn;"
                   "ALTER TABLE works DROP COLUMN withdrawn;"
                   "ALTER TABLE works DROP COLUMN artefacts;"
                   "ALTER TABLE links DROP COLUMN field; ALTER TABLE links DROP COLUMN first;"
                   "ALTER TABLE links DROP COLUMN last;"
                   "ALTER TABLE records DROP COLUMN born;"
                   "ALTER TABLE notes DROP COLUMN typed_on;"
                   "ALTER TABLE reading DROP COLUMN typed_on;"
                   "DELETE FROM meta WHERE key = 'mentions'; PRAGMA user_version = 1",
                   nullptr, nullptr, nullptr),
      SQLITE_OK)
      << sqlite3_errmsg(handle);
  sqlite3_close(handle);
  Library library(folder, Library::Mode::kWrite);
  EXPECT_EQ(links_version(library), 0);
  EXPECT_EQ(library.load({1}).work.title, "A");
  EXPECT_EQ(notes(library, {1}).size(), 1U);
  EXPECT_TRUE(std::filesystem::exists(folder / "library.db.v1.bak"));
  library.check();
}

}  // namespace
}  // namespace assay::library
