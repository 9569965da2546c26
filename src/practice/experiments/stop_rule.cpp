#include "practice/experiments/stop_rule.h"

#include "base/error.h"
#include "base/text.h"
#include "practice/experiments/metric_lines.h"

#include <array>
#include <cmath>
#include <optional>
#include <utility>

namespace assay::practice {
namespace {

[[noreturn]] void refuse(const std::string& text) {
  throw Error(Errc::kUsage, "\"" + text + "\" is no condition", "",
              "write as \"loss > 10\", \"loss is nan\", \"loss no lower for 20\"");
}

std::string last_word(std::string_view text) {
  const std::size_t space = text.rfind(' ');
  return std::string(space == std::string_view::npos ? text : text.substr(space + 1));
}

}  // namespace

StopRule::StopRule(const std::string& text) : text_(collapse_spaces(text)) {
  const std::string_view all = text_;
  if (const std::size_t sign = all.find_first_of("<>"); sign != std::string_view::npos) {
    const bool equal = all.substr(sign + 1, 1) == "=";
    kind_ = all[sign] == '>' ? (equal ? Kind::kAtLeast : Kind::kMore)
                             : (equal ? Kind::kAtMost : Kind::kLess);
    metric_ = trim(all.substr(0, sign));
    const std::optional<double> bound =
        parse_metric_number(trim(all.substr(sign + (equal ? 2 : 1))));
    if (!bound || std::isnan(*bound)) {
      refuse(text);
    }
    bound_ = *bound;
  } else if (const std::size_t is = all.rfind(" is nan");
             is != std::string_view::npos && is + 7 == all.size()) {
    kind_ = Kind::kStrange;
    metric_ = all.substr(0, is);
  } else {
    for (const auto& [words, kind] :
         {std::pair<std::string_view, Kind>{" no lower for ", Kind::kNoLower},
          std::pair<std::string_view, Kind>{" no higher for ", Kind::kNoHigher}}) {
      const std::size_t at = all.find(words);
      if (at != std::string_view::npos) {
        kind_ = kind;
        metric_ = all.substr(0, at);
        bound_ = parse_metric_number(last_word(all)).value_or(0);
      }
    }
    if (!(bound_ >= 1)) {
      refuse(text);
    }
  }
  if (metric_.empty() || metric_.find(' ') != std::string::npos) {
    refuse(text);
  }
}

bool StopRule::holds(double value) const noexcept {
  switch (kind_) {
    case Kind::kMore:
      return value > bound_;
    case Kind::kAtLeast:
      return value >= bound_;
    case Kind::kLess:
      return value < bound_;
    case Kind::kAtMost:
      return value <= bound_;
    case Kind::kStrange:
      return !std::isfinite(value);
    case Kind::kNoLower:
    case Kind::kNoHigher:
      break;
  }
  return false;
}

bool StopRule::ends_at(std::string_view name, double value) noexcept {
  if (name != metric_) {
    return false;
  }
  if (kind_ != Kind::kNoLower && kind_ != Kind::kNoHigher) {
    return holds(value);
  }
  const bool better = kind_ == Kind::kNoLower ? value < best_ : value > best_;
  if (better || (std::isnan(best_) && !std::isnan(value))) {
    best_ = value;
    since_ = 0;
    return false;
  }
  return static_cast<double>(++since_) >= bound_;
}

bool StopRule::ends_after(double seconds) const noexcept {
  return metric_ == "seconds" && holds(seconds);
}

}  // namespace assay::practice
