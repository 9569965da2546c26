#include "practice/experiments/experiment.h"

#include "base/error.h"
#include "base/files.h"
#include "practice/experiments/feasible.h"
#include "practice/experiments/maker.h"
#include "practice/experiments/rubric.h"
#include "practice/frameworks/child.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <map>
#include <set>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

Work smoothing() {
  Work work;
  work.title = "Smoothing Labels: When It Helps";
  work.abstract =
      "We study label smoothing as a loss. Our method reduces the expected calibration error by "
      "40% "
      "compared with cross-entropy on CIFAR-10. We reach an accuracy of 93.5% on CIFAR-10. The "
      "model "
      "has 11.2 million parameters.";
  return work;
}

TEST(Experiment, Toml_IsReadAndWrittenBack) {
  const char* text = R"(
version = 1
question = "Does it?"
metric = "ece"
direction = "lower"
[[claim]]
name = "calibration"
metric = "ece"
kind = "difference"
value = -0.02
direction = "lower"
subject = { smoothing = 0.1 }
baseline = { smoothing = 0, on = true }
[[check]]
name = "runs"
when = "finished"
[feasibility]
parameters = 1e6
)";
  const Experiment one = parse_experiment(text, "x");
  ASSERT_EQ(one.claims.size(), 1U);
  EXPECT_EQ(one.claims[0].kind, ClaimKind::kDifference);
  EXPECT_EQ(one.claims[0].subject, (Selector{{"smoothing", "0.1"}}));
  EXPECT_EQ(one.claims[0].baseline, (Selector{{"on", "true"}, {"smoothing", "0"}}));
  EXPECT_EQ(one.feasibility.at("parameters"), 1e6);
  const Experiment back = parse_experiment(format_experiment(one), "y");
  EXPECT_EQ(format_experiment(back), format_experiment(one));
}

TEST(Experiment, WrongToml_IsRefusedWithItsLine) {
  for (const char* wrong : {"x = 1", "question = 3", "direction = \"up\"",
                            "[[claim]]\nname = \"a\"", "[[claim]]\nname = \"a\"\nmetric = \"m\"",
                            "[[claim]]\nname = \"a\"\nmetric = \"m\"\nvalue = 1\nkind = \"factor\"",
                            "[[check]]\nname = \"a\"\nparent = \"b\"", "[feasibility]\nx = \"y\"",
                            "= =", "[[check]]\nname = \"a\"\n[[check]]\nname = \"a\""}) {
    try {
      parse_experiment(wrong, "file");
      ADD_FAILURE() << wrong;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), Errc::kInvalid) << wrong;
      EXPECT_EQ(error.where().rfind("file:", 0), 0U) << error.where();
    }
  }
}

TEST(Selector, NumbersMatchAsNumbers) {
  EXPECT_TRUE(matches({{"lr", "1e-3"}}, {{"lr", "0.001"}, {"x", "1"}}));
  EXPECT_TRUE(matches({}, {}));
  EXPECT_FALSE(matches({{"lr", "1e-3"}}, {{"lr", "0.01"}}));
  EXPECT_FALSE(matches({{"lr", "1"}}, {}));
  EXPECT_FALSE(matches({{"a", "x"}}, {{"a", "y"}}));
}

TEST(Maker, ClaimsToTest_AreTheWorksOwnAndSigned) {
  const std::vector<TestedClaim> claims = claims_to_test(smoothing());
  ASSERT_GE(claims.size(), 2U);
  const TestedClaim* ece = nullptr;
  const TestedClaim* accuracy = nullptr;
  for (const TestedClaim& claim : claims) {
    ece = claim.metric == "ece" ? &claim : ece;
    accuracy = claim.metric == "accuracy" ? &claim : accuracy;
  }
  ASSERT_NE(ece, nullptr);
  EXPECT_EQ(ece->kind, ClaimKind::kRelative);
  EXPECT_EQ(ece->value, -40);
  EXPECT_EQ(ece->direction, Direction::kLower);
  ASSERT_NE(accuracy, nullptr);
  EXPECT_DOUBLE_EQ(accuracy->value.value_or(0), 0.935);
  EXPECT_EQ(accuracy->kind, ClaimKind::kLevel);
  EXPECT_EQ(template_for(smoothing()), Template::kLoss);
  EXPECT_EQ(name_for("Smoothing Labels: When It Helps!"), "smoothing-labels-when-it-helps");
  EXPECT_EQ(name_for("???"), "experiment");
}

