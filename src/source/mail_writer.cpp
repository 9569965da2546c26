#include "source/mail_writer.h"

#include "base/error.h"
#include "base/instant.h"
#include "base/text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

constexpr std::size_t kEncodedBytes = 45;  // of text in an encoded word of at most 75 characters
constexpr std::size_t kPlainHeader = 60;
constexpr std::size_t kLine = 76;
constexpr std::size_t kMostAddress = 254;  // RFC 5321, 4.5.3.1.3, less the brackets
constexpr std::string_view kDigits = "0123456789ABCDEF";

bool is_ascii_print(char c) noexcept {
  return c >= 0x20 && c < 0x7F;
}

bool is_plain(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), is_ascii_print) &&
         text.find("=?") == std::string_view::npos;
}

bool is_control(char c) noexcept {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      three <<= 8U;
      three |= i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U;
    }
    for (std::size_t j = 0; j < 4; ++j) {
      const bool padding = i + j > bytes.size();
      out += padding ? '=' : kAlphabet[three >> (18U - 6U * static_cast<unsigned>(j)) & 63U];
    }
  }
  return out;
}

/// Text of a header on one line or folded: as it is, or in encoded words (RFC 2047).
std::string header_text(std::string_view raw) {
  std::string text = collapse_spaces(repair_utf8(raw));
  if (is_plain(text) && text.size() <= kPlainHeader) {
    return text;
  }
  std::string out;
  std::size_t begin = 0;
  while (begin < text.size()) {
    std::size_t end = std::min(text.size(), begin + kEncodedBytes);
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
      --end;  // never within a character
    }
    out += (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") +
           base64(std::string_view(text).substr(begin, end - begin)) + "?=";
    begin = end;
  }
  return out;
}

/// A name before an address: atoms as they are, else a quoted string or encoded words.
std::string header_name(std::string_view raw) {
  std::string name = collapse_spaces(repair_utf8(raw));
  if (!is_plain(name) || name.size() > kPlainHeader) {
    return header_text(name);
  }
  const bool atoms = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' ||
           c == '-';
  });
  if (atoms) {
    return name;
  }
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"' || c == '\\') {
      out += '\\';
    }
    out += c;
  }
  return out + "\"";
}

std::string header_address(const MailAddress& address) {
  return address.name.empty() ? address.address
                              : header_name(address.name) + " <" + address.address + ">";
}

/// Lines of at most 76 characters, CRLF between them (RFC 2045, 6.7).
std::string quoted_printable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  const auto put = [&](std::string_view piece) {
    if (column + piece.size() > kLine - 1) {
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      continue;
    }
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool at_end = i + 1 == text.size() || text[i + 1] == '\n' || text[i + 1] == '\r';
    const bool plain = is_ascii_print(c) && c != '=' && !(c == ' ' && at_end);
    if (plain) {
      put(std::string_view(&text[i], 1));
    } else {
      const auto byte = static_cast<unsigned char>(c);
      const std::array<char, 3> escaped = {'=', kDigits[byte >> 4U], kDigits[byte & 15U]};
      put(std::string_view(escaped.data(), escaped.size()));
    }
  }
  return out;
}

std::uint64_t hash_of(const OutgoingMail& mail) {
  std::uint64_t hash = hash64(mail.from.address, static_cast<std::uint64_t>(mail.date));
  for (const MailAddress& to : mail.to) {
    hash = hash64(to.address, hash);
  }
  return hash64(mail.html, hash64(mail.text, hash64(mail.subject, hash)));
}

std::string part(std::string_view type, std::string_view body) {
  return fmt::format(
             "Content-Type: {}; charset=utf-8\r\nContent-Transfer-Encoding: "
             "quoted-printable\r\n\r\n",
             type) +
         quoted_printable(body) + "\r\n";
}

Error bad_address(std::string_view text, const std::string& what) {
  return {Errc::kUsage, "not a mail address: " + std::string(text), what,
          "write it as ada@example.com or \"Ada One <ada@example.com>\""};
}

/// RFC 5321's dot-string or less: what every server takes.
bool is_local_part(std::string_view text) noexcept {
  if (text.empty() || text.size() > 64 || text.front() == '.' || text.back() == '.' ||
      text.find("..") != std::string_view::npos) {
    return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("!#$%&'*+-/=?^_`{|}~.").find(c) != std::string_view::npos;
  });
}

bool is_host(std::string_view text) noexcept {
  if (text.empty() || text.front() == '.' || text.back() == '.' || text.front() == '-' ||
      text.find("..") != std::string_view::npos) {
    return false;
  }
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.';
  });
}

}  // namespace

MailAddress parse_mail_address(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), is_control) ||
      find_invalid_utf8(text) != std::string_view::npos) {
    throw bad_address(text, "control characters or broken text");
  }
  MailAddress out;
  std::string_view address = trim(text);
  if (address.ends_with('>')) {
    const std::size_t open = address.rfind('<');
    if (open == std::string_view::npos) {
      throw bad_address(text, "no <");
    }
    std::string_view name = trim(address.substr(0, open));
    if (name.size() >= 2 && name.front() == '"' && name.back() == '"') {
      name = name.substr(1, name.size() - 2);
    }
    out.name = std::string(name);
    address = address.substr(open + 1, address.size() - open - 2);
  }
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos || address.size() > kMostAddress ||
      !is_local_part(address.substr(0, at)) || !is_host(address.substr(at + 1))) {
    throw bad_address(text, "name@host in plain letters is wanted");
  }
  if (out.name.find_first_of("<>,;@") != std::string::npos &&
      out.name.find('@') != std::string::npos) {
    throw bad_address(text, "one address each");
  }
  out.address = std::string(address);
  return out;
}

std::string message_id(const OutgoingMail& mail) {
  return fmt::format("<{:016x}.{}@{}>", hash_of(mail), mail.date,
                     mail.from.address.substr(mail.from.address.rfind('@') + 1));
}

std::string write_mail(const OutgoingMail& mail) {
  // "=_" never occurs in quoted-printable text.
  const std::string boundary = fmt::format("=_assay_{:016x}", hash_of(mail));
  std::string out = "Date: " + format_rfc822(mail.date) + " +0000\r\n";
  out += "From: " + header_address(mail.from) + "\r\n";
  if (mail.to.empty()) {
    out += "To: undisclosed-recipients:;\r\n";
  }
  for (std::size_t i = 0; i < mail.to.size(); ++i) {
    out += (i == 0 ? "To: " : ",\r\n ") + header_address(mail.to[i]);
    out += i + 1 == mail.to.size() ? "\r\n" : "";
  }
  out += "Subject: " + header_text(mail.subject) + "\r\n";
  out += "Message-ID: " + message_id(mail) + "\r\n";
  out += "Auto-Submitted: auto-generated\r\n";
  out += "MIME-Version: 1.0\r\n";
  out += "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n";
  out += "--" + boundary + "\r\n" + part("text/plain", mail.text);
  out += "--" + boundary + "\r\n" + part("text/html", mail.html);
  return out + "--" + boundary + "--\r\n";
}

}  // namespace assay::source
