#pragma once
/// Sorted words in blocks of 32, each word but a block's first without the beginning it shares with
/// the one before. An entry: u8 shared bytes, u8 further bytes, those bytes, then what the user of
/// the dictionary puts behind. Terms have behind them: varint df, then for df == 1 varint document,
/// u8 code, varint size and bytes of the positions, otherwise varint size of the posting list.

#include "search/bytes_internal.h"
#include "search/postings_internal.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::search {

inline constexpr std::size_t kTermsPerBlock = 32;

/// Where a block begins.
struct BlockRef {
  std::uint64_t postings = 0;  ///< Offset of its first posting list in the postings section.
  std::uint32_t entries = 0;   ///< Offset of its first entry in the dictionary section.
  std::uint32_t unused = 0;
};
static_assert(sizeof(BlockRef) == 16);

/// Collects a dictionary in memory. Words come ascending by bytes, each once, at most 255 bytes.
class DictionaryWriter {
 public:
  /// `postings`: offset where the word's list will begin.
  void add(std::string_view word, std::uint64_t postings);
  /// Where the payload of the last word goes.
  [[nodiscard]] std::string& entries() noexcept { return entries_; }
  [[nodiscard]] const std::string& entries() const noexcept { return entries_; }
  [[nodiscard]] const std::vector<BlockRef>& blocks() const noexcept { return blocks_; }
  [[nodiscard]] std::uint32_t size() const noexcept { return size_; }

 private:
  std::string entries_;
  std::vector<BlockRef> blocks_;
  std::string last_;
  std::uint32_t size_ = 0;
};

/// What the dictionary knows of a term.
struct TermInfo {
  std::uint32_t df = 0;
  std::uint32_t doc = 0;            ///< df == 1
  std::uint8_t code = 0;            ///< df == 1
  const char* positions = nullptr;  ///< df == 1
  std::uint64_t offset = 0;         ///< df > 1: of the list in the postings section.
  std::uint64_t size = 0;           ///< df > 1: its bytes.
};

/// Offset at which a list that follows `end` begins: long lists are aligned.
constexpr std::uint64_t list_begin(std::uint64_t end, std::uint32_t df) noexcept {
  return df >= kBlock ? (end + 3) & ~std::uint64_t{3} : end;
}

/// Reads the front-coded word at `pos` over the one before it in `word`.
void read_word(const char*& pos, std::string& word);

/// Reads a term's payload; `postings_end` is where the list before it ended, and is moved on.
TermInfo read_term(const char*& pos, std::uint64_t& postings_end);

}  // namespace assay::search
