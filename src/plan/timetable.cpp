#include "plan/timetable.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <tuple>

namespace assay::plan {

Walks::Walks(std::vector<std::string> rooms, std::int64_t usual)
    : rooms_(std::move(rooms)), seconds_(rooms_.size() * rooms_.size(), usual) {
  for (std::size_t i = 0; i < rooms_.size(); ++i) {
    // Two talks in unknown rooms are hardly in the same one.
    seconds_[i * rooms_.size() + i] = rooms_[i].empty() ? usual : 0;
  }
}

bool Walks::set(std::string_view a, std::string_view b, std::int64_t seconds) {
  bool any = false;
  for (std::size_t i = 0; i < rooms_.size(); ++i) {
    for (std::size_t j = 0; j < rooms_.size(); ++j) {
      if (i != j && rooms_[i].starts_with(a) && rooms_[j].starts_with(b)) {
        seconds_[i * rooms_.size() + j] = seconds;
        seconds_[j * rooms_.size() + i] = seconds;
        any = true;
      }
    }
  }
  return any;
}

std::size_t Walks::place(std::string_view room) const {
  return static_cast<std::size_t>(std::find(rooms_.begin(), rooms_.end(), room) - rooms_.begin());
}

bool can_follow(const Slot& later, const Slot& earlier, const Walks& walks) {
  return earlier.end + walks.between(earlier.room, later.room) <= later.start;
}

std::vector<std::size_t> choose_slots(const std::vector<Slot>& slots, const Walks& walks) {
  std::vector<std::size_t> order(slots.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::erase_if(
      order, [&](std::size_t i) { return slots[i].value <= 0 || slots[i].end <= slots[i].start; });
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::tuple(slots[a].start, slots[a].end, a) <
           std::tuple(slots[b].start, slots[b].end, b);
  });
  // Of each the best sum that ends with it, and what comes before it there.
  std::vector<double> sums(order.size(), 0);
  std::vector<std::optional<std::size_t>> before(order.size());
  std::optional<std::size_t> last;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Slot& slot = slots[order[i]];
    double best = 0;
    for (std::size_t j = 0; j < i; ++j) {
      if (sums[j] > best && can_follow(slot, slots[order[j]], walks)) {
        best = sums[j];
        before[i] = j;
      }
    }
    sums[i] = best + slot.value;
    if (!last || sums[i] > sums[*last]) {
      last = i;
    }
  }
  std::vector<std::size_t> chosen;
  for (std::optional<std::size_t> at = last; at; at = before[*at]) {
    chosen.push_back(order[*at]);
  }
  std::reverse(chosen.begin(), chosen.end());
  return chosen;
}

}  // namespace assay::plan
