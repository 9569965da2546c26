#include "ingest/endpoint_encoder.h"

#include "base/error.h"
#include "source/loopback.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <limits>

namespace assay::ingest {
namespace {

using nlohmann::json;
using testing_tools::Loopback;
using testing_tools::Reply;

/// A vector that says how long its text is.
json entry(std::size_t index, const std::string& text) {
  return {{"object", "embedding"}, {"index", index}, {"embedding", {text.size(), 0.5, -2}}};
}

/// All vectors, the last text's first: "index" counts.
Reply good(const std::string& body) {
  const json request = json::parse(body);
  json data = json::array();
  for (std::size_t index = request["input"].size(); index-- > 0;) {
    data.push_back(entry(index, request["input"][index].get<std::string>()));
  }
  return {200, json{{"object", "list"}, {"data", data}, {"model", "small"}}.dump(), {}};
}

EndpointOptions options_for(const std::string& url) {
  EndpointOptions options;
  options.url = url;
  options.model = "small";
  options.first_wait_ms = 1;
  options.timeout_ms = 5000;
  return options;
}

std::vector<float> lengths(const search::TextVectors& vectors) {
  std::vector<float> out;
  for (std::size_t i = 0; i < vectors.rows.size(); i += vectors.dimensions) {
    out.push_back(vectors.rows[i]);
  }
  return out;
}

search::TextVectors encode(const EndpointOptions& options, const std::vector<std::string>& texts) {
  return EndpointEncoder(options).encode(texts);
}

Error failure(const EndpointOptions& options, const std::vector<std::string>& texts = {"a"}) {
  try {
    static_cast<void>(encode(options, texts));
  } catch (const Error& error) {
    return error;
  }
  return {Errc::kInternal, "no error"};
}

Error failure(const Reply& reply, const std::vector<std::string>& texts = {"a"}) {
  const Loopback service([&](const std::string&) { return reply; });
  return failure(options_for(service.base()), texts);
}

TEST(EndpointEncoder, Encode_TextsInOneRequest_InTheirOrder) {
  const Loopback service(good);
  EndpointOptions options = options_for(service.base() + "/v1/embeddings");
  options.key = "secret";
  const search::TextVectors vectors = encode(options, {"a", "bb", "\u00e9\u00e9"});
  EXPECT_EQ(vectors.dimensions, 3U);
  EXPECT_EQ(vectors.rows, (std::vector<float>{1, 0.5, -2, 2, 0.5, -2, 4, 0.5, -2}));
  ASSERT_EQ(service.requests().size(), 1U);
  const std::string request = service.requests()[0];
  EXPECT_TRUE(request.starts_with("POST /v1/embeddings HTTP/1.1\r\n")) << request;
  EXPECT_NE(request.find("\r\nAuthorization: Bearer secret\r\n"), std::string::npos);
  const json body = json::parse(request.substr(request.find("\r\n\r\n") + 4));
  EXPECT_EQ(body, (json{{"model", "small"},
                        {"input", {"a", "bb", "\u00e9\u00e9"}},
                        {"encoding_format", "float"}}));
}

TEST(EndpointEncoder, Encode_NoKey_SendsNone) {
  const Loopback service(good);
  static_cast<void>(encode(options_for(service.base()), {"a"}));
  EXPECT_EQ(service.requests()[0].find("Authorization"), std::string::npos);
}

TEST(EndpointEncoder, Encode_AnswerWithoutIndex_GoesByPlace) {
  const Loopback service([](const std::string&) {
    return Reply{200, R"({"data":[{"embedding":[1,2]},{"embedding":[3,4]}]})", {}};
  });
  EXPECT_EQ(encode(options_for(service.base()), {"a", "b"}).rows, (std::vector<float>{1, 2, 3, 4}));
}

TEST(EndpointEncoder, Construct_DoesNotAsk_UrlIsCompleted) {
  for (const char* url : {"http://127.0.0.1:1", "http://127.0.0.1:1/", "http://127.0.0.1:1/v1",
                          "http://127.0.0.1:1/v1/embeddings/"}) {
    EXPECT_EQ(EndpointEncoder(options_for(url)).url(), "http://127.0.0.1:1/v1/embeddings") << url;
  }
  EXPECT_EQ(EndpointEncoder(options_for("http://h/api/embed")).url(), "http://h/api/embed");
  for (const char* url : {"", "nonsense", "ftp://127.0.0.1/", "http://", "http://a b/"}) {
    EXPECT_EQ(failure(options_for(url)).code(), Errc::kUsage) << url;
  }
  EndpointOptions options = options_for("http://127.0.0.1:1");
  options.key = "a\r\nX: y";
  EXPECT_EQ(failure(options).code(), Errc::kUsage);
}

TEST(EndpointEncoder, Name_OfAddressAndModel) {
  EndpointOptions options = options_for("http://127.0.0.1:1");
  const std::string name = EndpointEncoder(options).name();
  EXPECT_EQ(name.size(), std::string("endpoint:").size() + 16);
  EXPECT_TRUE(name.starts_with("endpoint:"));
  options.key = "other";
  options.batch = 1;
  EXPECT_EQ(EndpointEncoder(options).name(), name);
  options.model = "large";
  EXPECT_NE(EndpointEncoder(options).name(), name);
  options.model = "small";
  options.url = "http://127.0.0.1:2";
  EXPECT_NE(EndpointEncoder(options).name(), name);
}

TEST(EndpointEncoder, Busy_ThenReady_IsTriedAgain) {
  int asked = 0;
  const Loopback service([&](const std::string& body) {
    ++asked;
    return asked == 1   ? Reply{429, "slow down", {}}
           : asked == 2 ? Reply{503, "", "Retry-After: 0\r\n"}
                        : good(body);
  });
  EXPECT_EQ(lengths(encode(options_for(service.base()), {"abc"})), (std::vector<float>{3}));
  EXPECT_EQ(service.requests().size(), 3U);
}

TEST(EndpointEncoder, Busy_Always_GivesUp) {
  const Loopback service([](const std::string&) { return Reply{503, "", {}}; });
  EndpointOptions options = options_for(service.base());
  options.retries = 2;
  const Error error = failure(options);
  EXPECT_EQ(error.code(), Errc::kIo);
  EXPECT_EQ(error.message(), "the encoder is busy: 503");
  EXPECT_EQ(service.requests().size(), 3U);
}

TEST(EndpointEncoder, NobodyListens_OrTooLate_SaysSo) {
  const std::string url = testing_tools::nobody() + "/v1/embeddings";
  const Error error = failure(options_for(url));
  EXPECT_EQ(error.code(), Errc::kIo);
  EXPECT_EQ(error.where(), url);
  EXPECT_NE(error.message().find("cannot be reached"), std::string::npos);
  const Loopback service([](const std::string&) { return Reply{200, "", {}, 0, true}; });
  EndpointOptions options = options_for(service.base());
  options.timeout_ms = 50;
  EXPECT_NE(failure(options).message().find("within 50 ms"), std::string::npos);
}

TEST(EndpointEncoder, Refusals_GiveTheReason) {
  const Error missing =
      failure({404, R"({"error":{"message":"model \"small\" not found, try pulling it"}})", {}});
  EXPECT_EQ(missing.code(), Errc::kNotFound);
  EXPECT_NE(missing.message().find("404: model \"small\" not found"), std::string::npos);
  EXPECT_NE(missing.hint().find("'small'"), std::string::npos);
  EXPECT_EQ(failure({401, R"({"error":"bad key"})", {}}).message(),
            "the encoder refused: 401: bad key");
  EXPECT_EQ(failure({500, "<html>", {}}).message(), "the encoder refused: 500");
  EXPECT_EQ(failure({500, R"({"message":"out of memory"})", {}}, {"a", "b", "c"}).message(),
            "the encoder refused: 500: out of memory");
  EXPECT_EQ(failure({400, R"({"error":{"message":3}})", {}}, {"a", "b"}).message(),
            "the encoder refused: 400");
  EXPECT_EQ(failure({302, "", {}}).message(), "the encoder refused: 302");
}

/// A service whose model reads texts of 600 bytes at most, and takes a whole request or nothing.
Reply picky(const std::string& body, int status) {
  const json request = json::parse(body);
  for (const json& text : request["input"]) {
    if (text.get<std::string>().size() > 600) {
      return {status, R"({"error":"input is too long"})", {}};
    }
  }
  return good(body);
}

TEST(EndpointEncoder, LongText_IsHalvedUntilTaken) {
  for (const int status : {400, 413, 422, 500}) {
    const Loopback service([&](const std::string& body) { return picky(body, status); });
    const std::vector<std::string> texts = {"a", std::string(4000, 'x'), std::string(600, 'x'),
                                            std::string(601, 'x')};
    EXPECT_EQ(lengths(encode(options_for(service.base()), texts)),
              (std::vector<float>{1, 500, 600, 300}));
  }
}

TEST(EndpointEncoder, RefusedText_BesideOthers_IsZeros) {
  const Loopback service([](const std::string& body) {
    return body.find("poison") != std::string::npos ? Reply{422, "", {}} : good(body);
  });
  EXPECT_EQ(encode(options_for(service.base()), {"a", "poison", "b"}).rows,
            (std::vector<float>{1, 0.5, -2, 0, 0, 0, 1, 0.5, -2}));
  EXPECT_EQ(failure(options_for(service.base()), {"poison"}).message(), "the encoder refused: 422");
}

TEST(EndpointEncoder, AnswersOfNoUse_AreInvalid) {
  for (const char* body :
       {"", "not json", "[]", "{}", "null", R"({"data":{}})", R"({"data":[]})", R"({"data":[1]})",
        R"({"data":[{"index":0}]})", R"({"data":[{"index":7,"embedding":[1]}]})",
        R"({"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]})",
        R"({"data":[{"index":0,"embedding":[]}]})", R"({"data":[{"index":0,"embedding":"x"}]})",
        R"({"data":[{"index":0,"embedding":[1,"x"]}]})",
        R"({"data":[{"index":0,"embedding":[1,null]}]})",
        R"({"data":[{"index":0,"embedding":[1,NaN]}]})",
        R"({"data":[{"index":0,"embedding":[1e300,1]}]})",
        R"({"data":[{"index":0,"embedding":[1)"}) {
    const Error error = failure(Reply{200, body, {}});
    EXPECT_EQ(error.code(), Errc::kInvalid) << body << "\n" << error.what();
    EXPECT_TRUE(error.message().starts_with("the encoder's answer is of no use: ")) << body;
  }
  const std::string huge = json{{"data", {{{"embedding", std::vector<int>(8193, 1)}}}}}.dump();
  EXPECT_EQ(failure(Reply{200, huge, {}}).code(), Errc::kInvalid);
}

TEST(EndpointEncoder, DimensionsThatDiffer_AreInvalid) {
  const char* body = R"({"data":[{"index":0,"embedding":[1,2]},{"index":1,"embedding":[1]}]})";
  EXPECT_EQ(failure(Reply{200, body, {}}, {"a", "b"}).code(), Errc::kInvalid);
  const char* twice = R"({"data":[{"index":1,"embedding":[1]},{"index":1,"embedding":[1]}]})";
  EXPECT_EQ(failure(Reply{200, twice, {}}, {"a", "b"}).code(), Errc::kInvalid);
  const char* few = R"({"data":[{"index":0,"embedding":[1]}]})";
  EXPECT_NE(failure(Reply{200, few, {}}, {"a", "b"}).message().find("1 vectors for 2 texts"),
            std::string::npos);
}

}  // namespace
}  // namespace assay::ingest
