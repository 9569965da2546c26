/// The archive of a reader's own account on X: data/tweets.js, note-tweet.js, like.js, bookmark.js.
/// Each is JavaScript that assigns a list: window.YTD.tweets.part0 = [ … ].

#include "base/text.h"
#include "base/time.h"
#include "source/cited_links.h"
#include "source/formats_internal.h"
#include "source/instant.h"
#include "source/json_list.h"
#include "source/text_lines.h"
#include "source/web.h"

#include <algorithm>

namespace assay::source {
namespace {

using Object = simdjson::dom::object;

/// A text that may be missing or of another type.
std::string text_of(const Object& object, const char* name) {
  Element element;
  std::string_view text;
  if (object[name].get(element) != simdjson::SUCCESS || element.get(text) != simdjson::SUCCESS) {
    return {};
  }
  std::string out(text);
  std::replace(out.begin(), out.end(), '\0', ' ');
  return out;
}

bool member(const Object& object, const char* name, Object& out) {
  return object[name].get(out) == simdjson::SUCCESS;
}

template <typename Visit>
void each(const Object& object, const char* name, const Visit& visit) {
  simdjson::dom::array list;
  if (object[name].get(list) == simdjson::SUCCESS) {
    for (const Element item : list) {
      Object one;
      if (item.get(one) == simdjson::SUCCESS) {
        visit(one);
      }
    }
  }
}

/// "Wed Feb 05 18:12:34 +0000 2020" or ISO 8601 -> the day.
std::string day_of(const std::string& date) {
  const std::vector<std::string_view> parts = split(date, ' ');
  if (parts.size() == 6) {
    const std::string usual =
        std::string(parts[2]) + " " + std::string(parts[1]) + " " + std::string(parts[5]);
    const std::optional<Day> day = parse_rfc822_day(usual);
    return day ? format_day(*day) : std::string();
  }
  return day_of_text(date);
}

/// Shortened addresses (t.co) lead through X: the whole ones stand beside them.
void read_urls(const Object& holder, Work& work, const char* whole) {
  constexpr int kMostUrls = 200;
  int count = 0;
  each(holder, "urls", [&](const Object& url) {
    if (++count > kMostUrls) {
      return;
    }
    const std::string shortened =
        text_of(url, "url").empty() ? text_of(url, "shortUrl") : text_of(url, "url");
    const std::string address = text_of(url, whole);
    for (std::size_t at = shortened.empty() || address.empty() ? std::string::npos
                                                               : work.text.find(shortened);
         at != std::string::npos; at = work.text.find(shortened, at + address.size())) {
      work.text.replace(at, shortened.size(), address);
    }
    const std::string normal = normalise_url(address);
    if (normal.find("//twitter.com/") == std::string::npos &&
        normal.find("//x.com/") == std::string::npos) {
      add_cited(work, address);
    }
  });
  each(holder, "hashtags",
       [&work](const Object& tag) { work.keywords.push_back(text_of(tag, "text")); });
}

void read_tweet(const Object& tweet, Work& work, Extra& extra) {
  work.id = text_of(tweet, "id_str").empty() ? text_of(tweet, "id") : text_of(tweet, "id_str");
  work.text =
      text_of(tweet, "full_text").empty() ? text_of(tweet, "text") : text_of(tweet, "full_text");
  work.text = decode_entities(work.text);
  work.date = day_of(text_of(tweet, "created_at"));
  Object entities;
  if (member(tweet, "entities", entities)) {
    read_urls(entities, work, "expanded_url");
  }
  extra.add_text("favorites", text_of(tweet, "favorite_count"));
  extra.add_text("retweets", text_of(tweet, "retweet_count"));
  extra.add_text("language", text_of(tweet, "lang"));
  extra.add_text("reply_to", text_of(tweet, "in_reply_to_screen_name"));
}

void read_note(const Object& note, Work& work) {
  work.id = text_of(note, "noteTweetId");
  work.date = day_of(text_of(note, "createdAt"));
  Object core;
  if (member(note, "core", core)) {
    work.text = text_of(core, "text");
    read_urls(core, work, "expandedUrl");
  }
}

/// A tweet, a note, a like or a bookmark in its wrapper.
Work parse_record(RecordParser& parser, std::string_view record) {
  const Object wrapper = parser.parse(record);
  Work work;
  work.kind = Kind::kDiscussion;
  work.venue = "X";
  Extra extra;
  Object inner;
  std::string note;
  if (member(wrapper, "tweet", inner)) {
    read_tweet(inner, work, extra);
  } else if (member(wrapper, "noteTweet", inner)) {
    read_note(inner, work);
    note = "note:";
  } else if (member(wrapper, "like", inner) || member(wrapper, "bookmark", inner)) {
    work.id = text_of(inner, "tweetId");
    work.text = text_of(inner, "fullText");
    extra.add_text("marked", wrapper["like"].error() == simdjson::SUCCESS ? "liked" : "bookmarked");
    for (const std::string& url : find_addresses(work.text)) {
      add_cited(work, url);
    }
  } else {
    throw BadRecord{"neither tweet, note, like nor bookmark"};
  }
  work.title = title_from(work.text);
  if (work.id.empty() || work.title.empty()) {
    throw BadRecord{work.id.empty() ? "no id" : "no text: the post was deleted or is private"};
  }
  if (note.empty()) {
    add_own_page(work, "https://x.com/i/web/status/" + work.id);
  }
  work.id = note + work.id;
  work.extra = extra.str();
  tidy(work);
  return work;
}

}  // namespace

std::unique_ptr<Reader> read_x_archive(std::unique_ptr<ByteStream> stream) {
  return read_json_array(std::move(stream), Format::kXArchive, "posts behind \"window.YTD… =\"",
                         parse_record, {}, true);
}

}  // namespace assay::source
