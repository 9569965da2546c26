#include "practice/experiments/environment_lock.h"

#include "base/ascii.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace assay::practice {
namespace {

constexpr std::size_t kMostLines = 6;
constexpr std::size_t kMostColumns = 200;
constexpr std::size_t kMostReleases = 12;

/// "2.1.0rc1+cu118" -> numbers {2,1,0}, stage -1 with number 1.
struct Version {
  std::vector<unsigned long> numbers;
  int stage = 0;  ///< Before the release below 0, after it above 0.
  unsigned long stage_number = 0;
};

unsigned long read_number(std::string_view text, std::size_t& at) {
  constexpr unsigned long kMost = 100'000'000;
  unsigned long value = 0;
  for (; at < text.size() && is_digit(text[at]); ++at) {
    value = std::min(kMost, value * 10 + static_cast<unsigned long>(text[at] - '0'));
  }
  return value;
}

Version parse_version(std::string_view text) {
  Version out;
  std::size_t at = !text.empty() && (text[0] == 'v' || text[0] == 'V') ? 1 : 0;
  while (at < text.size() && is_digit(text[at])) {
    out.numbers.push_back(read_number(text, at));
    if (at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1])) {
      ++at;
    }
  }
  while (at < text.size() && (text[at] == '-' || text[at] == '.' || text[at] == '_')) {
    ++at;
  }
  std::string word;
  for (; at < text.size() && is_letter(text[at]); ++at) {
    word += static_cast<char>(std::tolower(static_cast<unsigned char>(text[at])));
  }
  constexpr std::array<std::string_view, 8> kBefore = {"dev",  "a",  "alpha", "b",
                                                       "beta", "rc", "c",     "next"};
  constexpr std::array<int, 8> kStages = {-4, -3, -3, -2, -2, -1, -1, -4};
  for (std::size_t i = 0; i < kBefore.size(); ++i) {
    if (word == kBefore[i]) {
      out.stage = kStages[i];
    }
  }
  out.stage = word == "post" ? 1 : out.stage;
  if (at < text.size() && text[at] == '.') {
    ++at;
  }
  out.stage_number = read_number(text, at);
  while (!out.numbers.empty() && out.numbers.back() == 0) {
    out.numbers.pop_back();  // 2.0 is 2
  }
  return out;
}

unsigned long part(const Version& version, std::size_t i) {
  return i < version.numbers.size() ? version.numbers[i] : 0;
}

bool has_words(std::string_view line) {
  constexpr std::array<std::string_view, 9> kWords = {"breaking",
                                                      "backwards incompatible",
                                                      "backward incompatible",
                                                      "backwards-incompatible",
                                                      "backward-incompatible",
                                                      "no longer",
                                                      "removed",
                                                      "renamed",
                                                      "incompatible with"};
  const std::string lower = ascii_lower(line);
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

bool is_heading(std::string_view line) {
  return !line.empty() && (line[0] == '#' || (line.size() > 4 && line.substr(0, 2) == "**" &&
                                              line.substr(line.size() - 2) == "**"));
}

/// Of the releases of one package, oldest first.
PackageDrift package_drift(const std::string& package, const std::string& date,
                           const std::vector<const ReleaseNote*>& releases,
                           const std::string& now) {
  PackageDrift out;
  out.package = package;
  out.now = now;
  for (const ReleaseNote* release : releases) {
    const bool before = release->date.substr(0, 10) <= date;
    const bool stable = parse_version(release->version).stage >= 0;
    if (before && stable &&
        (out.then.empty() || compare_versions(release->version, out.then) >= 0)) {
      out.then = release->version;
      out.then_date = release->date.substr(0, 10);
    }
  }
  if (out.then.empty() || now.empty()) {
    return out;
  }
  out.distance = version_distance(out.then, now);
  std::size_t told = 0;
  for (const ReleaseNote* release : releases) {
    if (compare_versions(release->version, out.then) <= 0 ||
        compare_versions(release->version, now) > 0 || told == kMostReleases) {
      continue;
    }
    const std::vector<std::string> lines = breaking_lines(release->text, kMostLines);
    told += lines.empty() ? 0U : 1U;
    for (const std::string& line : lines) {
      out.breaking.push_back(release->version + ": " + line);
    }
  }
  return out;
}

}  // namespace

