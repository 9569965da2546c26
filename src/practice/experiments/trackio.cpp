#include "practice/experiments/trackio.h"

#include "base/error.h"
#include "base/instant.h"
#include "base/text.h"
#include "base/time.h"
#include "library/trackio.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <optional>

namespace assay::practice {
namespace {

using Metrics = nlohmann::json;

constexpr int kMostDepth = 8;

struct Point {
  std::string name;
  MetricPoint point;
};

struct TrackioRun {
  std::string id;
  std::string name;
  double first = -1;  ///< Seconds since 1970 UTC.
  double last = -1;
  std::vector<Point> points;
  std::size_t bad = 0;
};

/// Python's json writes NaN and infinities bare, which JSON does not know; within texts they stay.
std::string quote_strange(const std::string& text) {
  std::string out;
  bool within = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (within && text[i] == '\\' && i + 1 < text.size()) {
      out += text[i++];
    } else if (text[i] == '"') {
      within = !within;
    } else if (!within) {
      bool found = false;
      for (const std::string_view word : {"-Infinity", "Infinity", "NaN"}) {
        if (text.compare(i, word.size(), word) == 0) {
          out += "\"" + std::string(word) + "\"";
          i += word.size() - 1;
          found = true;
          break;
        }
      }
      if (found) {
        continue;
      }
    }
    out += text[i];
  }
  return out;
}

std::optional<double> number_of(const Metrics& value) {
  if (value.is_number()) {
    return value.get<double>();
  }
  if (value.is_boolean()) {
    return value.get<bool>() ? 1 : 0;
  }
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    const double infinity = std::numeric_limits<double>::infinity();
    if (text == "NaN") {
      return std::nan("");
    }
    if (text == "Infinity" || text == "-Infinity") {
      return text[0] == '-' ? -infinity : infinity;
    }
  }
  return std::nullopt;
}

/// Calls use(name, value) for each leaf of an object.
void for_each_leaf(const Metrics& object, const std::string& prefix, int depth,
                   const std::function<void(const std::string&, const Metrics&)>& use) {
  for (const auto& [key, value] : object.items()) {
    if (value.is_object() && value.count("_type") == 0 && depth < kMostDepth) {
      for_each_leaf(value, prefix + key + "/", depth + 1, use);
    } else {
      use(prefix + key, value);
    }
  }
}

void take_row(const library::TrackioRow& row, TrackioRun& run) {
  const double at = parse_timestamp(row.timestamp);
  run.first = run.first < 0 || (at >= 0 && at < run.first) ? at : run.first;
  run.last = std::max(run.last, at);
  const Metrics json = Metrics::parse(quote_strange(row.metrics), nullptr, false);
  if (!json.is_object()) {
    ++run.bad;
    return;
  }
  for_each_leaf(json, {}, 0, [&](const std::string& name, const Metrics& value) {
    if (const std::optional<double> number = number_of(value)) {
      run.points.push_back({name, {row.step, *number, at}});
    }
  });
}

void take_config(const std::string& text, Run& run) {
  const Metrics json = Metrics::parse(quote_strange(text), nullptr, false);
  if (!json.is_object()) {
    return;
  }
  for_each_leaf(json, {}, 0, [&](const std::string& name, const Metrics& value) {
    if (name.empty() || name[0] == '_' || value.is_structured() || value.is_null()) {
      return;  // what Trackio adds of its own begins with "_"
    }
    if (name == "seed" && value.is_number_integer()) {
      run.seed = value.get<std::int64_t>();
    } else {
      run.parameters[name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
  });
}

}  // namespace

double parse_timestamp(const std::string& text) {
  const std::optional<Day> day = parse_day(text);
  if (!day || text.size() < 10) {
    return -1;
  }
  int hour = 0;
  int minute = 0;
  double second = 0;
  int read = 0;
  double out = static_cast<double>(midnight_of(*day));
  if (std::sscanf(text.c_str() + 10, "%*1[T ]%2d:%2d:%lf%n", &hour, &minute, &second, &read) < 3) {
    return out;
  }
  out += hour * 3600.0 + minute * 60.0 + second;
  std::array<char, 2> sign{};
  int zone_hour = 0;
  int zone_minute = 0;
  if (std::sscanf(text.c_str() + 10 + read, "%1[+-]%2d:%2d", sign.data(), &zone_hour,
                  &zone_minute) >= 2) {
    out -= (sign[0] == '-' ? -1 : 1) * (zone_hour * 3600.0 + zone_minute * 60.0);
  }
  return out;
}

ImportReport import_trackio(const std::filesystem::path& library, const std::filesystem::path& file,
                            const std::string& name) {
  ImportReport report;
  const std::string experiment = name.empty() ? experiment_slug(file.stem().string()) : name;
  std::map<std::string, std::string> configs;
  TrackioRun current;
  const auto keep = [&] {
    if (current.id.empty()) {
      return;
    }
    Run run;
    run.status = RunStatus::kFinished;
    run.start_ns = static_cast<std::int64_t>(std::max(0.0, current.first) * 1e9);
    run.end_ns = static_cast<std::int64_t>(std::max(0.0, current.last) * 1e9);
    const auto config = configs.find(current.id);
    if (config != configs.end()) {
      take_config(config->second, run);
    }
    keep_run(
        library, experiment,
        "Trackio run " + current.name + (current.id == current.name ? "" : " (" + current.id + ")"),
        std::move(run),
        [&](MetricWriter& writer) {
          for (Point& one : current.points) {
            one.point.seconds = std::max(0.0, one.point.seconds - current.first);
            writer.append(one.name, one.point);
          }
        },
        report);
    if (current.bad > 0) {
      report.rejected.push_back(
          fmt::format("{}: {} rows hold no JSON object", current.name, current.bad));
    }
  };
  library::read_trackio(
      file, [&](const library::TrackioConfig& one) { configs[one.run] = one.config; },
      [&](const library::TrackioRow& row) {
        if (row.run != current.id) {
          keep();
          current = TrackioRun();
          current.id = row.run;
          current.name = row.name;
        }
        take_row(row, current);
      });
  keep();
  return report;
}

}  // namespace assay::practice
