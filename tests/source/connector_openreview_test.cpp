#include "fake_fetcher.h"
#include "reading.h"
#include "source/connector.h"

#include <gtest/gtest.h>

namespace assay::source::connector_openreview_test {
namespace {

std::string address(std::size_t offset,
                    const std::string& filter = "content.venueid=ICLR.cc%2F2024%2FConference",
                    const std::string& rest = "") {
  return "https://api.example.org/notes?" + filter + rest +
         "&sort=tmdate%3Adesc&limit=" + (rest.empty() ? "1000" : "500") +
         "&offset=" + std::to_string(offset) + "&count=true";
}

SourceSpec spec(std::map<std::string, std::string> options = {
                    {"venueid", "ICLR.cc/2024/Conference"}}) {
  return {"iclr", "openreview", "https://api.example.org", std::move(options)};
}

std::string note(const std::string& id, const std::string& changed, const std::string& content = {},
                 const std::string& rest = {}) {
  return R"({"id":")" + id + R"(","forum":")" + id + R"(","tmdate":)" + changed +
         R"(,"content":{"title":{"value":"T )" + id +
         R"("},"venueid":{"value":"ICLR.cc/2024/Conference"})" + content + "}" + rest + "}";
}

std::string answer(const std::string& notes, std::size_t count) {
  return R"({"notes":[)" + notes + R"(],"count":)" + std::to_string(count) + "}";
}

Page sync(FakeFetcher& fetcher, const std::string& cursor = {}, const std::string& since = {}) {
  return make_connector(spec())->next({cursor, since, 0}, fetcher);
}

Error error_of(const std::string& body, const std::string& cursor = {}, std::size_t offset = 0) {
  FakeFetcher fetcher;
  fetcher.answer(address(offset), body);
  try {
    static_cast<void>(sync(fetcher, cursor));
  } catch (const Error& error) {
    return error;
  }
  return {Errc::kInternal, "TEST: nothing was thrown"};
}

TEST(Openreview, EveryField_HasItsPlace) {
  FakeFetcher fetcher;
  fetcher.answer(
      address(0),
      answer(
          note(
              "abcDEF123", "1700000000000",
              R"(,"abstract":{"value":"We show $a<b$."},"authors":{"value":["Ann One","Bob Two"]},
"authorids":{"value":["~Ann_One1","bob@x.example"]},"keywords":{"value":["nets","speech"]},
"TL;DR":{"value":"Short."},"venue":{"value":"ICLR 2024 oral"},"pdf":{"value":"/pdf/1.pdf"},
"primary_area":{"value":"nets"},"supplementary_material":{"value":"/attachment/2.zip"},
"code":{"value":"https://github.com/a/b"},"_bibtex":{"value":"@x{}"},"scores":{"value":[1,2]},
"empty":{"value":null})",
              R"(,"odate":1697200000000,"pdate":1705400000000,"cdate":1695600000000,"license":"CC BY 4.0")"),
          1));
  const Page page = sync(fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.id, "abcDEF123");
  EXPECT_EQ(work.title, "T abcDEF123");
  EXPECT_EQ(work.abstract, "We show $a<b$.");
  EXPECT_EQ(work.authors, (Strings{"Ann One", "Bob Two"}));
  EXPECT_EQ(work.keywords, (Strings{"nets", "speech"}));
  EXPECT_EQ(work.comments, "Short.");
  EXPECT_EQ(work.venue, "ICLR 2024");
  EXPECT_EQ(work.track, "oral");
  EXPECT_EQ(work.year, 2024);
  EXPECT_EQ(work.date, "2023-10-13");
  EXPECT_EQ(work.code, "https://github.com/a/b");
  EXPECT_EQ(identifiers(work), (Strings{"openreview:abcDEF123"}));
  EXPECT_EQ(work.links,
            (std::vector<Link>{{"home", "https://openreview.net/forum?id=abcDEF123"},
                               {"pdf", "https://openreview.net/pdf/1.pdf"},
                               {"supplementary", "https://openreview.net/attachment/2.zip"}}));
  for (const char* kept : {R"("authorids":["~Ann_One1"])", R"("primary_area":"nets")",
                           R"("scores":[1,2])", R"("license":"CC BY 4.0")"}) {
    EXPECT_NE(work.extra.find(kept), std::string::npos) << kept << " in " << work.extra;
  }
  EXPECT_EQ(work.extra.find("bob@"), std::string::npos);
  EXPECT_FALSE(page.more);
}

