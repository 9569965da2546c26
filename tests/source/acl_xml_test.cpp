#include "reading.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

const char* const kHead =
    "<?xml version='1.0' encoding='UTF-8'?>\n<collection id=\"2021.acl\">\n"
    "<volume id=\"long\" ingest-date=\"2021-07-25\"><meta><booktitle>Proceedings of the "
    "<fixed-case>ACL</fixed-case></booktitle><month>August</month><year>2021</year></meta>\n"
    "<frontmatter><url hash=\"1\">2021.acl-long.0</url></frontmatter>\n";

Everything read_papers(const std::string& papers,
                       const std::string& tail = "</volume></collection>\n") {
  return read_text(kHead + papers + tail);
}

TEST(AclXml, EveryField_HasItsPlace) {
  const Everything all = read_papers(
      "<paper id=\"12\"><title>On <fixed-case>BERT</fixed-case> in "
      "<tex-math>O(n)</tex-math> &amp; more</title>"
      "<author><first>Ann</first><last>O'Neil</last><affiliation>Acme Labs</affiliation></author>"
      "<author><last>Plato</last></author><editor><last>No</last></editor>"
      "<pages>1-9</pages><abstract>We\n use <i>it</i>.</abstract><url "
      "hash=\"x\">2021.acl-long.12</url>"
      "<doi>10.1000/x.12</doi><video href=\"2021.acl-long.12.mp4\"/>"
      "<attachment type=\"Software\" hash=\"y\">2021.acl-long.12.Software.zip</attachment>"
      "<pwccode url=\"https://github.com/a/b\">a/b</pwccode><award>Best Paper</award>"
      "<bibkey>oneil-2021</bibkey></paper>");
  EXPECT_EQ(all.format, Format::kAclXml);
  EXPECT_TRUE(all.rejections.empty());
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.id, "acl:2021.acl-long.12");
  EXPECT_EQ(work.title, "On BERT in $O(n)$ & more");
  EXPECT_EQ(work.authors, (Strings{"Ann O'Neil", "Plato"}));
  EXPECT_EQ(work.organisations, (Strings{"Acme Labs"}));
  EXPECT_EQ(work.abstract, "We use it.");
  EXPECT_EQ(work.venue, "Proceedings of the ACL");
  EXPECT_EQ(work.date, "2021-08");
  EXPECT_EQ(work.year, 2021);
  EXPECT_EQ(identifiers(work), (Strings{"acl:2021.acl-long.12", "doi:10.1000/x.12"}));
  EXPECT_EQ(work.links,
            (std::vector<Link>{{"pdf", "https://aclanthology.org/2021.acl-long.12.pdf"},
                               {"talk", "https://aclanthology.org/2021.acl-long.12.mp4"},
                               {"software",
                                "https://aclanthology.org/attachments/"
                                "2021.acl-long.12.Software.zip"}}));
  EXPECT_EQ(work.code, "https://github.com/a/b");
  EXPECT_NE(work.extra.find("Best Paper"), std::string::npos);
}

TEST(AclXml, OldCollections_HaveTheirOwnIds) {
  const auto id_of = [](const std::string& collection, const std::string& volume) {
    const Everything all =
        read_text("<collection id=\"" + collection + "\"><volume id=\"" + volume +
                  "\"><paper id=\"7\"><title>x</title></paper></volume></collection>");
    return all.works.size() == 1 ? all.works[0].id : std::string();
  };
  EXPECT_EQ(id_of("P18", "1"), "acl:P18-1007");
  EXPECT_EQ(id_of("W17", "3"), "acl:W17-0307");
  EXPECT_EQ(id_of("C69", "1"), "acl:C69-0107");
  EXPECT_EQ(id_of("D19", "1"), "acl:D19-1007");
  EXPECT_EQ(id_of("D19", "57"), "acl:D19-5707");
}

TEST(AclXml, SeveralVolumes_KeepTheirTitles) {
  const Everything all = read_papers(
      "<paper id=\"1\"><title>a</title></paper>",
      "</volume><volume id=\"short\"><meta><booktitle>Short</booktitle><year>2021</year></meta>"
      "<paper id=\"1\"><title>b</title></paper></volume><event id=\"acl-2021\"><meta><title>no"
      "</title></meta></event></collection>");
  ASSERT_EQ(all.works.size(), 2U);
  EXPECT_EQ(all.works[0].venue, "Proceedings of the ACL");
  EXPECT_EQ(all.works[1].id, "acl:2021.acl-short.1");
  EXPECT_EQ(all.works[1].venue, "Short");
}

TEST(AclXml, PaperWithoutTitleOrId_IsRejectedAlone) {
  const Everything all = read_papers(
      "<paper id=\"1\"><author><last>A</last></author></paper>\n<paper><title>t</title></paper>\n"
      "<paper id=\"3\"><title>good</title></paper>");
  ASSERT_EQ(all.works.size(), 1U);
  ASSERT_EQ(all.rejections.size(), 2U);
  EXPECT_EQ(all.rejections[0].reason, "no title");
  EXPECT_EQ(all.rejections[1].reason, "a paper without id");
}

TEST(AclXml, BrokenDocument_GivesWhatCameBefore) {
  const std::string before =
      "<paper id=\"1\"><title>a</title></paper>\n<paper id=\"2\"><abstract>" +
      std::string(2000, 'x') + "</abstract>";
  const Everything cut = read_papers(before + "<ti", "");
  EXPECT_EQ(cut.works.size(), 1U);
  ASSERT_EQ(cut.rejections.size(), 1U);
  EXPECT_NE(cut.rejections[0].reason.find("not well-formed XML"), std::string::npos);
  EXPECT_FALSE(cut.rejections[0].advice.empty());
  const Everything torn =
      read_papers(before + "</wrong>\n<paper id=\"3\"><title>b</title></paper>");
  EXPECT_EQ(torn.works.size(), 1U);
  ASSERT_EQ(torn.rejections.size(), 1U);
  EXPECT_EQ(torn.rejections[0].line, 6U);
  EXPECT_NE(torn.rejections[0].reason.find("wrong"), std::string::npos);
}

TEST(AclXml, EntityBombsAndExternalEntities_AreNotExpanded) {
  const Everything all = read_text(
      entity_bomb("collection") +
      "<collection id=\"P18\"><volume id=\"1\"><paper id=\"1\"><title>x &j; &file; y</title>"
      "</paper></volume></collection>");
  for (const Work& work : all.works) {
    EXPECT_LT(work.title.size(), 100U);
    EXPECT_EQ(work.title.find("root"), std::string::npos);
  }
}

}  // namespace
}  // namespace assay::source
