#include "serve/guard.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "serve/login.h"
#include "serve/problem.h"
#include "serve/secrets.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace assay::serve {
namespace {

constexpr double kRequestsPerSecond = 50;
constexpr double kMostRequests = 200;
constexpr double kFailuresPerSecond = 0.1;
constexpr double kMostFailures = 5;
/// Of an account from all addresses together, and of all accounts.
constexpr double kMostOfAccount = 10;
constexpr double kAllFailuresPerSecond = 2;
constexpr double kMostOfAll = 50;
constexpr std::size_t kMostPeers = 10000;
/// Milliseconds after which each purse of failures is full again.
constexpr std::int64_t kFullAgain = 100'000;
constexpr std::size_t kMostSessions = 1000;
constexpr std::size_t kMostSecret = 256;
constexpr std::chrono::hours kSessionLength(24 * 30);
constexpr std::string_view kCookie = "assay_session";

bool is_change(const Request& request) {
  return request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
}

Response forbidden(const char* what, const char* where, const char* hint, int status = 403) {
  return problem(Error(Errc::kBlocked, what, where, hint), status);
}

/// A script, a style or a picture of the page, which anyone has who has the program.
bool is_page_file(const Request& request) {
  return !is_change(request) && !request.parts.empty() && request.parts.front() != "api" &&
         request.parts.front() != "work" && request.path != "/openapi.json" &&
         request.parts.back().find('.') != std::string::npos;
}

/// A page of its own, rather than the API or one of the page's files.
bool is_page(const Request& request) {
  return !is_page_file(request) && (request.method == "GET" || request.method == "HEAD") &&
         !request.path.starts_with("/api/") && request.path != "/mcp" &&
         request.path != "/metrics" && request.path != "/openapi.json";
}

/// What strangers get: the form, what logs them in, whether it answers, the page's files; nothing
/// else.
bool is_open(const Request& request) {
  return request.path == "/healthz" || request.path == kLoginPath ||
         request.path == kLoginStylePath ||
         (request.path == "/api/v1/session" && request.method == "POST") || is_page_file(request);
}

/// A source's address may be a file of this machine, or lie in its own network.
bool changes_sources(const Request& request) {
  constexpr std::size_t kAction = 4;  // /api/v1/sources/NAME/test
  const bool tests = request.parts.size() > kAction && request.parts[kAction] == "test";
  return request.path.starts_with("/api/v1/sources") && !tests;
}

/// What an account may not do, which is its reader's alone: all readers' concerns.
bool is_owners(const Request& request) {
  return request.path == "/api/v1/backup" ||
         ((request.path.starts_with("/api/v1/readers") || request.path == "/api/v1/labs" ||
           request.path == "/api/v1/train" || request.path == "/api/v1/judge-again" ||
           changes_sources(request)) &&
          is_change(request));
}

std::int64_t milliseconds_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::string last_of(const std::string& list) {
  return std::string(trim(std::string_view(list).substr(list.rfind(',') + 1)));
}

}  // namespace

std::string network_of(const std::string& peer) {
  constexpr std::size_t kNetwork = 8;
  std::array<unsigned char, 16> bytes{};
  const std::string address = peer.substr(0, peer.find('%'));
  if (::inet_pton(AF_INET6, address.c_str(), bytes.data()) != 1 || peer.starts_with("::ffff:")) {
    return peer;
  }
  return std::string(bytes.begin(), bytes.begin() + kNetwork);
}

std::string make_token(const std::filesystem::path& tokens_file, const std::string& name) {
  if (name.empty() || name.size() > 64 || name.find_first_of(" \t\r\n") != std::string::npos) {
    throw Error(Errc::kUsage, "no name for a token: " + name, "", "give one word");
  }
  std::string token = "assay-" + random_word();
  const std::string hash = hash_secret(token);
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
  write_file_atomically(tokens_file, text + name + " " + hash + "\n", kPrivate);
  return token;
}

