#include "plan/lesson.h"

#include "work/verdict.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::plan {
namespace {

constexpr int kMinutesStep = 5;
constexpr int kMostMinutes = 600;
constexpr std::size_t kMostTexts = 20;

std::string text_of(const nlohmann::json& extra, const char* name) {
  const auto found = extra.find(name);
  return found != extra.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::vector<std::string> texts_of(const nlohmann::json& extra, const char* name) {
  std::vector<std::string> out;
  if (const auto found = extra.find(name); found != extra.end() && found->is_array()) {
    for (const nlohmann::json& one : *found) {
      if (one.is_string() && out.size() < kMostTexts) {
        out.push_back(one.get<std::string>());
      }
    }
  }
  return out;
}

}  // namespace

Lesson read_lesson(const Work& work) {
  Lesson lesson;
  const nlohmann::json extra =
      nlohmann::json::parse(work.extra.empty() ? "{}" : work.extra, nullptr, false);
  if (!extra.is_object()) {
    return lesson;
  }
  lesson.track = text_of(extra, "practice");
  lesson.summary = text_of(extra, "summary");
  lesson.task = text_of(extra, "task");
  lesson.level = parse_level(text_of(extra, "level"));
  if (const auto found = extra.find("minutes");
      found != extra.end() && found->is_number_integer()) {
    const auto minutes = std::clamp<std::int64_t>(found->get<std::int64_t>(), 1, kMostMinutes);
    lesson.minutes = static_cast<int>((minutes + kMinutesStep - 1) / kMinutesStep) * kMinutesStep;
  }
  lesson.needs = texts_of(extra, "requires");
  for (const std::string& name : texts_of(extra, "learn_topics")) {
    if (const std::optional<Topic> topic = parse_topic(name)) {
      lesson.topics |= 1U << static_cast<unsigned>(*topic);
    }
  }
  return lesson;
}

}  // namespace assay::plan
