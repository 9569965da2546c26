#pragma once
/// Writes mail messages that any mail program reads. Source: RFC 5322 (headers), RFC 2045 to 2047
/// (MIME, quoted-printable, encoded words). Threads: pure functions.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// A person's mail address.
struct MailAddress {
  std::string name;     ///< UTF-8; may be empty.
  std::string address;  ///< "ada@example.com", ASCII.
};

/// Reads "ada@example.com" or "Ada One <ada@example.com>". Throws kUsage for anything else: control
/// characters (a line end would begin another header), several addresses, no host, characters
/// beyond ASCII in the address itself.
MailAddress parse_mail_address(std::string_view text);

struct OutgoingMail {
  MailAddress from;
  std::vector<MailAddress> to;  ///< None: a message without named recipients.
  std::string subject;          ///< UTF-8; line ends become spaces.
  std::string text;             ///< The plain alternative, UTF-8.
  std::string html;             ///< The other.
  std::int64_t date = 0;        ///< Seconds since 1970-01-01T00:00:00Z.
};

/// "<…@host>", the same for the same mail.
std::string message_id(const OutgoingMail& mail);

/// The message with CRLF line ends, as it goes to a server: multipart/alternative, both parts
/// quoted-printable, every line at most 78 characters where its words allow it. The same mail gives
/// the same bytes.
std::string write_mail(const OutgoingMail& mail);

}  // namespace assay::source