Guard::Guard(GuardOptions options)
    : options_(std::move(options)),
      key_(random_word()),
      accounts_(options_.accounts_file),
      tokens_(options_.tokens_file) {
  for (std::string& host : options_.hosts) {
    host = ascii_lower(host);
  }
  if (!options_.needs_login) {
    return;
  }
  std::error_code ec;
  if (!std::filesystem::exists(options_.tokens_file, ec) && !accounts_.any()) {
    throw Error(
        Errc::kUsage, "beyond this machine an account or a token is required, and there is none",
        "--listen", "make one with `assay serve user add NAME` or `assay serve --new-token NAME`");
  }
  nobody_ = hash_secret(random_word());
}

bool Guard::host_is_ours(const std::string& host) const {
  const std::string given = ascii_lower(host);
  const std::size_t colon = given.rfind(':');
  const bool has_port = colon != std::string::npos && given.find(']', colon) == std::string::npos;
  const std::string bare = has_port ? given.substr(0, colon) : given;
  return std::any_of(options_.hosts.begin(), options_.hosts.end(),
                     [&](const std::string& ours) { return ours == given || ours == bare; });
}

/// What it adds stands last; what stands before may be anybody's words.
void Guard::hear_proxy(Request& request) const {
  const std::vector<std::string>& proxies = options_.proxies;
  if (std::find(proxies.begin(), proxies.end(), request.peer) == proxies.end()) {
    return;
  }
  request.by_proxy = true;
  request.secure = last_of(request.header("x-forwarded-proto")) == "https";
  const std::string peer = last_of(request.header("x-forwarded-for"));
  const bool sound = !peer.empty() && peer.size() < 46 &&
                     peer.find_first_not_of("0123456789abcdefABCDEF.:") == std::string::npos;
  request.peer = sound ? peer : request.peer;
}

bool Guard::spend(Purses& purses, const std::string& peer, double rate, double most) {
  const std::int64_t now = milliseconds_now();
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

bool Guard::may_try(const std::string& peer, const std::string& account) {
  const std::lock_guard lock(mutex_);
  if (failures_.size() > kMostPeers) {
    const std::int64_t now = milliseconds_now();
    std::erase_if(failures_,
                  [now](const auto& one) { return now - one.second.second > kFullAgain; });
    if (failures_.size() > kMostPeers) {
      return false;  // nobody's tries are forgotten early
    }
  }
  return spend(failures_, "from " + network_of(peer), kFailuresPerSecond, kMostFailures) &&
         spend(failures_, "as " + account.substr(0, kMostSecret), kFailuresPerSecond,
               kMostOfAccount) &&
         spend(failures_, "all", kAllFailuresPerSecond, kMostOfAll);
}

std::string Guard::seal(const std::string& word) const {
  return mark_of(word, key_);
}

std::string Guard::token_mark(const std::string& token) const {
  return mark_of("token " + token, key_);
}

void Guard::look_at_tokens() {
  if (tokens_.has_changed()) {
    right_.clear();  // one may have been taken back
    ++tokens_edition_;
  }
}

bool Guard::is_known_token(const std::string& mark) {
  const std::lock_guard lock(mutex_);
  look_at_tokens();
  return right_.count(mark) != 0;
}

bool Guard::is_token(const std::string& token) {
  std::string known;
  std::uint64_t edition = 0;
  {
    const std::lock_guard lock(mutex_);
    look_at_tokens();
    known = tokens_.read();
    edition = tokens_edition_;
  }
  for (const std::string_view line : split(known, '\n')) {
    const std::size_t space = line.find(' ');
    if (space != std::string_view::npos &&
        is_secret_of(token, std::string(line.substr(space + 1)))) {
      const std::lock_guard lock(mutex_);
      look_at_tokens();
      if (tokens_edition_ != edition) {
        return false;  // perhaps this one was taken out meanwhile
      }
      right_.insert(token_mark(token));
      return true;
    }
  }
  return false;
}

bool Guard::know_session(Request& request) {
  const std::string cookie = cookie_of(request, kCookie);
  if (cookie.empty()) {
    return false;
  }
  const std::string mark = seal(cookie);
  Session session;
  {
    const std::lock_guard lock(mutex_);
    const auto found = sessions_.find(mark);
    if (found == sessions_.end()) {
      return false;
    }
    if (found->second.ends < std::chrono::steady_clock::now()) {
      sessions_.erase(found);
      return false;
    }
    session = found->second;
  }
  if (session.account.empty()) {
    if (!is_known_token(session.proof)) {
      return false;
    }
  } else {
    const std::optional<Account> account = accounts_.find(session.account);
    if (!account || account->hash != session.proof) {
      return false;  // it was removed, or has another password
    }
    request.account = account->name;
    request.reader = account->reader;
  }
  request.csrf = session.csrf;
  return true;
}

bool Guard::know(Request& request) {
  const std::string authorization = request.header("authorization");
  if (!istarts_with(authorization, "bearer ")) {
    return know_session(request);
  }
  const std::string token(trim(std::string_view(authorization).substr(7)));
  if (token.empty() || token.size() > kMostSecret) {
    return false;
  }
  request.unproven = !is_known_token(token_mark(token));
  return true;
}

std::optional<Response> Guard::prove(const Request& request) {
  const std::string token(trim(std::string_view(request.header("authorization")).substr(7)));
  const std::lock_guard alone(proving_);
  if (is_known_token(token_mark(token))) {
    return std::nullopt;  // found right while this one waited
  }
  if (!may_try(request.peer, "")) {
    return forbidden("too many wrong tokens", "the Authorization header", "wait ten seconds", 429);
  }
  if (is_token(token)) {
    return std::nullopt;
  }
  Response response = forbidden("this token is not right", "the Authorization header",
                                "make one with `assay serve --new-token NAME`", 401);
  response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"assay\"");
  return response;
}

