#include "fake_fetcher.h"
#include "links.h"
#include "source/connector.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace assay::source {
namespace {

constexpr const char* kApi = "https://api.github.com";

std::string at(const std::string& path) {
  return kApi + path;
}

const Work& work_at(const Page& page, std::size_t index) {
  return std::get<Work>(page.items.at(index));
}

std::string repository_json(const std::string& name, int id, const std::string& more = {}) {
  return R"({"id":)" + std::to_string(id) + R"(,"full_name":")" + name +
         R"(","html_url":"https://github.com/)" + name +
         R"(","description":null,"owner":{"login":"Example","type":"Organization"},
    "created_at":"2021-06-18T01:02:03Z","pushed_at":"2024-12-17T00:00:00Z",
    "stargazers_count":12000,"topics":["lora","peft"],"language":"Python",
    "license":{"spdx_id":"MIT"},"archived":true,"homepage":"https://arxiv.org/abs/2106.09685")" +
         more + "}";
}

Page next(const SourceSpec& spec, FakeFetcher& fetcher, const std::string& cursor = {},
          std::int64_t now = 0, const std::string& since = {}) {
  return make_connector(spec)->next({cursor, since, now}, fetcher);
}

bool sends(const Request& request, const std::string& header) {
  return std::find(request.headers.begin(), request.headers.end(), header) != request.headers.end();
}

