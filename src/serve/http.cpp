#include "serve/http.h"

#include "base/error.h"
#include "base/text.h"
#include "source/address_parts.h"

#include <algorithm>
#include <charconv>

namespace assay::serve {
namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// Clients send some of what RFC 3986 leaves out; within headers it would end an address.
std::string sound_search(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const bool strange = static_cast<unsigned char>(c) >= 0x80 ||
                         std::string_view("\"<>^`{|}").find(c) != std::string_view::npos;
    out += strange ? source::percent_encoded({&c, 1}) : std::string(1, c);
  }
  return out;
}

Error bad_target(std::string_view what) {
  return {Errc::kUsage, std::string(what), "the address", "write it as UTF-8, percent-encoded"};
}

/// "gzip;q=0.5" -> {"gzip", 500}; a weight that is none counts as 1.
std::pair<std::string, int> coding_of(std::string_view text) {
  constexpr int kWhole = 1000;
  const std::size_t semicolon = text.find(';');
  const std::string name = ascii_lower(trim(text.substr(0, semicolon)));
  const std::string weight =
      semicolon == std::string_view::npos ? "" : ascii_lower(trim(text.substr(semicolon + 1)));
  if (!weight.starts_with("q=0")) {
    return {name, kWhole};
  }
  int value = 0;
  int unit = kWhole / 10;
  for (std::size_t i = 4; i < weight.size() && weight[3] == '.' && unit > 0; ++i, unit /= 10) {
    value += weight[i] >= '0' && weight[i] <= '9' ? (weight[i] - '0') * unit : 0;
  }
  return {name, value};
}

}  // namespace

std::string percent_decoded(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const bool whole = i + 2 < text.size();
      const int high = whole ? hex_digit(text[i + 1]) : -1;
      const int low = whole ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) {
        throw bad_target("a percent sign without two digits");
      }
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (c == '+' && plus_is_space) {
      c = ' ';
    }
    if (c == '\0') {
      throw bad_target("a byte zero");
    }
    out.push_back(c);
  }
  if (find_invalid_utf8(out) != std::string::npos) {
    throw bad_target("bytes that are no UTF-8");
  }
  return out;
}

Query Query::parse(std::string_view text) {
  Query query;
  if (text.empty()) {
    return query;
  }
  for (const std::string_view piece : split(text, '&')) {
    if (piece.empty()) {
      continue;
    }
    const std::size_t equals = piece.find('=');
    query.items_.emplace_back(
        percent_decoded(piece.substr(0, equals), true),
        equals == std::string_view::npos ? "" : percent_decoded(piece.substr(equals + 1), true));
  }
  return query;
}

bool Query::has(std::string_view name) const noexcept {
  return std::any_of(items_.begin(), items_.end(),
                     [&](const auto& item) { return item.first == name; });
}

std::string Query::get(std::string_view name) const {
  for (const auto& [key, value] : items_) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

std::string Query::word(std::string_view name) const {
  std::string value = get(name);
  if (value.empty() && has(name)) {
    throw Error(Errc::kUsage, "a value is missing", std::string(name), "give one, or leave it out");
  }
  return value;
}

std::vector<std::string> Query::all(std::string_view name) const {
  std::vector<std::string> values;
  for (const auto& [key, value] : items_) {
    if (key == name) {
      values.push_back(value);
    }
  }
  return values;
}

std::uint64_t Query::number(std::string_view name, std::uint64_t usual, std::uint64_t least,
                            std::uint64_t most) const {
  if (!has(name)) {
    return usual;
  }
  const std::string text = get(name);
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most) {
    throw Error(Errc::kUsage, "not a number that fits: " + text, std::string(name),
                "give one from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return value;
}

bool Query::flag(std::string_view name) const {
  if (!has(name)) {
    return false;
  }
  const std::string value = get(name);
  if (value == "1" || value == "true" || value == "yes") {
    return true;
  }
  if (value == "0" || value == "false" || value == "no") {
    return false;
  }
  throw Error(Errc::kUsage, "neither yes nor no: " + value, std::string(name), "give 1 or 0");
}

std::string Request::header(std::string_view name) const {
  const auto found = headers.find(name);
  return found == headers.end() ? std::string() : found->second;
}

void parse_target(std::string_view target, Request& request) {
  if (target.empty() || target.front() != '/') {
    throw bad_target("the path does not begin with a slash");
  }
  for (const char c : target) {
    if (static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '\\') {
      throw bad_target("a character that does not belong there");
    }
  }
  const std::size_t question = target.find('?');
  const std::string_view path = target.substr(0, question);
  request.search =
      question == std::string_view::npos ? "" : sound_search(target.substr(question + 1));
  request.parts.clear();
  request.path.clear();
  for (const std::string_view part : split(path.substr(1), '/')) {
    std::string decoded = percent_decoded(part, false);
    if (decoded == ".." || decoded == ".") {
      throw bad_target("the path leads out of its place");
    }
    request.path += "/" + source::percent_encoded(decoded);
    request.parts.push_back(std::move(decoded));
  }
  request.query = Query::parse(request.search);
}

Response Response::json(std::string text, int status) {
  Response response;
  response.status = status;
  response.body = std::move(text);
  return response;
}

Response Response::text(std::string type, std::string text) {
  Response response;
  response.type = std::move(type);
  response.body = std::move(text);
  return response;
}

int coding_weight(std::string_view accept, std::string_view coding) {
  int by_star = 0;
  for (const std::string_view piece : split(accept, ',')) {
    const auto [name, weight] = coding_of(piece);
    if (name == coding) {
      return weight;
    }
    by_star = name == "*" ? weight : by_star;
  }
  return by_star;
}

bool matches_tag(std::string_view if_none_match, std::string_view tag) {
  for (std::string_view piece : split(if_none_match, ',')) {
    piece = trim(piece);
    if (piece.rfind("W/", 0) == 0) {
      piece.remove_prefix(2);
    }
    if (!piece.empty() && (piece == tag || piece == "*")) {
      return true;
    }
  }
  return false;
}

}  // namespace assay::serve
