#include "base/instant.h"
#include "fake_fetcher.h"
#include "git_sample.h"
#include "links.h"
#include "loopback.h"
#include "source/change.h"
#include "source/connector.h"
#include "source/git_repository.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

/// libgit2 1.5 loses the match data of each expression that it holds against a line of the
/// configuration, some per fetch.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): the sanitizer's name
extern "C" const char* __lsan_default_suppressions();
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): the sanitizer's name
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libpcre2-8\n";
}

namespace assay::source {
namespace {

constexpr std::int64_t kStart = 1'609'459'200;  // 2021-01-01

constexpr const char* kReadme =
    "<!-- Copyright\n\nby nobody -->\n"
    "<p align=\"center\"><img src=\"logo.png\"></p>\n\n"
    "# Adapters\n\n"
    "[![CI](https://ci.example.org/x.svg)](https://ci.example.org/x)\n\n"
    "This is the *official* implementation of [low-rank "
    "adapters](https://arxiv.org/abs/2106.09685v2)"
    " for **serving** many models at once.\n\n"
    "- fast, see https://doi.org/10.1145/3292500.3330701.\n"
    "- small: uses https://github.com/Example/Kernels\n\n"
    "```\npip install adapters\n```\n";

constexpr const char* kCitation =
    "cff-version: 1.2.0\nmessage: Cite it.\ntitle: 'Adapters: serving many models'\n"
    "authors:\n  - family-names: Maaten\n    name-particle: van der\n    given-names: Ada\n"
    "    affiliation: Example Labs\n  - name: The Adapters Group\n"
    "doi: 10.5281/ZENODO.77\nlicense: [MIT, Apache-2.0]\nkeywords: [adapters, serving]\n"
    "preferred-citation:\n  type: conference-paper\n  title: Serving\n  doi: 10.1000/serve\n"
    "  authors: []\n";

constexpr const char* kChangelog =
    "# Changes\n\n## Unreleased\n\n- nothing\n\n## 1.10.0 (2021-03-01)\n\nten\n\n"
    "## [1.1.0] - 2021-02-01\n\n### Added\n\n- 2x faster merging, after arXiv:2305.14314\n\n"
    "## 1.0.0\n\nfirst\n";

std::vector<Work> works_of(const Page& page) {
  std::vector<Work> works;
  for (const Item& item : page.items) {
    works.push_back(std::get<Work>(item));
  }
  return works;
}

bool has_identifier(const Work& work, const std::string& text) {
  return std::any_of(work.identifiers.begin(), work.identifiers.end(),
                     [&text](const Identifier& identifier) { return identifier.str() == text; });
}

class Git : public ::testing::Test {
 protected:
  Git() {
    sample_.commit("begin", kStart,
                   {{"README.md", kReadme},
                    {"CITATION.cff", kCitation},
                    {"CHANGELOG.md", kChangelog},
                    {"src/a.py", "print('a')\nprint('b')\n"},
                    {"src/b.cpp", "int x;\n"}});
    sample_.tag("v1.0.0");
    sample_.commit("second", kStart + 31 * kDaySeconds, {{"src/c.py", "x"}}, "bo@example.org");
    sample_.annotate("v1.1.0", "Release 1.1.0", kStart + 32 * kDaySeconds);
    sample_.set_origin("git@github.com:Example/Adapters.git");
  }
  Page sync(const std::string& cursor = {}, std::map<std::string, std::string> options = {},
            const std::string& since = {}) {
    const auto connector =
        make_connector({"adapters", "git", sample_.folder().string(), std::move(options)});
    return connector->next({cursor, since, 0}, fetcher_);
  }

