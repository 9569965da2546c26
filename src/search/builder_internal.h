#pragma once
/// Inverts documents in memory and writes them as a segment.

#include "search/analysis_internal.h"
#include "search/encoder.h"
#include "search/encoding_internal.h"
#include "search/index.h"
#include "search/own_words_internal.h"
#include "search/segment_internal.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::search {

/// Many growing byte strings in one arena. Each is a chain of slices, every one twice as long as
/// the one before up to 2 KiB; the last four bytes of a full slice say where the next one is.
class SlicePool {
 public:
  struct Chain {
    std::uint32_t first = 0;
    std::uint32_t write = 0;
    std::uint32_t end = 0;  ///< Of the slice, less the link.
    std::uint8_t level = 0;
  };
  /// Begins a chain.
  Chain start();
  void put(Chain& chain, std::uint8_t byte) {
    if (chain.write == chain.end) {
      grow(chain);
    }
    *at(chain.write++) = static_cast<char>(byte);
  }
  void put_varint(Chain& chain, std::uint32_t value) {
    while (value >= 0x80) {
      put(chain, static_cast<std::uint8_t>(value | 0x80));
      value >>= 7;
    }
    put(chain, static_cast<std::uint8_t>(value));
  }
  /// Appends the bytes of a chain to `out`.
  void read(const Chain& chain, std::string& out) const;
  [[nodiscard]] std::size_t bytes() const noexcept { return chunks_.size() * kChunk; }

 private:
  static constexpr std::uint32_t kChunk = 1U << 20;
  static constexpr std::uint32_t size_of(std::uint8_t level) noexcept { return 16U << level; }
  static constexpr std::uint8_t kTopLevel = 7;
  static constexpr std::uint32_t kLink = 4;

  [[nodiscard]] char* at(std::uint32_t offset) const noexcept {
    return chunks_[offset / kChunk].get() + offset % kChunk;
  }
  std::uint32_t allocate(std::uint32_t size);
  void grow(Chain& chain);

  std::vector<std::unique_ptr<char[]>> chunks_;
  std::uint32_t used_ = kChunk;  ///< In the last chunk.
};

/// One thread.
class SegmentBuilder final : private TokenSink {
 public:
  /// `encoding`, when given, makes the vectors instead of `encoder` and `own_words` (null: none),
  /// when the segment is written.
  SegmentBuilder(const StaticEncoder& encoder, std::shared_ptr<const OwnWords> own_words,
                 Encoding* encoding);

  /// `sequence` tells which of two documents of one work came later. Requires: a work above 0.
  void add(const Document& document, std::uint32_t sequence);
  [[nodiscard]] std::uint32_t docs() const noexcept {
    return static_cast<std::uint32_t>(columns_.size());
  }
  /// Bytes held, roughly.
  [[nodiscard]] std::size_t memory() const noexcept;

  /// Writes the documents as a segment, ascending by work, one a work (the latest). Returns their
  /// sequence numbers. Requires a document. Throws kIo, and what Encoding::rows throws.
  std::vector<std::uint32_t> write(const std::filesystem::path& path);

 private:
  struct Term {
    std::uint32_t text = 0;  ///< Offset in texts_.
    std::uint32_t hash = 0;
    SlicePool::Chain chain;
    std::uint32_t last_doc = kNoDoc;  ///< Of the posting that is open or was last closed.
    std::uint32_t last_position = 0;
    std::uint32_t units = 0;
    std::uint32_t meant_units = 0;  ///< Of the fields that say what the work is about.
    std::uint32_t word = kUnasked;  ///< As the encoder numbers it.
    std::uint32_t own_word = StaticEncoder::kNoWord;  ///< As the own words are numbered.
    std::uint8_t size = 0;
  };
  static constexpr std::uint32_t kUnasked = StaticEncoder::kNoWord - 1;

  void token(const Token& token) override;
  /// An occurrence of a term in the current document; positions never fall within a term.
  void occur(std::uint32_t number, std::uint32_t position, std::uint32_t units);
  std::uint32_t text_term(const Token& token);
  std::uint32_t intern(char space, std::string_view word);
  void rehash();
  void run(std::string_view text, std::uint32_t units);
  /// Names: their own lists, and running text too unless they are authors.
  void run_entries(const std::vector<std::string>& entries, std::uint32_t units, Space space);
  void end_document();
  void add_vector();
  void ask_for_word(Term& term) const;
  /// The vectors of documents that stay.
  [[nodiscard]] VectorRows make_vectors(const std::vector<std::uint32_t>& docs);
  void write_terms(SegmentWriter& writer, const std::vector<std::uint32_t>& moved,
                   std::span<const std::uint8_t> norms);
  [[nodiscard]] std::string_view text_of(const Term& term) const noexcept {
    return {texts_.data() + term.text, term.size};
  }

  const StaticEncoder& encoder_;
  Encoding* encoding_;
  std::vector<std::string> encoded_;  ///< With `encoding_`: a text a document.
  std::size_t encoded_bytes_ = 0;
  VectorRows vectors_;  ///< Without it: a row a document.
  std::shared_ptr<const OwnWords> own_words_;
  std::vector<WeightedToken> tokens_;
  std::vector<WeightedToken> own_tokens_;
  std::vector<float> vector_;

  Analyser analyser_;
  SlicePool pool_;
  std::string texts_;
  std::vector<Term> terms_;
  std::vector<std::uint32_t> table_;    ///< Term number + 1, by hash.
  std::vector<std::uint32_t> touched_;  ///< Terms of the current document.
  /// By the Analyser's slot: the term that its word is in running text, kNoDoc when not known.
  std::vector<std::uint32_t> slot_terms_;
  std::vector<DocColumns> columns_;
  std::vector<std::uint32_t> sequences_;

  // What token() needs of the field it reads.
  std::uint32_t units_ = 0;
  Space entry_space_ = Space::kText;  ///< kText: no names.
  std::uint32_t next_entry_position_ = 0;
  std::uint32_t next_position_ = 0;
  std::uint32_t length_ = 0;
};

/// The folded form a source's name is indexed under.
std::string source_term(std::string_view name);

}  // namespace assay::search
