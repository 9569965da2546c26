#pragma once
/// Reading JSON records by simdjson with messages for people. Private to the room. Threads: one
/// thread a parser.

#include "work/work.h"

#include <simdjson.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

using Element = simdjson::dom::element;

/// What is wrong with a record, thrown by the field readers and caught by the reader of the record.
struct BadRecord {
  std::string reason;
};

/// True when JSON text ends within a string, a list or an object.
bool json_is_cut(std::string_view text) noexcept;

/// Parses one record, kept until the next call.
class RecordParser {
 public:
  /// Throws BadRecord: not UTF-8 (with the byte), not JSON, not an object.
  simdjson::dom::object parse(std::string_view record);
  /// The same for a value of any type.
  Element parse_value(std::string_view json);

 private:
  simdjson::error_code parse_padded(Element& element);

  simdjson::dom::parser parser_;
  std::string padded_;
};

/// "a number", "true or false", "a list", "an object"
std::string_view type_words(const Element& element);

/// Text, "" for null. Throws BadRecord "NAME is a number, not text"; also when it holds a NUL
/// character.
std::string text_field(std::string_view name, const Element& element);
/// A list of texts, or one text that `split_one` takes apart. Null items are left out.
std::vector<std::string> text_list(std::string_view name, const Element& element,
                                   std::vector<std::string> (*split_one)(std::string_view));
/// A whole number, given as such or as text; nullopt for null. Throws BadRecord.
std::optional<std::int64_t> integer_field(std::string_view name, const Element& element);

/// A JSON object of fields that have no place of their own.
class Extra {
 public:
  void add(std::string_view name, const Element& element);
  void add_text(std::string_view name, std::string_view value);
  void add_list(std::string_view name, const std::vector<std::string>& values);
  /// "" when nothing was added.
  [[nodiscard]] std::string str() const;

 private:
  void begin(std::string_view name);
  std::string text_;
};

/// A JSON string with its quotes.
std::string json_string(std::string_view text);

}  // namespace assay::source
