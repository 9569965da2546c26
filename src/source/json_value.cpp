#include "source/json_value.h"

#include "base/time.h"

#include <algorithm>

namespace assay::source {
namespace {

constexpr std::size_t kDayLength = 10;

[[noreturn]] void fail_json(const Response& response) {
  throw Error(Errc::kInvalid, "the answer is not the JSON that was asked for", response.url,
              "try again later; if it stays so, the service has changed");
}

}  // namespace

const nlohmann::json& value_at(const nlohmann::json& object, std::string_view name) {
  static const nlohmann::json nothing;
  if (!object.is_object()) {
    return nothing;
  }
  const auto found = object.find(std::string(name));
  return found == object.end() ? nothing : *found;
}

std::string text_at(const nlohmann::json& object, std::string_view name) {
  const nlohmann::json& value = value_at(object, name);
  if (!value.is_string()) {
    return {};
  }
  std::string text = value.get<std::string>();
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

std::int64_t integer_at(const nlohmann::json& object, std::string_view name,
                        std::int64_t fallback) {
  const nlohmann::json& value = value_at(object, name);
  return value.is_number_integer() ? value.get<std::int64_t>() : fallback;
}

bool true_at(const nlohmann::json& object, std::string_view name) {
  const nlohmann::json& value = value_at(object, name);
  return value.is_boolean() && value.get<bool>();
}

std::vector<std::string> texts_at(const nlohmann::json& object, std::string_view name) {
  std::vector<std::string> texts;
  const nlohmann::json& value = value_at(object, name);
  if (value.is_array()) {
    for (const nlohmann::json& item : value) {
      if (item.is_string()) {
        texts.push_back(item.get<std::string>());
      }
    }
  }
  return texts;
}

std::string day_at(const nlohmann::json& object, std::string_view name) {
  const std::string day = text_at(object, name).substr(0, kDayLength);
  return day.size() == kDayLength && parse_day(day) ? day : std::string();
}

std::string to_text(const nlohmann::json& value) {
  return value.empty() ? std::string()
                       : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

JsonValue value_at(const JsonValue& object, std::string_view name) {
  return object[name];
}

std::string text_at(const JsonValue& object, std::string_view name) {
  std::string text(object[name].view());
  std::replace(text.begin(), text.end(), '\0', ' ');
  return text;
}

std::int64_t integer_at(const JsonValue& object, std::string_view name, std::int64_t fallback) {
  const JsonValue value = object[name];
  std::int64_t number = 0;
  return value && value.element().is_int64() && value.element().get(number) == simdjson::SUCCESS
             ? number
             : fallback;
}

bool true_at(const JsonValue& object, std::string_view name) {
  return object[name].is_true();
}

std::vector<std::string> texts_at(const JsonValue& object, std::string_view name) {
  std::vector<std::string> texts;
  for (const JsonValue& item : object[name].items()) {
    if (item.is_text()) {
      texts.emplace_back(item.view());
    }
  }
  return texts;
}

std::string day_at(const JsonValue& object, std::string_view name) {
  const std::string_view day = object[name].view().substr(0, kDayLength);
  return day.size() == kDayLength && parse_day(day) ? std::string(day) : std::string();
}

nlohmann::json scalar_of(const JsonValue& value) {
  if (!value || value.is_list() || value.is_object()) {
    return nullptr;
  }
  const Element& element = value.element();
  if (value.is_text()) {
    return value.view();
  }
  if (element.is_bool()) {
    return value.is_true();
  }
  if (element.is_int64()) {
    return std::int64_t{element};
  }
  return element.is_uint64() ? nlohmann::json(std::uint64_t{element})
                             : nlohmann::json(double{element});
}

nlohmann::json parse_answer(const Response& response) {
  nlohmann::json body = nlohmann::json::parse(response.body, nullptr, false);
  if (!body.is_object() && !body.is_array()) {
    fail_json(response);
  }
  return body;
}

ParsedAnswer::ParsedAnswer(const Response& response) {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  std::string_view body = response.body;
  body.remove_prefix(body.substr(0, kMark.size()) == kMark ? kMark.size() : 0);
  try {
    root_ = parser_.parse_value(body);
  } catch (const BadRecord&) {
    fail_json(response);
  }
  if (!root_.is_object() && !root_.is_array()) {
    fail_json(response);
  }
}

}  // namespace assay::source
