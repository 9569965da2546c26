/// Hours of GH Archive: GitHub's public events, one JSON object a line, docs/formats.md. Since
/// October 2025 GitHub leaves titles and texts of pull requests out of its events.

#include "base/text.h"
#include "source/formats_internal.h"
#include "source/github.h"
#include "source/json_value.h"
#include "source/text_lines.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

namespace assay::source {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 3> kTypes = {"\"ReleaseEvent\"", "\"PullRequestEvent\"",
                                                    "\"PublicEvent\""};

/// Which repositories are wanted, told by a line's text alone: it may say yes too often.
class RepositoryFilter {
 public:
  explicit RepositoryFilter(const std::vector<std::string>& patterns) {
    for (const std::string& pattern : patterns) {
      const bool all = pattern.size() > 2 && pattern.substr(pattern.size() - 2) == "/*";
      names_.push_back(ascii_lower(all ? pattern.substr(0, pattern.size() - 1) : pattern));
    }
  }

  [[nodiscard]] bool may_match(std::string_view line) const {
    if (names_.empty()) {
      return true;
    }
    const std::string lower = ascii_lower(line);
    return std::any_of(names_.begin(), names_.end(), [&lower](const std::string& name) {
      return lower.find("\"" + name + (name.back() == '/' ? "" : "\"")) != std::string::npos;
    });
  }

  [[nodiscard]] bool matches(const std::string& repository) const {
    const std::string lower = ascii_lower(repository);
    return names_.empty() ||
           std::any_of(names_.begin(), names_.end(), [&lower](const std::string& name) {
             return name.back() == '/' ? lower.rfind(name, 0) == 0 : lower == name;
           });
  }

 private:
  std::vector<std::string> names_;
};

/// Whether a pull request came in: merged, not only closed.
bool is_merge(const JsonValue& payload, const JsonValue& pull) {
  const std::string action = text_at(payload, "action");
  return action == "merged" ||
         (action == "closed" && (true_at(pull, "merged") || !text_at(pull, "merged_at").empty()));
}

Work published_repository(const JsonValue& event, const std::string& repository) {
  const json fields = {{"full_name", repository},
                       {"html_url", "https://github.com/" + repository},
                       {"id", scalar_of(value_at(value_at(event, "repo"), "id"))}};
  RecordParser parser;
  Work work = github_repository(JsonValue(parser.parse_value(to_text(fields))));
  work.date = day_at(event, "created_at");
  tidy(work);
  return work;
}

/// The event as a contribution; nullopt for one that is none. Throws BadRecord.
std::optional<Work> work_of_event(const JsonValue& event, const RepositoryFilter& filter) {
  const std::string type = text_at(event, "type");
  const std::string repository = text_at(value_at(event, "repo"), "name");
  if (repository.empty()) {
    if (value_at(event, "repository").is_object()) {
      throw BadRecord{"an event of before 2015, which has another form"};
    }
    throw BadRecord{"no repository"};
  }
  if (!filter.matches(repository)) {
    return std::nullopt;
  }
  const JsonValue payload = value_at(event, "payload");
  if (type == "ReleaseEvent" && text_at(payload, "action") == "published") {
    return github_release(value_at(payload, "release"), repository);
  }
  if (type == "PullRequestEvent") {
    const JsonValue pull = value_at(payload, "pull_request");
    if (!is_merge(payload, pull)) {
      return std::nullopt;
    }
    const std::string merged_at = text_at(pull, "merged_at");
    return github_merged_pull(pull, repository,
                              merged_at.empty() ? text_at(event, "created_at") : merged_at);
  }
  return type == "PublicEvent" ? std::optional(published_repository(event, repository))
                               : std::nullopt;
}

class GhArchiveReader final : public StreamReader {
 public:
  GhArchiveReader(std::unique_ptr<ByteStream> stream, const std::vector<std::string>& repositories)
      : StreamReader(std::move(stream)), lines_(*stream_), filter_(repositories) {}

  std::optional<Item> next() override {
    while (const std::optional<Line> line = lines_.next()) {
      if (line->too_long) {
        return reject(line->number, line->offset, too_large(), line->text);
      }
      const bool wanted = std::any_of(kTypes.begin(), kTypes.end(),
                                      [&](std::string_view type) {
                                        return line->text.find(type) != std::string_view::npos;
                                      }) &&
                          filter_.may_match(line->text);
      if (!wanted) {
        continue;
      }
      try {
        if (std::optional<Work> work = read(line->text)) {
          return *std::move(work);
        }
      } catch (const BadRecord& bad) {
        return reject(line->number, line->offset, bad.reason, line->text);
      }
    }
    return take_failure(lines_.line_number(), lines_.offset());
  }

  [[nodiscard]] Format format() const noexcept override { return Format::kGhArchive; }

 private:
  JsonValue event_of(std::string_view line) {
    JsonValue event;
    try {
      event = JsonValue(parser_.parse_value(line));
    } catch (const BadRecord&) {
      event = JsonValue();
    }
    if (!event.is_object()) {
      throw BadRecord{"not JSON, or no object"};
    }
    return event;
  }

  std::optional<Work> read(std::string_view line) {
    const JsonValue event = event_of(line);
    // Some events stand in an hour twice.
    const std::string id = text_at(event, "id");
    if (!id.empty() && !seen_.insert(id).second) {
      return std::nullopt;
    }
    return work_of_event(event, filter_);
  }

  TextLines lines_;
  RecordParser parser_;
  RepositoryFilter filter_;
  std::set<std::string> seen_;
};

}  // namespace

std::unique_ptr<Reader> read_gh_archive(std::unique_ptr<ByteStream> stream,
                                        const std::vector<std::string>& repositories) {
  return std::make_unique<GhArchiveReader>(std::move(stream), repositories);
}

}  // namespace assay::source
