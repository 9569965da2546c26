#include "practice/audit/tally.h"

#include "base/error.h"
#include "base/text.h"
#include "practice/audit/csv.h"
#include "practice/audit/two_values_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <unordered_map>

namespace assay::practice {
namespace {

constexpr std::size_t kMostExamples = 5;
constexpr std::uint64_t kLookEvery = 1 << 15;
constexpr std::string_view kEmptyGroup = "(empty)";

std::uint64_t in_units(double value) {
  return static_cast<std::uint64_t>(std::llround(value / kSumUnit));
}

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    return std::hash<std::string_view>()(text);
  }
};

/// A value of a group column -> a number, in the order in which they are met.
class GroupValues {
 public:
  GroupValues(const GroupBy& by, const CsvReader& reader) : by_(by), reader_(reader) {
    if (!by.bounds.empty()) {
      names_.push_back(band_name(by, std::nexttoward(by.bounds.front(), -HUGE_VALL)));
      for (const double bound : by.bounds) {
        names_.push_back(band_name(by, bound));
      }
    }
  }

  /// nullopt where a number is wanted and there is none.
  std::optional<std::size_t> index(std::string_view value, bool decimal_comma) {
    value = trim(value);
    if (!by_.bounds.empty() && !value.empty()) {
      const std::optional<double> number = parse_number(value, decimal_comma);
      if (!number) {
        return std::nullopt;
      }
      return static_cast<std::size_t>(
          std::upper_bound(by_.bounds.begin(), by_.bounds.end(), *number) - by_.bounds.begin());
    }
    if (const auto found = known_.find(value); found != known_.end()) {
      return found->second;
    }
    if (names_.size() >= kMostGroupValues) {
      throw Error(Errc::kLimit,
                  fmt::format("column '{}' has more than {} values", by_.column, kMostGroupValues),
                  reader_.path().string(),
                  fmt::format("for numbers give bounds, such as {}:30:50", by_.column));
    }
    known_.emplace(std::string(value), names_.size());
    names_.push_back(value.empty() ? std::string(kEmptyGroup) : repair_utf8(value));
    return names_.size() - 1;
  }

  [[nodiscard]] const std::vector<std::string>& names() const noexcept { return names_; }
  /// Numbers in the order in which they are shown: bands as they are, else by name.
  [[nodiscard]] std::vector<std::size_t> order() const {
    std::vector<std::size_t> order(names_.size());
    std::iota(order.begin(), order.end(), 0);
    if (by_.bounds.empty()) {
      std::sort(order.begin(), order.end(),
                [&](std::size_t a, std::size_t b) { return names_[a] < names_[b]; });
    }
    return order;
  }

 private:
  const GroupBy& by_;
  const CsvReader& reader_;
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t, StringHash, std::equal_to<>> known_;
};

/// Reads records into cells.
class Counter {
 public:
  Counter(CsvReader& reader, Tally& tally)
      : reader_(reader),
        tally_(tally),
        columns_(tally.columns),
        label_(reader, columns_.label, columns_.positive),
        decimal_comma_(reader.separator() == ';') {
    if (!columns_.decision.empty()) {
      decision_.emplace(reader, columns_.decision, columns_.positive);
    }
    if (!columns_.score.empty()) {
      score_ = reader.column(columns_.score);
    }
    groups_.reserve(columns_.groups.size());
    for (const GroupBy& by : columns_.groups) {
      group_columns_.push_back(reader.column(by.column));
      groups_.emplace_back(by, reader);
    }
  }

