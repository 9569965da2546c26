#pragma once
/// Posting lists: which documents hold a term, how much it counts there, and where it stands.
///
/// A list of df documents in the segment's postings section:
///   df == 1    nothing; the dictionary holds document, code and positions
///   df < 128   u32 meta, packed gaps, packed codes, positions
///   df >= 128  (4-byte aligned) u32 bytes of all blocks, one SkipEntry a block of 128, the blocks
///              (packed gaps, packed codes), positions
/// meta: bits 0..5 width of gaps, 6..8 width of codes, 9..13 smallest code, 14..18 Rice parameter
/// of positions, 19..26 impact_bound of the block. Gaps are less one; codes less the smallest.
/// Positions of a document: gamma(count), then count Rice-coded gaps (the first from zero).

#include "search/bit_packing_internal.h"
#include "search/bit_stream_internal.h"
#include "search/bm25_internal.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::search {

inline constexpr std::uint32_t kNoDoc = std::numeric_limits<std::uint32_t>::max();

struct SkipEntry {
  std::uint32_t last_doc = 0;
  std::uint32_t data = 0;       ///< Bytes from the first block.
  std::uint32_t positions = 0;  ///< Bytes from the first positions.
  std::uint32_t meta = 0;

  [[nodiscard]] unsigned doc_bits() const noexcept { return meta & 63U; }
  [[nodiscard]] unsigned code_bits() const noexcept { return meta >> 6 & 7U; }
  [[nodiscard]] std::uint32_t code_base() const noexcept { return meta >> 9 & 31U; }
  [[nodiscard]] unsigned rice() const noexcept { return meta >> 14 & 31U; }
  [[nodiscard]] std::uint8_t impact() const noexcept {
    return static_cast<std::uint8_t>(meta >> 19 & 255U);
  }
};
static_assert(sizeof(SkipEntry) == 16);

/// Encodes one term after another. One thread.
class PostingWriter {
 public:
  /// `norms`: one a document, alive while this is used.
  explicit PostingWriter(std::span<const std::uint8_t> norms) noexcept : norms_(norms) {}

  /// Requires: `doc` above the one before, positions strictly ascending and at least one.
  void add(std::uint32_t doc, std::uint8_t code, std::span<const std::uint32_t> positions);

  struct Encoded {
    std::uint32_t df = 0;
    std::uint32_t doc = 0;   ///< df == 1
    std::uint8_t code = 0;   ///< df == 1
    std::string_view bytes;  ///< The list, or for df == 1 its positions. Until next add().
  };
  /// Ends the term.
  Encoded finish();

 private:
  void end_block();

  std::span<const std::uint8_t> norms_;
  std::uint32_t df_ = 0;
  std::uint32_t last_doc_ = kNoDoc;
  std::uint32_t count_ = 0;  ///< In the open block.
  std::array<std::uint32_t, kBlock> gaps_{};
  std::array<std::uint32_t, kBlock> codes_{};
  std::array<std::uint32_t, kBlock> counts_{};
  std::uint32_t first_doc_ = 0;
  float impact_ = 0;
  std::vector<std::uint32_t> offsets_;  ///< Gaps of positions in the open block.
  std::vector<SkipEntry> skips_;
  std::string blocks_;
  std::string positions_;
  std::string out_;
};

/// Documents and codes in plain arrays: what a phrase or a prefix matches.
struct FlatList {
  std::vector<std::uint32_t> docs;  ///< Ascending.
  std::vector<std::uint8_t> codes;
};

/// Walks a list. Nothing here fails: the bytes were verified when the list was found. One thread;
/// the bytes outlive it.
class Cursor {
 public:
  /// An empty list.
  Cursor() = default;
  /// A list of two documents or more in a segment.
  static Cursor packed(std::uint32_t df, const char* bytes);
  static Cursor single(std::uint32_t doc, std::uint8_t code, std::uint8_t norm,
                       const char* positions);
  /// Shares `list`, whose documents have these norms.
  static Cursor flat(std::shared_ptr<const FlatList> list, const std::uint8_t* norms);

  [[nodiscard]] std::uint32_t df() const noexcept { return df_; }
  /// Bound over the whole list.
  [[nodiscard]] std::uint8_t impact() const noexcept { return impact_; }

