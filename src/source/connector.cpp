#include "source/connector.h"

#include "source/byte_stream.h"
#include "source/connectors_internal.h"
#include "source/formats_internal.h"
#include "source/http.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace assay::source {
namespace {

std::string names_of(std::span<const OptionHelp> options) {
  std::string names;
  for (const OptionHelp& option : options) {
    names += (names.empty() ? "" : ", ") + std::string(option.name);
  }
  return names.empty() ? "it takes none" : "it takes " + names;
}

}  // namespace

std::span<const ConnectorKind> connector_kinds() noexcept {
  static const std::array kinds = {kAclAnthologyKind,
                                   kArxivKind,
                                   kArxivOaiKind,
                                   kCrossrefKind,
                                   kCvfKind,
                                   kDblpKind,
                                   kHfPapersKind,
                                   kOaiPmhKind,
                                   kOpenalexKind,
                                   kOpenreviewKind,
                                   kPwcKind,
                                   kPmlrKind,
                                   kScholarAlertsKind,
                                   kSemanticScholarKind,
                                   kVirtualSiteKind,
                                   kZoteroKind,
                                   kFeedKind,
                                   kGitKind,
                                   kGithubKind,
                                   kGithubSearchKind,
                                   kHuggingFaceKind,
                                   kAwesomeKind,
                                   kOpmlKind,
                                   kIcalKind,
                                   kMiniconfKind,
                                   kScheduleKind,
                                   kYoutubeKind,
                                   kGhArchiveKind,
                                   kGithubPullsKind,
                                   kGithubReleasesKind,
                                   kNpmKind,
                                   kPypiKind,
                                   kBlueskyKind,
                                   kHackerNewsKind,
                                   kHuggingFaceSpacesKind,
                                   kMastodonKind,
                                   kRedditKind};
  return kinds;
}

void PageRequest::check_stop() const {
  if (stop != nullptr && stop->load()) {
    throw Error(Errc::kCancelled, "interrupted");
  }
}

const ConnectorKind* find_connector_kind(std::string_view name) noexcept {
  for (const ConnectorKind& kind : connector_kinds()) {
    if (kind.name == name) {
      return &kind;
    }
  }
  return nullptr;
}

std::unique_ptr<Connector> make_connector(const SourceSpec& spec) {
  const ConnectorKind* kind = find_connector_kind(spec.connector);
  if (kind == nullptr) {
    throw Error(Errc::kUsage, "there is no connector \"" + spec.connector + "\"", spec.name,
                "assay source add --help lists them");
  }
  for (const auto& [name, value] : spec.options) {
    if (std::none_of(kind->options.begin(), kind->options.end(),
                     [&name = name](const OptionHelp& one) { return one.name == name; })) {
      throw Error(Errc::kUsage,
                  "the connector " + spec.connector + " has no option \"" + name + "\"", spec.name,
                  names_of(kind->options));
    }
  }
  SourceSpec filled = spec;
  if (filled.address.empty()) {
    filled.address = kind->usual_address;
  }
  if (filled.address.empty() && !kind->address.empty()) {
    throw Error(Errc::kUsage, "the connector " + spec.connector + " needs an address", spec.name,
                "give " + std::string(kind->address));
  }
  return kind->make(filled);
}

namespace {

Error unreadable_cursor(const std::string& source) {
  return {Errc::kCorrupt, "the place where the source was left off cannot be read", source,
          "run assay sync --restart for it; nothing will come twice"};
}

}  // namespace

nlohmann::json read_cursor(const std::string& cursor, const std::string& source) {
  nlohmann::json fields =
      cursor.empty() ? nlohmann::json::object() : nlohmann::json::parse(cursor, nullptr, false);
  if (!fields.is_object()) {
    throw unreadable_cursor(source);
  }
  return fields;
}

std::string write_cursor(const nlohmann::json& cursor) {
  return cursor.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string cursor_text(const nlohmann::json& cursor, const char* name, const std::string& source,
                        std::string_view fallback) {
  const auto found = cursor.find(name);
  if (found == cursor.end()) {
    return std::string(fallback);
  }
  if (!found->is_string()) {
    throw unreadable_cursor(source);
  }
  return found->get<std::string>();
}

std::size_t cursor_number(const nlohmann::json& cursor, const char* name,
                          const std::string& source) {
  const auto found = cursor.find(name);
  if (found == cursor.end()) {
    return 0;
  }
  if (!found->is_number_unsigned()) {
    throw unreadable_cursor(source);
  }
  return found->get<std::size_t>();
}

std::int64_t cursor_integer(const nlohmann::json& cursor, const char* name,
                            const std::string& source, std::int64_t fallback) {
  const auto found = cursor.find(name);
  if (found == cursor.end()) {
    return fallback;
  }
  if (!found->is_number_integer()) {
    throw unreadable_cursor(source);
  }
  return found->get<std::int64_t>();
}

void ask_if_changed(Request& ask, const nlohmann::json& cursor, const std::string& source) {
  ask.etag = cursor_text(cursor, "etag", source);
  ask.last_modified = cursor_text(cursor, "modified", source);
}

void require_web_address(const SourceSpec& spec) {
  if (!is_http_url(spec.address)) {
    throw Error(Errc::kUsage, "\"" + spec.address + "\" is no web address", spec.name,
                "give one that begins with https:// or http://");
  }
}

std::string option(const SourceSpec& spec, const std::string& name, std::string_view fallback) {
  const auto found = spec.options.find(name);
  return found == spec.options.end() ? std::string(fallback) : found->second;
}

std::vector<Item> read_items(std::string bytes, Format format) {
  const std::unique_ptr<Reader> reader = open_bytes(std::move(bytes), format);
  std::vector<Item> items;
  while (std::optional<Item> item = reader->next()) {
    items.push_back(*std::move(item));
  }
  return items;
}

}  // namespace assay::source
