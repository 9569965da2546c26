#include "source/changelog.h"

#include "base/ascii.h"
#include "base/text.h"
#include "source/markdown.h"
#include "source/readme.h"

#include <algorithm>
#include <cctype>
#include <vector>

namespace assay::source {
namespace {

bool is_indented(std::string_view line) noexcept {
  return !line.empty() && (line.front() == ' ' || line.front() == '\t');
}

/// Of "[1.2.0] - 2021-06-17" and "v1.2.0 (2021-06-17)" that stand on their own.
constexpr int kPlainDepth = 3;

/// A heading of a changelog: its depth (1 the highest) and words; depth 0 for other lines.
struct Heading {
  int depth = 0;
  std::string_view words;
};

Heading heading_at(const std::vector<std::string_view>& lines, std::size_t i) {
  const std::string_view line = trim(lines[i]);
  if (!line.empty() && line.front() == '#') {
    const std::size_t words = std::min(line.find_first_not_of('#'), line.size());
    return {static_cast<int>(words), trim(line.substr(words))};
  }
  if (!line.empty() && !is_rule(line) && i + 1 < lines.size() && is_rule(lines[i + 1])) {
    return {trim(lines[i + 1]).front() == '=' ? 1 : 2, line};
  }
  const std::string_view bare =
      !line.empty() && (line.front() == '[' || line.front() == 'v' || line.front() == '*')
          ? line.substr(std::min(line.find_first_not_of("[v*"), line.size()))
          : line;
  constexpr std::size_t kLongest = 60;
  const bool version_line = !is_indented(lines[i]) && line.size() <= kLongest && !bare.empty() &&
                            is_digit(bare.front()) && !version_of_tag(bare).empty() &&
                            list_item(line).empty();
  return version_line ? Heading{kPlainDepth, line} : Heading{};
}

/// Whether `words` hold the version, and not a longer one.
bool names_version(std::string_view words, std::string_view version) {
  const auto part = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '+';
  };
  for (std::size_t at = words.find(version); at != std::string_view::npos;
       at = words.find(version, at + 1)) {
    const std::size_t end = at + version.size();
    const bool begins = at == 0 || !part(words[at - 1]) ||
                        (words[at - 1] == 'v' && (at == 1 || !part(words[at - 2])));
    const bool ends = end == words.size() || !part(words[end]) ||
                      (words[end] == '.' && (end + 1 == words.size() || !is_digit(words[end + 1])));
    const bool release_candidate = end < words.size() && words[end] == '-' &&
                                   end + 1 < words.size() &&
                                   std::isalpha(static_cast<unsigned char>(words[end + 1])) != 0;
    if (begins && ends && !release_candidate) {
      return true;
    }
  }
  return false;
}

}  // namespace

std::string version_of_tag(std::string_view tag) {
  for (std::size_t i = 0; i < tag.size(); ++i) {
    const bool begins =
        is_digit(tag[i]) && (i == 0 || !is_digit(tag[i - 1])) && (i == 0 || tag[i - 1] != '.');
    if (!begins) {
      continue;
    }
    std::size_t end = i;
    int numbers = 0;
    while (end < tag.size() && is_digit(tag[end])) {
      ++numbers;
      while (end < tag.size() && is_digit(tag[end])) {
        ++end;
      }
      if (end + 1 < tag.size() && tag[end] == '.' && is_digit(tag[end + 1])) {
        ++end;
      }
    }
    if (numbers >= 2) {
      // "1.0rc1", "1.0.0-beta.2", "1.0.dev3" are versions of their own.
      const std::size_t rest = tag.find_first_of(" ()[],:/", end);
      return std::string(
          tag.substr(i, rest == std::string_view::npos ? std::string_view::npos : rest - i));
    }
  }
  return {};
}

Changelog::Changelog(std::string_view text) : text_(repair_utf8(text)) {
  lines_ = split(text_, '\n');
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const Heading heading = heading_at(lines_, i);
    if (heading.depth > 0) {
      headings_.push_back(
          {i, heading.depth, heading.words, !version_of_tag(heading.words).empty()});
    }
  }
}

std::string Changelog::section(std::string_view version) const {
  constexpr std::size_t kMost = std::size_t{64} << 10U;
  const auto begin = std::find_if(headings_.begin(), headings_.end(), [version](const Mark& mark) {
    return mark.versioned && names_version(mark.words, version);
  });
  if (version.empty() || begin == headings_.end()) {
    return {};
  }
  // Up to the next heading as high as this one; those of plain lines only where they are versions.
  const auto end = std::find_if(begin + 1, headings_.end(), [begin](const Mark& mark) {
    return mark.depth < begin->depth ||
           (mark.depth == begin->depth && (mark.versioned || mark.depth < kPlainDepth));
  });
  const std::size_t last = end == headings_.end() ? lines_.size() : end->line;
  std::string section;
  for (std::size_t i = begin->line + 1; i < last && section.size() < kMost; ++i) {
    if (!section.empty() || !is_rule(lines_[i])) {
      section += lines_[i];
      section += '\n';
    }
  }
  return markdown_text(repair_utf8(std::string_view(section).substr(0, kMost)));
}

}  // namespace assay::source
