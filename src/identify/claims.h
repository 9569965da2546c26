#pragma once
/// The quantitative claims of a work: "reduces memory by 3x compared with Adam on WMT14" as a
/// record with all its parts and where each of them stands in the text. Threads: a ClaimReader is
/// immutable; read() may run in many threads at once.

#include "work/work.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::identify {

/// The bytes [begin, end) of a field, on character boundaries; none when both are 0.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  [[nodiscard]] bool empty() const noexcept { return begin == end; }
  bool operator==(const Span&) const = default;
};

/// How the value is meant.
enum class Comparison : std::uint8_t {
  kAbsolute,    ///< A level: "an F1 of 0.91", "under 20 ms".
  kDifference,  ///< A change in the metric's own unit: "by 2.1 BLEU", "3 points".
  kRelative,    ///< A change in per cent of what it was: "25 % less memory".
  kFactor,      ///< A ratio: "3x", "half", "an order of magnitude" (10).
};
/// Which way the metric is better.
enum class Better : std::uint8_t { kUnknown, kHigher, kLower };
/// What the claim says has become of the metric.
enum class Change : std::uint8_t { kNone, kImproved, kWorsened };
enum class Bound : std::uint8_t { kExact, kAbout, kAtLeast, kAtMost, kUpTo };

/// "absolute", "higher", "improved", "up_to" ...; kUnknown, kNone and kExact are "".
std::string_view comparison_name(Comparison comparison) noexcept;
std::string_view better_name(Better better) noexcept;
std::string_view change_name(Change change) noexcept;
std::string_view bound_name(Bound bound) noexcept;

struct Claim {
  Field field = Field::kAbstract;
  std::string metric;          ///< Its usual name ("accuracy"), else the text's words, or empty.
  double value = 0;            ///< Of a range, the lower end.
  double high = 0;             ///< Upper end of a range; `value` otherwise.
  std::optional<double> from;  ///< "from 76.3 %": what it was before.
  std::string unit;            ///< "%", "points", "x", "ms", "GB" ...; "" for a bare number.
  std::string dimension;       ///< Of the unit: "time", "memory", "data rate" ...
  double scale = 1;  ///< What one unit is in the dimension's base unit: s, B, 1/s, J, W, m.
  Comparison comparison = Comparison::kAbsolute;
  Better better = Better::kUnknown;
  Change change = Change::kNone;
  Bound bound = Bound::kExact;
  bool own =
      true;  ///< False for background, earlier work and the figures of what is compared with.
  Span sentence;
  Span value_at;  ///< The number with its unit; of "from A to B", both.
  Span metric_at;
  Span dataset_at;
  Span baseline_at;
  Span setting_at;  ///< Hardware, or the kind of test ("online A/B test").
  bool operator==(const Claim&) const = default;
};

/// The words of data/claims.toml and data/datasets.txt compiled for matching.
class ClaimReader {
 public:
  /// From the data that the program carries. Cost: a few milliseconds; make one and keep it.
  ClaimReader();
  ClaimReader(const ClaimReader&) = delete;
  ClaimReader& operator=(const ClaimReader&) = delete;
  ClaimReader(ClaimReader&&) = delete;
  ClaimReader& operator=(ClaimReader&&) = delete;
  ~ClaimReader();

  /// The claims of title, abstract and text, in this order, by place. Any bytes are accepted.
  /// Cost: linear in the text; text beyond the first 256 KiB of a field is not read.
  [[nodiscard]] std::vector<Claim> read(const Work& work) const;
  /// The claims of one text, said to be of `field`.
  [[nodiscard]] std::vector<Claim> read(std::string_view text, Field field) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

/// The shared instance, made on first use.
const ClaimReader& default_claim_reader();

}  // namespace assay::identify
