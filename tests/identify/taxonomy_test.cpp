#include "identify/taxonomy.h"

#include "base/error.h"
#include "base/text.h"
#include "judge_helpers.h"

#include <gtest/gtest.h>

namespace assay::identify {
namespace {

/// "reason: topic (words, words); topic" of each reason, one a line.
std::string told(const Taxonomy& taxonomy, const Work& work, bool words = true) {
  std::string all;
  const std::vector<Topic> topics = topics_of(default_judge().judge(work));
  for (const Reason& reason : taxonomy.reasons(work, topics, words)) {
    std::vector<std::string> lines;
    for (const ReasonTopic& topic : reason.topics) {
      std::vector<std::string> texts;
      for (const Mention& m : topic.words) {
        texts.push_back(field_text(work, m.field).substr(m.begin, m.end - m.begin));
      }
      lines.push_back(topic.name + (texts.empty() ? "" : " (" + join(texts, ", ") + ")"));
    }
    all += (all.empty() ? "" : "\n") + reason.name + ": " + join(lines, "; ");
  }
  return all;
}

const Work& serving() {
  static const Work work =
      paper("Low-latency distributed serving on a GPU cluster", "Throughput matters.");
  return work;
}

TEST(Taxonomy, Topic_HasItsReasonAndWords) {
  const std::string text = told(Taxonomy(), serving());
  EXPECT_EQ(text.substr(0, 50), "scalable systems: scalable_systems (Low-latency, d");
  EXPECT_EQ(told(Taxonomy(), serving(), false), "scalable systems: scalable_systems");
  EXPECT_EQ(told(Taxonomy(), paper("Notes on tea")), "");
}

TEST(Taxonomy, EveryTopic_HasOneOfFourReasons) {
  std::vector<Topic> all;
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    all.push_back(static_cast<Topic>(i));
  }
  const std::vector<Reason> reasons = Taxonomy().reasons(paper("Notes"), all);
  std::vector<std::string> names;
  std::size_t topics = 0;
  for (const Reason& reason : reasons) {
    names.push_back(reason.name);
    topics += reason.topics.size();
  }
  EXPECT_EQ(names, (std::vector<std::string>{"cutting-edge problems", "staying current",
                                             "scalable systems", "ethics"}));
  EXPECT_EQ(topics, kTopicCount);
}

TEST(Taxonomy, ReadersWords_AddTopics) {
  const Taxonomy taxonomy(
      "[[topic]]\nname = \"few_shot\"\nwords = [\"tiny data\"]\n"
      "[[topic]]\nname = \"robots\"\ntitle = \"Robots\"\nreason = \"ethics\"\nwords = [\"robot "
      "(arm|arms)\", \"~grasp <2> cup\"]\n",
      "taxonomy.toml");
  EXPECT_EQ(told(taxonomy, paper("Notes", "We use tiny data.")),
            "cutting-edge problems: few_shot (tiny data)");
  EXPECT_EQ(told(taxonomy, paper("Notes", "It grasps a red cup with a robot arm.")),
            "ethics: robots (grasps a red cup, robot arm)");
  EXPECT_EQ(told(taxonomy, paper("Notes", "A robot arm."), false), "ethics: robots");
  EXPECT_EQ(told(taxonomy, paper("Notes on tea")), "");
}

TEST(Taxonomy, Mistakes_AreNamedWithTheirLine) {
  const std::string topic = "[[topic]]\nname = \"x\"\n";
  for (const auto& [text, place] : std::vector<std::pair<std::string, std::string>>{
           {"x = ", "t.toml:1"},
           {"\n[colour]\na = 1\n", "t.toml:2"},
           {"topic = [1]\n", "t.toml:1"},
           {topic + "reason = \"fun\"\nwords = [\"a\"]\n", "t.toml:3"},
           {topic + "reason = \"ethics\"\nwords = \"a\"\n", "t.toml:4"},
           {topic + "reason = \"ethics\"\nwords = [\"a\",\n 1]\n", "t.toml:5"},
           {topic + "reason = \"ethics\"\nwords = [\"(a\"]\n", "t.toml:4"},
           {topic + "reason = \"ethics\"\nwords = [\"a\"]\nweight = 2\n", "t.toml:5"},
           {topic + "words = [\"a\"]\n", "t.toml:1"},
           {"[[topic]]\nwords = [\"a\"]\n", "t.toml:1"},
           {"[[topic]]\nname = \"fairness\"\nreason = \"scalable systems\"\nwords = [\"a\"]\n",
            "t.toml:3"}}) {
    try {
      const Taxonomy taxonomy(text, "t.toml");
      ADD_FAILURE() << text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kInvalid);
      EXPECT_EQ(error.where(), place) << text << error.what();
    }
  }
}

}  // namespace
}  // namespace assay::identify
