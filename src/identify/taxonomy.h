#pragma once
/// Why a work matters to a reader: its topics with the words that show them, each under one of four
/// reasons. Readers may add words and topics of their own (docs/identify.md).
/// Threads: a Taxonomy is immutable; reasons() may run in many threads at once.

#include "work/verdict.h"
#include "work/work.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::identify {

/// The bytes [begin, end) of field_text(work, field), on character boundaries.
struct Mention {
  Field field = Field::kTitle;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const Mention&) const = default;
};

struct ReasonTopic {
  std::string name;            ///< "few_shot", or the reader's own.
  std::string title;           ///< "Learning from few examples"
  std::vector<Mention> words;  ///< At most four, each other words, those of the title first.
};

struct Reason {
  std::string name;  ///< "scalable systems"
  std::vector<ReasonTopic> topics;
};

class Taxonomy {
 public:
  /// The topics that the program carries (data/taxonomy.toml).
  Taxonomy();
  /// Those and the reader's: `user_toml` is the contents of `file`. Throws kInvalid, with FILE:LINE
  /// as the place, for what is no TOML, unknown keys and reasons, wrong types and malformed words.
  Taxonomy(std::string_view user_toml, const std::string& file);
  Taxonomy(const Taxonomy&) = delete;
  Taxonomy& operator=(const Taxonomy&) = delete;
  Taxonomy(Taxonomy&&) noexcept;
  Taxonomy& operator=(Taxonomy&&) noexcept;
  ~Taxonomy();

  /// The reasons for `topics` (a verdict's) and for every topic whose words of the reader's stand
  /// in the work, in the order of the taxonomy; reasons without a topic are left out. Without
  /// `words` mentions are not looked for, which costs next to nothing where the reader has none.
  [[nodiscard]] std::vector<Reason> reasons(const Work& work, std::span<const Topic> topics,
                                            bool words = true) const;

 private:
  struct Impl;
  std::unique_ptr<const Impl> impl_;
};

/// The topics of a verdict, in its order.
std::vector<Topic> topics_of(const Verdict& verdict);

}  // namespace assay::identify
