#include "base/text.h"
#include "search/analysis_internal.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace assay::search {
namespace {

/// Terms by position: "k/kmean mean" has two at the first.
class Recorder final : public TokenSink {
 public:
  explicit Recorder(std::string_view text) : text_(text) {}
  void token(const Token& token) override {
    ASSERT_LE(token.begin, token.end);
    ASSERT_LE(token.end, text_.size());
    ASSERT_FALSE(token.term.empty());
    ASSERT_LE(token.term.size(), kMaxTermBytes);
    out += out.empty() ? "" : token.colocated() ? "," : " ";
    out += token.term;
    spans += spans.empty() ? "" : "|";
    spans += text_.substr(token.begin, token.end - token.begin);
  }
  std::string out;
  std::string spans;

 private:
  std::string_view text_;
};

std::string terms(std::string_view text, Style style = Style::kText) {
  Analyser analyser;
  Recorder recorder(text);
  analyser.run(text, style, recorder);
  return recorder.out;
}

std::string spans(std::string_view text) {
  Analyser analyser;
  Recorder recorder(text);
  analyser.run(text, Style::kText, recorder);
  return recorder.spans;
}

struct Case {
  const char* text;
  const char* terms;
};

TEST(Analysis, Text_AnyKind_Terms) {
  for (const Case& c : {
           Case{"", ""},
           Case{" .,;! ", ""},
           Case{"Quantized quantization", "quantiz quantiz"},
           Case{"happy happily dying", "happi happili die"},
           Case{"k-means", "k,kmean mean"},
           Case{"GPT-4 and gpt4", "gpt,gpt4 4 and gpt4"},
           Case{"GPT-3.5-turbo", "gpt,gpt3.5turbo 3.5 turbo"},
           Case{"ResNet-50", "resnet,resnet50 50"},
           Case{"state-of-the-art", "state of the art"},
           Case{"pre-training pretraining", "pre,pretrain train pretrain"},
           Case{"C++ and C# or c", "c++,c and c#,c or c"},
           Case{"A/B tests", "a/b,a b test"},
           Case{"R&D", "r&d,r d"},
           Case{"TCP/IP", "tcp ip"},
           Case{"int8 F1", "int8 f1"},
           Case{"3.14 v1.2", "3.14 v1.2"},
           Case{"end. Next", "end next"},
           Case{"model's models\u2019 Bayes'", "model model bay"},
           Case{"$O(n^2)$", "o n 2"},
           Case{"$k$-means", "k,kmean mean"},
           Case{"$\\beta$-VAE", "beta,betava vae"},
           Case{"\\emph{robust} \\alpha_t", "robust alpha,alphat t"},
           Case{"l_2 $\\ell_2$ $\\ell_{2}$", "l,l2 2 l,l2 2 l,l2 2"},
           Case{"snake_case_name", "snake case name"},
           Case{"Erd\\H{o}s R\\'enyi Schr{\\\"o}dinger na\\\"{\\i}ve", "erdo renyi schroding naiv"},
           Case{"Sch\u00FCtze \u00C5ngstr\u00F6m stra\u00DFe", "schutz angstrom strass"},
           Case{"\u0141ukasz S\u00F8ren", "lukasz soren"},
           Case{"caf\u0065\u0301", "cafe"},
           Case{"\uFB01ne-tuning", "fine,finetun tune"},
           Case{"\u673A\u5668 BERT\u6A21", "\u673A \u5668 bert \u6A21"},
           Case{"\U0001F600 smile \U0001F600", "smile"},
           Case{"soft\u00ADware", "softwar"},
           Case{"\xFF\xFE bad \xC3", "bad"},
           Case{"-- - --", ""},
           Case{"a-", "a"},
           Case{"\\", ""},
           Case{"\\'", ""},
       }) {
    EXPECT_EQ(terms(c.text), c.terms) << c.text;
  }
}

TEST(Analysis, Names_NotStemmed) {
  EXPECT_EQ(terms("Adams, Jean-Baptiste", Style::kNames), "adams jean,jeanbaptiste baptiste");
}

TEST(Analysis, Spans_OfText_Exact) {
  EXPECT_EQ(spans("The k-means of Sch\u00FCtze's C++."),
            "The|k|k-means|means|of|Sch\u00FCtze|C++|C");
  EXPECT_EQ(spans("$x$ R\\'enyi"), "x|R\\'enyi");
}

TEST(Analysis, RandomBytes_SpansOnBoundaries) {
  std::mt19937 random(7);
  const std::string_view pieces[] = {"\u00E9", "\u673A", "\U0001F600", "-",  "\\'", "{",     "$",
                                     "a",      "B",      "9",          ".",  "'s",  " ",     "\xF0",
                                     "\u0301", "++",     "\u2019",     "/x", "\\",  "\u00AD"};
  Analyser analyser;
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::uint_fast32_t i = random() % 20; i > 0; --i) {
      text += pieces[random() % std::size(pieces)];
    }
    const std::string good = repair_utf8(text);
    const std::array<const std::string*, 2> inputs = {&text, &good};
    for (const std::string* input : inputs) {
      Recorder recorder(*input);
      analyser.run(*input, Style::kText, recorder);
      if (input == &good) {
        EXPECT_EQ(find_invalid_utf8(recorder.spans), std::string_view::npos);
        EXPECT_EQ(find_invalid_utf8(recorder.out), std::string_view::npos);
      }
    }
  }
}

}  // namespace
}  // namespace assay::search
