#include "practice/audit/drift.h"

#include "base/error.h"
#include "base/text.h"
#include "practice/audit/csv.h"
#include "practice/statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace assay::practice {
namespace {

constexpr std::size_t kParts = 10;
constexpr std::uint64_t kLookEvery = 1 << 15;
constexpr std::size_t kMostGroups = 64;
constexpr std::string_view kEmpty = "(empty)";

using Counts = std::array<std::uint64_t, 2>;  // before, after

/// One column within one group.
struct Values {
  ValueHistogram numbers;
  std::map<std::string, Counts, std::less<>> words;
  Counts missing = {};
  Counts no_number = {};  ///< "NA" and the like: missing among numbers, a word among words.
  bool all_numbers = true;
  bool too_many = false;

  void add(std::string_view text, unsigned file, bool decimal_comma) {
    text = trim(text);
    if (text.empty()) {
      ++missing.at(file);
      return;
    }
    if (all_numbers) {
      if (const std::optional<double> number = parse_number(text, decimal_comma)) {
        numbers.add(*number, file);
      } else if (is_missing(text)) {
        ++no_number.at(file);
      } else {
        all_numbers = false;
        numbers = {};
      }
    }
    if (too_many) {
      return;
    }
    if (const auto found = words.find(text); found != words.end()) {
      ++found->second.at(file);
    } else if (words.size() < kMostDriftValues) {
      words.emplace(std::string(text), Counts{}).first->second.at(file) = 1;
    } else {
      too_many = true;
      words.clear();
    }
  }
};

struct Share {
  std::string name;
  Counts count = {};
};

/// Tenths of the older file: ends where a bin ends, so that equal values stay together.
std::vector<Share> tenths(const ValueHistogram& numbers) {
  std::vector<Share> out;
  const std::vector<ValueHistogram::Bin> bins = numbers.bins();
  const double total = static_cast<double>(numbers.total(0));
  double seen = 0;
  double low = 0;
  bool open = false;
  for (std::size_t i = 0; i < bins.size(); ++i) {
    if (!open) {
      out.emplace_back();
      low = bins[i].low;
      open = true;
    }
    out.back().count[0] += bins[i].count[0];
    out.back().count[1] += bins[i].count[1];
    seen += static_cast<double>(bins[i].count[0]);
    const double end = static_cast<double>(out.size()) * total / kParts;
    if ((out.size() < kParts && seen >= end && out.back().count[0] > 0) || i + 1 == bins.size()) {
      out.back().name = low == bins[i].high ? fmt::format("{:g}", low)
                                            : fmt::format("{:g} to {:g}", low, bins[i].high);
      open = false;
    }
  }
  return out;
}

void measure_psi(DriftFigure& out, const std::vector<Share>& shares) {
  const double n = static_cast<double>(out.before);
  const double m = static_cast<double>(out.after);
  // Half a row more in each, so that a value that one file lacks counts much, not infinitely.
  const double extra = static_cast<double>(shares.size()) / 2;
  for (const Share& share : shares) {
    const double a = (static_cast<double>(share.count[0]) + 0.5) / (n + extra);
    const double b = (static_cast<double>(share.count[1]) + 0.5) / (m + extra);
    out.psi += (b - a) * std::log(b / a);
    out.shares.push_back({share.name, n > 0 ? static_cast<double>(share.count[0]) / n : 0,
                          m > 0 ? static_cast<double>(share.count[1]) / m : 0});
  }
  if (shares.size() > 1 && n > 0 && m > 0) {
    out.psi_by_chance =
        chi_squared_bound(static_cast<double>(shares.size() - 1), 0.05) * (1 / n + 1 / m);
  }
}

void measure_ks(DriftFigure& out, const ValueHistogram& numbers) {
  if (numbers.total(0) == 0 || numbers.total(1) == 0) {
    return;
  }
  const double n = static_cast<double>(numbers.total(0));
  const double m = static_cast<double>(numbers.total(1));
  double before = 0;
  double after = 0;
  double most = 0;
  for (const ValueHistogram::Bin& bin : numbers.bins()) {
    const double a = static_cast<double>(bin.count[0]) / n;
    const double b = static_cast<double>(bin.count[1]) / m;
    if (bin.mixed()) {
      out.ks_error = std::max(out.ks_error, std::max(a, b));
    }
    before += a;
    after += b;
    most = std::max(most, std::abs(before - after));
  }
  out.ks = most;
  out.ks_p = ks_probability(most, numbers.total(0), numbers.total(1));
}

DriftFigure figure_of(const Values& values, bool numeric, Counts rows) {
  DriftFigure out;
  out.before = rows[0];
  out.after = rows[1];
  std::vector<Share> shares;
  Counts missing = values.missing;
  if (numeric) {
    missing[0] += values.no_number[0];
    missing[1] += values.no_number[1];
    shares = tenths(values.numbers);
    measure_ks(out, values.numbers);
  } else {
    for (const auto& [word, count] : values.words) {
      shares.push_back({repair_utf8(word), count});
    }
  }
  if (missing[0] + missing[1] > 0) {
    shares.push_back({std::string(kEmpty), missing});
  }
  measure_psi(out, shares);
  return out;
}

/// A group of an attribute, or all rows, with every column in it.
struct GroupValues {
  std::string attribute;
  std::string name;
  std::vector<Values> columns;
  Counts rows = {};
};

class Comparer {
 public:
  Comparer(CsvReader& after, CsvReader& before, const std::vector<GroupBy>& groups) : by_(groups) {
    for (const std::string& name : after.header()) {
      const auto there = std::find(before.header().begin(), before.header().end(), name);
      if (there == before.header().end()) {
        report_.only_after.push_back(name);
      } else {
        names_.push_back(name);
        places_[0].push_back(before.column(name));
        places_[1].push_back(after.column(name));
      }
    }
    for (const std::string& name : before.header()) {
      if (std::find(after.header().begin(), after.header().end(), name) == after.header().end()) {
        report_.only_before.push_back(name);
      }
    }
    if (names_.empty()) {
      throw Error(Errc::kInvalid, "no column is in both files", after.path().string(),
                  "the first line of both must name the same columns");
    }
    for (const GroupBy& group : groups) {
      group_places_[0].push_back(before.column(group.column));
      group_places_[1].push_back(after.column(group.column));
    }
    groups_.push_back({"", "all", std::vector<Values>(names_.size()), {}});
  }

