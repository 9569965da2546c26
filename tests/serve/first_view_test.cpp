/// The page as it is sent: with the answers of its first view, and nothing that could end them.

#include "serve/first_view.h"

#include "base/files.h"
#include "ingest/import.h"
#include "serve/service.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::serve {
namespace first_view_test {
namespace {

constexpr const char* kTable =
    R"({"week":{"answers":["week"],"scripts":[]},"work/*":{"answers":["works/*","works/*/why"],)"
    R"("scripts":[]},"search":{"answers":["saved"],"scripts":[]},"search?":{"answers":)"
    R"(["search?*&k=20"],"scripts":[]},"practice":{"answers":["labs"],"scripts":["/part.js"]}})";

Request get(const std::string& target) {
  Request request;
  request.method = "GET";
  request.headers = {{"host", "h"}};
  request.peer = "127.0.0.1";
  parse_target(target, request);
  return request;
}

std::vector<std::string> answers(const std::string& target) {
  return first_view(kTable, get(target)).answers;
}

TEST(FirstView, Place_HasTheAnswersThatThePageAsksFor) {
  using Paths = std::vector<std::string>;
  EXPECT_EQ(answers("/"), Paths{"week"});
  EXPECT_EQ(answers("/week"), Paths{"week"});
  EXPECT_EQ(answers("/work/doi:10.1%2Fx(y)"),
            (Paths{"works/doi%3A10.1%2Fx(y)", "works/doi%3A10.1%2Fx(y)/why"}));
  EXPECT_EQ(answers("/search"), Paths{"saved"});
  EXPECT_EQ(answers("/search?q=a+%22b%22&sort=date"), Paths{"search?q=a+%22b%22&sort=date&k=20"});
  EXPECT_EQ(first_view(kTable, get("/practice")).scripts, Paths{"/part.js"});
}

TEST(FirstView, PlaceThatIsNone_OrTableThatIsNone_HasNothing) {
  EXPECT_TRUE(answers("/nowhere").empty());
  EXPECT_TRUE(answers("/work").empty());
  EXPECT_TRUE(answers("/work/a/b").empty());
  EXPECT_TRUE(first_view("", get("/")).answers.empty());
  EXPECT_TRUE(first_view("[1]", get("/")).answers.empty());
}

TEST(FirstView, WordsOfAWork_CannotEndTheElementTheyStandIn) {
  std::string page = "<head><!--first--></head>";
  put_first_view(page, {}, {{"works/<!--", R"({"title":"</script><script>alert(1)</script>"})"}});
  EXPECT_EQ(page.find("<script>"), std::string::npos);
  EXPECT_EQ(page.find("</script>"), page.rfind("</script>"));
  const std::size_t begin = page.find('{');
  const nlohmann::json told =
      nlohmann::json::parse(page.substr(begin, page.find("</script>") - begin));
  EXPECT_EQ(told["works/<!--"]["title"], "</script><script>alert(1)</script>");
}

TEST(FirstView, PageWithoutAPlaceForThem_StaysAsItIs) {
  std::string page = "<head></head>";
  put_first_view(page, {"/a.js"}, {{"week", "{}"}});
  EXPECT_EQ(page, "<head></head>");
}

class Sent : public testing::Test {
 protected:
  Sent() {
    options_.store.library = temporary_.path() / "library";
    options_.store.version = "1";
    options_.guard.hosts = {"h"};
    options_.web = temporary_.path() / "web";
    std::filesystem::create_directory(options_.web);
    write_file_atomically(options_.web / "index.html", "<head><!--first--></head>");
    write_file_atomically(options_.web / "first.json", kTable);
    write_file_atomically(options_.web / "app-N7XM32NF.js", "1");
    write_file_atomically(options_.web / "icon.svg", "<svg/>");
    write_file_atomically(temporary_.path() / "a.jsonl", R"({"title":"One work"})");
    library::Library library(options_.store.library, library::Library::Mode::kWrite);
    const auto index = ingest::open_current_index(library);
    ingest::import_file(library, *index, identify::default_judge(), temporary_.path() / "a.jsonl",
                        {});
  }

  static std::string header(const Answer& answer, const std::string& name) {
    const auto found = std::find_if(answer.headers.begin(), answer.headers.end(),
                                    [&](const auto& one) { return one.first == name; });
    return found == answer.headers.end() ? "" : found->second;
  }

  TempDir temporary_;
  ServiceOptions options_;
};

TEST_F(Sent, Work_ComesWithWhatTheApiAnswers) {
  Service service(options_);
  Desk desk(service.store());
  const auto page = service.answer(get("/work/w1"), desk);
  ASSERT_EQ(page->status, 200);
  const std::string work = *service.answer(get("/api/v1/works/w1"), desk)->body;
  const std::string why = *service.answer(get("/api/v1/works/w1/why"), desk)->body;
  EXPECT_NE(page->body->find("\"works/w1\":" + work), std::string::npos) << *page->body;
  EXPECT_NE(page->body->find("\"works/w1/why\":" + why), std::string::npos);
  EXPECT_EQ(header(*page, "Cache-Control"), "no-cache");
}

TEST_F(Sent, WorkThatIsNotThere_LeavesItsAnswersOut) {
  Service service(options_);
  Desk desk(service.store());
  const auto page = service.answer(get("/work/w99"), desk);
  EXPECT_EQ(page->status, 200);
  EXPECT_NE(page->body->find("id=\"answers\">{}</script>"), std::string::npos) << *page->body;
}

TEST_F(Sent, FileNamedByItsHash_IsKeptForGood) {
  Service service(options_);
  Desk desk(service.store());
  EXPECT_EQ(header(*service.answer(get("/app-N7XM32NF.js"), desk), "Cache-Control"),
            "max-age=31536000, immutable");
  EXPECT_EQ(header(*service.answer(get("/icon.svg"), desk), "Cache-Control"), "no-cache");
}

}  // namespace
}  // namespace first_view_test
}  // namespace assay::serve
