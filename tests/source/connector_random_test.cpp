/// Any answer of a service ends in items, rejections or one Error.

#include "base/text.h"
#include "fake_fetcher.h"
#include "mutation.h"
#include "source/connector.h"

#include <gtest/gtest.h>

#include <random>

namespace assay::source::connector_random_test {
namespace {

/// Gives the same bytes to whatever is asked.
class OneAnswer final : public Fetcher {
 public:
  explicit OneAnswer(std::string body) : body_(std::move(body)) {}
  [[nodiscard]] std::string secret(const std::string& /*variable*/) const override { return {}; }

 protected:
  Response do_fetch(const Request& request) override {
    Response response;
    response.url = request.url;
    response.body = body_;
    return response;
  }
  Response do_download(const Request& request, const std::filesystem::path& target) override {
    std::ofstream(target, std::ios::binary) << body_;
    return do_fetch(request);
  }

 private:
  std::string body_;
};

struct Sample {
  SourceSpec spec;
  std::string body;
};

std::vector<Sample> samples() {
  return {
      {{"a", "arxiv", "", {{"query", "x"}}},
       "<feed><totalResults>1</totalResults><startIndex>0</startIndex><entry><id>http://arxiv.org/"
       "abs/2106.09685v2</id><updated>2021-10-16</updated><title>T</title><author><name>A</name>"
       "</author><category term='cs.CL'/></entry></feed>"},
      {{"b", "arxiv-oai", "", {{"prefix", "arXivRaw"}}},
       "<OAI-PMH><responseDate>2026-11-20</responseDate><ListRecords><record><header><identifier>"
       "oai:arXiv.org:2106.09685</identifier></header><metadata><arXivRaw><id>2106.09685</id>"
       "<version version='v1'><date>Thu, 17 Jun 2021 17:37:18 GMT</date></version><title>T</title>"
       "<authors>A (B), C and D</authors></arXivRaw></metadata></record><resumptionToken "
       "cursor='0' "
       "completeListSize='3'>t</resumptionToken></ListRecords></OAI-PMH>"},
      {{"c", "oai-pmh", "https://x.example", {}},
       "<OAI-PMH><ListRecords><record><header status=''><identifier>x</identifier></header>"
       "<metadata><dc><title>T</title><date>2020</date><identifier>doi:10.1000/x</identifier>"
       "<description>&lt;p>a</description></dc></metadata></record></ListRecords></OAI-PMH>"},
      {{"d", "openreview", "", {{"venueid", "v"}, {"decisions", "yes"}}},
       R"({"count":1,"notes":[{"id":"abcde","tmdate":5,"content":{"title":{"value":"T"},"venueid":
{"value":"v"},"authors":{"value":["A"]},"pdf":{"value":"/p"}},"details":{"directReplies":[{"invitation":
"x/Decision","content":{"decision":"Accept"}}]}}]})"},
      {{"e", "virtual-site", "https://x.example/n-2025-orals-posters.json", {}},
       R"({"count":1,"next":"?p=2","results":[{"id":1,"name":"T","authors":[{"fullname":"A"}],
"eventtype":"Poster","virtualsite_url":"/virtual/2025/poster/1","sourceurl":"group?id=a.cc/2025/C"}]})"},
      {{"f", "acl-anthology", "https://x.example", {{"collections", "a"}}},
       "<collection id='P18'><volume id='1'><paper id='1'><title>T</title></paper></volume>"
       "</collection>"},
      {{"g", "acl-anthology", "https://x.example/a.bib", {}},
       "@inproceedings{k,\n title={T},\n url={https://aclanthology.org/P18-1001/}\n}\n"},
      {{"h", "cvf", "https://x.example/CVPR2025", {{"abstracts", "yes"}}},
       "<dl><dt class=\"ptitle\"><a href=\"/html/A_paper.html\">T</a></dt><dd><input type=hidden "
       "name=query_author value=A>[<a href=/a.pdf>pdf</a>]<div class=\"bibref "
       "x\">@InProceedings{k,\n"
       "title={T}, year={2025}}</div></dd></dl><div id=\"abstract\">a</div>"},
      {{"i", "pmlr", "https://x.example/v1", {}},
       "- title: 'T ''a'' '\n  abstract: \"x \\u00e9\\\n  y\"\n  author:\n  - given: A\n    "
       "family: B\n"
       "  - {given: C}\n  tags: [a, 'b']\n  note: |\n    a\n     b\n  id: a1\n  issued:\n    "
       "date-parts:\n"
       "    - 2020\n  extras: []\n  k: >-\n   z\n"},
  };
}

TEST(PaperConnectors, MutatedAnswers_EndWell) {
  constexpr std::string_view kMarks = "{}[]()<>'\"\\@,:;#&-|\n\r\0 \xC3\xFF";
  std::mt19937 random(20261126);
  for (const Sample& sample : samples()) {
    const auto connector = make_connector(sample.spec);
    std::size_t works = 0;
    for (int round = 0; round < 400; ++round) {
      std::string bytes = sample.body;
      bytes = mutated(std::move(bytes), random, kMarks, 6);
      OneAnswer fetcher(bytes);
      try {
        for (const Item& item : connector->next({}, fetcher).items) {
          if (const Work* work = std::get_if<Work>(&item)) {
            ++works;
            EXPECT_FALSE(work->title.empty()) << sample.spec.connector << " " << bytes;
            EXPECT_EQ(find_invalid_utf8(work->title), std::string::npos) << sample.spec.connector;
            EXPECT_EQ(find_invalid_utf8(work->abstract), std::string::npos);
            EXPECT_EQ(find_invalid_utf8(work->extra), std::string::npos) << sample.spec.connector;
          }
        }
      } catch (const Error& error) {
        EXPECT_NE(error.code(), Errc::kInternal) << error.what();
      }
    }
    EXPECT_GT(works, 40U) << sample.spec.connector << ": the sample itself is hardly read";
  }
}

TEST(PaperConnectors, DeepNesting_EndsWell) {
  std::string tags;
  std::string dashes = "- title: ";
  for (int i = 0; i < 50000; ++i) {
    tags += "<b>";
    dashes += "- ";
  }
  for (const Sample& sample : samples()) {
    const auto connector = make_connector(sample.spec);
    for (const std::string& body :
         {"<dt class=\"ptitle\">" + tags, "<OAI-PMH><record>" + tags, dashes,
          "{\"notes\":" + std::string(100000, '['), "- title: " + std::string(100000, '[')}) {
      OneAnswer fetcher(body);
      try {
        static_cast<void>(connector->next({}, fetcher));
      } catch (const Error& error) {
        EXPECT_NE(error.code(), Errc::kInternal) << error.what();
      }
    }
  }
}

}  // namespace
}  // namespace assay::source::connector_random_test
