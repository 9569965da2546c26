#include "plan/effort.h"

#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <optional>

namespace assay::plan {
namespace {

constexpr int kMostPages = 40;
constexpr int kUnknownPages = 10;
constexpr int kBytesPerPage = 3600;  // 600 words of six bytes
constexpr double kMinutesPerPage = 4;
constexpr double kHarder = 1.3;
constexpr double kEasier = 0.8;
constexpr int kStep = 5;

/// Without a card of one's own, with one, and with one of at least kLargeCard: how much data can be
/// worked through in an evening.
constexpr double kDataOfLaptop = 2;
constexpr double kDataOfCard = 30;
constexpr double kDataOfLargeCard = 200;
constexpr double kLargeCard = 16;
constexpr double kUnknownCard = 8;
constexpr double kModelOfLaptop = 8;
constexpr double kBytesPerParameter = 2;

struct Named {
  std::string_view name;
  double gb;
};

/// Memory of common cards.
constexpr std::array<Named, 22> kCards = {
    {{"5090", 32},  {"4090", 24}, {"4080", 16}, {"4070", 12},  {"4060", 8}, {"3090", 24},
     {"3080", 10},  {"3070", 8},  {"3060", 12}, {"2080", 8},   {"1080", 8}, {"h100", 80},
     {"h200", 141}, {"a100", 40}, {"v100", 16}, {"a6000", 48}, {"l40", 48}, {"l4", 24},
     {"a10", 24},   {"t4", 16},   {"p100", 16}, {"k80", 12}}};

/// Sizes of data sets as they are commonly handed out, rounded.
constexpr std::array<Named, 62> kDatasets = {{
    {"Fashion-MNIST", 0.03},
    {"MNIST", 0.01},
    {"CIFAR-100", 0.2},
    {"CIFAR-10", 0.2},
    {"CIFAR10", 0.2},
    {"CIFAR100", 0.2},
    {"SVHN", 2},
    {"STL-10", 2.6},
    {"Omniglot", 0.01},
    {"Tiny ImageNet", 0.2},
    {"mini-ImageNet", 3},
    {"ImageNet", 150},
    {"COCO", 25},
    {"PASCAL VOC", 2},
    {"Cityscapes", 12},
    {"KITTI", 12},
    {"ADE20K", 4},
    {"CelebA", 1.5},
    {"Food-101", 5},
    {"CUB-200", 1.2},
    {"Kinetics", 450},
    {"UCF101", 7},
    {"HMDB51", 2},
    {"Something-Something", 20},
    {"Flickr30k", 4.4},
    {"Visual Genome", 15},
    {"LibriSpeech", 60},
    {"Speech Commands", 2.3},
    {"VoxCeleb", 70},
    {"GLUE", 1},
    {"SQuAD", 0.04},
    {"TriviaQA", 3},
    {"HotpotQA", 0.6},
    {"MS MARCO", 3},
    {"SNLI", 0.1},
    {"MNLI", 0.3},
    {"SST-2", 0.01},
    {"IMDB", 0.1},
    {"AG News", 0.03},
    {"XSum", 0.3},
    {"CNN/Daily Mail", 1.3},
    {"WMT14", 1.5},
    {"IWSLT14", 0.02},
    {"Multi30K", 0.01},
    {"Penn Treebank", 0.01},
    {"WikiText-103", 0.2},
    {"WikiText-2", 0.01},
    {"enwik8", 0.1},
    {"text8", 0.1},
    {"The Pile", 825},
    {"OpenWebText", 40},
    {"RedPajama", 5000},
    {"CoNLL-2003", 0.01},
    {"GSM8K", 0.01},
    {"HumanEval", 0.01},
    {"MMLU", 0.2},
    {"MovieLens", 0.2},
    {"Criteo", 5},
    {"Cora", 0.01},
    {"Citeseer", 0.01},
    {"ogbn-arxiv", 0.2},
    {"ogbn-products", 1.5},
}};

constexpr std::array<std::string_view, 8> kCardWords = {"gpu",    "rtx",    "gtx",     "tesla",
                                                        "quadro", "radeon", "geforce", "tpu"};

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// Where `name` stands in `text` as a word of its own; npos when it does not.
std::size_t find_word(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos;
       at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) {
      return at;
    }
  }
  return std::string_view::npos;
}