Login Guard::log_in(const std::string& name, const std::string& secret, const std::string& peer) {
  if (!options_.needs_login || secret.empty() || secret.size() > kMostSecret) {
    return {};
  }
  if (!may_try(peer, name)) {
    return {Login::Outcome::kTooOften, {}, {}};
  }
  Session session;
  if (name.empty()) {
    if (!is_token(secret)) {
      return {};
    }
    session.proof = token_mark(secret);
  } else {
    const std::optional<Account> account = accounts_.find(name);
    // An account that there is not takes as long.
    if (!is_secret_of(secret, account ? account->hash : nobody_) || !account) {
      return {};
    }
    session.account = account->name;
    session.proof = account->hash;
  }
  Login login{Login::Outcome::kIn, random_word(), random_word()};
  session.csrf = login.csrf;
  session.ends = std::chrono::steady_clock::now() + kSessionLength;
  const std::lock_guard lock(mutex_);
  failures_.erase("from " + network_of(peer));
  if (sessions_.size() >= kMostSessions) {
    sessions_.erase(std::min_element(
        sessions_.begin(), sessions_.end(),
        [](const auto& a, const auto& b) { return a.second.ends < b.second.ends; }));
  }
  sessions_.insert_or_assign(seal(login.session), std::move(session));
  return login;
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
  if (options_.needs_login) {
    return request.account.empty();  // by a token: refuse() and prove() let nobody else pass
  }
  if (own_name && near && direct && options_.is_own(request)) {
    return true;
  }
  return istarts_with(request.header("authorization"), "bearer ") && !prove(request);
}

bool Guard::still_knows(const Request& request) {
  if (!options_.needs_login) {
    return true;
  }
  Request again;
  again.headers = request.headers;
  return know(again) && !again.unproven && again.account == request.account &&
         again.reader == request.reader;
}

void Guard::log_out(const Request& request) {
  const std::string mark = seal(cookie_of(request, kCookie));
  const std::lock_guard lock(mutex_);
  sessions_.erase(mark);
}

std::vector<std::string> Guard::cookies_of(const Login& login, bool secure) {
  const std::string tail = std::string("; SameSite=Strict; Path=/; Max-Age=") +
                           (login.session.empty() ? "0" : "2592000") + (secure ? "; Secure" : "");
  return {std::string(kCookie) + "=" + login.session + "; HttpOnly" + tail,
          std::string(kCsrfCookie) + "=" + login.csrf + tail};
}

