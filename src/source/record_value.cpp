#include "source/record_value.h"

#include "source/html_text.h"

#include <algorithm>
#include <charconv>

namespace assay::source {

JsonValue JsonValue::operator[](std::string_view key) const {
  Element found;
  if (there_ && element_.is_object() && element_.at_key(key).get(found) == simdjson::SUCCESS) {
    return JsonValue(found);
  }
  return JsonValue();
}

std::string_view JsonValue::view() const {
  std::string_view view;
  return there_ && element_.get(view) == simdjson::SUCCESS ? view : std::string_view();
}

std::string JsonValue::text() const {
  if (!there_ || element_.is_bool() || element_.is_array() || element_.is_object()) {
    return {};
  }
  std::string_view view;
  if (element_.get(view) != simdjson::SUCCESS) {
    return simdjson::minify(element_);
  }
  std::string text(view);
  text.erase(std::remove(text.begin(), text.end(), '\0'), text.end());
  return text;
}

std::optional<std::int64_t> JsonValue::integer() const {
  std::int64_t number = 0;
  if (there_ && element_.get(number) == simdjson::SUCCESS) {
    return number;
  }
  const std::string digits = text();
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return ec == std::errc{} && end == digits.data() + digits.size() ? std::optional(number)
                                                                   : std::nullopt;
}

bool JsonValue::is_true() const {
  bool value = false;
  return there_ && element_.get(value) == simdjson::SUCCESS && value;
}

std::vector<JsonValue> JsonValue::items() const {
  std::vector<JsonValue> items;
  if (is_list()) {
    for (const Element item : element_.get_array()) {
      items.emplace_back(item);
    }
  }
  return items;
}

std::vector<std::pair<std::string_view, JsonValue>> JsonValue::fields() const {
  std::vector<std::pair<std::string_view, JsonValue>> fields;
  if (is_object()) {
    for (const auto [key, value] : element_.get_object()) {
      fields.emplace_back(key, JsonValue(value));
    }
  }
  return fields;
}

std::vector<std::string> JsonValue::texts() const {
  std::vector<std::string> texts;
  for (const JsonValue& item : is_list() ? items() : std::vector<JsonValue>{*this}) {
    if (std::string one = item.text(); !one.empty()) {
      texts.push_back(std::move(one));
    }
  }
  return texts;
}

std::vector<std::string> JsonValue::texts(std::string_view key) const {
  std::vector<std::string> texts;
  for (const JsonValue& item : items()) {
    if (std::string one = item[key].text(); !one.empty()) {
      texts.push_back(std::move(one));
    }
  }
  return texts;
}

std::string JsonValue::json() const {
  return there_ ? simdjson::minify(element_) : std::string();
}

void JsonValue::keep_in(Extra& extra, std::string_view name) const {
  const bool empty = !there_ || (element_.is_string() && text().empty()) ||
                     (element_.is_array() && element_.get_array().size() == 0) ||
                     (element_.is_object() && element_.get_object().size() == 0);
  if (!empty) {
    extra.add(name, element_);
  }
}

JsonValue parse_record(RecordParser& parser, std::string_view record) {
  const Element element = parser.parse_value(record);
  if (!element.is_object()) {
    throw BadRecord{"a record is an object, not " + std::string(type_words(element))};
  }
  return JsonValue(element);
}

std::string required_title(const JsonValue& title) {
  // A NUL character or a number is no title; null is none.
  std::string line = title ? html_line(text_field("title", title.element())) : std::string();
  if (line.empty()) {
    throw BadRecord{"no title"};
  }
  return line;
}

}  // namespace assay::source
