#include "work/title.h"

#include <gtest/gtest.h>

namespace assay {
namespace {

TEST(NormaliseTitle, WrittenDifferently_GivesTheSameWords) {
  EXPECT_EQ(normalise_title("Attention Is All You Need"), "attention is all you need");
  EXPECT_EQ(normalise_title("Sch\\\"{u}tze's  $O(n^2)$ --- Na{\\\"\\i}ve"), "schutzes o n 2 naive");
  EXPECT_EQ(normalise_title("Schütze’s O(n²): naïve"), "schutzes o n2 naive");
  EXPECT_EQ(normalise_title("\\'Etude of \\emph{{\\O}rsted} and Erd\\H{o}s"),
            "etude of orsted and erdos");
  EXPECT_EQ(normalise_title("$\\alpha$-divergence"), normalise_title("α-divergence"));
  EXPECT_EQ(normalise_title("ﬁne-tuning"), "fine tuning");
  EXPECT_EQ(normalise_title("ＢＥＲＴ"), "bert");
  EXPECT_EQ(normalise_title("深層学習 入門"), "深層学習 入門");
  EXPECT_EQ(normalise_title(" ?! "), "");
}

TEST(TitleKey, SpacingAndHyphens_DoNotMatter) {
  EXPECT_EQ(title_key("Pre-training of Data-Bases"), title_key("Pretraining of databases"));
  EXPECT_NE(title_key("Attention"), title_key("Attentions"));
  EXPECT_EQ(title_key("..."), 0U);
}

TEST(TitleKey, MathsInTexAndInUnicode_IsTheSame) {
  EXPECT_EQ(title_key("Sorting in $\\mathcal{O}(n \\log n)$"), title_key("Sorting in O(n log n)"));
  EXPECT_EQ(title_key("The $\\ell_1$ norm"), title_key("The ℓ₁ norm"));
  EXPECT_EQ(title_key("$\\ell_1$"), title_key("L1"));
  EXPECT_EQ(title_key("{$\\beta$}-{VAE}: $x^{2}$"), title_key("β-VAE: x²"));
  EXPECT_EQ(title_key("{\\L}ukasiewicz and Sm{\\o}rrebr{\\o}d"),
            title_key("Łukasiewicz and Smørrebrød"));
  EXPECT_EQ(title_key("Łukasiewicz"), title_key("Lukasiewicz"));
}

TEST(TitleKey, PlusAndSharp_TellWorksApart) {
  EXPECT_NE(title_key("Learning C"), title_key("Learning C++"));
  EXPECT_NE(title_key("Learning C"), title_key("Learning C\\#"));
  EXPECT_EQ(title_key("Learning C\\#"), title_key("Learning C#"));
  EXPECT_NE(title_key("k-means"), title_key("$k$-means++"));
  EXPECT_EQ(title_key("A + B"), title_key("A B"));
  EXPECT_EQ(title_key("A+B"), title_key("A B"));
}

TEST(Untex, Accents_BecomeLettersAndMathsStays) {
  EXPECT_EQ(untex("Schr{\\\"o}dinger"), "Schrödinger");
  EXPECT_EQ(untex("Ha\\v{s}ek and Fran\\c{c}ois, Nguy\\~{\\^e}n"), "Hašek and François, Nguyễn");
  EXPECT_EQ(untex("\\AA ngstr\\\"om \\& Stra\\ss e"), "Ångström & Straße");
  EXPECT_EQ(untex("A $\\mathcal{O}(n)$ bound"), "A $\\mathcal{O}(n)$ bound");
  EXPECT_EQ(untex("broken \\"), "broken ");
  EXPECT_EQ(untex("\\\""), "");
  EXPECT_EQ(untex("cost: 5$"), "cost: 5");
}

}  // namespace
}  // namespace assay
