#include "source/readme.h"

#include "base/text.h"
#include "source/html_text.h"
#include "source/markdown.h"

#include <algorithm>
#include <cctype>
#include <utility>
#include <vector>

namespace assay::source {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

bool starts(std::string_view text, std::string_view prefix) noexcept {
  return text.substr(0, prefix.size()) == prefix;
}

bool is_fence(std::string_view line) noexcept {
  const std::string_view text = trim(line);
  return starts(text, "```") || starts(text, "~~~");
}

/// The text without what stands between `open` and `close`, these included.
std::string without(std::string_view text, std::string_view open, std::string_view close) {
  std::string out;
  for (;;) {
    const std::size_t begin = text.find(open);
    out += text.substr(0, begin);
    const std::size_t end = begin == kNowhere ? kNowhere : text.find(close, begin + open.size());
    if (end == kNowhere) {
      return out;
    }
    text.remove_prefix(end + close.size());
  }
}

/// "![alt](address)" left out.
std::string without_images(std::string_view line) {
  std::string out;
  for (;;) {
    const std::size_t begin = line.find("![");
    const std::size_t middle = begin == kNowhere ? kNowhere : line.find("](", begin);
    const std::size_t end = middle == kNowhere ? kNowhere : line.find(')', middle);
    if (end == kNowhere) {
      return out += line;
    }
    out += line.substr(0, begin);
    line.remove_prefix(end + 1);
  }
}

bool has_tag(std::string_view text) noexcept {
  for (std::size_t at = text.find('<'); at != kNowhere; at = text.find('<', at + 1)) {
    if (at + 1 < text.size() &&
        (std::isalpha(static_cast<unsigned char>(text[at + 1])) != 0 || text[at + 1] == '/') &&
        text.find('>', at) != kNowhere && !starts(text.substr(at + 1), "http")) {
      return true;
    }
  }
  return false;
}

/// A line of prose without markup.
std::string plain_line(std::string_view line) {
  std::string text = plain_markdown(without_images(line));
  return has_tag(text) ? html_line(text) : text;
}

/// Puts readmes together block by block.
class Builder {
 public:
  /// `plain`: takes the markup off a paragraph.
  explicit Builder(std::string (*plain)(std::string_view)) : plain_(plain) {}

  void heading(std::string_view text) {
    flush();
    append(plain_(text), Block::kParagraph);
  }
  /// A line of a paragraph, or more of the list's item before it.
  void prose(std::string_view line) {
    pending_ += (pending_.empty() ? "" : " ") + std::string(line);
  }
  void item(std::string_view text) {
    flush();
    block_ = Block::kItem;
    pending_ = text;
  }
  /// A line of code.
  void code(std::string_view line) {
    flush();
    append(std::string(line), Block::kCode);
  }
  void html(const std::string& text) {
    flush();
    const std::string plain = read_html(text).text;
    const bool heading = ascii_lower(text).find("<h") != std::string::npos;
    if (readme_.summary.empty() && !heading && is_prose(plain)) {
      readme_.summary = collapse_spaces(plain);
    }
    append(plain, Block::kParagraph);
  }
  /// A blank line.
  void flush() {
    const Block block = std::exchange(block_, Block::kParagraph);
    const std::string plain = pending_.empty() ? std::string() : plain_(pending_);
    pending_.clear();
    if (block == Block::kParagraph && readme_.summary.empty() && is_prose(plain)) {
      readme_.summary = plain;
    }
    append(block == Block::kItem && !plain.empty() ? "- " + plain : plain, block);
  }
  [[nodiscard]] bool in_item() const noexcept { return block_ == Block::kItem; }
  Readme finish() {
    flush();
    return std::move(readme_);
  }

 private:
  enum class Block { kParagraph, kItem, kCode };

  /// More than a row of badges and links.
  static bool is_prose(std::string_view text) {
    constexpr std::ptrdiff_t kFewestSpaces = 4;
    constexpr std::size_t kShortest = 30;
    return text.size() >= kShortest && std::count(text.begin(), text.end(), ' ') >= kFewestSpaces &&
           std::count(text.begin(), text.end(), '|') < 3 &&
           std::count(text.begin(), text.end(), '\n') < 8;
  }
  void append(const std::string& text, Block block) {
    if (text.empty() && block != Block::kCode) {
      return;
    }
    if (!readme_.text.empty()) {
      readme_.text += block == last_ && block != Block::kParagraph ? "\n" : "\n\n";
    }
    readme_.text += text;
    last_ = block;
  }

