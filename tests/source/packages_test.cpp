#include "fake_fetcher.h"
#include "links.h"
#include "source/connector.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace assay::source {
namespace {

const Work& work_at(const Page& page, std::size_t index) {
  return std::get<Work>(page.items.at(index));
}

constexpr const char* kFiles =
    R"([{"upload_time_iso_8601":"2026-02-01T10:00:00.000000Z","yanked":false},
        {"upload_time_iso_8601":"2026-02-01T09:00:00.000000Z","yanked":false}])";
constexpr const char* kYanked =
    R"([{"upload_time_iso_8601":"2026-01-01T10:00:00.000000Z","yanked":true,"yanked_reason":"bad wheel"}])";

std::string project(const std::string& releases) {
  return R"({"info":{"name":"Torch_Kit","summary":"Tools for <tensors>","version":"1.1",
    "author":null,"author_email":"Ada Example <ada@example.org>, bo@example.org",
    "keywords":"lora, quantisation","description":"# Kit\n\nImplements https://arxiv.org/abs/2106.09685.\n",
    "description_content_type":"text/markdown; charset=UTF-8","license":"MIT",
    "classifiers":["Topic :: Scientific/Engineering :: Artificial Intelligence","License :: x"],
    "home_page":"https://kit.example.org","requires_python":">=3.9",
    "project_urls":{"Source Code":"https://github.com/Org/Kit","Documentation":"https://docs.example.org/kit",
      "Bug Tracker":"https://github.com/Org/Kit/issues","Paper":"https://arxiv.org/abs/2305.14314","Bad":"javascript:x"}},
    "releases":)" +
         releases + "}";
}

const SourceSpec kPypi = {"x", "pypi", "https://index.example.org", {{"projects", "Torch.Kit"}}};

TEST(Packages, WithoutAnIndex_AskForOne) {
  for (const SourceSpec& spec : {SourceSpec{"x", "pypi", "", {{"projects", "a"}}},
                                 SourceSpec{"x", "npm", "", {{"packages", "a"}}}}) {
    try {
      static_cast<void>(make_connector(spec));
      FAIL() << spec.connector;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kUsage);
      EXPECT_NE(error.hint().find("address"), std::string::npos);
    }
  }
}

TEST(Pypi, Project_IsAPackageWithItsReleases) {
  FakeFetcher fetcher;
  fetcher
      .answer(
          "https://index.example.org/pypi/torch-kit/json",
          project(std::string(R"({"1.1":)") + kFiles + R"(,"1.0":)" + kYanked + R"(,"0.9":[]})"))
      .headers.emplace_back("etag", "\"p1\"");
  const auto connector = make_connector(kPypi);
  const Page page = connector->next({}, fetcher);
  ASSERT_EQ(page.items.size(), 3U);
  const Work& package = work_at(page, 0);
  EXPECT_EQ(package.kind, Kind::kPackage);
  EXPECT_EQ(package.id, "pypi:torch-kit");
  EXPECT_EQ(package.title, "Torch_Kit");
  EXPECT_EQ(package.abstract, "Tools for <tensors>");
  EXPECT_EQ(package.text, "Kit\n\nImplements https://arxiv.org/abs/2106.09685.");
  EXPECT_EQ(package.authors, std::vector<std::string>{"Ada Example"});
  EXPECT_EQ(package.keywords,
            (std::vector<std::string>{"lora", "quantisation", "Artificial Intelligence"}));
  EXPECT_EQ(package.code, "https://github.com/org/kit");
  EXPECT_EQ(package.date, "2026-01-01");
  EXPECT_TRUE(has_link(package, "home", "https://index.example.org/project/torch-kit"));
  EXPECT_TRUE(has_link(package, "docs", "https://docs.example.org/kit"));
  EXPECT_TRUE(has_link(package, "discussion", "https://github.com/Org/Kit/issues"));
  EXPECT_TRUE(has_link(package, "project", "https://kit.example.org"));
  EXPECT_TRUE(has_link(package, "paper", "https://arxiv.org/abs/2305.14314"));
  EXPECT_TRUE(has_link(package, "implements", "https://arxiv.org/abs/2106.09685"));
  const Work& yanked = work_at(page, 1);
  EXPECT_EQ(yanked.kind, Kind::kContribution);
  EXPECT_EQ(yanked.title, "torch-kit 1.0");
  EXPECT_NE(yanked.extra.find("bad wheel"), std::string::npos);
  EXPECT_EQ(work_at(page, 2).date, "2026-02-01");
  EXPECT_EQ(work_at(page, 2).code, "https://github.com/org/kit");

  FakeFetcher later;
  later.answer("https://index.example.org/pypi/torch-kit/json", "", 304);
  EXPECT_TRUE(connector->next({page.cursor, "", 0}, later).items.empty());
  EXPECT_EQ(later.requests().front().etag, "\"p1\"");

  FakeFetcher changed;
  changed.answer("https://index.example.org/pypi/torch-kit/json",
                 project(std::string(R"({"1.1":)") + kYanked + R"(,"1.0":)" + kYanked + "}"));
  const Page update = connector->next({page.cursor, "", 0}, changed);
  ASSERT_EQ(update.items.size(), 2U) << "the package, and the release that was yanked since";
  EXPECT_EQ(work_at(update, 1).title, "torch-kit 1.1");
}