  void take(const std::vector<std::string_view>& fields, unsigned file, bool decimal_comma) {
    count(groups_.front(), fields, file, decimal_comma);
    for (std::size_t i = 0; i < by_.size(); ++i) {
      count(groups_[group_of(i, fields[group_places_.at(file)[i]], decimal_comma)], fields, file,
            decimal_comma);
    }
  }

  void leave_out(const CsvReader& reader, std::size_t fields) {
    constexpr std::size_t kMostExamples = 5;
    ++report_.rows_left_out;
    if (report_.examples.size() < kMostExamples) {
      report_.examples.push_back(
          {reader.line(), fmt::format("{} fields, the header of {} has {}", fields,
                                      reader.path().filename().string(), reader.header().size())});
    }
  }

  void look_at_memory() {
    std::vector<ValueHistogram*> all;
    for (GroupValues& group : groups_) {
      for (Values& values : group.columns) {
        all.push_back(&values.numbers);
      }
    }
    keep_within(all, kMostDriftBins);
  }

  DriftReport finish() {
    std::sort(groups_.begin() + 1, groups_.end(), [](const auto& a, const auto& b) {
      return std::pair(a.attribute, a.name) < std::pair(b.attribute, b.name);
    });
    report_.before = groups_.front().rows[0];
    report_.after = groups_.front().rows[1];
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const Values& all = groups_.front().columns[i];
      if (!all.all_numbers && all.too_many) {
        report_.left_out.push_back(names_[i]);
        continue;
      }
      ColumnDrift& column = report_.columns.emplace_back();
      column.column = names_[i];
      column.numeric = all.all_numbers && all.numbers.size() > 0;
      for (const GroupValues& group : groups_) {
        if (group.attribute != names_[i]) {
          column.groups.push_back({group.attribute, group.name,
                                   figure_of(group.columns[i], column.numeric, group.rows)});
        }
      }
    }
    return std::move(report_);
  }

