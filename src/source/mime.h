#pragma once
/// Mail messages: headers, MIME parts, encodings and character sets, to UTF-8. Source: RFC 5322,
/// RFC 2045 to 2047, RFC 2231. Private to the room. Threads: pure functions. Any bytes are taken.

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::source {

/// A part that is text, in UTF-8.
struct MailText {
  std::string type;  ///< "text/html", in lower case.
  std::string text;
};

struct Mail {
  /// Names in lower case, folded lines put together, encoded words read.
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<MailText> texts;  ///< In the order of the message; attachments are left out.

  /// The first header of this name, "" when there is none.
  [[nodiscard]] const std::string& header(std::string_view name) const noexcept;
};

/// Parts nested deeper than ten levels and more than two hundred of them are left out.
Mail parse_mail(std::string_view message);

/// "=?utf-8?B?...?=" and the like read (RFC 2047).
std::string decode_words(std::string_view header);

/// A header's value before its parameters in lower case, and the parameter `name` (RFC 2231's
/// pieces and character sets read), "" when it has none.
std::string header_value(std::string_view header);
std::string header_parameter(std::string_view header, std::string_view name);

std::string decode_base64(std::string_view text);
std::string decode_quoted_printable(std::string_view text);

/// Bytes in a character set as UTF-8. Latin-1 and ASCII are taken for Windows-1252, and so is what
/// claims to be UTF-8 but is not, or names a set that nobody knows: that is what mails mean by it.
std::string to_utf8(std::string bytes, std::string_view charset);

}  // namespace assay::source
