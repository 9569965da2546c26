#pragma once
/// Readers that are simulated from real records: one likes the works of a venue's track, one those
/// of a group of people, one those of a topic. Threads: plain values.

#include "work/work.h"

#include <cstddef>
#include <random>
#include <string>
#include <unordered_set>
#include <vector>

namespace assay::bench {

struct SimulatedReader {
  std::string kind;  ///< "track", "group", "topic"
  std::string name;
  std::unordered_set<std::size_t> likes;  ///< Places of works.
  std::vector<std::string> interests;     ///< What such a reader would name: words.
};

/// `count` of each kind. Tracks have 40 to 600 works, groups (a person and those who wrote with
/// them at least three times) and topics (a keyword or a pair of words of titles) 15 to 400. The
/// interests are the three words of ten liked titles that are rarest elsewhere and yet in two.
std::vector<SimulatedReader> simulate_readers(const std::vector<Work>& works, std::size_t count,
                                              std::mt19937& random);

}  // namespace assay::bench
