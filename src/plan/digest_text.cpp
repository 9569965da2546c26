#include "base/markup.h"
#include "base/text.h"
#include "plan/digest.h"
#include "work/address.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::plan {
namespace {

constexpr std::size_t kMailColumns = 76;

constexpr std::array<const char*, 12> kMonthNames = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

struct Date {
  int day = 0;
  std::size_t month = 0;
  std::string year;
};

Date date_of(Day day) {
  const std::string text = format_day(day);
  return {(text[8] - '0') * 10 + (text[9] - '0'),
          static_cast<std::size_t>((text[5] - '0') * 10 + (text[6] - '0') - 1), text.substr(0, 4)};
}

/// "23 to 29 November 2026", "28 December 2026 to 3 January 2027".
std::string span_words(Week week) {
  const Date first = date_of(monday_of(week));
  const Date last = date_of(last_day(week));
  std::string out = std::to_string(first.day);
  if (first.month != last.month) {
    out += std::string(" ") + kMonthNames.at(first.month);
  }
  if (first.year != last.year) {
    out += " " + first.year;
  }
  return out + fmt::format(" to {} {} {}", last.day, kMonthNames.at(last.month), last.year);
}

/// Empty for all but pages of the web: a digest goes to mail programs and feed readers.
std::string sound_link(const std::string& link) {
  const bool web = link.starts_with("https://") || link.starts_with("http://");
  return web && !is_active_address(link) ? link : std::string();
}

/// Parts that are there, each on one line.
std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::vector<std::string> there;
  for (const std::string& part : parts) {
    if (std::string one = collapse_spaces(repair_utf8(part)); !one.empty()) {
      there.push_back(std::move(one));
    }
  }
  return join(there, between);
}

