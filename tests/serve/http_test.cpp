#include "serve/http.h"

#include "base/error.h"
#include "serve/coding.h"
#include "serve/places.h"
#include "serve/problem.h"
#include "serve/router.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <zlib.h>
#include <zstd.h>

namespace assay::serve {
namespace {

Request target(std::string_view text) {
  Request request;
  parse_target(text, request);
  return request;
}

TEST(Target, IsSplitBeforeItIsDecoded) {
  const Request request =
      target("/api/v1/works/github%3Aowner%2Fname/why?q=a+b%26c&q=2&on=1&empty=");
  EXPECT_EQ(request.parts,
            (std::vector<std::string>{"api", "v1", "works", "github:owner/name", "why"}));
  EXPECT_EQ(request.query.get("q"), "a b&c");
  EXPECT_EQ(request.query.all("q").size(), 2U);
  EXPECT_TRUE(request.query.flag("on"));
  EXPECT_FALSE(request.query.flag("other"));
  EXPECT_THROW(static_cast<void>(request.query.flag("empty")), Error);
  EXPECT_THROW(static_cast<void>(request.query.word("empty")), Error);
  EXPECT_EQ(request.query.word("other"), "");
  EXPECT_FALSE(request.query.has("other"));
}

TEST(Target, WhatClientsLeaveUnescapedEndsNoAddressInAHeader) {
  const Request request = target("/s?q=led:>0.6\"<b>&x=\xC3\xA9");
  EXPECT_EQ(request.search, "q=led:%3E0.6%22%3Cb%3E&x=%C3%A9");
  EXPECT_EQ(request.query.get("q"), "led:>0.6\"<b>");
  EXPECT_EQ(request.query.get("x"), "\xC3\xA9");
}

TEST(Target, WhatLeadsAstrayIsRefused) {
  for (const char* text : {"", "x", "/..", "/a/../b", "/%2e%2E/b", "/%", "/%2", "/%zz", "/%00",
                           "/%ff", "/a\\b", "/a b", "/a?q=%c3%28", "http://evil.example/"}) {
    EXPECT_THROW(target(text), Error) << text;
  }
}

TEST(Json, WhatIsNestedTooDeeplyIsRefusedBeforeItIsCopied) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(parse_json(nested(64)).is_array());
  EXPECT_THROW(parse_json(nested(65)), Error);
  EXPECT_THROW(parse_json(nested(1'000'000)), Error);
  EXPECT_TRUE(parse_json("[\"" + nested(200) + "\\\"" + nested(200) + "\"]").is_array());
  EXPECT_TRUE(parse_json("{").is_discarded());
}

TEST(Places, OneAddressHasSoManyAndGivesThemBack) {
  const auto places = std::make_shared<Places>();
  EXPECT_EQ(places->take("a", 0), nullptr);
  auto first = places->take("a", 2);
  const auto second = places->take("a", 2);
  EXPECT_NE(second, nullptr);
  EXPECT_EQ(places->take("a", 2), nullptr);
  EXPECT_NE(places->take("b", 2), nullptr);
  first.reset();
  EXPECT_NE(places->take("a", 2), nullptr);
}

TEST(Query, NumbersKeepToTheirBounds) {
  const Query query = Query::parse("k=5&big=99999999999999999999&word=x&minus=-1");
  EXPECT_EQ(query.number("k", 1, 1, 10), 5U);
  EXPECT_EQ(query.number("none", 7, 1, 10), 7U);
  EXPECT_THROW(static_cast<void>(query.number("k", 1, 6, 10)), Error);
  EXPECT_THROW(static_cast<void>(query.number("big", 1, 1, 10)), Error);
  EXPECT_THROW(static_cast<void>(query.number("word", 1, 1, 10)), Error);
  EXPECT_THROW(static_cast<void>(query.number("minus", 1, 0, 10)), Error);
  EXPECT_THROW(static_cast<void>(query.flag("word")), Error);
}

TEST(Coding, IsChosenAsTheClientSays) {
  EXPECT_EQ(coding_weight("gzip, deflate, br, zstd", "zstd"), 1000);
  EXPECT_EQ(coding_weight("*", "gzip"), 1000);
  EXPECT_EQ(coding_weight("GZIP;q=0.5", "gzip"), 500);
  EXPECT_EQ(coding_weight("br, *;q=0.25", "gzip"), 250);
  EXPECT_EQ(coding_weight("gzip ; q=0.001", "gzip"), 1);
  EXPECT_EQ(coding_weight("gzip;q=0, *", "gzip"), 0);
  EXPECT_EQ(coding_weight("gzip;q=0.000", "gzip"), 0);
  EXPECT_EQ(coding_weight("gzip;q=0", "gzip"), 0);
  EXPECT_EQ(coding_weight("br", "gzip"), 0);
}

TEST(Coding, IsReadBackByItsLibraries) {
  const std::string text(100000, 'a');
  const std::string packed = zstd_packed(text);
  std::string out(text.size(), '\0');
  EXPECT_EQ(ZSTD_decompress(out.data(), out.size(), packed.data(), packed.size()), text.size());
  EXPECT_EQ(out, text);
  const std::string gzip = gzipped(text);
  EXPECT_EQ(gzip.substr(0, 2), "\x1f\x8b");
  EXPECT_LT(gzip.size(), text.size() / 50);
}

TEST(Tag, IsFoundInALists) {
  EXPECT_TRUE(matches_tag("\"a\", W/\"b\"", "\"b\""));
  EXPECT_TRUE(matches_tag("*", "\"b\""));
  EXPECT_FALSE(matches_tag("\"a\"", "\"b\""));
  EXPECT_FALSE(matches_tag("", "\"b\""));
}

TEST(Problem, SaysWhatWhereAndWhatToDo) {
  const Response response = problem(Error(Errc::kLocked, "in use", "library", "wait"));
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.type, "application/problem+json");
  const auto json = nlohmann::json::parse(response.body);
  EXPECT_EQ(json["detail"], "in use");
  EXPECT_EQ(json["where"], "library");
  EXPECT_EQ(json["hint"], "wait");
  EXPECT_EQ(json["code"], "locked");
  EXPECT_EQ(response.headers.at(0).first, "Retry-After");
}

}  // namespace
}  // namespace assay::serve
