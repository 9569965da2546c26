#include "serve/first_view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::serve {
namespace {

constexpr std::string_view kPlace = "<!--first-->";

/// As encodeURIComponent() of browsers.
std::string component(std::string_view text) {
  static constexpr std::string_view kPlain = "-_.!~*'()";
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || kPlain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

/// JSON that holds no '<': neither "</script" nor "<!--" can be read in it.
std::string without_tags(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (const char c : json) {
    if (c == '<') {
      out += "\\u003c";
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace

FirstView first_view(std::string_view table, const Request& request) {
  FirstView out;
  if (request.parts.size() > 2) {
    return out;
  }
  std::string place = request.parts.empty() || request.parts[0].empty() ? "week" : request.parts[0];
  const nlohmann::json all = nlohmann::json::parse(table, nullptr, false);
  std::string rest;
  if (request.parts.size() == 2 && !request.parts[1].empty()) {
    place += "/*";
    rest = component(request.parts[1]);
  } else if (!request.query.get("q").empty() && all.is_object() && all.contains(place + "?")) {
    place += "?";
    rest = request.search;
  }
  if (!all.is_object() || !all.contains(place)) {
    return out;
  }
  const nlohmann::json& found = all[place];
  for (std::string path : found.value("answers", std::vector<std::string>())) {
    if (const std::size_t star = path.find('*'); star != std::string::npos) {
      path.replace(star, 1, rest);
    }
    out.answers.push_back(std::move(path));
  }
  out.scripts = found.value("scripts", std::vector<std::string>());
  return out;
}

void put_first_view(std::string& page, const std::vector<std::string>& scripts,
                    const std::vector<std::pair<std::string, std::string>>& answers) {
  const std::size_t at = page.find(kPlace);
  if (at == std::string::npos) {
    return;
  }
  std::string text;
  for (const std::string& script : scripts) {
    text +=
        fmt::format("<script type=\"module\" src=\"{}\" blocking=\"render\"></script>\n", script);
  }
  text += "<script type=\"application/json\" id=\"answers\">{";
  bool first = true;
  for (const auto& [path, json] : answers) {
    text +=
        (first ? "" : ",\n") + without_tags(nlohmann::json(path).dump()) + ":" + without_tags(json);
    first = false;
  }
  text += "}</script>";
  page.replace(at, kPlace.size(), text);
}

}  // namespace assay::serve
