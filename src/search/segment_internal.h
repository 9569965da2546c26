#pragma once
/// A segment: an immutable index over documents 0..docs()-1, ascending by work, in one file.
///
/// The body has these sections, each aligned to 16 bytes: posting lists, dictionary entries,
/// dictionary blocks, word entries, word blocks, columns, norms; then a SegmentHeader at the end.
/// Terms begin with a byte that says what they are (Space).

#include "search/dictionary_internal.h"
#include "search/paged_file_internal.h"
#include "search/postings_internal.h"
#include "search/vectors_internal.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::search {

/// First byte of a term.
enum class Space : char {
  kText = 't',          ///< Stemmed words of title, abstract, text, venue and organisations.
  kAuthor = 'a',        ///< Words of authors as they are; positions by entry.
  kOrganisation = 'o',  ///< Words of organisations, likewise.
  kVenue = 'v',         ///< Words of the venue, likewise.
  kSource = 's',        ///< Whole names of sources.
};

/// Positions in lists of names: entry * kEntrySpan + place in the entry, so that words stand side
/// by side within an entry only. What is longer goes on where the next entry would begin.
inline constexpr std::uint32_t kEntrySpan = 16;

inline std::string term_in(Space space, std::string_view word) {
  std::string term(1, static_cast<char>(space));
  term += word;
  return term;
}

inline constexpr std::int32_t kUnknownDay = std::numeric_limits<std::int32_t>::min();

/// What filters and sorting need of a document, as it lies in the file (little-endian).
struct DocColumns {
  std::int64_t work = 0;
  double led = 0;
  std::int32_t day = kUnknownDay;
  std::uint16_t topics = 0;
  std::int16_t year = 0;
  std::uint8_t kind = 0;
  std::uint8_t flags = 0;
  std::uint16_t unused = 0;
  std::uint32_t positions = 0;  ///< Length of all fields together.
};
static_assert(sizeof(DocColumns) == 32);

inline constexpr std::uint8_t kCodeFlag = 2;
inline constexpr std::uint8_t kReadFlag = 4;
inline constexpr std::uint8_t kCodeAliveFlag = 8;

struct Section {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

struct SegmentHeader {
  std::uint32_t docs = 0;
  std::uint32_t terms = 0;
  std::uint32_t words = 0;
  std::uint32_t unused = 0;
  Section postings;
  Section entries;
  Section blocks;
  Section word_entries;
  Section word_blocks;
  Section columns;
  Section norms;
};

/// Where the vectors of a segment are written first.
inline std::filesystem::path vectors_path(std::filesystem::path segment) {
  return segment.replace_extension(".vec");
}

/// Threads: const methods concurrent. All throw kCorrupt when they meet damage; what a Cursor
/// reads was verified when it was opened.
class Segment {
 public:
  /// `vectors`: the file of its vectors. Throws as PagedFile.
  Segment(const std::filesystem::path& path, const std::filesystem::path& vectors);
  explicit Segment(const std::filesystem::path& path) : Segment(path, vectors_path(path)) {}

  [[nodiscard]] std::uint32_t docs() const noexcept { return header_.docs; }
  [[nodiscard]] std::uint64_t bytes() const noexcept { return file_.size(); }
  [[nodiscard]] bool is_current() const noexcept { return file_.is_current(); }
  /// Arrays of docs() entries.
  [[nodiscard]] const DocColumns* columns() const;
  /// The work of one document, without a look at the pages of the others.
  [[nodiscard]] std::int64_t work(std::uint32_t doc) const;
  [[nodiscard]] const std::uint8_t* norms() const;
  /// Of docs() documents.
  [[nodiscard]] const Vectors& vectors() const noexcept { return vectors_; }

  /// The document of a work.
  [[nodiscard]] std::optional<std::uint32_t> find_work(std::int64_t work) const;
  [[nodiscard]] std::optional<TermInfo> find(std::string_view term) const;
  [[nodiscard]] Cursor open(const TermInfo& info) const;

  /// Calls `visit` for each folded word from `from` on, in order, until it returns false.
  void visit_words(std::string_view from, const std::function<bool(std::string_view)>& visit) const;
  void verify_all() const {
    file_.verify_all();
    vectors_.verify_all();
  }

  /// All terms in order, for merging. The segment outlives it.
  class Terms {
   public:
    explicit Terms(const Segment& segment);
    /// False at the end.
    bool next();
    [[nodiscard]] const std::string& text() const noexcept { return term_; }
    [[nodiscard]] const TermInfo& info() const noexcept { return info_; }

   private:
    const char* pos_;
    std::uint32_t left_;
    std::uint64_t postings_end_ = 0;
    std::string term_;
    TermInfo info_;
  };
  /// All folded words in order, for merging.
  class Words {
   public:
    explicit Words(const Segment& segment);
    bool next();
    [[nodiscard]] const std::string& text() const noexcept { return word_; }

   private:
    const char* pos_;
    std::uint32_t left_;
    std::string word_;
  };

 private:
  [[nodiscard]] const char* section(const Section& section) const {
    return file_.verified(section.offset, section.size);
  }
  /// Where a block of a dictionary begins; only the page that says so is looked at.
  [[nodiscard]] BlockRef block_at(const Section& blocks, std::size_t block) const;
  /// First word of a block.
  [[nodiscard]] std::string_view first_word(const Section& entries, const BlockRef& block) const;
  /// The last block whose first word is not above `word`; nullopt when all are.
  [[nodiscard]] std::optional<std::size_t> find_block(const Section& entries, const Section& blocks,
                                                      std::string_view word) const;

  PagedFile file_;
  SegmentHeader header_;
  Vectors vectors_;
};

/// Writes a segment: all terms ascending, then finish(). One thread.
class SegmentWriter {
 public:
  /// `columns` and `norms`: of all documents, ascending by work; alive while this is used.
  SegmentWriter(const std::filesystem::path& path, std::span<const DocColumns> columns,
                std::span<const std::uint8_t> norms);

  void add_term(std::string_view term, const PostingWriter::Encoded& encoded);
  /// Folded words before stemming, ascending, after all terms.
  void add_word(std::string_view word) { words_.add(word, 0); }
  /// Throws kIo.
  void finish();

 private:
  Section write(std::string_view bytes);

  std::span<const DocColumns> columns_;
  std::span<const std::uint8_t> norms_;
  PagedFileWriter file_;
  DictionaryWriter terms_;
  DictionaryWriter words_;
  std::uint64_t postings_end_ = 0;
};

}  // namespace assay::search