TEST(Pypi, MissingProjectsAndOddAnswers) {
  FakeFetcher fetcher;
  fetcher.answer("https://index.example.org/pypi/a/json", "{}", 404);
  fetcher.answer("https://index.example.org/pypi/b/json", R"({"info":{"name":3},"releases":[]})");
  fetcher.answer("https://index.example.org/pypi/c/json",
                 R"({"info":{"name":"c"},"releases":null})");
  const auto connector =
      make_connector({"x", "pypi", "https://index.example.org", {{"projects", "a,b c"}}});
  const Page a = connector->next({}, fetcher);
  EXPECT_EQ(a.remarks, std::vector<std::string>{"a is not in the index"});
  const Page b = connector->next({a.cursor, "", 0}, fetcher);
  EXPECT_EQ(std::get<Rejection>(b.items.at(0)).reason, "no name");
  const Page c = connector->next({b.cursor, "", 0}, fetcher);
  EXPECT_EQ(c.items.size(), 1U);
  EXPECT_FALSE(c.more);
}

TEST(Pypi, Feed_TellsWhatIsNewInTheIndex) {
  FakeFetcher fetcher;
  fetcher
      .answer("https://index.example.org/rss/updates.xml",
              "<rss version='2.0'><channel><title>Index</title><item><title>kit 1.2</title>"
              "<link>https://index.example.org/project/kit/1.2/</link>"
              "<pubDate>Thu, 01 Jan 2026 05:00:00 GMT</pubDate></item></channel></rss>")
      .headers.emplace_back("etag", "\"f\"");
  fetcher.answer("https://index.example.org/rss/updates.xml", "", 304);
  const auto connector =
      make_connector({"x", "pypi", "https://index.example.org/", {{"feed", "updates"}}});
  const Page page = connector->next({}, fetcher);
  EXPECT_EQ(work_at(page, 0).kind, Kind::kContribution);
  EXPECT_EQ(work_at(page, 0).title, "kit 1.2");
  EXPECT_TRUE(connector->next({page.cursor, "", 0}, fetcher).items.empty());
}

TEST(Pypi, Options_AreChecked) {
  EXPECT_THROW(static_cast<void>(make_connector({"x", "pypi", "https://index.example.org", {}})),
               Error);
  EXPECT_THROW(static_cast<void>(
                   make_connector({"x", "pypi", "https://index.example.org", {{"feed", "all"}}})),
               Error);
  EXPECT_THROW(
      static_cast<void>(make_connector(
          {"x", "pypi", "https://index.example.org", {{"feed", "updates"}, {"projects", "a"}}})),
      Error);
}

