#include "serve/guard.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "serve/problem.h"

#include <sodium.h>

#include <algorithm>
#include <array>

namespace assay::serve {
namespace {

constexpr double kRequestsPerSecond = 50;
constexpr double kMostRequests = 200;
constexpr double kFailuresPerSecond = 0.1;
constexpr double kMostFailures = 5;
constexpr std::size_t kMostPeers = 10000;
constexpr std::size_t kMostSessions = 1000;
constexpr std::string_view kCookie = "assay_session=";

std::string random_hex() {
  std::array<unsigned char, 32> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string hex(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), bytes.data(), bytes.size());
  hex.pop_back();
  return hex;
}

void start_sodium() {
  if (sodium_init() < 0) {
    throw Error(Errc::kInternal, "libsodium cannot be started");
  }
}

std::string cookie_of(const Request& request) {
  const std::string header = request.header("cookie");
  for (std::string_view piece : split(header, ';')) {
    piece = trim(piece);
    if (piece.rfind(kCookie, 0) == 0) {
      return std::string(piece.substr(kCookie.size()));
    }
  }
  return {};
}

bool is_change(const Request& request) {
  return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
}

Response forbidden(const char* what, const char* where, const char* hint, int status = 403) {
  return problem(Error(Errc::kBlocked, what, where, hint), status);
}

}  // namespace

