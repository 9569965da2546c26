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
    testing::Values(
        Case{"arXiv:2106.09685v2", "arxiv:2106.09685"},
        Case{"arxiv: 2106.09685", "arxiv:2106.09685"}, Case{"arxiv:0704.0001", "arxiv:0704.0001"},
        Case{"arxiv:hep-th/9901001v3", "arxiv:hep-th/9901001"},
        Case{"arxiv:math.GT/0309136", "arxiv:math/0309136"},
        Case{"https://arxiv.org/abs/2106.09685", "arxiv:2106.09685"},
        Case{"http://arxiv.org/pdf/2106.09685v1.pdf", "arxiv:2106.09685"},
        Case{"https://www.arxiv.org/abs/cs/0112017?context=cs.LG", "arxiv:cs/0112017"},
        Case{"https://huggingface.co/papers/2106.09685", "arxiv:2106.09685"},
        Case{"https://doi.org/10.48550/arXiv.2106.09685", "arxiv:2106.09685"},
        Case{"arXiv:2106.09685v2 [cs.CL] 17 Jun 2021", "arxiv:2106.09685"},
        Case{"arXiv preprint arXiv:2106.09685", "arxiv:2106.09685"},
        Case{"arxiv.org/abs/2106.09685", "arxiv:2106.09685"},
        Case{"<https://arxiv.org/abs/2106.09685v3>,", "arxiv:2106.09685"},
        Case{"https://arxiv.org/abs/2106.09685).", "arxiv:2106.09685"},
        Case{"http://de.arxiv.org/ps/hep-th/9901001v1", "arxiv:hep-th/9901001"},
        Case{"http://xxx.lanl.gov/abs/hep-th/9901001", "arxiv:hep-th/9901001"},
        Case{"https://arxiv.org/pdf/cs.CL/0112017v3.pdf?x=1#page=2", "arxiv:cs/0112017"},
        Case{"https://www.arxiv-vanity.com/papers/2106.09685/", "arxiv:2106.09685"},
        Case{"10.48550/ARXIV.HEP-TH/9901001", ""},  // a bare DOI needs its prefix here
        Case{"doi:10.48550/ARXIV.HEP-TH/9901001", "arxiv:hep-th/9901001"},
        Case{"https://arxiv.org/list/cs.CL/recent", "url:https://arxiv.org/list/cs.CL/recent"},
        Case{"arxiv:2113.09685", ""}, Case{"arxiv:2106.096", ""}, Case{"arxiv:", ""}));

INSTANTIATE_TEST_SUITE_P(
    Doi, WrittenForms,
    testing::Values(
        Case{"doi:10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"},
        Case{"https://doi.org/10.1145/ABC.Def", "doi:10.1145/abc.def"},
        Case{"http://dx.doi.org/10.1145/1%2E2", "doi:10.1145/1.2"},
        Case{"doi:10.18653/v1/P18-1001", "acl:P18-1001"},
        Case{"https://doi.org/10.18653/v1/2021.acl-long.1", "acl:2021.acl-long.1"},
        Case{"DOI 10.1145/ABC.DEF.", "doi:10.1145/abc.def"},
        Case{"https://doi.org/10.1145/3292500.3330701),", "doi:10.1145/3292500.3330701"},
        Case{"doi.org/10.1145/1.2", "doi:10.1145/1.2"},
        Case{"https://doi.org/doi:10.1145/1.2?nosfx=y", "doi:10.1145/1.2"},
        Case{"https://doi.org/10.1162%2Ftacl_a_00300", "doi:10.1162/tacl_a_00300"},
        Case{"urn:doi:10.1145/1.2", "doi:10.1145/1.2"},
        Case{"doi:10.1016/0004-3702(94)90041-8", "doi:10.1016/0004-3702(94)90041-8"},
        Case{"doi:10.1016/S0140-6736(05)", "doi:10.1016/s0140-6736(05)"},
        Case{"doi:10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O",
             "doi:10.1002/(sici)1097-4571(199806)49:8<693::aid-asi4>3.0.co;2-o"},
        Case{"https://dl.acm.org/doi/abs/10.1145/3292500.3330701", "doi:10.1145/3292500.3330701"},
        Case{"https://link.springer.com/content/pdf/10.1007/s10994-021-05946-3.pdf",
             "doi:10.1007/s10994-021-05946-3"},
        Case{"https://example.com/doi/about", "url:https://example.com/doi/about"},
        Case{"doi:10.18653/v1/2021.acl-long", "doi:10.18653/v1/2021.acl-long"},
        Case{"doi:10.1145/\xFF", ""}, Case{"doi:11.1145/1", ""}, Case{"doi:10.1145/", ""},
        Case{"doi:10.1145/a b", ""}));