/// The number that ends at `end`, blanks between: 24 of "24 GB".
std::optional<double> number_before(std::string_view text, std::size_t end) {
  while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '-')) {
    --end;
  }
  std::size_t begin = end;
  while (begin > 0 && (std::isdigit(static_cast<unsigned char>(text[begin - 1])) != 0 ||
                       text[begin - 1] == '.')) {
    --begin;
  }
  if (begin == end || (begin > 0 && is_word(text[begin - 1]))) {
    return std::nullopt;
  }
  const std::string digits(text.substr(begin, end - begin));
  char* rest = nullptr;
  const double value = std::strtod(digits.c_str(), &rest);
  return *rest == '\0' && value > 0 ? std::optional(value) : std::nullopt;
}

/// Memory of the card that an item names; 0 when it names none.
double card_memory(const std::string& lower) {
  const bool card = std::any_of(kCardWords.begin(), kCardWords.end(), [&](std::string_view word) {
    return lower.find(word) != std::string::npos;
  });
  const auto* const known = std::find_if(kCards.begin(), kCards.end(), [&](const Named& named) {
    return find_word(lower, named.name) != std::string_view::npos;
  });
  if (!card && known == kCards.end()) {
    return 0;
  }
  if (const std::size_t gb = lower.find("gb"); gb != std::string::npos) {
    if (const std::optional<double> written = number_before(lower, gb)) {
      return *written;
    }
  }
  return known != kCards.end() ? known->gb : kUnknownCard;
}

/// How many cards "2x A100" or "8 × H100" are.
int count_of(std::string_view lower) {
  std::size_t at = 0;
  int count = 0;
  while (at < lower.size() && std::isdigit(static_cast<unsigned char>(lower[at])) != 0 &&
         count < 10000) {
    count = count * 10 + (lower[at++] - '0');
  }
  while (at < lower.size() && lower[at] == ' ') {
    ++at;
  }
  const std::string_view rest = lower.substr(at);
  const bool times = count > 0 && (rest.substr(0, 1) == "x" || rest.substr(0, 2) == "×");
  return times ? count : 1;
}

/// "64" or "8x" as a number; 0 for any other word.
int count_word(std::string_view word) {
  if (!word.empty() && word.back() == 'x') {
    word.remove_suffix(1);
  }
  int count = 0;
  for (const char c : word) {
    if (c < '0' || c > '9' || count > 1000) {
      return 0;
    }
    count = count * 10 + (c - '0');
  }
  return count;
}

/// The most cards that a text names: "on 64 V100 GPUs", "8x A100", "a single GPU". A number counts
/// before the machine, or before the machine's model.
int cards_named(std::string_view lower) {
  static constexpr std::array<std::string_view, 8> kMachines = {
      "gpu", "gpus", "tpu", "tpus", "a100", "v100", "h100", "accelerators"};
  static constexpr std::array<std::string_view, 5> kMakers = {"nvidia", "amd", "tesla", "google",
                                                              "cloud"};
  const auto is_model = [](std::string_view word) {
    return std::find(kMakers.begin(), kMakers.end(), word) != kMakers.end() ||
           (std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
            std::any_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; }));
  };
  int most = 0;
  std::string_view before;
  std::string_view before_that;
  const std::string flat = collapse_spaces(lower);
  for (std::string_view word : split(flat, ' ')) {
    while (!word.empty() && !is_word(word.back())) {
      word.remove_suffix(1);
    }
    if (std::find(kMachines.begin(), kMachines.end(), word) != kMachines.end()) {
      const int count = count_word(before) > 0 ? count_word(before)
                        : is_model(before)     ? count_word(before_that)
                                               : 0;
      most = std::max({most, count, 1});
    }
    before_that = before;
    before = word;
  }
  return most;
}

/// Parameters, in thousands of millions, of the largest model named: "7B", "1.5 billion".
double billions_named(std::string_view text) {
  double most = 0;
  for (std::size_t at = text.find('B'); at != std::string_view::npos; at = text.find('B', at + 1)) {
    const bool ends = at + 1 == text.size() || !is_word(text[at + 1]);
    if (ends && at > 0 && std::isdigit(static_cast<unsigned char>(text[at - 1])) != 0) {
      most = std::max(most, number_before(text, at).value_or(0));
    }
  }
  for (std::size_t at = text.find("billion param"); at != std::string_view::npos;
       at = text.find("billion param", at + 1)) {
    most = std::max(most, number_before(text, at).value_or(0));
  }
  return most <= 2000 ? most : 0;
}

}  // namespace

