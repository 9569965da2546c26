#pragma once
/// What a changelog tells of a version. Private to the room. Threads: pure functions.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// "v1.2.3" -> "1.2.3", "jax-v0.4.1" -> "0.4.1"; "" for a tag without a version of at least two
/// numbers.
std::string version_of_tag(std::string_view tag);

/// A changelog taken apart once. Threads: const methods concurrent.
class Changelog {
 public:
  /// Markdown or reStructuredText; any bytes are taken.
  explicit Changelog(std::string_view text);
  Changelog(const Changelog&) = delete;
  Changelog& operator=(const Changelog&) = delete;
  Changelog(Changelog&&) = delete;
  Changelog& operator=(Changelog&&) = delete;
  ~Changelog() = default;

  /// What stands under the version's heading, as plain text, at most 64 KiB; "" when there is none.
  [[nodiscard]] std::string section(std::string_view version) const;

 private:
  struct Mark {
    std::size_t line = 0;
    int depth = 0;
    std::string_view words;
    bool versioned = false;
  };
  std::string text_;
  std::vector<std::string_view> lines_;
  std::vector<Mark> headings_;
};

}  // namespace assay::source
