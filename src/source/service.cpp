#include "source/service.h"

#include "base/text.h"
#include "base/time.h"
#include "source/address_parts.h"
#include "source/paging.h"
#include "source/text_lines.h"

#include <algorithm>
#include <charconv>

namespace assay::source {

std::string service_address(
    std::string_view base, std::string_view path,
    const std::vector<std::pair<std::string_view, std::string>>& parameters) {
  std::string address = without_slash(std::string(base)) + std::string(path);
  char separator = '?';
  for (const auto& [name, value] : parameters) {
    if (!value.empty()) {
      address += separator;
      address += std::string(name) + "=" + percent_encoded(value, ":,/*");
      separator = '&';
    }
  }
  return address;
}

JsonAnswer::JsonAnswer(Fetcher& fetcher, const Request& request)
    : response_(fetcher.fetch(request)) {
  if (response_.status == 404 || response_.status == 410) {
    throw Error(Errc::kNotFound, "the service has nothing there", request.url,
                "check the source's address and options");
  }
  try {
    root_ = parser_.parse_value(response_.body);
  } catch (const BadRecord& bad) {
    fail_answer(bad.reason, request.url);
  }
}

void fail_answer(const std::string& what, const std::string& url) {
  throw Error(Errc::kInvalid, "the service's answer is not what it promises: " + what, url,
              "try again later; if it stays so, the service has changed");
}

std::vector<JsonValue> required_list(const JsonValue& list, std::string_view name,
                                     const std::string& url) {
  if (!list.is_list()) {
    fail_answer("no list \"" + std::string(name) + "\"", url);
  }
  return list.items();
}

void add_record(Page& page, const JsonValue& record, Work (*read)(const JsonValue&)) {
  try {
    if (!record.is_object()) {
      throw BadRecord{"a record is an object, not " +
                      std::string(record ? type_words(record.element()) : "null")};
    }
    page.items.emplace_back(read(record));
  } catch (const BadRecord& bad) {
    page.items.emplace_back(reject(1, 0, bad.reason, record.json()));
  }
}

std::string day_before(std::int64_t now, int days) {
  constexpr std::int64_t kSecondsADay = 86400;
  return format_day(Day{static_cast<std::int32_t>(now / kSecondsADay) - days});
}

std::int64_t header_number(const Response& response, std::string_view name, std::int64_t fallback) {
  const std::string_view text = trim(response.header(name));
  std::int64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  return ec == std::errc{} ? number : fallback;
}

void add_known_identifier(Work& work, std::string_view text) {
  std::optional<Identifier> identifier = parse_identifier(text);
  if (identifier && identifier->scheme != Scheme::kUrl && identifier->scheme != Scheme::kGithub) {
    add_identifier(work, *std::move(identifier));
  }
}

}  // namespace assay::source
