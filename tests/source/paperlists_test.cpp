#include "reading.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

Work read_record(const std::string& fields, const std::string& name = "acl2021.json") {
  const Everything all = read_text("[{\"title\":\"A title\"," + fields + "}]", name);
  return all.works.size() == 1 ? all.works[0] : Work{};
}

TEST(Paperlists, EveryField_HasItsPlace) {
  const Everything all = read_text(
      R"([{"id":"p1","title":"Q&amp;A  with &lt;b&gt; &#39;quotes&#x27;","status":"Poster","track":)"
      R"("main","abstract":" We\n do. ","author":"A One; B Two;;C O&#39;Three","aff":)"
      R"("Lab A+Lab B;;Lab A;AT&amp;T","aff_domain":"a.edu;;b.com","email":"*@A.edu;x@c.org",)"
      R"("position":"PhD;;Engineer+PhD","keywords":"k;l","github":"Own/Name","project":)"
      R"("https://example.org/p","site":"https://aclanthology.org/2021.acl-long.1/","pdf":)"
      R"("https://aclanthology.org/2021.acl-long.1.pdf","openreview":)"
      R"("https://openreview.net/forum?id=AbCdE","doi":"10.1000/X","gs_citation":3}])",
      "acl2021.json.xz");
  EXPECT_EQ(all.format, Format::kPaperlists);
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.id, "acl2021:p1");
  EXPECT_EQ(work.title, "Q&A with <b> 'quotes'");
  EXPECT_EQ(work.abstract, "We do.");
  EXPECT_EQ(work.authors, (Strings{"A One", "B Two", "C O'Three"}));
  EXPECT_EQ(work.organisations, (Strings{"Lab A", "Lab B", "AT&T"}));
  EXPECT_EQ(work.keywords, (Strings{"k", "l"}));
  EXPECT_EQ(work.track, "main");
  EXPECT_EQ(work.venue, "ACL");
  EXPECT_EQ(work.year, 2021);
  EXPECT_EQ(work.code, "https://github.com/own/name");
  EXPECT_EQ(identifiers(work),
            (Strings{"acl:2021.acl-long.1", "openreview:AbCdE", "doi:10.1000/x"}));
  EXPECT_EQ(
      work.extra,
      R"({"status":"Poster","positions":["PhD","Engineer"],"domains":["a.edu","b.com","c.org"]})");
}

TEST(Paperlists, FileName_GivesVenueAndYear) {
  EXPECT_EQ(read_record("\"id\":1", "nips2017.json").venue, "NeurIPS");
  EXPECT_EQ(read_record("\"id\":1", "nips2017.json").id, "nips2017:1");
  EXPECT_EQ(read_record("\"id\":1", "iclr2018.json.gz").venue, "ICLR");
  EXPECT_EQ(read_record("\"id\":1", "papers.json").venue, "");
  EXPECT_EQ(read_record("\"id\":1", "papers.json").year, 0);
  const Work said = read_record("\"venue\":\"A Workshop\",\"year\":2019", "acl2021.json");
  EXPECT_EQ(said.venue, "A Workshop") << "what the record says counts";
  EXPECT_EQ(said.year, 2019);
}

TEST(Paperlists, Organisations_HaveSeveralSources) {
  EXPECT_EQ(read_record(R"("affs":"Huawei Co.+Ltd.; Lab+Incubator")").organisations,
            (Strings{"Huawei Co., Ltd.", "Lab", "Incubator"}));
  EXPECT_EQ(read_record(R"("aff":"","aff_unique_norm":"Lab A;Lab B")").organisations,
            (Strings{"Lab A", "Lab B"}));
  EXPECT_EQ(read_record(R"("aff":"Lab of A","aff_unique_norm":"Lab A")").organisations,
            (Strings{"Lab of A"}));
}

TEST(Paperlists, Placeholders_AreEmpty) {
  for (const char* placeholder : {"", "N/A", "-", " none "}) {
    EXPECT_EQ(read_record("\"abstract\":\"" + std::string(placeholder) + "\"").abstract, "");
  }
}

TEST(Paperlists, Github_IsAnAddressOrAName) {
  EXPECT_EQ(read_record(R"("github":"https://github.com/A/B;https://github.com/C/D")").code,
            "https://github.com/A/B");
  EXPECT_EQ(read_record(R"("github":"a/b, c/d")").code, "https://github.com/a/b");
  EXPECT_EQ(read_record(R"("github":"github.com/a/b")").code, "https://github.com/a/b");
  EXPECT_EQ(read_record(R"("github":"soon")").code, "");
}

TEST(Paperlists, BadElements_LeaveTheRestAlone) {
  const Everything all = read_text(
      "\xEF\xBB\xBF[\n{\"title\":\"one ] } \\\" {\"},\n{\"title\": 7},\n{\"abstract\":\"x\"},\n"
      "{\"title\":\"lost quote},\n{\"title\":\"two\"},\n12, \"text\", "
      "null,\n{\"title\":\"\xFF\"},\n"
      "{\"title\":\"three\",\"deep\":[[{}]]}\n]\n");
  ASSERT_EQ(all.works.size(), 3U);
  EXPECT_EQ(all.works[0].title, "one ] } \" {");
  EXPECT_EQ(all.works[1].title, "two") << "found again behind the lost quote";
  EXPECT_EQ(all.works[2].title, "three");
  ASSERT_EQ(all.rejections.size(), 7U);
  EXPECT_EQ(all.rejections[0].reason, "title is a number, not text");
  EXPECT_EQ(all.rejections[0].line, 3U);
  EXPECT_EQ(all.rejections[1].reason, "no title");
}

TEST(Paperlists, CutOffAnywhere_IsNamed) {
  const std::string text = "[\n{\"title\":\"one\"},\n{\"title\":\"two\",\"a\":[1]}\n]";
  for (std::size_t keep = 3; keep < text.size(); ++keep) {
    const Everything all = read_text(text.substr(0, keep));
    EXPECT_EQ(only_reason(all), "the file ends in the middle of a record") << keep;
    EXPECT_FALSE(all.order.back());
  }
  EXPECT_TRUE(read_text(text).rejections.empty());
}

TEST(Paperlists, TextBehindTheList_IsNotIgnored) {
  const Everything all = read_text("[{\"title\":\"one\"}]\n[{\"title\":\"two\"}]\n");
  EXPECT_EQ(all.works.size(), 1U);
  EXPECT_EQ(only_reason(all), "something follows the end of the list");
}

}  // namespace
}  // namespace assay::source
