#include "source/writer.h"

#include "reading.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <set>
#include <sstream>

namespace assay::source {
namespace {

std::string written(ExportFormat format, const std::vector<Work>& works) {
  const std::unique_ptr<Writer> writer = make_writer(format);
  std::string text = writer->begin();
  for (const Work& work : works) {
    text += writer->item(work);
  }
  return text + writer->end();
}

/// Every field that a bibliography can hold, with what its syntax must protect.
Work full_work() {
  Work work;
  work.id = "key:2021";
  work.title = "100 % of {C++} & $O(n^2)$: a_b ~ c^d, #1 \\ \"done\" for 5$";
  work.abstract = "We save 50 % & more. It costs $5 or $x_1$.";
  work.authors = {"Schrödinger, Erwin", "van der Maaten, Laurens", "Plato"};
  work.venue = "Journal of R&D";
  work.year = 2021;
  work.date = "2021-06-07";
  work.identifiers = {{Scheme::kArxiv, "2106.00001"},
                      {Scheme::kDoi, "10.1000/a_b"},
                      {Scheme::kUrl, "https://example.org/a_b"}};
  work.links = {{"home", "https://example.org/a_b"}};
  work.code = "https://github.com/a/b_c";
  work.comments = "Seen at 10 %";
  work.keywords = {"one", "two words"};
  return work;
}

class RoundTrip : public testing::TestWithParam<std::pair<ExportFormat, Format>> {};

TEST_P(RoundTrip, FullWork_ComesBack) {
  const Work work = full_work();
  const Everything all = read_text(written(GetParam().first, {work}));
  EXPECT_EQ(all.format, GetParam().second);
  EXPECT_TRUE(all.rejections.empty()) << all.rejections[0].reason;
  ASSERT_EQ(all.works.size(), 1U);
  const Work& back = all.works[0];
  EXPECT_EQ(back.id, work.id);
  EXPECT_EQ(back.title, work.title);
  EXPECT_EQ(back.abstract, work.abstract);
  EXPECT_EQ(back.authors, work.authors);
  EXPECT_EQ(back.venue, work.venue);
  EXPECT_EQ(back.year, work.year);
  EXPECT_EQ(back.date, work.date);
  for (const Identifier& identifier : work.identifiers) {
    EXPECT_NE(std::find(back.identifiers.begin(), back.identifiers.end(), identifier),
              back.identifiers.end())
        << identifier.str();
  }
  EXPECT_EQ(back.comments, work.comments);
  EXPECT_EQ(back.keywords, work.keywords);
  if (GetParam().first != ExportFormat::kCslJson) {  // which has no place for code
    EXPECT_EQ(back.code, work.code);
  }
}

TEST_P(RoundTrip, SecondTrip_ChangesNothing) {
  const Everything once = read_text(written(GetParam().first, {full_work()}));
  const Everything twice = read_text(written(GetParam().first, once.works));
  EXPECT_EQ(once.works, twice.works);
}

TEST_P(RoundTrip, KindsOfWork_ComeBack) {
  for (const Kind kind : {Kind::kPaper, Kind::kRepository, Kind::kPost, Kind::kTalk}) {
    Work work;
    work.id = "k1";
    work.kind = kind;
    work.title = "A title";
    if (kind == Kind::kRepository) {
      work.identifiers = {{Scheme::kGithub, "a/b"}};
    }
    const Everything all = read_text(written(GetParam().first, {work}), "x", GetParam().second);
    ASSERT_EQ(all.works.size(), 1U);
    EXPECT_EQ(all.works[0].kind, kind) << kind_name(kind);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, RoundTrip,
                         testing::Values(std::pair(ExportFormat::kWorks, Format::kWorks),
                                         std::pair(ExportFormat::kBibtex, Format::kBibtex),
                                         std::pair(ExportFormat::kRis, Format::kRis),
                                         std::pair(ExportFormat::kCslJson, Format::kCslJson)),
                         [](const auto& tested) {
                           std::string name(export_format_name(tested.param.first));
                           name.erase(std::remove(name.begin(), name.end(), '-'), name.end());
                           return name;
                         });

TEST(Writer, BibtexKeys_AreMadeAndDoNotRepeat) {
  Work work;
  work.title = "Attention Is All You Need";
  work.authors = {"Ashish Vaswani"};
  work.year = 2017;
  work.identifiers = {{Scheme::kArxiv, "1706.03762"}};
  const std::string text = written(ExportFormat::kBibtex, {work, work});
  EXPECT_NE(text.find("@misc{vaswani2017attention,"), std::string::npos) << text;
  EXPECT_NE(text.find("@misc{vaswani2017attentiona,"), std::string::npos);
  EXPECT_NE(text.find("archiveprefix = {arXiv}"), std::string::npos);
}

TEST(Writer, BibtexWithTornBraces_StaysReadable) {
  Work work;
  work.title = "Open { and $x{$ closed }";
  Work next;
  next.title = "Next";
  const Everything all = read_text(written(ExportFormat::kBibtex, {work, next}));
  ASSERT_EQ(all.works.size(), 2U);
  EXPECT_EQ(all.works[0].title, work.title);
  EXPECT_EQ(all.works[1].title, "Next");
}

/// From a file to a file.
std::string there_and_back(const std::string& text, ExportFormat format) {
  return written(format, read_text(text).works);
}

std::multiset<std::string> lines_of(const std::string& text) {
  std::multiset<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
      line.pop_back();
    }
    if (!line.empty()) {
      lines.insert(line);
    }
  }
  return lines;
}

TEST(Writer, RisRecord_LosesNoLine) {
  for (const char* record :
       {"TY  - JOUR\nID  - k1\nTI  - Serving\nAU  - Hu, Ada\nAU  - Shen, Bo\nT2  - Journal of "
        "Serving\n"
        "JO  - J. Serv.\nJF  - Journal of Serving, Part B\nPY  - 2021\nDA  - 2021/03/05\n"
        "DO  - 10.1000/x\nAN  - WOS:0001\nUR  - https://a.example/1\nUR  - https://b.example/2\n"
        "UR  - www.c.example\nL1  - files/1/a.pdf\nKW  - one\nN1  - first note\nN1  - second note\n"
        "AB  - We serve.\nN2  - Other words.\nSP  - 1\nEP  - 9\nER  - \n",
        "TY  - CONF\nID  - k2\nTI  - Ranges\nJO  - Alone\nPY  - 2021///spring\nER  - \n",
        "TY  - GEN\nID  - k3\nTI  - Days\nDA  - 2021/03/05/spring\nPY  - 2021\nER  - \n"}) {
    EXPECT_EQ(lines_of(there_and_back(record, ExportFormat::kRis)), lines_of(record)) << record;
  }
}

TEST(Writer, BibtexEntry_KeepsBracesAndFieldsWithDigits) {
  const std::string text = there_and_back(
      "@article{k1,\n  title = {{GPU} kernels for {LoRA}},\n  author = {Hu, Ada},\n"
      "  journal = {Journal of {AI}},\n  year = {2021},\n  bdsk-url-1 = {https://a.example/1},\n"
      "  file2 = {a.pdf}\n}\n",
      ExportFormat::kBibtex);
  for (const char* field : {"title = {{GPU} kernels for {LoRA}}", "journal = {Journal of {AI}}",
                            "bdsk-url-1 = {https://a.example/1}", "file2 = {a.pdf}"}) {
    EXPECT_NE(text.find(field), std::string::npos) << field << " in " << text;
  }
  EXPECT_EQ(text.find("_tex"), std::string::npos) << text;
  EXPECT_EQ(there_and_back(text, ExportFormat::kBibtex), text);
}

TEST(Writer, CslJsonItem_LosesNothing) {
  const std::string item =
      R"({"id":"k1","citation-key":"hu21","type":"article-journal","title":"Serving",)"
      R"("author":[{"family":"Maaten","given":"Ada","non-dropping-particle":"van der","suffix":"Jr."},)"
      R"({"literal":"Ada Lovelace"}],"container-title":"J","issued":{"date-parts":[[2021,3],[2021,5]],"season":2},)"
      R"("DOI":"10.1000/x","URL":"www.a.example","publisher":"P"})";
  const nlohmann::json before = nlohmann::json::parse("[" + item + "]");
  EXPECT_EQ(nlohmann::json::parse(there_and_back("[" + item + "]", ExportFormat::kCslJson)),
            before);
  const std::string words =
      R"([{"id":"k","type":"book","title":"T","issued":{"literal":"Spring 2021"}}])";
  EXPECT_EQ(nlohmann::json::parse(there_and_back(words, ExportFormat::kCslJson)),
            nlohmann::json::parse(words));
}

TEST(Writer, EmptyLibrary_IsAWholeDocument) {
  EXPECT_EQ(written(ExportFormat::kCslJson, {}), "[\n]\n");
  EXPECT_EQ(written(ExportFormat::kBibtex, {}), "");
}

TEST(Writer, Markdown_IsAListThatCanBeReadAgain) {
  Work work = full_work();
  work.title = "On [C++] *fast*";
  const std::string text = written(ExportFormat::kMarkdown, {work});
  EXPECT_EQ(text,
            "- [On \\[C++\\] \\*fast\\*](https://example.org/a_b) - Erwin Schrödinger, Laurens van "
            "der Maaten, Plato. Journal of R&D 2021. [code](https://github.com/a/b_c)\n");
  const Everything all = read_text(text);
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(all.works[0].code, work.code);
}

TEST(WriteBibtex, AddressesAreWrittenAsTheyAre) {
  Work work;
  work.title = "T";
  work.links = {{"home", "https://example.org/evolving_reddits/50%25?a=1&b={c}#d~e"}};
  work.identifiers = {{Scheme::kDoi, "10.1000/a_b#c"}};
  work.code = "https://github.com/a/b_c";
  const std::string text = written(ExportFormat::kBibtex, {work});
  EXPECT_NE(text.find("url = {https://example.org/evolving_reddits/50%25?a=1&b=%7Bc%7D#d~e}"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("doi = {10.1000/a_b#c}"), std::string::npos) << text;
  EXPECT_NE(text.find("code = {https://github.com/a/b_c}"), std::string::npos) << text;
  const Everything back = read_text(text);
  ASSERT_EQ(back.works.size(), 1U);
  EXPECT_EQ(back.works[0].code, work.code);
  ASSERT_EQ(back.works[0].links.size(), 1U);
  EXPECT_EQ(back.works[0].links[0].url,
            "https://example.org/evolving_reddits/50%25?a=1&b=%7Bc%7D#d~e");
}

TEST(Writers, OthersAreNoPerson) {
  for (const std::vector<std::string>& authors :
       {std::vector<std::string>{"Ada Lovelace", "others"}, {"Ada Lovelace", "et al."}}) {
    Work work;
    work.title = "T";
    work.authors = authors;
    const std::string bibtex = written(ExportFormat::kBibtex, {work});
    EXPECT_NE(bibtex.find("author = {Ada Lovelace and others}"), std::string::npos) << bibtex;
    const Everything back = read_text(bibtex);
    ASSERT_EQ(back.works.size(), 1U);
    EXPECT_EQ(back.works[0].authors, std::vector<std::string>{"Ada Lovelace"});
    EXPECT_EQ(written(ExportFormat::kBibtex, back.works).find("and others") == std::string::npos,
              false)
        << "what the list leaves out is remembered";
    for (const ExportFormat format : {ExportFormat::kRis, ExportFormat::kCslJson}) {
      const std::string text = written(format, {work});
      EXPECT_EQ(text.find("others"), std::string::npos) << text;
      EXPECT_EQ(text.find("et al"), std::string::npos) << text;
    }
    EXPECT_NE(written(ExportFormat::kMarkdown, {work}).find("Ada Lovelace et al."),
              std::string::npos);
  }
}

}  // namespace
}  // namespace assay::source
