#include "search/index.h"

#include <gtest/gtest.h>

namespace assay::search {
namespace {

/// The lit parts of a work, joined by "|", with a letter for the field.
std::string lit(std::string_view query, const Work& work) {
  std::string out;
  for (const Highlight& highlight : find_highlights(parse_query(query), work)) {
    const std::string text = field_text(work, highlight.field);
    out += out.empty() ? "" : "|";
    out += field_name(highlight.field).substr(0, 2);
    out += ":" + text.substr(highlight.begin, highlight.end - highlight.begin);
  }
  return out;
}

Work make_work(std::string title, std::string abstract = {}, std::string text = {}) {
  Work work;
  work.title = std::move(title);
  work.abstract = std::move(abstract);
  work.text = std::move(text);
  return work;
}

TEST(Highlights, Words_AllFields_InOrder) {
  const Work work = make_work("Quantized nets", "On quantization.", "We quantize all of it");
  EXPECT_EQ(lit("quantizing", work), "ti:Quantized|ab:quantization|te:quantize");
  EXPECT_EQ(lit("", work), "");
  EXPECT_EQ(lit("-quantized nets", work), "ti:nets");
  EXPECT_EQ(lit("of quantized", work), "ti:Quantized|ab:quantization|te:quantize");
}

TEST(Highlights, Phrase_OnlyTogether) {
  const Work work = make_work("Deep graph nets and deep nets of a graph");
  EXPECT_EQ(lit("\"deep nets\"", work), "ti:deep nets");
  EXPECT_EQ(lit("\"deep graph\" nets", work), "ti:Deep graph|ti:nets|ti:nets");
  EXPECT_EQ(lit("speech OR graph", work), "ti:graph|ti:graph");
}

TEST(Highlights, Prefix_AndCompounds) {
  const Work work = make_work("Pre-training k-means in C++ with C and quantum kernels");
  EXPECT_EQ(lit("quant*", work), "ti:quantum");
  EXPECT_EQ(lit("pretraining", work), "ti:Pre-training");
  EXPECT_EQ(lit("pre-training", work), "ti:Pre-training");
  EXPECT_EQ(lit("\"k means\"", work), "ti:k-means");
  EXPECT_EQ(lit("c++", work), "ti:C++");
  EXPECT_EQ(lit("\"quantum ker*\"", work), "ti:quantum kernels");
}

TEST(Highlights, ManyScripts_ExactBoundaries) {
  const Work work = make_work("\U0001F600 Sch\u00FCtze \u673A\u5668\u5B66\u4E60 caf\u0065\u0301!");
  EXPECT_EQ(lit("schutze", work), "ti:Sch\u00FCtze");
  EXPECT_EQ(lit("\u5B66\u4E60", work), "ti:\u5B66\u4E60");
  EXPECT_EQ(lit("caf\u00E9", work), "ti:caf\u0065\u0301");
  EXPECT_EQ(lit("\U0001F600", work), "");
}

}  // namespace
}  // namespace assay::search
