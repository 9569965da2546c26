#include "base/error.h"
#include "base/text.h"
#include "practice/audit/two_values_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::practice {
namespace {

constexpr std::array<std::string_view, 6> kYes = {"1", "true", "yes", "y", "t", "positive"};
constexpr std::array<std::string_view, 7> kNo = {"0", "false", "no", "n", "f", "negative", "-1"};
constexpr std::size_t kMostSpellings = 16;

template <typename Words>
bool is_among(const Words& words, std::string_view text) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return iequals(word, text); });
}

bool same_value(std::string_view a, std::string_view b) {
  if (iequals(a, b)) {
    return true;
  }
  const std::optional<double> x = parse_number(a, false);
  const std::optional<double> y = parse_number(b, false);
  return x && y && *x == *y;
}

}  // namespace

TwoValues::TwoValues(const CsvReader& reader, const std::string& column, std::string positive)
    : reader_(reader),
      name_(column),
      column_(reader.column(column)),
      positive_(std::move(positive)) {}

std::optional<unsigned> TwoValues::by_word(std::string_view text) const {
  const std::optional<double> number = parse_number(text, false);
  if (is_among(kYes, text) || (number && *number == 1)) {
    return 1;
  }
  if (is_among(kNo, text) || (number && (*number == 0 || *number == -1))) {
    return 0;
  }
  return std::nullopt;
}

unsigned TwoValues::learn(std::string_view text) {
  const std::string line = fmt::format("line {}: ", reader_.line());
  const std::string shown = ellipsize(repair_utf8(text), 30);
  unsigned value = 0;
  if (!positive_.empty()) {
    value = same_value(text, positive_) ? 1 : 0;
  } else if (const std::optional<unsigned> word = by_word(text)) {
    value = *word;
  } else {
    throw Error(Errc::kInvalid,
                line + fmt::format("'{}' in {} is neither yes nor no", shown, name_),
                reader_.path().string(),
                fmt::format("say which value counts, such as --positive '{}'", shown));
  }
  for (const Known& other : known_) {
    if (other.value == value && !same_value(other.text, text)) {
      std::string all;
      for (const Known& one : known_) {
        all += "'" + ellipsize(repair_utf8(one.text), 30) + "', ";
      }
      throw Error(Errc::kInvalid,
                  line + fmt::format("{} has more than two values: {}'{}'", name_, all, shown),
                  reader_.path().string(), "an audit wants a label of two values");
    }
  }
  if (known_.size() < kMostSpellings) {
    known_.push_back({std::string(text), value});
  }
  return value;
}

std::optional<unsigned> TwoValues::read(const std::vector<std::string_view>& fields) {
  const std::string_view text = trim(fields[column_]);
  for (const Known& one : known_) {
    if (one.text == text) {
      return one.value;
    }
  }
  if (is_missing(text)) {
    return std::nullopt;
  }
  return learn(text);
}

}  // namespace assay::practice
