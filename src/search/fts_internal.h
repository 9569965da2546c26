#pragma once
/// The full-text table of a connection: our tokenizer in it, and postings read straight out of it.

#include "search/analysis_internal.h"
#include "search/sqlite_internal.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::search {

/// Columns of the table `fts`, in order.
enum Column : std::uint8_t {
  kTitleColumn,
  kAbstractColumn,
  kTextColumn,
  kAuthorsColumn,
  kOrganisationsColumn,
  kVenueColumn,
  kSourcesColumn,
  kColumnCount
};

/// Columns to look for words in.
enum class Where : std::uint8_t { kAll, kText, kNames };

/// What an occurrence in each column counts in BM25.
inline constexpr std::array<float, kColumnCount> kColumnWeights = {4.0F, 1.0F, 0.6F, 2.0F,
                                                                   2.0F, 1.5F, 0.0F};

/// A document and the weighted number of times that something occurs in it.
struct Posting {
  std::uint32_t doc = 0;
  float weight = 0;
};
/// Ascending by doc, each once.
using Postings = std::vector<Posting>;

/// Folded words that the index has not met before, for prefixes.
class WordSink {
 public:
  WordSink() = default;
  WordSink(const WordSink&) = delete;
  WordSink& operator=(const WordSink&) = delete;
  virtual ~WordSink() = default;
  virtual void word(std::string_view word) = 0;
};

/// First byte of a bound text that is no running text; sanitise() keeps it out of running text.
inline constexpr char kNamesMark = '\x01';
inline constexpr char kVerbatimMark = '\x02';
/// Between the entries of such a text.
inline constexpr char kEntrySeparator = '\x1d';
/// Between the terms of a phrase in a MATCH string.
inline constexpr char kTermSeparator = '\x1f';

/// `text` without leading bytes that would be taken for a mark.
std::string_view sanitise(std::string_view text) noexcept;
/// Entries as one bound text of names or verbatim terms.
std::string mark_entries(char mark, const std::vector<std::string>& entries);
/// The term that a verbatim entry is indexed as.
std::string verbatim_term(std::string_view entry);

/// Registers the tokenizer "assay" and the functions below on a connection, which it must not
/// outlive. One thread.
class FullText {
 public:
  explicit FullText(const Connection& connection);
  FullText(const FullText&) = delete;
  FullText& operator=(const FullText&) = delete;
  ~FullText();

  [[nodiscard]] Analyser& analyser() noexcept { return *analyser_; }
  void forget_words();
  void set_word_sink(WordSink* sink) noexcept { words_ = sink; }
  /// Number of positions tokenized since the last call.
  std::uint64_t take_positions() noexcept;

  /// All documents, alive or not, in which `terms` stand side by side.
  Postings find(const std::vector<std::string>& terms, Where where);
  /// All documents in which one entry of a column of names holds all `words`.
  std::vector<std::uint32_t> find_entry(Column column, const std::vector<std::string>& words);
  /// All documents with a verbatim entry in kSourcesColumn.
  std::vector<std::uint32_t> find_source(std::string_view name);

 private:
  struct Tokenizer;
  struct Functions;

  const Connection& connection_;
  std::unique_ptr<Analyser> analyser_;
  WordSink* words_ = nullptr;
  std::uint64_t positions_ = 0;
  Postings* collected_ = nullptr;
  std::unique_ptr<Statement> collect_;
  std::unique_ptr<Statement> entries_;
};

}  // namespace assay::search
