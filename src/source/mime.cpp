#include "source/mime.h"

#include "base/text.h"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <memory>

namespace assay::source {
namespace {

constexpr int kDeepest = 10;
constexpr std::size_t kMostTexts = 200;

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') {
    return c - '0';
  }
  if (c >= 'a' && c <= 'f') {
    return c - 'a' + 10;
  }
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// The byte of two hexadecimal digits at `at`, -1 when there are none.
int hex_byte(std::string_view text, std::size_t at) noexcept {
  if (at + 1 >= text.size()) {
    return -1;
  }
  const int high = hex_digit(text[at]);
  const int low = hex_digit(text[at + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

/// `text` by iconv; "" when the set is unknown. What cannot be read becomes U+FFFD.
std::string converted(std::string_view text, const std::string& charset) {
  iconv_t handle = iconv_open("UTF-8", charset.c_str());
  if (handle == reinterpret_cast<iconv_t>(std::intptr_t{-1})) {  // POSIX's word for none
    return {};
  }
  std::string input(text);
  char* from = input.data();
  std::size_t left = input.size();
  std::string out;
  std::array<char, 4096> buffer{};
  while (left > 0) {
    char* to = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t result = iconv(handle, &from, &left, &to, &room);
    out.append(buffer.data(), buffer.size() - room);
    if (result == static_cast<std::size_t>(-1) && room == buffer.size()) {
      out += "\xEF\xBF\xBD";
      ++from;
      --left;
    }
  }
  iconv_close(handle);
  return out;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = text[i] == '%' ? hex_byte(text, i + 1) : -1;
    out += byte < 0 ? text[i] : static_cast<char>(byte);
    i += byte < 0 ? 0 : 2;
  }
  return out;
}

/// Parameters by name in lower case, quotes removed; pieces ("name*0*") keep their names.
std::map<std::string, std::string> parameters_of(std::string_view header) {
  std::map<std::string, std::string> parameters;
  std::size_t at = std::min(header.find(';'), header.size());
  while (at < header.size()) {
    ++at;
    const std::size_t equals = header.find_first_of("=;", at);
    if (equals == std::string_view::npos) {
      break;
    }
    if (header[equals] == ';') {
      at = equals;
      continue;
    }
    const std::string name = ascii_lower(trim(header.substr(at, equals - at)));
    std::string value;
    at = equals + 1;
    while (at < header.size() && (header[at] == ' ' || header[at] == '\t')) {
      ++at;
    }
    if (at < header.size() && header[at] == '"') {
      for (++at; at < header.size() && header[at] != '"'; ++at) {
        at += header[at] == '\\' && at + 1 < header.size() ? 1U : 0U;
        value += header[at];
      }
      at = std::min(header.find(';', at), header.size());
    } else {
      const std::size_t end = std::min(header.find(';', at), header.size());
      value = trim(header.substr(at, end - at));
      at = end;
    }
    parameters.emplace(name, std::move(value));
  }
  return parameters;
}

/// "utf-8'en'na%C3%AFve" -> "naïve".
std::string extended_value(std::string_view value) {
  const std::size_t first = value.find('\'');
  const std::size_t second =
      first == std::string_view::npos ? std::string_view::npos : value.find('\'', first + 1);
  if (second == std::string_view::npos) {
    return percent_decoded(value);
  }
  return to_utf8(percent_decoded(value.substr(second + 1)), value.substr(0, first));
}

/// One word "=?charset?B?text?=" at the beginning of `text`; its length, 0 when it is none.
std::size_t encoded_word(std::string_view text, std::string& out, std::string& charset) {
  const std::size_t set_end = text.find('?', 2);
  if (text.rfind("=?", 0) != 0 || set_end == std::string_view::npos || set_end + 2 >= text.size() ||
      text[set_end + 2] != '?') {
    return 0;
  }
  const std::size_t begin = set_end + 3;
  const std::size_t end = text.find("?=", begin);
  if (end == std::string_view::npos) {
    return 0;
  }
  const char encoding = text[set_end + 1];
  const std::string_view content = text.substr(begin, end - begin);
  if (encoding == 'B' || encoding == 'b') {
    out = decode_base64(content);
  } else if (encoding == 'Q' || encoding == 'q') {
    std::string spaced(content);
    std::replace(spaced.begin(), spaced.end(), '_', ' ');
    // A blank at the end counts here.
    out = decode_quoted_printable(spaced + "|");
    out.pop_back();
  } else {
    return 0;
  }
  charset = text.substr(2, set_end - 2);
  charset = charset.substr(0, charset.find('*'));  // "utf-8*en" (RFC 2231)
  return end + 2;
}

/// The head of an entity and where its body begins.
std::size_t read_headers(std::string_view entity,
                         std::vector<std::pair<std::string, std::string>>& headers) {
  std::size_t at = 0;
  while (at < entity.size()) {
    const std::size_t end = std::min(entity.find('\n', at), entity.size());
    std::string_view line = entity.substr(at, end - at);
    at = std::min(end + 1, entity.size());
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    if (line.empty()) {
      break;
    }
    if (line.front() == ' ' || line.front() == '\t') {
      if (!headers.empty()) {
        headers.back().second += " " + std::string(trim(line));
      }
      continue;
    }
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos) {
      headers.emplace_back(ascii_lower(trim(line.substr(0, colon))), trim(line.substr(colon + 1)));
    }
  }
  return at;
}

std::string_view find_header(const std::vector<std::pair<std::string, std::string>>& headers,
                             std::string_view name) {
  for (const auto& [key, value] : headers) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

/// The parts between lines "--boundary".
std::vector<std::string_view> parts_of(std::string_view body, const std::string& boundary) {
  std::vector<std::string_view> parts;
  const std::string mark = "--" + boundary;
  std::size_t begin = std::string_view::npos;
  for (std::size_t at = body.find(mark); at != std::string_view::npos;
       at = body.find(mark, at + mark.size())) {
    if (at > 0 && body[at - 1] != '\n') {
      continue;
    }
    if (begin != std::string_view::npos) {
      parts.push_back(body.substr(begin, at - begin));
    }
    const bool last = body.substr(at + mark.size(), 2) == "--";
    const std::size_t end = body.find('\n', at);
    begin = std::string_view::npos;
    if (last || end == std::string_view::npos || parts.size() >= kMostTexts) {
      break;
    }
    begin = end + 1;
  }
  if (begin != std::string_view::npos) {
    parts.push_back(body.substr(begin));  // the last mark is missing
  }
  return parts;
}

void read_entity(std::string_view body,
                 const std::vector<std::pair<std::string, std::string>>& headers, int depth,
                 std::vector<MailText>& texts) {
  const std::string_view content_type = find_header(headers, "content-type");
  const std::string type = content_type.empty() ? "text/plain" : header_value(content_type);
  const std::string encoding = header_value(find_header(headers, "content-transfer-encoding"));
  if (type.rfind("multipart/", 0) == 0) {
    const std::string boundary = header_parameter(content_type, "boundary");
    if (boundary.empty() || depth >= kDeepest) {
      return;
    }
    for (const std::string_view part : parts_of(body, boundary)) {
      std::vector<std::pair<std::string, std::string>> own;
      const std::size_t begin = read_headers(part, own);
      read_entity(part.substr(begin), own, depth + 1, texts);
    }
    return;
  }
  const bool attached = header_value(find_header(headers, "content-disposition")) == "attachment";
  const bool message = type == "message/rfc822";
  if ((type.rfind("text/", 0) != 0 && !message) || attached || texts.size() >= kMostTexts) {
    return;
  }
  std::string bytes = encoding == "base64"             ? decode_base64(body)
                      : encoding == "quoted-printable" ? decode_quoted_printable(body)
                                                       : std::string(body);
  if (message) {  // forwarded as a whole
    std::vector<std::pair<std::string, std::string>> own;
    const std::size_t begin = read_headers(bytes, own);
    if (depth < kDeepest) {
      read_entity(std::string_view(bytes).substr(begin), own, depth + 1, texts);
    }
    return;
  }
  texts.push_back({type, to_utf8(std::move(bytes), header_parameter(content_type, "charset"))});
}

}  // namespace

const std::string& Mail::header(std::string_view name) const noexcept {
  static const std::string none;
  for (const auto& [key, value] : headers) {
    if (key == name) {
      return value;
    }
  }
  return none;
}

Mail parse_mail(std::string_view message) {
  Mail mail;
  const std::size_t body = read_headers(message, mail.headers);
  read_entity(message.substr(body), mail.headers, 0, mail.texts);
  for (auto& [name, value] : mail.headers) {
    value = decode_words(value);
  }
  return mail;
}

std::string decode_words(std::string_view header) {
  std::string out;
  std::string pending;  // bytes of words in one character set: a character may be torn between two
  std::string pending_set;
  const auto flush = [&] {
    out += pending.empty() ? pending : to_utf8(std::move(pending), pending_set);
    pending.clear();
  };
  for (std::size_t at = 0; at < header.size();) {
    std::string word;
    std::string charset;
    // Blanks between two words are not text.
    const std::size_t next = header.find_first_not_of(" \t\r\n", at);
    const std::size_t begin = !pending.empty() && next != std::string_view::npos ? next : at;
    if (const std::size_t length = encoded_word(header.substr(begin), word, charset); length > 0) {
      if (!iequals(charset, pending_set)) {
        flush();
      }
      pending += word;
      pending_set = charset;
      at = begin + length;
      continue;
    }
    flush();
    out += header[at++];
  }
  flush();
  return find_invalid_utf8(out) == std::string::npos ? out : to_utf8(std::move(out), "");
}

std::string header_value(std::string_view header) {
  return ascii_lower(trim(header.substr(0, header.find(';'))));
}

std::string header_parameter(std::string_view header, std::string_view name) {
  const std::map<std::string, std::string> parameters = parameters_of(header);
  const std::string key(name);
  if (const auto whole = parameters.find(key + "*"); whole != parameters.end()) {
    return extended_value(whole->second);
  }
  if (const auto plain = parameters.find(key); plain != parameters.end()) {
    return decode_words(plain->second);
  }
  std::string value;
  bool extended = false;
  for (int piece = 0;; ++piece) {
    const std::string piece_key = key + "*" + std::to_string(piece);
    if (const auto part = parameters.find(piece_key + "*"); part != parameters.end()) {
      extended = true;
      value += part->second;
    } else if (const auto plain = parameters.find(piece_key); plain != parameters.end()) {
      value += plain->second;
    } else {
      break;
    }
  }
  return extended ? extended_value(value) : value;
}

std::string decode_base64(std::string_view text) {
  std::string out;
  unsigned bits = 0;
  int count = 0;
  for (const char c : text) {
    int value = -1;
    if (c >= 'A' && c <= 'Z') {
      value = c - 'A';
    } else if (c >= 'a' && c <= 'z') {
      value = c - 'a' + 26;
    } else if (c >= '0' && c <= '9') {
      value = c - '0' + 52;
    } else if (c == '+' || c == '-') {
      value = 62;
    } else if (c == '/' || c == '_') {
      value = 63;
    } else if (c == '=') {
      bits = 0;
      count = 0;
    }
    if (value < 0) {
      continue;
    }
    bits = ((bits << 6U) | static_cast<unsigned>(value)) & 0xFFFFFFU;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU);
    }
  }
  return out;
}

