#include "search/parts.h"

#include "base/error.h"
#include "search/parts_internal.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>
#include <string>

namespace assay::search {
namespace {

/// The likeliest roles, one letter each.
std::string roles(std::string_view abstract, std::string_view title = "") {
  std::string out;
  for (const Part& part : split_parts(title, abstract)) {
    out += "PMR"[static_cast<std::size_t>(part.role)];
  }
  return out;
}

/// What must hold for any input.
void check_sane(std::string_view title, std::string_view abstract) {
  std::uint32_t before = 0;
  for (const Part& part : split_parts(title, abstract)) {
    ASSERT_LE(before, part.begin);
    ASSERT_LT(part.begin, part.end);
    ASSERT_LE(part.end, abstract.size());
    before = part.end;
    float sum = 0;
    for (const float weight : part.weights) {
      ASSERT_TRUE(std::isfinite(weight));
      ASSERT_GE(weight, 0);
      ASSERT_LE(weight, part.weights[static_cast<std::size_t>(part.role)]);
      sum += weight;
    }
    ASSERT_NEAR(sum, 1, 1e-4);
  }
}

constexpr std::string_view kPlain =
    "Queues in delivery depots are often long. However, existing planners ignore the drivers. In "
    "this paper, we propose DepotFlow, a planner that learns from drivers. It consists of a small "
    "network and a scheduler. Experiments on three depots show that DepotFlow reduces waiting by "
    "31% compared with the best baseline. Our code is available at https://example.org/depot.";

TEST(Parts, PlainAbstract_UsualOrder_PartsFound) {
  EXPECT_EQ(roles(kPlain, "DepotFlow: Planning with Drivers"), "PPMMRR");
  EXPECT_EQ(roles(kPlain), "PPMMRR");
}

TEST(Parts, StructuredAbstract_Headings_FollowedExactly) {
  constexpr std::string_view kText =
      "Background: We propose that rain is wet. Methods: However, results show 5% of it. "
      "Results: Existing work is limited.";
  EXPECT_EQ(roles(kText), "PMR");
  for (const Part& part : split_parts("", kText)) {
    EXPECT_EQ(part.weights[static_cast<std::size_t>(part.role)], 1);
  }
}

TEST(Parts, HeadingOfTwoRoles_Decoded_OnlyThoseTwo) {
  const auto parts = split_parts(
      "",
      "Aim: to ask. Methods and results: We built a boat. It was 3 times faster than swimming.");
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_EQ(parts[1].weights[0], 0);
  EXPECT_EQ(parts[2].weights[0], 0);
  EXPECT_EQ(parts[2].role, Role::kResult);
}

TEST(Parts, OneSentence_Decoded_ByItsCues) {
  EXPECT_EQ(roles("We introduce a compiler for knitting patterns."), "M");
  EXPECT_EQ(roles("We show that every planar loom can be threaded in linear time."), "R");
}

TEST(Parts, Empty_NoParts_NoText) {
  for (const std::string_view text : {"", "   \n ", "...", "$$"}) {
    EXPECT_TRUE(split_parts("A title", text).size() <= 1);
  }
  EXPECT_TRUE(split_parts("A title", "").empty());
  EXPECT_EQ(part_text({}, "", Role::kMethod), "");
  EXPECT_FLOAT_EQ(role_weights_at({}, 0)[0], 1.F / 3);
}

TEST(Parts, NoCue_Decoded_ByPlace) {
  const auto parts = split_parts("", "Grey stones. Green moss. Wet rope. Old boat. Red sails.");
  ASSERT_EQ(parts.size(), 5U);
  EXPECT_GT(parts[0].weights[0], parts[4].weights[0]);
  EXPECT_LT(parts[0].weights[2], parts[4].weights[2]);
}

TEST(Parts, Capitals_Folded_SameParts) {
  std::string upper(kPlain);
  for (char& c : upper) {
    c = c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
  }
  EXPECT_EQ(roles(upper), "PPMMRR");
}

TEST(Parts, TexAndUnicode_Decoded_Sane) {
  EXPECT_EQ(roles("Colouring $k$-boats is hard. We build them from $n \\log n$ boards. Experiments "
                  "show that it outperforms {\\em all} others by $3\\times$."),
            "PMR");
  check_sane("标题", "我们提出一种新方法。实验表明，它比以前的方法快三倍。代码已公开。");
  EXPECT_EQ(split_parts("", "我们提出一种新方法。实验表明。").size(), 2U);
  check_sane("", "\xFF\xFE bad bytes. \xC3 We propose \xE3\x80 a thing. \xF0\x9F");
}

TEST(Parts, AnyBytes_Random_Sane) {
  std::mt19937 random(7);  // NOLINT(cert-msc51-cpp): the seed is fixed so that failures repeat
  constexpr std::string_view kAlphabet = "aWe .!?$()[]\\:\n\t-5%x\xE3\x80\x82\xFFMethods: ";
  for (int round = 0; round < 500; ++round) {
    std::string text(random() % 300, ' ');
    for (char& c : text) {
      c = kAlphabet[random() % kAlphabet.size()];
    }
    check_sane(text.substr(0, 20), text);
  }
}

TEST(Parts, Megabyte_AnyShape_LinearTime) {
  const auto start = std::chrono::steady_clock::now();
  for (const std::string_view unit :
       {"word ", "$", "$a ", "(", "((a. ", ".", ". ", "A. ", ".)", "\n", "Methods ", "5.", "\\(",
        "We propose. ", "Results: ", "\xE3\x80\x82", "aB"}) {
    std::string text;
    const std::size_t size = unit == "word " ? 1U << 20U : 1U << 18U;
    while (text.size() < size) {
      text += unit;
    }
    check_sane(text, text);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  EXPECT_LT(took.count(), 60) << "quadratic somewhere";  // about a second without sanitizers
}

TEST(PartText, Role_Found_ItsSentencesJoined) {
  const auto parts = split_parts("", kPlain);
  EXPECT_EQ(part_text(parts, kPlain, Role::kProblem),
            "Queues in delivery depots are often long. However, existing planners ignore the "
            "drivers.");
  EXPECT_TRUE(part_text(parts, kPlain, Role::kResult).ends_with("https://example.org/depot."));
}

TEST(PartText, Role_Missing_LikeliestSentence) {
  constexpr std::string_view kText = "Problem: it rains. Method: we bail.";
  const auto parts = split_parts("", kText);
  EXPECT_EQ(part_text(parts, kText, Role::kMethod), "we bail.");
  EXPECT_FALSE(part_text(parts, kText, Role::kResult).empty());
}

TEST(RoleWeightsAt, Offset_AnyPlace_NearestPart) {
  constexpr std::string_view kText = "Aim: ask. Results: know.";
  const auto parts = split_parts("", kText);
  EXPECT_EQ(role_weights_at(parts, 0)[0], 1);
  EXPECT_EQ(role_weights_at(parts, 8)[0], 1);
  EXPECT_EQ(role_weights_at(parts, 10)[2], 1);
  EXPECT_EQ(role_weights_at(parts, 999)[2], 1);
}

TEST(Role, Names_RoundTrip) {
  for (const Role role : {Role::kProblem, Role::kMethod, Role::kResult}) {
    EXPECT_EQ(parse_role(role_name(role)), role);
  }
  EXPECT_FALSE(parse_role("methods"));
}

TEST(PartsModel, BadLine_Named) {
  for (const char* text : {"we\t1\t2", "we\t1\t2\tx", "\t1\t2\t3", "we\t1\t2\tinf"}) {
    EXPECT_THROW(PartsModel(std::string("// note\n") + text), Error) << text;
  }
  EXPECT_EQ(PartsModel("// note\n\nwe\t1\t2\t3\n").size(), 1U);
}

/// Forward-backward against the sum over all sequences of roles.
TEST(Decode, SmallChains_AgainstEnumeration_Equal) {
  const PartsModel model(
      "a\t1\t-0.5\t0\nb\t0\t2\t-1\nc\t-1\t0.2\t1.5\n~start\t1\t0\t-1\n~end\t0\t0.5\t1\n"
      "~problem\t1\t0.5\t-2\n~method\t-1\t1\t0.3\n~result\t-2\t0\t1\n");
  const Chain chain(model);
  const std::vector<ReadSentence> sentences = {
      {kAnyRole, {0}}, {kAnyRole, {1, 2}}, {RoleMask{6}, {}}, {kAnyRole, {0, 2}}};
  std::vector<std::array<double, kRoles>> sums(sentences.size());
  double total = 0;
  for (std::size_t code = 0; code < 81; ++code) {
    std::array<std::size_t, 4> path = {code % 3, code / 3 % 3, code / 9 % 3, code / 27};
    double score = chain.start[path[0]] + chain.end[path[3]];
    bool allowed = true;
    for (std::size_t i = 0; i < path.size(); ++i) {
      allowed = allowed && sentences[i].allows(path[i]);
      score += i > 0 ? chain.after[path[i - 1]][path[i]] : 0;
      for (const FeatureId id : sentences[i].features) {
        score += model.weights(id)[path[i]];
      }
    }
    for (std::size_t i = 0; allowed && i < path.size(); ++i) {
      sums[i][path[i]] += std::exp(score);
    }
    total += allowed ? std::exp(score) : 0;
  }
  const auto weights = decode(model, chain, sentences);
  for (std::size_t i = 0; i < weights.size(); ++i) {
    for (std::size_t role = 0; role < kRoles; ++role) {
      EXPECT_NEAR(weights[i][role], sums[i][role] / total, 1e-5);
    }
  }
}

}  // namespace
}  // namespace assay::search