  /// kNoDoc at the end. Before the first advance(), kNoDoc stands for nothing.
  [[nodiscard]] std::uint32_t doc() const noexcept { return doc_; }
  [[nodiscard]] std::uint32_t code() const noexcept {
    return codes_ready_ ? codes_[index_] : read_code();
  }
  /// Moves to the first document >= target (a target never falls); returns it.
  std::uint32_t advance(std::uint32_t target) noexcept {
    if (doc_ >= target && started_) {
      return doc_;
    }
    return started_ && target <= decoded_last_ ? advance_near(target) : advance_far(target);
  }
  std::uint32_t next() noexcept;

  /// Moves by whole blocks, without decoding, to the one that may hold `target`; then the bound and
  /// last document of that block. block_last() is kNoDoc behind the end.
  void seek_block(std::uint32_t target) noexcept;
  [[nodiscard]] std::uint32_t block_last() const noexcept {
    return shallow_ < blocks_ ? skips_[shallow_].last_doc : kNoDoc;
  }
  [[nodiscard]] std::uint8_t block_impact() const noexcept {
    return shallow_ < blocks_ ? skips_[shallow_].impact() : std::uint8_t{0};
  }
  /// Largest bound of the blocks from the shallow one to the one that holds `last`.
  [[nodiscard]] std::uint8_t impact_until(std::uint32_t last) const noexcept;

  /// What is left of the decoded block from the current document on, for scoring many at once.
  struct Run {
    const std::uint32_t* docs;
    const std::uint32_t* codes;
    std::size_t count;
  };
  Run run() noexcept {
    decode_codes();
    return {docs() + index_, codes_.data() + index_, block_count_ - index_};
  }
  /// Goes `count` documents on within the run, or behind it when that is all of it.
  void consume(std::size_t count) noexcept;

  /// Positions of the current document. Requires a packed or single list.
  void positions(std::vector<std::uint32_t>& out);

 private:
  std::uint32_t advance_far(std::uint32_t target) noexcept;
  /// Within the decoded block, whose last document is the target or behind it.
  std::uint32_t advance_near(std::uint32_t target) noexcept {
    constexpr std::uint32_t kNear = 8;
    const std::uint32_t* in_block = docs();
    std::uint32_t i = index_;
    const std::uint32_t near = std::min(i + kNear, block_count_);
    while (i < near && in_block[i] < target) {
      ++i;
    }
    if (i == near && in_block[i - 1] < target) {
      std::uint32_t count = block_count_ - i;
      while (count > 1) {
        const std::uint32_t half = count / 2;
        i += in_block[i + half - 1] < target ? half : 0;
        count -= half;
      }
    }
    index_ = i;
    doc_ = in_block[i];
    return doc_;
  }
  void load(std::uint32_t block) noexcept;
  void decode_codes() noexcept;
  /// One code without decoding the others.
  [[nodiscard]] std::uint32_t read_code() const noexcept;
  [[nodiscard]] std::uint32_t count_of(std::uint32_t block) const noexcept {
    return block + 1 < blocks_ ? static_cast<std::uint32_t>(kBlock)
                               : df_ - block * static_cast<std::uint32_t>(kBlock);
  }
  /// Documents of the decoded block.
  [[nodiscard]] const std::uint32_t* docs() const noexcept {
    return flat_ ? flat_->docs.data() + std::size_t{block_} * kBlock : buffer_.data();
  }
  void use(std::shared_ptr<const std::vector<SkipEntry>> skips) noexcept;

  std::uint32_t df_ = 0;
  std::uint32_t blocks_ = 0;
  std::uint8_t impact_ = 0;
  bool started_ = false;
  bool codes_ready_ = false;
  std::uint32_t doc_ = kNoDoc;
  std::uint32_t block_ = kNoDoc;  ///< Decoded.
  std::uint32_t shallow_ = 0;
  std::uint32_t index_ = 0;
  std::uint32_t block_count_ = 0;
  std::uint32_t decoded_last_ = 0;  ///< Last document of the decoded block.
  const SkipEntry* skips_ = nullptr;
  const char* data_ = nullptr;
  const char* positions_ = nullptr;
  std::shared_ptr<const std::vector<SkipEntry>> own_skips_;
  std::shared_ptr<const FlatList> flat_;
  BitReader position_bits_;
  std::uint32_t position_index_ = kNoDoc;  ///< Document in the block whose positions come next.
  std::array<std::uint32_t, kBlock> buffer_;
  std::array<std::uint32_t, kBlock> codes_;
};

}  // namespace assay::search