  GitSample sample_;
  FakeFetcher fetcher_;
};

TEST_F(Git, Repository_IsToldByItsReadmeAndCitation) {
  const Page page = sync();
  ASSERT_EQ(page.items.size(), 3U);
  EXPECT_FALSE(page.more);
  EXPECT_TRUE(page.remarks.empty());
  const Work work = works_of(page).front();
  EXPECT_EQ(work.kind, Kind::kRepository);
  EXPECT_EQ(work.id, "github:example/adapters");
  EXPECT_EQ(work.title, "Adapters: serving many models");
  EXPECT_EQ(work.abstract,
            "This is the official implementation of low-rank adapters for serving many models at "
            "once.");
  EXPECT_NE(work.text.find("pip install adapters"), std::string::npos);
  EXPECT_EQ(work.text.find("Copyright"), std::string::npos);
  EXPECT_EQ(work.text.find("logo"), std::string::npos);
  EXPECT_EQ(work.authors, (std::vector<std::string>{"Ada van der Maaten", "The Adapters Group"}));
  EXPECT_EQ(work.organisations, (std::vector<std::string>{"Example Labs", "The Adapters Group"}));
  EXPECT_EQ(work.keywords, (std::vector<std::string>{"adapters", "serving"}));
  EXPECT_EQ(work.date, "2021-01-01");
  EXPECT_EQ(work.stars, -1);
  EXPECT_EQ(work.code, "https://github.com/example/adapters");
  EXPECT_TRUE(has_identifier(work, "github:example/adapters"));
  EXPECT_TRUE(has_identifier(work, "doi:10.5281/zenodo.77"));
  EXPECT_FALSE(has_identifier(work, "doi:10.1000/serve")) << "that is the paper's";
  EXPECT_TRUE(has_link(work, "implements", "https://arxiv.org/abs/2106.09685"));
  EXPECT_TRUE(has_link(work, "implements", "https://doi.org/10.1000/serve"));
  EXPECT_TRUE(has_link(work, "cites", "https://doi.org/10.1145/3292500.3330701"));
  EXPECT_TRUE(has_link(work, "cites", "https://github.com/example/kernels"));
  EXPECT_NE(work.extra.find("\"commits\":2"), std::string::npos) << work.extra;
  EXPECT_NE(work.extra.find("\"contributors\":2"), std::string::npos);
  EXPECT_NE(work.extra.find("\"languages\":[\"Python\",\"C++\"]"), std::string::npos);
  EXPECT_NE(work.extra.find("\"license\":\"MIT OR Apache-2.0\""), std::string::npos);
  EXPECT_NE(work.extra.find("\"pushed\":\"2021-02-01\""), std::string::npos);
}

TEST_F(Git, Releases_CarryTheirSectionOfTheChangelog) {
  const std::vector<Work> works = works_of(sync());
  const Work& plain = works[1];
  EXPECT_EQ(plain.kind, Kind::kContribution);
  EXPECT_EQ(plain.title, "Example/Adapters v1.0.0");
  EXPECT_EQ(plain.text, "first");
  EXPECT_EQ(plain.date, "2021-01-01");
  const Work& annotated = works[2];
  EXPECT_EQ(annotated.id, "github:example/adapters@v1.1.0");
  EXPECT_EQ(annotated.authors, std::vector<std::string>{"Bo Example"});
  EXPECT_EQ(annotated.text, "Added\n\n- 2x faster merging, after arXiv:2305.14314");
  EXPECT_EQ(annotated.date, "2021-02-02");
  EXPECT_TRUE(
      has_identifier(annotated, "url:https://github.com/example/adapters/releases/tag/v1.1.0"));
  EXPECT_FALSE(has_identifier(annotated, "github:example/adapters"));
  EXPECT_TRUE(has_link(annotated, "code", "https://github.com/example/adapters"));
  EXPECT_TRUE(has_link(annotated, "cites", "https://arxiv.org/abs/2305.14314"));
}

TEST_F(Git, SecondSync_BringsOnlyWhatIsNew) {
  const Page first = sync();
  const Page same = sync(first.cursor);
  EXPECT_TRUE(same.items.empty());
  EXPECT_EQ(same.cursor, first.cursor);
  sample_.commit("third", kStart + 60 * kDaySeconds, {{"x.py", "1"}});
  sample_.tag("v1.10.0");
  sample_.tag("latest");
  sample_.remove_tag("v1.0.0");
  const Page next = sync(first.cursor);
  ASSERT_EQ(next.items.size(), 2U) << "the repository, and v1.10.0";
  EXPECT_EQ(works_of(next)[1].text, "ten");
  EXPECT_EQ(next.gone, std::vector<std::string>{"github:example/adapters@v1.0.0"});
}

TEST_F(Git, Since_BoundsTheReleases) {
  const Page page = sync({}, {}, "2021-02-01");
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_TRUE(sync(page.cursor).items.empty()) << "older ones do not come later";
}

TEST_F(Git, Commits_ComeWhenAskedAndWhenTheyTellFigures) {
  sample_.commit("Fuse the merge kernel\n\nDecoding went from 41.2 ms to 18.9 ms on one card.\n",
                 kStart + 40 * kDaySeconds, {{"src/k.cu", "k"}});
  EXPECT_EQ(sync({}, {{"releases", "no"}}).items.size(), 1U);
  const Page page = sync({}, {{"releases", "no"}, {"commits", "research"}});
  ASSERT_EQ(page.items.size(), 2U);
  EXPECT_EQ(works_of(page)[1].title, "Example/Adapters Fuse the merge kernel");
  EXPECT_EQ(works_of(page)[1].date, "2021-02-10");
}

TEST_F(Git, RemoteRepository_IsKeptInTheCacheAndFetchedAnew) {
  const TempDir cache;
  const std::map<std::string, std::string> options = {{"cache", cache.path().string()}};
  const auto connector =
      make_connector({"remote", "git", "file://" + sample_.folder().string(), options});
  const Page first = connector->next({}, fetcher_);
  EXPECT_EQ(first.items.size(), 3U);
  sample_.commit("third", kStart + 60 * kDaySeconds, {{"x.py", "1"}});
  sample_.tag("v1.10.0");
  sample_.remove_tag("v1.0.0");
  const Page next = connector->next({first.cursor, "", 0}, fetcher_);
  EXPECT_EQ(next.items.size(), 2U);
  EXPECT_EQ(next.gone.size(), 1U);
}

TEST_F(Git, BadCitation_IsRemarkedAndTheRestComes) {
  sample_.commit("break", kStart + 50 * kDaySeconds,
                 {{"CITATION.cff", "cff-version: [1.2\ntitle: x"}});
  const Page page = sync();
  EXPECT_EQ(page.items.size(), 3U);
  ASSERT_EQ(page.remarks.size(), 1U);
  EXPECT_EQ(page.remarks.front().rfind("CITATION.cff: not YAML", 0), 0U) << page.remarks.front();
}

TEST(GitConnector, NoRepository_IsSaid) {
  const TempDir folder;
  FakeFetcher fetcher;
  const auto connector = make_connector({"x", "git", folder.path().string(), {}});
  try {
    static_cast<void>(connector->next({}, fetcher));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kNotFound);
  }
  EXPECT_THROW(static_cast<void>(make_connector({"x", "git", "/no/such/folder", {}})), Error);
  EXPECT_THROW(static_cast<void>(
                   make_connector({"x", "git", folder.path().string(), {{"most_mb", "much"}}})),
               Error);
}

TEST(GitConnector, AddressOnTheWeb_IsTriedByThePoliteClientFirst) {
  const TempDir cache;
  const std::string refs = "/info/refs?service=git-upload-pack";
  const auto connector = make_connector(
      {"x", "git", "https://git.example.org/lora.git/", {{"cache", cache.path().string()}}});
  // What the client refuses (its test lays out no answer) is never asked for by libgit2.
  FakeFetcher refusing;
  EXPECT_THROW(static_cast<void>(connector->next({}, refusing)), Error);
  EXPECT_EQ(refusing.urls(), std::vector{"https://git.example.org/lora.git" + refs});

  FakeFetcher gone;
  gone.answer("https://git.example.org/lora.git" + refs, "", 404);
  try {
    static_cast<void>(connector->next({}, gone));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kNotFound);
  }