std::string make_token(const std::filesystem::path& tokens_file, const std::string& name) {
  start_sodium();
  if (name.empty() || name.size() > 64 || name.find_first_of(" \t\r\n") != std::string::npos) {
    throw Error(Errc::kUsage, "no name for a token: " + name, "", "give one word");
  }
  const std::string token = "assay-" + random_hex();
  std::string hash(crypto_pwhash_STRBYTES, '\0');
  if (crypto_pwhash_str(hash.data(), token.data(), token.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                        crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    throw Error(Errc::kLimit, "not enough memory for a token's hash");
  }
  std::string text;
  if (std::filesystem::exists(tokens_file)) {
    const std::string known = read_file(tokens_file, std::size_t{1} << 20);
    for (const std::string_view line : split(known, '\n')) {
      if (!line.empty() && line.substr(0, line.find(' ')) != name) {
        text += std::string(line) + "\n";
      }
    }
  }
  make_folders(tokens_file.parent_path());
  write_file_atomically(tokens_file, text + name + " " + hash.c_str() + "\n");
  std::filesystem::permissions(
      tokens_file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  return token;
}

Guard::Guard(GuardOptions options) : options_(std::move(options)) {
  start_sodium();
  key_ = random_hex();
  if (options_.needs_token && !std::filesystem::exists(options_.tokens_file)) {
    throw Error(Errc::kUsage, "beyond this machine a token is required, and there is none",
                "--listen", "make one with `assay serve --new-token NAME`");
  }
}

bool Guard::host_is_ours(const std::string& host) const {
  const std::string given = ascii_lower(host);
  const std::size_t colon = given.rfind(':');
  const bool has_port = colon != std::string::npos && given.find(']', colon) == std::string::npos;
  const std::string bare = has_port ? given.substr(0, colon) : given;
  return std::any_of(options_.hosts.begin(), options_.hosts.end(),
                     [&](const std::string& ours) { return ours == given || ours == bare; });
}

bool Guard::spend(std::map<std::string, std::pair<double, std::int64_t>>& purses,
                  const std::string& peer, double rate, double most) {
  const std::int64_t now = std::chrono::duration_cast<std::chrono::milliseconds>(
                               std::chrono::steady_clock::now().time_since_epoch())
                               .count();
  if (purses.size() > kMostPeers) {
    purses.clear();
  }
  auto [found, fresh] = purses.try_emplace(peer, most, now);
  auto& [left, at] = found->second;
  left = std::min(most, left + rate * static_cast<double>(now - at) / 1000.0);
  at = now;
  if (left < 1) {
    return false;
  }
  left -= 1;
  return true;
}

bool Guard::token_is_right(const std::string& token, const std::string& peer) {
  constexpr std::size_t kMostToken = 256;
  if (token.empty() || token.size() > kMostToken) {
    return false;
  }
  std::string mark(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(mark.data()), mark.size(),
                     reinterpret_cast<const unsigned char*>(token.data()), token.size(),
                     reinterpret_cast<const unsigned char*>(key_.data()), key_.size());
  {
    const std::lock_guard lock(mutex_);
    if (right_.count(mark) != 0) {
      return true;
    }
    if (!spend(failures_, peer, kFailuresPerSecond, kMostFailures)) {
      return false;
    }
  }
  const std::string known = read_file(options_.tokens_file, std::size_t{1} << 20);
  for (const std::string_view line : split(known, '\n')) {
    const std::size_t space = line.find(' ');
    if (space != std::string_view::npos &&
        crypto_pwhash_str_verify(std::string(line.substr(space + 1)).c_str(), token.data(),
                                 token.size()) == 0) {
      const std::lock_guard lock(mutex_);
      right_.insert(mark);
      return true;
    }
  }
  return false;
}

bool Guard::is_known(const Request& request) {
  const std::string authorization = request.header("authorization");
  if (istarts_with(authorization, "bearer ")) {
    return token_is_right(std::string(trim(std::string_view(authorization).substr(7))),
                          request.peer);
  }
  const std::string cookie = cookie_of(request);
  const std::lock_guard lock(mutex_);
  return !cookie.empty() && sessions_.count(cookie) != 0;
}

std::string Guard::begin_session(const std::string& token, const std::string& peer) {
  if (!options_.needs_token || !token_is_right(token, peer)) {
    throw Error(Errc::kBlocked, "this token is not right", "token",
                options_.needs_token ? "make one with `assay serve --new-token NAME`"
                                     : "none is needed on this machine");
  }
  const std::string session = random_hex();
  const std::lock_guard lock(mutex_);
  if (sessions_.size() >= kMostSessions) {
    sessions_.clear();
  }
  sessions_.insert(session);
  return std::string(kCookie) + session + "; HttpOnly; SameSite=Strict; Path=/; Max-Age=2592000";
}

bool Guard::may_run(const Request& request) {
  const std::string host = ascii_lower(request.header("host"));
  const std::string bare =
      host.substr(0, host.find(']') == std::string::npos ? host.find(':') : host.find(']') + 1);
  const bool own_name = bare == "127.0.0.1" || bare == "localhost" || bare == "[::1]";
  const bool near = request.peer.rfind("127.", 0) == 0 || request.peer == "::1";
  bool direct = true;
  for (const char* name :
       {"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"}) {
    direct = direct && request.header(name).empty();
  }
  if (!options_.needs_token && own_name && near && direct) {
    return true;
  }
  std::error_code ignored;
  return std::filesystem::exists(options_.tokens_file, ignored) && is_known(request);
}

std::optional<Response> Guard::refuse(const Request& request) {
  const std::string host = request.header("host");
  if (!host_is_ours(host)) {
    return forbidden("this server is not called that", "the Host header",
                     "call it by the address that it printed, or start it with --host NAME", 421);
  }
  const std::string origin = request.header("origin");
  if (!origin.empty() && ascii_lower(origin) != "http://" + ascii_lower(host) &&
      ascii_lower(origin) != "https://" + ascii_lower(host)) {
    return forbidden("pages of other origins may not ask here", "the Origin header",
                     "open the page from this server");
  }
  const std::string site = request.header("sec-fetch-site");
  const bool page = request.header("sec-fetch-mode") == "navigate" && request.method == "GET" &&
                    request.path.rfind("/api/", 0) != 0;
  if ((site == "cross-site" || site == "same-site") && !page) {
    return forbidden("pages of other sites may not ask here", "the Sec-Fetch-Site header",
                     "open the page from this server");
  }
  if (options_.needs_token) {
    {
      const std::lock_guard lock(mutex_);
      if (!spend(requests_, request.peer, kRequestsPerSecond, kMostRequests)) {
        return forbidden("too many requests", "", "wait a second", 429);
      }
    }
    const bool open = request.path == "/api/v1/session" || request.path == "/healthz" ||
                      (request.path.rfind("/api/", 0) != 0 && request.path != "/mcp" &&
                       request.path != "/metrics");
    if (!open && !is_known(request)) {
      Response response =
          forbidden("a token is needed", "the Authorization header",
                    "send \"Authorization: Bearer TOKEN\", or POST it to /api/v1/session", 401);
      response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"assay\"");
      return response;
    }
  }
  if (is_change(request)) {
    const bool json = istarts_with(request.header("content-type"), "application/json");
    if (request.path == "/mcp" ? !json && request.method == "POST"
                               : request.header("x-assay").empty()) {
      return forbidden("a change needs a header that other pages cannot send",
                       request.path == "/mcp" ? "the Content-Type header" : "the X-Assay header",
                       request.path == "/mcp" ? "send application/json" : "send \"X-Assay: 1\"");
    }
  }
  return std::nullopt;
}

}  // namespace assay::serve
