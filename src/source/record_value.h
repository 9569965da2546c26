#pragma once
/// A value in a service's JSON, missing ones included, so that a path can be followed without
/// asking at each step: value["ids"]["doi"].text(). For what a service may leave out or null at
/// will; what must be of its type is read by json_fields.h. Private to the room. Threads: const
/// methods concurrent; valid while its parser has not parsed anew.

#include "source/json_fields.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::source {

class JsonValue {
 public:
  JsonValue() = default;
  explicit JsonValue(const Element& element) : element_(element), there_(!element.is_null()) {}

  /// False for what is missing or null.
  explicit operator bool() const noexcept { return there_; }
  /// A field of an object; missing in anything else.
  [[nodiscard]] JsonValue operator[](std::string_view key) const;
  [[nodiscard]] bool is_text() const { return there_ && element_.is_string(); }
  [[nodiscard]] bool is_number() const { return there_ && element_.is_number(); }
  /// A text as it is, NUL characters too; "" for anything else.
  [[nodiscard]] std::string_view view() const;
  /// A text without NUL characters, a number as written; "" for anything else.
  [[nodiscard]] std::string text() const;
  /// A whole number, given as such or as text; nullopt for anything else.
  [[nodiscard]] std::optional<std::int64_t> integer() const;
  [[nodiscard]] bool is_true() const;
  [[nodiscard]] bool is_list() const { return there_ && element_.is_array(); }
  [[nodiscard]] bool is_object() const { return there_ && element_.is_object(); }
  /// The elements of a list, nulls included; none of anything else.
  [[nodiscard]] std::vector<JsonValue> items() const;
  /// The fields of an object in order; none of anything else.
  [[nodiscard]] std::vector<std::pair<std::string_view, JsonValue>> fields() const;
  /// The texts in a list that are not empty; a text alone counts as one.
  [[nodiscard]] std::vector<std::string> texts() const;
  /// The same of a field of each: [{"name":"A"}].texts("name").
  [[nodiscard]] std::vector<std::string> texts(std::string_view key) const;
  /// As JSON again; "" when missing.
  [[nodiscard]] std::string json() const;
  /// The element itself; only of what is there.
  [[nodiscard]] const Element& element() const noexcept { return element_; }
  /// Adds it to `extra` unless it is missing, "", [] or {}.
  void keep_in(Extra& extra, std::string_view name) const;

 private:
  Element element_;
  bool there_ = false;
};

/// One record, an object. Throws BadRecord.
JsonValue parse_record(RecordParser& parser, std::string_view record);

/// The title on one line without HTML. Throws BadRecord when it is no text or empty.
std::string required_title(const JsonValue& title);

}  // namespace assay::source
