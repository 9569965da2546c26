#pragma once
/// The tokens of a sentence as the cues of parts_internal.h are made of them.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::search {

/// Key of a token's bytes (FNV-1a, never 0).
std::uint64_t token_key(std::string_view token) noexcept;

/// Keys of the words of the name that a title gives to its own thing: what stands before its first
/// colon, when that is one word with a capital ("PlaneRCNN: ...", "GL-GIN: ..."). Otherwise none.
std::vector<std::uint64_t> own_names(std::string_view title);

/// Cursor over the tokens of one sentence. The views must outlive it. Threads: one thread.
class PartTokens {
 public:
  PartTokens(std::string_view text, const std::vector<std::uint64_t>& names)
      : text_(text), names_(names) {}

  /// Key of the next token; 0 at the end.
  std::uint64_t next();
  /// The last token as cues spell it.
  [[nodiscard]] std::string spelled() const;

 private:
  void skip_command();
  std::uint64_t word();
  std::uint64_t number();
  std::uint64_t maths();
  std::uint64_t sign(std::string_view name);

  std::string_view text_;
  const std::vector<std::uint64_t>& names_;
  std::size_t at_ = 0;
  std::string_view last_;
};

}  // namespace assay::search
