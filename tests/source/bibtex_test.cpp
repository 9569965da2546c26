#include "reading.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

using namespace std::string_view_literals;

Work read_entry(const std::string& text) {
  const Everything all = read_text(text, "a", Format::kBibtex);
  return all.works.size() == 1 ? all.works[0] : Work{};
}

TEST(Bibtex, EveryField_HasItsPlace) {
  const Everything all = read_text(
      "A remark.\n@STRING{jol = \"Journal of \" # {Learning}}\n@comment{x, @article{no}}\n"
      "@preamble{\"\\newcommand{\\x}{y}\"}\n"
      "@Article{key2021,\n"
      "  author = {Schr{\\\"o}dinger, Erwin and {Barnes and Noble}  and\n Ann O'Neil and others},\n"
      "  title = \"On {D}eep \" # \"Things, \" # {and {\\ss} 100\\%},\n"
      "  Journal = jol, month = mar, year = 2021, doi = {https://doi.org/10.1000/xyz\\_1},\n"
      "  eprint = {2103.00001v2}, archivePrefix={arXiv}, url = {https://example.org/a\\_b},\n"
      "  abstract = {We {do}.}, keywords = {k, l}, pages = \"1--2\", title = {second},\n}\n");
  EXPECT_EQ(all.format, Format::kBibtex);
  EXPECT_TRUE(all.rejections.empty());
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.id, "key2021");
  EXPECT_EQ(work.kind, Kind::kPaper);
  EXPECT_EQ(work.title, "On Deep Things, and ß 100%");
  EXPECT_EQ(work.authors, (Strings{"Schrödinger, Erwin", "Barnes and Noble", "Ann O'Neil"}));
  EXPECT_EQ(work.venue, "Journal of Learning");
  EXPECT_EQ(work.year, 2021);
  EXPECT_EQ(work.date, "2021-03");
  EXPECT_EQ(work.abstract, "We do.");
  EXPECT_EQ(work.keywords, (Strings{"k", "l"}));
  EXPECT_EQ(identifiers(work),
            (Strings{"arxiv:2103.00001", "doi:10.1000/xyz_1", "url:https://example.org/a_b"}));
  EXPECT_EQ(
      work.extra,
      R"({"authors_partial":true,"entry_type":"article","title_tex":"On {D}eep Things, and {\\ss} 100\\%","pages":"1--2"})");
}

TEST(Bibtex, Addresses_AreReadAsTheyAreAndAsOlderExportersEscapeThem) {
  struct Case {
    const char* url;
    const char* doi;
  };
  for (const Case& c :
       {Case{"https://x.org/~a/b_c--d%20e?f=1&g=$h", "10.1000/a_b--c<2::aid>3.0"},
        Case{"https://x.org/\\~{}a/b\\_c--d\\%20e?f=1\\&g=\\$h", "10.1000/a{\\_}b--c<2::aid>3.0"},
        Case{"\\url{https://x.org/{~}a/b{\\_}c--d\\%20e?f=1\\&g=\\$h}, seen today",
             "10.1000/a\\textunderscore b--c<2::aid>3.0"}}) {
    const Work work =
        read_entry(std::string("@misc{k, title={T}, url={") + c.url + "}, doi={" + c.doi + "}}");
    EXPECT_EQ(identifiers(work), (Strings{"doi:10.1000/a_b--c<2::aid>3.0",
                                          "url:https://x.org/~a/b_c--d%20e?f=1&g=$h"}))
        << c.url;
  }
}

