#include "source/chat.h"

#include "base/error.h"
#include "base/files.h"
#include "loopback.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace assay::source {
namespace {

using testing_tools::Loopback;
using testing_tools::Reply;

constexpr const char* kStream = "Content-Type: text/event-stream\r\n";

std::string event(const std::string& content) {
  return R"(data: {"model":"small-1","choices":[{"delta":{"content":")" + content + R"("}}]})" +
         "\n\n";
}
const std::string kEnd = R"(data: {"choices":[{"delta":{},"finish_reason":"stop"}]})"
                         "\n\ndata: [DONE]\n\n";

/// What comes of a service that answers so.
struct Heard {
  ChatAnswer answer;
  std::vector<std::string> pieces;
  std::optional<Error> error;
  std::string request;
};

Heard hear(const Reply& reply, ChatOptions options = {}) {
  const Loopback service([&](const std::string&) { return reply; });
  options.url = options.url.empty() ? service.base() : options.url;
  options.model = "small";
  Heard heard;
  try {
    heard.answer = chat(options, {"keep to it", "what?"},
                        [&](std::string_view piece) { heard.pieces.emplace_back(piece); });
  } catch (const Error& error) {
    heard.error = error;
  }
  heard.request = service.requests().empty() ? "" : service.requests().front();
  return heard;
}

Errc code_of(const Heard& heard) {
  return heard.error ? heard.error->code() : Errc::kInternal;
}

TEST(Chat, Stream_ComesInPieces_AndIsAskedForAsTheProtocolSays) {
  const Heard heard = hear(
      {200,
       ": hello\r\n\r\n" + event("It is ") + "event: x\nid: 1\n" + event("fast [1].\\u001b") + kEnd,
       kStream});
  ASSERT_FALSE(heard.error) << heard.error->what();
  EXPECT_EQ(heard.answer.text, "It is fast [1].");  // no escape reaches a terminal
  EXPECT_EQ(heard.answer.model, "small-1");
  EXPECT_FALSE(heard.answer.cut);
  EXPECT_EQ(heard.pieces, (std::vector<std::string>{"It is ", "fast [1]."}));
  EXPECT_TRUE(heard.request.starts_with("POST /v1/chat/completions HTTP/1.1\r\n"));
  const auto body = nlohmann::json::parse(heard.request.substr(heard.request.find("\r\n\r\n") + 4));
  EXPECT_EQ(body["model"], "small");
  EXPECT_EQ(body["stream"], true);
  EXPECT_EQ(body["messages"][0]["role"], "system");
  EXPECT_EQ(body["messages"][1]["content"], "what?");
  EXPECT_EQ(heard.request.find("Authorization"), std::string::npos);
}

TEST(Chat, OnePiece_IsTakenToo) {
  const Heard heard = hear(
      {200,
       R"({"model":"m","choices":[{"message":{"content":"Yes [1]."},"finish_reason":"length"}]})",
       "Content-Type: application/json\r\n"});
  ASSERT_FALSE(heard.error) << heard.error->what();
  EXPECT_EQ(heard.answer.text, "Yes [1].");
  EXPECT_TRUE(heard.answer.cut);
  EXPECT_TRUE(heard.pieces.empty());
}

TEST(Chat, Stream_CutAnywhere_IsTheSame) {
  const std::string whole = event("a\xc3\xa4 ") + "data:" + event("b").substr(6) + kEnd;
  Reply reply{200, whole, kStream};
  reply.drip_ms = 0;
  const Heard at_once = hear(reply);
  EXPECT_EQ(at_once.answer.text, "a\xc3\xa4 b");
  reply.drip_ms = 1;  // byte by byte: within characters, lines and fields
  EXPECT_EQ(hear(reply).answer.text, at_once.answer.text);
}

TEST(Chat, Trouble_IsOneClearLineEach) {
  const struct {
    const char* what;
    Reply reply;
    Errc code;
    const char* message;
  } cases[] = {
      {"HTML",
       {200, "<!doctype html><p>Welcome", "Content-Type: text/html\r\n"},
       Errc::kInvalid,
       "a page of HTML"},
      {"no JSON", {200, "hello: there\n\n", ""}, Errc::kInvalid, "no JSON"},
      {"other JSON", {200, R"({"data":[]})", ""}, Errc::kInvalid, "\"choices\""},
      {"empty", {200, "", ""}, Errc::kInvalid, "empty"},
      {"nothing said", {200, event("") + kEnd, kStream}, Errc::kInvalid, "said nothing"},
      {"no UTF-8", {200, event("a\xff") + kEnd, kStream}, Errc::kInvalid, "no UTF-8"},
      {"an event that is no JSON",
       {200, event("a") + "data: {oh\n\n", kStream},
       Errc::kInvalid,
       "no JSON"},
      {"no end", {200, event("a"), kStream}, Errc::kNetwork, "broke off in the middle"},
      {"cut off", {200, event("a"), kStream, 100}, Errc::kNetwork, "broke off its answer"},
      {"an error within",
       {200, event("a") + "data: {\"error\":{\"message\":\"no memory\"}}\n\n", kStream},
       Errc::kNetwork,
       "gave up: no memory"},
      {"moved", {307, "", "Location: http://127.0.0.1:1/\r\n"}, Errc::kNetwork, "not followed"},
      {"no key", {401, R"({"error":{"message":"who?"}})", ""}, Errc::kBlocked, "401: who?"},
      {"no model",
       {404, R"({"error":"model 'small' not found"})", ""},
       Errc::kNotFound,
       "no such model"},
      {"busy", {503, "", ""}, Errc::kNetwork, "busy"},
      {"broken", {500, "<html>", ""}, Errc::kNetwork, "refused: 500"},
      {"endless word",
       {200, "data: " + std::string(1'100'000, 'x'), kStream},
       Errc::kLimit,
       "65,536 bytes"},
      {"too much",
       {200, event(std::string(40'000, 'a')) + event(std::string(40'000, 'a')), kStream},
       Errc::kLimit,
       "65,536 bytes"},
  };
  for (const auto& one : cases) {
    const Heard heard = hear(one.reply);
    EXPECT_EQ(code_of(heard), one.code) << one.what;
    if (heard.error) {
      EXPECT_NE(heard.error->message().find(one.message), std::string::npos)
          << one.what << ": " << heard.error->what();
      EXPECT_FALSE(heard.error->where().empty()) << one.what;
      EXPECT_FALSE(heard.error->hint().empty()) << one.what;
    }
  }
}

TEST(Chat, NobodyThere_TooSlow_Stopped) {
  ChatOptions options;
  options.url = testing_tools::nobody();
  EXPECT_EQ(code_of(hear({}, options)), Errc::kNetwork);
  options.url.clear();
  options.timeout_ms = 60;
  Reply slow{200, event("a") + kEnd, kStream};
  slow.drip_ms = 20;
  const Heard late = hear(slow, options);
  EXPECT_EQ(code_of(late), Errc::kNetwork);
  EXPECT_NE(late.error->message().find("within 60 ms"), std::string::npos) << late.error->what();
  const Loopback silent([](const std::string&) { return Reply{200, "", "", 0, true}; });
  const std::atomic<bool> stop{true};
  try {
    chat({silent.base(), "m", "", ""}, {"", ""}, nullptr, &stop);
    FAIL() << "not stopped";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), Errc::kCancelled);
  }
}

