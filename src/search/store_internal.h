#pragma once
/// The tables beside the full-text table: the state, the documents' columns, and which document is
/// a work's. docs/search.md has the layout.

#include "search/fts_internal.h"
#include "search/sqlite_internal.h"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace assay::search {

inline constexpr std::int64_t kApplicationId = 0x61737831;  // "asx1"
/// Raised with every change of the layout or of the analysis.
inline constexpr std::int64_t kFormatVersion = 1;
inline constexpr std::int32_t kUnknownDay = std::numeric_limits<std::int32_t>::min();

/// What filters, sorting and ranking need of a document; stored as it lies in memory
/// (little-endian).
struct DocColumns {
  std::int64_t work = 0;
  double led = 0;
  std::int32_t day = kUnknownDay;
  std::uint32_t topics = 0;
  std::uint32_t length = 0;  ///< Positions in all fields.
  std::int16_t year = 0;
  std::uint8_t kind = 0;
  std::uint8_t flags = 0;
};
static_assert(sizeof(DocColumns) == 32 && std::is_trivially_copyable_v<DocColumns>);

inline constexpr std::uint8_t kAliveFlag = 1;
inline constexpr std::uint8_t kCodeFlag = 2;
inline constexpr std::uint8_t kReadFlag = 4;

/// Documents in one row of the table `columns`: what fits a page.
inline constexpr std::size_t kDocsPerRow = 248;

struct State {
  std::int64_t generation = 0;
  std::int64_t serial = 0;  ///< Counts commits.
  std::int64_t docs = 0;    ///< Documents ever put, alive or not; the next document's number.
  std::int64_t alive = 0;
  std::int64_t positions = 0;  ///< Sum of lengths of all documents, alive or not.
};

/// An open index file with its full-text functions.
class Store {
 public:
  /// Throws as Index's constructor.
  Store(const std::filesystem::path& folder, bool write);

  [[nodiscard]] const Connection& connection() const noexcept { return connection_; }
  [[nodiscard]] FullText& full_text() noexcept { return full_text_; }
  /// The committed state, or that of the open transaction.
  State read_state();

 private:
  /// Makes the tables where there are none, and checks whose they are. Needs the tokenizer.
  const Connection& prepare(bool write) const;

  Connection connection_;
  FullText full_text_;
  Statement state_;
};

[[noreturn]] void throw_corrupt(const Connection& connection);

}  // namespace assay::search
