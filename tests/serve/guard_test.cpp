#include "serve/guard.h"

#include "base/error.h"
#include "base/files.h"
#include "serve/figures.h"
#include "serve/log.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <optional>

namespace assay::serve {
namespace {

Request request_of(std::string method, const std::string& path,
                   std::map<std::string, std::string, std::less<>> headers) {
  Request request;
  parse_target(path, request);
  request.method = std::move(method);
  request.headers = std::move(headers);
  request.peer = "192.0.2.7";
  return request;
}

int refusal(Guard& guard, Request request) {
  std::optional<Response> response = guard.refuse(request);
  if (!response && request.unproven) {
    response = guard.prove(request);
  }
  return response ? response->status : 200;
}

TEST(Guard, TakesOnlyItsOwnNames) {
  Guard guard({false, {"127.0.0.1:7717", "localhost:7717", "[::1]:7717", "Desk.lan"}, {}});
  for (const char* host :
       {"127.0.0.1:7717", "LOCALHOST:7717", "[::1]:7717", "desk.lan", "desk.lan:80"}) {
    EXPECT_EQ(refusal(guard, request_of("GET", "/", {{"host", host}})), 200) << host;
  }
  for (const char* host :
       {"", "evil.example", "127.0.0.1", "127.0.0.1:80", "[::1]", "desk.lan.evil"}) {
    EXPECT_EQ(refusal(guard, request_of("GET", "/", {{"host", host}})), 421) << host;
  }
}

TEST(Guard, AnAddressOfIPv6StandsForItsNetworkHoweverItIsWritten) {
  const std::string one = network_of("2001:db8::1");
  for (const char* same : {"2001:db8::2", "2001:db8::a:b:c:d", "2001:db8:0:0:a:b:c:d",
                           "2001:DB8:0:0:ffff::", "2001:db8::%eth0"}) {
    EXPECT_EQ(network_of(same), one) << same;
  }
  EXPECT_NE(network_of("2001:db8:0:1::1"), one);
  EXPECT_EQ(network_of("192.0.2.7"), "192.0.2.7");
  EXPECT_NE(network_of("::ffff:192.0.2.7"), network_of("::ffff:192.0.2.8"));
}

TEST(Guard, ChangesNeedAHeaderThatOtherPagesCannotSend) {
  Guard guard({false, {"h:1"}, {}});
  EXPECT_EQ(refusal(guard, request_of("POST", "/api/v1/sync", {{"host", "h:1"}})), 403);
  EXPECT_EQ(refusal(guard, request_of("POST", "/api/v1/sync", {{"host", "h:1"}, {"x-assay", "1"}})),
            200);
  EXPECT_EQ(refusal(guard, request_of("POST", "/api/v1/sync",
                                      {{"host", "h:1"}, {"x-assay", "1"}, {"origin", "null"}})),
            403);
  EXPECT_EQ(refusal(guard, request_of("GET", "/api/v1/week",
                                      {{"host", "h:1"}, {"sec-fetch-site", "cross-site"}})),
            403);
  EXPECT_EQ(refusal(guard, request_of("GET", "/work/w1",
                                      {{"host", "h:1"},
                                       {"sec-fetch-site", "cross-site"},
                                       {"sec-fetch-mode", "navigate"}})),
            200);
}

TEST(Guard, GuessingATokenIsSlowedDown) {
  const TempDir folder;
  const auto file = folder.path() / "tokens";
  EXPECT_THROW(Guard({true, {"h"}, file}), Error);
  EXPECT_THROW(make_token(file, "two words"), Error);
  const std::string token = make_token(file, "one");
  const std::string second = make_token(file, "two");
  Guard guard({true, {"h"}, file});
  const auto with = [](const std::string& given) {
    return request_of("GET", "/api/v1/week", {{"host", "h"}, {"authorization", "Bearer " + given}});
  };
  EXPECT_EQ(refusal(guard, with(token)), 200);
  EXPECT_EQ(refusal(guard, with(second)), 200);
  int slowed = 0;
  for (int i = 0; i < 8; ++i) {
    const int status = refusal(guard, with("guess" + std::to_string(i)));
    slowed += status == 429 ? 1 : 0;
    EXPECT_TRUE(status == 401 || status == 429) << status;
  }
  EXPECT_GT(slowed, 0);
  EXPECT_EQ(refusal(guard, with(token)), 200) << "a right one is known by now";
  EXPECT_EQ(refusal(guard, request_of("GET", "/week", {{"host", "h"}})), 303) << "to the login";
  EXPECT_EQ(refusal(guard, request_of("GET", "/app-1.js", {{"host", "h"}})), 200);
  static_cast<void>(make_token(file, "one"));
  EXPECT_NE(refusal(guard, with(token)), 200) << "another took its place";
}

/// A guard of a library with one account.
class Team : public testing::Test {
 protected:
  Team() {
    add_account(folder_.path(), "ada", "ada", "correct horse");
    GuardOptions options;
    options.needs_login = true;
    options.hosts = {"h"};
    options.accounts_file = accounts_file(folder_.path());
    options.proxies = {"10.0.0.1"};
    guard_.emplace(std::move(options));
  }