TEST(Github, Repository_HasTopicsStarsAndReadme) {
  FakeFetcher fetcher;
  fetcher.set_secret("GITHUB_TOKEN", "s3cret");
  fetcher.answer(at("/repos/Example/LoRA"), repository_json("Example/LoRA", 77))
      .headers.emplace_back("etag", "\"e1\"");
  fetcher.answer(at("/repos/Example/LoRA"), "", 304);
  fetcher.answer(at("/repos/Example/LoRA/readme"),
                 "# LoRA\n\nAdapters of low rank for models that are very large.\n\nSee "
                 "arXiv:2305.14314.\n");
  const SourceSpec spec = {"lora", "github", "Example/LoRA", {}};
  const Page page = next(spec, fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = work_at(page, 0);
  EXPECT_EQ(work.id, "repository/77");
  EXPECT_EQ(work.kind, Kind::kRepository);
  EXPECT_EQ(work.title, "Example/LoRA");
  EXPECT_EQ(work.abstract, "Adapters of low rank for models that are very large.");
  EXPECT_EQ(work.stars, 12000);
  EXPECT_EQ(work.keywords, (std::vector<std::string>{"lora", "peft"}));
  EXPECT_EQ(work.organisations, std::vector<std::string>{"Example"});
  EXPECT_EQ(work.date, "2021-06-18");
  EXPECT_EQ(work.identifiers.front().str(), "github:example/lora");
  EXPECT_TRUE(has_link(work, "implements", "https://arxiv.org/abs/2106.09685"));
  EXPECT_TRUE(has_link(work, "cites", "https://arxiv.org/abs/2305.14314"));
  EXPECT_NE(work.extra.find("\"license\":\"MIT\""), std::string::npos);
  EXPECT_NE(work.extra.find("\"archived\":true"), std::string::npos);
  EXPECT_TRUE(sends(fetcher.requests()[0], "Authorization: Bearer s3cret"));
  EXPECT_TRUE(sends(fetcher.requests()[1], "Accept: application/vnd.github.raw+json"));
  EXPECT_EQ(page.cursor.find("s3cret"), std::string::npos);

  const Page again = next(spec, fetcher, page.cursor);
  EXPECT_TRUE(again.items.empty());
  EXPECT_EQ(again.cursor, page.cursor);
  EXPECT_EQ(fetcher.requests().back().etag, "\"e1\"");
}

TEST(Github, Renamed_IsAskedByItsNewNameAndKeepsItsId) {
  FakeFetcher fetcher;
  fetcher.answer(at("/repos/old/name"), repository_json("New/Name", 5)).moved_for_good = true;
  fetcher.answer(at("/repos/New/Name"), repository_json("New/Name", 5));
  fetcher.answer(at("/repos/New/Name/readme"), "{}", 404);
  const SourceSpec spec = {"x", "github", "https://github.com/old/name", {}};
  const Page page = next(spec, fetcher);
  EXPECT_EQ(page.remarks, std::vector<std::string>{"old/name is now New/Name"});
  const Page again = next(spec, fetcher, page.cursor);
  EXPECT_EQ(work_at(again, 0).id, work_at(page, 0).id);
  EXPECT_TRUE(again.remarks.empty());
  const std::vector<std::string> asked = fetcher.urls();
  EXPECT_EQ(std::count(asked.begin(), asked.end(), at("/repos/old/name")), 1);
}

TEST(Github, SeveralRepositories_ComeOneAPageAndOneMissingStopsNone) {
  FakeFetcher fetcher;
  fetcher.answer(at("/repos/a/one"), repository_json("a/one", 1));
  fetcher.answer(at("/repos/a/one/readme"), "", 404);
  fetcher.answer(at("/repos/a/two"), "{}", 404);
  fetcher.answer(at("/repos/a/three"), R"({"message":"no repository"})");
  const SourceSpec spec = {"x", "github", "", {{"repos", "a/one, a/two a/three"}}};
  const Page first = next(spec, fetcher);
  EXPECT_TRUE(first.more);
  const Page second = next(spec, fetcher, first.cursor);
  EXPECT_TRUE(second.more);
  EXPECT_EQ(second.remarks, std::vector<std::string>{"a/two is not there, or not public"});
  const Page third = next(spec, fetcher, second.cursor);
  EXPECT_FALSE(third.more);
  EXPECT_EQ(std::get<Rejection>(third.items.at(0)).reason, "no full name");
  FakeFetcher later;
  later.answer(at("/repos/a/one"), "{}", 404);
  EXPECT_EQ(next(spec, later, third.cursor).gone, std::vector<std::string>{"repository/1"});
}

TEST(Github, AllowanceUsedUp_IsBlockedUntilItsTime) {
  FakeFetcher fetcher;
  Response& answer = fetcher.answer(at("/repos/a/one"), repository_json("a/one", 1));
  answer.headers.emplace_back("x-ratelimit-remaining", "0");
  answer.headers.emplace_back("x-ratelimit-reset", "1800000000");
  fetcher.answer(at("/repos/a/one/readme"), "", 404);
  fetcher.answer(at("/repos/a/two"), repository_json("a/two", 2));
  fetcher.answer(at("/repos/a/two/readme"), "", 404);
  const SourceSpec spec = {"x", "github", "", {{"repos", "a/one,a/two"}}};
  const Page first = next(spec, fetcher, {}, 1'799'999'000);
  EXPECT_EQ(first.items.size(), 1U);
  try {
    static_cast<void>(next(spec, fetcher, first.cursor, 1'799'999'001));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kBlocked);
    EXPECT_NE(error.message().find("2027-01-15T08:00:00Z"), std::string::npos);
    EXPECT_NE(error.hint().find("GITHUB_TOKEN"), std::string::npos);
  }
  EXPECT_EQ(next(spec, fetcher, first.cursor, 1'800'000'001).items.size(), 1U);
}

TEST(Github, AddressThatIsNone_IsUsage) {
  for (const std::string address : {"", "owner", "a/b/c", "https://github.com/features/x/y"}) {
    EXPECT_THROW(static_cast<void>(make_connector({"x", "github", address, {}})), Error) << address;
  }
}

constexpr const char* kReleases = "/repos/a/one/releases?per_page=100";

TEST(GithubReleases, Pages_AreReadToTheEndAndNotAgain) {
  FakeFetcher fetcher;
  Response& first_page = fetcher.answer(
      at(kReleases),
      R"([{"id":3,"tag_name":"v1.2.0","name":"v1.2.0: Adapters","draft":false,"prerelease":false,
          "html_url":"https://github.com/a/one/releases/tag/v1.2.0","author":{"login":"ada"},
          "published_at":"2026-03-01T00:00:00Z",
          "body":"## New\r\n* Adds DoRA (https://arxiv.org/abs/2402.09353) by @bo in https://github.com/a/one/pull/12\r\n* fix #7"},
         {"id":9,"tag_name":"v9","draft":true},
         {"id":"x","tag_name":"bad"}])");
  first_page.headers.emplace_back("link",
                                  "<https://api.github.com/repositories/1/releases?"
                                  "per_page=100&page=2>; rel=\"next\"");
  first_page.headers.emplace_back("etag", "W/\"r1\"");
  fetcher.answer("https://api.github.com/repositories/1/releases?per_page=100&page=2",
                 R"([{"id":1,"tag_name":"v1.0","name":null,"published_at":null,
                      "created_at":"2025-01-01T00:00:00Z","body":null,"prerelease":true}])");
  const SourceSpec spec = {"x", "github-releases", "a/one", {}};
  const Page first = next(spec, fetcher);
  ASSERT_EQ(first.items.size(), 2U);
  EXPECT_TRUE(first.more);
  const Work& work = work_at(first, 0);
  EXPECT_EQ(work.kind, Kind::kContribution);
  EXPECT_EQ(work.id, "release/3");
  EXPECT_EQ(work.title, "a/one v1.2.0: Adapters");
  EXPECT_EQ(work.date, "2026-03-01");
  EXPECT_EQ(work.authors, std::vector<std::string>{"ada"});
  EXPECT_EQ(work.code, "https://github.com/a/one");
  EXPECT_TRUE(has_link(work, "implements", "https://arxiv.org/abs/2402.09353"));
  EXPECT_TRUE(has_link(work, "discussion", "https://github.com/a/one/issues/12"));
  EXPECT_TRUE(has_link(work, "discussion", "https://github.com/a/one/issues/7"));
  EXPECT_EQ(std::get<Rejection>(first.items[1]).reason, "no id");
  const Page second = next(spec, fetcher, first.cursor);
  EXPECT_FALSE(second.more);
  EXPECT_EQ(work_at(second, 0).title, "a/one v1.0");
  EXPECT_EQ(work_at(second, 0).date, "2025-01-01");

  FakeFetcher later;
  later
      .answer(at(kReleases),
              R"([{"id":4,"tag_name":"v1.3.0","published_at":"2026-04-01T00:00:00Z"},
                   {"id":3,"tag_name":"v1.2.0","published_at":"2026-03-01T00:00:00Z"},
                   {"id":1,"tag_name":"v1.0","published_at":"2025-01-01T00:00:00Z"}])")
      .headers.emplace_back("link", "<https://api.github.com/never>; rel=\"next\"");
  const Page update = next(spec, later, second.cursor);
  EXPECT_EQ(later.requests().front().etag, "W/\"r1\"");
  EXPECT_EQ(update.items.size(), 3U) << "the first page again: notes may have changed";
  EXPECT_FALSE(update.more) << "but nothing behind what is known";
}

TEST(GithubReleases, Since_BoundsTheFirstSync) {
  FakeFetcher fetcher;
  fetcher.answer(at(kReleases),
                 R"([{"id":4,"tag_name":"v1.3.0","published_at":"2026-04-01T00:00:00Z"},
                     {"id":3,"tag_name":"v1.2.0","published_at":"2026-03-01T00:00:00Z"}])");
  const Page page = next({"x", "github-releases", "a/one", {}}, fetcher, {}, 0, "2026-04-01");
  EXPECT_EQ(page.items.size(), 1U);
}

