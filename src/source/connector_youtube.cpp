/// A channel or playlist on YouTube by its Atom feed, which holds the fifteen newest videos.

#include "base/text.h"
#include "source/cited_links.h"
#include "source/connectors_internal.h"
#include "source/html_text.h"
#include "source/instant.h"
#include "source/json_fields.h"
#include "source/json_value.h"
#include "source/text_lines.h"
#include "source/xml_document.h"

#include <charconv>

namespace assay::source {
namespace {

constexpr std::string_view kUsualFeed = "https://www.youtube.com/feeds/videos.xml";

bool is_id(std::string_view text) noexcept {
  return text.size() > 10 && text.size() < 80 &&
         text.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
             std::string_view::npos;
}

/// What stands behind `mark` in an address; "" when it is not there.
std::string_view behind(std::string_view address, std::string_view mark) noexcept {
  const std::size_t at = address.find(mark);
  if (at == std::string_view::npos) {
    return {};
  }
  const std::string_view rest = address.substr(at + mark.size());
  return rest.substr(0, rest.find_first_of("/?&#"));
}

/// The feed's address for an id, a channel's or playlist's page, or the feed itself; "" when it is
/// none of these.
std::string feed_address(const std::string& address) {
  if (address.find("/feeds/videos.xml?") != std::string::npos) {
    return address;
  }
  std::string_view list = behind(address, "list=");
  std::string_view channel = behind(address, "/channel/");
  if (list.empty() && channel.empty() && address.find('/') == std::string::npos) {
    (address.rfind("UC", 0) == 0 ? channel : list) = address;
  }
  const bool is_list = is_id(list);
  if (!is_list && !is_id(channel)) {
    return {};
  }
  return std::string(kUsualFeed) + (is_list ? "?playlist_id=" : "?channel_id=") +
         std::string(is_list ? list : channel);
}

/// A count in an attribute; -1 when there is none.
std::int64_t count_in(const XmlElement& element, const char* name) {
  const std::string text = element ? element.attribute(name) : std::string();
  std::int64_t count = -1;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

std::string extra_of(const XmlElement& entry, const XmlElement& group) {
  const XmlElement community = group ? group.child("media", "community") : XmlElement();
  nlohmann::json extra;
  if (community) {
    const std::int64_t views = count_in(community.child("media", "statistics"), "views");
    const std::int64_t ratings = count_in(community.child("media", "starRating"), "count");
    if (views >= 0) {
      extra["views"] = views;
    }
    if (ratings >= 0) {
      extra["ratings"] = ratings;
    }
  }
  if (const std::string channel = entry.text_of("channelId"); !channel.empty()) {
    extra["channel_id"] = channel;
  }
  if (const std::string updated = entry.text_of("updated"); !updated.empty()) {
    extra["updated"] = updated;
  }
  return to_text(extra);
}

Item item_of(const XmlElement& entry, const std::string& channel) {
  const XmlElement group = entry.child("media", "group");
  const std::string video = entry.text_of("videoId");
  Work work;
  work.kind = Kind::kTalk;
  work.id = entry.text_of("id");
  work.title = html_line(entry.text_of("title"));
  if (work.title.empty() && group) {
    work.title = html_line(group.text_of("title"));
  }
  if (work.title.empty()) {
    return reject(1, 0, "no title", work.id);
  }
  if (group && group.child("media", "description")) {
    work.abstract = std::string(trim(group.child("media", "description").text()));
  }
  if (const XmlElement author = entry.child("author")) {
    work.organisations.push_back(author.text_of("name"));
  }
  work.venue = channel;
  work.date = day_of_text(entry.text_of("published"));
  const XmlElement link = entry.child("link");
  const std::string page = link ? link.attribute("href") : std::string();
  add_own_page(work,
               !page.empty() || video.empty() ? page : "https://www.youtube.com/watch?v=" + video);
  for (const std::string& url : find_addresses(work.abstract)) {
    const std::optional<Identifier> identifier = parse_identifier(url);
    const bool work_of_its_own = identifier && identifier->scheme != Scheme::kUrl;
    if (work_of_its_own) {
      add_cited(work, url);
    } else if (ascii_lower(url).find("slides") != std::string::npos) {
      work.links.push_back({"slides", url});
    }
  }
  work.extra = extra_of(entry, group);
  tidy(work);
  return work;
}

class YoutubeConnector final : public Connector {
 public:
  YoutubeConnector(std::string name, std::string feed)
      : name_(std::move(name)), feed_(std::move(feed)) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    Request ask;
    ask.url = feed_;
    ask.want = Want::kXml;
    ask_if_changed(ask, cursor, name_);
    const Response response = fetcher.fetch(ask);
    Page page;
    page.cursor = request.cursor;
    if (response.status == 304) {
      return page;
    }
    if (response.status != 200) {
      throw Error(Errc::kNotFound, "YouTube knows no such channel or playlist", feed_,
                  "channel ids begin with UC, playlist ids with PL");
    }
    const XmlDocument document(response.body);
    if (!document.root() || document.root().name() != "feed") {
      throw Error(Errc::kInvalid, "the answer is no feed of videos", feed_, "try again later");
    }
    if (!document.error().empty()) {
      throw Error(Errc::kInvalid, "the feed of videos breaks off: " + document.error(), feed_,
                  "it is asked for again by the next sync");
    }
    read_feed(document.root(), cursor_text(cursor, "newest", name_), request.since, page);
    page.cursor = to_text({{"etag", response.header("etag")},
                           {"modified", response.header("last-modified")},
                           {"newest", newest_of(page, cursor_text(cursor, "newest", name_))}});
    return page;
  }

 private:
  /// The latest day of a video so far.
  static std::string newest_of(const Page& page, std::string newest) {
    for (const Item& item : page.items) {
      if (const Work* work = std::get_if<Work>(&item)) {
        newest = std::max(newest, work->date);
      }
    }
    return newest;
  }

  static void read_feed(const XmlElement& feed, const std::string& newest, const std::string& since,
                        Page& page) {
    constexpr int kMostInFeed = 15;
    const std::string channel = feed.text_of("title");
    std::string oldest;
    int entries = 0;
    for (XmlElement at = feed.first(); at; at = at.next()) {
      if (at.name() != "entry") {
        continue;
      }
      ++entries;
      const std::string day = day_of_text(at.text_of("published"));
      oldest = oldest.empty() ? day : std::min(oldest, day);
      if (since.empty() || day.empty() || day >= since) {
        page.items.push_back(item_of(at, channel));
      }
    }
    if (!newest.empty() && entries >= kMostInFeed && oldest > newest) {
      page.remarks.push_back("the feed holds its 15 newest videos only; those between " + newest +
                             " and " + oldest + " were missed");
    }
  }

  std::string name_;
  std::string feed_;
};

std::unique_ptr<Connector> make_youtube(const SourceSpec& spec) {
  std::string feed = feed_address(spec.address);
  if (feed.empty()) {
    throw Error(Errc::kUsage, "\"" + spec.address + "\" names no channel or playlist", spec.name,
                "give the id that begins with UC or PL (on the channel's page under About, Share, "
                "Copy channel ID); a handle (@name) is not enough");
  }
  return std::make_unique<YoutubeConnector>(spec.name, std::move(feed));
}

}  // namespace

const ConnectorKind kYoutubeKind = {"youtube",
                                    "talks",
                                    "a channel or playlist on YouTube",
                                    "a channel's or playlist's id or address",
                                    "",
                                    {},
                                    make_youtube};

}  // namespace assay::source
