#pragma once
/// robots.txt as RFC 9309 has it: which pages of a host a robot may read. Private to the room.
/// Threads: immutable.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

class Robots {
 public:
  /// What a host says that has no robots.txt: everything may be read.
  Robots() = default;
  /// The rules for the robot `agent` ("assay", compared without case) in the first 500 KiB of
  /// `text`: those of all groups that name it, else those of all groups for "*". Any bytes are
  /// taken; lines that are no rule say nothing.
  Robots(std::string_view text, std::string_view agent);

  /// Whether `target`, the path and query of an address, may be read: the longest rule that fits
  /// decides, of two as long the one that allows. Cost: rules × length of the target.
  [[nodiscard]] bool allows(std::string_view target) const;

 private:
  struct Rule {
    std::string pattern;  ///< With * and a $ at the end as they stand in the file.
    bool allow = false;
  };
  std::vector<Rule> rules_;
};

}  // namespace assay::source
