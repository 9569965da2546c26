#pragma once
/// The kinds of connectors, one file each. Private to the room.

#include "source/connector.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace assay::source {

/// The kind's row of the table; the other kinds of a family stand in the same file only when they
/// speak the same protocol.
extern const ConnectorKind kAclAnthologyKind;
extern const ConnectorKind kArxivKind;
extern const ConnectorKind kArxivOaiKind;
extern const ConnectorKind kCrossrefKind;
extern const ConnectorKind kCvfKind;
extern const ConnectorKind kDblpKind;
extern const ConnectorKind kHfPapersKind;
extern const ConnectorKind kOaiPmhKind;
extern const ConnectorKind kOpenalexKind;
extern const ConnectorKind kOpenreviewKind;
extern const ConnectorKind kPwcKind;
extern const ConnectorKind kPmlrKind;
extern const ConnectorKind kScholarAlertsKind;
extern const ConnectorKind kSemanticScholarKind;
extern const ConnectorKind kVirtualSiteKind;
extern const ConnectorKind kZoteroKind;
extern const ConnectorKind kAwesomeKind;
extern const ConnectorKind kFeedKind;
extern const ConnectorKind kGitKind;
extern const ConnectorKind kGithubKind;
extern const ConnectorKind kGithubSearchKind;
extern const ConnectorKind kHuggingFaceKind;
extern const ConnectorKind kOpmlKind;
extern const ConnectorKind kIcalKind;
extern const ConnectorKind kMiniconfKind;
extern const ConnectorKind kScheduleKind;
extern const ConnectorKind kYoutubeKind;
extern const ConnectorKind kGhArchiveKind;
extern const ConnectorKind kGithubPullsKind;
extern const ConnectorKind kGithubReleasesKind;
extern const ConnectorKind kNpmKind;
extern const ConnectorKind kPypiKind;
extern const ConnectorKind kBlueskyKind;
extern const ConnectorKind kHackerNewsKind;
extern const ConnectorKind kHuggingFaceSpacesKind;
extern const ConnectorKind kMastodonKind;
extern const ConnectorKind kRedditKind;

/// A cursor's fields; an empty object for "". Throws kCorrupt when it is no JSON object, with the
/// advice to start the source anew.
nlohmann::json read_cursor(const std::string& cursor, const std::string& source);

/// The cursor as text; what headers hold that is not UTF-8 is replaced.
std::string write_cursor(const nlohmann::json& cursor);

/// Makes the request conditional on the copy whose "etag" and "modified" the cursor holds. Throws
/// kCorrupt as read_cursor does.
void ask_if_changed(Request& ask, const nlohmann::json& cursor, const std::string& source);

/// A field of a cursor, or `fallback` when it is not there. Throws kCorrupt as read_cursor does
/// when it is of another kind.
std::string cursor_text(const nlohmann::json& cursor, const char* name, const std::string& source,
                        std::string_view fallback = {});
std::size_t cursor_number(const nlohmann::json& cursor, const char* name,
                          const std::string& source);
std::int64_t cursor_integer(const nlohmann::json& cursor, const char* name,
                            const std::string& source, std::int64_t fallback = 0);

/// Throws kUsage unless the address is one that a Fetcher takes.
void require_web_address(const SourceSpec& spec);

/// The option's value, or `fallback`.
std::string option(const SourceSpec& spec, const std::string& name, std::string_view fallback = {});

/// All items of a document in one of the formats of files, such as a feed or ACL XML.
std::vector<Item> read_items(std::string bytes, Format format);

}  // namespace assay::source
