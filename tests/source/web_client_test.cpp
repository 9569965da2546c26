#include "source/web_client.h"

#include "base/error.h"
#include "base/text.h"
#include "loopback.h"
#include "packing.h"
#include "web_testing.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <map>
#include <memory>
#include <thread>
#include <vector>

namespace assay::source {
namespace {

using testing_tools::Loopback;
using testing_tools::Reply;

/// No resolver is asked for a label of more than 63 bytes (RFC 1035, 2.3.4).
const std::string kNoHost = "http://" + std::string(64, 'n') + ".invalid/x";

class WebClientTest : public testing::Test {
 protected:
  WebClientTest() {
    options_.version = "9.8";
    options_.contact = "mailto:me@example.org";
    options_.time = &time_;
    options_.random = [] { return 0.5; };
    options_.environment = [this](const std::string& name) {
      const auto found = environment_.find(name);
      return found == environment_.end() ? std::string() : found->second;
    };
    options_.allowed = {"127.0.0.1"};
    options_.slow_ms = 200;
    options_.total_ms = 20'000;
  }

  Response fetch(const std::string& url) {
    Request request;
    request.url = url;
    return fetch(request);
  }
  Response fetch(const Request& request) {
    WebClient client(options_);
    return client.fetch(request);
  }
  Error error_of(const Request& request) {
    try {
      static_cast<void>(fetch(request));
    } catch (const Error& error) {
      return error;
    }
    return {Errc::kInternal, "no error"};
  }
  Error error_of(const std::string& url) {
    Request request;
    request.url = url;
    return error_of(request);
  }