  [[nodiscard]] Request by_cookie(std::string method, const std::string& path,
                                  const Login& login) const {
    return request_of(std::move(method), path,
                      {{"host", "h"}, {"cookie", "assay_session=" + login.session}});
  }

  TempDir folder_;
  std::optional<Guard> guard_;
};

TEST_F(Team, Strangers_HoweverTheyWriteAnAddress_GetTheFormAndThePagesFilesAlone) {
  const auto refused = [&](const char* method, const char* target) {
    Request request = request_of(method, target, {{"host", "h"}, {"x-assay", "1"}});
    request.peer = "192.0.2.9";
    const auto answer = guard_->refuse(request);
    return answer && answer->status != 200;
  };
  for (const char* target :
       {"/api/v1/backup", "/%61pi/v1/backup", "/api/%761/backup", "/mcp", "/%6dcp", "/metrics",
        "/%61pi/v1/experiments/x/runs", "/login.x/y", "/app.js", "/"}) {
    EXPECT_TRUE(refused("POST", target)) << target;
  }
  for (const char* target :
       {"/api/v1/week.ics", "/%61pi/v1/week.ics", "/%61pi/v1/feeds/radar.atom", "/%6detrics",
        "/%6fpenapi.json", "/openapi.json", "/work/arxiv%3A1.2", "/%77ork/arxiv%3A1.2", "/week"}) {
    EXPECT_TRUE(refused("GET", target)) << target;
  }
  for (const char* target : {"/app-AB12.js", "/icon.svg", "/login", "/healthz"}) {
    EXPECT_FALSE(refused("GET", target)) << target;
  }
  Request request = request_of("GET", "/login?reader=me", {{"host", "h"}});
  EXPECT_FALSE(guard_->refuse(request));
  EXPECT_TRUE(request.stranger) << "who is not told what readers there are";
}

TEST_F(Team, AccountsHaveNotWhatIsTheKeepersHoweverItIsWritten) {
  const Login login = guard_->log_in("ada", "correct horse", "192.0.2.7");
  for (const char* target : {"/api/v1/backup", "/api/v1/back%75p", "/api/v1/readers",
                             "/api/v1/%72eaders", "/api/v1/train", "/api/v1/labs"}) {
    Request request = by_cookie("POST", target, login);
    request.headers["x-assay"] = login.csrf;
    const auto answer = guard_->refuse(request);
    ASSERT_TRUE(answer) << target;
    EXPECT_EQ(answer->status, 403) << target;
  }
}

TEST_F(Team, SourcesAreTheKeepersSinceTheirAddressesMayBeFilesOfTheMachine) {
  const Login login = guard_->log_in("ada", "correct horse", "192.0.2.7");
  const auto asked = [&](const char* method, const char* target) {
    Request request = by_cookie(method, target, login);
    request.headers["x-assay"] = login.csrf;
    return refusal(*guard_, request);
  };
  EXPECT_EQ(asked("POST", "/api/v1/sources"), 403);
  EXPECT_EQ(asked("PUT", "/api/v1/sources/test"), 403);
  EXPECT_EQ(asked("DELETE", "/api/v1/%73ources/blogs"), 403);
  EXPECT_EQ(asked("POST", "/api/v1/sources/blogs/pause"), 403);
  EXPECT_EQ(asked("POST", "/api/v1/sources/blogs/test"), 200);
  EXPECT_EQ(asked("GET", "/api/v1/sources"), 200);
  EXPECT_EQ(asked("POST", "/api/v1/sync"), 200);
}

TEST_F(Team, WhatWasBegunEndsWithTheLogin) {
  const auto stream = [&](const Login& login) {
    Request request = by_cookie("GET", "/api/v1/events", login);
    EXPECT_FALSE(guard_->refuse(request));
    EXPECT_TRUE(guard_->still_knows(request));
    return request;
  };
  const Login first = guard_->log_in("ada", "correct horse", "192.0.2.7");
  const Request heard = stream(first);
  guard_->log_out(heard);
  EXPECT_FALSE(guard_->still_knows(heard));
  const Request other = stream(guard_->log_in("ada", "correct horse", "192.0.2.7"));
  set_password(folder_.path(), "ada", "another horse");
  EXPECT_FALSE(guard_->still_knows(other));
}

TEST_F(Team, ProgramsAreStartedByWhoeverKeepsTheLibraryAlone) {
  const Login login = guard_->log_in("ada", "correct horse", "192.0.2.7");
  Request request = by_cookie("POST", "/api/v1/trials", login);
  request.peer = "127.0.0.1";
  request.headers["x-assay"] = login.csrf;
  ASSERT_FALSE(guard_->refuse(request));
  EXPECT_FALSE(guard_->may_run(request));
}

TEST(Neighbour, SocketOwner_ByTheSystemsTables) {
  const std::string table =
      "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout\n"
      "   0: 0100007F:1E25 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000  0 7 1\n"
      "   1: 0100007F:C001 0100007F:1E25 01 00000000:00000000 00:00000000 00000000  1001  0 8 1\n"
      "   2: 0100007F:C002 0100007F:1E25 05 00000000:00000000 00:00000000 00000000     0  0 0 1\n"
      "   3: 00000000000000000000000001000000:C003 00000000000000000000000001000000:1E25 01 "
      "00000000:00000000 00:00000000 00000000  1002  0 9 1\n"
      "   4: 0000000000000000FFFF00000100007F:C004 0000000000000000FFFF00000100007F:1E25 01 "
      "00000000:00000000 00:00000000 00000000  1003  0 9 1\n";
  EXPECT_EQ(socket_owner(table, {"127.0.0.1", 0xC001, 0x1E25}), 1001U);
  EXPECT_EQ(socket_owner(table, {"::1", 0xC003, 0x1E25}), 1002U);
  EXPECT_EQ(socket_owner(table, {"127.0.0.1", 0xC004, 0x1E25}), 1003U) << "IPv4 by IPv6";
  EXPECT_FALSE(socket_owner(table, {"127.0.0.1", 0xC002, 0x1E25})) << "closed by its process";
  EXPECT_FALSE(socket_owner(table, {"127.0.0.1", 0xC001, 0x1E26})) << "a connection elsewhere";
  EXPECT_FALSE(socket_owner(table, {"no address", 0xC001, 0x1E25}));
}

TEST(Guard, ProgramsAreStartedFromThisMachineOrWithAToken) {
  const TempDir folder;
  const std::string token = make_token(folder.path() / "tokens", "one");
  GuardOptions options{false, {}, folder.path() / "tokens"};
  options.is_own = [](const Request& request) { return request.peer_port == 4711; };
  Guard guard(std::move(options));
  const auto may = [&](const char* host, const char* peer, const Request& more) {
    Request request = more;
    request.headers["host"] = host;
    request.peer = peer;
    request.peer_port = request.peer_port == 0 ? 4711 : request.peer_port;
    return guard.may_run(request);
  };
  const Request plain = request_of("POST", "/api/v1/trials", {});
  EXPECT_TRUE(may("127.0.0.1:7717", "127.0.0.1", plain));
  EXPECT_TRUE(may("[::1]:7717", "::1", plain));
  EXPECT_FALSE(may("assay.example.org", "127.0.0.1", plain)) << "a proxy's name";
  EXPECT_FALSE(may("127.0.0.1:7717", "192.0.2.7", plain));
  Request strange = plain;
  strange.peer_port = 4712;
  EXPECT_FALSE(may("127.0.0.1:7717", "127.0.0.1", strange)) << "of another user of this machine";
  const Request passed = request_of("POST", "/api/v1/trials", {{"x-forwarded-for", "192.0.2.7"}});
  EXPECT_FALSE(may("127.0.0.1:7717", "127.0.0.1", passed));
  const auto with = [](const std::string& given) {
    return request_of("POST", "/api/v1/trials",
                      {{"x-forwarded-for", "192.0.2.7"}, {"authorization", "Bearer " + given}});
  };
  EXPECT_FALSE(may("127.0.0.1:7717", "127.0.0.1", with("wrong")));
  EXPECT_TRUE(may("127.0.0.1:7717", "127.0.0.1", with(token)));
}

TEST_F(Team, AnAccountReadsAsItsReaderAndChangesWithItsWord) {
  const Login login = guard_->log_in("ada", "correct horse", "192.0.2.7");
  ASSERT_EQ(login.outcome, Login::Outcome::kIn);
  Request request = by_cookie("GET", "/api/v1/week", login);
  EXPECT_FALSE(guard_->refuse(request));
  EXPECT_EQ(request.account, "ada");
  EXPECT_EQ(request.reader, "ada");
  EXPECT_EQ(refusal(*guard_, by_cookie("GET", "/api/v1/week?reader=me", login)), 403);
  EXPECT_EQ(refusal(*guard_, by_cookie("POST", "/api/v1/backup", login)), 403);
  Request change = by_cookie("POST", "/api/v1/sync", login);
  change.headers["x-assay"] = "1";
  EXPECT_EQ(refusal(*guard_, change), 403) << "any page of this site could send that";
  change.headers["x-assay"] = login.csrf;
  EXPECT_EQ(refusal(*guard_, change), 200);
  guard_->log_out(change);
  EXPECT_EQ(refusal(*guard_, by_cookie("GET", "/api/v1/week", login)), 401);
}

TEST_F(Team, WrongPasswordsAreSlowedDownWhoeverIsNamed) {
  EXPECT_EQ(guard_->log_in("ada", "wrong", "192.0.2.7").outcome, Login::Outcome::kWrong);
  EXPECT_EQ(guard_->log_in("eve", "correct horse", "192.0.2.7").outcome, Login::Outcome::kWrong);
  Login last;
  for (int i = 0; i < 5; ++i) {
    last = guard_->log_in("ada", "guess", "192.0.2.7");
  }
  EXPECT_EQ(last.outcome, Login::Outcome::kTooOften);
  EXPECT_EQ(guard_->log_in("ada", "correct horse", "192.0.2.8").outcome, Login::Outcome::kIn)
      << "from elsewhere";
}

TEST_F(Team, TriesAreForgottenByNoFloodAndNoNameIsKeptWhole) {
  const std::string long_name(300, 'x');
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(guard_->log_in(long_name + std::to_string(i), "guess", "192.0.2." + std::to_string(i))
                  .outcome,
              Login::Outcome::kWrong);
  }
  EXPECT_EQ(guard_->log_in(long_name + "other", "guess", "192.0.2.99").outcome,
            Login::Outcome::kTooOften);
  for (int i = 0; i < 5'100; ++i) {
    const std::string peer = "10.1." + std::to_string(i / 250) + "." + std::to_string(i % 250);
    static_cast<void>(guard_->log_in("n" + std::to_string(i), "guess", peer));
  }
  EXPECT_EQ(guard_->log_in("ada", "correct horse", "198.51.100.1").outcome,
            Login::Outcome::kTooOften);
}

TEST_F(Team, AnotherPasswordAndRemovalEndTheLogin) {
  const Login login = guard_->log_in("ada", "correct horse", "192.0.2.7");
  set_password(folder_.path(), "ada", "another horse");
  EXPECT_EQ(refusal(*guard_, by_cookie("GET", "/api/v1/week", login)), 401);
  const Login next = guard_->log_in("ada", "another horse", "192.0.2.7");
  EXPECT_EQ(refusal(*guard_, by_cookie("GET", "/api/v1/week", next)), 200);
  remove_account(folder_.path(), "ada");
  EXPECT_EQ(refusal(*guard_, by_cookie("GET", "/api/v1/week", next)), 401);
}

TEST_F(Team, OnlyTheNamedProxyIsBelieved) {
  Request request = request_of("GET", "/healthz",
                               {{"host", "h"},
                                {"x-forwarded-for", "198.51.100.9, 203.0.113.5"},
                                {"x-forwarded-proto", "https"}});
  EXPECT_FALSE(guard_->refuse(request));
  EXPECT_EQ(request.peer, "192.0.2.7");
  EXPECT_FALSE(request.secure);
  request.peer = "10.0.0.1";
  EXPECT_FALSE(guard_->refuse(request));
  EXPECT_EQ(request.peer, "203.0.113.5") << "what the proxy added, not what the client claims";
  EXPECT_TRUE(request.secure);
}

TEST_F(Team, AccountsAreKeptForNobodyElse) {
  const std::filesystem::path file = accounts_file(folder_.path());
  const std::string text = read_file(file);
  EXPECT_EQ(text.find("correct horse"), std::string::npos);
  EXPECT_NE(text.find("$argon2id$"), std::string::npos);
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(file).permissions(), perms::owner_read | perms::owner_write);
  EXPECT_THROW(add_account(folder_.path(), "ada", "ada", "correct horse"), Error);
  EXPECT_THROW(add_account(folder_.path(), "two words", "ada", "correct horse"), Error);
  EXPECT_THROW(add_account(folder_.path(), "bob", "bob", "short"), Error);
  EXPECT_THROW(remove_account(folder_.path(), "bob"), Error);
}

