#pragma once
/// What the connectors of JSON services share: addresses with parameters, answers read, records
/// turned into items, days counted. Private to the room. Threads: pure functions and plain values.

#include "source/connector.h"
#include "source/record_value.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::source {

/// `base` without a slash at its end, then `path`, then the parameters percent-encoded (RFC 3986);
/// those without a value are left out.
std::string service_address(
    std::string_view base, std::string_view path,
    const std::vector<std::pair<std::string_view, std::string>>& parameters);

/// A service's answer, parsed.
class JsonAnswer {
 public:
  /// Asks and parses. Throws what fetch() throws; kNotFound for 404 and 410; kInvalid when the body
  /// is no JSON.
  JsonAnswer(Fetcher& fetcher, const Request& request);
  [[nodiscard]] JsonValue root() const { return JsonValue(root_); }
  [[nodiscard]] const Response& response() const noexcept { return response_; }

 private:
  Response response_;
  RecordParser parser_;
  Element root_;
};

/// kInvalid: the answer as a whole is not what the service promises.
[[noreturn]] void fail_answer(const std::string& what, const std::string& url);

/// The list of records in an answer. Throws kInvalid when there is none.
std::vector<JsonValue> required_list(const JsonValue& list, std::string_view name,
                                     const std::string& url);

/// Appends a work to the page, or the rejection that read() gives as BadRecord.
void add_record(Page& page, const JsonValue& record, Work (*read)(const JsonValue&));

/// "2026-11-26" so many days before an instant (seconds since 1970).
std::string day_before(std::int64_t now, int days);

/// The value of a header as a whole number; `fallback` when there is none.
std::int64_t header_number(const Response& response, std::string_view name, std::int64_t fallback);

/// The identifier in `text` when it names a work somewhere (arXiv, DOI, ACL ...), not just a page.
void add_known_identifier(Work& work, std::string_view text);

}  // namespace assay::source
