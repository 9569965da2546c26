#include "practice/experiments/metric_lines.h"

#include "base/ascii.h"
#include "base/text.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace assay::practice {
namespace {

constexpr std::size_t kMostOutputLine = std::size_t{64} << 10;
constexpr std::size_t kMostMetricName = 200;
constexpr int kMostDepth = 8;
constexpr std::array<std::string_view, 5> kStepNames = {"step", "global_step", "iteration", "iter",
                                                        "epoch"};

bool begins_name(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool is_name(char c) noexcept {
  return begins_name(c) || is_digit(c) || c == '.' || c == '/' || c == '-';
}
bool before_name(char c) noexcept {
  return c == ' ' || c == '\t' || c == ',' || c == ';' || c == '(' || c == '[' || c == '{' ||
         c == '|';
}
bool in_number(char c) noexcept {
  return begins_name(c) || is_digit(c) || c == '.' || c == '+' || c == '-';
}

/// The name that ends before `equals`; empty where there is none.
std::string_view name_before(std::string_view line, std::size_t equals) {
  std::size_t end = equals;
  if (end > 0 && line[end - 1] == ' ') {
    --end;
  }
  std::size_t begin = end;
  while (begin > 0 && is_name(line[begin - 1])) {
    --begin;
  }
  if (begin == end || !begins_name(line[begin]) || end - begin > kMostMetricName ||
      (begin > 0 && !before_name(line[begin - 1]))) {
    return {};
  }
  return line.substr(begin, end - begin);
}

/// The number that begins behind `equals`.
std::optional<double> number_behind(std::string_view line, std::size_t equals) {
  std::size_t begin = equals + 1;
  if (begin < line.size() && line[begin] == ' ') {
    ++begin;
  }
  std::size_t end = begin;
  while (end < line.size() && in_number(line[end])) {
    ++end;
  }
  std::string_view word = line.substr(begin, end - begin);
  while (!word.empty() && word.back() == '.' && end == line.size()) {
    word.remove_suffix(1);  // the end of a sentence
  }
  if (end < line.size() && line[end] == '%') {
    ++end;
  }
  constexpr std::string_view kBehind = " \t,;)]}|";
  if (end < line.size() && kBehind.find(line[end]) == std::string_view::npos) {
    return std::nullopt;
  }
  return parse_metric_number(word);
}

/// Python's NaN, Infinity and -Infinity, which JSON lacks, as texts.
std::string plain_json(std::string_view text) {
  std::string out;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\' && i + 1 < text.size()) {
      out += c;
      out += text[++i];
      continue;
    }
    quoted = quoted != (c == '"');
    bool replaced = false;
    if (!quoted && (c == 'N' || c == 'I' || c == '-')) {
      for (const std::string_view word : {"NaN", "Infinity", "-Infinity"}) {
        if (text.substr(i, word.size()) == word) {
          out += '"' + std::string(word) + '"';
          i += word.size() - 1;
          replaced = true;
          break;
        }
      }
    }
    if (!replaced) {
      out += c;
    }
  }
  return out;
}

std::optional<double> number_of(const nlohmann::json& json) {
  if (json.is_number()) {
    return json.get<double>();
  }
  if (json.is_string()) {
    const std::string& text = json.get_ref<const std::string&>();
    if (text == "NaN" || text == "Infinity" || text == "-Infinity") {
      return parse_metric_number(text);
    }
  }
  return std::nullopt;
}

void flatten(const nlohmann::json& json, const std::string& prefix, int depth, LineMetrics& out) {
  for (const auto& [key, value] : json.items()) {
    const std::string name = prefix + key;
    if (name.empty() || name.size() > kMostMetricName) {
      continue;
    }
    if (value.is_object() && depth < kMostDepth) {
      flatten(value, name + "/", depth + 1, out);
    } else if (const auto number = number_of(value)) {
      out.values.emplace_back(name, *number);
    }
  }
}

/// {"name": …, "value": …}: one point.
bool read_named(const nlohmann::json& json, LineMetrics& out) {
  const auto value = json.find("value");
  if (value == json.end()) {
    return false;
  }
  const auto number = number_of(*value);
  for (const char* key : {"name", "metric", "key"}) {
    const auto name = json.find(key);
    if (number && name != json.end() && name->is_string()) {
      out.values.emplace_back(name->get<std::string>().substr(0, kMostMetricName), *number);
      for (const std::string_view step : kStepNames) {
        const auto found = json.find(std::string(step));
        if (!out.step && found != json.end() && found->is_number_integer()) {
          out.step = found->get<std::int64_t>();
        }
      }
      return true;
    }
  }
  return false;
}

}  // namespace

std::optional<double> parse_metric_number(std::string_view text) {
  if (!text.empty() && text.front() == '+') {
    text.remove_prefix(1);
  }
  const bool negative = !text.empty() && text.front() == '-';
  const std::string_view word = negative ? text.substr(1) : text;
  if (iequals(word, "nan")) {
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (iequals(word, "inf") || iequals(word, "infinity")) {
    return negative ? -std::numeric_limits<double>::infinity()
                    : std::numeric_limits<double>::infinity();
  }
  if (word.empty() || (!is_digit(word.front()) && word.front() != '.')) {
    return std::nullopt;
  }
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (end != text.data() + text.size() || error == std::errc::invalid_argument) {
    return std::nullopt;
  }
  if (error == std::errc::result_out_of_range) {  // 1e999 is infinite, 1e-999 is 0
    value = std::strtod(std::string(text).c_str(), nullptr);
  }
  return value;
}

void take_step(LineMetrics& metrics) {
  for (const std::string_view name : kStepNames) {
    const auto found = std::find_if(metrics.values.begin(), metrics.values.end(),
                                    [&](const auto& value) { return value.first == name; });
    if (found != metrics.values.end() && found->second == std::floor(found->second) &&
        std::abs(found->second) < 9e15) {
      metrics.step = static_cast<std::int64_t>(found->second);
      metrics.values.erase(found);
      return;
    }
  }
}

LineMetrics metrics_of_json(std::string_view text) {
  LineMetrics out;
  nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) {
    json = nlohmann::json::parse(plain_json(text), nullptr, false);
  }
  if (!json.is_object() || read_named(json, out)) {
    return out;
  }
  flatten(json, "", 0, out);
  take_step(out);
  return out;
}

LineMetrics metrics_of_line(std::string_view line) {
  const std::string_view trimmed = trim(line);
  if (!trimmed.empty() && trimmed.front() == '{' && trimmed.back() == '}') {
    LineMetrics json = metrics_of_json(trimmed);
    if (!json.values.empty()) {
      return json;
    }
  }
  LineMetrics out;
  for (std::size_t at = line.find('='); at != std::string_view::npos; at = line.find('=', at + 1)) {
    const std::string_view name = name_before(line, at);
    if (name.empty()) {
      continue;
    }
    if (const auto number = number_behind(line, at)) {
      out.values.emplace_back(std::string(name), *number);
    }
  }
  take_step(out);
  return out;
}

std::int64_t Steps::next(const std::string& name, std::optional<std::int64_t> step) {
  const auto [found, fresh] = last_.try_emplace(name, -1);
  found->second = step ? *step : found->second + 1;
  return found->second;
}

void LineCutter::keep(std::string_view piece) {
  if (begun_.size() + piece.size() > kMostOutputLine) {
    too_long_ = true;
    begun_.clear();
    return;
  }
  if (!too_long_) {
    begun_ += piece;
  }
}

}  // namespace assay::practice
