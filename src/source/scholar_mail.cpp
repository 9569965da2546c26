#include "source/scholar_mail.h"

#include "base/text.h"
#include "base/time.h"
#include "source/json_fields.h"
#include "source/web.h"
#include "source/xml_internal.h"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

namespace assay::source {
namespace {

constexpr std::string_view kTitleClass = "gse_alrt_title";
constexpr std::string_view kSnippetClass = "gse_alrt_sni";

struct FreeDocument {
  void operator()(xmlDoc* document) const noexcept { xmlFreeDoc(document); }
};

std::string attribute(const xmlNode* node, const char* name) {
  return take(xmlGetNoNsProp(node, reinterpret_cast<const xmlChar*>(name)));
}

bool has_class(const xmlNode* node, std::string_view name) {
  return attribute(node, "class").find(name) != std::string::npos;
}

/// The node behind this one in document order, all that is in it passed over; null at the end.
const xmlNode* behind(const xmlNode* node) {
  while (node != nullptr && node->next == nullptr) {
    node = node->parent;
  }
  return node == nullptr ? nullptr : node->next;
}

/// All text in a node on one line; a line break is a blank.
std::string line_of(const xmlNode* root) {
  std::string text;
  const xmlNode* const end = behind(root);
  for (const xmlNode* node = root; node != nullptr && node != end;) {
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
      text += view(node->content);
    } else if (view(node->name) == "br") {
      text += ' ';
    }
    node = node->children != nullptr ? node->children : behind(node);
  }
  std::string spaced;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t blank = std::min(text.find("\xC2\xA0", at), text.size());  // no-break
    spaced += text.substr(at, blank - at) + (blank < text.size() ? " " : "");
    at = blank + 2;
  }
  return collapse_spaces(spaced);
}

/// The value of a parameter in an address, decoded; "" when it has none.
std::string parameter_of(std::string_view url, std::string_view name) {
  std::size_t at = std::min(url.find('?'), url.size());
  while (at < url.size()) {
    const std::size_t end = std::min(url.find('&', at + 1), url.size());
    const std::string_view piece = url.substr(at + 1, end - at - 1);
    if (piece.size() > name.size() && piece.rfind(name, 0) == 0 && piece[name.size()] == '=') {
      std::string value =
          header_parameter("x; v*=''" + std::string(piece.substr(name.size() + 1)), "v");
      return value;
    }
    at = end;
  }
  return {};
}

/// What stands at either side of the first " - " from `begin` on.
std::size_t find_dash(std::string_view text, std::size_t& length) {
  std::size_t best = std::string_view::npos;
  for (const std::string_view dash : {" - ", " – ", " — "}) {
    const std::size_t at = text.find(dash);
    if (at < best) {
      best = at;
      length = dash.size();
    }
  }
  return best;
}

std::size_t find_last_dash(std::string_view text) {
  std::size_t best = std::string_view::npos;
  for (const std::string_view dash : {" - ", " – ", " — "}) {
    const std::size_t at = text.rfind(dash);
    if (at != std::string_view::npos && (best == std::string_view::npos || at > best)) {
      best = at;
    }
  }
  return best;
}

/// Removes "…" or "..." at the end; true when there was one.
bool remove_ellipsis(std::string& text) {
  text = trim(text);
  for (const std::string_view mark : {"…", "..."}) {
    if (text.size() >= mark.size() &&
        text.compare(text.size() - mark.size(), mark.size(), mark) == 0) {
      text.resize(text.size() - mark.size());
      text = trim(text);
      return true;
    }
  }
  return false;
}

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) {
    list.push_back(text);
  }
}

/// "arXiv preprint arXiv:2101.00001, 2021" -> venue and year.
void take_venue(std::string_view text, Work& work) {
  const std::size_t comma = text.rfind(',');
  std::string_view last = trim(comma == std::string_view::npos ? text : text.substr(comma + 1));
  int year = 0;
  const auto [end, ec] = std::from_chars(last.data(), last.data() + last.size(), year);
  if (ec == std::errc{} && end == last.data() + last.size() && last.size() == 4) {
    work.year = year;
    text = comma == std::string_view::npos ? std::string_view() : text.substr(0, comma);
  }
  std::string venue(trim(text));
  remove_ellipsis(venue);
  const std::size_t arxiv = venue.find("arXiv:");
  if (arxiv != std::string::npos) {
    const std::string id = venue.substr(arxiv, venue.find(' ', arxiv) - arxiv);
    if (std::optional<Identifier> identifier = parse_identifier(id)) {
      add_identifier(work, *std::move(identifier));
    }
  }
  work.venue = istarts_with(venue, "arxiv preprint") ? "arXiv" : venue;
}

}  // namespace

struct ScholarAlerts::Entry {
  std::string title;
  std::string url;
  std::string byline;
  std::string snippet;
};

std::string unwrapped_address(std::string_view url) {
  std::string address(trim(url));
  const std::size_t host = address.find("//");
  const std::size_t path = host == std::string::npos ? host : address.find('/', host + 2);
  if (path == std::string::npos) {
    return address;
  }
  const std::string name = address.substr(host + 2, path - host - 2);
  const bool google = name.rfind("scholar.google.", 0) == 0 || name.rfind("www.google.", 0) == 0;
  const std::string_view rest = std::string_view(address).substr(path);
  if (google && (rest.rfind("/scholar_url?", 0) == 0 || rest.rfind("/url?", 0) == 0)) {
    for (const std::string_view key : {"url", "q"}) {
      if (std::string target = parameter_of(address, key);
          target.find("://") != std::string::npos) {
        return target;
      }
    }
  }
  return address;
}

