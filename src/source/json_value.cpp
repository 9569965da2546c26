#include "source/json_value.h"

#include "base/time.h"

#include <algorithm>

namespace assay::source {

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
  constexpr std::size_t kDayLength = 10;
  const std::string day = text_at(object, name).substr(0, kDayLength);
  return day.size() == kDayLength && parse_day(day) ? day : std::string();
}

std::string to_text(const nlohmann::json& value) {
  return value.empty() ? std::string()
                       : value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

nlohmann::json parse_answer(const Response& response) {
  nlohmann::json body = nlohmann::json::parse(response.body, nullptr, false);
  if (!body.is_object() && !body.is_array()) {
    throw Error(Errc::kInvalid, "the answer is not the JSON that was asked for", response.url,
                "try again later; if it stays so, the service has changed");
  }
  return body;
}

}  // namespace assay::source