TEST(Log, ALineARequestWithoutWhatIsSecret) {
  const TempDir folder;
  const auto file = folder.path() / "log";
  Log log(file, LogLevel::kInfo);
  log.request({"r-1", "GET", "/api/v1/week\"\n", "ada", 200, 12, 1.25});
  log.line(LogLevel::kDebug, "quiet", {});
  std::filesystem::rename(file, folder.path() / "old");
  log.reopen();
  log.trouble("error", Error(Errc::kCorrupt, "damaged", "library.db", "restore it"));
  const auto json = nlohmann::json::parse(read_file(folder.path() / "old"));
  EXPECT_EQ(json["path"], "/api/v1/week\"\n");
  EXPECT_EQ(json["status"], 200);
  EXPECT_EQ(json["reader"], "ada");
  EXPECT_EQ(json["time"].get<std::string>().size(), 24U);
  EXPECT_EQ(nlohmann::json::parse(read_file(file))["what"], "damaged");
  EXPECT_THROW(parse_log_level("loud"), Error);
  EXPECT_THROW(Log(folder.path() / "none" / "log", LogLevel::kInfo), Error);
}

TEST(Figures, CountByRouteAndStatusAndTime) {
  Figures figures;
  figures.count("GET", "/api/v1/search", 200, 0.004);
  figures.count("GET", "/api/v1/search", 200, 20);
  figures.count("GET", "/api/v1/search", 400, 0.0001);
  const std::string text = figures.text();
  for (const char* line :
       {"assay_requests_total{route=\"/api/v1/search\",method=\"GET\",status=\"200\"} 2\n",
        "assay_request_seconds_bucket{route=\"/api/v1/search\",le=\"0.001\"} 1\n",
        "assay_request_seconds_bucket{route=\"/api/v1/search\",le=\"0.005\"} 2\n",
        "assay_request_seconds_bucket{route=\"/api/v1/search\",le=\"+Inf\"} 3\n",
        "assay_request_seconds_count{route=\"/api/v1/search\"} 3\n"}) {
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
  }
}

TEST(Guard, AFloodIsRefused) {
  const TempDir folder;
  const auto file = folder.path() / "tokens";
  static_cast<void>(make_token(file, "one"));
  Guard guard({true, {"h"}, file});
  std::optional<Response> refused;
  for (int i = 0; i < 5000 && (!refused || refused->status != 429); ++i) {
    Request request = request_of("GET", "/", {{"host", "h"}});
    refused = guard.refuse(request);
  }
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429);
  ASSERT_FALSE(refused->headers.empty());
  EXPECT_EQ(refused->headers.front().first, "Retry-After");
}

}  // namespace
}  // namespace assay::serve