  void take(const std::vector<std::string_view>& fields) {
    if (fields.size() != reader_.header().size()) {
      leave_out(
          fmt::format("{} fields, the header has {}", fields.size(), reader_.header().size()));
      return;
    }
    const std::optional<unsigned> label = label_.read(fields);
    if (!label) {
      leave_out("no value in " + columns_.label);
      return;
    }
    double score = 0;
    if (score_) {
      const std::optional<double> number = parse_number(fields[*score_], decimal_comma_);
      if (!number) {
        leave_out(fmt::format("{} is '{}', not a number", columns_.score,
                              ellipsize(repair_utf8(fields[*score_]), 20)));
        return;
      }
      score = *number;
      check_score(score);
    }
    std::optional<unsigned> selected = score >= columns_.threshold ? 1U : 0U;
    if (decision_) {
      selected = decision_->read(fields);
      if (!selected) {
        leave_out("no value in " + columns_.decision);
        return;
      }
    }
    std::uint64_t key = 0;
    for (std::size_t i = 0; i < groups_.size(); ++i) {
      const std::optional<std::size_t> value =
          groups_[i].index(fields[group_columns_[i]], decimal_comma_);
      if (!value) {
        leave_out(columns_.groups[i].column + " is not a number");
        return;
      }
      key = key << 16 | *value;
    }
    count(cell_of(key), *label, *selected, score);
  }

  void look_at_memory() {
    std::vector<ValueHistogram*> all;
    all.reserve(cells_.size());
    for (Cell& cell : cells_) {
      all.push_back(&cell.scores);
    }
    keep_within(all, kMostScoreBins);
  }

  /// Puts what was counted into the tally, in the order of the names.
  void finish() {
    if (tally_.rows == 0) {
      const LeftOut first = tally_.examples.empty() ? LeftOut{} : tally_.examples.front();
      throw Error(Errc::kInvalid,
                  first.why.empty()
                      ? std::string("there is no row below the header")
                      : fmt::format("no row can be used; line {}: {}", first.line, first.why),
                  reader_.path().string());
    }
    look_at_memory();
    std::vector<std::vector<std::size_t>> ranks;
    for (const GroupValues& group : groups_) {
      const std::vector<std::size_t> order = group.order();
      std::vector<std::size_t>& rank = ranks.emplace_back(order.size());
      std::vector<std::string>& names = tally_.values.emplace_back();
      for (std::size_t i = 0; i < order.size(); ++i) {
        rank[order[i]] = i;
        names.push_back(group.names()[order[i]]);
      }
    }
    for (const auto& [key, index] : known_cells_) {
      Tally::Entry& entry = tally_.cells.emplace_back();
      entry.group.resize(groups_.size());
      std::uint64_t rest = key;
      for (std::size_t i = groups_.size(); i-- > 0; rest >>= 16) {
        entry.group[i] = ranks[i][rest & 0xFFFF];
      }
      entry.cell = std::move(cells_[index]);
    }
    std::sort(tally_.cells.begin(), tally_.cells.end(),
              [](const auto& a, const auto& b) { return a.group < b.group; });
  }

 private:
  void check_score(double score) const {
    if (score < 0 || score > 1) {
      throw Error(Errc::kInvalid,
                  fmt::format("line {}: {} is {:g}, a probability is within 0 and 1",
                              reader_.line(), columns_.score, score),
                  reader_.path().string(),
                  "write probabilities, or name a column of decisions with --decision");
    }
  }

  void leave_out(std::string why) {
    ++tally_.left_out;
    if (tally_.examples.size() < kMostExamples) {
      tally_.examples.push_back({reader_.line(), std::move(why)});
    }
  }

  Cell& cell_of(std::uint64_t key) {
    if (!cells_.empty() && key == last_key_) {
      return cells_[last_cell_];
    }
    const auto [found, added] = known_cells_.try_emplace(key, cells_.size());
    if (added) {
      if (cells_.size() >= kMostCells) {
        throw Error(Errc::kLimit, fmt::format("more than {} combinations of groups", kMostCells),
                    reader_.path().string(), "name fewer columns, or give bounds to numbers");
      }
      cells_.emplace_back();
    }
    last_key_ = key;
    last_cell_ = found->second;
    return cells_[last_cell_];
  }

