#include "plan/effort.h"

#include <gtest/gtest.h>

namespace assay::plan {
namespace {

TEST(PagesOf, AreReadFromCommentsOrText) {
  Work work;
  EXPECT_EQ(pages_of(work), 0);
  for (const auto& [comments, pages] : {std::pair{"12 pages, 5 figures", 12},
                                        {"Accepted at ACL; 9 pages", 9},
                                        {"NeurIPS 2020, 14pp", 0},
                                        {"23 pp.", 23},
                                        {"400 pages, a thesis", 40},
                                        {"see the pages of the project", 0}}) {
    work.comments = comments;
    EXPECT_EQ(pages_of(work), pages) << comments;
  }
  work.comments.clear();
  work.text = std::string(36000, 'x');
  EXPECT_EQ(pages_of(work), 10);
}

TEST(ReadingMinutes, GrowWithLengthAndDifficulty) {
  EXPECT_EQ(reading_minutes(10, 0), 40);
  EXPECT_EQ(reading_minutes(0, 0), 40) << "ten pages where nothing is known";
  EXPECT_EQ(reading_minutes(10, 1), 50);
  EXPECT_EQ(reading_minutes(10, 2), 70);
  EXPECT_EQ(reading_minutes(10, -1), 30);
  EXPECT_EQ(reading_minutes(1, 0), 10);
  EXPECT_EQ(reading_minutes(40, 2), 150);
  for (int pages = 1; pages < 40; ++pages) {
    EXPECT_EQ(reading_minutes(pages, 0) % 5, 0);
    EXPECT_LE(reading_minutes(pages, 0), reading_minutes(pages + 1, 0));
  }
}

TEST(ParseHardware, KnowsCardsAndTheirMemory) {
  const auto gb = [](const std::string& item) { return parse_hardware({item}).card_gb; };
  EXPECT_EQ(gb("RTX 4090 24 GB"), 24);
  EXPECT_EQ(gb("RTX 3060"), 12);
  EXPECT_EQ(gb("H100"), 80);
  EXPECT_EQ(gb("some GPU"), 8);
  EXPECT_EQ(gb("GPU with 11GB"), 11);
  EXPECT_EQ(gb("laptop 32 GB"), 0) << "that is no card's memory";
  const Hardware two = parse_hardware({"laptop", "2x A100"});
  EXPECT_EQ(two.cards, 2);
  EXPECT_EQ(two.name, "2x A100");
  EXPECT_FALSE(parse_hardware({}).stated);
  EXPECT_EQ(parse_hardware({"laptop"}).cards, 0);
}

TEST(DemandsOf, ReadsCardsModelsAndDataSets) {
  EXPECT_EQ(demands_of("trained on 64 V100 GPUs").cards, 64);
  EXPECT_EQ(demands_of("on 8x A100 for two days").cards, 8);
  EXPECT_EQ(demands_of("reduces memory by 3x on a single GPU.").cards, 1);
  EXPECT_EQ(demands_of("512 GPUs, then 16 NVIDIA H100").cards, 512);
  EXPECT_EQ(demands_of("no machine at all").cards, 0);
  EXPECT_EQ(demands_of("a 7B and a 1.5B model").model_gb, 14);
  EXPECT_EQ(demands_of("175 billion parameters").model_gb, 350);
  EXPECT_EQ(demands_of("in section B and 3 GB").model_gb, 0);
  EXPECT_EQ(demands_of("on CIFAR-10 and MNIST").dataset, "CIFAR-10");
  EXPECT_EQ(demands_of("on Tiny ImageNet").dataset, "Tiny ImageNet");
  EXPECT_EQ(demands_of("on Tiny ImageNet and ImageNet").dataset, "ImageNet");
  EXPECT_EQ(demands_of("MNISTish").dataset, "");
}

TEST(FitOf, ComparesWhatIsAskedForWithWhatIsThere) {
  const Hardware laptop = parse_hardware({"laptop"});
  const Hardware card = parse_hardware({"RTX 4090 24 GB"});
  EXPECT_EQ(fit_of(demands_of("nothing is said"), laptop), HardwareFit::kUnknown);
  EXPECT_EQ(fit_of(demands_of("on MNIST"), laptop), HardwareFit::kYes);
  EXPECT_EQ(fit_of(demands_of("on ImageNet"), laptop), HardwareFit::kNo);
  EXPECT_EQ(fit_of(demands_of("on ImageNet"), card), HardwareFit::kYes);
  EXPECT_EQ(fit_of(demands_of("a 7B model"), card), HardwareFit::kYes);
  EXPECT_EQ(fit_of(demands_of("a 70B model"), card), HardwareFit::kNo);
  EXPECT_EQ(fit_of(demands_of("on 8 A100 GPUs"), card), HardwareFit::kNo);
  EXPECT_EQ(fit_words(demands_of("on MNIST"), laptop), "MNIST (under 0.1 GB) fits your laptop");
  EXPECT_EQ(fit_words(demands_of("on ImageNet"), parse_hardware({})),
            "ImageNet (150 GB) is more than a laptop can take: try it on a part");
  EXPECT_EQ(fit_words(demands_of("nothing is said"), laptop), "");
}

}  // namespace
}  // namespace assay::plan
