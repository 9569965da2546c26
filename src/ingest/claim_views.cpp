#include "ingest/claim_views.h"

#include "base/text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace assay::ingest {
namespace {

using identify::Better;
using identify::Bound;
using identify::Change;
using identify::Claim;
using identify::Comparison;
using identify::Span;
using Json = nlohmann::ordered_json;

std::string cut(std::string_view text, const Span& span) {
  return collapse_spaces(text.substr(span.begin, span.end - span.begin));
}

std::string_view field_of(const Work& work, Field field) {
  return field == Field::kTitle ? work.title : field == Field::kText ? work.text : work.abstract;
}

/// As it was written; what was worked out from words ("a third of") has no end of digits: three.
std::string digits(double value) {
  constexpr std::ptrdiff_t kWritten = 10;
  std::string text = fmt::format("{:.{}g}", value, kWritten);
  const bool broken = text.find('.') != std::string::npos;
  const std::size_t first = text.find_first_of("123456789");
  const auto from = text.begin() + static_cast<std::ptrdiff_t>(std::min(first, text.size()));
  const auto count = std::count_if(from, text.end(), [](char c) { return c >= '0' && c <= '9'; });
  constexpr double kWhole = 100;  // three digits before the point
  return broken && count >= kWritten
             ? value < kWhole ? fmt::format("{:.3g}", value) : fmt::format("{:.0f}", value)
             : text;
}

std::string number(double value) {
  return value >= 1e6
             ? digits(value / (value >= 1e9 ? 1e9 : 1e6)) + (value >= 1e9 ? " billion" : " million")
             : digits(value);
}

std::string amount(const Claim& claim) {
  std::string text = claim.from ? number(*claim.from) + " → " : "";
  text += number(claim.value);
  text += claim.high != claim.value ? "–" + number(claim.high) : "";
  return text + (claim.unit == "x" ? "x" : claim.unit.empty() ? "" : " " + claim.unit);
}

std::string_view bound_words(Bound bound) {
  switch (bound) {
    case Bound::kExact:
      return "";
    case Bound::kAbout:
      return "about ";
    case Bound::kAtLeast:
      return "at least ";
    case Bound::kAtMost:
      return "at most ";
    case Bound::kUpTo:
      return "up to ";
  }
  return "";
}

Json text_or_null(std::string_view text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json claim_json(const ClaimView& view) {
  const Claim& claim = view.claim;
  Json out;
  out["metric"] = text_or_null(claim.metric);
  out["value"] = claim.value;
  out["high"] = claim.high != claim.value ? Json(claim.high) : Json(nullptr);
  out["from"] = claim.from ? Json(*claim.from) : Json(nullptr);
  out["unit"] = text_or_null(claim.unit);
  out["dimension"] = text_or_null(claim.dimension);
  out["scale"] = claim.dimension.empty() ? Json(nullptr) : Json(claim.scale);
  out["bound"] = text_or_null(bound_name(claim.bound));
  out["direction"] = text_or_null(better_name(claim.better));
  out["change"] = text_or_null(change_name(claim.change));
  out["comparison"] = comparison_name(claim.comparison);
  out["dataset"] = text_or_null(view.dataset);
  out["baseline"] = text_or_null(view.baseline);
  out["setting"] = text_or_null(view.setting);
  out["own"] = claim.own;
  out["field"] = field_name(claim.field);
  out["begin"] = claim.sentence.begin;
  out["end"] = claim.sentence.end;
  out["text"] = view.sentence;
  out["spans"] = Json::object();
  const std::pair<const char*, Span> spans[] = {{"value", claim.value_at},
                                                {"metric", claim.metric_at},
                                                {"dataset", claim.dataset_at},
                                                {"baseline", claim.baseline_at},
                                                {"setting", claim.setting_at}};
  for (const auto& [name, span] : spans) {
    if (!span.empty()) {
      out["spans"][name] = {span.begin, span.end};
    }
  }
  return out;
}

}  // namespace

ClaimsView view_claims(const Work& work, const identify::ClaimReader& reader) {
  ClaimsView view;
  view.id = work.id;
  view.title = work.title;
  for (Claim& claim : reader.read(work)) {
    const std::string_view text = field_of(work, claim.field);
    const Span& sentence = claim.sentence;
    ClaimView& shown = view.claims.emplace_back();
    shown.sentence = std::string(text.substr(sentence.begin, sentence.end - sentence.begin));
    shown.dataset = cut(text, claim.dataset_at);
    shown.baseline = cut(text, claim.baseline_at);
    shown.setting = cut(text, claim.setting_at);
    shown.claim = std::move(claim);
  }
  return view;
}

ClaimsView read_claims(library::Library& library, const identify::ClaimReader& reader, WorkId id) {
  ClaimsView view = view_claims(library.load(id).work, reader);
  view.id = format_work_id(id);
  return view;
}

std::string claim_line(const ClaimView& view) {
  const Claim& claim = view.claim;
  std::string line = claim.metric.empty() ? "" : claim.metric + " ";
  line += std::string(bound_words(claim.bound)) + amount(claim);
  // "84.5 % better" would be a change by so much: of a change from one level to another only its
  // way is told.
  line += claim.from && claim.change != Change::kNone
              ? (claim.change == Change::kImproved ? " (better)" : " (worse)")
          : claim.change == Change::kImproved ? " better"
          : claim.change == Change::kWorsened ? " worse"
          : claim.comparison == Comparison::kRelative || claim.comparison == Comparison::kDifference
              ? " change"
              : "";
  line += view.dataset.empty() ? "" : " on " + view.dataset;
  line += view.baseline.empty() ? "" : " vs " + view.baseline;
  line += view.setting.empty() ? "" : " (" + view.setting + ")";
  return line + (claim.own ? "" : ", others'");
}

std::string to_json(const ClaimsView& view) {
  Json out;
  out["id"] = view.id;
  out["claims"] = Json::array();
  for (const ClaimView& claim : view.claims) {
    out["claims"].push_back(claim_json(claim));
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::ingest
