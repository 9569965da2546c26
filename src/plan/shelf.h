#pragma once
/// The shelf: what ranking looks at of every work, side by side in memory, so that a quarter of a
/// million works are ranked in milliseconds. Derived from the library, whose generation it carries;
/// kept in the file `radar/shelf` of the library's folder, brought up to date by what changed
/// since, and made anew when it is missing, damaged or of another version.
///
/// The file, little-endian: "assayshf", u32 version, u32 0, i64 generation, u64 rows, u64 authors,
/// u64 XXH3-64 of what follows these 48 bytes; the rows (ShelfRow); the authors (u32).

#include "library/library.h"
#include "plan/settings.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace assay::plan {

/// One work, as it lies in the file.
struct ShelfRow {
  std::int64_t work = 0;
  std::int32_t day = 0;  ///< Days since 1970-01-01; 0 unknown.
  std::uint32_t topics = 0;
  std::uint32_t venue = 0;         ///< name_key of it; 0 none.
  std::uint32_t first_author = 0;  ///< Place of its first author.
  std::uint16_t authors = 0;       ///< So many.
  std::int16_t year = 0;
  std::uint8_t kind = 0;
  std::uint8_t level = 0;  ///< Level
  std::uint8_t code = 0;   ///< 1: it has code.
  std::uint8_t lab = 0;    ///< 1: it was prepared for a track of the week.
  float developer_led = 0;
  float research = 0;
  float discussed = 0;  ///< 0..1: stars and discussions, see discussed().
  float stars = -1;     ///< -1 unknown.
  std::uint64_t unused = 0;
};
static_assert(sizeof(ShelfRow) == 56);

/// Copies share what they look at.
struct Shelf {
  std::int64_t generation = 0;
  std::span<const ShelfRow> rows;          ///< Ascending by work.
  std::span<const std::uint32_t> authors;  ///< person_hash of each.
  std::shared_ptr<const void> bytes;       ///< What both lie in: the mapped file, or memory.

  [[nodiscard]] std::span<const std::uint32_t> authors_of(const ShelfRow& row) const {
    return {authors.data() + row.first_author, row.authors};
  }
  /// nullptr when it is not there.
  [[nodiscard]] const ShelfRow* find(WorkId work) const noexcept;
};

/// The shelf of a library, up to date. The file is written when it was behind; that it cannot be is
/// no error.
Shelf load_shelf(library::Library& library);

/// Number of a person under every spelling of the name that person_key takes as the same; never 0.
std::uint32_t person_hash(std::string_view name);
/// Number of a venue: its words without digits and years in lower case, so that the years of a
/// conference are one; 0 for none.
std::uint32_t venue_hash(std::string_view name);

/// 0..1: 0 for nothing known, a half at 50 stars or 2 discussions, growing with the logarithm.
/// `stars`: -1 unknown.
float discussed(std::int64_t stars, std::int64_t discussions) noexcept;

/// Whom a work asks for, by its title: kNew for surveys, tutorials and introductions, kExpert for
/// proofs and bounds, else kWorking.
Level level_of_title(std::string_view title);

library::Summary summary_of(const ShelfRow& row) noexcept;

}  // namespace assay::plan
