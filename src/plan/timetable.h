#pragma once
/// Which of several talks that clash to hear: the ones that are worth most together, with the time
/// to walk from room to room. Threads: pure functions, plain values.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::plan {

/// Something at a time in a place.
struct Slot {
  std::int64_t start = 0;  ///< Seconds; end > start.
  std::int64_t end = 0;
  std::size_t room = 0;  ///< Of the Walks.
  double value = 0;      ///< What it is worth; one of 0 or less is never chosen.
};

/// Seconds to walk between rooms: 0 within a room, else a default or what was said of the two.
class Walks {
 public:
  /// `rooms`: their names, each once; "" is a room that nobody knows, as far as any other.
  Walks(std::vector<std::string> rooms, std::int64_t usual);

  /// Between all rooms whose names are `a` or begin with it, and those of `b`; later ones count
  /// before earlier ones. False when either names no room.
  bool set(std::string_view a, std::string_view b, std::int64_t seconds);

  [[nodiscard]] std::int64_t between(std::size_t a, std::size_t b) const {
    return seconds_[a * rooms_.size() + b];
  }
  [[nodiscard]] const std::vector<std::string>& rooms() const noexcept { return rooms_; }
  /// Place of a room; Requires that it is one.
  [[nodiscard]] std::size_t place(std::string_view room) const;

 private:
  std::vector<std::string> rooms_;
  std::vector<std::int64_t> seconds_;
};

/// Whether `later` can be heard from its start on after hearing `earlier` to its end.
bool can_follow(const Slot& later, const Slot& earlier, const Walks& walks);

/// Places of the slots that are worth most together, in order of time; of equal sums the one with
/// earlier ends. Exact: weighted interval scheduling by dynamic programming over the slots in order
/// of their starts (Kleinberg, Tardos, Algorithm Design, 6.1), each behind the best that it can
/// follow: what is chosen can be reached in time from what is chosen before it. Cost: quadratic.
std::vector<std::size_t> choose_slots(const std::vector<Slot>& slots, const Walks& walks);

}  // namespace assay::plan
