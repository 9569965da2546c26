#include "source/lenient_yaml.h"

#include "base/text.h"
#include "source/json_fields.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>
#include <string>
#include <vector>

namespace assay::source {
namespace {

using Json = nlohmann::json;

constexpr int kMostDeep = 64;
constexpr std::size_t kLongestFlow = std::size_t{64} << 10U;

struct YamlLine {
  std::size_t indent = 0;
  std::string_view text;  ///< Without indentation and trailing white space.
  std::size_t number = 0;
};

bool starts_item(std::string_view text) {
  return text == "-" || text.rfind("- ", 0) == 0;
}

/// Where the colon of "key: value" or "key:" stands; npos when the text is no such thing.
std::size_t colon_of(std::string_view text) {
  std::size_t at = 0;
  if (!text.empty() && (text.front() == '"' || text.front() == '\'')) {
    at = text.find(text.front(), 1);
    return at != text.npos && at + 1 < text.size() && text[at + 1] == ':' ? at + 1 : text.npos;
  }
  while ((at = text.find(':', at)) != text.npos) {
    if (at + 1 == text.size() || text[at + 1] == ' ') {
      return at;
    }
    ++at;
  }
  return at;
}

void append_utf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0U | code >> 6U);
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0U | code >> 12U);
    out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | (code >> 18U & 7U));
    out += static_cast<char>(0x80U | (code >> 12U & 0x3FU));
    out += static_cast<char>(0x80U | (code >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (code & 0x3FU));
  }
}

/// Takes an escape behind its backslash; `at` stands behind it afterwards.
void append_escape(std::string_view text, std::size_t& at, std::string& out) {
  const char c = text[at++];
  const std::size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
  if (digits > 0) {
    unsigned code = 0;
    const std::string_view hex = text.substr(at, digits);
    const auto [end, ec] = std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
    at += static_cast<std::size_t>(end - hex.data());  // one that is cut short takes no more
    const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
    const bool sound = ec == std::errc() && code != 0 && code <= 0x10FFFF && !surrogate;
    append_utf8(out, sound ? code : 0xFFFD);
    return;
  }
  switch (c) {
    case 'n':
      out += '\n';
      break;
    case 't':
      out += '\t';
      break;
    case 'r':
    case '0':
      break;
    default:
      out += c;
  }
}

class YamlReader {
 public:
  explicit YamlReader(std::string_view text) {
    std::size_t number = 0;
    for (std::string_view line : split(text, '\n')) {
      ++number;
      while (!line.empty() && std::string_view(" \t\r").find(line.back()) != line.npos) {
        line.remove_suffix(1);
      }
      const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
      if (indent == 0 && (line == "---" || line == "...")) {
        if (!lines_.empty()) {
          break;
        }
        continue;
      }
      lines_.push_back({indent, line.substr(indent), number});
    }
  }

  Json read() {
    Json value = node(0, 0);
    skip_blank();
    if (at_ < lines_.size()) {
      fail("what stands here belongs to nothing");
    }
    return value;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    const std::size_t number = lines_.empty() ? 1 : lines_[std::min(at_, lines_.size() - 1)].number;
    throw BadRecord{"not YAML: " + what + " (line " + std::to_string(number) + ")"};
  }

  /// To the next line that says something.
  void skip_blank() {
    while (at_ < lines_.size() && (lines_[at_].text.empty() || lines_[at_].text.front() == '#')) {
      ++at_;
    }
  }

  /// The value that begins at the next line, indented by at least so much; null when there is none.
  Json node(std::size_t indent, int depth) {
    if (depth > kMostDeep) {
      fail("nested too deep");
    }
    skip_blank();
    if (at_ >= lines_.size() || lines_[at_].indent < indent) {
      return nullptr;
    }
    const YamlLine line = lines_[at_];
    if (starts_item(line.text)) {
      return sequence(line.indent, depth);
    }
    const bool flow = line.text.front() == '[' || line.text.front() == '{';
    if (!flow && colon_of(line.text) != line.text.npos) {
      return mapping(line.indent, depth);
    }
    ++at_;
    return scalar(line.text, line.indent == 0 ? 0 : line.indent - 1);
  }