TEST(Maker, ClaimsHaveATolerance_AndAGainIsADifference) {
  Work work;
  work.title = "A New Method";
  work.abstract =
      "We improve top-1 accuracy on CIFAR-10 from 72.1% to 73.4%. We reach an accuracy of 93.4% "
      "on MNIST. Our method reduces the calibration error by 40%.";
  std::map<std::string, TestedClaim> claims;
  for (const TestedClaim& claim : claims_to_test(work)) {
    claims[claim.metric + " " + std::string(claim_kind_name(claim.kind))] = claim;
  }
  ASSERT_EQ(claims.count("accuracy difference"), 1U);
  const TestedClaim& gain = claims["accuracy difference"];
  EXPECT_EQ(gain.value, 0.013);
  EXPECT_EQ(gain.tolerance, 0.0013);
  EXPECT_TRUE(gain.baseline.has_value());
  ASSERT_EQ(claims.count("accuracy level"), 1U);
  EXPECT_EQ(claims["accuracy level"].value, 0.934);
  EXPECT_EQ(claims["accuracy level"].tolerance, 0.01);
  ASSERT_EQ(claims.count("ece relative"), 1U);
  EXPECT_EQ(claims["ece relative"].tolerance, 4);
}

TEST(Maker, WhereNoClaimIsFound_OneIsThereToBeWritten) {
  Experiment none;
  none.name = "x";
  std::string text = format_experiment(none);
  EXPECT_TRUE(parse_experiment(text, "x").claims.empty());
  const std::size_t begin = text.find("# [[claim]]");
  ASSERT_NE(begin, std::string::npos);
  for (std::size_t at = begin; at != std::string::npos; at = text.find("\n# ", at)) {
    at += text[at] == '#' ? 0U : 1U;
    text.erase(at, 2);
  }
  const std::vector<TestedClaim> written = parse_experiment(text, "x").claims;
  ASSERT_EQ(written.size(), 1U) << text;
  EXPECT_EQ(written[0].kind, ClaimKind::kDifference);
  EXPECT_TRUE(written[0].baseline.has_value());
}

TEST(Maker, RunScript_MakesItsRunsWhereTheCodeCannotBeFetched) {
  const TempDir library;
  MakeRequest request;
  request.library = library.path();
  request.experiment.name = "x";
  request.task = "Train widths around the threshold.";
  request.code = (library.path() / "no such repository").string();
  make_experiment(request);
  const fs::path folder = library.path() / "experiments/x";
  EXPECT_NE(read_file(folder / "README.md").find("## What to try\nTrain widths"),
            std::string::npos);
  ChildJob job;
  job.command = {"sh", "run.sh"};
  job.folder = folder;
  job.environment = {{"ASSAY", "echo"}};
  const ChildResult run = run_child(job);
  EXPECT_TRUE(run.ok()) << run.printed;
  EXPECT_NE(run.printed.find("the authors' code was not fetched"), std::string::npos);
  EXPECT_NE(run.printed.find("run -e x --seeds 5"), std::string::npos) << run.printed;
}

TEST(Maker, FolderHoldsWhatIsNeededAndIsNeverOverwritten) {
  const TempDir library;
  MakeRequest request;
  request.library = library.path();
  request.experiment.name = "smoothing";
  request.experiment.question = "Does \"it\" help?";
  request.experiment.claims = claims_to_test(smoothing());
  request.experiment.checks = usual_checks(request.experiment);
  request.form = Template::kLoss;
  request.code = "https://example.org/x'; touch /tmp/oh; '";
  EXPECT_EQ(make_experiment(request).size(), 8U);
  const fs::path folder = library.path() / "experiments/smoothing";
  EXPECT_EQ(read_experiment(folder).claims.size(), request.experiment.claims.size());
  EXPECT_NE(read_file(folder / "run.sh").find("git clone -- 'https://example.org/x'\\''; touch"),
            std::string::npos);
  const nlohmann::json notebook = nlohmann::json::parse(read_file(folder / "notebook.ipynb"));
  EXPECT_EQ(notebook["nbformat"], 4);
  EXPECT_EQ(notebook["nbformat_minor"], 5);
  std::set<std::string> ids;
  for (const nlohmann::json& cell : notebook["cells"]) {
    EXPECT_TRUE(ids.insert(cell["id"].get<std::string>()).second);
    EXPECT_EQ(cell.contains("outputs"), cell["cell_type"] == "code");
  }
  EXPECT_THROW(make_experiment(request), Error);
  std::vector<std::string> troubles;
  EXPECT_EQ(list_experiments(library.path(), troubles).size(), 1U);
  EXPECT_TRUE(troubles.empty());
}

