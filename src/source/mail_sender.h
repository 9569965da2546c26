#pragma once
/// Hands a mail to a mail server (SMTP, RFC 5321, by libcurl, which stuffs the dots). Encrypted
/// from the first byte (smtps), or by STARTTLS (RFC 3207), which is demanded. Threads: any.

#include <atomic>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

struct MailServer {
  bool encrypted = false;  ///< smtps: from the first byte.
  std::string host;
  int port = 0;
  std::string user;  ///< From the address; may be empty.

  /// This machine.
  [[nodiscard]] bool is_here() const;
};

/// Reads "smtp://host", "smtps://user@host:465"; without a port 587, or 465 for smtps. Throws
/// kUsage for anything else, and for an address with a password in it: others see the command line.
MailServer parse_mail_server(std::string_view address);

struct MailDelivery {
  MailServer server;
  std::string user;  ///< Empty: without logging in.
  std::string password;
  bool plain = false;           ///< Without encryption; only to this machine.
  std::string from;             ///< The envelope's, a plain address.
  std::vector<std::string> to;  ///< At least one.
  std::string authorities;      ///< A file of certificates to trust; empty: the system's.
  const std::atomic<bool>* stop = nullptr;  ///< Ends it when true.
};

/// Sends `message`, whose lines end with CRLF, to all or to none: one refused recipient ends it
/// before anything is sent. Returns when the server has taken it. Throws kUsage (plain to another
/// machine), kNetwork (nobody there, broken off, timed out), kBlocked (login, recipient, message or
/// encryption refused; the server's own words are in the error), kCancelled.
void send_mail(const MailDelivery& delivery, const std::string& message);

}  // namespace assay::source
