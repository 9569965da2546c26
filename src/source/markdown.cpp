#include "source/markdown.h"

#include "base/text.h"

#include <cctype>

namespace assay::source {
namespace {

constexpr std::size_t kNone = std::string_view::npos;
/// Links within the labels of links are taken apart this deep: a badge within a link is usual.
constexpr int kMostNested = 3;

std::string plain(std::string_view text, int depth);

/// For each `left` in `text`, the position of the bracket that closes it; kNone elsewhere.
std::vector<std::size_t> match_brackets(std::string_view text, char left, char right) {
  std::vector<std::size_t> matches(text.size(), kNone);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == left) {
      open.push_back(i);
    } else if (text[i] == right && !open.empty()) {
      matches[open.back()] = i;
      open.pop_back();
    }
  }
  return matches;
}

/// The address between the brackets: a title may follow it.
std::string_view address_in(std::string_view inside) {
  std::string_view url = trim(inside);
  url = url.substr(0, url.find_first_of(" \t"));
  if (url.size() >= 2 && url.front() == '<' && url.back() == '>') {
    url = url.substr(1, url.size() - 2);
  }
  return url;
}

std::vector<MarkdownLink> links_of(std::string_view line, int depth) {
  std::vector<MarkdownLink> links;
  if (line.find("](") == kNone) {
    return links;
  }
  const std::vector<std::size_t> squares = match_brackets(line, '[', ']');
  const std::vector<std::size_t> rounds = match_brackets(line, '(', ')');
  for (std::size_t pos = line.find('['); pos != kNone; pos = line.find('[', pos + 1)) {
    const std::size_t label_end = squares[pos];
    if (label_end == kNone || label_end + 1 >= line.size() || line[label_end + 1] != '(' ||
        rounds[label_end + 1] == kNone) {
      continue;  // a bracket of the text
    }
    const std::size_t url_end = rounds[label_end + 1];
    const std::string_view url = address_in(line.substr(label_end + 2, url_end - label_end - 2));
    const std::string_view label = line.substr(pos + 1, label_end - pos - 1);
    const bool image = pos > 0 && line[pos - 1] == '!';
    const bool badge = label.rfind("![", 0) == 0;
    if (!image && !badge && !url.empty()) {
      links.push_back({plain(label, depth + 1), std::string(url), pos, url_end + 1});
    }
    pos = url_end;
  }
  return links;
}

/// Without emphasis, code marks and escapes.
std::string without_marks(std::string_view words) {
  std::string out;
  out.reserve(words.size());
  std::size_t begin = 0;  // of what is not written yet
  for (std::size_t i = 0; i < words.size(); ++i) {
    const char c = words[i];
    if (c != '\\' && c != '`' && c != '*' && c != '_') {
      continue;
    }
    const bool escape = c == '\\' && i + 1 < words.size() &&
                        std::ispunct(static_cast<unsigned char>(words[i + 1])) != 0;
    const bool at_edge =
        i == 0 || words[i - 1] == ' ' || i + 1 == words.size() || words[i + 1] == ' ';
    if (escape || c == '`' || c == '*' || (c == '_' && at_edge)) {
      out += words.substr(begin, i - begin);
      begin = i + 1;
      i += escape ? 1 : 0;
    }
  }
  return out += words.substr(begin);
}

std::string plain(std::string_view text, int depth) {
  const std::vector<MarkdownLink> links =
      depth <= kMostNested ? links_of(text, depth) : std::vector<MarkdownLink>();
  std::string words;
  std::size_t pos = 0;
  for (const MarkdownLink& link : links) {
    words += text.substr(pos, link.begin - pos);
    words += link.label;
    pos = link.end;
  }
  if (!links.empty()) {
    words += text.substr(pos);
  }
  std::string out = without_marks(links.empty() ? text : std::string_view(words));
  collapse_spaces_in_place(out);
  return out;
}

}  // namespace

std::vector<MarkdownLink> find_links(std::string_view line) {
  return links_of(line, 0);
}

std::vector<std::string> code_spans(std::string_view line) {
  std::vector<std::string> spans;
  std::size_t pos = line.find('`');
  while (pos != std::string_view::npos) {
    const std::size_t end = line.find('`', pos + 1);
    if (end == std::string_view::npos) {
      break;
    }
    const std::string span = collapse_spaces(line.substr(pos + 1, end - pos - 1));
    if (!span.empty()) {
      spans.push_back(span);
    }
    pos = line.find('`', end + 1);
  }
  return spans;
}

std::string plain_markdown(std::string_view text) {
  return plain(text, 0);
}

std::string_view list_item(std::string_view line) {
  std::string_view rest = line;
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) {
    rest.remove_prefix(1);
  }
  if (rest.size() > 2 && (rest[0] == '-' || rest[0] == '*' || rest[0] == '+') && rest[1] == ' ') {
    return trim(rest.substr(2));
  }
  std::size_t digits = 0;
  while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') {
    ++digits;
  }
  if (digits > 0 && digits + 2 < rest.size() && (rest[digits] == '.' || rest[digits] == ')') &&
      rest[digits + 1] == ' ') {
    return trim(rest.substr(digits + 2));
  }
  return {};
}

}  // namespace assay::source