constexpr const char* kPackument =
    R"json({"name":"@org/kit","description":"Kit","readme":"# Kit\n\nText.","dist-tags":{"latest":"1.1.0"},
    "versions":{"1.0.0":{"deprecated":"use 1.1"},"1.1.0":{}},"license":"MIT","keywords":["llm"],
    "author":{"name":"Ada Example <ada@example.org>"},"contributors":["Bo (https://bo.example)",3],
    "repository":{"type":"git","url":"git+ssh://git@github.com/Org/Kit.git"},
    "bugs":{"url":"https://github.com/Org/Kit/issues"},"homepage":"https://kit.example.org",
    "time":{"created":"2025-01-01T00:00:00.000Z","modified":"2026-01-02T00:00:00.000Z",
            "1.0.0":"2025-01-01T00:00:01.000Z","1.1.0":"2026-01-02T00:00:00.000Z"}})json";

TEST(Npm, ScopedPackage_WithVersionsAndRepository) {
  FakeFetcher fetcher;
  fetcher.answer("https://registry.example.org/@org%2Fkit", kPackument);
  const SourceSpec spec = {"x", "npm", "https://registry.example.org", {{"packages", "@org/kit"}}};
  const auto connector = make_connector(spec);
  const Page page = connector->next({"", "2025-06-01", 0}, fetcher);
  ASSERT_EQ(page.items.size(), 2U);
  const Work& package = work_at(page, 0);
  EXPECT_EQ(package.id, "npm:@org/kit");
  EXPECT_EQ(package.code, "https://github.com/org/kit");
  EXPECT_EQ(package.authors, (std::vector<std::string>{"Ada Example", "Bo"}));
  EXPECT_EQ(package.text, "Kit\n\nText.");
  EXPECT_EQ(package.date, "2025-01-01");
  EXPECT_EQ(work_at(page, 1).title, "@org/kit 1.1.0");
  EXPECT_TRUE(has_link(work_at(page, 1), "home", "https://www.npmjs.com/package/@org/kit/v/1.1.0"));
  EXPECT_EQ(connector->next({page.cursor, "", 0}, fetcher).items.size(), 1U);

  FakeFetcher gone;
  gone.answer("https://registry.example.org/@org%2Fkit",
              R"({"name":"@org/kit","time":{"unpublished":{"time":"2026-02-01"}}})");
  EXPECT_EQ(connector->next({page.cursor, "", 0}, gone).gone,
            std::vector<std::string>{"npm:@org/kit"});
  const Page all = connector->next({}, fetcher);
  EXPECT_NE(work_at(all, 1).extra.find("use 1.1"), std::string::npos);
}

constexpr const char* kHub =
    "https://huggingface.co/api/models?author=org&sort=lastModified&direction=-1&limit=100&full="
    "true&cardData=true";

