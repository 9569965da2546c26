#pragma once
/// Trained weights: of the lexicon's entries, of words and pairs of words, for developer_led, the
/// grades of the scale and the topics. Everything is a sum, so that a verdict can be taken apart.
/// Threads: immutable once made.
///
/// The file, little-endian: "assayled", u32 version, u32 0, u64 XXH3-64 of what follows these 24
/// bytes; then u8 size and bytes of the name; u32 targets; f64 a target each: bias, no_abstract,
/// scale; f64 three cuts of the score, f64 topic threshold; u32 entries, each u8 size, bytes of the
/// name, three f64 weights; u32 grams; their u32 keys ascending; their rows of one i8 a target.
/// From version 2 on: three f64 slopes; u32 weights of other kinds, each u8 size, bytes of the
/// name, four f64. A file of version 1 has those of the shipped model.

#include "work/verdict.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::identify {

/// What a model tells the log-odds of: a score of 2 or more (developer_led), of 1 or more, of 3;
/// then the topics in their order.
inline constexpr std::size_t kDeveloperTarget = 0;
inline constexpr std::size_t kFirstTopicTarget = 3;
inline constexpr std::size_t kTargetCount = kFirstTopicTarget + kTopicCount;

/// Of an entry of the lexicon: for a clue those of the three grades' targets, for a sign of a topic
/// that topic's first.
struct EntryWeights {
  std::string name;
  std::array<double, kFirstTopicTarget> weights{};
};

/// What a fact of the record (feature_name) or a sign of `research` (Entry::name) weighs in works
/// of other kinds than papers: log-odds of the three grades' targets and of `research`.
struct KindWeights {
  std::string name;
  std::array<double, kFirstTopicTarget + 1> weights{};
};
inline constexpr std::size_t kResearchWeight = kFirstTopicTarget;

struct Model {
  std::string name;
  std::array<double, kTargetCount> bias{};         ///< Log-odds.
  std::array<double, kTargetCount> no_abstract{};  ///< For a work of which only the title is known.
  std::array<double, kTargetCount> scale{};        ///< A row's number times this is a weight.
  std::array<double, 3> cuts{};  ///< Expected scores (the three probabilities' sum) from which the
                                 ///< score is 1, 2, 3.
  double topic_threshold = 0.5;  ///< Topics of this probability are listed.
  std::vector<EntryWeights> entries;
  std::vector<std::uint32_t> keys;  ///< Of words and pairs, ascending.
  std::vector<std::int8_t> rows;    ///< kTargetCount a key.
  /// How much of what clues and words say of a paper holds for works of other kinds, by grade.
  std::array<double, kFirstTopicTarget> slope = {1, 1, 1};
  std::vector<KindWeights> kinds;
};

/// Throws kCorrupt, kUnsupportedVersion.
Model read_model(std::string_view bytes);
std::string write_model(const Model& model);
/// The one that the program carries.
const Model& shipped_model();

/// Finds the rows of keys quickly. Threads: immutable.
class GramTable {
 public:
  explicit GramTable(const Model& model);
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  /// Number of the row or kNone.
  [[nodiscard]] std::uint32_t find(std::uint32_t key) const noexcept {
    for (std::size_t i = key & mask_;; i = (i + 1) & mask_) {
      if (slots_[i].row == kNone || slots_[i].key == key) {
        return slots_[i].row;
      }
    }
  }
  /// Brings what find(key) and row(number) will look at nearer: the table is larger than the
  /// caches.
  void expect(std::uint32_t key) const noexcept { __builtin_prefetch(&slots_[key & mask_]); }
  void expect_row(std::uint32_t number) const noexcept {
    __builtin_prefetch(&rows_[number * kTargetCount]);
  }
  [[nodiscard]] std::span<const std::int8_t> row(std::uint32_t number) const noexcept {
    return std::span(rows_).subspan(number * kTargetCount, kTargetCount);
  }

 private:
  struct Slot {
    std::uint32_t key = 0;
    std::uint32_t row = kNone;
  };
  std::vector<Slot> slots_;
  std::vector<std::int8_t> rows_;
  std::size_t mask_ = 0;
};

}  // namespace assay::identify
