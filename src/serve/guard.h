#pragma once
/// Who may ask what: the Host and Origin of a request (against DNS rebinding and other pages'
/// scripts), tokens where the server can be reached from elsewhere, and how often. Threads:
/// internally locked.

#include "serve/http.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace assay::serve {

struct GuardOptions {
  bool needs_token = false;           ///< The server listens beyond the loopback.
  std::vector<std::string> hosts;     ///< Names under which it is called, "host" or "host:port".
  std::filesystem::path tokens_file;  ///< Lines "NAME HASH", the hash by Argon2id.
};

/// Makes a token, keeps its hash under `name` in place of a former one, and gives it: it is shown
/// once. Throws kIo; kUsage for a name that is no word.
std::string make_token(const std::filesystem::path& tokens_file, const std::string& name);

class Guard {
 public:
  explicit Guard(GuardOptions options);

  /// The answer that refuses a request; nullopt when it may go on.
  std::optional<Response> refuse(const Request& request);
  /// The cookie of a session for whoever gives a token. Throws kBlocked for a wrong one.
  std::string begin_session(const std::string& token, const std::string& peer);
  /// Whether a request that refuse() let pass may have programs of the user executed: it comes from
  /// this machine, by one of its own names and through no proxy, or brings a token or a session.
  bool may_run(const Request& request);

 private:
  bool host_is_ours(const std::string& host) const;
  bool is_known(const Request& request);
  bool token_is_right(const std::string& token, const std::string& peer);
  bool spend(std::map<std::string, std::pair<double, std::int64_t>>& purses,
             const std::string& peer, double rate, double most);

  GuardOptions options_;
  std::string key_;  ///< Of this process, for remembering right tokens without keeping them.
  std::mutex mutex_;
  std::set<std::string> right_;                                      // guarded by mutex_
  std::set<std::string> sessions_;                                   // guarded by mutex_
  std::map<std::string, std::pair<double, std::int64_t>> requests_;  // guarded by mutex_
  std::map<std::string, std::pair<double, std::int64_t>> failures_;  // guarded by mutex_
};

}  // namespace assay::serve