  std::string (*plain_)(std::string_view);
  Readme readme_;
  std::string pending_;
  Block block_ = Block::kParagraph;
  Block last_ = Block::kParagraph;
};

/// The paragraph of HTML that begins at line `at`: to the next blank line. Moves `at` to its last
/// line.
std::string html_block(const std::vector<std::string_view>& lines, std::size_t& at) {
  std::string block;
  for (; at < lines.size() && !trim(lines[at]).empty(); ++at) {
    block += lines[at];
    block += '\n';
  }
  --at;
  return block;
}

Readme read_markdown(std::string_view bytes) {
  const std::string cleaned = without(bytes, "<!--", "-->");
  const std::vector<std::string_view> lines = split(cleaned, '\n');
  Builder builder(plain_line);
  bool in_code = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = trim(lines[i]);
    const bool fence = is_fence(line);
    in_code = in_code != fence;
    if (fence || (!in_code && (line.empty() || is_rule(line)))) {
      builder.flush();
    } else if (in_code) {
      builder.code(lines[i]);
    } else if (line.front() == '#' && line.find_first_not_of("# \t") != kNowhere) {
      builder.heading(trim(line.substr(line.find_first_not_of('#'))));
    } else if (i + 1 < lines.size() && is_rule(lines[i + 1]) &&
               (trim(lines[i + 1]).front() == '=' || trim(lines[i + 1]).front() == '-') &&
               line.front() != '|') {
      builder.heading(line);
      ++i;
    } else if (line.front() == '<' && has_tag(line)) {
      builder.html(html_block(lines, i));
    } else if (const std::string_view item = list_item(lines[i]); !item.empty()) {
      builder.item(item);
    } else {
      builder.prose(line.front() == '>' ? line.substr(1) : line);
    }
  }
  return builder.finish();
}

/// "`label <address>`_" and "`label`" -> label, ":role:`x`" -> x, "|substitution|" and "**" left
/// out.
std::string plain_rst(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const std::size_t end = line[i] == '`' ? line.find('`', i + 1) : kNowhere;
    if (end == kNowhere) {
      if (line[i] != '*' && line[i] != '`' && line[i] != '|') {
        out += line[i];
      }
      continue;
    }
    const std::string_view inside = line.substr(i + 1, end - i - 1);
    const std::size_t address = inside.rfind(" <");
    out += inside.substr(0, address);
    i = end;
    while (i + 1 < line.size() && line[i + 1] == '_') {
      ++i;
    }
  }
  return collapse_spaces(out);
}

bool is_indented(std::string_view line) noexcept {
  return !line.empty() && (line.front() == ' ' || line.front() == '\t');
}

/// A row of "|Badge| |Badge|" substitutions.
bool is_substitutions(std::string_view line) noexcept {
  return line.size() > 2 && line.front() == '|' && line.back() == '|';
}

Readme read_rst(std::string_view bytes) {
  const std::vector<std::string_view> lines = split(bytes, '\n');
  Builder builder(plain_rst);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string_view line = trim(lines[i]);
    if (starts(line, "..") && (line.size() == 2 || line[2] == ' ')) {
      builder.flush();
      while (i + 1 < lines.size() && (is_indented(lines[i + 1]) || trim(lines[i + 1]).empty())) {
        ++i;
      }
    } else if (line.empty() || is_rule(line) || is_substitutions(line)) {
      builder.flush();
    } else if (i + 1 < lines.size() && is_rule(lines[i + 1])) {
      builder.heading(line);
      ++i;
    } else if (const std::string_view item = list_item(lines[i]); !item.empty()) {
      builder.item(item);
    } else if (is_indented(lines[i]) && !builder.in_item()) {
      builder.code(lines[i]);
    } else {
      builder.prose(line);
    }
  }
  return builder.finish();
}

/// Without an ending: underlined headings and directives, and no "# ".
bool looks_like_rst(std::string_view bytes) {
  return bytes.find("\n.. ") != kNowhere && bytes.find("\n# ") == kNowhere && !starts(bytes, "# ");
}

}  // namespace

bool is_rule(std::string_view line) noexcept {
  line = trim(line);
  constexpr std::size_t kShortest = 3;
  return line.size() >= kShortest &&
         std::string_view("=-~^*#_\"'+.:`").find(line.front()) != kNowhere &&
         line.find_first_not_of(line.front()) == kNowhere;
}

std::string markdown_text(std::string_view markdown) {
  return read_markdown(markdown).text;
}

Readme read_readme(std::string_view name, std::string_view bytes) {
  const std::string text = repair_utf8(starts(bytes, "\xEF\xBB\xBF") ? bytes.substr(3) : bytes);
  const std::string lower = ascii_lower(name);
  const std::size_t dot = lower.rfind('.');
  const std::string ending = dot == std::string::npos ? std::string() : lower.substr(dot);
  const bool rst = ending == ".rst" || (ending != ".md" && looks_like_rst(text));
  return rst ? read_rst(text) : read_markdown(text);
}

}  // namespace assay::source