std::string decode_quoted_printable(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] != '=') {
      out += text[at++];
      continue;
    }
    const std::size_t line_end = text.find_first_not_of(" \t\r", at + 1);
    if (line_end == std::string_view::npos) {
      break;
    }
    if (text[line_end] == '\n') {
      at = line_end + 1;  // the line goes on
    } else if (const int byte = hex_byte(text, at + 1); byte >= 0) {
      out += static_cast<char>(byte);
      at += 3;
    } else {
      out += text[at++];
    }
  }
  return out;
}

std::string to_utf8(std::string bytes, std::string_view charset) {
  std::string set = ascii_lower(trim(charset));
  const bool utf8 = set == "utf-8" || set == "utf8" || set.empty();
  if (utf8 && find_invalid_utf8(bytes) == std::string::npos) {
    return bytes;
  }
  const bool latin = utf8 || set == "iso-8859-1" || set == "latin1" || set == "us-ascii" ||
                     set == "ascii" || set == "unknown-8bit";
  const bool odd = set.size() > 40 || set.find_first_of("/\r\n") != std::string::npos;
  set = latin || odd ? "windows-1252" : set;
  std::string text = converted(bytes, set);
  if (text.empty() && !bytes.empty()) {
    text = converted(bytes, "windows-1252");
  }
  return repair_utf8(text);
}

}  // namespace assay::source