int pages_of(const Work& work) {
  const std::string lower = ascii_lower(work.comments);
  for (const std::string_view word : {" pages", "pages", " pp"}) {
    if (const std::size_t at = lower.find(word); at != std::string::npos) {
      if (const std::optional<double> pages = number_before(lower, at)) {
        return std::clamp(static_cast<int>(*pages), 1, kMostPages);
      }
    }
  }
  const std::size_t pages = work.text.size() / kBytesPerPage;
  return static_cast<int>(std::min<std::size_t>(pages, kMostPages));
}

int reading_minutes(int pages, double gap) {
  const double factor = std::pow(gap > 0 ? kHarder : kEasier, std::abs(gap));
  const double minutes = kMinutesPerPage * (pages > 0 ? pages : kUnknownPages) * factor;
  return std::clamp(static_cast<int>(std::lround(minutes / kStep)) * kStep, 10, 150);
}

Hardware parse_hardware(const std::vector<std::string>& items) {
  Hardware hardware;
  hardware.stated = !items.empty();
  for (const std::string& item : items) {
    const std::string lower = ascii_lower(item);
    const double memory = card_memory(lower);
    if (memory > 0) {
      hardware.cards += count_of(lower);
    }
    if (memory > hardware.card_gb || hardware.name.empty()) {
      hardware.name = item;
    }
    hardware.card_gb = std::max(hardware.card_gb, memory);
  }
  return hardware;
}

Demands demands_of(std::string_view text) {
  Demands demands;
  demands.cards = cards_named(ascii_lower(text));
  demands.model_gb = kBytesPerParameter * billions_named(text);
  std::string rest(text);
  for (const Named& dataset : kDatasets) {
    for (std::size_t at = find_word(rest, dataset.name); at != std::string::npos;
         at = find_word(rest, dataset.name)) {
      // "Tiny ImageNet" is not ImageNet: longer names come first and are taken out.
      rest.replace(at, dataset.name.size(), dataset.name.size(), '.');
      if (dataset.gb > demands.dataset_gb) {
        demands.dataset = dataset.name;
        demands.dataset_gb = dataset.gb;
      }
    }
  }
  return demands;
}

HardwareFit fit_of(const Demands& demands, const Hardware& hardware) {
  if (demands.cards == 0 && demands.model_gb <= 0 && demands.dataset.empty()) {
    return HardwareFit::kUnknown;
  }
  const double data = hardware.cards == 0             ? kDataOfLaptop
                      : hardware.card_gb < kLargeCard ? kDataOfCard
                                                      : kDataOfLargeCard;
  const double model =
      hardware.cards == 0 ? kModelOfLaptop : hardware.card_gb * std::max(1, hardware.cards);
  const bool fits = demands.cards <= std::max(1, hardware.cards) && demands.model_gb <= model &&
                    demands.dataset_gb <= data;
  return fits ? HardwareFit::kYes : HardwareFit::kNo;
}

std::string fit_words(const Demands& demands, const Hardware& hardware) {
  const HardwareFit fit = fit_of(demands, hardware);
  if (fit == HardwareFit::kUnknown) {
    return {};
  }
  std::string what;
  if (!demands.dataset.empty()) {
    what = demands.dataset_gb < 0.1
               ? demands.dataset + " (under 0.1 GB)"
               : fmt::format("{} ({:g} GB)", demands.dataset, demands.dataset_gb);
  } else if (demands.model_gb > 0) {
    what = fmt::format("its largest model ({:g} GB)", demands.model_gb);
  } else {
    what = demands.cards == 1 ? "one card" : fmt::format("{} cards", demands.cards);
  }
  const std::string mine = hardware.name.empty() ? "a laptop" : "your " + hardware.name;
  if (fit == HardwareFit::kYes) {
    return what + (demands.dataset.empty() && demands.model_gb <= 0 ? " is enough: " : " fits ") +
           mine;
  }
  return what + " is more than " + mine + " can take: try it on a part";
}

}  // namespace assay::plan
