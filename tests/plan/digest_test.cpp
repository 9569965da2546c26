#include "plan/digest.h"

#include "base/instant.h"
#include "library/signals.h"
#include "library/weeks.h"
#include "plan/plan_helpers.h"

#include <algorithm>

namespace assay::plan {
namespace {

using testing_support::work;

constexpr std::int64_t kMonday = 1795392000;  // 2026-11-23

class DigestTest : public testing_support::LibraryTest {
 protected:
  void SetUp() override {
    import(work("arxiv:2611.00001", "Serving <b>fast</b> & cheap [x](http://evil)",
                "We deployed it in production.", R"("date":"2026-11-24")") +
           work("arxiv:2611.00002", "Of the week before", "Deployed.", R"("date":"2026-11-22")") +
           work("arxiv:2611.00003", "On Sunday", "Deployed.", R"("date":"2026-11-29")") +
           work("arxiv:2611.00004", "Of the week after", "Deployed.", R"("date":"2026-11-30")"));
  }

  Digest digest(library::Library& library) {
    const auto index = ingest::open_index_for_search(library);
    return make_digest(library, identify::default_judge(), load_profile(library, *index),
                       {2026, 48});
  }

  static void plan_week(library::Library& library) {
    library::WeekItem item;
    item.n = 1;
    item.track = "papers";
    item.work = WorkId{1};
    item.title = "Serving";
    item.minutes = 40;
    item.why = {"because"};
    library::WeekItem other = item;
    other.n = 2;
    other.work.reset();
    other.title = "A talk";
    other.track = "community";
    library.begin();
    item.state = library::ItemState::kDone;
    library::save_week(library, "2026-W48", {4, {item, other}}, kMonday);
    library::record_event(library, "read", WorkId{1}, "25", kMonday + kDaySeconds);
    library::record_event(library, "note", WorkId{2}, "n", kMonday + 2 * kDaySeconds);
    library::record_event(library, "note", WorkId{3}, "too late", kMonday + 7 * kDaySeconds);
    library::record_event(library, "done", WorkId{1}, "2026-W48 papers: Serving",
                          kMonday + 9 * kDaySeconds);
    library.commit();
  }
};

TEST_F(DigestTest, Sections_HoldWhatIsOfTheWeekAndNothingElse) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  Digest seen = digest(library);
  ASSERT_EQ(seen.sections.size(), 3U);
  EXPECT_EQ(seen.sections[0].items.size(), 2U) << "Monday to Sunday";
  EXPECT_TRUE(seen.sections[1].items.empty());
  const std::int64_t came = library::came(library, WorkId{1});
  EXPECT_GT(came, 0);
  EXPECT_EQ(seen.updated, std::max(kMonday, came)) << "news move it";
  plan_week(library);
  seen = digest(library);
  ASSERT_EQ(seen.sections[1].items.size(), 2U);
  EXPECT_EQ(seen.sections[1].items[0].facts.back(), "done");
  EXPECT_EQ(seen.sections[1].items[1].facts.back(), "open");
  ASSERT_EQ(seen.sections[2].items.size(), 2U) << "the item, and the work that was noted";
  EXPECT_EQ(seen.sections[2].items[0].facts.back(), "25 min") << "as the timer says";
  EXPECT_EQ(seen.sections[2].items[1].title, "Of the week before");
  EXPECT_EQ(seen.sections[2].lead, "25 min in all.");
  EXPECT_EQ(seen.updated, std::max(kMonday + 9 * kDaySeconds, came)) << "it was ticked later";
}

TEST_F(DigestTest, Reasons_TellNoAge_SinceItIsReadOnAnyDay) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  const Digest seen = digest(library);
  for (const DigestItem& item : seen.sections.at(0).items) {
    for (const std::string& reason : item.why) {
      EXPECT_EQ(reason.find("days old"), std::string::npos) << reason;
      EXPECT_EQ(reason.find("new "), std::string::npos) << reason;
    }
    EXPECT_TRUE(item.facts.at(2).starts_with("2026-11-2")) << "the date is told instead";
  }
}

TEST_F(DigestTest, EveryFormat_EscapesWhatSourcesWrote) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  const Digest seen = digest(library);
  const std::string html = digest_html(seen);
  EXPECT_EQ(html.find("<b>"), std::string::npos);
  EXPECT_NE(html.find("Serving &lt;b&gt;fast&lt;/b&gt; &amp; cheap"), std::string::npos);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find("src="), std::string::npos) << "nothing is loaded from elsewhere";
  const std::string markdown = digest_markdown(seen);
  EXPECT_EQ(markdown.find("[x](http://evil)"), std::string::npos);
  EXPECT_NE(markdown.find("\\[x\\](http://evil)"), std::string::npos);
  EXPECT_NE(markdown.find("## What appeared"), std::string::npos);
  EXPECT_NE(digest_text(seen).find("https://arxiv.org/abs/2611.00001"), std::string::npos);
}

TEST_F(DigestTest, AnUnsoundAddress_IsNoLink) {
  Digest seen;
  seen.week = {2026, 48};
  seen.sections.push_back({"x", "X", "", {{"T", "javascript:alert(1)", "", {}, {}}}, ""});
  EXPECT_EQ(digest_html(seen).find("javascript"), std::string::npos);
  EXPECT_EQ(digest_markdown(seen).find("javascript"), std::string::npos);
}

TEST_F(DigestTest, Feed_HasAnEntryAWeekWithIdsThatStay) {
  library::Library library(folder(), library::Library::Mode::kWrite);
  plan_week(library);
  const auto index = ingest::open_index_for_search(library);
  const std::vector<Digest> digests =
      make_digests(library, identify::default_judge(), load_profile(library, *index), {2026, 48});
  ASSERT_EQ(digests.size(), 2U) << "this week, and the one before in which something appeared";
  const Feed feed = digest_feed(digests, "here");
  EXPECT_EQ(feed.updated, digests[0].updated);
  ASSERT_EQ(feed.entries.size(), 2U);
  EXPECT_NE(feed.entries[0].id, feed.entries[1].id);
  EXPECT_EQ(feed.entries[0].id, digest_feed(digests, "here").entries[0].id);
  EXPECT_NE(feed.entries[0].id, digest_feed(digests, "there").entries[0].id);
}

TEST(DigestTitle, NamesTheDays) {
  Digest digest;
  digest.week = {2026, 48};
  EXPECT_EQ(digest_title(digest), "Week 2026-W48 · 23 to 29 November 2026");
  digest.week = {2026, 53};
  EXPECT_EQ(digest_title(digest), "Week 2026-W53 · 28 December 2026 to 3 January 2027");
  digest.week = {9999, 52};
  EXPECT_EQ(digest_title(digest), "Week 9999-W52 · 27 to 31 December 9999")
      << "no date of five digits";
}

}  // namespace
}  // namespace assay::plan
