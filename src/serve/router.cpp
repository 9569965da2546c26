#include "serve/router.h"

#include "base/error.h"
#include "base/text.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace assay::serve {

nlohmann::json parse_json(std::string_view text) {
  constexpr int kMostDepth = 64;
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      quoted = !quoted;
    } else if (quoted) {
      i += c == '\\' ? 1 : 0;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      --depth;
    }
    if (depth > kMostDepth) {
      throw Error(Errc::kInvalid, "the JSON is nested too deeply", "the body",
                  "nest at most 64 objects and lists");
    }
  }
  return nlohmann::json::parse(text, nullptr, false);
}

nlohmann::json Call::json() const {
  if (trim(request.body).empty()) {
    return nlohmann::json::object();
  }
  nlohmann::json body = parse_json(request.body);
  if (!body.is_object()) {
    throw Error(Errc::kInvalid, "the body is no JSON object", "the body",
                "send one object in UTF-8, such as {\"rating\":5}");
  }
  return body;
}

void Router::add(std::string_view method, std::string_view pattern, Handler handler, bool kept) {
  Route route{std::string(method), std::string(pattern), std::move(handler), kept, {}};
  for (const std::string_view part : split(pattern.substr(1), '/')) {
    route.parts.emplace_back(part);
  }
  routes_.push_back(std::move(route));
}

void Router::get(std::string_view pattern, Handler handler, bool kept) {
  add("GET", pattern, std::move(handler), kept);
}
void Router::post(std::string_view pattern, Handler handler) {
  add("POST", pattern, std::move(handler), false);
}
void Router::put(std::string_view pattern, Handler handler) {
  add("PUT", pattern, std::move(handler), false);
}
void Router::remove(std::string_view pattern, Handler handler) {
  add("DELETE", pattern, std::move(handler), false);
}

const Route* Router::find(const Request& request, std::vector<std::string>& names,
                          std::string& allowed) const {
  const std::string method = request.method == "HEAD" ? "GET" : request.method;
  for (const Route& route : routes_) {
    if (route.parts.size() != request.parts.size()) {
      continue;
    }
    std::vector<std::string> held;
    bool same = true;
    for (std::size_t i = 0; same && i < route.parts.size(); ++i) {
      if (route.parts[i].front() == '{') {
        same = !request.parts[i].empty();
        held.push_back(request.parts[i]);
      } else {
        same = route.parts[i] == request.parts[i];
      }
    }
    if (!same) {
      continue;
    }
    if (route.method == method) {
      names = std::move(held);
      return &route;
    }
    allowed += (allowed.empty() ? "" : ", ") + route.method;
    allowed += route.method == "GET" ? ", HEAD" : "";
  }
  return nullptr;
}

void add_routes(Router& router) {
  add_find_routes(router);
  add_week_routes(router);
  add_reader_routes(router);
  add_saved_routes(router);
  add_source_routes(router);
  add_care_routes(router);
  add_card_routes(router);
  add_lab_routes(router);
  add_experiment_routes(router);
  add_sharing_routes(router);
  add_run_routes(router);
  add_audit_routes(router);
  add_trial_routes(router);
  add_feed_routes(router);
}

}  // namespace assay::serve
