#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

namespace assay::source::connector_cvf_test {
namespace {

constexpr const char* kAddress = "https://cvf.example.org/CVPR2025?day=all";

std::string paper(const std::string& name, const std::string& title) {
  return "<dt class=\"ptitle\"><br><a href=\"/content/CVPR2025/html/" + name +
         "_CVPR_2025_paper.html\">" + title +
         "</a></dt>\n<dd>\n"
         "<form action=\"/CVPR2025\" class=\"authsearch\"><input type=\"hidden\" "
         "name=\"query_author\" value=\"Ann &Ouml;ne\"><a href=\"#\">Ann &Ouml;ne</a>,</form>"
         "<form><input type=\"hidden\" name=\"query_author\" value=\"Bob Two\"></form></dd>\n<dd>\n"
         "[<a href=\"/content/CVPR2025/papers/" +
         name +
         "_CVPR_2025_paper.pdf\">pdf</a>]\n"
         "[<a href=\"/content/CVPR2025/supplemental/" +
         name +
         "_supplemental.pdf\">supp</a>]\n"
         "[<a href=\"http://arxiv.org/abs/2501.00001\">arXiv</a>]\n"
         "<div class=\"link2\">[<a class=\"fakelink\" onclick=\"x()\">bibtex</a>]\n"
         "<div class=\"bibref pre-white-space\">@InProceedings{" +
         name +
         "_2025_CVPR,\n"
         "    author    = {\\\"One, Ann and Two, Bob},\n    title     = {" +
         title +
         "},\n"
         "    booktitle = {Proceedings of the IEEE/CVF Conference (CVPR)},\n"
         "    month     = {June},\n    year      = {2025},\n    pages     = "
         "{1-9}\n}</div></div></dd>\n";
}

std::string list(const std::string& papers) {
  return "<!DOCTYPE html><html><head><title>CVPR 2025</title></head><body><dl>" + papers +
         "</dl></body></html>";
}

void answer(FakeFetcher& fetcher, const std::string& url, std::string body, int status = 200) {
  fetcher.answer(url, std::move(body), status).headers = {{"content-type", "text/html"}};
}

Page sync(FakeFetcher& fetcher, const std::string& cursor = {},
          std::map<std::string, std::string> options = {}) {
  return make_connector({"cvpr", "cvf", "https://cvf.example.org/CVPR2025", std::move(options)})
      ->next({cursor, "", 0}, fetcher);
}

TEST(Cvf, EveryField_HasItsPlace) {
  FakeFetcher fetcher;
  answer(fetcher, kAddress, list(paper("One_Nets", "Nets &amp; <i>More</i>")));
  const Page page = sync(fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.id, "One_Nets_CVPR_2025");
  EXPECT_EQ(work.title, "Nets & More");
  EXPECT_EQ(work.authors, (Strings{"Ann Öne", "Bob Two"}));
  EXPECT_EQ(work.venue, "Proceedings of the IEEE/CVF Conference (CVPR)");
  EXPECT_EQ(work.date, "2025-06");
  EXPECT_EQ(identifiers(work), (Strings{"url:https://cvf.example.org/content/CVPR2025/html/"
                                        "One_Nets_CVPR_2025_paper.html",
                                        "arxiv:2501.00001"}));
  ASSERT_EQ(work.links.size(), 4U);
  EXPECT_EQ(work.links[1], (Link{"pdf",
                                 "https://cvf.example.org/content/CVPR2025/papers/"
                                 "One_Nets_CVPR_2025_paper.pdf"}));
  EXPECT_EQ(work.links[2].rel, "supplementary");
  EXPECT_NE(work.extra.find("\"pages\":\"1-9\""), std::string::npos);
  EXPECT_TRUE(fetcher.requests().front().obeys_robots);
  EXPECT_EQ(fetcher.urls(), (Strings{kAddress}));
}

TEST(Cvf, OlderMarkup_IsReadToo) {
  FakeFetcher fetcher;
  answer(
      fetcher, kAddress,
      list("<dt class=\"ptitle\"><br><a href=\"content_CVPR_2020/html/Wu_X_CVPR_2020_paper.html\">"
           "X</a></dt><dd><form><input type=\"hidden\" name=\"query\" value=\" Ann One\"></form>"
           "</dd><dd>[<a href=\"content_CVPR_2020/papers/Wu_X_CVPR_2020_paper.pdf\">pdf</a>]"
           "<div class=\"bibref\">\n@InProceedings{Wu_2020_CVPR,<br>\nauthor = {One, Ann},<br>\n"
           "title = {X},<br>\nbooktitle = {CVPR},<br>\nyear = {2020}<br>\n}\n</div></dd>"));
  const Page page = sync(fetcher);
  const Work& work = std::get<Work>(page.items.at(0));
  EXPECT_EQ(work.authors, (Strings{"Ann One"}));
  EXPECT_EQ(work.year, 2020);
  EXPECT_EQ(work.links.back().url,
            "https://cvf.example.org/content_CVPR_2020/papers/Wu_X_CVPR_2020_paper.pdf");
}

TEST(Cvf, UnchangedList_GivesNothingTheSecondTime) {
  FakeFetcher fetcher;
  answer(fetcher, kAddress, list(paper("A", "A") + paper("B", "B")));
  const Page first = sync(fetcher);
  EXPECT_EQ(first.items.size(), 2U);
  EXPECT_TRUE(sync(fetcher, first.cursor).items.empty());
}

TEST(Cvf, Abstracts_ComeFromThePapersPagesInPages) {
  FakeFetcher fetcher;
  std::string papers;
  for (int i = 0; i < 201; ++i) {
    papers += paper("P" + std::to_string(i), "P");
    answer(fetcher,
           "https://cvf.example.org/content/CVPR2025/html/P" + std::to_string(i) +
               "_CVPR_2025_paper.html",
           i == 1 ? "<html>gone</html>"
                  : "<html><div id=\"abstract\" >We <b>do</b> &amp; share "
                    "https://github.com/a/b</div><div>x</div>");
  }
  answer(fetcher, kAddress, list(papers));
  const std::map<std::string, std::string> options = {{"abstracts", "yes"}};
  const Page first = sync(fetcher, {}, options);
  EXPECT_EQ(first.items.size(), 200U);
  ASSERT_TRUE(first.more);
  EXPECT_EQ(std::get<Work>(first.items[0]).abstract, "We do & share https://github.com/a/b");
  EXPECT_EQ(std::get<Work>(first.items[0]).code, "https://github.com/a/b");
  EXPECT_EQ(first.remarks.size(), 1U);
  const Page second = sync(fetcher, first.cursor, options);
  EXPECT_EQ(second.items.size(), 1U);
  EXPECT_FALSE(second.more);
}

TEST(Cvf, PagesWithoutPapers_AreErrorsWithAdvice) {
  const auto hint_of = [](const std::string& body, int status) {
    FakeFetcher fetcher;
    answer(fetcher, kAddress, body, status);
    try {
      static_cast<void>(sync(fetcher));
    } catch (const Error& error) {
      return error.hint();
    }
    return std::string("TEST: nothing was thrown");
  };
  EXPECT_NE(hint_of("<html><a href='CVPR2018?day=2018-06-19'>Day 1</a>", 200).find("by day"),
            std::string::npos);
  EXPECT_NE(hint_of("<html>Are you a robot?</html>", 200).find("address"), std::string::npos);
  EXPECT_NE(hint_of("", 404).find("address"), std::string::npos);
}

TEST(Cvf, BadEntry_IsRejectedAlone) {
  FakeFetcher fetcher;
  answer(fetcher, kAddress,
         list("<dt class=\"ptitle\">Nothing here</dt>" + paper("B", "B") +
              "<dt class=\"ptitle\"><a href=\"/x/html/C_paper.html\">C</a></dt><dd><div "
              "class=\"bibref\">@InProceedings{c, title={C"));
  const Page page = sync(fetcher);
  ASSERT_EQ(page.items.size(), 3U);
  EXPECT_EQ(std::get<Rejection>(page.items[0]).reason, "no page of the paper's own");
  EXPECT_EQ(std::get<Work>(page.items[1]).id, "B_CVPR_2025");
  EXPECT_EQ(std::get<Work>(page.items[2]).title, "C") << "its own words stand when BibTeX is torn";
}

}  // namespace
}  // namespace assay::source::connector_cvf_test