std::string alert_topic(std::string_view subject) {
  subject = trim(subject);
  const std::size_t dash = find_last_dash(subject);
  if (dash == std::string_view::npos) {
    return {};
  }
  std::string topic(trim(subject.substr(0, dash)));
  // "Google Scholar Alert: x" of forwarded and older mails.
  if (const std::size_t colon = topic.find(": ");
      istarts_with(topic, "google scholar") && colon != std::string::npos) {
    topic.erase(0, colon + 2);
  }
  for (const auto& [open, close] : {std::pair<std::string_view, std::string_view>{"\"", "\""},
                                    {"[", "]"},
                                    {"«", "»"},
                                    {"„", "“"},
                                    {"“", "”"}}) {
    if (topic.size() > open.size() + close.size() && topic.rfind(open, 0) == 0 &&
        topic.compare(topic.size() - close.size(), close.size(), close) == 0 &&
        topic.find(open, open.size()) >= topic.size() - close.size()) {
      topic = topic.substr(open.size(), topic.size() - open.size() - close.size());
    }
  }
  return std::string(trim(topic));
}

std::vector<ScholarAlerts::Entry> ScholarAlerts::entries_of(const std::string& html) {
  std::vector<Entry> entries;
  const std::unique_ptr<xmlDoc, FreeDocument> document(
      htmlReadMemory(html.data(), static_cast<int>(std::min(html.size(), std::size_t{64} << 20U)),
                     nullptr, "UTF-8",
                     HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                         HTML_PARSE_NONET | HTML_PARSE_COMPACT));
  const xmlNode* node = document == nullptr ? nullptr : xmlDocGetRootElement(document.get());
  while (node != nullptr) {
    const std::string_view name = node->type == XML_ELEMENT_NODE ? view(node->name) : "";
    if (name == "a" && has_class(node, kTitleClass)) {
      entries.push_back({line_of(node), unwrapped_address(attribute(node, "href")), {}, {}});
      node = behind(node);
      continue;
    }
    const bool inner = node->children != nullptr;
    if (name == "div" && !entries.empty()) {
      Entry& entry = entries.back();
      if (has_class(node, kSnippetClass)) {
        entry.snippet = entry.snippet.empty() ? line_of(node) : entry.snippet;
        node = behind(node);
        continue;
      }
      if (entry.byline.empty() && entry.snippet.empty()) {
        entry.byline = line_of(node);
        node = entry.byline.empty() && inner ? node->children : behind(node);
        continue;
      }
    }
    node = inner ? node->children : behind(node);
  }
  return entries;
}

ScholarAlerts::Found ScholarAlerts::add(const Mail& mail) {
  const std::string& from = mail.header("from");
  const bool scholar = from.find("scholaralerts-noreply@google.com") != std::string::npos ||
                       from.find("scholarcitations-noreply@google.com") != std::string::npos;
  const std::optional<Day> day = parse_rfc822_day(mail.header("date"));
  std::size_t found = 0;
  for (const MailText& text : mail.texts) {
    if (text.type != "text/html" || text.text.find(kTitleClass) == std::string::npos) {
      continue;
    }
    for (const Entry& entry : entries_of(text.text)) {
      if (!entry.title.empty()) {
        ++found;
        add_entry(entry, collapse_spaces(mail.header("subject")), day ? format_day(*day) : "");
      }
    }
  }
  return found > 0 ? Found::kPapers : scholar ? Found::kNoPapers : Found::kOtherMail;
}

void ScholarAlerts::add_entry(const Entry& entry, const std::string& subject,
                              const std::string& day) {
  const std::optional<Identifier> identifier = parse_identifier(entry.url);
  const std::string id =
      identifier ? identifier->str() : "title:" + nfkc_casefold(collapse_spaces(entry.title));
  const auto [place, fresh] = places_.emplace(id, papers_.size());
  if (fresh) {
    papers_.emplace_back();
    papers_.back().first_day = day;
  }
  Paper& paper = papers_[place->second];
  add_once(paper.alerts, subject);
  add_once(paper.work.keywords, alert_topic(subject));
  if (!day.empty() && (paper.first_day.empty() || day < paper.first_day)) {
    paper.first_day = day;
  }
  if (!fresh) {
    return;
  }
  Work& work = paper.work;
  work.id = id;
  work.title = entry.title;
  work.abstract = entry.snippet;
  std::size_t length = 0;
  std::string_view byline = entry.byline;
  const std::size_t dash = find_dash(byline, length);
  std::string people(byline.substr(0, dash));
  paper.authors_cut = remove_ellipsis(people);
  for (const std::string_view name : split(people, ',')) {
    work.authors.emplace_back(trim(name));
  }
  if (dash != std::string_view::npos) {
    byline.remove_prefix(dash + length);
    take_venue(byline.substr(0, find_dash(byline, length)), work);
  }
  const bool pdf = entry.url.size() > 4 && iequals(entry.url.substr(entry.url.size() - 4), ".pdf");
  if (pdf && identifier) {
    work.links.push_back({"pdf", entry.url});
    add_identifier(work, *identifier);
  } else {
    add_home(work, entry.url);
  }
}

std::vector<Work> ScholarAlerts::take() {
  std::vector<Work> works;
  for (Paper& paper : papers_) {
    Extra extra;
    extra.add_list("alerts", paper.alerts);
    extra.add_text("alerted", paper.first_day);
    extra.add_text("authors_cut", paper.authors_cut ? "yes" : "");
    paper.work.extra = extra.str();
    tidy(paper.work);
    works.push_back(std::move(paper.work));
  }
  papers_.clear();
  places_.clear();
  return works;
}

}  // namespace assay::source
