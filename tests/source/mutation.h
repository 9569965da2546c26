#pragma once
/// Damage at random for tests of parsers. Threads: one thread a generator.

#include <random>
#include <string>
#include <string_view>

namespace assay::source {

/// Up to `most` - 1 changes: bytes taken out, one of `marks` or a piece of the text put in, a byte
/// replaced.
inline std::string mutated(std::string bytes, std::mt19937& random, std::string_view marks,
                           std::size_t most) {
  for (std::size_t change = random() % most; change > 0 && !bytes.empty(); --change) {
    const std::size_t at = random() % bytes.size();
    switch (random() % 4) {
      case 0:
        bytes.erase(at, random() % 10);
        break;
      case 1:
        bytes.insert(at, 1, marks[random() % marks.size()]);
        break;
      case 2:
        bytes[at] = static_cast<char>(random());
        break;
      default:
        bytes.insert(at, bytes.substr(random() % bytes.size(), random() % 30));
        break;
    }
  }
  return bytes;
}

}  // namespace assay::source
