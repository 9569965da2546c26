#pragma once
/// Who may ask what: the Host and Origin of a request (against DNS rebinding and other pages'
/// scripts), accounts and tokens where the server can be reached from elsewhere, and how often.
/// Threads: internally locked.

#include "serve/accounts.h"
#include "serve/http.h"
#include "serve/neighbour.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace assay::serve {

struct GuardOptions {
  bool needs_login = false;           ///< The server can be reached from beyond this machine.
  std::vector<std::string> hosts;     ///< Names under which it is called, "host" or "host:port".
  std::filesystem::path tokens_file;  ///< Lines "NAME HASH", the hash by Argon2id.
  std::filesystem::path accounts_file{};
  std::vector<std::string> proxies{};  ///< Addresses whose X-Forwarded-… is believed.
  bool only_proxies = false;           ///< Nobody else is answered.
  /// Whether a request from this machine is of the user that the server is of.
  std::function<bool(const Request&)> is_own = [](const Request& request) {
    return is_own_user({request.peer, request.peer_port, request.port});
  };
};

/// Whose an address is: of IPv6 the first half, since one user has 2^64 addresses. No text to show.
std::string network_of(const std::string& peer);

/// Makes a token, keeps its hash under `name` in place of a former one, and gives it: it is shown
/// once. Throws kIo; kUsage for a name that is no word.
std::string make_token(const std::filesystem::path& tokens_file, const std::string& name);

/// What came of a login.
struct Login {
  enum class Outcome { kIn, kWrong, kTooOften };
  Outcome outcome = Outcome::kWrong;
  std::string session;
  std::string csrf;
};

class Guard {
 public:
  /// Throws kUsage where a login is needed and nobody has an account or a token.
  explicit Guard(GuardOptions options);

  /// The answer that refuses a request; nullopt when it may go on. Fills in who asks: `peer` and
  /// `secure` as a proxy tells them, account, reader, session, `unproven`.
  std::optional<Response> refuse(Request& request);
  /// The rest of it for a request that is `unproven`, in a worker's thread: it takes a while.
  std::optional<Response> prove(const Request& request);

  /// With an account's name and password, or with no name and a token. Takes a while.
  Login log_in(const std::string& name, const std::string& secret, const std::string& peer);
  void log_out(const Request& request);
  /// Whether who asked that may still ask: its login has not ended since, nor its token.
  bool still_knows(const Request& request);
  /// The cookies of a login; of none: those that take them away.
  static std::vector<std::string> cookies_of(const Login& login, bool secure);
  [[nodiscard]] bool needs_login() const noexcept { return options_.needs_login; }
  /// A word that belongs to another: only this process can tell it (of the form of the login).
  [[nodiscard]] std::string seal(const std::string& word) const;
  /// Whether a request that was let pass may have programs of the user executed: it comes from this
  /// machine and its user, by one of its own names and through no proxy, or brings a token; an
  /// account may not.
  /// In a worker's thread: it may take a while.
  bool may_run(const Request& request);

 private:
  struct Session {
    std::string account;  ///< "": by a token.
    std::string proof;    ///< The password's hash, or the token's mark.
    std::string csrf;
    std::chrono::steady_clock::time_point ends;
  };
  using Purses = std::map<std::string, std::pair<double, std::int64_t>>;

  [[nodiscard]] bool host_is_ours(const std::string& host) const;
  void hear_proxy(Request& request) const;
  [[nodiscard]] std::optional<Response> refuse_origin(const Request& request) const;
  std::optional<Response> refuse_stranger(Request& request);
  [[nodiscard]] std::optional<Response> refuse_account(const Request& request) const;
  [[nodiscard]] std::optional<Response> refuse_change(const Request& request) const;
  /// Fills in who asks. False for a stranger.
  bool know(Request& request);
  bool know_session(Request& request);
  [[nodiscard]] std::string token_mark(const std::string& token) const;
  bool is_known_token(const std::string& mark);
  /// Forgets what was right when the file is another. Requires mutex_.
  void look_at_tokens();
  /// Asks the file, which takes a while.
  bool is_token(const std::string& token);
  bool may_try(const std::string& peer, const std::string& account);
  static bool spend(Purses& purses, const std::string& peer, double rate, double most);

  GuardOptions options_;
  std::string key_;     ///< Of this process, for remembering right tokens without keeping them.
  std::string nobody_;  ///< The hash that a login without an account is held against.
  Accounts accounts_;
  std::mutex proving_;  ///< One token at a time, so that a right one is asked about once.
  std::mutex mutex_;
  WatchedFile tokens_;                       // guarded by mutex_
  std::uint64_t tokens_edition_ = 0;         // of their file; guarded by mutex_
  std::set<std::string> right_;              // marks of tokens; guarded by mutex_
  std::map<std::string, Session> sessions_;  // by mark; guarded by mutex_
  Purses requests_;                          // guarded by mutex_
  Purses failures_;                          // guarded by mutex_
};

}  // namespace assay::serve
