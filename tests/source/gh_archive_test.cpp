#include "fake_fetcher.h"
#include "packing.h"
#include "reading.h"
#include "source/connector.h"
#include "source/reader.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

constexpr const char* kRelease =
    R"({"id":"1","type":"ReleaseEvent","actor":{"login":"ada"},"repo":{"id":7,"name":"Org/Lib"},"payload":{"action":"published","release":{"id":70,"tag_name":"v2.0","name":"","body":"Adds LoRA, arXiv:2106.09685","html_url":"https://github.com/Org/Lib/releases/tag/v2.0","published_at":"2026-01-01T05:00:00Z"}},"public":true,"created_at":"2026-01-01T05:00:01Z"})";
constexpr const char* kMerge =
    R"({"id":"2","type":"PullRequestEvent","actor":{"login":"bo"},"repo":{"id":7,"name":"org/lib"},"payload":{"action":"closed","number":5,"pull_request":{"id":50,"number":5,"title":"Fuse","merged":true,"merged_at":"2026-01-01T05:10:00Z","html_url":"https://github.com/org/lib/pull/5"}},"created_at":"2026-01-01T05:10:01Z"})";
constexpr const char* kSlimMerge =
    R"({"id":"3","type":"PullRequestEvent","actor":{"login":"bo"},"repo":{"id":7,"name":"org/lib"},"payload":{"action":"merged","number":6,"pull_request":{"id":60,"number":6,"url":"https://api.github.com/repos/org/lib/pulls/6","base":{"ref":"main"}}},"created_at":"2026-01-01T05:20:00Z"})";
constexpr const char* kClosed =
    R"({"id":"4","type":"PullRequestEvent","repo":{"name":"org/lib"},"payload":{"action":"closed","pull_request":{"id":61,"number":7,"merged":false}},"created_at":"2026-01-01T05:20:00Z"})";
constexpr const char* kPublic =
    R"({"id":"5","type":"PublicEvent","repo":{"id":9,"name":"org/new"},"payload":{},"created_at":"2026-01-01T05:30:00Z"})";
constexpr const char* kOther =
    R"({"id":"6","type":"PublicEvent","repo":{"id":9,"name":"else/new"},"payload":{"x":"org/lib"},"created_at":"2026-01-01T05:30:00Z"})";
constexpr const char* kPush =
    R"({"id":"7","type":"PushEvent","repo":{"name":"org/lib"},"payload":{"broken)";
constexpr const char* kOld =
    R"({"type":"PublicEvent","repository":{"name":"lib"},"actor":"ada","created_at":"2012-01-01T00:00:00Z"})";

std::string packed(const std::string& text) {
  return pack(text, Packing::kGzip);
}

std::string hour(const std::vector<const char*>& lines) {
  std::string text;
  for (const char* line : lines) {
    text += line;
    text += '\n';
  }
  return text;
}

const SourceSpec kSpec = {"x", "gh-archive", "", {{"repos", "org/lib, org/*"}}};
constexpr std::int64_t kSix = 1'767'247'200;  // 2026-01-01T06:00:00Z

std::string at(const std::string& name) {
  return "https://data.gharchive.org/" + name + ".json.gz";
}

TEST(GhArchive, HoursInSeveralMembers_GiveReleasesMergesAndNewRepositories) {
  FakeFetcher fetcher;
  fetcher.answer(at("2026-01-01-5"),
                 packed(hour({kRelease, kMerge, kPush})) +
                     packed(hour({kMerge, kSlimMerge, kClosed, kPublic, kOther})));
  const auto connector = make_connector(kSpec);
  const std::string cursor = R"({"next":1767243600})";
  const Page page = connector->next({cursor, "", kSix + 1200}, fetcher);
  ASSERT_EQ(page.items.size(), 4U);
  EXPECT_FALSE(page.more);
  const auto& release = std::get<Work>(page.items[0]);
  EXPECT_EQ(release.id, "release/70");
  EXPECT_EQ(release.title, "Org/Lib v2.0");
  EXPECT_EQ(release.links.back(), (Link{"implements", "https://arxiv.org/abs/2106.09685"}));
  EXPECT_EQ(std::get<Work>(page.items[1]).id, "pull/50");
  const auto& slim = std::get<Work>(page.items[2]);
  EXPECT_EQ(slim.title, "org/lib pull request 6");
  EXPECT_EQ(slim.date, "2026-01-01");
  EXPECT_EQ(slim.identifiers.front().str(), "url:https://github.com/org/lib/pull/6");
  EXPECT_EQ(std::get<Work>(page.items[3]).kind, Kind::kRepository);
  const Page waiting = connector->next({page.cursor, "", kSix + 1300}, fetcher);
  EXPECT_TRUE(waiting.items.empty());
  EXPECT_EQ(fetcher.requests().size(), 1U) << "the hour after is not over";
}

