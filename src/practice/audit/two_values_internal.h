#pragma once
/// A column that says yes or no. Threads: one thread.

#include "practice/audit/csv.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

class TwoValues {
 public:
  /// `positive`: the value that counts as 1; empty for the usual words (1, true, yes, …). Throws
  /// kNotFound (no such column).
  TwoValues(const CsvReader& reader, const std::string& column, std::string positive);

  /// 1, 0, or nullopt where there is no value. Throws kInvalid for a third value, and without
  /// `positive` for a word that is not known.
  std::optional<unsigned> read(const std::vector<std::string_view>& fields);

 private:
  struct Known {
    std::string text;
    unsigned value;
  };
  unsigned learn(std::string_view text);
  [[nodiscard]] std::optional<unsigned> by_word(std::string_view text) const;

  const CsvReader& reader_;
  std::string name_;
  std::size_t column_;
  std::string positive_;
  std::vector<Known> known_;  ///< Spellings met so far.
};

}  // namespace assay::practice
