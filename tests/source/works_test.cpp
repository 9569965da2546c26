#include "reading.h"
#include "work/json.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

TEST(Works, EveryField_HasItsPlace) {
  const Everything all = read_text(
      R"({"id":"arXiv:2106.09685v2","kind":"repository","title":" A \u00e9 title ","abstract":"two  )"
      R"(spaces\n","text":"read me","authors":["A One","B Two"],"organisations":["Lab","Lab"],)"
      R"("venue":"V","track":"T","year":2021,"date":"2021-06-17","identifiers":["doi:10.1000/X","10.2000/y","??"],)"
      R"("links":[{"rel":"pdf","url":"https://example.org/a.pdf"}],"code":"https://github.com/a/b",)"
      R"("comments":"c","keywords":["k","l"],"stars":7,"mood":{"a":[1,2.5,null]}})"
      "\n");
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.id, "arXiv:2106.09685v2");
  EXPECT_EQ(work.kind, Kind::kRepository);
  EXPECT_EQ(work.title, " A é title ") << "kept byte for byte";
  EXPECT_EQ(work.abstract, "two  spaces\n");
  EXPECT_EQ(work.text, "read me");
  EXPECT_EQ(work.authors, (Strings{"A One", "B Two"}));
  EXPECT_EQ(work.organisations, (Strings{"Lab"}));
  EXPECT_EQ(work.venue, "V");
  EXPECT_EQ(work.track, "T");
  EXPECT_EQ(work.year, 2021);
  EXPECT_EQ(work.date, "2021-06-17");
  EXPECT_EQ(identifiers(work), (Strings{"doi:10.1000/x", "doi:10.2000/y", "arxiv:2106.09685"}));
  EXPECT_EQ(work.links, (std::vector<Link>{{"pdf", "https://example.org/a.pdf"}}));
  EXPECT_EQ(work.code, "https://github.com/a/b");
  EXPECT_EQ(work.comments, "c");
  EXPECT_EQ(work.keywords, (Strings{"k", "l"}));
  EXPECT_EQ(work.stars, 7);
  EXPECT_EQ(work.extra, R"({"identifiers":["??"],"mood":{"a":[1,2.5,null]}})");
}