TEST(HuggingFace, Models_ArePagedUntilWhatIsKnown) {
  FakeFetcher fetcher;
  Response& first = fetcher.answer(
      kHub,
      R"([{"_id":"abc","id":"org/model","likes":42,"downloads":1000,"pipeline_tag":"text-generation",
        "lastModified":"2026-03-01T00:00:00.000Z","createdAt":"2022-03-02T23:29:04.000Z","library_name":"peft",
        "tags":["peft","arxiv:2106.09685","license:mit","dataset:org/data","base_model:big/one",
                "base_model:adapter:big/one","region:us"],"cardData":{"title":null}},
       {"_id":"abd","id":"Org/model2","lastModified":"2026-02-01T00:00:00.000Z","createdAt":"2026-01-31T00:00:00.000Z"},
       {"id":null}])");
  first.headers.emplace_back("link", "<https://huggingface.co/api/models?cursor=2>; rel=\"next\"");
  fetcher.answer("https://huggingface.co/api/models?cursor=2",
                 R"([{"_id":"abe","id":"org/old","lastModified":"2025-01-01T00:00:00.000Z"}])");
  const SourceSpec spec = {"x", "huggingface", "", {{"author", "org"}}};
  const auto connector = make_connector(spec);
  const Page page = connector->next({}, fetcher);
  ASSERT_EQ(page.items.size(), 3U);
  EXPECT_TRUE(page.more);
  const Work& model = work_at(page, 0);
  EXPECT_EQ(model.id, "models/abc");
  EXPECT_EQ(model.title, "org/model");
  EXPECT_EQ(model.date, "") << "the Hub's placeholder is no date";
  EXPECT_EQ(model.stars, 42);
  EXPECT_EQ(model.keywords, (std::vector<std::string>{"text-generation", "peft"}));
  EXPECT_TRUE(has_link(model, "paper", "https://arxiv.org/abs/2106.09685"));
  EXPECT_TRUE(has_link(model, "data", "https://huggingface.co/datasets/org/data"));
  EXPECT_TRUE(has_link(model, "base_model", "https://huggingface.co/big/one"));
  EXPECT_NE(model.extra.find("\"downloads\":1000"), std::string::npos);
  EXPECT_NE(model.extra.find("\"license\":\"mit\""), std::string::npos);
  EXPECT_EQ(work_at(page, 1).date, "2026-01-31");
  EXPECT_TRUE(std::holds_alternative<Rejection>(page.items[2]));
  const Page second = connector->next({page.cursor, "", 0}, fetcher);
  EXPECT_EQ(second.items.size(), 1U);
  EXPECT_FALSE(second.more);
  EXPECT_EQ(second.cursor, R"({"latest":"2026-03-01T00:00:00.000Z"})");
  const Page update = connector->next({second.cursor, "", 0}, fetcher);
  EXPECT_FALSE(update.more) << "behind the newest one all is known";
  EXPECT_EQ(update.items.size(), 2U);
}

TEST(HuggingFace, Spaces_WithTheirCardsAndFilters) {
  FakeFetcher fetcher;
  fetcher.set_secret("HF_TOKEN", "hf_x");
  const std::string list =
      "https://huggingface.co/api/spaces?sort=likes&direction=-1&limit=20&full=true&filter=arxiv%"
      "3A2106.09685";
  Response& answer = fetcher.answer(
      list,
      R"([{"_id":"s1","id":"org/demo","sdk":"gradio","likes":3,"tags":["gradio","arxiv:2106.09685"],
                 "models":["org/model"],"cardData":{"title":"A demo","short_description":"Try it"}}])");
  answer.headers.emplace_back("ratelimit", "\"api\";r=0;t=55");
  fetcher.answer("https://huggingface.co/spaces/org/demo/resolve/main/README.md",
                 "---\ntitle: A demo\n---\n# Demo\n\nSee https://github.com/Org/Code for it.\n");
  const SourceSpec spec = {"x",
                           "huggingface-spaces",
                           "",
                           {{"filter", "arxiv:2106.09685"}, {"sort", "likes"}, {"cards", "yes"}}};
  const auto connector = make_connector(spec);
  const Page page = connector->next({"", "", 1000}, fetcher);
  const Work& space = work_at(page, 0);
  EXPECT_EQ(space.title, "org/demo: A demo");
  EXPECT_EQ(space.abstract, "Try it");
  EXPECT_EQ(space.text, "Demo\n\nSee https://github.com/Org/Code for it.");
  EXPECT_EQ(space.code, "https://huggingface.co/spaces/org/demo");
  EXPECT_TRUE(has_link(space, "model", "https://huggingface.co/org/model"));
  EXPECT_TRUE(has_link(space, "cites", "https://github.com/org/code"));
  EXPECT_TRUE(page.remarks.empty());
  EXPECT_EQ(fetcher.requests().front().headers.front(), "Authorization: Bearer hf_x");
  try {
    static_cast<void>(connector->next({page.cursor, "", 1010}, fetcher));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kBlocked);
  }
  EXPECT_EQ(connector->next({page.cursor, "", 1060}, fetcher).items.size(), 1U);
}

