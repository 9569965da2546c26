#include "source/yaml.h"

#include "base/text.h"
#include "source/json_fields.h"

#include <nlohmann/json.hpp>
#include <yaml.h>

#include <map>
#include <memory>
#include <string>
#include <utility>

namespace assay::source {
namespace {

constexpr int kMostDeep = 40;
constexpr std::size_t kMostParts = 100'000;

/// One event of libyaml's, freed at the end.
class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  Event(Event&&) = delete;
  Event& operator=(Event&&) = delete;
  ~Event() { yaml_event_delete(&event); }
  yaml_event_t event{};
};

std::string text_of(const yaml_char_t* text) {
  return text == nullptr ? std::string() : std::string(reinterpret_cast<const char*>(text));
}

class Parser {
 public:
  explicit Parser(std::string_view text) {
    if (yaml_parser_initialize(&parser_) == 0) {
      throw BadRecord{"no memory for YAML"};
    }
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(text.data()),
                                 text.size());
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  Parser(Parser&&) = delete;
  Parser& operator=(Parser&&) = delete;
  ~Parser() { yaml_parser_delete(&parser_); }

  nlohmann::json document() {
    for (;;) {
      Event next;
      read(next);
      switch (next.event.type) {
        case YAML_STREAM_START_EVENT:
        case YAML_DOCUMENT_START_EVENT:
          break;
        case YAML_STREAM_END_EVENT:
        case YAML_DOCUMENT_END_EVENT:
          return {};
        default:
          return value(next.event, 0).json;
      }
    }
  }

 private:
  struct Value {
    nlohmann::json json;
    std::size_t parts = 1;  ///< How many values it is made of.
  };

  [[noreturn]] void fail(const std::string& what, std::size_t line) const {
    throw BadRecord{"not YAML: " + what + " in line " + std::to_string(line + 1)};
  }

  void read(Event& next) {
    if (yaml_parser_parse(&parser_, &next.event) == 0) {
      fail(parser_.problem == nullptr ? "it breaks off" : parser_.problem,
           parser_.problem_mark.line);
    }
  }

  void count(std::size_t parts, std::size_t line) {
    parts_ += parts;
    if (parts_ > kMostParts) {
      fail("too many values", line);
    }
  }

  Value value(const yaml_event_t& event, int depth) {
    const std::size_t line = event.start_mark.line;
    if (depth > kMostDeep) {
      fail("nested too deep", line);
    }
    switch (event.type) {
      case YAML_ALIAS_EVENT: {
        const auto found = anchors_.find(text_of(event.data.alias.anchor));
        if (found == anchors_.end()) {
          fail("an alias of nothing", line);
        }
        count(found->second.parts, line);
        return found->second;
      }
      case YAML_SCALAR_EVENT:
        count(1, line);
        return remember(event.data.scalar.anchor, {scalar(event), 1});
      case YAML_SEQUENCE_START_EVENT:
        count(1, line);
        return remember(event.data.sequence_start.anchor, sequence(depth));
      case YAML_MAPPING_START_EVENT:
        count(1, line);
        return remember(event.data.mapping_start.anchor, mapping(depth));
      default:
        fail("it breaks off", line);
    }
  }

  static nlohmann::json scalar(const yaml_event_t& event) {
    std::string text(reinterpret_cast<const char*>(event.data.scalar.value),
                     event.data.scalar.length);
    const bool plain = event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (plain && (text.empty() || text == "~" || iequals(text, "null"))) {
      return {};
    }
    return text;
  }

  Value remember(const yaml_char_t* anchor, Value made) {
    if (anchor != nullptr) {
      count(made.parts, parser_.mark.line);
      anchors_[text_of(anchor)] = made;
    }
    return made;
  }

  Value sequence(int depth) {
    Value list{nlohmann::json::array(), 1};
    for (;;) {
      Event next;
      read(next);
      if (next.event.type == YAML_SEQUENCE_END_EVENT) {
        return list;
      }
      Value item = value(next.event, depth + 1);
      list.parts += item.parts;
      list.json.push_back(std::move(item.json));
    }
  }

  Value mapping(int depth) {
    Value object{nlohmann::json::object(), 1};
    for (;;) {
      Event key_event;
      read(key_event);
      if (key_event.event.type == YAML_MAPPING_END_EVENT) {
        return object;
      }
      const Value key = value(key_event.event, depth + 1);
      Event value_event;
      read(value_event);
      Value item = value(value_event.event, depth + 1);
      object.parts += key.parts + item.parts;
      if (key.json.is_string()) {
        object.json[key.json.get<std::string>()] = std::move(item.json);
      }
    }
  }

  yaml_parser_t parser_{};
  std::map<std::string, Value> anchors_;
  std::size_t parts_ = 0;
};

}  // namespace

nlohmann::json parse_yaml(std::string_view text) {
  return Parser(text).document();
}

}  // namespace assay::source
