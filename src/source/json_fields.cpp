#include "source/json_fields.h"

#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace assay::source {

using simdjson::dom::element_type;

namespace {

bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}

/// JSON text in which whole numbers over 64 bits are written as reals: simdjson refuses them,
/// though they are JSON.
std::string widen_numbers(std::string_view json) {
  constexpr std::size_t kDigitsOf64Bits = 19;
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size();) {
    const char c = json[i];
    if (in_string || !is_digit(c)) {
      in_string = (c == '"') != in_string;
      const std::size_t length = in_string && c == '\\' ? 2 : 1;
      out += json.substr(i, length);
      i += length;
      continue;
    }
    const std::size_t end = std::min(json.find_first_not_of("0123456789+-.eE", i), json.size());
    const std::string_view number = json.substr(i, end - i);
    out += number;
    if (number.size() > kDigitsOf64Bits && std::all_of(number.begin(), number.end(), is_digit)) {
      out += ".0";
    }
    i = end;
  }
  return out;
}

std::string problem_text(simdjson::error_code error) {
  if (error == simdjson::STRING_ERROR) {
    return "a text holds an escape that is no character";
  }
  std::string words = simdjson::error_message(error);
  while (!words.empty() && words.back() == '.') {
    words.pop_back();
  }
  return words;
}

}  // namespace

bool json_is_cut(std::string_view text) noexcept {
  std::int64_t depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      i += c == '\\' ? 1 : 0;
      in_string = c != '"';
    } else {
      in_string = c == '"';
      depth += c == '{' || c == '[' ? 1 : 0;
      depth -= c == '}' || c == ']' ? 1 : 0;
    }
  }
  return in_string || depth > 0;
}

simdjson::error_code RecordParser::parse_padded(Element& element) {
  padded_.reserve(padded_.size() + simdjson::SIMDJSON_PADDING);
  return parser_.parse(padded_.data(), padded_.size(), false).get(element);
}

Element RecordParser::parse_value(std::string_view json) {
  padded_ = json;
  Element element;
  simdjson::error_code error = parse_padded(element);
  if (error == simdjson::NUMBER_ERROR) {
    padded_ = widen_numbers(json);
    error = parse_padded(element);
  }
  if (error == simdjson::UTF8_ERROR) {
    throw BadRecord{"not UTF-8: byte " + std::to_string(find_invalid_utf8(json)) +
                    " of the record"};
  }
  if (error != simdjson::SUCCESS) {
    throw BadRecord{"not JSON: " + problem_text(error)};
  }
  return element;
}

simdjson::dom::object RecordParser::parse(std::string_view record) {
  const Element element = parse_value(record);
  simdjson::dom::object object;
  if (element.get(object) != simdjson::SUCCESS) {
    throw BadRecord{"a record is an object, not " + std::string(type_words(element))};
  }
  return object;
}

std::string_view type_words(const Element& element) {
  switch (element.type()) {
    case element_type::ARRAY:
      return "a list";
    case element_type::OBJECT:
      return "an object";
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
      return "a number";
    case element_type::STRING:
      return "text";
    case element_type::BOOL:
      return "true or false";
    case element_type::NULL_VALUE:
      return "null";
  }
  return "something else";
}

std::string text_field(std::string_view name, const Element& element) {
  std::string_view text;
  if (element.get(text) == simdjson::SUCCESS) {
    if (text.find('\0') != std::string_view::npos) {
      throw BadRecord{std::string(name) + " holds a NUL character"};
    }
    return std::string(text);
  }
  if (element.is_null()) {
    return {};
  }
  throw BadRecord{std::string(name) + " is " + std::string(type_words(element)) + ", not text"};
}

std::vector<std::string> text_list(std::string_view name, const Element& element,
                                   std::vector<std::string> (*split_one)(std::string_view)) {
  simdjson::dom::array array;
  if (element.get(array) != simdjson::SUCCESS) {
    return split_one(text_field(name, element));
  }
  std::vector<std::string> items;
  for (const Element item : array) {
    if (!item.is_null()) {
      items.push_back(text_field(name, item));
    }
  }
  return items;
}

std::optional<std::int64_t> integer_field(std::string_view name, const Element& element) {
  std::int64_t value = 0;
  if (element.get(value) == simdjson::SUCCESS) {
    return value;
  }
  double real = 0;
  if (element.get(real) == simdjson::SUCCESS && real == std::floor(real) && std::abs(real) < 1e15) {
    return static_cast<std::int64_t>(real);
  }
  std::string_view text;
  if (element.get(text) == simdjson::SUCCESS) {
    text = trim(text);
    if (text.empty()) {
      return std::nullopt;
    }
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (ec == std::errc{} && end == text.data() + text.size()) {
      return value;
    }
    throw BadRecord{std::string(name) + " is text, not a number"};
  }
  if (element.is_null()) {
    return std::nullopt;
  }
  throw BadRecord{std::string(name) + " is " + std::string(type_words(element)) +
                  ", not a whole number"};
}

std::string json_string(std::string_view text) {
  static constexpr std::string_view kHex = "0123456789abcdef";
  std::string out;
  out.reserve(text.size() + 2);
  out += '"';
  std::size_t begin = 0;  // of what is not written yet
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte != '"' && byte != '\\') {
      continue;
    }
    out += text.substr(begin, i - begin);
    begin = i + 1;
    if (byte < 0x20) {
      out += "\\u00";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    } else {
      out += '\\';
      out += text[i];
    }
  }
  out += text.substr(begin);
  return out += '"';
}

void Extra::begin(std::string_view name) {
  text_ += text_.empty() ? "{" : ",";
  text_ += json_string(name);
  text_ += ':';
}

void Extra::add(std::string_view name, const Element& element) {
  if (element.is_null()) {
    return;
  }
  begin(name);
  text_ += simdjson::minify(element);
}

void Extra::add_text(std::string_view name, std::string_view value) {
  if (!value.empty()) {
    begin(name);
    text_ += json_string(value);
  }
}

void Extra::add_list(std::string_view name, const std::vector<std::string>& values) {
  if (values.empty()) {
    return;
  }
  begin(name);
  text_ += '[';
  for (const std::string& value : values) {
    if (&value != &values.front()) {
      text_ += ',';
    }
    text_ += json_string(value);
  }
  text_ += ']';
}

std::string Extra::str() const {
  return text_.empty() ? std::string() : text_ + "}";
}

}  // namespace assay::source