TEST(GithubReleases, NextPageElsewhere_IsRefused) {
  FakeFetcher fetcher;
  fetcher.answer(at(kReleases), "[]")
      .headers.emplace_back("link", "<https://evil.example/x>; rel=\"next\"");
  EXPECT_THROW(static_cast<void>(next({"x", "github-releases", "a/one", {}}, fetcher)), Error);
}

TEST(GithubReleases, AnswerThatIsNoList_IsInvalid) {
  for (const char* body : {R"({"message":"x"})", "[", "", "[null, 3]"}) {
    FakeFetcher fetcher;
    fetcher.answer(at(kReleases), body);
    try {
      const Page page = next({"x", "github-releases", "a/one", {}}, fetcher);
      EXPECT_STREQ(body, "[null, 3]");
      EXPECT_TRUE(std::holds_alternative<Rejection>(page.items.at(1)));
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kInvalid) << body;
    }
  }
}

constexpr const char* kPulls =
    "/repos/a/one/pulls?state=closed&sort=updated&direction=desc&per_page=100";

std::string pull_json(int id, const std::string& updated, const std::string& merged,
                      const std::string& label) {
  return R"({"id":)" + std::to_string(id) + R"(,"number":)" + std::to_string(id) +
         R"(,"title":"Fuse & <b>quantise</b>","body":"Closes #3.\n\nLatency falls from 40 ms to 18 ms.",
    "user":{"login":"bo"},"html_url":"https://github.com/a/one/pull/)" +
         std::to_string(id) + R"(","updated_at":")" + updated + R"(","merged_at":)" + merged +
         R"(,"labels":[{"name":")" + label + R"("}],"base":{"ref":"main"}})";
}

