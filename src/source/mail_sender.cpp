#include "source/mail_sender.h"

#include "base/error.h"
#include "base/text.h"
#include "source/curl_library.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <new>

namespace assay::source {
namespace {

constexpr long kConnectMs = 15'000;
constexpr long kTotalMs = 120'000;
constexpr int kSubmission = 587;   // RFC 6409
constexpr int kSubmissions = 465;  // RFC 8314
constexpr std::size_t kMostReply = 200;

struct FreeEasy {
  void operator()(CURL* handle) const noexcept { libcurl().easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const noexcept { libcurl().slist_free_all(list); }
};

/// A delivery that is under way.
struct Running {
  const MailDelivery& delivery;
  std::string_view message;
  std::size_t given = 0;  ///< Bytes that libcurl has taken.
  std::string reply;      ///< The server's last line.
};

std::size_t give(char* to, std::size_t size, std::size_t count, void* from) {
  auto& running = *static_cast<Running*>(from);
  const std::string_view rest = running.message.substr(running.given);
  const std::size_t bytes = std::min(size * count, rest.size());
  std::copy_n(rest.begin(), bytes, to);
  running.given += bytes;
  return bytes;
}

std::size_t take_reply(char* data, std::size_t size, std::size_t count, void* to) {
  try {
    const std::string_view line = trim(std::string_view(data, size * count));
    if (!line.starts_with("221")) {  // its goodbye explains nothing
      static_cast<Running*>(to)->reply = ellipsize(repair_utf8(line), kMostReply);
    }
  } catch (...) {
    return 0;  // C code must not see it
  }
  return size * count;
}

int look_at_stop(void* from, curl_off_t /*down*/, curl_off_t /*downloaded*/, curl_off_t /*up*/,
                 curl_off_t /*uploaded*/) {
  const std::atomic<bool>* stop = static_cast<Running*>(from)->delivery.stop;
  return stop != nullptr && stop->load() ? 1 : 0;
}

std::string place_of(const MailServer& server) {
  return fmt::format("{}:{}", server.host, server.port);
}

/// What a server's refusal is about, by libcurl's own words ("RCPT failed: 550").
std::string refused_what(std::string_view words) {
  if (words.find("RCPT") != std::string_view::npos) {
    return "the mail server refuses a recipient";
  }
  if (words.find("MAIL") != std::string_view::npos) {
    return "the mail server refuses the sender";
  }
  return "the mail server refuses the mail";
}

Error error_of(CURLcode code, const Running& running, std::string_view words) {
  const std::string where = place_of(running.delivery.server);
  const std::string said = running.reply.empty() ? std::string() : ": " + running.reply;
  switch (code) {
    case CURLE_ABORTED_BY_CALLBACK:
      return {Errc::kCancelled, "interrupted; nothing is known to be sent", where};
    case CURLE_COULDNT_RESOLVE_HOST:
      return {Errc::kNetwork, "there is no host of that name; nothing was sent", where,
              "look at --smtp"};
    case CURLE_COULDNT_CONNECT:
      return {Errc::kNetwork, "no mail server answers there; nothing was sent", where,
              "look at --smtp: host, port, and whether it runs"};
    case CURLE_LOGIN_DENIED:
      return {Errc::kBlocked,
              "the mail server refuses the user name or password; nothing was sent" + said, where,
              "look at the user in --smtp and at ASSAY_SMTP_PASSWORD"};
    case CURLE_USE_SSL_FAILED:
      return {Errc::kBlocked, "the mail server offers no encryption (STARTTLS); nothing was sent",
              where, "use smtps://, or --plain for a server on this machine"};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return {
          Errc::kBlocked,
          "the mail server's encryption cannot be trusted; nothing was sent: " + std::string(words),
          where, "look at the host's name, or name its certificates in SSL_CERT_FILE"};
    default:
      break;
  }
  const bool refused =
      !running.reply.empty() && (running.reply[0] == '4' || running.reply[0] == '5');
  if (refused) {
    return {Errc::kBlocked, refused_what(words) + "; nothing was sent" + said, where,
            "look at --to and --from"};
  }
  if (running.given >= running.message.size()) {
    return {Errc::kNetwork, "the mail server did not confirm the mail: it may or may not arrive",
            where, "look into the mailbox before you send it again"};
  }
  return {Errc::kNetwork, "the connection broke off; nothing was sent: " + std::string(words),
          where, "try again later"};
}

void set_up(CURL* curl, Running& running, curl_slist* recipients, char* words) {
  const MailDelivery& delivery = running.delivery;
  const CurlLibrary& library = libcurl();
  const std::string url = fmt::format("{}://{}:{}", delivery.server.encrypted ? "smtps" : "smtp",
                                      delivery.server.host, delivery.server.port);
  library.easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
  library.easy_setopt(curl, CURLOPT_URL, url.c_str());
  library.easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  library.easy_setopt(curl, CURLOPT_PROXY, "");
  library.easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  library.easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMs);
  library.easy_setopt(curl, CURLOPT_TIMEOUT_MS, kTotalMs);
  library.easy_setopt(curl, CURLOPT_USE_SSL,
                      static_cast<long>(delivery.plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (!delivery.authorities.empty()) {
    library.easy_setopt(curl, CURLOPT_CAINFO, delivery.authorities.c_str());
  }
  if (!delivery.user.empty()) {
    library.easy_setopt(curl, CURLOPT_USERNAME, delivery.user.c_str());
    library.easy_setopt(curl, CURLOPT_PASSWORD, delivery.password.c_str());
  }
  library.easy_setopt(curl, CURLOPT_MAIL_FROM, ("<" + delivery.from + ">").c_str());
  library.easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  library.easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  library.easy_setopt(curl, CURLOPT_INFILESIZE_LARGE,
                      static_cast<curl_off_t>(running.message.size()));
  library.easy_setopt(curl, CURLOPT_READFUNCTION, give);
  library.easy_setopt(curl, CURLOPT_READDATA, &running);
  library.easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_reply);
  library.easy_setopt(curl, CURLOPT_HEADERDATA, &running);
  library.easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  library.easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_at_stop);
  library.easy_setopt(curl, CURLOPT_XFERINFODATA, &running);
}

Error bad_server(std::string_view address, const std::string& what) {
  return {Errc::kUsage, what, std::string(address.substr(0, address.find("://") + 3)) + "…",
          "write it as smtp://host:587 or smtps://user@host"};
}

}  // namespace

bool MailServer::is_here() const {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

MailServer parse_mail_server(std::string_view address) {
  MailServer server;
  std::string_view rest = address;
  if (istarts_with(rest, "smtps://")) {
    server.encrypted = true;
    rest.remove_prefix(8);
  } else if (istarts_with(rest, "smtp://")) {
    rest.remove_prefix(7);
  } else {
    throw Error(Errc::kUsage, "not a mail server: " + std::string(address), "--smtp",
                "write it as smtp://host:587 or smtps://user@host");
  }
  if (rest.ends_with('/')) {
    rest.remove_suffix(1);
  }
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    server.user = std::string(rest.substr(0, at));
    rest.remove_prefix(at + 1);
    if (server.user.find(':') != std::string::npos) {
      throw Error(Errc::kUsage, "a password on the command line is seen by others", "--smtp",
                  "put it into ASSAY_SMTP_PASSWORD or a file (--password-file)");
    }
  }
  server.port = server.encrypted ? kSubmissions : kSubmission;
  const std::size_t bracket = rest.find(']');
  const std::size_t colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon != std::string_view::npos) {
    const std::string_view port = rest.substr(colon + 1);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), server.port);
    if (error != std::errc() || end != port.data() + port.size() || server.port < 1 ||
        server.port > 65535) {
      throw bad_server(address, "not a port: " + std::string(port));
    }
    rest = rest.substr(0, colon);
  }
  const bool sound = !rest.empty() && std::all_of(rest.begin(), rest.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-.[]:").find(c) != std::string_view::npos;
  });
  if (!sound) {
    throw bad_server(address, "no host is named");
  }
  server.host = ascii_lower(rest);
  return server;
}

void send_mail(const MailDelivery& delivery, const std::string& message) {
  if (delivery.plain && !delivery.server.is_here()) {
    throw Error(Errc::kUsage, "mail goes unencrypted only to this machine",
                place_of(delivery.server), "leave out --plain");
  }
  const std::unique_ptr<CURL, FreeEasy> curl(libcurl().easy_init());
  std::unique_ptr<curl_slist, FreeList> recipients;
  for (const std::string& to : delivery.to) {
    curl_slist* list = libcurl().slist_append(recipients.get(), ("<" + to + ">").c_str());
    if (list == nullptr) {
      throw std::bad_alloc();
    }
    static_cast<void>(recipients.release());
    recipients.reset(list);
  }
  if (curl == nullptr) {
    throw Error(Errc::kIo, "cannot start a connection");
  }
  Running running{delivery, message, 0, {}};
  std::array<char, CURL_ERROR_SIZE> words{};
  set_up(curl.get(), running, recipients.get(), words.data());
  const CURLcode code = libcurl().easy_perform(curl.get());
  if (code != CURLE_OK) {
    throw error_of(code, running, words[0] != '\0' ? words.data() : libcurl().easy_strerror(code));
  }
}

}  // namespace assay::source
