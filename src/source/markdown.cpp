#include "source/markdown.h"

#include "base/text.h"

namespace assay::source {
namespace {

/// Position of the bracket that closes the one at `open`, npos when there is none.
std::size_t closing(std::string_view text, std::size_t open, char left, char right) {
  int depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == left) {
      ++depth;
    } else if (text[i] == right && --depth == 0) {
      return i;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::vector<MarkdownLink> find_links(std::string_view line) {
  std::vector<MarkdownLink> links;
  for (std::size_t pos = line.find('['); pos != std::string_view::npos;
       pos = line.find('[', pos + 1)) {
    const std::size_t label_end = closing(line, pos, '[', ']');
    if (label_end == std::string_view::npos) {
      continue;  // a bracket of the text
    }
    if (label_end + 1 >= line.size() || line[label_end + 1] != '(') {
      continue;
    }
    const std::size_t url_end = closing(line, label_end + 1, '(', ')');
    if (url_end == std::string_view::npos) {
      continue;
    }
    std::string_view url = trim(line.substr(label_end + 2, url_end - label_end - 2));
    url = url.substr(0, url.find_first_of(" \t"));  // a title may follow
    if (url.size() >= 2 && url.front() == '<' && url.back() == '>') {
      url = url.substr(1, url.size() - 2);
    }
    const std::string_view label = line.substr(pos + 1, label_end - pos - 1);
    const bool image = pos > 0 && line[pos - 1] == '!';
    const bool badge = label.rfind("![", 0) == 0;
    if (!image && !badge && !url.empty()) {
      links.push_back({plain_markdown(label), std::string(url), pos, url_end + 1});
    }
    pos = url_end;
  }
  return links;
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
  std::string without_links;
  std::size_t pos = 0;
  for (const MarkdownLink& link : find_links(text)) {
    without_links += text.substr(pos, link.begin - pos);
    without_links += link.label;
    pos = link.end;
  }
  without_links += text.substr(pos);
  std::string out;
  for (std::size_t i = 0; i < without_links.size(); ++i) {
    const char c = without_links[i];
    if (c == '\\' && i + 1 < without_links.size() &&
        std::ispunct(static_cast<unsigned char>(without_links[i + 1])) != 0) {
      out += without_links[++i];
      continue;
    }
    const bool mark = c == '`' || c == '*' ||
                      (c == '_' && (i == 0 || without_links[i - 1] == ' ' ||
                                    i + 1 == without_links.size() || without_links[i + 1] == ' '));
    if (!mark) {
      out += c;
    }
  }
  return collapse_spaces(out);
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