TEST(Chat, Key_IsSentAndNeverShown) {
  const TempDir folder;
  ChatOptions options;
  options.key_file = (folder.path() / "key").string();
  std::ofstream(options.key_file) << "  secret-1 \nsecond line\n";
  const Heard heard = hear({403, R"({"error":"wrong"})", ""}, options);
  EXPECT_NE(heard.request.find("\r\nAuthorization: Bearer secret-1\r\n"), std::string::npos);
  EXPECT_EQ(std::string(heard.error->what()).find("secret-1"), std::string::npos);
  options.key = "of the environment";
  EXPECT_EQ(chat_key(options), "of the environment");
  options.key = "two\nlines";
  EXPECT_THROW(chat_key(options), Error);
  options.key.clear();
  std::ofstream(options.key_file) << "\n";
  EXPECT_THROW(chat_key(options), Error);
  options.key_file = (folder.path() / "none").string();
  EXPECT_THROW(chat_key(options), Error);
}

TEST(Chat, Address_OnlyHereOrByHttps) {
  EXPECT_EQ(chat_address("http://127.0.0.1:11434"), "http://127.0.0.1:11434/v1/chat/completions");
  EXPECT_EQ(chat_address("http://localhost:80/v1/"), "http://localhost:80/v1/chat/completions");
  EXPECT_EQ(chat_address("https://a.example/x/chat/completions"),
            "https://a.example/x/chat/completions");
  for (const char* url : {"", "ftp://127.0.0.1", "http://a.example/v1", "http://10.0.0.5:8080",
                          "http://127.0.0.1.a.example", "http://127.0.0.1@a.example/",
                          "https://name:word@a.example/v1"}) {
    EXPECT_THROW(static_cast<void>(chat_address(url)), Error) << url;
  }
}

}  // namespace
}  // namespace assay::source
