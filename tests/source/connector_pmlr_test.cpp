#include "base/text.h"
#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace assay::source::connector_pmlr_test {
namespace {

constexpr const char* kVolume = "https://pmlr.example.org/v306";
constexpr const char* kList = "https://pmlr.example.org/v306/assets/bib/citeproc.yaml";

// As the series' site writes it: single quotes, lines of an abstract that begin anywhere.
const char* const kItem =
    "- title: 'It''s a \"net\": $a<b$ &amp; more'\n"
    "  abstract: 'We list:\n"
    "- one thing\n"
    "\n"
    "and don''t stop.'\n"
    "  volume: 306\n"
    "  URL: https://proceedings.mlr.press/v306/one26a.html\n"
    "  PDF: https://raw.example.org/mlresearch/v306/main/assets/one26a/one26a.pdf\n"
    "  edit: https://github.com/mlresearch//v306/edit/gh-pages/_posts/2026-09-29-one26a.md\n"
    "  series: 'Proceedings of Machine Learning Research'\n"
    "  container-title: 'Proceedings of the 43rd Conference'\n"
    "  publisher: 'PMLR'\n"
    "  author: \n"
    "  - given: Ann B.\n"
    "    family: One\n"
    "  - given: Bob\n"
    "    prefix: van\n"
    "    family: Two\n"
    "    suffix: Jr.\n"
    "  editor: \n"
    "  - given: Ed\n"
    "    family: Itor\n"
    "  page: 125-149\n"
    "  id: one26a\n"
    "  issued:\n"
    "    date-parts: \n"
    "      - 2026\n"
    "      - 9\n"
    "      - 29\n"
    "  firstpage: 125\n"
    "  published: 2026-09-29 00:00:00 +0000\n";

const char* const kPost =
    "---\n"
    "title: \"Folded \\\"title\\\" with \\u00e9 and a backslash \\\\\\\n"
    "  end\"\n"
    "openreview: jV8qIG3xMR\n"
    "abstract: Plain text: with a colon that\n"
    "  goes on at https://github.com/x/y\n"
    "\n"
    "  in two parts\n"
    "software: https://github.com/a/b\n"
    "section: Regular Papers\n"
    "id: two26a\n"
    "note: |\n"
    "  kept\n"
    "    as is\n"
    "award: >-\n"
    "  best\n"
    "  paper\n"
    "author:\n"
    "- given: Ann\n"
    "  family: One\n"
    "- {given: Bob, family: 'Two'}\n"
    "date: 2026-09-29\n"
    "address:\n"
    "container-title: Proceedings\n"
    "volume: '306'\n"
    "tags: [a, 'b, c']\n"
    "pdf: https://proceedings.mlr.press/v306/two26a/two26a.pdf\n"
    "extras:\n"
    "- label: Supplementary PDF\n"
    "  link: https://x.example/supp.pdf\n"
    "# Format based on citeproc\n"
    "---\n"
    "body\n";

Page sync(FakeFetcher& fetcher, const std::string& cursor = {}) {
  return make_connector({"icml", "pmlr", std::string(kVolume) + "/", {}})
      ->next({cursor, "", 0}, fetcher);
}

TEST(Pmlr, Site_GivesAllPapersOfAVolume) {
  FakeFetcher fetcher;
  fetcher.answer(kList, "\n" + std::string(kItem) + "- title: 'No id'\n  volume: 306\n")
      .headers.emplace_back("etag", "\"1\"");
  fetcher.answer(kList, "", 304);
  const Page page = sync(fetcher);
  ASSERT_EQ(page.items.size(), 2U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.id, "pmlr:v306/one26a");
  EXPECT_EQ(work.title, "It's a \"net\": $a<b$ & more");
  EXPECT_EQ(work.abstract, "We list: - one thing\nand don't stop.");
  EXPECT_EQ(work.authors, (Strings{"Ann B. One", "Bob van Two Jr."}));
  EXPECT_EQ(work.venue, "Proceedings of the 43rd Conference");
  EXPECT_EQ(work.date, "2026-09-29");
  EXPECT_EQ(identifiers(work), (Strings{"pmlr:v306/one26a"}));
  EXPECT_EQ(work.links.at(0), (Link{"home", "https://proceedings.mlr.press/v306/one26a.html"}));
  EXPECT_EQ(work.links.at(1).rel, "pdf");
  EXPECT_NE(work.extra.find("\"page\":\"125-149\""), std::string::npos);
  EXPECT_EQ(std::get<Rejection>(page.items[1]).reason, "no id");
  const Page later = sync(fetcher, page.cursor);
  EXPECT_TRUE(later.items.empty());
  EXPECT_EQ(fetcher.requests().back().etag, "\"1\"");
}

TEST(Pmlr, NoList_IsNeverEmpty) {
  for (const auto& [body, status] : std::vector<std::pair<std::string, int>>{
           {"", 404}, {"", 200}, {"<!DOCTYPE html><p>moved</p>", 200}, {"- name: x\n", 200}}) {
    FakeFetcher fetcher;
    fetcher.answer(kList, body, status);
    EXPECT_THROW(static_cast<void>(sync(fetcher)), Error) << body;
  }
}

TEST(Pmlr, Folder_IsReadPostByPost) {
  const TempDir dir;
  const std::filesystem::path posts = dir.path() / "v306" / "_posts";
  make_folders(posts);
  write_file_atomically(posts / "2026-09-29-two26a.md", kPost);
  write_file_atomically(posts / "2026-09-29-zed26a.md", "no front matter");
  write_file_atomically(posts / "notes.txt", kPost);
  FakeFetcher fetcher;
  const auto connector = make_connector({"icml", "pmlr", (dir.path() / "v306").string(), {}});
  const Page page = connector->next({}, fetcher);
  ASSERT_EQ(page.items.size(), 2U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.id, "pmlr:v306/two26a");
  EXPECT_EQ(work.title, "Folded \"title\" with é and a backslash \\end");
  EXPECT_EQ(work.abstract,
            "Plain text: with a colon that goes on at https://github.com/x/y\nin two parts");
  EXPECT_EQ(work.authors, (Strings{"Ann One", "Bob Two"}));
  EXPECT_EQ(work.track, "Regular Papers");
  EXPECT_EQ(work.comments, "kept as is");
  EXPECT_EQ(work.code, "https://github.com/a/b");
  EXPECT_EQ(identifiers(work), (Strings{"pmlr:v306/two26a", "openreview:jV8qIG3xMR"}));
  EXPECT_EQ(work.links.back(), (Link{"supplementary", "https://x.example/supp.pdf"}));
  EXPECT_NE(work.extra.find("\"award\":\"best paper\""), std::string::npos);
  EXPECT_EQ(std::get<Rejection>(page.items[1]).reason, "2026-09-29-zed26a.md: no front matter");
  EXPECT_TRUE(connector->next({page.cursor, "", 0}, fetcher).items.empty());
  write_file_atomically(posts / "2026-09-29-new26a.md", kPost);
  EXPECT_EQ(connector->next({page.cursor, "", 0}, fetcher).items.size(), 3U);
  EXPECT_TRUE(fetcher.requests().empty());
}

TEST(Pmlr, EscapeThatIsCutShort_LeavesWellFormedText) {
  const TempDir dir;
  const std::filesystem::path posts = dir.path() / "v306" / "_posts";
  make_folders(posts);
  write_file_atomically(
      posts / "2026-09-29-cut26a.md",
      "---\ntitle: Cut\nabstract: \"x \\u00e\xD2 y \\ud800 z\"\nid: cut26a\n---\n");
  FakeFetcher fetcher;
  const Page page =
      make_connector({"icml", "pmlr", (dir.path() / "v306").string(), {}})->next({}, fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const auto* work = std::get_if<Work>(&page.items[0]);
  EXPECT_TRUE(work == nullptr || find_invalid_utf8(work->abstract) == std::string::npos);
}

TEST(Pmlr, Folder_OfManyPostsComesInPages) {
  const TempDir dir;
  make_folders(dir.path() / "_posts");
  for (int i = 1000; i < 1501; ++i) {
    write_file_atomically(dir.path() / "_posts" / ("p" + std::to_string(i) + ".md"),
                          "---\ntitle: T\nid: p" + std::to_string(i) + "\nvolume: 1\n---\n");
  }
  FakeFetcher fetcher;
  const auto connector = make_connector({"x", "pmlr", dir.path().string(), {}});
  const Page first = connector->next({}, fetcher);
  EXPECT_EQ(first.items.size(), 500U);
  ASSERT_TRUE(first.more);
  const Page second = connector->next({first.cursor, "", 0}, fetcher);
  EXPECT_EQ(second.items.size(), 1U);
  EXPECT_FALSE(second.more);
}

TEST(Pmlr, AddressThatIsNeither_IsRefused) {
  EXPECT_THROW(static_cast<void>(make_connector({"x", "pmlr", "/nowhere/at/all", {}})), Error);
}

}  // namespace
}  // namespace assay::source::connector_pmlr_test
