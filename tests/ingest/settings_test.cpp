#include "ingest/settings.h"

#include "base/error.h"
#include "base/files.h"

#include <gtest/gtest.h>

#include <fstream>

namespace assay::ingest {
namespace {

constexpr const char* kGood = R"([encoder]
url = "http://127.0.0.1:11434"
model = "all-minilm"
)";

TEST(Settings, Encoder_AllKeys_AreRead) {
  const auto encoder = parse_settings(std::string(kGood) + R"(key = "secret" # a remark
timeout_ms = 1_500
batch = 7
)",
                                      "c.toml")
                           .encoder;
  ASSERT_TRUE(encoder);
  EXPECT_EQ(encoder->url, "http://127.0.0.1:11434");
  EXPECT_EQ(encoder->model, "all-minilm");
  EXPECT_EQ(encoder->key, "secret");
  EXPECT_EQ(encoder->timeout_ms, 1500);
  EXPECT_EQ(encoder->batch, 7U);
}

TEST(Settings, Encoder_OnlyWhatIsNeeded_HasDefaults) {
  const auto encoder = parse_settings(kGood, "c.toml").encoder;
  ASSERT_TRUE(encoder);
  EXPECT_EQ(encoder->key, "");
  EXPECT_EQ(encoder->timeout_ms, EndpointOptions().timeout_ms);
  EXPECT_EQ(encoder->batch, EndpointOptions().batch);
  EXPECT_FALSE(parse_settings("# nothing\n", "c.toml").encoder);
}

TEST(Settings, Sources_SayWhoAsks_AndWhatMayBePrivate) {
  const SourceSettings sources =
      parse_settings(
          "[sources]\ncontact = \"me@a.example\"\nallow_hosts = [\"nas\", \"10.0.0.5:80\"]\n",
          "c.toml")
          .sources;
  EXPECT_EQ(sources.contact, "me@a.example");
  EXPECT_EQ(sources.allow_hosts, (std::vector<std::string>{"nas", "10.0.0.5:80"}));
  EXPECT_EQ(parse_settings("", "c.toml").sources.contact, "");
}

TEST(Settings, Helper_IsReadAndOtherwiseNone) {
  const auto helper = parse_settings(
                          "[helper]\nurl = \"http://127.0.0.1:8080/v1\"\nmodel = \"small\"\n"
                          "key_file = \"/k\"\ntimeout_ms = 5_000\nmost_tokens = 300\n",
                          "c.toml")
                          .helper;
  ASSERT_TRUE(helper);
  EXPECT_EQ(helper->url, "http://127.0.0.1:8080/v1");
  EXPECT_EQ(helper->model, "small");
  EXPECT_EQ(helper->key_file, "/k");
  EXPECT_EQ(helper->timeout_ms, 5000);
  EXPECT_EQ(helper->most_tokens, 300);
  EXPECT_FALSE(parse_settings(kGood, "c.toml").helper);
}

TEST(Settings, Mistakes_AreNamedWithTheirLine) {
  const struct {
    std::string text;
    const char* where;
    const char* message;
  } cases[] = {
      {"a = \n", "c.toml:1", "no TOML"},
      {"\n\n[encoder\n", "c.toml:3", "no TOML"},
      {"[encoder]\nurl = \"\xff\"", "c.toml:2", "no TOML"},
      {"colour = 1", "c.toml:1", "no setting 'colour'"},
      {"[helper]\nmodel = \"m\"\n", "c.toml:1", "[helper] has no url"},
      {"[helper]\nurl = \"here\"\nmodel = \"m\"\n", "c.toml:2", "no address of a helper"},
      {"[helper]\nurl = \"http://a\"\nmodel = \"m\"\nkey = \"k\"\n", "c.toml:4",
       "no setting 'helper.key'"},
      {"[enkoder]\n", "c.toml:1", "no setting 'enkoder'"},
      {"[sources]\nallow_hosts = \"nas\"\n", "c.toml:2", "list of texts"},
      {"[sources]\nallow_hosts = [1]\n", "c.toml:2", "list of texts"},
      {"[sources]\nagent = \"x\"\n", "c.toml:2", "no setting 'sources.agent'"},
      {"encoder = 3", "c.toml:1", "'encoder' is to be a table"},
      {"[[encoder]]\n", "c.toml:1", "'encoder' is to be a table"},
      {"\n[encoder]\nmodel = \"m\"", "c.toml:2", "[encoder] has no url"},
      {"[encoder]\nurl = \"http://a\"", "c.toml:1", "[encoder] has no model"},
      {"[encoder]\nurl = 5\n", "c.toml:2", "'encoder.url' is to be a text"},
      {"[encoder]\nurl = \"http://a\"\nmodel = \"\"\n", "c.toml:3", "'encoder.model' is to be"},
      {"[encoder]\nmodel = \"m\"\nurl = \"here\"\n", "c.toml:3", "no address of an encoder"},
      {std::string(kGood) + "\ncolour = 1\n", "c.toml:5", "no setting 'encoder.colour'"},
      {std::string(kGood) + "key = 12\n", "c.toml:4", "'encoder.key' is to be a text"},
      {std::string(kGood) + "key = \"a\\nb\"\n", "c.toml:4", "line break"},
      {std::string(kGood) + "batch = 0\n", "c.toml:4", "from 1 to 1024"},
      {std::string(kGood) + "batch = 1.5\n", "c.toml:4", "whole number"},
      {std::string(kGood) + "timeout_ms = \"1\"\n", "c.toml:4", "whole number"},
      {std::string(kGood) + "timeout_ms = 600001\n", "c.toml:4", "from 1 to 600000"},
      {std::string(kGood) + "url = \"http://b\"\n", "c.toml:4", "no TOML"},
  };
  for (const auto& one : cases) {
    try {
      parse_settings(one.text, "c.toml");
      ADD_FAILURE() << one.text;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kInvalid) << one.text;
      EXPECT_EQ(error.where(), one.where) << one.text << "\n" << error.what();
      EXPECT_NE(error.message().find(one.message), std::string::npos) << error.what();
      EXPECT_FALSE(error.hint().empty()) << one.text;
    }
  }
}

TEST(Settings, File_MissingIsNone_UnreadableIsAnError) {
  const TempDir temp;
  EXPECT_FALSE(read_settings({}).encoder);
  EXPECT_FALSE(read_settings(temp.path() / "no" / "config.toml").encoder);
  EXPECT_THROW(read_settings(temp.path()), Error);
  std::ofstream(temp.path() / "config.toml") << kGood;
  EXPECT_EQ(read_settings(temp.path() / "config.toml").encoder->model, "all-minilm");
  std::ofstream(temp.path() / "config.toml") << "batch";
  try {
    read_settings(temp.path() / "config.toml");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.where(), (temp.path() / "config.toml").string() + ":1");
  }
}

}  // namespace
}  // namespace assay::ingest
