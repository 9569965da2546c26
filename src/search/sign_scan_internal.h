#pragma once
/// Which rows of signs differ least from a query's: a look at all rows that keeps no more than it
/// must. The counting is done by what the processor has; all ways count the same.

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace assay::search {

/// Writes for each of `rows` rows of `words` words how many bits differ from `query`'s.
using CountDiffering = void (*)(const std::uint64_t* signs, const std::uint64_t* query,
                                std::size_t words, std::size_t rows, std::uint16_t* out) noexcept;

struct CountKernel {
  const char* name;
  CountDiffering count;
};

/// Those that this processor can run, the fastest first, the plain one last.
std::span<const CountKernel> count_kernels() noexcept;

/// A row and how many bits of it differ.
struct CloseRow {
  std::uint32_t row = 0;
  std::uint16_t differing = 0;
};

inline constexpr std::size_t kAnyBits = std::numeric_limits<std::size_t>::max();

/// The rows that differ least, of those that differ in fewer bits than `below`: all that differ in
/// fewer than the lowest limit below which `closest` rows are (all, where there are not so many).
/// Ascending. `words` at most 1,023.
std::vector<CloseRow> closest_rows(const std::uint64_t* signs, const std::uint64_t* query,
                                   std::size_t words, std::uint32_t rows, std::size_t closest,
                                   std::size_t below = kAnyBits,
                                   CountDiffering count = count_kernels().front().count);

}  // namespace assay::search