TEST(Rubric, PartialCredit_IsTheWeightedMeanOfTheTree) {
  Experiment experiment;
  experiment.claims.push_back({});
  experiment.claims.back().name = "c";
  experiment.metric = "acc";
  experiment.checks = usual_checks(experiment);
  practice::Run good;
  good.status = RunStatus::kFinished;
  good.exit_code = 0;
  good.metrics["loss"] = {2, 0, 1, 0.5, 0.5, 1, false, 2};
  practice::Run bad;
  bad.status = RunStatus::kFailed;
  bad.exit_code = 1;
  const std::vector<Grade> grades = grade(experiment, {good, bad}, {{"c", "partly"}});
  // code runs: (1 * 1 + 2 * 1/2) / 3; trains: (1/2 + 0) / 2; matches, of double weight: 1/2
  ASSERT_EQ(grades.size(), 9U);
  EXPECT_DOUBLE_EQ(grades[1].score, 2.0 / 3);
  EXPECT_DOUBLE_EQ(grades[4].score, 0.25);
  EXPECT_DOUBLE_EQ(grades[0].score, (2.0 / 3 + 0.25 + 2 * 0.5) / 4);
  EXPECT_EQ(grades[2].depth, 2);
  EXPECT_EQ(grades[2].found, "2 of 2 runs");
  experiment.checks = {{"x", "", "", 1, "nonsense here"}};
  EXPECT_THROW(grade(experiment, {good}, {}), Error);
}

TEST(Feasibility, FiguresFollowTheFormulas) {
  Experiment experiment;
  experiment.feasibility = {{"parameters", 7e9}, {"tokens", 1e12}};
  Hardware hardware;
  hardware.cores = 4;
  hardware.memory_bytes = std::uint64_t{16} << 30U;
  Feasibility view = feasibility(smoothing(), experiment, hardware, {});
  ASSERT_EQ(view.as_stated.size(), 4U);
  EXPECT_DOUBLE_EQ(view.as_stated[0].memory_bytes.value_or(0), 7e9 * 16 * 1.25);
  EXPECT_FALSE(view.as_stated[0].fits_memory);
  EXPECT_DOUBLE_EQ(view.as_stated[1].hours.value_or(0), 6 * 7e9 * 1e12 / (65e12 * 0.3) / 3600);
  EXPECT_EQ(view.demand.dataset, "cifar-10") << "which the text names";
  EXPECT_TRUE(view.demand.licence.empty()) << "its page states none";
  EXPECT_NE(feasibility_markdown(view).find("licence unknown: check"), std::string::npos);
  EXPECT_FALSE(view.cannot.empty());
  experiment.feasibility = {{"parameters", 1e4}, {"examples", 1e5}};
  view = feasibility(Work(), experiment, hardware, {});
  EXPECT_TRUE(view.as_stated[0].fits_memory);
  EXPECT_TRUE(view.cannot.empty()) << "it is small enough to be run as it stands";
  const Demand words = demand_of(smoothing(), Experiment());
  EXPECT_DOUBLE_EQ(words.parameters, 11.2e6);
  EXPECT_TRUE(nlohmann::json::parse(feasibility_json(view)).contains("places"));
}

TEST(Feasibility, LicencesHaveASource_OrAreUnknown) {
  Experiment experiment;
  experiment.claims.emplace_back().dataset = "MNIST";
  const CodeTerms code{"https://example.org/code", "MIT", "as the record says"};
  const Feasibility known = feasibility(Work(), experiment, Hardware(), code);
  const std::string text = feasibility_markdown(known);
  EXPECT_NE(text.find("mnist, licence CC BY-SA 3.0"), std::string::npos) << text;
  EXPECT_NE(text.find("licence of the data: keras.io"), std::string::npos) << text;
  EXPECT_NE(text.find("licence MIT (as the record says)"), std::string::npos) << text;
  EXPECT_NE(text.find("Colab's FAQ as of 20"), std::string::npos) << text;
  const auto json = nlohmann::json::parse(feasibility_json(
      feasibility(Work(), Experiment(), Hardware(), {"https://example.org/code", "", ""})));
  EXPECT_TRUE(json["licence"].is_null());
  EXPECT_TRUE(json["code_licence"].is_null());
  EXPECT_EQ(json["code"], "https://example.org/code");
}

}  // namespace
}  // namespace assay::practice