TEST(Works, WrittenAndReadAgain_IsEqual) {
  const Everything all = read_text(
      R"({"id":"x","title":"A title","authors":["A"],"year":2020,"identifiers":["acl:P18-1001"],)"
      R"("links":[{"rel":"home","url":"https://example.org"}],"stars":0,"odd":"\u0007é","n":1e3})");
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(read_text(to_works_json(all.works[0])).works, all.works);
}

TEST(Works, LooseForms_AreAccepted) {
  const auto one = [](const std::string& fields) {
    const Everything all = read_text("{\"title\":\"x\"," + fields + "}");
    return all.works.size() == 1 ? all.works[0] : Work{};
  };
  EXPECT_EQ(one(R"("year":"2021")").year, 2021);
  EXPECT_EQ(one(R"("year":null,"abstract":null,"authors":null,"links":null)").year, 0);
  EXPECT_EQ(one(R"("authors":"One, A; Two, B")").authors, (Strings{"One, A", "Two, B"}));
  EXPECT_EQ(one(R"("authors":"A One and B Two")").authors, (Strings{"A One", "B Two"}));
  EXPECT_EQ(one(R"("authors":"A One")").authors, (Strings{"A One"}));
  EXPECT_EQ(one(R"("affiliations":"Lab A; Lab B")").organisations, (Strings{"Lab A", "Lab B"}));
  EXPECT_EQ(one(R"("id":17)").id, "17");
  EXPECT_EQ(one(R"("kind":"Talk")").kind, Kind::kTalk);
  EXPECT_EQ(one(R"("serial":123456789012345678901234567890)").title, "x") << "valid JSON";
}

TEST(Works, WrongTypes_AreRejectedInWords) {
  const auto reason = [](const std::string& record) { return only_reason(read_text(record)); };
  EXPECT_EQ(reason(R"({"title":5})"), "title is a number, not text");
  EXPECT_EQ(reason(R"({"title":true})"), "title is true or false, not text");
  EXPECT_EQ(reason(R"({"title":"x","abstract":{}})"), "abstract is an object, not text");
  EXPECT_EQ(reason(R"({"title":"x","authors":[1]})"), "authors is a number, not text");
  EXPECT_EQ(reason(R"({"title":"x","links":"y"})"), "links is text, not a list");
  EXPECT_EQ(reason(R"({"title":"x","year":"soon"})"), "year is text, not a number");
  EXPECT_EQ(reason(R"({"title":"x","kind":"song"})"), "unknown kind \"song\"");
  EXPECT_EQ(reason(R"({"abstract":"x"})"), "no title");
  EXPECT_EQ(reason(R"({"title":null})"), "no title");
  EXPECT_EQ(reason(R"({"title":" \t"})"), "no title");
  EXPECT_EQ(reason(R"({"title":"x"} {"title":"y"})").rfind("not JSON", 0), 0U);
}

TEST(Works, BadText_IsRejected) {
  const auto reason = [](std::string_view record) { return only_reason(read_text(record)); };
  EXPECT_EQ(reason("{\"title\":\"caf\xC3\"}"), "not UTF-8: byte 13 of the record");
  EXPECT_EQ(reason("{\"title\":\"a\xED\xA0\x80z\"}"), "not UTF-8: byte 11 of the record");
  EXPECT_EQ(reason(R"({"title":"a\u0000b"})"), "title holds a NUL character");
  EXPECT_EQ(reason(std::string_view("{\"title\":\"a\0b\"}", 15)).rfind("not JSON", 0), 0U);
  for (const char* half : {R"({"title":"\ud800"})", R"({"title":"\udc00x"})",
                           R"({"title":"\ud83dx"})", R"({"title":"\ud83d\u0041"})"}) {
    EXPECT_EQ(reason(half), "not JSON: a text holds an escape that is no character");
  }
  EXPECT_EQ(read_text(R"({"title":"\ud83d\ude00"})").works.size(), 1U);
}

TEST(Works, BadRecord_LeavesTheRestAlone) {
  const Everything all = read_text(
      "\xEF\xBB\xBF{\"title\":\"one\"}\r\n\r\n   \n{\"title\":}\n{\"title\":\"two\"}\r\n[1]\nword\n"
      "{\"title\":\"three\"}");
  ASSERT_EQ(all.works.size(), 3U);
  EXPECT_EQ(all.works[0].title, "one");
  EXPECT_EQ(all.works[2].title, "three");
  ASSERT_EQ(all.rejections.size(), 3U);
  EXPECT_EQ(all.rejections[0].line, 4U);
  EXPECT_EQ(all.rejections[0].offset, 26U);
  EXPECT_EQ(all.rejections[0].excerpt, "{\"title\":}");
  EXPECT_EQ(all.rejections[1].reason, "a record is an object, not a list");
  EXPECT_EQ(all.rejections[2].line, 7U);
}

TEST(Works, CutOffLastLine_IsNamed) {
  const std::string record =
      R"({"title":"a \"b\" é","links":[{"rel":"pdf","url":"https://example.org"}],"year":2020})";
  for (std::size_t keep = 1; keep < record.size(); ++keep) {
    const Everything all = read_text("{\"title\":\"x\"}\n" + record.substr(0, keep));
    EXPECT_EQ(all.works.size(), 1U);
    EXPECT_EQ(only_reason(all), "the file ends in the middle of a record") << keep;
  }
}

TEST(Works, Excerpt_IsRepairedAndShort) {
  const Everything all = read_text("{\"title\":\"\xFF" + std::string(1000, 'a') + "\"}\n");
  ASSERT_EQ(all.rejections.size(), 1U);
  EXPECT_LE(all.rejections[0].excerpt.size(), 210U);
  EXPECT_NE(all.rejections[0].excerpt.find("\uFFFD"), std::string::npos);
}

}  // namespace
}  // namespace assay::source
