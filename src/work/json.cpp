#include "work/json.h"

#include <nlohmann/json.hpp>

namespace assay {

std::string to_works_json(const Work& work) {
  using Json = nlohmann::ordered_json;
  Json out = Json::object();
  const auto put_text = [&out](const char* name, const std::string& value) {
    if (!value.empty()) {
      out[name] = value;
    }
  };
  const auto put_list = [&out](const char* name, const std::vector<std::string>& values) {
    if (!values.empty()) {
      out[name] = values;
    }
  };
  put_text("id", work.id);
  out["kind"] = kind_name(work.kind);
  out["title"] = work.title;
  put_text("abstract", work.abstract);
  put_text("text", work.text);
  put_list("authors", work.authors);
  put_list("organisations", work.organisations);
  put_text("venue", work.venue);
  put_text("track", work.track);
  if (work.year != 0) {
    out["year"] = work.year;
  }
  put_text("date", work.date);
  for (const Identifier& identifier : work.identifiers) {
    out["identifiers"].push_back(identifier.str());
  }
  for (const Link& link : work.links) {
    out["links"].push_back(Json{{"rel", link.rel}, {"url", link.url}});
  }
  put_text("code", work.code);
  put_text("comments", work.comments);
  put_list("keywords", work.keywords);
  if (work.stars >= 0) {
    out["stars"] = work.stars;
  }
  if (!work.extra.empty()) {
    const Json extra = Json::parse(work.extra, nullptr, false);
    if (extra.is_object()) {
      for (const auto& [name, value] : extra.items()) {
        if (!out.contains(name)) {
          out[name] = value;
        }
      }
    }
  }
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace assay