 private:
  std::size_t group_of(std::size_t attribute, std::string_view value, bool decimal_comma) {
    const GroupBy& by = by_[attribute];
    std::string name = value.empty() ? std::string(kEmpty) : repair_utf8(trim(value));
    if (!by.bounds.empty() && !value.empty()) {
      const std::optional<double> number = parse_number(value, decimal_comma);
      name = number ? band_name(by, *number) : "(no number)";
    }
    const auto [found, added] = known_.try_emplace({attribute, name}, groups_.size());
    if (added) {
      if (groups_.size() > kMostGroups) {
        throw Error(Errc::kLimit, fmt::format("more than {} groups", kMostGroups), "",
                    "name fewer columns, or give bounds to numbers, such as age:30:50");
      }
      groups_.push_back({by.column, std::move(name), std::vector<Values>(names_.size()), {}});
    }
    return found->second;
  }

  void count(GroupValues& group, const std::vector<std::string_view>& fields, unsigned file,
             bool decimal_comma) {
    ++group.rows.at(file);
    for (std::size_t i = 0; i < names_.size(); ++i) {
      group.columns[i].add(fields[places_.at(file)[i]], file, decimal_comma);
    }
  }

  DriftReport report_;
  const std::vector<GroupBy>& by_;
  std::vector<std::string> names_;
  std::array<std::vector<std::size_t>, 2> places_;
  std::array<std::vector<std::size_t>, 2> group_places_;
  std::vector<GroupValues> groups_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> known_;
};

void read_all(CsvReader& reader, Comparer& comparer, unsigned file, const ReadProgress& progress) {
  std::vector<std::string_view> fields;
  std::uint64_t records = 0;
  std::uint64_t left_out = 0;
  while (reader.next(fields)) {
    if (fields.size() != reader.header().size()) {
      ++left_out;
      comparer.leave_out(reader, fields.size());
      continue;
    }
    comparer.take(fields, file, reader.separator() == ';');
    if (++records % kLookEvery == 0) {
      comparer.look_at_memory();
      if (progress) {
        progress(reader.read_bytes(), records, reader.size_bytes());
      }
    }
  }
  if (records == 0) {
    throw Error(Errc::kInvalid,
                left_out == 0 ? "there is no row below the header"
                              : "every row has other fields than the header",
                reader.path().string());
  }
}

}  // namespace

double ks_probability(double distance, std::uint64_t n, std::uint64_t m) noexcept {
  const double root =
      std::sqrt(static_cast<double>(n) * static_cast<double>(m) / static_cast<double>(n + m));
  const double x = (root + 0.12 + 0.11 / root) * distance;
  if (x < 0.2) {
    return 1;  // the series converges too slowly there, and is 1 to twelve digits
  }
  double sum = 0;
  double sign = 2;
  for (int j = 1; j <= 100; ++j) {
    sum += sign * std::exp(-2.0 * j * j * x * x);
    sign = -sign;
  }
  return std::clamp(sum, 0.0, 1.0);
}

DriftReport compare_files(const std::filesystem::path& after, const std::filesystem::path& before,
                          const std::vector<GroupBy>& groups, const ReadProgress& progress) {
  CsvReader newer(after);
  CsvReader older(before);
  Comparer comparer(newer, older, groups);
  read_all(older, comparer, 0, progress);
  read_all(newer, comparer, 1, progress);
  comparer.look_at_memory();
  return comparer.finish();
}

}  // namespace assay::practice
