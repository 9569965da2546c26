/// Measures the reading of claims against labelled abstracts:
/// `bench_claims TEXTS LABELS [--show development]`. TEXTS is what tools/sample-claims writes,
/// LABELS is data/labels/claims.jsonl.

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "identify/claims.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace assay::bench {
namespace {

using identify::Claim;
using identify::Span;
using Json = nlohmann::json;

struct Label {
  Span at;
  double value = 0;
  std::optional<double> high;
  std::optional<double> from;
  std::string unit;
  std::string comparison;
  std::string direction;
  std::string change;
  std::optional<Span> metric;
  std::vector<Span> dataset;  // any of them will do
  std::optional<Span> baseline;
  bool own = true;
  bool optional = false;
};

struct Abstract {
  std::string id;
  std::string half;
  std::string stratum;
  std::string text;
  std::vector<Label> labels;
};

struct Count {
  double right = 0;
  double found = 0;
  double wanted = 0;
  void add(const Count& other) {
    right += other.right;
    found += other.found;
    wanted += other.wanted;
  }
};

constexpr std::array<const char*, 10> kRows = {"claims found", "value",  "unit",   "comparison",
                                               "direction",    "change", "metric", "data set",
                                               "baseline",     "own"};
using Table = std::array<Count, kRows.size()>;

std::string text_or_empty(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<Span> span_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_array()) {
    return std::nullopt;
  }
  return Span{(*found)[0].get<std::uint32_t>(), (*found)[1].get<std::uint32_t>()};
}

std::optional<double> number_of(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number() ? std::optional(found->get<double>())
                                                   : std::nullopt;
}

Label read_label(const Json& json) {
  Label label;
  label.at = span_of(json, "at").value();
  label.value = json.at("value").get<double>();
  label.high = number_of(json, "high");
  label.from = number_of(json, "from");
  label.unit = text_or_empty(json, "unit");
  label.comparison = text_or_empty(json, "comparison");
  label.direction = text_or_empty(json, "direction");
  label.change = text_or_empty(json, "change");
  label.metric = span_of(json, "metric");
  for (const Json& span : json.at("dataset")) {
    label.dataset.push_back({span[0].get<std::uint32_t>(), span[1].get<std::uint32_t>()});
  }
  label.baseline = span_of(json, "baseline");
  label.own = json.value("own", true);
  label.optional = json.value("optional", false);
  return label;
}

std::vector<Abstract> read_abstracts(const char* texts, const char* labels) {
  std::map<std::string, std::string> by_id;
  const std::string all_texts = read_file(texts);
  for (const std::string_view line : split(all_texts, '\n')) {
    if (!trim(line).empty()) {
      const Json json = Json::parse(line);
      by_id[json.at("id").get<std::string>()] = json.at("abstract").get<std::string>();
    }
  }
  std::vector<Abstract> all;
  const std::string all_labels = read_file(labels);
  for (const std::string_view line : split(all_labels, '\n')) {
    if (trim(line).empty()) {
      continue;
    }
    const Json json = Json::parse(line);
    Abstract abstract;
    abstract.id = json.at("id").get<std::string>();
    abstract.half = json.at("half").get<std::string>();
    abstract.stratum = json.at("stratum").get<std::string>();
    const auto text = by_id.find(abstract.id);
    if (text == by_id.end()) {
      throw Error(Errc::kNotFound, "no text of " + abstract.id, texts);
    }
    abstract.text = text->second;
    for (const Json& claim : json.at("claims")) {
      abstract.labels.push_back(read_label(claim));
    }
    all.push_back(std::move(abstract));
  }
  return all;
}

bool overlap(const Span& a, const Span& b) {
  return a.begin < b.end && b.begin < a.end;
}

/// A part is right when both name none, or when the spans share bytes.
Count compare(const std::optional<Span>& wanted, const Span& found) {
  const bool right = wanted && !found.empty() && overlap(*wanted, found);
  return {right ? 1.0 : 0.0, found.empty() ? 0.0 : 1.0, wanted ? 1.0 : 0.0};
}

Count compare(const std::vector<Span>& wanted, const Span& found) {
  const bool right =
      !found.empty() && std::any_of(wanted.begin(), wanted.end(),
                                    [&](const Span& span) { return overlap(span, found); });
  return {right ? 1.0 : 0.0, found.empty() ? 0.0 : 1.0, wanted.empty() ? 0.0 : 1.0};
}

Count compare(const std::string& wanted, std::string_view found) {
  return {!wanted.empty() && wanted == found ? 1.0 : 0.0, found.empty() ? 0.0 : 1.0,
          wanted.empty() ? 0.0 : 1.0};
}

bool same_value(const Label& label, const Claim& claim) {
  const auto near = [](double a, double b) {
    return std::abs(a - b) <= 1e-6 * std::max(1.0, std::abs(a));
  };
  return near(label.value, claim.value) && near(label.high.value_or(label.value), claim.high) &&
         label.from.has_value() == claim.from.has_value() &&
         (!label.from || near(*label.from, *claim.from));
}