TEST(HuggingFace, FiltersThatWereIgnored_AreAnError) {
  const auto fails = [](const std::string& list, std::map<std::string, std::string> options,
                        const std::string& url) {
    FakeFetcher fetcher;
    fetcher.answer(url, list);
    try {
      static_cast<void>(
          make_connector({"x", "huggingface", "", std::move(options)})->next({}, fetcher));
    } catch (const Error& error) {
      return error.code() == Errc::kInvalid;
    }
    return false;
  };
  EXPECT_TRUE(
      fails(R"([{"_id":"1","id":"org/a"},{"_id":"2","id":"else/b"}])", {{"author", "org"}}, kHub));
  const std::string tagged =
      "https://huggingface.co/api/models?sort=lastModified&direction=-1&limit=100&full=true&"
      "cardData=true&filter=language%3Aen";
  EXPECT_TRUE(
      fails(R"([{"_id":"1","id":"org/a","tags":["fr"]}])", {{"filter", "language:en"}}, tagged));
  EXPECT_FALSE(
      fails(R"([{"_id":"1","id":"org/a","tags":["en"]}])", {{"filter", "language:en"}}, tagged));
}

TEST(HuggingFace, AllOfTheHub_IsRefused) {
  EXPECT_THROW(static_cast<void>(make_connector({"x", "huggingface", "", {}})), Error);
  EXPECT_NO_THROW(static_cast<void>(
      make_connector({"x", "huggingface-spaces", "", {{"sort", "likes"}, {"most", "50"}}})));
}

TEST(Npm, VersionDeprecatedLater_ComesAgainWithTheReason) {
  const auto package = [](const std::string& deprecated) {
    return R"({"name":"kit","description":"d","dist-tags":{"latest":"1.1.0"},
      "time":{"created":"2026-01-01T00:00:00Z","1.0.0":"2026-01-01T00:00:00Z",
              "1.1.0":"2026-02-01T00:00:00Z"},
      "versions":{"1.0.0":{)" +
           deprecated + R"(},"1.1.0":{}}})";
  };
  FakeFetcher fetcher;
  const std::string url = "https://registry.example.org/kit";
  fetcher.answer(url, package(""));
  fetcher.answer(url, package(R"("deprecated":"use 1.1")"));
  const auto connector =
      make_connector({"x", "npm", "https://registry.example.org", {{"packages", "kit"}}});
  const Page first = connector->next({}, fetcher);
  EXPECT_EQ(first.items.size(), 3U);
  const Page second = connector->next({first.cursor, "", 0}, fetcher);
  ASSERT_EQ(second.items.size(), 2U);
  EXPECT_EQ(work_at(second, 1).title, "kit 1.0.0");
  EXPECT_NE(work_at(second, 1).extra.find("use 1.1"), std::string::npos);
  const Page third = connector->next({second.cursor, "", 0}, fetcher);
  EXPECT_EQ(third.items.size(), 1U) << "once is enough";
}

TEST(HuggingFace, AnswersThatAreNoListing_AreSaid) {
  for (const char* body : {R"({"error":"x"})", "nonsense"}) {
    FakeFetcher fetcher;
    fetcher.answer(kHub, body);
    EXPECT_THROW(
        static_cast<void>(
            make_connector({"x", "huggingface", "", {{"author", "org"}}})->next({}, fetcher)),
        Error);
  }
  EXPECT_THROW(static_cast<void>(make_connector(
                   {"x", "huggingface", "", {{"author", "org"}, {"kind", "users"}}})),
               Error);
  EXPECT_THROW(static_cast<void>(
                   make_connector({"x", "huggingface", "", {{"author", "org"}, {"most", "all"}}})),
               Error);
}

}  // namespace
}  // namespace assay::source
