/// How feasibility is shown.
#include "practice/experiments/feasible.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::practice {

std::string feasibility_markdown(const Feasibility& f) {
  const auto amount = [](double value) {
    return value > 0 ? fmt::format("{:.2g}", value) : std::string("unknown");
  };
  std::string out = fmt::format("As stated: {} weights, {} tokens or patches, {}.\n\n",
                                amount(f.demand.parameters), amount(f.demand.tokens),
                                f.demand.data_bytes > 0
                                    ? fmt::format("{:.3g} GB of data", f.demand.data_bytes / 1e9)
                                    : "data of unknown size");
  if (!f.demand.dataset.empty()) {
    out += "Data: " + f.demand.dataset + ", licence " +
           (f.demand.licence.empty() ? "unknown: check" : f.demand.licence) + ".\n\n";
  }
  if (!f.demand.code.url.empty()) {
    const CodeTerms& code = f.demand.code;
    out += "Code: " + code.url + ", licence " +
           (code.licence.empty() ? "unknown: check" : code.licence + " (" + code.source + ")") +
           ".\n\n";
  }
  for (const PlaceEstimate& one : f.as_stated) {
    out += "- " + one.place + ": " + one.words + "\n";
  }
  out += "\nSmallest informative version: " + f.smallest + "\n";
  for (const auto& [heading, list] :
       {std::pair{"It could show", &f.shows}, std::pair{"It could not show", &f.cannot}}) {
    out += list->empty() ? "" : std::string("\n") + heading + ":\n";
    for (const std::string& one : *list) {
      out += "- " + one + "\n";
    }
  }
  out += "\nEstimates, right within a factor of three at best. Sources:\n";
  for (const auto* list : {&f.demand.sources, &f.formulas}) {
    for (const std::string& one : *list) {
      out += "- " + one + "\n";
    }
  }
  return out;
}

std::string feasibility_json(const Feasibility& f) {
  using Json = nlohmann::ordered_json;
  const auto text = [](const std::string& value) { return value.empty() ? Json() : Json(value); };
  const auto number = [](double value) { return value > 0 ? Json(value) : Json(); };
  Json places = Json::array();
  for (const PlaceEstimate& one : f.as_stated) {
    places.push_back(
        {{"place", one.place},
         {"memory_bytes", one.memory_bytes ? Json(*one.memory_bytes) : Json()},
         {"hours", one.hours ? Json(*one.hours) : Json()},
         {"fits", one.memory_bytes ? Json(one.fits_memory && one.fits_session) : Json()},
         {"words", one.words}});
  }
  const Json json = {{"parameters", number(f.demand.parameters)},
                     {"tokens", number(f.demand.tokens)},
                     {"data_bytes", number(f.demand.data_bytes)},
                     {"dataset", f.demand.dataset},
                     {"licence", text(f.demand.licence)},
                     {"code", text(f.demand.code.url)},
                     {"code_licence", text(f.demand.code.licence)},
                     {"places", places},
                     {"smallest", f.smallest},
                     {"shows", f.shows},
                     {"cannot_show", f.cannot},
                     {"sources", f.demand.sources},
                     {"formulas", f.formulas}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay::practice
