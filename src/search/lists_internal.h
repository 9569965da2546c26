#pragma once
/// From a plan to posting lists of one segment: words as they lie there, phrases, prefixes and
/// alternatives worked out into flat lists, filters by name into sets.

#include "search/plan_internal.h"
#include "search/query.h"
#include "search/segment_internal.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace assay::search {

/// A bit a document.
class DocSet {
 public:
  DocSet(std::uint32_t docs, bool all)
      : docs_(docs), bits_((std::size_t{docs} + 63) / 64, all ? ~std::uint64_t{0} : 0) {
    if (all && docs % 64 != 0) {
      bits_.back() = (std::uint64_t{1} << docs % 64) - 1;
    }
  }
  [[nodiscard]] bool test(std::uint32_t doc) const noexcept {
    return (bits_[doc / 64] >> doc % 64 & 1U) != 0;
  }
  void set(std::uint32_t doc) noexcept { bits_[doc / 64] |= std::uint64_t{1} << doc % 64; }
  void clear(std::uint32_t doc) noexcept { bits_[doc / 64] &= ~(std::uint64_t{1} << doc % 64); }
  /// Adds, or takes away, all documents of a list.
  void set_all(Cursor cursor) noexcept;
  void clear_all(Cursor cursor) noexcept;
  void intersect(const DocSet& other) noexcept;
  void unite(const DocSet& other) noexcept;
  [[nodiscard]] std::uint64_t count() const noexcept;
  [[nodiscard]] std::uint32_t docs() const noexcept { return docs_; }
  template <typename Visit>
  void for_each(Visit&& visit) const {
    for (std::size_t i = 0; i < bits_.size(); ++i) {
      for (std::uint64_t word = bits_[i]; word != 0; word &= word - 1) {
        visit(static_cast<std::uint32_t>(i * 64) +
              static_cast<std::uint32_t>(std::countr_zero(word)));
      }
    }
  }

 private:
  std::uint32_t docs_;
  std::vector<std::uint64_t> bits_;
};

/// Looks lists up in one segment. One thread; throws kCorrupt.
class ListFinder {
 public:
  ListFinder(const Segment& segment, Analyser& analyser) noexcept
      : segment_(segment), analyser_(analyser) {}

  /// Lists that together are the documents of a term, each to be scored; none when nothing matches.
  std::vector<Cursor> find(const PlanTerm& term);
  /// One list that holds what any of these holds.
  Cursor unite(std::vector<Cursor> lists);
  /// Documents with an entry (an author, an organisation, a venue) that holds all `words`.
  DocSet find_entry(Space space, const std::vector<std::string>& words);
  DocSet find_source(std::string_view name);

 private:
  enum class Combine { kSum, kMax };
  void find_sequence(const Sequence& sequence, std::vector<Cursor>& out);
  void find_prefix(const Sequence& sequence, std::vector<Cursor>& out);
  /// Terms side by side.
  void find_run(Space space, const std::vector<std::string>& terms, std::vector<Cursor>& out);
  Cursor merge(std::vector<Cursor> lists, Combine combine);
  [[nodiscard]] std::optional<Cursor> open(Space space, std::string_view word) const;

  const Segment& segment_;
  Analyser& analyser_;
};

}  // namespace assay::search
