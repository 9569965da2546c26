#include "serve/guard.h"

#include "base/error.h"
#include "base/files.h"

#include <gtest/gtest.h>

namespace assay::serve {
namespace {

Request request_of(std::string method, std::string path,
                   std::map<std::string, std::string, std::less<>> headers) {
  Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  request.headers = std::move(headers);
  request.peer = "192.0.2.7";
  return request;
}

int refusal(Guard& guard, const Request& request) {
  const std::optional<Response> response = guard.refuse(request);
  return response ? response->status : 200;
}

TEST(Guard, TakesOnlyItsOwnNames) {
  Guard guard({false, {"127.0.0.1:7717", "localhost:7717", "[::1]:7717", "desk.lan"}, {}});
  for (const char* host :
       {"127.0.0.1:7717", "LOCALHOST:7717", "[::1]:7717", "desk.lan", "desk.lan:80"}) {
    EXPECT_EQ(refusal(guard, request_of("GET", "/", {{"host", host}})), 200) << host;
  }
  for (const char* host :
       {"", "evil.example", "127.0.0.1", "127.0.0.1:80", "[::1]", "desk.lan.evil"}) {
    EXPECT_EQ(refusal(guard, request_of("GET", "/", {{"host", host}})), 421) << host;
  }
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
  for (int i = 0; i < 8; ++i) {
    EXPECT_EQ(refusal(guard, with("guess" + std::to_string(i))), 401);
  }
  EXPECT_EQ(refusal(guard, with(token)), 200) << "a right one is known by now";
  EXPECT_EQ(refusal(guard, request_of("GET", "/", {{"host", "h"}})), 200) << "the page asks for it";
}

TEST(Guard, AFloodIsRefused) {
  const TempDir folder;
  const auto file = folder.path() / "tokens";
  static_cast<void>(make_token(file, "one"));
  Guard guard({true, {"h"}, file});
  bool refused = false;
  for (int i = 0; i < 5000 && !refused; ++i) {
    refused = refusal(guard, request_of("GET", "/", {{"host", "h"}})) == 429;
  }
  EXPECT_TRUE(refused);
}

}  // namespace
}  // namespace assay::serve