TEST(Openreview, PagesByOffset_ThenReadsOnlyWhatChanged) {
  FakeFetcher fetcher;
  fetcher.answer(address(0), answer(note("aaaaa", "300") + "," + note("bbbbb", "200"), 3));
  fetcher.answer(
      address(0),
      answer(note("ccccc", "400") + "," + note("aaaaa", "300") + "," + note("bbbbb", "200"), 3));
  fetcher.answer(address(2), answer(note("ccccc", "100"), 3));
  const Page first = sync(fetcher);
  EXPECT_EQ(first.items.size(), 2U);
  ASSERT_TRUE(first.more);
  const Page second = sync(fetcher, first.cursor);
  EXPECT_EQ(second.items.size(), 1U);
  EXPECT_FALSE(second.more);
  const Page later = sync(fetcher, second.cursor);
  ASSERT_EQ(later.items.size(), 2U);
  EXPECT_EQ(std::get<Work>(later.items[0]).id, "ccccc");
  EXPECT_FALSE(later.more);
}

TEST(Openreview, Version1_IsFlatAndHasItsOwnAddress) {
  FakeFetcher fetcher;
  const std::string filter = "invitation=ICLR.cc%2F2019%2FConference%2F-%2FBlind_Submission";
  const std::string url = "https://api.openreview.net" + address(0, filter).substr(23);
  fetcher.answer(url, answer(R"({"id":"old12","forum":"old12","tmdate":5,"cdate":1538087768541,
"invitation":"ICLR.cc/2019/Conference/-/Blind_Submission","content":{"title":"Old","authors":["A"],
"keywords":"a; b","TL;DR":"t","pdf":"/pdf/x.pdf"}})",
                             1));
  const auto connector = make_connector(
      {"x",
       "openreview",
       "",
       {{"invitation", "ICLR.cc/2019/Conference/-/Blind_Submission"}, {"version", "1"}}});
  const Page page = connector->next({}, fetcher);
  ASSERT_EQ(page.items.size(), 1U);
  const Work& work = std::get<Work>(page.items[0]);
  EXPECT_EQ(work.title, "Old");
  EXPECT_EQ(work.keywords, (Strings{"a", "b"}));
  EXPECT_EQ(work.date, "2018-09-27");
}

TEST(Openreview, Decisions_ComeFromTheReplies) {
  FakeFetcher fetcher;
  fetcher.answer(
      address(0, "content.venueid=ICLR.cc%2F2024%2FConference", "&details=directReplies"),
      answer(note("aaaaa", "300", "",
                  R"j(,"details":{"directReplies":[{"invitations":["x/Paper1/-/Official_Review"],
"content":{"rating":{"value":"8"}}},{"invitations":["x/Paper1/-/Decision"],
"content":{"decision":{"value":"Accept (oral)"}}}]})j"),
             1));
  SourceSpec source = spec();
  source.options["decisions"] = "yes";
  const Page page = make_connector(source)->next({}, fetcher);
  EXPECT_NE(std::get<Work>(page.items.at(0)).extra.find(R"j("decision":"Accept (oral)")j"),
            std::string::npos);
}

TEST(Openreview, DeletedNotes_AreGoneAndBadOnesRejected) {
  FakeFetcher fetcher;
  fetcher.answer(
      address(0),
      answer(note("aaaaa", "300", "", R"(,"ddate":5)") + R"(,7,{"id":"x"},)" +
                 note("bbbbb", "200", R"(,"keywords":{"value":7})") + "," + note("ccccc", "100"),
             5));
  const Page page = sync(fetcher);
  EXPECT_EQ(page.gone, (Strings{"aaaaa"}));
  ASSERT_EQ(page.items.size(), 4U);
  EXPECT_EQ(std::get<Rejection>(page.items[0]).reason, "a number stands where a note should be");
  EXPECT_EQ(std::get<Rejection>(page.items[1]).reason, "no content");
  EXPECT_EQ(std::get<Rejection>(page.items[2]).reason, "keywords is a number, not text");
  EXPECT_EQ(std::get<Work>(page.items[3]).id, "ccccc");
}

