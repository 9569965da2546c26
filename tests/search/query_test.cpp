#include "search/query.h"

#include "base/error.h"
#include "search/query_remark.h"

#include <gtest/gtest.h>

#include <random>

namespace assay::search {
namespace {

/// A query in one line: clauses with +required, -negated, words joined by _, alternatives by |.
std::string shape(std::string_view text) {
  std::string out;
  for (const Clause& clause : parse_query(text).clauses) {
    out += out.empty() ? "" : " ";
    out += clause.negated ? "-" : clause.required ? "+" : "";
    for (std::size_t i = 0; i < clause.any_of.size(); ++i) {
      out += i == 0 ? "" : "|";
      for (std::size_t w = 0; w < clause.any_of[i].words.size(); ++w) {
        out += (w == 0 ? "" : "_") + clause.any_of[i].words[w];
      }
      out += clause.any_of[i].prefix ? "*" : "";
    }
  }
  return out;
}

struct Case {
  const char* text;
  const char* shape;
};

TEST(Query, Words_AnyForm_Parsed) {
  for (const Case& c : {
           Case{"", ""},
           Case{"   \t\n", ""},
           Case{"deep learning", "deep learning"},
           Case{"\"deep learning\" speech", "+deep_learning speech"},
           Case{"\"unclosed phrase", "+unclosed_phrase"},
           Case{"\"\" word", "word"},
           Case{"-noise", "-noise"},
           Case{"-\"white noise\"", "-white_noise"},
           Case{"a OR b", "+a|b"},
           Case{"a OR b OR \"c d\"", "+a|b|c_d"},
           Case{"x a OR b y", "x +a|b y"},
           Case{"OR a", "OR a"},
           Case{"a OR", "a OR"},
           Case{"a OR OR b", "+a|b"},
           Case{"a OR -b", "a OR -b"},
           Case{"-a OR b", "-a OR b"},
           Case{"a or b", "a or b"},
           Case{"quant*", "quant*"},
           Case{"\"graph net\"*", "+graph_net*"},
           Case{"\"graph net*\"", "+graph_net*"},
           Case{"*", "*"},
           Case{"-", "-"},
           Case{"- a", "- a"},
           Case{"http://x.org/y c:d", "http://x.org/y c:d"},
           Case{"well-known", "well-known"},
           Case{"\u201Ccurly quotes\u201D", "+curly_quotes"},
           Case{"a\"b c\"", "a +b_c"},
       }) {
    EXPECT_EQ(shape(c.text), c.shape) << c.text;
  }
}

TEST(Query, Filters_AllOfThem_Parsed) {
  const Query query = parse_query(
      "kind:paper KIND:post topic:few-shot topic:fairness author:\"geoffrey  hinton\" "
      "author:bengio "
      "org:google venue:acl venue:\"neurips\" source:arxiv since:2020-02 until:2021 led:>0.7 "
      "led:<=0.9 code:yes read:no rest");
  const Filters& filters = query.filters;
  EXPECT_EQ(filters.kinds, (std::vector<Kind>{Kind::kPaper, Kind::kPost}));
  EXPECT_EQ(filters.topics, (std::vector<Topic>{Topic::kFewShot, Topic::kFairness}));
  EXPECT_EQ(filters.authors, (std::vector<std::string>{"geoffrey hinton", "bengio"}));
  EXPECT_EQ(filters.organisations, std::vector<std::string>{"google"});
  EXPECT_EQ(filters.venues, (std::vector<std::string>{"acl", "neurips"}));
  EXPECT_EQ(filters.sources, std::vector<std::string>{"arxiv"});
  EXPECT_EQ(format_day(filters.since.value()), "2020-02-01");
  EXPECT_EQ(format_day(filters.until.value()), "2021-12-31");
  EXPECT_EQ(filters.led_above, 0.7);
  EXPECT_GT(filters.led_below, 0.9);
  EXPECT_EQ(filters.code, true);
  EXPECT_EQ(filters.read, false);
  EXPECT_FALSE(filters.code_alive);
  EXPECT_TRUE(parse_query("code:alive").filters.code_alive);
  ASSERT_EQ(query.clauses.size(), 1U);
  EXPECT_EQ(query.clauses[0].any_of[0].words[0], "rest");
}

TEST(Query, Until_MonthOrDay_LastDayOfIt) {
  const auto until = [](std::string_view text) {
    return format_day(parse_query(text).filters.until.value());
  };
  EXPECT_EQ(until("until:2021-02"), "2021-02-28");
  EXPECT_EQ(until("until:2020-02"), "2020-02-29");
  EXPECT_EQ(until("until:2021-06-17"), "2021-06-17");
  EXPECT_EQ(until("until:2021-11"), "2021-11-30");
}

TEST(Query, Led_Range_BothEndsIncluded) {
  const Filters filters = parse_query("led:0.5..0.9").filters;
  EXPECT_LT(filters.led_above, 0.5);
  EXPECT_GT(filters.led_above, 0.49999);
  EXPECT_GT(filters.led_below, 0.9);
  EXPECT_LT(filters.led_below, 0.90001);
}

TEST(Query, OrOfFilters_SameKind_TakesAny) {
  EXPECT_EQ(parse_query("kind:paper OR kind:post").filters.kinds.size(), 2U);
}

TEST(Query, WrongPart_Throws_NamesIt) {
  for (const Case& c : {
           Case{"kind:papr", "did you mean kind:paper?"},
           Case{"kind:repo", "did you mean kind:repository?"},
           Case{"kind:zzz", "use one of paper, repository"},
           Case{"topic:fairnes", "did you mean topic:fairness?"},
           Case{"since:soon", "2021-06-17"},
           Case{"since:2021-13", "since:2021-13 is no date"},
           Case{"until:2021-02-30", "until:2021-02-30"},
           Case{"since:2021-06-17T10", "is no date"},
           Case{"led:>x", "led:>x"},
           Case{"led:0.7", "led:>0.7"},
           Case{"led:>1.5", "led:>1.5"},
           Case{"led:>nan", "led:>nan"},
           Case{"code:maybe", "code:yes or code:no"},
           Case{"read:", "read:"},
           Case{"author:", "has no value"},
           Case{"author:\"\"", "has no value"},
           Case{"-kind:post", "cannot be negated"},
           Case{"author:x OR author:y", "OR cannot join author:"},
           Case{"word OR kind:post", "OR cannot join kind:"},
           Case{"kind:post OR word", "OR cannot join"},
       }) {
    try {
      parse_query(c.text);
      ADD_FAILURE() << c.text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kUsage) << c.text;
      EXPECT_NE(std::string(error.what()).find(c.shape), std::string::npos) << error.what();
    }
  }
}

TEST(Query, TooManyWords_Throws_Usage) {
  std::string text;
  for (std::size_t i = 0; i <= kMaxClauses; ++i) {
    text += "w" + std::to_string(i) + " ";
  }
  EXPECT_THROW(parse_query(text), Error);
}

TEST(Query, RandomBytes_Parsed_NothingButUsage) {
  std::mt19937 random(20260101);
  const std::string_view pieces[] = {"\"", "-", "OR", " ", "kind:", "led:>", "*", "\xFF", "a", ":"};
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    for (std::uint_fast32_t i = random() % 12; i > 0; --i) {
      if (random() % 3 == 0) {
        text += static_cast<char>(random());
      } else {
        text += pieces[random() % std::size(pieces)];
      }
    }
    try {
      parse_query(text);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kUsage);
    }
  }
}

TEST(UnknownFilter, IsNamedWithTheNearest) {
  const auto says = [](std::string_view query, std::string_view words) {
    const std::string remark = unknown_filter(query);
    EXPECT_NE(remark.find(words), std::string::npos) << query << " -> " << remark;
  };
  says("title:lora", "no filter title:");
  says("title:lora", "in quotes");
  says("serving Title:\"low rank\"", "no filter title:");
  says("-auther:hinton serving", "did you mean author:?");
  says("year:2021", "did you mean since:?");
  says("topics:fairness", "did you mean topic:?");
  says("kinds:paper", "did you mean kind:?");
  says("zzzzz:1", "filters are kind: topic:");
}

TEST(UnknownFilter, WhatIsPlainlyNoFilterIsNotRemarkedOn) {
  for (const char* query :
       {"", "kind:paper topic:fairness -survey", "arxiv:2106.09685", "doi:10.1000/182",
        "https://example.org/a", "std::vector", "BERT: pre-training", "ratio 3:1", "\"title:lora\"",
        "a:b", "github:pytorch/pytorch", ":", "title:"}) {
    EXPECT_EQ(unknown_filter(query), "") << query;
  }
}

}  // namespace
}  // namespace assay::search