TEST(GhArchive, MissingHour_IsRemarkedWhenItIsNoLongerLate) {
  FakeFetcher fetcher;
  fetcher.answer(at("2025-12-31-0"), "", 404);
  const auto connector = make_connector(kSpec);
  const Page soon = connector->next({"", "2025-12-31", 1'767'139'200 + 7200}, fetcher);
  EXPECT_TRUE(soon.remarks.empty());
  EXPECT_FALSE(soon.more);
  const Page late = connector->next({soon.cursor, "2025-12-31", kSix}, fetcher);
  EXPECT_EQ(late.remarks, std::vector<std::string>{"the hour 2025-12-31-0 is missing"});
  EXPECT_TRUE(late.more);
  fetcher.answer(at("2025-12-31-1"), packed(hour({kMerge})));
  EXPECT_EQ(connector->next({late.cursor, "", kSix}, fetcher).items.size(), 1U);
}

TEST(GhArchive, CutHour_IsAskedForAgainAndGivenUpInTheEnd) {
  FakeFetcher fetcher;
  const std::string whole = packed(hour({kRelease, kMerge, kSlimMerge, kPublic}));
  fetcher.answer(at("2026-01-01-5"), whole.substr(0, whole.size() - 40));
  const auto connector = make_connector(kSpec);
  std::string cursor = R"({"next":1767243600})";
  for (int i = 0; i < 3; ++i) {
    const Page page = connector->next({cursor, "", kSix + 1200}, fetcher);
    ASSERT_FALSE(page.remarks.empty());
    EXPECT_EQ(page.remarks.size(), i == 2 ? 2U : 1U);
    EXPECT_NE(page.cursor, cursor);
    cursor = page.cursor;
  }
  EXPECT_EQ(cursor, R"({"next":1767247200})");
}

TEST(GhArchive, Options_AreChecked) {
  for (const char* repos : {"", "lib", "a/b/c"}) {
    EXPECT_THROW(static_cast<void>(make_connector({"x", "gh-archive", "", {{"repos", repos}}})),
                 Error)
        << repos;
  }
}

TEST(GhArchiveFormat, IsRecognisedAndBadLinesAreRejected) {
  constexpr const char* kWithout = R"({"id":"8","type":"ReleaseEvent","repo":{"name":"a/b"},)"
                                   R"("payload":{"action":"published","release":null}})";
  const Everything all =
      read_text(hour({kRelease, R"({"type":"ReleaseEvent", broken)", kOld, kOther, kWithout}));
  EXPECT_EQ(all.format, Format::kGhArchive);
  ASSERT_EQ(all.works.size(), 2U);
  EXPECT_EQ(all.works[0].title, "Org/Lib v2.0");
  EXPECT_EQ(all.works[1].title, "else/new");
  ASSERT_EQ(all.rejections.size(), 3U);
  EXPECT_EQ(all.rejections[0].reason, "not JSON, or no object");
  EXPECT_EQ(all.rejections[0].line, 2U);
  EXPECT_EQ(all.rejections[1].reason, "an event of before 2015, which has another form");
  EXPECT_EQ(all.rejections[2].reason, "no id");
}

}  // namespace
}  // namespace assay::source