TEST(Openreview, PeopleAsObjects_HaveInstitutions) {
  FakeFetcher fetcher;
  fetcher.answer(address(0),
                 answer(note("aaaaa", "300", R"(,"authors":{"value":[{"fullname":"Ann One",
"username":"~Ann_One1","institutions":[{"name":"Acme","domain":"acme.example"}]}]})"),
                        1));
  const Page page = sync(fetcher);
  const Work& work = std::get<Work>(page.items.at(0));
  EXPECT_EQ(work.authors, (Strings{"Ann One"}));
  EXPECT_EQ(work.organisations, (Strings{"Acme"}));
}

TEST(Openreview, FilterThatWasNotApplied_IsNoAnswer) {
  EXPECT_EQ(error_of(R"({"notes":[{"id":"aaaaa","tmdate":1,"content":{"title":{"value":"T"},
"venueid":{"value":"Other.cc/2020"}}}],"count":1})")
                .code(),
            Errc::kInvalid);
}

TEST(Openreview, EmptyWhereMoreWasAnnounced_IsAnError) {
  EXPECT_EQ(error_of(answer("", 9), R"({"offset":2,"newest":5,"until":0})", 2).code(),
            Errc::kNetwork);
  FakeFetcher fetcher;
  fetcher.answer(address(0), answer("", 0));
  EXPECT_FALSE(sync(fetcher).more);
}

TEST(Openreview, AnswersThatAreNone_AreErrors) {
  for (const char* body :
       {"", "[]", "{}", R"({"notes":[]})", R"({"notes":7,"count":1})", "{\"no"}) {
    EXPECT_EQ(error_of(body).code(), Errc::kInvalid) << body;
  }
  EXPECT_EQ(error_of(R"({"name":"NotFound","message":"no such venue"})").message(),
            "OpenReview says: no such venue");
}

TEST(Openreview, TurnedAway_SaysHowToLogIn) {
  const Error error = error_of("<!DOCTYPE html><title>Challenge</title>");
  EXPECT_EQ(error.code(), Errc::kBlocked);
  EXPECT_NE(error.hint().find("OPENREVIEW_TOKEN"), std::string::npos);
}

TEST(Openreview, UserAndPassword_AreUsedForATokenAndKeptNowhere) {
  FakeFetcher fetcher;
  fetcher.set_secret("OPENREVIEW_USERNAME", "ann@x.example");
  fetcher.set_secret("OPENREVIEW_PASSWORD", "s3cret");
  fetcher.answer("https://api.example.org/login", R"({"token":"tok"})");
  fetcher.answer(address(0), answer(note("aaaaa", "300"), 1));
  const Page page = sync(fetcher);
  ASSERT_EQ(fetcher.requests().size(), 2U);
  EXPECT_EQ(fetcher.requests()[0].body, R"({"id":"ann@x.example","password":"s3cret"})");
  EXPECT_EQ(fetcher.requests()[1].headers, (Strings{"Authorization: Bearer tok"}));
  EXPECT_EQ(page.cursor.find("tok"), std::string::npos);
}

TEST(Openreview, Since_BoundsTheFirstSync) {
  FakeFetcher fetcher;
  fetcher.answer(
      address(0),
      answer(note("aaaaa", "1795000000000") + "," + note("bbbbb", "1700000000000"), 900));
  const Page page = sync(fetcher, {}, "2026-11-01");
  EXPECT_EQ(page.items.size(), 1U);
  EXPECT_FALSE(page.more);
}

TEST(Openreview, OptionsThatCannotBe_AreRefused) {
  EXPECT_THROW(static_cast<void>(make_connector(spec({}))), Error);
  EXPECT_THROW(static_cast<void>(make_connector(spec({{"venueid", "a"}, {"invitation", "b"}}))),
               Error);
  EXPECT_THROW(static_cast<void>(make_connector(spec({{"venueid", "a"}, {"version", "3"}}))),
               Error);
}

}  // namespace
}  // namespace assay::source::connector_openreview_test
