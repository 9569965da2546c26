#pragma once
/// Fields of a service's JSON that may be missing, null or of another type: of an answer or a
/// record as simdjson has parsed it (JsonValue), and of cursors and small documents that are also
/// written (nlohmann::json), by the same names. Private to the room. Threads: pure functions.

#include "source/fetcher.h"
#include "source/record_value.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// The field, or null where `object` is no object or has none of that name.
const nlohmann::json& value_at(const nlohmann::json& object, std::string_view name);

/// The field's text; "" when it is none. NUL characters become spaces.
std::string text_at(const nlohmann::json& object, std::string_view name);

/// The field's whole number; `fallback` when it is none.
std::int64_t integer_at(const nlohmann::json& object, std::string_view name,
                        std::int64_t fallback = -1);

/// Whether the field is `true`.
bool true_at(const nlohmann::json& object, std::string_view name);

/// The texts of a list; whatever else stands in it is left out.
std::vector<std::string> texts_at(const nlohmann::json& object, std::string_view name);

/// The day of a time in RFC 3339: "2021-06-17"; "" when it is none.
std::string day_at(const nlohmann::json& object, std::string_view name);

JsonValue value_at(const JsonValue& object, std::string_view name);
std::string text_at(const JsonValue& object, std::string_view name);
std::int64_t integer_at(const JsonValue& object, std::string_view name, std::int64_t fallback = -1);
bool true_at(const JsonValue& object, std::string_view name);
std::vector<std::string> texts_at(const JsonValue& object, std::string_view name);
std::string day_at(const JsonValue& object, std::string_view name);

/// A text, a number or true or false to be written again; null for anything else.
nlohmann::json scalar_of(const JsonValue& value);

/// As text for a cursor or for Work::extra; "" for an empty object or null. Ill-formed UTF-8 is
/// replaced. Requires: nested no deeper than a few levels.
std::string to_text(const nlohmann::json& value);

/// An answer's body. Throws kInvalid when it is no JSON, or neither object nor list.
nlohmann::json parse_answer(const Response& response);

/// The body of an answer with many records.
class ParsedAnswer {
 public:
  /// Throws kInvalid when it is no JSON, or neither object nor list.
  explicit ParsedAnswer(const Response& response);
  ParsedAnswer(const ParsedAnswer&) = delete;
  ParsedAnswer& operator=(const ParsedAnswer&) = delete;
  ParsedAnswer(ParsedAnswer&&) = delete;
  ParsedAnswer& operator=(ParsedAnswer&&) = delete;
  ~ParsedAnswer() = default;
  /// Valid while the answer lives.
  [[nodiscard]] JsonValue root() const { return JsonValue(root_); }

 private:
  RecordParser parser_;
  Element root_;
};

}  // namespace assay::source
