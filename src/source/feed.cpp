/// Feeds: RSS, Atom, JSON Feed, docs/formats.md. Sources: RSS 2.0 (Harvard), RSS 1.0, Atom (RFC
/// 4287), JSON Feed 1.1, Media RSS.

#include "base/text.h"
#include "base/time.h"
#include "source/feed_internal.h"
#include "source/formats_internal.h"
#include "source/html_text.h"
#include "source/text_lines.h"
#include "source/web.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

namespace assay::source {
namespace {

/// arXiv's feeds: "arXiv:2203.01250v3 Announce Type: new\nAbstract: ...".
std::string_view arxiv_abstract(std::string_view text) {
  constexpr std::string_view kMark = "Abstract:";
  const std::size_t at = text.find(kMark);
  return istarts_with(text, "arXiv:") && at != std::string_view::npos
             ? trim(text.substr(at + kMark.size()))
             : text;
}

std::string day_text(const std::string& date) {
  if (const std::optional<Day> day = parse_rfc822_day(date)) {
    return format_day(*day);
  }
  const std::string head(trim(date).substr(0, 10));
  return parse_day(head) ? head : std::string();
}

/// Links within the text that tie the entry to papers and code.
void add_links(Work& work, const std::vector<std::string>& links, const std::string& base) {
  constexpr std::size_t kMostLinks = 200;
  for (std::size_t i = 0; i < std::min(links.size(), kMostLinks); ++i) {
    const std::string url = resolve_address(base, links[i]);
    const std::optional<Identifier> identifier = parse_identifier(url);
    if (!identifier || identifier->scheme == Scheme::kUrl) {
      continue;
    }
    work.links.push_back({identifier->scheme == Scheme::kGithub ? "code" : "paper", url});
    if (identifier->scheme == Scheme::kGithub && work.code.empty()) {
      work.code = url;
    }
  }
}

/// A page of a repository that tells of a change: a release, a tag, a pull request, a commit.
bool is_change(std::string_view url) {
  return url.find("github.com/") != std::string_view::npos &&
         (url.find("/releases/") != std::string_view::npos ||
          url.find("/pull/") != std::string_view::npos ||
          url.find("/commit/") != std::string_view::npos);
}

std::string first_words(const std::string& text) {
  constexpr std::size_t kColumns = 80;
  return ellipsize(text.substr(0, text.find('\n')), kColumns);
}

class FeedReader final : public StreamReader {
 public:
  explicit FeedReader(std::unique_ptr<ByteStream> stream) : StreamReader(std::move(stream)) {}

  std::optional<Item> next() override {
    if (!read_) {
      read_ = true;
      if (std::optional<Item> item = read()) {
        return item;
      }
    }
    if (at_ < items_.size()) {
      return std::move(items_[at_++]);
    }
    if (std::optional<Item> failure = take_failure(1, size_)) {
      cut_ = false;
      return failure;
    }
    return std::exchange(cut_, false) ? std::optional<Item>(reject_cut_off(1, size_, fault_))
                                      : std::nullopt;
  }

  [[nodiscard]] Format format() const noexcept override { return Format::kFeed; }

 private:
  /// Takes the whole feed in: they are small, and a feed over the limit is refused.
  std::optional<Item> read() {
    std::string bytes;
    for (std::string_view block = stream_->next(); !block.empty(); block = stream_->next()) {
      bytes += block;
      if (bytes.size() > kMaxRecordBytes) {
        return reject(1, 0, too_large(), bytes.substr(0, 200));
      }
    }
    size_ = bytes.size();
    try {
      Feed feed = parse_feed(bytes);
      cut_ = feed.cut;
      fault_ = feed.fault;
      std::set<std::string> repeated;
      items_ = items_of(std::move(feed), repeated);
    } catch (const BadRecord& bad) {
      return reject(1, 0, bad.reason, bytes.substr(0, 200));
    }
    return std::nullopt;
  }