  void count(Cell& cell, unsigned label, unsigned selected, double score) {
    ++cell.count.at(label).at(selected);
    if (score_) {
      const auto bin =
          std::min(static_cast<std::size_t>(score * kReliabilityBins), kReliabilityBins - 1);
      const std::uint64_t units = in_units(score);
      ++cell.bins.at(bin).rows;
      cell.bins.at(bin).positives += label;
      cell.bins.at(bin).sum += units;
      cell.sum.at(label) += units;
      cell.squares.at(label) += in_units(score * score);
      cell.scores.add(score, label);
    }
    ++tally_.rows;
  }

  CsvReader& reader_;
  Tally& tally_;
  const PredictionColumns& columns_;
  TwoValues label_;
  std::optional<TwoValues> decision_;
  std::optional<std::size_t> score_;
  bool decimal_comma_;
  std::vector<std::size_t> group_columns_;
  std::vector<GroupValues> groups_;
  std::vector<Cell> cells_;
  std::unordered_map<std::uint64_t, std::size_t> known_cells_;
  std::uint64_t last_key_ = 0;
  std::size_t last_cell_ = 0;
};

}  // namespace

GroupBy parse_group(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, ':');
  GroupBy out;
  out.column = std::string(trim(parts.front()));
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const std::optional<double> bound = parse_number(parts[i], false);
    if (!bound || (!out.bounds.empty() && *bound <= out.bounds.back())) {
      throw Error(Errc::kUsage, fmt::format("not a group: {}", text), "",
                  "name a column, with ascending bounds for numbers: age:30:50");
    }
    out.bounds.push_back(*bound);
  }
  if (out.column.empty()) {
    throw Error(Errc::kUsage, "a group without a name", "", "name columns: --group sex,age:30:50");
  }
  return out;
}

std::string band_name(const GroupBy& by, double value) {
  const auto above = std::upper_bound(by.bounds.begin(), by.bounds.end(), value);
  if (above == by.bounds.begin()) {
    return fmt::format("< {:g}", *above);
  }
  return above == by.bounds.end() ? fmt::format(">= {:g}", by.bounds.back())
                                  : fmt::format("{:g} to < {:g}", above[-1], *above);
}

void Cell::merge(const Cell& other) {
  for (std::size_t label = 0; label < 2; ++label) {
    for (std::size_t selected = 0; selected < 2; ++selected) {
      count.at(label).at(selected) += other.count.at(label).at(selected);
    }
    sum.at(label) += other.sum.at(label);
    squares.at(label) += other.squares.at(label);
  }
  for (std::size_t i = 0; i < bins.size(); ++i) {
    bins.at(i).rows += other.bins.at(i).rows;
    bins.at(i).positives += other.bins.at(i).positives;
    bins.at(i).sum += other.bins.at(i).sum;
  }
  scores.merge(other.scores);
}

Tally tally_predictions(const std::filesystem::path& file, const PredictionColumns& columns,
                        const ReadProgress& progress) {
  if (columns.score.empty() && columns.decision.empty()) {
    throw Error(Errc::kUsage, "neither scores nor decisions named", "",
                "name a column: --score p, or --decision d");
  }
  if (columns.groups.size() > kMostGroupColumns) {
    throw Error(Errc::kLimit, fmt::format("more than {} group columns", kMostGroupColumns), "",
                "audit some of them at a time");
  }
  Tally tally;
  tally.columns = columns;
  CsvReader reader(file);
  Counter counter(reader, tally);
  std::vector<std::string_view> fields;
  std::uint64_t records = 0;
  while (reader.next(fields)) {
    counter.take(fields);
    if (++records % kLookEvery == 0) {
      counter.look_at_memory();
      if (progress) {
        progress(reader.read_bytes(), records, reader.size_bytes());
      }
    }
  }
  counter.finish();
  return tally;
}

}  // namespace assay::practice
