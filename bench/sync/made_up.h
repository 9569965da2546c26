#pragma once
/// Words, names, dates and addresses for made-up documents: the same from the same seed. No text
/// holds a character that XML or JSON escape unless it says so. Threads: one thread.

#include <cstddef>
#include <random>
#include <string>

namespace assay::bench {

class MadeUp {
 public:
  explicit MadeUp(std::uint32_t seed = 7) : random_(seed) {}

  /// "a large cluster of graphs": so many words.
  std::string words(std::size_t count);
  std::string title() { return "On " + words(8); }
  /// 120 words; one in four tells where its code is.
  std::string abstract();
  /// The same in two paragraphs with a link and a word set off.
  std::string html();
  /// Markdown of a readme or of release notes, about 150 words with lists, code and links.
  std::string markdown();
  std::string name();
  /// "2023-05-17"
  std::string day();
  std::size_t below(std::size_t end) { return random_() % end; }

 private:
  std::mt19937 random_;
};

}  // namespace assay::bench
