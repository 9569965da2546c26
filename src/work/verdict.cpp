#include "work/verdict.h"

#include "base/names.h"

#include <array>

namespace assay {
namespace {

constexpr std::array<std::string_view, kClueTypeCount> kClueNames = {
    "implementation",  "optimization", "deployment", "benchmark",      "architecture_comparison",
    "production_data", "code_release", "latency",    "memory",         "compression",
    "scale",           "framework",    "usability",  "product_impact", "industry",
    "academic",        "wording"};

constexpr std::array<std::string_view, kTopicCount> kTopicNames = {"multimodal",
                                                                   "few_shot",
                                                                   "bias_mitigation",
                                                                   "architecture",
                                                                   "training_optimization",
                                                                   "evaluation_metrics",
                                                                   "scalable_systems",
                                                                   "fairness",
                                                                   "interpretability",
                                                                   "audit_safety"};

}  // namespace

std::string_view clue_type_name(ClueType type) noexcept {
  return kClueNames[static_cast<std::size_t>(type)];
}

std::optional<ClueType> parse_clue_type(std::string_view name) noexcept {
  return parse_name<ClueType>(kClueNames, name);
}

std::string_view topic_name(Topic topic) noexcept {
  return kTopicNames[static_cast<std::size_t>(topic)];
}

std::optional<Topic> parse_topic(std::string_view name) noexcept {
  return parse_name<Topic>(kTopicNames, name);
}

std::uint32_t topic_mask(const Verdict& verdict) noexcept {
  std::uint32_t mask = 0;
  for (const TopicScore& score : verdict.topics) {
    mask |= 1U << static_cast<unsigned>(score.topic);
  }
  return mask;
}

}  // namespace assay