  FakeFetcher elsewhere;
  elsewhere.answer("https://git.example.org/lora.git" + refs, "").url = "https://example.org/login";
  try {
    static_cast<void>(connector->next({}, elsewhere));
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("https://example.org/login"), std::string::npos)
        << error.what();
  }
  EXPECT_TRUE(std::filesystem::is_empty(cache.path()));
}

/// Takes what a client of git:// says and never answers.
testing_tools::Loopback silent_server() {
  return testing_tools::Loopback([](const std::string&) {
    testing_tools::Reply reply;
    reply.silent = true;
    return reply;
  });
}

GitFetch fetch_from(const testing_tools::Loopback& server, const TempDir& cache) {
  GitFetch fetch;
  fetch.url = "git" + server.base().substr(server.base().find(':')) + "/lora";
  fetch.folder = cache.path() / "lora.git";
  return fetch;
}

Errc code_of_fetch(const GitFetch& fetch) {
  try {
    static_cast<void>(GitRepository::mirror(fetch));
  } catch (const Error& error) {
    return error.code();
  }
  return Errc::kInternal;
}

TEST(GitFetch, ServerThatSaysNothing_IsGivenUp) {
  const testing_tools::Loopback server = silent_server();
  const TempDir cache;
  GitFetch fetch = fetch_from(server, cache);
  fetch.silent_ms = 300;
  EXPECT_EQ(code_of_fetch(fetch), Errc::kNetwork);
  fetch.silent_ms = 3'600'000;
  fetch.total_ms = 300;
  EXPECT_EQ(code_of_fetch(fetch), Errc::kNetwork);
}

