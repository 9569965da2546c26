#include "source/artefact.h"

#include "fake_fetcher.h"

#include <gtest/gtest.h>

namespace assay::source {
namespace {

constexpr const char* kRepository = "https://api.github.com/repos/a/code";

ArtefactState check(FakeFetcher& fetcher, const std::string& url, const std::string& text = {},
                    const std::string& published = {}) {
  return check_artefact({url, published, text, 1'767'225'600}, fetcher);
}

std::string repository(const std::string& size, const std::string& language,
                       const std::string& licence, const std::string& archived = "false") {
  return R"({"size":)" + size + R"(,"language":)" + language + R"(,"license":)" + licence +
         R"(,"archived":)" + archived + R"(,"pushed_at":"2024-12-17T09:00:00Z"})";
}

TEST(CheckArtefact, Github_AliveLicensedArchivedAndTouched) {
  FakeFetcher fetcher;
  fetcher.answer(kRepository,
                 repository("120", "\"Python\"", R"({"spdx_id":"Apache-2.0"})", "true"));
  const ArtefactState state = check(fetcher, "https://github.com/A/Code", "", "2021-06");
  EXPECT_EQ(state.presence, Presence::kAlive);
  EXPECT_TRUE(state.archived);
  EXPECT_EQ(state.licensed, true);
  EXPECT_EQ(state.touched, "2024-12-17");
  EXPECT_EQ(state.touched_after, true);
  EXPECT_EQ(artefact_words(state),
            "alive, Apache-2.0, changed 2024-12-17 (after publication), archived");
  EXPECT_EQ(check(fetcher, "https://github.com/a/code", "", "2024-12-17").touched_after, false);
}

TEST(CheckArtefact, Github_EmptyMissingOrOnlyPromised) {
  FakeFetcher fetcher;
  fetcher.answer(kRepository, repository("0", "null", "null"));
  ArtefactState state = check(fetcher, "https://github.com/a/code");
  EXPECT_EQ(state.presence, Presence::kEmpty);
  EXPECT_EQ(state.licensed, false);
  EXPECT_FALSE(state.promised_only);

  FakeFetcher readme_only;
  readme_only.answer(kRepository, repository("3", "null", "null"));
  readme_only.answer(std::string(kRepository) + "/contents",
                     R"([{"name":"README.md"},{"name":"LICENSE"},{"name":".gitignore"}])");
  readme_only.answer(std::string(kRepository) + "/readme", "# Paper\n\n**Code coming soon!**\n");
  state = check(readme_only, "https://github.com/a/code");
  EXPECT_EQ(state.presence, Presence::kEmpty);
  EXPECT_TRUE(state.promised_only);
  EXPECT_EQ(state.promise, "Code coming soon");

  FakeFetcher data;
  data.answer(kRepository, repository("3", "null", "null"));
  data.answer(std::string(kRepository) + "/contents",
              R"([{"name":"README.md"},{"name":"data.csv"}])");
  EXPECT_EQ(check(data, "https://github.com/a/code").presence, Presence::kAlive);

  FakeFetcher missing;
  missing.answer(kRepository, "{}", 404);
  state = check(missing, "https://github.com/a/code", "We will release the code upon acceptance.");
  EXPECT_EQ(state.presence, Presence::kMissing);
  EXPECT_TRUE(state.promised_only);
  EXPECT_EQ(state.reason, "answers 404");
}

TEST(CheckArtefact, HuggingFace_CardAloneIsEmpty) {
  FakeFetcher fetcher;
  fetcher.set_secret("HF_TOKEN", "hf_x");
  fetcher.answer("https://huggingface.co/api/models/org/model",
                 R"({"lastModified":"2025-02-03T00:00:00.000Z","tags":["license:mit"],
                     "siblings":[{"rfilename":"README.md"},{"rfilename":"model.safetensors"}]})");
  fetcher.answer(
      "https://huggingface.co/api/datasets/org/data",
      R"({"siblings":[{"rfilename":".gitattributes"}],"cardData":{"license":"cc-by-4.0"}})");
  const ArtefactState model = check(fetcher, "https://huggingface.co/org/model/tree/main");
  EXPECT_EQ(model.presence, Presence::kAlive);
  EXPECT_EQ(model.licence, "mit");
  EXPECT_EQ(model.touched, "2025-02-03");
  EXPECT_EQ(fetcher.requests().front().headers.front(), "Authorization: Bearer hf_x");
  const ArtefactState data = check(fetcher, "https://huggingface.co/datasets/org/data");
  EXPECT_EQ(data.presence, Presence::kEmpty);
  EXPECT_EQ(data.licence, "cc-by-4.0");
}

TEST(CheckArtefact, GitlabAndPages) {
  FakeFetcher fetcher;
  fetcher.answer("https://gitlab.com/api/v4/projects/group%2Fsub%2Fcode?license=true",
                 R"({"empty_repo":true,"archived":true,"license":{"key":"mit"},
                     "last_activity_at":"2020-01-02T00:00:00Z"})");
  const ArtefactState project = check(fetcher, "https://gitlab.com/group/sub/code/-/tree/main");
  EXPECT_EQ(project.presence, Presence::kEmpty);
  EXPECT_TRUE(project.archived);
  fetcher.answer("https://lab.example.org/x", "<!doctype html><p>Our models will be released soon.")
      .headers = {{"content-type", "text/html"}};
  const ArtefactState page = check(fetcher, "https://lab.example.org/x");
  EXPECT_EQ(page.presence, Presence::kEmpty);
  EXPECT_TRUE(page.promised_only);
  EXPECT_TRUE(fetcher.requests().back().obeys_robots);
  fetcher.answer("https://lab.example.org/data.zip", "PK..");
  EXPECT_EQ(check(fetcher, "https://lab.example.org/data.zip").presence, Presence::kAlive);
  EXPECT_EQ(check(fetcher, "https://nobody.example.org/").presence, Presence::kUnknown);
  EXPECT_EQ(check(fetcher, "ftp://x").presence, Presence::kUnknown);
  EXPECT_EQ(check(fetcher, "").presence, Presence::kMissing);
}

TEST(CheckArtefact, BlockedIsUnknownAndNeverMissing) {
  FakeFetcher fetcher;
  fetcher.answer(kRepository, "<!DOCTYPE html><title>Are you a robot?</title>");
  const ArtefactState state = check(fetcher, "https://github.com/a/code", "code coming soon");
  EXPECT_EQ(state.presence, Presence::kUnknown);
  EXPECT_FALSE(state.promised_only);
  EXPECT_FALSE(state.reason.empty());
}

TEST(ArtefactState, ComesBackFromJson) {
  ArtefactState state;
  state.url = "https://github.com/a/code";
  state.presence = Presence::kEmpty;
  state.archived = true;
  state.licensed = false;
  state.touched = "2024-12-17";
  state.touched_after = true;
  state.promised_only = true;
  state.promise = "code coming soon";
  state.reason = "nothing but a readme and the like";
  state.checked = 17;
  EXPECT_EQ(parse_artefact(to_json(state)), state);
  for (const char* text : {"", "[", "{}", "3", R"({"presence":"perhaps"})"}) {
    EXPECT_FALSE(parse_artefact(text)) << text;
  }
}

TEST(PromisesCode, SeesPromisesAndNotDeliveries) {
  for (const char* text :
       {"Code coming soon.", "We will release our code and models upon acceptance",
        "The source code and pretrained weights will be made publicly available.",
        "Datasets are to be released.", "Training scripts: coming soon (stay tuned)"}) {
    EXPECT_TRUE(promises_code(text)) << text;
  }
  for (const char* text :
       {"Code is available at https://github.com/a/code.", "Coming soon to a cinema near you",
        "We release code. The next meeting will be available soon.", "", "An encoder will be shown",
        "Codebook models are small."}) {
    EXPECT_FALSE(promises_code(text)) << text;
  }
  const std::string text = "A method. Our CODE will be released, we hope. More.";
  TextSpan span;
  ASSERT_TRUE(promises_code(text, &span));
  EXPECT_EQ(text.substr(span.begin, span.end - span.begin), "CODE will be released");
}

}  // namespace
}  // namespace assay::source