TEST(Bibtex, Crossref_InheritsTheVolumeButNotItsIdentifiers) {
  const Everything all = read_text(
      "@inproceedings{one, crossref={Vol}, title={One}}\n"
      "@proceedings{vol, title={Proceedings}, year={2019}, doi={10.1000/vol}, "
      "url={https://v.org}}\n"
      "@inproceedings{two, crossref={vol}, title={Two}, year=2020}\n"
      "@inproceedings{three, crossref={nowhere}, title={Three}}\n");
  ASSERT_EQ(all.works.size(), 4U);
  for (const Work& work : all.works) {
    if (work.id == "one" || work.id == "two") {
      EXPECT_EQ(work.venue, "Proceedings");
      EXPECT_EQ(work.year, work.id == "one" ? 2019 : 2020);
      EXPECT_TRUE(work.identifiers.empty()) << "the volume's DOI is not its papers'";
    }
  }
  EXPECT_EQ(all.works[0].id, "vol");
  EXPECT_EQ(all.works[1].id, "two");
}

TEST(Bibtex, BrokenEntry_EndsAtTheNextOne) {
  const Everything all = read_text(
      "@article{a, title={One}}\n@article{b, title = {never closed,\n@article{c, title={Three}} "
      "@misc{d, title={Four}}\n@article{e, title}\n@article{f, year=2000}\n@misc{g, title={G}}\n"
      "@article{h, title={cut");
  ASSERT_EQ(all.works.size(), 4U);
  EXPECT_EQ(all.works[1].title, "Three");
  EXPECT_EQ(all.works[2].title, "Four");
  ASSERT_EQ(all.rejections.size(), 4U);
  EXPECT_EQ(all.rejections[0].reason, "the entry is not closed");
  EXPECT_EQ(all.rejections[0].line, 2U);
  EXPECT_EQ(all.rejections[0].offset, 25U);
  EXPECT_EQ(all.rejections[2].reason, "no title");
  EXPECT_EQ(all.rejections[3].reason, "the file ends in the middle of a record");
}

TEST(Bibtex, Forms_AreRead) {
  EXPECT_EQ(read_entry("@misc(k, title = \"A (thetical) one\", year = 2018)").title,
            "A (thetical) one");
  EXPECT_EQ(read_entry("@misc{title = {No key}}").title, "No key");
  EXPECT_EQ(read_entry("@article{k, title={x}, journal = JMLR}").venue, "JMLR")
      << "an abbreviation that nobody defined";
  EXPECT_EQ(read_entry("@online{k, title={x}, date = {2020-05-06}}").date, "2020-05-06");
  EXPECT_EQ(read_entry("@article{k, title={x}, journal={arXiv preprint arXiv:2101.00001}}").venue,
            "arXiv");
  EXPECT_EQ(
      identifiers(read_entry("@article{k, title={x}, journal={arXiv preprint arXiv:2101.00001}}")),
      (Strings{"arxiv:2101.00001"}));
  EXPECT_EQ(read_entry("\xEF\xBB\xBF@misc{k,\r\n title={A\r\n title}}\r\n").title, "A title");
}

TEST(Bibtex, Repositories_AreKnownByTheirAddress) {
  const Work tool =
      read_entry("@misc{k, title={A Tool}, howpublished={\\url{https://github.com/Own/Tool}}}");
  EXPECT_EQ(tool.kind, Kind::kRepository);
  EXPECT_EQ(tool.venue, "");
  EXPECT_EQ(identifiers(tool), (Strings{"github:own/tool"}));
  EXPECT_EQ(read_entry("@software{k, title={x}, url={https://github.com/a/b}}").kind,
            Kind::kRepository);
  const Work paper = read_entry("@article{k, title={x}, url={https://github.com/a/b}}");
  EXPECT_EQ(paper.kind, Kind::kPaper);
  EXPECT_EQ(paper.code, "https://github.com/a/b");
  EXPECT_TRUE(paper.identifiers.empty());
}

TEST(Bibtex, BadText_IsRejected) {
  EXPECT_EQ(only_reason(read_text("@misc{a, title={caf\xC3}}\n")),
            "not UTF-8: byte 19 of the entry");
  EXPECT_EQ(only_reason(read_text("@misc{a, title={a\0b}}\n"sv)),
            "the entry holds a NUL character");
}

}  // namespace
}  // namespace assay::source
