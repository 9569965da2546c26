#include "source/change.h"

#include "base/ascii.h"
#include "base/text.h"
#include "source/found_links.h"
#include "source/json_value.h"
#include "source/readme.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace assay::source {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

/// What a figure's unit begins with, behind its digits.
bool has_unit(std::string_view behind) {
  static constexpr std::array<std::string_view, 20> kUnits = {
      "%",   "x ", "x,", "x.", "x\n", "\xC3\x97", "ms",     "us",   "ns",  "s ",
      "s\n", "gb", "mb", "kb", "gib", "mib",      "tokens", "it/s", "qps", "sec"};
  behind = behind.substr(0, behind.find_first_not_of(' ') == 1 ? kNone : behind.size());
  if (!behind.empty() && behind.front() == ' ') {
    behind.remove_prefix(1);
  }
  const std::string end = std::string(behind.substr(0, 8)) + "\n";
  return std::any_of(kUnits.begin(), kUnits.end(), [&end](std::string_view unit) {
    return std::string_view(end).substr(0, unit.size()) == unit;
  });
}

/// Figures with a unit in `text`, which is in lower case.
int count_figures(std::string_view text) {
  int count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins =
        is_digit(text[i]) && (i == 0 || std::isalnum(static_cast<unsigned char>(text[i - 1])) == 0);
    if (!begins) {
      continue;
    }
    while (i + 1 < text.size() &&
           (is_digit(text[i + 1]) || text[i + 1] == '.' || text[i + 1] == ',')) {
      ++i;
    }
    count += has_unit(text.substr(i + 1)) ? 1 : 0;
  }
  return count;
}

/// Behind `at`: a number of an issue, "" when none stands there.
std::string issue_number(std::string_view text, std::size_t at) {
  constexpr std::size_t kLongest = 7;
  std::size_t end = at;
  while (end < text.size() && is_digit(text[end])) {
    ++end;
  }
  const bool fits = end > at && end - at <= kLongest && text[at] != '0';
  return fits ? std::string(text.substr(at, end - at)) : std::string();
}

/// "#123", ".../pull/123" and ".../issues/123" of the repository itself, each once.
void add_references(Work& work, std::string_view text, const std::string& repository) {
  constexpr std::size_t kMost = 50;
  std::vector<std::string> numbers;
  const auto take = [&numbers](std::string number) {
    if (!number.empty() && numbers.size() < kMost &&
        std::find(numbers.begin(), numbers.end(), number) == numbers.end()) {
      numbers.push_back(std::move(number));
    }
  };
  for (std::size_t at = text.find('#'); at != kNone; at = text.find('#', at + 1)) {
    const bool own = at == 0 || std::string_view(" \t\n([,").find(text[at - 1]) != kNone;
    take(own ? issue_number(text, at + 1) : std::string());
  }
  for (const std::string& page : {repository + "/pull/", repository + "/issues/"}) {
    for (std::size_t at = text.find(page); at != kNone; at = text.find(page, at + 1)) {
      take(issue_number(text, at + page.size()));
    }
  }
  for (const std::string& number : numbers) {
    work.links.push_back({"discussion", fmt::format("{}/issues/{}", repository, number)});
  }
}

}  // namespace

Work work_of(const Change& change, const nlohmann::json& extra) {
  Work work;
  work.kind = Kind::kContribution;
  work.id = change.id;
  const std::string title = collapse_spaces(change.title);
  work.title = change.repository + (change.repository.empty() || title.empty() ? "" : " ") + title;
  work.text = markdown_text(change.text);
  work.authors = change.authors;
  work.keywords = change.keywords;
  work.venue = change.repository;
  work.date = change.date;
  work.code = change.repository_address;
  if (const std::string url = normalise_url(change.address); !url.empty()) {
    add_identifier(work, {Scheme::kUrl, url});
    work.links.push_back({"home", change.address});
  }
  std::string own;
  if (!change.repository_address.empty()) {
    work.links.push_back({"code", change.repository_address});
    const std::optional<Identifier> repository = parse_identifier(change.repository_address);
    own = repository && repository->scheme == Scheme::kGithub ? repository->value : std::string();
  }
  add_found_works(work, change.title + "\n" + change.text);
  if (!own.empty()) {
    add_references(work, change.text, change.repository_address);
  }
  work.extra = to_text(extra);
  tidy(work);
  return work;
}

bool tells_figures(std::string_view message) {
  static constexpr std::array<std::string_view, 16> kComparisons = {
      "faster", "slower",     "speedup",      "speed-up",   "speed up", "smaller",
      "before", "->",         "\xE2\x86\x92", "reduc",      "improv",   "instead of",
      " vs",    "throughput", "latency",      "less memory"};
  const std::string lower = ascii_lower(message);
  const bool compares =
      std::any_of(kComparisons.begin(), kComparisons.end(),
                  [&lower](std::string_view word) { return lower.find(word) != kNone; }) ||
      (lower.find("from ") != kNone && lower.find(" to ") != kNone);
  if (!compares) {
    return false;
  }
  const int figures = count_figures(lower);
  const bool said = lower.find("faster") != kNone || lower.find("speed") != kNone ||
                    lower.find("reduc") != kNone || lower.find("improv") != kNone;
  return figures >= 2 || (figures == 1 && said);
}

}  // namespace assay::source