TEST(GithubPulls, OnlyMergedOnesUntilWhatWasReadBefore) {
  FakeFetcher fetcher;
  fetcher
      .answer(at(kPulls),
              "[" + pull_json(12, "2026-05-02T00:00:00Z", "\"2026-05-01T10:00:00Z\"", "feature") +
                  "," + pull_json(11, "2026-05-01T00:00:00Z", "null", "feature") + "]")
      .headers.emplace_back("link", "<https://api.github.com/p2>; rel=\"next\"");
  fetcher.answer(
      "https://api.github.com/p2",
      "[" + pull_json(9, "2026-01-01T00:00:00Z", "\"2025-12-01T10:00:00Z\"", "ci") + "]");
  const SourceSpec spec = {"x", "github-pulls", "a/one", {}};
  const Page first = next(spec, fetcher);
  ASSERT_EQ(first.items.size(), 1U);
  const Work& work = work_at(first, 0);
  EXPECT_EQ(work.id, "pull/12");
  EXPECT_EQ(work.title, "a/one Fuse & <b>quantise</b>");
  EXPECT_EQ(work.date, "2026-05-01");
  EXPECT_EQ(work.keywords, std::vector<std::string>{"feature"});
  EXPECT_TRUE(has_link(work, "discussion", "https://github.com/a/one/issues/3"));
  EXPECT_NE(work.text.find("18 ms"), std::string::npos);
  ASSERT_TRUE(first.more);
  const Page second = next(spec, fetcher, first.cursor);
  EXPECT_EQ(second.items.size(), 1U);
  EXPECT_FALSE(second.more);

  const Page update = next(spec, fetcher, second.cursor);
  EXPECT_EQ(update.items.size(), 1U) << "the newest again, by its time";
  EXPECT_FALSE(update.more);

  FakeFetcher all;
  all.answer(at(kPulls), "[" + pull_json(11, "2026-05-01T00:00:00Z", "null", "feature") + "," +
                             pull_json(10, "2026-05-01T00:00:00Z", "null", "ci") + "]");
  const Page unmerged =
      next({"x", "github-pulls", "a/one", {{"merged", "no"}, {"labels", "feature"}}}, all);
  EXPECT_EQ(unmerged.items.size(), 1U);
}

std::string search_url(const std::string& from, const std::string& to) {
  const auto escaped = [](std::string text) {
    for (std::size_t colon = text.find(':'); colon != std::string::npos; colon = text.find(':')) {
      text.replace(colon, 1, "%3A");
    }
    return text;
  };
  return at("/search/repositories?q=topic%3Allm%20pushed%3A" + escaped(from) + ".." + escaped(to) +
            "&sort=updated&order=asc&per_page=100");
}

TEST(GithubSearch, TooManyResults_DivideTheWindow) {
  FakeFetcher fetcher;
  constexpr std::int64_t kNow = 1'767'312'000;  // 2026-01-02
  fetcher.answer(search_url("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
                 R"({"total_count":1500,"incomplete_results":false,"items":[]})");
  fetcher.answer(search_url("2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z"),
                 R"({"total_count":600,"incomplete_results":true,"items":[)" +
                     repository_json("a/one", 1) + "]}");
  fetcher.answer(search_url("2026-01-01T12:00:01Z", "2026-01-02T00:00:00Z"),
                 R"({"total_count":1,"incomplete_results":false,"items":[)" +
                     repository_json("a/two", 2) + "]}");
  const SourceSpec spec = {"x", "github-search", "", {{"query", "topic:llm"}}};
  const Page divided = next(spec, fetcher, {}, kNow, "2026-01-01");
  EXPECT_TRUE(divided.items.empty());
  EXPECT_TRUE(divided.more);
  const Page first = next(spec, fetcher, divided.cursor, kNow + 50, "2026-01-01");
  EXPECT_EQ(first.items.size(), 1U);
  EXPECT_TRUE(first.more);
  ASSERT_EQ(first.remarks.size(), 2U);
  EXPECT_NE(first.remarks[0].find("outside pushed:"), std::string::npos);
  EXPECT_EQ(first.remarks[1], "GitHub says that these results are not complete");
  // What was announced and did not come is looked for twice more, then said.
  const Page again = next(spec, fetcher, first.cursor, kNow + 60, "2026-01-01");
  EXPECT_EQ(again.items.size(), 1U);
  EXPECT_EQ(again.remarks.size(), 2U);
  const Page last = next(spec, fetcher, again.cursor, kNow + 70, "2026-01-01");
  ASSERT_EQ(last.remarks.size(), 3U);
  EXPECT_EQ(last.remarks[2].rfind("announced 600, 1 came", 0), 0U);
  EXPECT_TRUE(last.more);
  const Page second = next(spec, fetcher, last.cursor, kNow + 90, "2026-01-01");
  EXPECT_FALSE(second.more);
  EXPECT_EQ(fetcher.requests().front().interval_ms, 6100);

  fetcher.answer(search_url("2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z"),
                 R"({"total_count":0,"incomplete_results":false,"items":[]})");
  const Page update = next(spec, fetcher, second.cursor, kNow + 86'400);
  EXPECT_FALSE(update.more);
}

TEST(GithubSearch, BadQueryOrAnswer_IsSaid) {
  EXPECT_THROW(static_cast<void>(make_connector({"x", "github-search", "", {}})), Error);
  EXPECT_THROW(static_cast<void>(
                   make_connector({"x", "github-search", "", {{"query", std::string(300, 'a')}}})),
               Error);
  FakeFetcher fetcher;
  fetcher.answer(search_url("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), "{}");
  EXPECT_THROW(static_cast<void>(next({"x", "github-search", "", {{"query", "topic:llm"}}}, fetcher,
                                      {}, 1'767'225'600, "2026-01-01")),
               Error);
}

}  // namespace
}  // namespace assay::source