int compare_versions(std::string_view a, std::string_view b) {
  const Version first = parse_version(a);
  const Version second = parse_version(b);
  const std::size_t parts = std::max(first.numbers.size(), second.numbers.size());
  for (std::size_t i = 0; i < parts; ++i) {
    if (part(first, i) != part(second, i)) {
      return part(first, i) < part(second, i) ? -1 : 1;
    }
  }
  if (first.stage != second.stage) {
    return first.stage < second.stage ? -1 : 1;
  }
  return first.stage_number == second.stage_number  ? 0
         : first.stage_number < second.stage_number ? -1
                                                    : 1;
}

int version_distance(std::string_view a, std::string_view b) {
  const Version first = parse_version(a);
  const Version second = parse_version(b);
  for (std::size_t i = 0; i < 2; ++i) {
    if (part(first, i) != part(second, i)) {
      return i == 0 ? 3 : 2;
    }
  }
  return compare_versions(a, b) == 0 ? 0 : 1;
}

std::vector<std::string> breaking_lines(std::string_view notes, std::size_t most) {
  std::vector<std::string> out;
  bool under = false;
  for (const std::string_view raw : split(notes, '\n')) {
    const std::string_view line = trim(raw);
    if (is_heading(line)) {
      under = has_words(line);
      continue;
    }
    if (!line.empty() && (under || has_words(line)) && out.size() < most) {
      const std::size_t begin = line.find_first_not_of("*-+• ");
      out.push_back(
          ellipsize(collapse_spaces(begin == std::string_view::npos ? line : line.substr(begin)),
                    kMostColumns));
    }
  }
  return out;
}

Drift drift_of(const std::string& date, const std::vector<ReleaseNote>& releases,
               const std::vector<PackageVersion>& run) {
  Drift out;
  out.date = date.substr(0, 10);
  std::map<std::string, std::vector<const ReleaseNote*>> by_package;
  for (const ReleaseNote& release : releases) {
    if (!release.version.empty() && !release.date.empty()) {
      by_package[release.package].push_back(&release);
    }
  }
  std::map<std::string, std::string> installed;
  for (const PackageVersion& package : run) {
    installed[ascii_lower(package.name)] = package.version;
  }
  for (const auto& [name, version] : installed) {
    if (by_package.count(name) == 0) {
      out.unknown.push_back(name);
    }
  }
  if (out.date.empty()) {
    return out;
  }
  for (auto& [name, list] : by_package) {
    std::stable_sort(list.begin(), list.end(), [](const ReleaseNote* a, const ReleaseNote* b) {
      return compare_versions(a->version, b->version) < 0;
    });
    const auto now = installed.find(name);
    out.packages.push_back(
        package_drift(name, out.date, list, now == installed.end() ? std::string() : now->second));
  }
  std::stable_sort(
      out.packages.begin(), out.packages.end(),
      [](const PackageDrift& a, const PackageDrift& b) { return a.distance > b.distance; });
  return out;
}

std::string lock_text(const Drift& drift, const std::string& work) {
  std::string out =
      fmt::format("# {} as of {}: the newest releases then, as far as the library knows\n",
                  work.empty() ? "the environment" : work, drift.date);
  for (const PackageDrift& package : drift.packages) {
    if (package.then.empty()) {
      out += fmt::format("# {}: no release on or before that day is known\n", package.package);
    } else {
      out += fmt::format("{}=={}  # {}{}\n", package.package, package.then, package.then_date,
                         package.now.empty() ? "" : ", in use here: " + package.now);
    }
  }
  for (const std::string& name : drift.unknown) {
    out += fmt::format("# {}: no release is in the library\n", name);
  }
  return out;
}

}  // namespace assay::practice