void compare_parts(const Label& label, const Claim& claim, Table& table) {
  table[1].add({same_value(label, claim) ? 1.0 : 0.0, 1, 1});
  table[2].add(compare(label.unit, claim.unit));
  table[3].add(compare(label.comparison, comparison_name(claim.comparison)));
  table[4].add(compare(label.direction, better_name(claim.better)));
  table[5].add(compare(label.change, change_name(claim.change)));
  table[6].add(compare(label.metric, claim.metric_at));
  table[7].add(compare(label.dataset, claim.dataset_at));
  table[8].add(compare(label.baseline, claim.baseline_at));
  table[9].add({label.own == claim.own ? 1.0 : 0.0, 1, 1});
}

std::string cut(const std::string& text, const Span& span) {
  return text.substr(span.begin, span.end - span.begin);
}

/// Finds wanted: labels that are own and not optional. A find of what is optional, or of another's
/// figure that is marked as such, counts for nothing; any other find that no label covers is wrong.
void judge(const Abstract& abstract, Table& table, bool show) {
  std::vector<char> met(abstract.labels.size(), 0);
  for (const Claim& claim :
       identify::default_claim_reader().read(abstract.text, Field::kAbstract)) {
    std::size_t hit = abstract.labels.size();
    for (std::size_t i = 0; i < abstract.labels.size(); ++i) {
      if (met[i] == 0 && overlap(abstract.labels[i].at, claim.value_at)) {
        hit = i;
        break;
      }
    }
    const bool known = hit < abstract.labels.size();
    if (known) {
      met[hit] = 1;
      const Label& label = abstract.labels[hit];
      if (label.optional) {
        continue;
      }
      compare_parts(label, claim, table);
      if (label.own && claim.own) {
        table[0].add({1, 1, 0});
      } else if (claim.own) {
        table[0].add({0, 1, 0});
      }
      if (show) {
        fmt::print("  = {:<12} m {:<18}|{:<18} c {}|{} {}|{} d {}|{} b {}|{}{}{}\n",
                   cut(abstract.text, claim.value_at),
                   label.metric ? cut(abstract.text, *label.metric) : "",
                   cut(abstract.text, claim.metric_at), label.comparison,
                   comparison_name(claim.comparison), label.change, change_name(claim.change),
                   label.dataset.empty() ? "" : cut(abstract.text, label.dataset.front()),
                   cut(abstract.text, claim.dataset_at),
                   label.baseline ? cut(abstract.text, *label.baseline) : "",
                   cut(abstract.text, claim.baseline_at), same_value(label, claim) ? "" : " VALUE",
                   label.own == claim.own ? "" : " OWN");
      }
    } else if (claim.own) {
      table[0].add({0, 1, 0});
      if (show) {
        fmt::print("  + {} [{}] in: {}\n", cut(abstract.text, claim.value_at),
                   cut(abstract.text, claim.metric_at), cut(abstract.text, claim.sentence));
      }
    }
  }
  for (std::size_t i = 0; i < abstract.labels.size(); ++i) {
    const Label& label = abstract.labels[i];
    if (label.own && !label.optional) {
      table[0].add({0, 0, 1});
      if (met[i] == 0 && show) {
        fmt::print("  - {} ({})\n", cut(abstract.text, label.at), abstract.id);
      }
    }
  }
}

void print_table(const std::string& name, const Table& table) {
  fmt::print("\n{:<28}{:>10}{:>8}{:>8}{:>8}{:>8}\n", name, "precision", "recall", "F1", "found",
             "wanted");
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    const Count& count = table[i];
    const double precision = count.found > 0 ? count.right / count.found : 0;
    const double recall = count.wanted > 0 ? count.right / count.wanted : 0;
    const double f1 = precision + recall > 0 ? 2 * precision * recall / (precision + recall) : 0;
    fmt::print("  {:<26}{:>10.2f}{:>8.2f}{:>8.2f}{:>8.0f}{:>8.0f}\n", kRows[i], precision, recall,
               f1, count.found, count.wanted);
  }
}

void print_speed(const std::vector<Abstract>& all) {
  constexpr int kRounds = 40;
  std::size_t claims = 0;
  const auto start = std::chrono::steady_clock::now();
  for (int round = 0; round < kRounds; ++round) {
    for (const Abstract& abstract : all) {
      claims += identify::default_claim_reader().read(abstract.text, Field::kAbstract).size();
    }
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print("\n{:.0f} abstracts a second, one thread ({} claims in {} abstracts)\n",
             kRounds * static_cast<double>(all.size()) / seconds, claims / kRounds, all.size());
}

int run(int argc, char** argv) {
  if (argc < 3) {
    fmt::print("bench_claims: skipped: no texts were given (tools/sample-claims writes them)\n");
    return 0;
  }
  const std::vector<Abstract> all = read_abstracts(argv[1], argv[2]);
  const std::string shown = argc > 4 && std::string(argv[3]) == "--show" ? argv[4] : "";
  for (const char* half : {"development", "held-out"}) {
    std::map<std::string, Table> tables;
    for (const Abstract& abstract : all) {
      if (abstract.half == half) {
        Table table{};
        judge(abstract, table, shown == half);
        for (const std::string& name : {std::string("all"), abstract.stratum}) {
          for (std::size_t i = 0; i < kRows.size(); ++i) {
            tables[name][i].add(table[i]);
          }
        }
      }
    }
    for (const auto& [name, table] : tables) {
      print_table(std::string(half) + ", " + name, table);
    }
  }
  print_speed(all);
  return 0;
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  try {
    return assay::bench::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_claims: {}\n", error.what());
    return 1;
  }
}