/// What Markdown would take as its own is marked as text (CommonMark, 2.4).
std::string escape_markdown(std::string_view text) {
  std::string out;
  for (const char c : collapse_spaces(repair_utf8(text))) {
    if (std::string_view("\\`*_{}[]<>#+!|~&").find(c) != std::string_view::npos) {
      out += '\\';
    }
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return out;
}

/// An address between < and >.
std::string markdown_link(const std::string& link) {
  std::string out;
  for (const char c : link) {
    const bool plain = c > 0x20 && c != '<' && c != '>' && c != '\\';
    out += plain || static_cast<unsigned char>(c) >= 0x80
               ? std::string(1, c)
               : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string html_item(const DigestItem& item) {
  const std::string link = sound_link(item.link);
  const std::string title = escape_markup(collapse_spaces(item.title));
  std::string out = "<li style=\"margin:0 0 14px\">";
  out += link.empty() ? "<strong>" + title + "</strong>"
                      : fmt::format(
                            "<a href=\"{}\" style=\"color:#0b6bb0;font-weight:600;"
                            "text-decoration:none\">{}</a>",
                            escape_markup(link), title);
  if (const std::string facts = joined(item.facts, " · "); !facts.empty()) {
    out += "<br><span style=\"color:#5b6875;font-size:13px\">" + escape_markup(facts) + "</span>";
  }
  if (const std::string why = joined(item.why, " · "); !why.empty()) {
    out += "<br><span style=\"font-size:14px\">" + escape_markup(why) + "</span>";
  }
  return out + "</li>\n";
}

/// What stands between <body> and </body>, and in a feed.
std::string html_body(const Digest& digest) {
  std::string out;
  for (const DigestSection& section : digest.sections) {
    out +=
        "<h2 style=\"font-size:18px;margin:28px 0 8px;padding-top:14px;"
        "border-top:1px solid #dde4ea\">" +
        escape_markup(section.title) + "</h2>\n";
    if (!section.lead.empty()) {
      out += "<p style=\"margin:0 0 12px;color:#5b6875\">" + escape_markup(section.lead) + "</p>\n";
    }
    if (section.items.empty()) {
      if (section.lead.empty()) {
        out += "<p style=\"margin:0;color:#5b6875\">" + escape_markup(section.empty) + "</p>\n";
      }
      continue;
    }
    out += "<ul style=\"margin:0;padding-left:20px\">\n";
    for (const DigestItem& item : section.items) {
      out += html_item(item);
    }
    out += "</ul>\n";
  }
  return out;
}

/// Lines of a paragraph, each with `indent` spaces before it.
std::string indented(std::string_view text, std::size_t indent) {
  std::string out;
  for (const std::string& line : wrap(text, kMailColumns - indent)) {
    out += std::string(indent, ' ') + line + "\n";
  }
  return out;
}

/// What was chosen and done in a line.
std::string summary_of(const Digest& digest) {
  std::vector<std::string> parts;
  for (const DigestSection& section : digest.sections) {
    if (!section.items.empty()) {
      parts.push_back(fmt::format("{}: {}", section.title, section.items.size()));
    }
  }
  return parts.empty() ? "A quiet week." : join(parts, " · ");
}

}  // namespace

Day last_day(Week week) noexcept {
  constexpr std::int32_t kLast = 2932896;  // 9999-12-31
  return Day{std::min(monday_of(week).since_epoch + 6, kLast)};
}

std::string digest_title(const Digest& digest) {
  return "Week " + format_week(digest.week) + " · " + span_words(digest.week);
}

std::string digest_markdown(const Digest& digest) {
  std::string out = "# " + digest_title(digest) + "\n";
  for (const DigestSection& section : digest.sections) {
    out += "\n## " + escape_markdown(section.title) + "\n\n";
    if (!section.lead.empty()) {
      out += escape_markdown(section.lead) + "\n" + (section.items.empty() ? "" : "\n");
    } else if (section.items.empty()) {
      out += escape_markdown(section.empty) + "\n";
    }
    for (const DigestItem& item : section.items) {
      const std::string link = markdown_link(sound_link(item.link));
      const std::string title = escape_markdown(item.title);
      out += link.empty() ? fmt::format("- **{}**", title)
                          : fmt::format("- **[{}](<{}>)**", title, link);
      if (const std::string facts = joined(item.facts, " · "); !facts.empty()) {
        out += " · " + escape_markdown(facts);
      }
      out += "\n";
      if (const std::string why = joined(item.why, " · "); !why.empty()) {
        out += "  " + escape_markdown(why) + "\n";
      }
    }
  }
  return out;
}

std::string digest_text(const Digest& digest) {
  const std::string title = digest_title(digest);
  std::string out = title + "\n" + std::string(display_width(title), '-') + "\n";
  for (const DigestSection& section : digest.sections) {
    out += "\n" + section.title + "\n" + std::string(display_width(section.title), '-') + "\n";
    if (!section.lead.empty() || section.items.empty()) {
      out += indented(section.lead.empty() ? section.empty : section.lead, 0);
    }
    for (const DigestItem& item : section.items) {
      std::string lines = indented(collapse_spaces(repair_utf8(item.title)), 2);
      if (!lines.empty()) {
        lines[0] = '*';
      }
      out += "\n" + lines;
      out += indented(joined(item.facts, " · "), 2);
      out += indented(joined(item.why, " · "), 2);
      if (const std::string link = sound_link(item.link); !link.empty()) {
        out += "  " + markdown_link(link) + "\n";
      }
    }
  }
  return out;
}

std::string digest_html(const Digest& digest) {
  const std::string title = escape_markup(digest_title(digest));
  return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
         title +
         "</title>\n</head>\n"
         "<body style=\"margin:0;background:#ffffff;color:#1f2933;line-height:1.45;"
         "font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,"
         "sans-serif\">\n"
         "<main style=\"max-width:640px;margin:0 auto;padding:28px 20px 40px\">\n"
         "<h1 style=\"font-size:24px;margin:0\">Week " +
         format_week(digest.week) + "</h1>\n<p style=\"margin:4px 0 0;color:#5b6875\">" +
         escape_markup(span_words(digest.week)) + "</p>\n" + html_body(digest) +
         "<p style=\"margin:32px 0 0;color:#5b6875;font-size:12px\">Made by assay on your own "
         "machine.</p>\n</main>\n</body>\n</html>\n";
}

Feed digest_feed(const std::vector<Digest>& digests, std::string_view library_name) {
  Feed feed;
  const std::string reader = digests.empty() ? std::string() : digests.front().reader;
  const std::string name = fmt::format("{} digest {}", library_name, reader);
  feed.id = urn_of(name);
  feed.title = "Weeks of practice";
  feed.author = reader;
  for (const Digest& digest : digests) {
    feed.updated = std::max(feed.updated, digest.updated);
    FeedEntry& entry = feed.entries.emplace_back();
    entry.id = urn_of(name + " " + format_week(digest.week));
    entry.title = digest_title(digest);
    entry.updated = digest.updated;
    entry.summary = summary_of(digest);
    entry.content = html_body(digest);
  }
  return feed;
}

}  // namespace assay::plan
