#pragma once
/// What identify says of a work: two probabilities, topics, and the clues that moved them.
/// Threads: plain values.

#include "work/work.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay {

enum class ClueType : std::uint8_t {
  kImplementation,
  kOptimization,
  kDeployment,
  kBenchmark,
  kArchitectureComparison,
  kProductionData,
  kCodeRelease,
  kLatency,
  kMemory,
  kCompression,
  kScale,
  kFramework,
  kUsability,
  kProductImpact,
  kIndustry,
  kAcademic,  ///< Words that speak against: proofs, surveys, linguistic study ...
  kWording,   ///< Words and pairs of words that works of one side use more, whatever they state.
};
inline constexpr std::size_t kClueTypeCount = 17;
/// "implementation", "architecture_comparison", ...; kAcademic is "academic", kWording "wording".
std::string_view clue_type_name(ClueType type) noexcept;
std::optional<ClueType> parse_clue_type(std::string_view name) noexcept;

enum class Topic : std::uint8_t {
  kMultimodal,
  kFewShot,
  kBiasMitigation,  // cutting-edge problems
  kArchitecture,
  kTrainingOptimization,
  kEvaluationMetrics,  // staying current
  kScalableSystems,    // scalable systems
  kFairness,
  kInterpretability,
  kAuditSafety,  // ethics
};
inline constexpr std::size_t kTopicCount = 10;
/// "multimodal", "few_shot", ...
std::string_view topic_name(Topic topic) noexcept;
std::optional<Topic> parse_topic(std::string_view name) noexcept;

/// One piece of evidence: the bytes [begin, end) of field_text(work, field), on character
/// boundaries. Clues of one type in one field never overlap.
struct Clue {
  ClueType type = ClueType::kImplementation;
  Field field = Field::kTitle;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  double weight = 0;  ///< Signed contribution to the log-odds of developer_led.
  bool operator==(const Clue&) const = default;
};

struct TopicScore {
  Topic topic = Topic::kMultimodal;
  double p = 0;  ///< Probability 0..1.
  bool operator==(const TopicScore&) const = default;
};

struct Verdict {
  double developer_led =
      0;  ///< Probability 0..1 that a reader gives score >= 2 on the scale of docs/identify.md.
  double research = 0;             ///< Probability 0..1 that it reports something found out.
  std::vector<TopicScore> topics;  ///< Those with p >= 0.5, highest first.
  int score = 0;                   ///< The score 0..3 on that scale that it would give.
  std::vector<Clue> clues;         ///< Highest absolute weight first.
  double base = 0;    ///< Log-odds of developer_led before any words: how common it is, the kind.
  double rest = 0;    ///< Of words too weak to be shown. base + rest + the clues' weights is all.
  std::string model;  ///< Which lexicon and weights said so.
};

/// Bit i set: topic i is among the verdict's topics.
std::uint32_t topic_mask(const Verdict& verdict) noexcept;

}  // namespace assay
