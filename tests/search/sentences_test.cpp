#include "search/sentences_internal.h"

#include <gtest/gtest.h>

#include <string>

namespace assay::search::sentences_test {
namespace {

/// The sentences with " | " between them.
std::string cut(std::string_view text) {
  std::string out;
  for (const Sentence& s : split_sentences(text)) {
    out += out.empty() ? "" : " | ";
    out += text.substr(s.begin, s.end - s.begin);
  }
  return out;
}

/// The roles that each sentence may have, as digits of RoleMask.
std::string masks(std::string_view text) {
  std::string out;
  for (const Sentence& s : split_sentences(text)) {
    out += static_cast<char>('0' + s.allowed);
  }
  return out;
}

struct Case {
  const char* text;
  const char* cut;
};

TEST(Sentences, Stops_AnyKind_EndOrBelong) {
  for (const Case& c : {
           Case{"", ""},
           Case{" \n\t ", ""},
           Case{"...", ""},
           Case{"No stop at the end", "No stop at the end"},
           Case{"One here. Two there.", "One here. | Two there."},
           Case{"Is it fast? Yes! It is.", "Is it fast? | Yes! | It is."},
           Case{"We test e.g. Go and i.e. Rust. It works.",
                "We test e.g. Go and i.e. Rust. | It works."},
           Case{"Doe et al. A report. Doe et al. (2019) differ.",
                "Doe et al. | A report. | Doe et al. (2019) differ."},
           Case{"See Fig. 3 and Sec. 2. It grows.", "See Fig. 3 and Sec. 2. | It grows."},
           Case{"It costs 3.5 units. 4 units suffice.", "It costs 3.5 units. | 4 units suffice."},
           Case{"The plan of J. R. Miller failed. Ours holds.",
                "The plan of J. R. Miller failed. | Ours holds."},
           Case{"We port it to the U.S. Army. The end.", "We port it to the U.S. Army. | The end."},
           Case{"Built with nets, trees, etc. We compare.",
                "Built with nets, trees, etc. | We compare."},
           Case{"It says no. Then it stops. See no. 5.",
                "It says no. | Then it stops. | See no. 5."},
           Case{"Used in practice.We show why.", "Used in practice. | We show why."},
           Case{"The file torch.nn.Module is read. Good.",
                "The file torch.nn.Module is read. | Good."},
           Case{"At http://a.example/b.c/D.html. The code.",
                "At http://a.example/b.c/D.html. | The code."},
           Case{"It is \"done.\" We go on.", "It is \"done.\" | We go on."},
           Case{"(See J. Chem. Phys. 3.) Then more.", "(See J. Chem. Phys. 3.) | Then more."},
           Case{"Wait ... and see... Then act.", "Wait ... and see... | Then act."},
           Case{"A slow method. word2vec is faster.", "A slow method. | word2vec is faster."},
           Case{"First line\n\nSecond block", "First line | Second block"},
           Case{"First\nline goes on.", "First\nline goes on."},
       }) {
    EXPECT_EQ(cut(c.text), c.cut) << c.text;
  }
}

TEST(Sentences, TexMaths_HoldsStops_NotCut) {
  EXPECT_EQ(cut("For $a. B$ it holds. Next."), "For $a. B$ it holds. | Next.");
  EXPECT_EQ(cut("It grows as $x^2.$ We stop."), "It grows as $x^2.$ | We stop.");
  EXPECT_EQ(cut("By \\(f. G\\) we mean it. Next."), "By \\(f. G\\) we mean it. | Next.");
  EXPECT_EQ(cut("It costs $5. We paid $10. Good."), "It costs $5. | We paid $10. | Good.");
}

TEST(Sentences, WideStops_ChineseText_Cut) {
  EXPECT_EQ(cut("我们提出一种方法。效果好！对吗？对"),
            "我们提出一种方法。 | 效果好！ | 对吗？ | 对");
}

TEST(Sentences, Headings_TwoRoles_FollowedAndLeftOut) {
  EXPECT_EQ(cut("Background: Rain. Methods: Pipes. Results: Dry."), "Rain. | Pipes. | Dry.");
  EXPECT_EQ(masks("Background: Rain. Wet. Methods: Pipes. Results: Dry."), "1124");
  EXPECT_EQ(masks("BACKGROUND AND AIMS We ask. METHODS We do. RESULTS We see."), "124");
  EXPECT_EQ(masks("Motivation. Rain falls. Materials & Methods. Pipes. Conclusion. Dry."), "124");
  EXPECT_EQ(masks("Objective - To ask. Approach - We do. Main results - We see."), "124");
  EXPECT_EQ(masks("Purpose: To ask.Methods and Results: We do.Conclusions: We see."), "164");
  EXPECT_EQ(masks("Some words. Aim: to ask. Findings: we see. Availability: a site."), "7144");
}

TEST(Sentences, Headings_OneOrNone_Kept) {
  EXPECT_EQ(cut("Results: it works."), "Results: it works.");
  EXPECT_EQ(masks("Data is scarce. Methods differ. Results vary."), "777");
}

TEST(Headings, Text_AnyForm_Read) {
  EXPECT_EQ(read_heading("Methods: x").roles, kMethodBit);
  EXPECT_EQ(read_heading("Methods: x").size, 9U);
  EXPECT_EQ(read_heading("RESULTS AND DISCUSSION: x").roles, kResultBit);
  EXPECT_EQ(read_heading("Study design").roles, kMethodBit);
  EXPECT_EQ(read_heading("methods: x").roles, 0);
  EXPECT_EQ(read_heading("Methods are many").roles, 0);
  EXPECT_EQ(read_heading("Well-known: x").roles, 0);
  EXPECT_EQ(read_heading("").roles, 0);
}

}  // namespace
}  // namespace assay::search::sentences_test
