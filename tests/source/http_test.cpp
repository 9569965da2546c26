#include "source/http.h"

#include "base/error.h"
#include "loopback.h"

#include <gtest/gtest.h>

#include <functional>

namespace assay::source {
namespace {

using testing_tools::Loopback;
using testing_tools::Reply;

Error failure(const HttpPost& request) {
  try {
    post(request, "the thing");
  } catch (const Error& error) {
    return error;
  }
  return {Errc::kInternal, "no error"};
}

TEST(Http, Post_SendsHeadersAndBody_GivesTheAnswer) {
  const Loopback service([](const std::string& body) {
    return Reply{418, "got " + body, "Retry-After: 3\r\n"};
  });
  HttpPost request;
  request.url = service.base() + "/a/b?c";
  request.headers = {"Authorization: Bearer x"};
  request.body = std::string("one\0two", 7);
  const HttpAnswer answer = post(request, "the thing");
  EXPECT_EQ(answer.status, 418);
  EXPECT_EQ(answer.body, "got " + request.body);
  EXPECT_EQ(answer.retry_after_ms, 3000);
  ASSERT_EQ(service.requests().size(), 1U);
  const std::string seen = service.requests()[0];
  EXPECT_TRUE(seen.starts_with("POST /a/b?c HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("\r\nAuthorization: Bearer x\r\n"), std::string::npos);
  EXPECT_NE(seen.find("\r\nContent-Type: application/json\r\n"), std::string::npos);
}

TEST(Http, Post_Redirect_IsNotFollowed) {
  const Loopback other([](const std::string&) { return Reply{}; });
  const Loopback service([&](const std::string&) {
    return Reply{307, "", "Location: " + other.base() + "\r\n"};
  });
  HttpPost request;
  request.url = service.base();
  EXPECT_EQ(post(request, "the thing").status, 307);
  EXPECT_TRUE(other.requests().empty());
}

TEST(Http, Post_NobodyThere_SaysWhere) {
  HttpPost request;
  request.url = testing_tools::nobody();
  const Error error = failure(request);
  EXPECT_EQ(error.code(), Errc::kIo);
  EXPECT_TRUE(error.message().starts_with("the thing cannot be reached: ")) << error.what();
  EXPECT_EQ(error.where(), request.url);
}

TEST(Http, Post_NoAnswer_IsTooLate) {
  const Loopback service([](const std::string&) { return Reply{200, "", "", 0, true}; });
  HttpPost request;
  request.url = service.base();
  request.timeout_ms = 50;
  const Error error = failure(request);
  EXPECT_EQ(error.code(), Errc::kIo);
  EXPECT_EQ(error.message(), "the thing did not answer within 50 ms");
}

TEST(Http, Post_LongAnswer_IsRefused) {
  const Loopback service([](const std::string& body) {
    return Reply{200, std::string(std::stoul(body), 'x'), ""};
  });
  HttpPost request;
  request.url = service.base();
  request.answer_bytes = 100'000;
  request.body = "100000";
  EXPECT_EQ(post(request, "the thing").body.size(), 100'000U);
  request.body = "100001";
  EXPECT_EQ(failure(request).code(), Errc::kLimit);
}

TEST(Http, Post_BrokenOff_IsAnError) {
  const Loopback service([](const std::string&) { return Reply{200, "short", "", 100}; });
  HttpPost request;
  request.url = service.base();
  EXPECT_EQ(failure(request).code(), Errc::kIo);
}

TEST(Http, Url_OnlyHttpWithAHost) {
  for (const char* url : {"http://a", "https://127.0.0.1:80/x", "HTTP://[::1]/"}) {
    EXPECT_TRUE(is_http_url(url)) << url;
  }
  for (const char* url : {"", "a", "http://", "http:///x", "ftp://a", "file:///etc/passwd",
                          "http://a b", "http://a\n", " http://a"}) {
    EXPECT_FALSE(is_http_url(url)) << url;
  }
}

}  // namespace
}  // namespace assay::source