TEST(GitFetch, Stop_EndsItAtOnce) {
  const testing_tools::Loopback server = silent_server();
  const TempDir cache;
  GitFetch fetch = fetch_from(server, cache);
  std::atomic<bool> stop{false};
  fetch.stop = &stop;
  std::thread user([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(200));  // at any moment of the fetch
    stop = true;
  });
  EXPECT_EQ(code_of_fetch(fetch), Errc::kCancelled);
  stop = true;
  user.join();
}

TEST_F(Git, FetchThatWasEnded_LeavesNothingInTheWay) {
  const TempDir cache;
  GitFetch fetch;
  fetch.url = "file://" + sample_.folder().string();
  fetch.folder = cache.path() / "adapters.git";
  const std::string before = GitRepository::mirror(fetch).head();
  EXPECT_NE(before, "");
  sample_.commit("third", kStart + 60 * kDaySeconds, {{"x.py", "1"}});
  sample_.tag("v2.0.0");
  // As a kill in the middle leaves them.
  write_file_atomically(fetch.folder / "refs" / "assay" / "head.lock", "");
  write_file_atomically(fetch.folder / "objects" / "pack" / "pack_git2_1a2b3c", "half");
  const GitRepository repository = GitRepository::mirror(fetch);
  EXPECT_NE(repository.head(), before);
  EXPECT_EQ(repository.tags().size(), 3U);
  EXPECT_FALSE(std::filesystem::exists(fetch.folder / "objects" / "pack" / "pack_git2_1a2b3c"));
}

TEST_F(Git, Stop_EndsTheReadingOfTheHistory) {
  const std::atomic<bool> stop{true};
  const auto connector = make_connector({"adapters", "git", sample_.folder().string(), {}});
  PageRequest request;
  request.stop = &stop;
  EXPECT_THROW(static_cast<void>(connector->next(request, fetcher_)), Error);
}

TEST_F(Git, MoreThanAllowed_IsALimit) {
  const TempDir cache;
  GitFetch fetch;
  fetch.url = "file://" + sample_.folder().string();
  fetch.folder = cache.path() / "adapters.git";
  fetch.most_bytes = 10;
  EXPECT_EQ(code_of_fetch(fetch), Errc::kLimit);
}

TEST(GitConnector, EmptyRepository_IsNoError) {
  const GitSample sample;
  FakeFetcher fetcher;
  const auto connector = make_connector({"x", "git", sample.folder().string(), {}});
  const Page page = connector->next({}, fetcher);
  EXPECT_TRUE(page.items.empty());
  EXPECT_EQ(page.remarks.size(), 1U);
}

TEST(TellsFigures, NeedsFiguresThatAreCompared) {
  EXPECT_TRUE(tells_figures("Attention is 2.3x faster with the new layout"));
  EXPECT_TRUE(tells_figures("memory: 12 GB -> 7 GB"));
  EXPECT_TRUE(tells_figures("Reduce binary size by 35%"));
  EXPECT_FALSE(tells_figures("Bump numpy from 1.2 to 1.3"));
  EXPECT_FALSE(tells_figures("Fix a test that is slower than 3 others"));
  EXPECT_FALSE(tells_figures("Speed up the build"));
}

}  // namespace
}  // namespace assay::source
