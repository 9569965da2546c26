#include "source/ical_syntax.h"

#include "base/text.h"

#include <algorithm>

namespace assay::source {
namespace {

constexpr std::size_t kDeepest = 8;

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return out;
}

/// RFC 6868: ^n, ^' and ^^.
std::string parameter_text(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '^' && i + 1 < text.size() ? text[i + 1] : ' ';
    if (next == 'n' || next == '\'' || next == '^') {
      out += next == 'n' ? '\n' : next == '\'' ? '"' : '^';
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// NAME;PARAMETER=value,"value":VALUE. False when it is no such line.
bool parse_line(std::string_view line, CalendarProperty& out) {
  const std::size_t name_end = line.find_first_of(";:");
  if (name_end == std::string_view::npos || name_end == 0) {
    return false;
  }
  out.name = upper(trim(line.substr(0, name_end)));
  std::size_t at = name_end;
  while (at < line.size() && line[at] == ';') {
    std::size_t end = at + 1;
    bool quoted = false;
    while (end < line.size() && (quoted || (line[end] != ';' && line[end] != ':'))) {
      quoted = (line[end] == '"') != quoted;
      ++end;
    }
    const std::string_view whole = line.substr(at + 1, end - at - 1);
    const std::size_t equals = std::min(whole.find('='), whole.size());
    std::string value(equals < whole.size() ? whole.substr(equals + 1) : std::string_view());
    value.erase(std::remove(value.begin(), value.end(), '"'), value.end());
    out.parameters.emplace_back(upper(whole.substr(0, equals)), parameter_text(value));
    at = end;
  }
  if (at >= line.size()) {
    return false;
  }
  out.value = line.substr(at + 1);
  return true;
}

/// Puts lines into the tree.
class Builder {
 public:
  void take(const std::string& raw, std::uint64_t line) {
    CalendarProperty property;
    if (trim(raw).empty() || !parse_line(raw, property)) {
      return;
    }
    if (property.name == "BEGIN") {
      begin(upper(trim(property.value)), line);
    } else if (property.name == "END") {
      end(upper(trim(property.value)));
    } else if (!open_.empty() && skipped_ == 0) {
      open_.back()->properties.push_back(std::move(property));
    }
  }
  std::deque<CalendarComponent> take_roots() { return std::move(roots_); }

 private:
  void begin(std::string name, std::uint64_t line) {
    if (skipped_ > 0 || open_.size() >= kDeepest) {
      ++skipped_;
      return;
    }
    std::deque<CalendarComponent>& siblings = open_.empty() ? roots_ : open_.back()->children;
    siblings.push_back({});
    siblings.back().name = std::move(name);
    siblings.back().line = line;
    open_.push_back(&siblings.back());
  }
  /// Ends the innermost component of this name and what was left open in it.
  void end(const std::string& name) {
    if (skipped_ > 0) {
      --skipped_;
      return;
    }
    const auto found = std::find_if(open_.rbegin(), open_.rend(), [&name](const auto* component) {
      return component->name == name;
    });
    if (found == open_.rend()) {
      return;
    }
    (*found)->ended = true;
    open_.erase(found.base() - 1, open_.end());
  }

  std::deque<CalendarComponent> roots_;
  std::vector<CalendarComponent*> open_;  // deques keep their elements in place when they grow
  std::size_t skipped_ = 0;
};

}  // namespace

std::string_view CalendarProperty::parameter(std::string_view wanted) const noexcept {
  for (const auto& [key, text] : parameters) {
    if (key == wanted) {
      return text;
    }
  }
  return {};
}

const CalendarProperty* CalendarComponent::find(std::string_view wanted) const noexcept {
  for (const CalendarProperty& property : properties) {
    if (property.name == wanted) {
      return &property;
    }
  }
  return nullptr;
}

std::string CalendarComponent::value(std::string_view wanted) const {
  const CalendarProperty* property = find(wanted);
  return property == nullptr ? std::string() : std::string(trim(property->value));
}

std::string CalendarComponent::text(std::string_view wanted) const {
  const CalendarProperty* property = find(wanted);
  return property == nullptr ? std::string() : calendar_text(property->value);
}

std::deque<CalendarComponent> parse_components(std::string_view bytes) {
  Builder builder;
  std::string line;
  std::uint64_t line_number = 0;
  std::uint64_t began = 1;
  const auto flush = [&] {
    std::string sound = repair_utf8(line);
    std::replace(sound.begin(), sound.end(), '\0', ' ');
    builder.take(sound, began);
    line.clear();
  };
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    std::string_view physical = bytes.substr(at, end - at);
    at = end + 1;
    ++line_number;
    while (!physical.empty() && physical.back() == '\r') {
      physical.remove_suffix(1);
    }
    if (!physical.empty() && (physical.front() == ' ' || physical.front() == '\t')) {
      line += physical.substr(1);
      continue;
    }
    flush();
    began = line_number;
    line = physical;
  }
  flush();
  return builder.take_roots();
}

std::string calendar_text(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size()) {
      ++i;
      out += value[i] == 'n' || value[i] == 'N' ? '\n' : value[i];
    } else {
      out += value[i];
    }
  }
  return std::string(trim(out));
}

std::vector<std::string> calendar_texts(std::string_view value) {
  std::vector<std::string> texts;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= value.size(); ++i) {
    if (i < value.size() && value[i] == '\\') {
      ++i;
    } else if (i >= value.size() || value[i] == ',') {
      texts.push_back(calendar_text(value.substr(begin, std::min(i, value.size()) - begin)));
      begin = i + 1;
    }
  }
  return texts;
}

}  // namespace assay::source