  FakeWebTime time_;
  std::map<std::string, std::string> environment_;
  WebOptions options_;
};

TEST_F(WebClientTest, SaysWhoItIs_AndGivesWhatCame) {
  const Loopback service([](const std::string&, const std::string&) {
    return Reply{200, "<feed/>", "Content-Type: text/xml\r\nX-A: one\r\n"};
  });
  Request request;
  request.url = service.base() + "/a?b=c";
  request.headers = {"X-Key: k"};
  request.etag = "\"v1\"";
  request.last_modified = "Mon, 02 Nov 2026 10:00:00 GMT";
  request.want = Want::kXml;
  const Response response = fetch(request);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body, "<feed/>");
  EXPECT_EQ(response.header("x-a"), "one");
  EXPECT_EQ(response.url, request.url);
  EXPECT_FALSE(response.moved_for_good);
  const std::string seen = service.requests().at(0);
  EXPECT_TRUE(seen.starts_with("GET /a?b=c HTTP/1.1\r\n")) << seen;
  for (const char* line :
       {"\r\nUser-Agent: assay/9.8 (+mailto:me@example.org)\r\n", "\r\nX-Key: k\r\n",
        "\r\nIf-None-Match: \"v1\"\r\n", "\r\nAccept-Encoding: gzip, deflate\r\n",
        "\r\nIf-Modified-Since: Mon, 02 Nov 2026 10:00:00 GMT\r\n",
        "\r\nAccept: application/xml, text/xml\r\n"}) {
    EXPECT_NE(seen.find(line), std::string::npos) << line << seen;
  }
  request.headers = {"X-Key: a\r\nX-Other: b"};
  EXPECT_EQ(error_of(request).code(), Errc::kInvalid);
}

TEST_F(WebClientTest, Posts_WhenThereIsABody) {
  const Loopback service([](const std::string&, const std::string&) { return Reply{200, "{}"}; });
  Request request;
  request.url = service.base();
  request.body = R"({"q":1})";
  EXPECT_EQ(fetch(request).body, "{}");
  const std::string seen = service.requests().at(0);
  EXPECT_TRUE(seen.starts_with("POST / ")) << seen;
  EXPECT_NE(seen.find("\r\nContent-Type: application/json\r\n"), std::string::npos);
  EXPECT_TRUE(seen.ends_with("\r\n\r\n{\"q\":1}")) << seen;
}

TEST_F(WebClientTest, UnchangedAndMissing_AreAnswers) {
  int status = 304;
  const Loopback service([&](const std::string&, const std::string&) { return Reply{status}; });
  Request request;
  request.url = service.base();
  request.etag = "x";
  EXPECT_EQ(fetch(request).status, 304);
  EXPECT_EQ(error_of(service.base()).code(), Errc::kInvalid) << "nobody asked whether it changed";
  for (status = 404; status != 416; status += 6) {
    EXPECT_EQ(fetch(request).status, status);
  }
}

TEST_F(WebClientTest, Refusals_AreBlockedAndNotTriedAgain) {
  for (const int status : {401, 403, 451}) {
    const Loopback service([&](const std::string&, const std::string&) {
      return Reply{status, R"({"message":"Bad credentials"})"};
    });
    const Error error = error_of(service.base());
    EXPECT_EQ(error.code(), Errc::kBlocked) << status;
    EXPECT_NE(error.message().find("Bad credentials"), std::string::npos);
    EXPECT_FALSE(error.hint().empty());
    EXPECT_EQ(service.requests().size(), 1U);
  }
  const Loopback service([](const std::string&, const std::string&) { return Reply{400, "no q"}; });
  EXPECT_EQ(error_of(service.base()).code(), Errc::kInvalid);
}

TEST_F(WebClientTest, TooManyRequests_WaitsAsAsked_InBothForms) {
  for (const int status : {429, 503}) {
    for (const std::string when : {"Retry-After: 7\r\n",
                                   "Date: Mon, 02 Nov 2026 10:00:00 GMT\r\nRetry-After: Mon, 02 "
                                   "Nov 2026 10:00:07 GMT\r\n"}) {
      int calls = 0;
      const Loopback service([&](const std::string&, const std::string&) {
        return ++calls < 3 ? Reply{status, "slow down", when} : Reply{200, "ok"};
      });
      const std::int64_t before = time_.steady_ms();
      EXPECT_EQ(fetch(service.base()).body, "ok");
      const std::int64_t waited = time_.steady_ms() - before;
      EXPECT_GE(waited, 14'000) << when;
      EXPECT_LT(waited, 16'000) << when;
    }
  }
}

TEST_F(WebClientTest, LongWait_IsAnErrorThatSaysUntilWhen_AndIsKept) {
  const Loopback service([](const std::string&, const std::string&) {
    return Reply{503, "", "Retry-After: 7200\r\n"};
  });
  MemoryHostStore store;
  options_.store = &store;
  const Error error = error_of(service.base());
  EXPECT_EQ(error.code(), Errc::kBlocked);
  EXPECT_NE(error.message().find("until 2026-11-02T12:00:0"), std::string::npos) << error.what();
  EXPECT_EQ(service.requests().size(), 1U);
  EXPECT_EQ(time_.slept_ms(), 0);
  // After a restart it is known still, and over when it is over.
  EXPECT_EQ(error_of(service.base()).code(), Errc::kBlocked);
  EXPECT_EQ(service.requests().size(), 1U);
  time_.jump(7'201'000);
  static_cast<void>(error_of(service.base()));
  EXPECT_EQ(service.requests().size(), 2U);
  // A clock that was years ahead when the time was written down blocks nobody for years.
  time_.jump(-std::int64_t{4} * 365 * 86'400'000);
  static_cast<void>(error_of(service.base()));
  EXPECT_EQ(service.requests().size(), 3U);
}

TEST_F(WebClientTest, SpentAllowance_IsBlockedUntilItComesBack) {
  for (const std::string headers :
       {"X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 1793620800\r\n",
        "X-RateLimit-Remaining: 0\r\nX-RateLimit-Reset: 2026-11-02T12:00:00.000Z\r\n"}) {
    const Loopback service([&](const std::string&, const std::string&) {
      return Reply{403, "{}", headers};
    });
    const Error error = error_of(service.base());
    EXPECT_EQ(error.code(), Errc::kBlocked);
    EXPECT_NE(error.message().find("until 2026-11-02T12:00:00Z"), std::string::npos)
        << error.what();
  }
}

TEST_F(WebClientTest, FailuresOfTheService_AreTriedAgainWithGrowingPauses) {
  int calls = 0;
  const Loopback service([&](const std::string&, const std::string&) {
    return ++calls < 5 ? Reply{500 + calls, "down"} : Reply{200, "up"};
  });
  EXPECT_EQ(fetch(service.base()).body, "up");
  EXPECT_EQ(time_.slept_ms(), 750 + 1500 + 3000 + 6000);
}

TEST_F(WebClientTest, StormOfFailures_EndsWithAnError) {
  const Loopback service([](const std::string&, const std::string&) { return Reply{502, "x"}; });
  const Error error = error_of(service.base());
  EXPECT_EQ(error.code(), Errc::kNetwork);
  EXPECT_EQ(error.message(), "the service fails: status 502");
  EXPECT_EQ(service.requests().size(), 5U);
  const Loopback often([](const std::string&, const std::string&) { return Reply{429, "x"}; });
  EXPECT_EQ(error_of(often.base()).code(), Errc::kBlocked);
  EXPECT_EQ(often.requests().size(), 5U);
}

TEST_F(WebClientTest, BrokenOffOrShort_IsTriedAgain) {
  for (const Reply& bad :
       {Reply{200, "half", "", 100, false, "", true}, Reply{200, "short", "", 100},
        Reply{200, "", "", 0, false, "HTTP/1.1 200 OK\r\nContent-Le", true}}) {
    int calls = 0;
    const Loopback service([&](const std::string&, const std::string&) {
      return ++calls < 3 ? bad : Reply{200, "whole"};
    });
    EXPECT_EQ(fetch(service.base()).body, "whole");
    EXPECT_EQ(calls, 3);
  }
  const Loopback never([](const std::string&, const std::string&) {
    return Reply{200, "half", "", 9};
  });
  const Error error = error_of(never.base());
  EXPECT_EQ(error.code(), Errc::kNetwork);
  EXPECT_TRUE(error.message().starts_with("the connection broke")) << error.what();
}

TEST_F(WebClientTest, BodyLongerThanItsLength_IsReadAsFarAsThat) {
  const Loopback service([](const std::string&, const std::string&) {
    return Reply{200, "",    "",
                 0,   false, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwhole and more"};
  });
  EXPECT_EQ(fetch(service.base()).body, "whole");
  EXPECT_EQ(service.requests().size(), 1U);
}

TEST_F(WebClientTest, Packed_IsUnpacked_AndTruncatedIsTriedAgain) {
  const std::string text(10'000, 'x');
  const std::string packed = pack(text, Packing::kGzip);
  int calls = 0;
  const Loopback service([&](const std::string& target, const std::string&) {
    if (target == "/cut" && ++calls < 2) {
      return Reply{200, packed.substr(0, packed.size() - 9), "Content-Encoding: gzip\r\n"};
    }
    return Reply{200, packed, "Content-Encoding: gzip\r\n"};
  });
  EXPECT_EQ(fetch(service.base()).body, text);
  EXPECT_EQ(fetch(service.base() + "/cut").body, text);
  EXPECT_EQ(calls, 2);
  const Loopback damaged([&](const std::string&, const std::string&) {
    return Reply{200, packed.substr(0, 20) + "!!!!" + packed.substr(24),
                 "Content-Encoding: gzip\r\n"};
  });
  EXPECT_EQ(error_of(damaged.base()).code(), Errc::kNetwork);
  const Loopback other([](const std::string&, const std::string&) {
    return Reply{200, "abc", "Content-Encoding: br\r\n"};
  });
  EXPECT_NE(error_of(other.base()).message().find("br"), std::string::npos);
}

TEST_F(WebClientTest, HugeBody_AndZipBomb_AreRefused) {
  const std::string megabyte(std::size_t{1} << 20U, '\0');
  const std::string packed = pack(megabyte, Packing::kGzip);
  const Loopback service([&](const std::string& target, const std::string&) {
    if (target == "/bomb") {
      return Reply{200, packed, "Content-Encoding: gzip\r\n"};
    }
    return Reply{200, megabyte, "", 0, false, "", false, 0, 2048};  // 2 GiB
  });
  Request request;
  request.most_bytes = 100'000;
  for (const char* path : {"/bomb", "/huge"}) {
    request.url = service.base() + path;
    const Error error = error_of(request);
    EXPECT_EQ(error.code(), Errc::kLimit) << path;
    EXPECT_NE(error.message().find("100,000 bytes"), std::string::npos);
  }
  EXPECT_EQ(service.requests().size(), 2U) << "not tried again";
}

TEST_F(WebClientTest, Drip_IsGivenUp) {
  const Loopback service([](const std::string&, const std::string&) {
    return Reply{200, std::string(1000, '.'), "", 0, false, "", false, 20};
  });
  const auto start = std::chrono::steady_clock::now();
  const Error error = error_of(service.base());
  EXPECT_EQ(error.code(), Errc::kNetwork);
  EXPECT_EQ(error.message(), "the service sends next to nothing");
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

TEST_F(WebClientTest, NoAnswerAtAll_IsGivenUp) {
  const Loopback service([](const std::string&, const std::string&) {
    return Reply{200, "", "", 0, true};
  });
  options_.slow_ms = 0;
  options_.total_ms = 100;
  EXPECT_EQ(error_of(service.base()).message(), "the service does not answer in time");
}

TEST_F(WebClientTest, Redirects_AreFollowed_KeysStayAtHome) {
  const Loopback there([](const std::string&, const std::string&) { return Reply{200, "there"}; });
  const Loopback service([&](const std::string& target, const std::string&) {
    if (target == "/1") {
      return Reply{301, "", "Location: /2\r\n"};
    }
    return Reply{308, "moved", "Location: " + there.base() + "/end\r\n"};
  });
  Request request;
  request.url = service.base() + "/1";
  request.headers = {"Authorization: Bearer secret"};
  const Response response = fetch(request);
  EXPECT_EQ(response.body, "there");
  EXPECT_EQ(response.url, there.base() + "/end");
  EXPECT_TRUE(response.moved_for_good);
  EXPECT_NE(service.requests().at(1).find("Bearer secret"), std::string::npos);
  EXPECT_EQ(there.requests().at(0).find("Bearer"), std::string::npos);
}

TEST_F(WebClientTest, RedirectLoop_EndsWithAnError) {
  const Loopback service([](const std::string& target, const std::string&) {
    return Reply{302, "", "Location: " + target + "x\r\n"};
  });
  const Error error = error_of(service.base());
  EXPECT_EQ(error.code(), Errc::kNetwork);
  EXPECT_EQ(error.message(), "the service redirects more than 10 times");
  EXPECT_EQ(service.requests().size(), 11U);
}

TEST_F(WebClientTest, Redirect_ToNoWebAddress_IsRefused) {
  for (const char* target : {"file:///etc/passwd", "gopher://a/", "ftp://a/b", "http://", ""}) {
    const Loopback service([&](const std::string&, const std::string&) {
      return Reply{302, "", std::string("Location: ") + target + "\r\n"};
    });
    EXPECT_EQ(error_of(service.base()).code(), Errc::kNetwork) << target;
  }
  EXPECT_EQ(error_of("ftp://a/b").code(), Errc::kInvalid);
}

TEST_F(WebClientTest, PrivateAddresses_AreRefusedUnlessAllowed) {
  const Loopback inside([](const std::string&, const std::string&) {
    return Reply{200, "secret"};
  });
  const std::string port = inside.base().substr(inside.base().rfind(':'));
  options_.allowed.clear();
  for (const std::string host : {"127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1",
                                 "[::ffff:127.0.0.1]", "0.0.0.0"}) {
    const Error error = error_of(fmt::format("http://{}{}/", host, port));
    EXPECT_EQ(error.code(), Errc::kBlocked) << host << " " << error.what();
    EXPECT_NE(error.hint().find("allow_hosts"), std::string::npos);
  }
  EXPECT_TRUE(inside.requests().empty());
  // A redirect from a host that was allowed to one that was not.
  const Loopback service([&](const std::string&, const std::string&) {
    return Reply{302, "", "Location: " + inside.base() + "\r\n"};
  });
  options_.allowed = {service.base().substr(7)};
  EXPECT_EQ(error_of(service.base()).code(), Errc::kBlocked);
  EXPECT_TRUE(inside.requests().empty());
  options_.allowed = {"127.0.0.1"};
  EXPECT_EQ(fetch(service.base()).body, "secret");
}

TEST_F(WebClientTest, AddressThatTheUserTyped_MayBePrivate_ForThatSourceAlone) {
  const Loopback inside([](const std::string&, const std::string&) { return Reply{200, "mine"}; });
  options_.allowed.clear();
  WebClient client(options_);
  Request request;
  request.url = inside.base() + "/other/path";
  EXPECT_EQ(client.for_source(inside.base())->fetch(request).body, "mine");
  for (const std::string other :
       {"https://blog.example.org/feed", "owner/name", "http://127.0.0.1:1/"}) {
    EXPECT_THROW(static_cast<void>(client.for_source(other)->fetch(request)), Error) << other;
  }
  EXPECT_EQ(inside.requests().size(), 1U);
}

TEST_F(WebClientTest, NoHostOfThatName_AndNoTls_SayWhatToDo) {
  const Error no_host = error_of(kNoHost);
  EXPECT_EQ(no_host.code(), Errc::kNetwork);
  EXPECT_EQ(no_host.message(), "there is no host of that name, or no network");
  const Loopback plain([](const std::string&, const std::string&) { return Reply{200, "plain"}; });
  const Error no_tls = error_of("https" + plain.base().substr(4));
  EXPECT_EQ(no_tls.code(), Errc::kNetwork);
  EXPECT_TRUE(no_tls.message().starts_with("no secure connection: ")) << no_tls.what();
  EXPECT_NE(no_tls.hint().find("http://"), std::string::npos);
  EXPECT_EQ(error_of(testing_tools::nobody()).code(), Errc::kNetwork);
}

TEST_F(WebClientTest, Secrets_AreNotInMessages) {
  const Loopback service([](const std::string&, const std::string&) { return Reply{403, "no"}; });
  const std::string host = service.base().substr(7);
  const Error error =
      error_of("http://me:hunter2@" + host + "/a?q=x&api_key=hunter2&token=hunter2#k");
  EXPECT_EQ(std::string(error.what()).find("hunter2"), std::string::npos) << error.what();
  EXPECT_NE(std::string(error.what()).find("q=x"), std::string::npos);
}

TEST_F(WebClientTest, Interval_IsKept_AlsoAcrossRestarts_AndWhenTheClockJumps) {
  const Loopback service([](const std::string&, const std::string&) { return Reply{200, "x"}; });
  MemoryHostStore store;
  options_.store = &store;
  Request request;
  request.url = service.base();
  request.interval_ms = 3000;
  {
    WebClient client(options_);
    static_cast<void>(client.fetch(request));
    EXPECT_EQ(time_.slept_ms(), 0);
    static_cast<void>(client.fetch(request));
    EXPECT_EQ(time_.slept_ms(), 3000);
  }
  time_.jump(1000);
  static_cast<void>(fetch(request));
  EXPECT_EQ(time_.slept_ms(), 5000) << "two seconds were left";
  time_.jump(-1'000'000'000);
  static_cast<void>(fetch(request));
  EXPECT_EQ(time_.slept_ms(), 8000) << "never longer than the interval";
}

TEST_F(WebClientTest, OneHost_IsAskedOneThingAtATime) {
  std::atomic<int> overlaps{0};
  const Loopback* self = nullptr;
  const Loopback service([&](const std::string&, const std::string&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    overlaps += self != nullptr && self->is_waited_for() ? 1 : 0;
    return Reply{200, "x"};
  });
  self = &service;
  WebClient client(options_);
  std::vector<std::jthread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      Request request;
      request.url = service.base();
      static_cast<void>(client.fetch(request));
    });
  }
  threads.clear();
  EXPECT_EQ(service.requests().size(), 4U);
  EXPECT_EQ(overlaps, 0);
}

std::size_t open_files() {
  const std::filesystem::directory_iterator files("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(files), end(files)));
}

TEST_F(WebClientTest, ManyHosts_LeaveFewFilesOpen) {
  constexpr std::size_t kHosts = 80;
  std::vector<std::unique_ptr<Loopback>> hosts;
  for (std::size_t i = 0; i < kHosts; ++i) {
    hosts.push_back(std::make_unique<Loopback>([](const std::string&) { return Reply{}; }));
  }
  WebClient client(options_);
  const std::size_t before = open_files();
  for (const std::unique_ptr<Loopback>& host : hosts) {
    Request request;
    request.url = host->base() + "/a";
    EXPECT_EQ(client.fetch(request).status, 200);
  }
  EXPECT_LT(open_files() - before, kHosts);
}

TEST_F(WebClientTest, RobotsTxt_IsHeeded_AskedOnce_AndItsAbsenceIsLeave) {
  int robots_status = 200;
  const Loopback service([&](const std::string& target, const std::string&) {
    return target == "/robots.txt" ? Reply{robots_status, "User-agent: *\nDisallow: /private\n"}
                                   : Reply{200, "page"};
  });
  Request request;
  request.obeys_robots = true;
  WebClient client(options_);
  request.url = service.base() + "/open";
  EXPECT_EQ(client.fetch(request).body, "page");
  request.url = service.base() + "/private/x";
  EXPECT_THROW(static_cast<void>(client.fetch(request)), Error);
  EXPECT_EQ(service.requests().size(), 2U);
  robots_status = 404;
  EXPECT_EQ(fetch(request).body, "page");
  robots_status = 503;
  EXPECT_EQ(error_of(request).code(), Errc::kNetwork) << "out of reach: keep away";
}

TEST_F(WebClientTest, Stop_EndsWithinASecond) {
  std::atomic<bool> stop{false};
  options_.stop = &stop;
  options_.slow_ms = 0;
  const Loopback service([](const std::string&, const std::string&) {
    return Reply{200, "", "", 0, true};
  });
  std::jthread later([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop = true;
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(error_of(service.base()).code(), Errc::kCancelled);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(1));
}

TEST_F(WebClientTest, Proxy_IsTakenFromTheEnvironment) {
  const Loopback proxy([](const std::string&, const std::string&) {
    return Reply{200, "by proxy"};
  });
  environment_["http_proxy"] = proxy.base();
  EXPECT_EQ(fetch("http://blog.example.org/feed").body, "by proxy");
  EXPECT_TRUE(proxy.requests().at(0).starts_with("GET http://blog.example.org/feed "))
      << proxy.requests()[0];
  EXPECT_EQ(error_of("http://10.1.2.3/x").code(), Errc::kBlocked) << "not by a detour either";
  environment_["no_proxy"] = "other.org, .invalid";
  EXPECT_EQ(error_of(kNoHost).message(), "there is no host of that name, or no network");
  EXPECT_EQ(proxy.requests().size(), 1U);
}

TEST_F(WebClientTest, Download_IsWholeOrNotThere) {
  const TempDir folder;
  const std::filesystem::path target = folder.path() / "dump.gz";
  int calls = 0;
  const Loopback service([&](const std::string& target_path, const std::string&) {
    if (target_path == "/bad" || ++calls == 1) {
      return Reply{200, "part", "", 100};
    }
    return Reply{200, "packed as it is", "Content-Encoding: gzip\r\n"};
  });
  WebClient client(options_);
  Request request;
  request.url = service.base() + "/good";
  EXPECT_EQ(client.download(request, target).status, 200);
  EXPECT_EQ(read_file(target), "packed as it is");
  EXPECT_NE(service.requests().at(0).find("Accept-Encoding: identity"), std::string::npos);
  request.url = service.base() + "/bad";
  EXPECT_THROW(static_cast<void>(client.download(request, target)), Error);
  EXPECT_EQ(read_file(target), "packed as it is") << "the former one stays";
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder.path()), {}), 1);
}

}  // namespace
}  // namespace assay::source
