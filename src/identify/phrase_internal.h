#pragma once
/// Reads the grammar of phrases (automaton.h) into the states of an AutomatonBuilder.

#include "identify/automaton.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::identify {

/// Labels of edges: a WordId, that with kCapitalBit or kCapitalsBit, or one of the special kinds.
inline constexpr std::uint32_t kCapitalsBit = 1U << 29U;
inline constexpr std::uint32_t kCapitalBit = 1U << 30U;
inline constexpr std::uint32_t kCaseBits = kCapitalBit | kCapitalsBit;
inline constexpr std::uint32_t kFirstSpecialLabel = 1U << 31U;
inline constexpr std::uint32_t kNumberLabel = kFirstSpecialLabel | kCapitalBit;
inline constexpr std::uint32_t kLargeLabel = kNumberLabel + 1;
inline constexpr std::uint32_t kAnyLabel = kNumberLabel + 2;

/// Regular inflections of an English word: "reduce" -> reduce, reduces, reduced, reducing.
std::vector<std::string> inflections(std::string_view word);

class PhraseParser {
 public:
  PhraseParser(AutomatonBuilder& builder, std::string_view phrase)
      : builder_(builder), whole_(phrase), text_(phrase) {}
  /// Adds the states of the phrase after `from`; returns the last one. Throws kInvalid.
  std::uint32_t parse(std::uint32_t from);

 private:
  std::uint32_t sequence(std::uint32_t from);
  std::uint32_t choice(std::uint32_t from, char closing);
  std::uint32_t gap(std::uint32_t from);
  std::uint32_t slot(std::uint32_t from);
  std::uint32_t words(std::uint32_t from, std::string_view text, std::uint32_t bits);
  std::uint32_t step(std::uint32_t from, std::uint32_t label);
  void skip(std::uint32_t from, std::uint32_t to);
  [[noreturn]] void fail(const std::string& what) const;
  void word(std::uint32_t& from);
  void check_apart(std::string_view allowed) const;
  std::string_view take_until(char closing);

  AutomatonBuilder& builder_;
  std::string_view whole_;
  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace assay::identify