INSTANTIATE_TEST_SUITE_P(
    Proceedings, WrittenForms,
    testing::Values(
        Case{"acl:p18-1001", "acl:P18-1001"},
        Case{"https://aclanthology.org/2021.acl-long.1.pdf", "acl:2021.acl-long.1"},
        Case{"https://www.aclweb.org/anthology/P18-1001/", "acl:P18-1001"},
        Case{"https://aclanthology.org/2024.findings-naacl.103/", "acl:2024.findings-naacl.103"},
        Case{"https://aclanthology.org/2020.acl-main.447v2.pdf", "acl:2020.acl-main.447"},
        Case{"http://www.aclweb.org/anthology/P/P18/P18-1001.pdf", "acl:P18-1001"},
        Case{"https://aclanthology.org/papers/P/P18/P18-1001/", "acl:P18-1001"},
        Case{"aclanthology.org/P18-1001.", "acl:P18-1001"},
        Case{"https://aclanthology.org/volumes/2020.acl-main/",
             "url:https://aclanthology.org/volumes/2020.acl-main"},
        Case{"https://aclanthology.org/attachments/P18-1001.Notes.pdf",
             "url:https://aclanthology.org/attachments/P18-1001.Notes.pdf"},
        Case{"https://openreview.net/forum?id=HyEtjoCqFX.", "openreview:HyEtjoCqFX"},
        Case{"https://openreview.net/attachment?name=pdf&id=HyEtjoCqFX", "openreview:HyEtjoCqFX"},
        Case{"https://openreview.net/group?id=ICLR2021",
             "url:https://openreview.net/group?id=ICLR2021"},
        Case{"https://openreview.net/profile?id=Ada_One1",
             "url:https://openreview.net/profile?id=Ada_One1"},
        Case{"http://jmlr.org/proceedings/papers/v37/ioffe15.html", "pmlr:v37/ioffe15"},
        Case{"https://raw.githubusercontent.com/mlresearch/v139/main/assets/radford21a/"
             "radford21a.pdf",
             "pmlr:v139/radford21a"},
        Case{"https://proceedings.mlr.press/v139/", "url:https://proceedings.mlr.press/v139"},
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
                    Case{"https://github.com/Owner/Name.git/tree/main/", "github:owner/name"},
                    Case{"https://github.com/Owner/Name/tree/main/examples/one",
                         "url:https://github.com/Owner/Name/tree/main/examples/one"},
                    Case{"(https://github.com/Owner/Name).", "github:owner/name"},
                    Case{"github.com/Owner/Name?tab=readme-ov-file#install", "github:owner/name"},
                    Case{"git+ssh://git@github.com/Owner/Name.git", "github:owner/name"},
                    Case{"git+https://github.com/Owner/Name.git", "github:owner/name"},
                    Case{"git://github.com/Owner/Name.js.git", "github:owner/name.js"},
                    Case{"https://gist.github.com/a/b", "url:https://gist.github.com/a/b"},
                    Case{"git://example.com/a/b", ""},
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
                    Case{"https://en.wikipedia.org/wiki/BERT_(language_model)",
                         "url:https://en.wikipedia.org/wiki/BERT_(language_model)"},
                    Case{"example.com/x", ""}, Case{"ftp://example.com/x", ""},
                    Case{"https://", ""}, Case{"http://x y/", ""}, Case{"just words", ""},
                    Case{"", ""}));

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
        "doi:10.1002/(sici)1097(1998)49:8<693::aid-asi4>3.0.co;2-o", "doi:10.1000/a?b#c%d",
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
