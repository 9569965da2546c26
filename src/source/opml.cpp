#include "source/opml.h"

#include "base/text.h"
#include "source/html_text.h"
#include "source/http.h"
#include "source/json_fields.h"
#include "source/web.h"
#include "source/xml_document.h"

#include <algorithm>
#include <set>

namespace assay::source {
namespace {

constexpr std::size_t kMostFeeds = 20000;

/// Writers differ in the case of attributes: xmlUrl, xmlurl, XMLURL.
std::string attribute(const XmlElement& element, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (std::string text = element.attribute(name); !trim(text).empty()) {
      return std::string(trim(text));
    }
  }
  return {};
}

/// "8th Light, Inc." -> "8th-light-inc"
std::string slug_of(std::string_view title) {
  constexpr std::size_t kLongest = 48;
  std::string slug;
  for (const char c : strip_accents(nfkc_casefold(title))) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (kept) {
      slug += c;
    } else if (c != '\'' && !slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  slug.resize(std::min(slug.size(), kLongest));
  while (!slug.empty() && slug.back() == '-') {
    slug.pop_back();
  }
  return slug;
}

/// "https://www.example.org/feed" -> "example.org"
std::string host_of(const std::string& url) {
  std::string normal = normalise_url(url);
  normal.erase(0, std::min(normal.find("//") + 2, normal.size()));
  return normal.substr(0, normal.find_first_of("/?:"));
}

class OpmlReader {
 public:
  OpmlSources run(std::string_view bytes) {
    const XmlDocument document(bytes);
    const XmlElement root = document.root();
    if (!root || !iequals(root.name(), "opml")) {
      throw Error(Errc::kInvalid,
                  document.error().empty() ? "no OPML: no <opml>" : "no OPML: " + document.error(),
                  {}, "export the list of feeds once more");
    }
    if (const XmlElement head = root.child("head")) {
      out_.title = html_line(head.text_of("title"));
    }
    walk(root.child("body"), 0);
    return std::move(out_);
  }

 private:
  void walk(const XmlElement& parent, int depth) {
    constexpr int kDeepest = 64;
    for (XmlElement at = parent ? parent.first() : XmlElement(); at; at = at.next()) {
      if (at.name() != "outline" || out_.sources.size() >= kMostFeeds) {
        continue;
      }
      take(at);
      if (depth < kDeepest) {
        walk(at, depth + 1);
      }
    }
  }

  void take(const XmlElement& outline) {
    const std::string feed = attribute(outline, {"xmlUrl", "xmlurl", "xmlURL", "XMLURL"});
    if (feed.empty()) {
      return;
    }
    std::string title = html_line(attribute(outline, {"title", "text"}));
    std::string url = feed;
    if (istarts_with(url, "feed://")) {
      url = "http" + url.substr(4);
    } else if (istarts_with(url, "feed:")) {
      url.erase(0, 5);
    }
    const std::string page = attribute(outline, {"htmlUrl", "htmlurl", "htmlURL", "HTMLURL"});
    if (!is_http_url(url) && istarts_with(page, "http")) {
      url = resolve_address(page, url);  // "/feed.xml" beside the page that it belongs to
    }
    if (!is_http_url(url)) {
      out_.rejected.push_back("\"" + feed.substr(0, 100) + "\" is no web address (" +
                              (title.empty() ? "without a title" : title) + ")");
      return;
    }
    if (!addresses_.insert(normalise_url(url)).second) {
      out_.rejected.push_back("\"" + url.substr(0, 100) + "\" is there already (" + title + ")");
      return;
    }
    out_.sources.push_back({name_of(title, url), "feed", url, {}});
  }

  std::string name_of(const std::string& title, const std::string& url) {
    std::string slug = slug_of(title);
    slug = slug.empty() ? slug_of(host_of(url)) : slug;
    slug = slug.empty() ? "feed" : slug;
    std::string name = slug;
    for (int number = 2; !names_.insert(name).second; ++number) {
      name = slug + "-" + std::to_string(number);
    }
    return name;
  }

  OpmlSources out_;
  std::set<std::string> names_;
  std::set<std::string> addresses_;
};

}  // namespace

bool is_opml(std::string_view head) {
  const std::string lower = ascii_lower(head.substr(0, std::size_t{4} << 10U));
  const std::size_t at = lower.find("<opml");
  return at != std::string::npos && trim(lower).find_first_of("<\xEF") == 0 &&
         lower.find("<rss") == std::string::npos && lower.find("<html") == std::string::npos;
}

OpmlSources read_opml(std::string_view bytes) {
  return OpmlReader().run(bytes);
}

}  // namespace assay::source