  Json sequence(std::size_t indent, int depth) {
    Json items = Json::array();
    for (skip_blank();
         at_ < lines_.size() && lines_[at_].indent == indent && starts_item(lines_[at_].text);
         skip_blank()) {
      YamlLine& line = lines_[at_];
      const std::size_t offset = line.text.find_first_not_of(' ', 1);
      if (offset == line.text.npos) {
        ++at_;
        items.push_back(node(indent + 1, depth + 1));
        continue;
      }
      // What stands behind the dash is a line of its own, indented to where it begins.
      line.text.remove_prefix(offset);
      line.indent += offset;
      const std::string_view rest = line.text;
      if (starts_item(rest) || (rest.front() != '[' && rest.front() != '{' && rest.front() != '|' &&
                                rest.front() != '>' && colon_of(rest) != rest.npos)) {
        items.push_back(node(indent + 1, depth + 1));
      } else {
        ++at_;
        items.push_back(scalar(rest, indent));
      }
    }
    return items;
  }

  Json mapping(std::size_t indent, int depth) {
    Json fields = Json::object();
    for (skip_blank(); at_ < lines_.size() && lines_[at_].indent == indent; skip_blank()) {
      const std::string_view text = lines_[at_].text;
      const std::size_t colon = starts_item(text) ? text.npos : colon_of(text);
      if (colon == text.npos) {
        break;
      }
      std::string_view key = text.substr(0, colon);
      if (key.size() >= 2 && (key.front() == '"' || key.front() == '\'')) {
        key = key.substr(1, key.size() - 2);
      }
      const std::string_view rest = without_anchor(trim(text.substr(colon + 1)));
      ++at_;
      Json value;
      if (!rest.empty() && rest.front() != '#') {
        value = scalar(rest, indent);
      } else {
        skip_blank();
        const bool inner = at_ < lines_.size() &&
                           (lines_[at_].indent > indent ||
                            (lines_[at_].indent == indent && starts_item(lines_[at_].text)));
        value = inner ? node(indent, depth + 1) : Json(nullptr);
      }
      fields.emplace(std::string(key), std::move(value));
    }
    return fields;
  }

  /// "&name value" and "!tag value" -> "value".
  static std::string_view without_anchor(std::string_view text) {
    while (!text.empty() && (text.front() == '&' || text.front() == '!')) {
      const std::size_t end = std::min(text.find(' '), text.size());
      text = trim(text.substr(end));
    }
    return text;
  }

  /// A scalar or a flow collection whose first line is `first`; what is indented by more than
  /// `indent` goes on with it. Reading stands at the line behind the first.
  Json scalar(std::string_view first, std::size_t indent) {
    switch (first.front()) {
      case '|':
      case '>':
        return block(first, indent);
      case '"':
      case '\'':
        return quoted(first);
      case '[':
      case '{':
        return flow(first);
      default:
        return plain(first, indent);
    }
  }

  Json plain(std::string_view first, std::size_t indent) {
    std::string out(before_comment(first));
    bool blank = false;
    while (at_ < lines_.size() && (lines_[at_].text.empty() || lines_[at_].indent > indent)) {
      const std::string_view text = lines_[at_++].text;
      if (text.empty()) {
        blank = true;
      } else if (text.front() != '#') {
        out += blank ? '\n' : ' ';
        out += before_comment(text);
        blank = false;
      }
    }
    if (out == "~" || out == "null") {
      return nullptr;
    }
    return out;
  }

  static std::string_view before_comment(std::string_view text) {
    return trim(text.substr(0, text.find(" #")));
  }

  Json block(std::string_view header, std::size_t indent) {
    const bool folded = header.front() == '>';
    std::size_t inner = 0;
    std::string out;
    while (at_ < lines_.size() && (lines_[at_].text.empty() || lines_[at_].indent > indent)) {
      const YamlLine& line = lines_[at_++];
      if (line.text.empty()) {
        out += '\n';
        continue;
      }
      inner = inner == 0 ? line.indent : inner;
      if (!out.empty() && out.back() != '\n') {
        out += folded ? ' ' : '\n';
      }
      out.append(line.indent - std::min(line.indent, inner), ' ');
      out += line.text;
      if (!folded) {
        out += '\n';
      }
    }
    out.erase(out.find_last_not_of('\n') + 1);
    return out;
  }