std::optional<Response> Guard::refuse_origin(const Request& request) const {
  const std::string host = ascii_lower(request.header("host"));
  const std::string origin = ascii_lower(request.header("origin"));
  const bool ours = origin.empty() || origin == "https://" + host ||
                    (!request.secure && origin == "http://" + host);
  if (!ours) {
    return forbidden("pages of other origins may not ask here", "the Origin header",
                     "open the page from this server");
  }
  const std::string site = request.header("sec-fetch-site");
  const bool page = request.header("sec-fetch-mode") == "navigate" && request.method == "GET" &&
                    !request.path.starts_with("/api/");
  if ((site == "cross-site" || site == "same-site") && !page) {
    return forbidden("pages of other sites may not ask here", "the Sec-Fetch-Site header",
                     "open the page from this server");
  }
  return std::nullopt;
}

std::optional<Response> Guard::refuse_stranger(Request& request) {
  {
    const std::lock_guard lock(mutex_);
    if (requests_.size() > kMostPeers) {
      requests_.clear();  // full again in four seconds anyway
    }
    if (!spend(requests_, network_of(request.peer), kRequestsPerSecond, kMostRequests)) {
      return forbidden("too many requests", "", "wait a second", 429);
    }
  }
  request.stranger = !know(request);
  if (!request.stranger || is_open(request)) {
    return std::nullopt;
  }
  if (is_page(request)) {
    // A link on another site leads here without the cookie, which the next request has.
    return istarts_with(request.header("sec-fetch-site"), "cross") ? come_again(request)
                                                                   : lead_to_login(request);
  }
  Response response =
      forbidden("a login is needed", "the Authorization header",
                "send \"Authorization: Bearer TOKEN\", or open the page and log in", 401);
  response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"assay\"");
  return response;
}

std::optional<Response> Guard::refuse_account(const Request& request) const {
  if (request.account.empty()) {
    return std::nullopt;
  }
  if (request.query.has("reader") && request.query.get("reader") != request.reader) {
    return forbidden("this account reads as its own reader", "reader", "leave it out");
  }
  if (is_owners(request)) {
    return forbidden("this is for whoever keeps the library", request.path.c_str(),
                     "ask them, or use a token");
  }
  return std::nullopt;
}

std::optional<Response> Guard::refuse_change(const Request& request) const {
  if (request.path == kLoginPath) {
    return std::nullopt;  // its form has a word of its own
  }
  const std::string given = request.header("x-assay");
  const bool login = request.path == "/api/v1/session" && request.method == "POST";
  if (!login && !request.csrf.empty() && !same_word(given, request.csrf)) {
    return forbidden("a change needs the word that came with the login", "the X-Assay header",
                     "send what the cookie assay_csrf has, or log in again");
  }
  const bool json = istarts_with(request.header("content-type"), "application/json");
  if (request.path == "/mcp" ? !json && request.method == "POST" : given.empty()) {
    return forbidden("a change needs a header that other pages cannot send",
                     request.path == "/mcp" ? "the Content-Type header" : "the X-Assay header",
                     request.path == "/mcp" ? "send application/json" : "send \"X-Assay: 1\"");
  }
  return std::nullopt;
}

std::optional<Response> Guard::refuse(Request& request) {
  hear_proxy(request);
  const bool here = request.peer == "127.0.0.1" || request.peer == "::1";
  if (options_.only_proxies && !request.by_proxy && !here) {
    return forbidden("this server answers to its proxy alone", "", "call it by the proxy's name");
  }
  if (!host_is_ours(request.header("host"))) {
    return forbidden("this server is not called that", "the Host header",
                     "call it by the address that it printed, or start it with --host NAME", 421);
  }
  if (auto refused = refuse_origin(request)) {
    return refused;
  }
  if (options_.needs_login) {
    if (auto refused = refuse_stranger(request)) {
      return refused;
    }
    if (auto refused = refuse_account(request)) {
      return refused;
    }
  }
  return is_change(request) ? refuse_change(request) : std::nullopt;
}

}  // namespace assay::serve
