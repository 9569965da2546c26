#include "reading.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

/// A record of the snapshot's form with further fields.
Work read_record(const std::string& fields) {
  const Everything all =
      read_text("{\"id\":\"2101.00001\",\"title\":\"A title\",\"categories\":\"cs.CL cs.LG\"," +
                    fields + "}\n",
                "a", Format::kArxiv);
  return all.works.size() == 1 ? all.works[0] : Work{};
}

TEST(Arxiv, EveryField_HasItsPlace) {
  const Everything all = read_text(
      R"({"id":"2101.00001","submitter":"S","authors":"ignored","title":"A\n  long title","comments":)"
      R"("5 pages","journal-ref":"J 1\n 2021","doi":"10.1000/ABC 10.1000/def","report-no":null,)"
      R"("categories":"cs.CL cs.LG","license":null,"abstract":"  We do.\nCode: )"
      R"(https://github.com/own/name.\n","versions":[{"version":"v1","created":"Fri, 1 Jan 2021 )"
      R"(10:00:00 GMT"},{"version":"v2","created":"Mon, 1 Feb 2021 10:00:00 GMT"}],"update_date":)"
      R"("2021-02-02","authors_parsed":[["Schr\\\"odinger","Erwin",""],["One","A.","Jr"]]})"
      "\n");
  EXPECT_EQ(all.format, Format::kArxiv);
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.id, "2101.00001");
  EXPECT_EQ(work.kind, Kind::kPaper);
  EXPECT_EQ(work.title, "A long title");
  EXPECT_EQ(work.abstract, "We do. Code: https://github.com/own/name.");
  EXPECT_EQ(work.authors, (Strings{"Erwin Schrödinger", "A. One Jr"}));
  EXPECT_EQ(work.comments, "5 pages");
  EXPECT_EQ(work.venue, "arXiv");
  EXPECT_EQ(work.keywords, (Strings{"cs.CL", "cs.LG"}));
  EXPECT_EQ(work.date, "2021-01-01") << "the first version's";
  EXPECT_EQ(work.year, 2021);
  EXPECT_EQ(identifiers(work), (Strings{"arxiv:2101.00001", "doi:10.1000/abc", "doi:10.1000/def"}));
  EXPECT_EQ(work.code, "https://github.com/own/name");
  EXPECT_EQ(work.extra, R"({"journal-ref":"J 1 2021"})");
}

TEST(Arxiv, AuthorsAsText_AreSplitWithoutAffiliations) {
  EXPECT_EQ(
      read_record(R"("authors":"A. One (1 and 2), B. Two\n (Lab (North), City) and C. Thr\\'ee")")
          .authors,
      (Strings{"A. One", "B. Two", "C. Thrée"}));
  EXPECT_EQ(read_record(R"("authors":"A. One, B. Two, and C. Three")").authors,
            (Strings{"A. One", "B. Two", "C. Three"}));
}

TEST(Arxiv, WithoutVersions_TheUpdateDates) {
  EXPECT_EQ(read_record(R"("update_date":"2019-05-06")").date, "2019-05-06");
  EXPECT_EQ(read_record(R"("versions":["v1"],"update_date":"2019-05-06")").date, "2019-05-06");
  EXPECT_EQ(read_record(R"("versions":[{"created":"never"}],"update_date":"2019-05-06")").date,
            "2019-05-06");
}

TEST(Arxiv, OldIdsAndListsOfCategories_AreRead) {
  const Everything all = read_text(
      R"({"id":"hep-th/9901001","title":"x","categories":["hep-th math.AG"],"update_date":null})");
  ASSERT_EQ(all.works.size(), 1U);
  EXPECT_EQ(identifiers(all.works[0]), (Strings{"arxiv:hep-th/9901001"}));
  EXPECT_EQ(all.works[0].keywords, (Strings{"hep-th", "math.AG"}));
}

TEST(Arxiv, Code_IsTheFirstAddressOfACodeHost) {
  const auto code = [](const std::string& abstract, const std::string& comments = "") {
    return read_record(R"("abstract":")" + abstract + R"(","comments":")" + comments + "\"").code;
  };
  EXPECT_EQ(code("See (http://www.github.com/a/b)."), "https://github.com/a/b");
  EXPECT_EQ(code("at \\\\url{https://gitlab.com/a/b}, and more"), "https://gitlab.com/a/b");
  EXPECT_EQ(code("no", "code bitbucket.org/a/b;"), "https://bitbucket.org/a/b");
  EXPECT_EQ(code("https://huggingface.co/own/model and github.com/a/b"),
            "https://huggingface.co/own/model");
  EXPECT_EQ(code("see huggingface.co/papers/2101.00001"), "");
  EXPECT_EQ(code("on github.com/ or at github.com/a/b"), "https://github.com/a/b");
  EXPECT_EQ(code("https://gist.github.com/a/123"), "https://gist.github.com/a/123");
  EXPECT_EQ(code("notgithub.com/a/b and/or my-github.com/a/b"), "");
}

TEST(Arxiv, BadRecords_AreRejected) {
  const auto reason = [](const std::string& record) {
    return only_reason(read_text(record, "a", Format::kArxiv));
  };
  EXPECT_EQ(reason(R"({"title":"x"})"), "no arXiv id");
  EXPECT_EQ(reason(R"({"id":"nothing","title":"x"})"), "not an arXiv id: \"nothing\"");
  EXPECT_EQ(reason(R"({"id":"2101.00001","title":" \n "})"), "no title");
  EXPECT_EQ(reason(R"({"id":2101.00001,"title":"x"})"), "id is a number, not text");
  EXPECT_EQ(reason(R"({"id":"2101.00001","title":"x)"), "the file ends in the middle of a record");
}

}  // namespace
}  // namespace assay::source