  /// To the closing quote, on this line or a later one.
  Json quoted(std::string_view text) {
    const char quote = text.front();
    std::string out;
    std::size_t at = 1;
    while (true) {
      bool joined = false;
      while (at < text.size()) {
        const char c = text[at++];
        if (c == quote && quote == '\'' && at < text.size() && text[at] == '\'') {
          out += '\'';
          ++at;
        } else if (c == quote) {
          return out;
        } else if (c == '\\' && quote == '"' && at == text.size()) {
          joined = true;
        } else if (c == '\\' && quote == '"') {
          append_escape(text, at, out);
        } else {
          out += c;
        }
      }
      bool blank = false;
      while (at_ < lines_.size() && lines_[at_].text.empty()) {
        blank = true;
        ++at_;
      }
      if (at_ >= lines_.size()) {
        fail("a quote is not closed");
      }
      if (!joined) {
        out += blank ? '\n' : ' ';
      }
      text = lines_[at_++].text;
      at = 0;
    }
  }

  /// "[a, b]" and "{a: b}", on several lines perhaps; collections within are kept as text.
  Json flow(std::string_view first) {
    std::string text(first);
    while (!is_closed(text)) {
      if (at_ >= lines_.size() || text.size() > kLongestFlow) {
        fail("a bracket is not closed");
      }
      text += ' ';
      text += lines_[at_++].text;
    }
    const bool list = text.front() == '[';
    Json out = list ? Json::array() : Json::object();
    for (const std::string& piece : flow_pieces(text)) {
      const std::size_t colon = colon_of(piece);
      if (list) {
        out.push_back(unquoted(piece));
      } else if (colon != std::string::npos) {
        out.emplace(unquoted(piece.substr(0, colon)), unquoted(piece.substr(colon + 1)));
      }
    }
    return out;
  }

  static bool is_closed(std::string_view text) {
    int depth = 0;
    char quote = '\0';
    for (const char c : text) {
      if (quote != '\0') {
        quote = c == quote ? '\0' : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else {
        depth += c == '[' || c == '{' ? 1 : 0;
        depth -= c == ']' || c == '}' ? 1 : 0;
        if (depth == 0) {
          return true;
        }
      }
    }
    return false;
  }

  static std::vector<std::string> flow_pieces(std::string_view text) {
    std::vector<std::string> pieces(1);
    int depth = 0;
    char quote = '\0';
    for (const char c : text.substr(1)) {
      if (quote == '\0' && depth == 0 && (c == ']' || c == '}')) {
        break;
      }
      if (quote == '\0' && depth == 0 && c == ',') {
        pieces.emplace_back();
        continue;
      }
      if (quote != '\0') {
        quote = c == quote ? '\0' : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else {
        depth += c == '[' || c == '{' ? 1 : 0;
        depth -= c == ']' || c == '}' ? 1 : 0;
      }
      pieces.back() += c;
    }
    if (trim(pieces.back()).empty()) {
      pieces.pop_back();
    }
    return pieces;
  }

  static std::string unquoted(std::string_view text) {
    text = trim(text);
    if (text.size() >= 2 && text.front() == text.back() &&
        (text.front() == '"' || text.front() == '\'')) {
      text = text.substr(1, text.size() - 2);
    }
    return std::string(text);
  }

  std::vector<YamlLine> lines_;
  std::size_t at_ = 0;
};

}  // namespace

nlohmann::json read_yaml(std::string_view text) {
  constexpr std::size_t kMostBytes = std::size_t{1} << 20U;
  if (text.size() > kMostBytes) {
    throw BadRecord{"more YAML than a record has"};
  }
  const std::string sound = repair_utf8(text);
  return YamlReader(sound).read();
}

}  // namespace assay::source
