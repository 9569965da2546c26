#include "ingest/frameworks.h"

#include "base/error.h"
#include "base/files.h"
#include "ingest/absorb.h"

#include <gtest/gtest.h>

namespace assay::ingest {
namespace {

class FrameworksTest : public testing::Test {
 protected:
  FrameworksTest()
      : library_(temporary_.path(), library::Library::Mode::kWrite),
        absorber_(library_, identify::default_judge()) {
    library_.begin();
  }

  void add(Work work) {
    tidy(work);
    absorber_.absorb(prepare(std::move(work), "works", identify::default_judge()));
  }

  static Work contribution(std::string title, const std::string& url, std::string date,
                           std::string text = {}) {
    Work work;
    work.id = title;
    work.kind = Kind::kContribution;
    work.title = std::move(title);
    work.date = std::move(date);
    work.text = std::move(text);
    if (!url.empty()) {
      work.identifiers.push_back(parse_identifier(url).value());
    }
    return work;
  }

  TempDir temporary_;
  library::Library library_;
  Absorber absorber_;
};

TEST_F(FrameworksTest, Releases_AreFoundByPagePackageAndTitle_NewestFirst) {
  add(contribution("PyTorch 2.5.0", "https://github.com/pytorch/pytorch/releases/tag/v2.5.0",
                   "2025-01-02"));
  add(contribution("torch 2.6.0", "https://pypi.org/project/torch/2.6.0/", "2025-03-01"));
  add(contribution("torch v2.4.1", "", "2024-09-01"));
  add(contribution("torchlight 1.0", "https://github.com/x/torchlight/releases/tag/v1.0",
                   "2025-05-01"));
  const std::vector<FrameworkView> views = view_frameworks(library_, std::nullopt);
  ASSERT_EQ(views.size(), 1U);
  EXPECT_EQ(views[0].name, "PyTorch");
  std::string versions;
  for (const ReleaseView& release : views[0].releases) {
    versions += release.version + " ";
  }
  EXPECT_EQ(versions, "2.6.0 2.5.0 2.4.1 ");
}

TEST_F(FrameworksTest, Release_SaysWhosePapersMethodItBrings) {
  Work paper;
  paper.title = "Low-Rank Adaptation";
  paper.identifiers.push_back(parse_identifier("arxiv:2106.09685").value());
  add(paper);
  add(contribution("PEFT v0.1.0", "https://github.com/huggingface/peft/releases/tag/v0.1.0",
                   "2023-02-10",
                   "- Add the LoRA method (arXiv:2106.09685)\n- Fix a link to arXiv:2106.00002"));
  const std::vector<FrameworkView> views = view_frameworks(library_, find_framework("peft"));
  ASSERT_EQ(views.at(0).releases.size(), 1U);
  const std::vector<MethodView>& methods = views[0].releases[0].methods;
  ASSERT_EQ(methods.size(), 2U);
  EXPECT_EQ(methods[0].rel, "implements");
  EXPECT_EQ(methods[0].title, "Low-Rank Adaptation");
  EXPECT_EQ(methods[0].line, "Add the LoRA method (arXiv:2106.09685)");
  EXPECT_EQ(methods[1].rel, "cites");
  EXPECT_FALSE(methods[1].work);
}

TEST_F(FrameworksTest, Contributions_OnlyThoseThatAreResearch) {
  add(contribution("Measure and cut the latency of attention #12",
                   "https://github.com/pytorch/pytorch/pull/12", "2025-01-02",
                   "We benchmark the kernel against the baseline on 8 GPUs: p99 latency falls by "
                   "3.2x and accuracy stays within 0.1 points. Method of arXiv:2205.14135."));
  add(contribution("Fix a typo #13", "https://github.com/pytorch/pytorch/pull/13", "2025-01-03"));
  const std::vector<FrameworkView> views = view_frameworks(library_, std::nullopt);
  ASSERT_EQ(views.size(), 1U);
  EXPECT_EQ(views[0].considered, 2U);
  EXPECT_TRUE(views[0].releases.empty());
  for (const ReleaseView& one : views[0].contributions) {
    EXPECT_GE(one.research, 0.5) << one.title;
    EXPECT_NE(one.title, "Fix a typo #13");
  }
}

TEST(FindFramework, ByAnyName_OrARepositoryOfItsOwn) {
  for (const char* name : {"PyTorch", "pytorch", "torch", "pytorch/vision",
                           "https://github.com/pytorch/pytorch", "torchvision"}) {
    EXPECT_EQ(find_framework(name).name, "PyTorch") << name;
  }
  EXPECT_EQ(find_framework("sklearn").name, "scikit-learn");
  EXPECT_EQ(find_framework("Own/Thing").name, "own/thing");
  try {
    find_framework("pytroch");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kNotFound);
    EXPECT_NE(error.hint().find("PyTorch"), std::string::npos);
  }
}

TEST(ParseFrameworks, Mistakes_NameTheLine) {
  for (const char* text :
       {"[[framework]]\naliases = []", "[[framework]]\nname = \"x\"\naliases = 3",
        "[[framework]]\nname = \"x\"\npackages = [\"x\"]",
        "[[framework]]\nname = \"x\"\nrepositories = [\"x\"]", "[[framework"}) {
    try {
      parse_frameworks(text, "f.toml");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kInvalid);
      EXPECT_EQ(error.where().rfind("f.toml:", 0), 0U);
    }
  }
  EXPECT_GE(known_frameworks().size(), 30U);
}

}  // namespace
}  // namespace assay::ingest