  std::vector<Item> items_;
  std::size_t at_ = 0;
  std::size_t size_ = 0;
  bool read_ = false;
  bool cut_ = false;
  std::string fault_;
};

}  // namespace

Work work_of(const FeedEntry& entry, const std::string& feed) {
  Work work;
  const std::string link = resolve_address(entry.base, entry.link);
  const HtmlText summary = read_html(entry.summary);
  const HtmlText content = read_html(entry.content);
  work.id = !entry.id.empty() ? entry.id : entry.shares_link ? std::string() : link;
  work.title = html_line(entry.title);
  work.abstract = std::string(arxiv_abstract(summary.text));
  work.text = content.text;
  if (work.abstract == work.text) {
    work.abstract.clear();
  }
  if (work.title.empty()) {
    work.title = first_words(work.text.empty() ? work.abstract : work.text);
  }
  if (work.title.empty()) {
    throw BadRecord{"neither title nor text"};
  }
  work.kind = is_change(link) ? Kind::kContribution : kind_of_address(link);
  if (work.kind == Kind::kPaper && !work.text.empty() && work.abstract.empty()) {
    std::swap(work.abstract, work.text);
  }
  if (work.id.empty()) {
    work.id = "feed:" + std::to_string(hash64(work.title + entry.date));
  }
  for (const std::string& author : entry.authors) {
    work.authors.push_back(html_line(author));
  }
  work.venue = feed;
  work.date = day_text(entry.date);
  for (const std::string& keyword : entry.keywords) {
    work.keywords.push_back(html_line(keyword));
  }
  if (work.kind == Kind::kContribution) {
    // The page of the change is its own; the repository is what it belongs to.
    work.identifiers.push_back({Scheme::kUrl, normalise_url(link)});
    work.links.push_back({"home", link});
  } else if (entry.shares_link) {
    work.links.push_back({"home", link});
  } else {
    add_home(work, link);
  }
  add_links(work, content.links, link.empty() ? entry.base : link);
  add_links(work, summary.links, link.empty() ? entry.base : link);
  for (const std::string& address : entry.discussions) {
    work.links.push_back({"discussion", resolve_address(entry.base, address)});
  }
  tidy(work);
  return work;
}

Feed parse_feed(std::string_view bytes) {
  const std::string_view text = trim(bytes);
  return text.find('{') < text.find('<') ? parse_json_feed(bytes) : parse_xml_feed(bytes);
}

namespace {

/// Keys that stand with entries of different link or title. `key_of` gives "" for none.
template <typename KeyOf>
std::set<std::string> repeated_keys(const std::vector<FeedEntry>& entries, const KeyOf& key_of) {
  std::map<std::string, const FeedEntry*> first;
  std::set<std::string> repeated;
  for (const FeedEntry& entry : entries) {
    const std::string& key = key_of(entry);
    if (key.empty()) {
      continue;
    }
    const auto [at, is_new] = first.emplace(key, &entry);
    if (!is_new && (at->second->link != entry.link || at->second->title != entry.title)) {
      repeated.insert(key);
    }
  }
  return repeated;
}

}  // namespace

std::vector<Item> items_of(Feed feed, std::set<std::string>& repeated) {
  repeated.merge(repeated_keys(
      feed.entries, [](const FeedEntry& entry) -> const std::string& { return entry.id; }));
  const std::set<std::string> shared = repeated_keys(
      feed.entries, [](const FeedEntry& entry) -> const std::string& { return entry.link; });
  std::vector<Item> items;
  std::size_t number = 0;
  for (FeedEntry& entry : feed.entries) {
    ++number;
    if (repeated.contains(entry.id)) {
      entry.id.clear();
    }
    entry.shares_link = shared.contains(entry.link);
    try {
      items.emplace_back(work_of(entry, feed.title));
    } catch (const BadRecord& bad) {
      items.emplace_back(reject(1, 0, "entry " + std::to_string(number) + ": " + bad.reason,
                                entry.id + " " + entry.link));
    }
  }
  return items;
}

std::unique_ptr<Reader> read_feed(std::unique_ptr<ByteStream> stream) {
  return std::make_unique<FeedReader>(std::move(stream));
}

}  // namespace assay::source
