#pragma once
/// A request and its answer as the handlers see them, without the library that carries them.
/// Threads: plain values, pure functions.

#include "base/files.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::serve {

class Talk;

/// Parameters behind the question mark, decoded, in their order.
class Query {
 public:
  /// Throws kUsage for a broken percent sign or bytes that are no UTF-8.
  static Query parse(std::string_view text);
  [[nodiscard]] bool has(std::string_view name) const noexcept;
  /// "" when it is not there; the first where it comes twice.
  [[nodiscard]] std::string get(std::string_view name) const;
  /// As get(), for what has no empty value. Throws kUsage where it is there and empty.
  [[nodiscard]] std::string word(std::string_view name) const;
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
  /// A whole number within [least, most]. Throws kUsage naming the parameter.
  [[nodiscard]] std::uint64_t number(std::string_view name, std::uint64_t usual,
                                     std::uint64_t least, std::uint64_t most) const;
  /// True for "1", "true", "yes". Throws kUsage for other words than those and their opposites.
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] const std::vector<std::pair<std::string, std::string>>& items() const noexcept {
    return items_;
  }

 private:
  std::vector<std::pair<std::string, std::string>> items_;
};

struct Request {
  std::string method;  ///< "GET"
  /// Without the question mark, of the parts: "/api/v1/works/w1", however it was percent-encoded.
  std::string path;
  std::vector<std::string> parts;  ///< Of the path, each decoded: {"api","v1","works","w1"}.
  /// What stands behind the question mark, as sent but for bytes that no address may have.
  std::string search;
  Query query;
  std::map<std::string, std::string, std::less<>> headers;  ///< Names in lower case.
  std::string body;
  /// Where the body is instead, on the routes of uploads.h; `folder` holds it.
  std::filesystem::path file;
  std::shared_ptr<const TempDir> folder;
  std::string peer;  ///< The other end's address, "127.0.0.1"; that which a known proxy tells.
  std::uint16_t peer_port = 0;  ///< Of the connection, be it a proxy's.
  std::uint16_t port = 0;       ///< Ours.
  std::string id;               ///< For the log and whoever asks about an answer.
  // Filled in by Guard:
  bool by_proxy = false;
  bool secure = false;  ///< By TLS, here or at the proxy.
  bool let_in = false;  ///< Nothing speaks against it, unless `unproven` does.
  bool stranger =
      false;  ///< A login is needed and there is none: what is asked for is open to all.
  bool unproven = false;  ///< Has a token that is to be checked (Guard::prove).
  std::string account;    ///< Whose login it is; "" by a token, and where none is needed.
  std::string reader;     ///< The account's.
  std::string csrf;       ///< What a change has to bring; "" where no cookie speaks for it.

  [[nodiscard]] std::string header(std::string_view name) const;
};

/// Splits a target ("/a/b?c=d") into path, parts and query. Throws kUsage: it does not begin with a
/// slash, has a broken percent sign, a control character, a part "..", or bytes that are no UTF-8.
void parse_target(std::string_view target, Request& request);

/// "a%2Fb" -> "a/b". Throws kUsage for a broken percent sign, NUL, and what is no UTF-8.
std::string percent_decoded(std::string_view text, bool plus_is_space);

struct Response {
  int status = 200;
  std::string type = "application/json";
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  /// Sent in place of `body`; `folder` goes with the answer.
  std::filesystem::path file;
  std::shared_ptr<const TempDir> folder;
  /// What the answer depends on, to be compared by a later request; "" where nothing tells.
  std::string tag;
  bool stream = false;         ///< The connection becomes a stream of events.
  std::shared_ptr<Talk> talk;  ///< That which it hears then; null for those of everybody.

  static Response json(std::string text, int status = 200);
  static Response text(std::string type, std::string text);
};

/// How welcome a coding is by `accept` (an Accept-Encoding header), named or by "*": 0 to 1000, 0
/// where it is not taken (RFC 9110, 12.5.3).
int coding_weight(std::string_view accept, std::string_view coding);

/// Whether an If-None-Match header names the tag (weak comparison, RFC 9110, 13.1.2). `tag`: with
/// its quotes.
bool matches_tag(std::string_view if_none_match, std::string_view tag);

}  // namespace assay::serve
