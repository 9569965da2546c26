#include "reading.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

TEST(CslJson, EveryField_HasItsPlace) {
  const Everything all = read_text(R"([{"id":"x/1","type":"paper-conference",
    "title":"On <i>deep</i> things &amp; more","author":[{"family":"Maaten",
    "non-dropping-particle":"van der","given":"Laurens"},{"literal":"The OpenML Team"}],
    "container-title":"NeurIPS","publisher":"ACM","issued":{"date-parts":[[2021,"6",7]]},
    "DOI":"10.1000/ABC","URL":"https://example.org/x","number":"arXiv:2106.00001",
    "abstract":"We do.","keyword":"a, b","note":"seen","page":"1-9"}])");
  EXPECT_EQ(all.format, Format::kCslJson);
  ASSERT_EQ(all.works.size(), 1U);
  const Work& work = all.works[0];
  EXPECT_EQ(work.id, "x/1");
  EXPECT_EQ(work.title, "On <i>deep</i> things & more");
  EXPECT_EQ(work.authors, (Strings{"van der Maaten, Laurens", "The OpenML Team"}));
  EXPECT_EQ(work.venue, "NeurIPS");
  EXPECT_EQ(work.date, "2021-06-07");
  EXPECT_EQ(work.year, 2021);
  EXPECT_EQ(identifiers(work),
            (Strings{"doi:10.1000/abc", "arxiv:2106.00001", "url:https://example.org/x"}));
  EXPECT_EQ(work.abstract, "We do.");
  EXPECT_EQ(work.keywords, (Strings{"a", "b"}));
  EXPECT_EQ(work.comments, "seen");
  EXPECT_NE(work.extra.find("\"page\":\"1-9\""), std::string::npos);
}

TEST(CslJson, DatesOfOtherShapes_AreRead) {
  const Everything all = read_text(
      R"([{"type":"article","title":"a","issued":{"raw":"2020-05"},"DOI":""},
          {"type":"article","title":"b","issued":{"date-parts":[["2019"]]}},
          {"type":"article","title":"c","issued":{"date-parts":[[]]}},
          {"type":"article","title":"d","issued":{"date-parts":[[2020,13,99]]}}])");
  ASSERT_EQ(all.works.size(), 4U);
  EXPECT_EQ(all.works[0].date, "2020-05");
  EXPECT_EQ(all.works[1].year, 2019);
  EXPECT_EQ(all.works[2].year, 0);
  EXPECT_EQ(all.works[3].date, "");
}

TEST(CslJson, NumbersWhereTextBelongs_AreRejectedAlone) {
  const Everything all = read_text(
      R"([{"type":"article","title":5,"DOI":"x"},{"type":"article","DOI":"10.1/x"},
          {"type":"article","title":"good","author":"A"},{"type":"article","title":"good"}])");
  ASSERT_EQ(all.works.size(), 1U);
  ASSERT_EQ(all.rejections.size(), 3U);
  EXPECT_EQ(all.rejections[0].reason, "title is a number, not text");
  EXPECT_EQ(all.rejections[1].reason, "no title");
  EXPECT_EQ(all.rejections[2].reason, "author is text, not a list");
}

}  // namespace
}  // namespace assay::source
