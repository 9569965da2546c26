#include "work/identifier.h"

#include <gtest/gtest.h>

#include <random>

namespace assay {
namespace {

struct Case {
  const char* written;
  const char* normal;  // "" when it is no identifier
};

class WrittenForms : public testing::TestWithParam<Case> {};

TEST_P(WrittenForms, ParseIdentifier_AnyWrittenForm_GivesOneNormalForm) {
  const std::optional<Identifier> identifier = parse_identifier(GetParam().written);
  EXPECT_EQ(identifier ? identifier->str() : "", GetParam().normal) << GetParam().written;
}

INSTANTIATE_TEST_SUITE_P(
    Arxiv, WrittenForms,
    testing::Values(Case{"arXiv:2106.09685v2", "arxiv:2106.09685"},
                    Case{"arxiv: 2106.09685", "arxiv:2106.09685"},
                    Case{"arxiv:0704.0001", "arxiv:0704.0001"},
                    Case{"arxiv:hep-th/9901001v3", "arxiv:hep-th/9901001"},
                    Case{"arxiv:math.GT/0309136", "arxiv:math/0309136"},
                    Case{"https://arxiv.org/abs/2106.09685", "arxiv:2106.09685"},
                    Case{"http://arxiv.org/pdf/2106.09685v1.pdf", "arxiv:2106.09685"},
                    Case{"https://www.arxiv.org/abs/cs/0112017?context=cs.LG", "arxiv:cs/0112017"},
                    Case{"https://huggingface.co/papers/2106.09685", "arxiv:2106.09685"},
                    Case{"https://doi.org/10.48550/arXiv.2106.09685", "arxiv:2106.09685"},
                    Case{"arxiv:2113.09685", ""}, Case{"arxiv:2106.096", ""}, Case{"arxiv:", ""}));

INSTANTIATE_TEST_SUITE_P(
    Doi, WrittenForms,
    testing::Values(Case{"doi:10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"},
                    Case{"https://doi.org/10.1145/ABC.Def", "doi:10.1145/abc.def"},
                    Case{"http://dx.doi.org/10.1145/1%2E2", "doi:10.1145/1.2"},
                    Case{"doi:10.18653/v1/P18-1001", "acl:P18-1001"},
                    Case{"https://doi.org/10.18653/v1/2021.acl-long.1", "acl:2021.acl-long.1"},
                    Case{"doi:11.1145/1", ""}, Case{"doi:10.1145/", ""},
                    Case{"doi:10.1145/a b", ""}));

INSTANTIATE_TEST_SUITE_P(
    Proceedings, WrittenForms,
    testing::Values(
        Case{"acl:p18-1001", "acl:P18-1001"},
        Case{"https://aclanthology.org/2021.acl-long.1.pdf", "acl:2021.acl-long.1"},
        Case{"https://www.aclweb.org/anthology/P18-1001/", "acl:P18-1001"},
        Case{"https://aclanthology.org/2024.findings-naacl.103/", "acl:2024.findings-naacl.103"},
        Case{"https://openreview.net/forum?id=HyEtjoCqFX&noteId=x", "openreview:HyEtjoCqFX"},
        Case{"https://openreview.net/pdf?id=HyEtjoCqFX", "openreview:HyEtjoCqFX"},
        Case{"https://proceedings.mlr.press/v139/radford21a.html", "pmlr:v139/radford21a"},
        Case{"http://proceedings.mlr.press/v139/radford21a/radford21a.pdf", "pmlr:v139/radford21a"},
        Case{"pmlr:V139/Radford21a", "pmlr:v139/radford21a"}));

INSTANTIATE_TEST_SUITE_P(
    Github, WrittenForms,
    testing::Values(Case{"github:Owner/Name", "github:owner/name"},
                    Case{"git@github.com:Owner/Name.git", "github:owner/name"},
                    Case{"https://github.com/Owner/Name/", "github:owner/name"},
                    Case{"https://github.com/Owner/Name/tree/main", "github:owner/name"},
                    Case{"https://github.com/Owner/Name/issues/12",
                         "url:https://github.com/Owner/Name/issues/12"},
                    Case{"https://github.com/owner", "url:https://github.com/owner"},
                    Case{"https://github.com/topics/nlp", "url:https://github.com/topics/nlp"}));

INSTANTIATE_TEST_SUITE_P(
    Addresses, WrittenForms,
    testing::Values(Case{"HTTP://WWW.Example.com:80/a/b/?utm_source=x&q=1#top",
                         "url:https://example.com/a/b?q=1"},
                    Case{"https://example.com", "url:https://example.com"},
                    Case{"https://example.com/%7euser/%2f", "url:https://example.com/~user/%2F"},
                    Case{"https://example.com/a%", "url:https://example.com/a%"},
                    Case{"url:https://example.com/x", "url:https://example.com/x"},
                    Case{"ftp://example.com/x", ""}, Case{"https://", ""}, Case{"http://x y/", ""},
                    Case{"just words", ""}, Case{"", ""}));

TEST(ParseBareIdentifier, WithoutPrefix_IsRecognised) {
  EXPECT_EQ(parse_bare_identifier("2106.09685v3")->str(), "arxiv:2106.09685");
  EXPECT_EQ(parse_bare_identifier(" cs/0112017 ")->str(), "arxiv:cs/0112017");
  EXPECT_EQ(parse_bare_identifier("10.1145/1.2")->str(), "doi:10.1145/1.2");
  EXPECT_EQ(parse_bare_identifier("P18-1001")->str(), "acl:P18-1001");
  EXPECT_FALSE(parse_bare_identifier("attention"));
  EXPECT_FALSE(parse_identifier("2106.09685"));
}

TEST(Identifier, NormalForm_ParsesToItself) {
  for (const char* text :
       {"arxiv:2106.09685", "doi:10.1145/1.2", "acl:2021.acl-long.1", "openreview:HyEtjoCqFX",
        "pmlr:v139/radford21a", "github:owner/name", "url:https://example.com/x?a=b"}) {
    const std::optional<Identifier> identifier = parse_identifier(text);
    ASSERT_TRUE(identifier) << text;
    EXPECT_EQ(identifier->str(), text);
    const std::optional<Identifier> address = parse_identifier(web_address(*identifier));
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(*address, *identifier) << "the web address leads back to the identifier";
  }
}

TEST(Identifier, RandomBytes_NeverFailAndNormaliseOnce) {
  const unsigned seed = 20261123;
  std::mt19937 random(seed);
  const std::string alphabet = "arxiv:doi10./https:www.github.com%2?&=#vP18-\xC3\xBC 09";
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (auto n = random() % 40; n > 0; --n) {
      text += alphabet[random() % alphabet.size()];
    }
    if (round % 2 == 0) {
      text.insert(0, "https://");
    }
    if (const std::optional<Identifier> identifier = parse_bare_identifier(text)) {
      const std::optional<Identifier> again = parse_identifier(identifier->str());
      ASSERT_TRUE(again) << "seed " << seed << " text " << text << " gave " << identifier->str();
      EXPECT_EQ(*again, *identifier) << "seed " << seed << " text " << text;
    }
  }
}

}  // namespace
}  // namespace assay
