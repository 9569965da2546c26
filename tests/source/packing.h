#pragma once
/// Compressed files made on the spot.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

enum class Packing { kGzip, kXz, kZstd, kBzip2 };
inline constexpr std::array<Packing, 4> kPackings = {Packing::kGzip, Packing::kXz, Packing::kZstd,
                                                     Packing::kBzip2};

/// A member, and how much of the text a reader can have when it has read so many of its bytes.
struct Packed {
  struct Mark {
    std::size_t bytes = 0;
    std::size_t text = 0;
  };
  std::string bytes;
  std::vector<Mark> marks;  ///< One behind each piece.
};

/// The text as one member with checksums, flushed behind every `piece` bytes of it.
Packed pack_in_pieces(std::string_view text, Packing packing, std::size_t piece);

std::string pack(std::string_view text, Packing packing);

}  // namespace assay::source
