// Crates and signatures, MLflow's store, Trackio's file, checklists, reports.
#include "base/error.h"
#include "base/files.h"
#include "practice/experiments/crate.h"
#include "practice/experiments/mlflow.h"
#include "practice/experiments/trackio.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sqlite3.h>
#include <sys/stat.h>

#include <cmath>
#include <fstream>
#include <set>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;
using Record = Run;  // within a test, Run is a method of the framework

class Sharing : public testing::Test {
 protected:
  void SetUp() override {
    make_folders(experiment());
    std::ofstream(experiment() / "experiment.toml")
        << "version = 1\nquestion = \"Does a < b & c hold?\"\nwork = \"arxiv:1906.02629\"\n"
           "metric = \"ece\"\ndirection = \"lower\"\n[[claim]]\nname = \"better\"\nmetric = "
           "\"ece\"\n"
           "kind = \"difference\"\nvalue = -0.02\ntolerance = 0.01\ndirection = \"lower\"\n"
           "subject = { smoothing = \"0.1\" }\nbaseline = { smoothing = \"0\" }\n";
    for (int n = 1; n <= 6; ++n) {
      add_run(n);
    }
  }

  [[nodiscard]] fs::path experiment() const { return experiment_folder(library(), "smoothing"); }
  [[nodiscard]] fs::path library() const { return folder_.path() / "library"; }
  [[nodiscard]] fs::path crate() const { return folder_.path() / "crate"; }
  [[nodiscard]] Signer signer() const {
    return Signer::open(folder_.path() / "config/signing.key");
  }
  [[nodiscard]] Selection selection() const { return select_runs(library(), {"smoothing"}, {}); }

  void add_run(int n) const {
    Record run;
    run.id = "20261127-08301" + std::to_string(n) + "-1";
    run.experiment = "smoothing";
    run.asked = run.command = {"python3", "train.py"};
    run.folder = "/home/someone/work";
    run.seed = (n - 1) % 3 + 1;
    run.parameters["smoothing"] = n <= 3 ? "0" : "0.1";
    run.start_ns = 1'795'768'210'000'000'000 + n * 1'000'000'000LL;
    run.end_ns = run.start_ns + 2'500'000'000;
    run.status = RunStatus::kFinished;
    const fs::path place = run_folder(experiment(), run.id);
    make_folders(place);
    MetricWriter writer(place);
    writer.append("ece", {0, 0.5, 0.5});
    writer.append("ece", {1, n <= 3 ? 0.05 + 0.001 * n : 0.03 + 0.001 * (n - 3), 1});
    writer.append("odd:name", {1, std::nan(""), 1.25});
    writer.flush();
    run.metrics = writer.summaries();
    write_run(place, run);
    std::ofstream(place / "stdout.log") << "ece=0.05\n";
  }

  [[nodiscard]] CrateReport make_crate() const {
    CrateOptions options;
    options.at = 1'795'770'000;
    options.home = "/home/someone";
    options.license = "CC-BY-4.0";
    options.author = "A. Person";
    return export_crate(selection(), crate(), signer(), options);
  }

  [[nodiscard]] std::string problem_of(const std::string& path) const {
    for (const CrateProblem& problem : verify_crate(crate(), {}).problems) {
      if (problem.path == path) {
        return problem.what;
      }
    }
    return {};
  }

  TempDir folder_;
};

TEST_F(Sharing, TheKey_IsMadeOnceForItsOwnerAlone) {
  const std::string key = signer().public_key();
  EXPECT_EQ(signer().public_key(), key);
  struct stat about = {};
  ASSERT_EQ(::stat((folder_.path() / "config/signing.key").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U);
  fs::permissions(folder_.path() / "config/signing.key", fs::perms(0644));
  EXPECT_THROW(static_cast<void>(signer()), Error);
}

TEST_F(Sharing, ADamagedKey_IsNotReplaced) {
  EXPECT_FALSE(signer().public_key().empty());
  std::ofstream(folder_.path() / "config/signing.key") << "assay signing key 1\nabc\n";
  EXPECT_THROW(static_cast<void>(signer()), Error);
}

TEST(Signature, OfRfc8032) {
  // Test 2 of section 7.1 of the RFC: a message of one byte.
  EXPECT_TRUE(is_signed("\x72", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
  EXPECT_FALSE(is_signed("\x73", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
                         "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                         "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
  EXPECT_FALSE(is_signed("x", "zz", ""));
}

TEST_F(Sharing, AWholeCrate_IsGood) {
  const CrateReport made = make_crate();
  const auto metadata = nlohmann::json::parse(read_file(crate() / "ro-crate-metadata.json"));
  std::size_t actions = 0;
  for (const auto& entity : metadata["@graph"]) {
    if (entity["@type"] == "CreateAction") {
      ++actions;
      EXPECT_EQ(entity["agent"]["@id"], "#author") << "the one who is named as the author";
    }
  }
  EXPECT_EQ(actions, 6U);
  const CrateCheck check = verify_crate(crate(), made.public_key);
  EXPECT_TRUE(check.good());
  EXPECT_EQ(check.files, made.files);
  EXPECT_FALSE(verify_crate(crate(), std::string(64, '0')).good());
}

TEST_F(Sharing, WhatWasChangedAddedOrTaken_IsNamed) {
  static_cast<void>(make_crate());
  std::ofstream(crate() / "runs/20261127-083011-1/metrics.csv", std::ios::app) << "ece,9,0.001,9\n";
  std::ofstream(crate() / "experiment/more.txt") << "more";
  fs::remove(crate() / "report.md");
  fs::remove(crate() / "report.html");
  fs::create_symlink("/etc/passwd", crate() / "report.html");
  EXPECT_EQ(problem_of("runs/20261127-083011-1/metrics.csv"), "changed");
  EXPECT_EQ(problem_of("experiment/more.txt").substr(0, 5), "added");
  EXPECT_EQ(problem_of("report.md"), "missing");
  EXPECT_EQ(problem_of("report.html").substr(0, 6), "a link");
  EXPECT_TRUE(verify_crate(crate(), {}).signature) << "the manifest itself is as it was";
}

TEST_F(Sharing, AManifestMadeAnew_DoesNotFitTheSignature) {
  static_cast<void>(make_crate());
  std::ofstream(crate() / "manifest-sha256.txt", std::ios::app)
      << std::string(64, 'a') << "  ../../etc/passwd\n";
  const CrateCheck check = verify_crate(crate(), {});
  EXPECT_FALSE(check.signature);
  EXPECT_FALSE(check.good());
}

TEST_F(Sharing, WithoutSignature_NothingIsGood) {
  static_cast<void>(make_crate());
  fs::remove(crate() / "signature.json");
  EXPECT_FALSE(verify_crate(crate(), {}).good());
  std::ofstream(crate() / "signature.json") << "{}";
  EXPECT_FALSE(verify_crate(crate(), {}).good());
  EXPECT_THROW(verify_crate(folder_.path() / "nowhere", {}), Error);
}

TEST_F(Sharing, AFullFolder_IsNotWrittenOver) {
  make_folders(crate());
  std::ofstream(crate() / "mine") << "x";
  EXPECT_THROW(make_crate(), Error);
  EXPECT_TRUE(fs::exists(crate() / "mine"));
  EXPECT_FALSE(fs::exists(folder_.path() / ".crate.part"));
}

TEST_F(Sharing, TheHomeOfTheUser_IsNotHandedOn) {
  static_cast<void>(make_crate());
  for (const auto& file : fs::recursive_directory_iterator(crate())) {
    if (file.is_regular_file()) {
      EXPECT_EQ(read_file(file.path()).find("/home/someone"), std::string::npos) << file.path();
    }
  }
}

/// What RO-Crate 1.1 says with MUST of the metadata descriptor, the root and the data entities, and
/// the Process Run Crate profile of its actions.
TEST_F(Sharing, TheMetadata_AreAsTheSpecificationsRequire) {
  static_cast<void>(make_crate());
  const auto json = nlohmann::json::parse(read_file(crate() / "ro-crate-metadata.json"));
  EXPECT_EQ(json["@context"][0], "https://w3id.org/ro/crate/1.1/context");
  std::map<std::string, nlohmann::json> entities;
  for (const auto& entity : json["@graph"]) {
    ASSERT_TRUE(entity.contains("@id") && entity.contains("@type")) << entity;
    EXPECT_TRUE(entities.emplace(entity["@id"], entity).second) << "twice: " << entity["@id"];
  }
  const auto& descriptor = entities.at("ro-crate-metadata.json");
  EXPECT_EQ(descriptor["@type"], "CreativeWork");
  EXPECT_EQ(descriptor["about"]["@id"], "./");
  EXPECT_EQ(descriptor["conformsTo"]["@id"], "https://w3id.org/ro/crate/1.1");
  const auto& root = entities.at("./");
  EXPECT_EQ(root["@type"], "Dataset");
  for (const char* key : {"name", "description", "datePublished"}) {
    EXPECT_TRUE(root[key].is_string()) << key;
  }
  EXPECT_EQ(entities.at(root["license"]["@id"])["name"], "CC-BY-4.0");
  std::set<std::string> parts;
  for (const auto& part : root["hasPart"]) {
    const auto& file = entities.at(part["@id"]);
    EXPECT_EQ(file["@type"], "File");
    EXPECT_EQ(std::to_string(fs::file_size(crate() / part["@id"].get<std::string>())),
              file["contentSize"]);
    parts.insert(part["@id"]);
  }
  for (const auto& [id, entity] : entities) {
    if (entity["@type"] == "File") {
      EXPECT_EQ(parts.count(id), 1U) << id;
    }
    if (entity["@type"] == "CreateAction") {
      EXPECT_EQ(entities.at(entity["instrument"]["@id"])["@type"], "SoftwareApplication");
      for (const auto& result : entity["result"]) {
        EXPECT_EQ(entities.count(result["@id"]), 1U);
      }
    }
  }
  EXPECT_EQ(root["mentions"].size(), 6U);
}

TEST_F(Sharing, TheReport_SaysTheVerdictAndEscapes) {
  const Report report = make_report(selection(), "curves.svg", 0);
  const std::string html = report.document.html();
  EXPECT_NE(html.find("Does a &lt; b &amp; c hold?"), std::string::npos);
  EXPECT_NE(html.find("Reproduced."), std::string::npos);
  EXPECT_NE(html.find("<svg"), std::string::npos);
  EXPECT_EQ(html.find("src="), std::string::npos) << "nothing is fetched";
  const std::string markdown = report.document.markdown();
  EXPECT_NE(markdown.find("a \\< b & c"), std::string::npos);
  EXPECT_NE(markdown.find("](curves.svg)"), std::string::npos);
  EXPECT_NE(markdown.find("keep the code in a git repository"), std::string::npos)
      << "what is missing is named";
}

TEST_F(Sharing, WithoutRuns_TheReportSaysWhy) {
  fs::remove_all(experiment() / "runs");
  const Report report = make_report(selection(), {}, 0);
  EXPECT_NE(report.document.markdown().find("no finished run"), std::string::npos);
  EXPECT_THROW(make_crate(), Error);
}

TEST_F(Sharing, Checklists_TellYesMissingAndYours) {
  const Report report = make_report(selection(), {}, 0);
  const Checklist acl =
      fill_checklist(Venue::kAcl, selection().experiment, selection().runs, report.comparison);
  std::map<std::string, Answer> answers;
  for (const CheckItem& item : acl.items) {
    answers[item.id] = item.answer;
  }
  EXPECT_EQ(answers["B1"], Answer::kYes);
  EXPECT_EQ(answers["B2"], Answer::kMissing);
  EXPECT_EQ(answers["C3"], Answer::kYes);
  EXPECT_EQ(answers["C4"], Answer::kMissing);
  EXPECT_EQ(answers["D1"], Answer::kYours);
  EXPECT_EQ(acl.items.size(), 18U);
  EXPECT_EQ(fill_checklist(Venue::kNeurips, {}, {}, std::nullopt).items.size(), 16U);
}

TEST_F(Sharing, MlflowsStore_ComesBackAsItWas) {
  const MlflowReport made = export_mlflow(selection(), folder_.path() / "mlruns");
  EXPECT_EQ(made.runs, 6U);
  ASSERT_EQ(made.renamed.size(), 1U);
  EXPECT_EQ(made.renamed[0], "odd:name as odd_name");
  const fs::path library = folder_.path() / "other";
  const ImportReport taken = import_mlflow(library, folder_.path() / "mlruns", {});
  EXPECT_EQ(taken.added, 6U);
  EXPECT_TRUE(taken.rejected.empty());
  ASSERT_EQ(taken.experiments, std::vector<std::string>{"smoothing"});
  const Selection back = select_runs(library, {"smoothing"}, {});
  const Record& run = back.runs.front();
  EXPECT_EQ(run.parameters.at("smoothing"), "0");
  EXPECT_EQ(run.seed, 1);
  EXPECT_EQ(run.status, RunStatus::kFinished);
  EXPECT_NEAR(run.metrics.at("ece").last, 0.051, 1e-12);
  EXPECT_TRUE(run.metrics.at("odd_name").last_strange);
  EXPECT_NEAR(run.wall_seconds, 2.5, 1e-9);
  CompareOptions options;
  options.metric = "ece";
  EXPECT_EQ(compare_runs(back.experiment, back.runs, options).arms.size(), 2U)
      << "names that another tool gave do not part runs of one setting";
  EXPECT_EQ(import_mlflow(library, folder_.path() / "mlruns", {}).unchanged, 6U);
}

TEST_F(Sharing, MlflowsRuns_KeepTheOrderOfTheirStartThenOfTheirNames) {
  const MlflowReport made = export_mlflow(selection(), folder_.path() / "mlruns");
  // Folders whose names would give the opposite order, and one second for all of them.
  const fs::path place = folder_.path() / "mlruns" / made.experiment_id;
  std::vector<std::pair<std::string, fs::path>> runs;
  for (const auto& one : fs::directory_iterator(place)) {
    if (one.is_directory()) {
      runs.emplace_back(read_file(one.path() / "params/smoothing", 100) +
                            read_file(one.path() / "params/seed", 100),
                        one.path());
    }
  }
  std::sort(runs.begin(), runs.end());
  for (std::size_t i = 0; i < runs.size(); ++i) {
    std::string meta = read_file(runs[i].second / "meta.yaml", 10000);
    const auto set = [&meta](const std::string& key, const std::string& value) {
      const std::size_t at = meta.find(key + ": ");
      meta.replace(at, meta.find('\n', at) - at, std::string(key).append(": ").append(value));
    };
    set("run_name", "run " + std::to_string(i));
    set("start_time", i == 5 ? "1795768210001" : "1795768210002");
    std::ofstream(runs[i].second / "meta.yaml") << meta;
    fs::rename(runs[i].second, place / (std::string(31, 'f') + static_cast<char>('f' - i)));
  }
  import_mlflow(folder_.path() / "other", folder_.path() / "mlruns", {});
  std::vector<std::string> order;
  for (const Record& run : select_runs(folder_.path() / "other", {"smoothing"}, {}).runs) {
    order.push_back(run.notes.front());
  }
  EXPECT_EQ(order, (std::vector<std::string>{"called run 5", "called run 0", "called run 1",
                                             "called run 2", "called run 3", "called run 4"}));
}

TEST_F(Sharing, NamesInMlflowsYaml_AreReadAsPyYamlWritesThem) {
  const MlflowReport made = export_mlflow(selection(), folder_.path() / "mlruns");
  const fs::path place = folder_.path() / "mlruns" / made.experiment_id;
  const std::vector<std::pair<std::string, std::string>> names = {
      {"'it''s a run'", "called it's a run"},
      {"a name so long that it is broken where eighty columns end, as it is\n  written here",
       "called a name so long that it is broken where eighty columns end, as it is written here"},
      {"\"tab\\t, \\xE9, \\u2026, \\U0001F600 and\\\n  \\ on\"", "called tab\t, é, …, 😀 and on"}};
  std::vector<fs::path> runs;
  for (const auto& one : fs::directory_iterator(place)) {
    if (one.is_directory()) {
      runs.push_back(one.path());
    }
  }
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::string meta = read_file(runs[i] / "meta.yaml", 10000);
    const std::size_t at = meta.find("run_name: ");
    meta.replace(at, meta.find('\n', at) - at, "run_name: " + names[i].first);
    std::ofstream(runs[i] / "meta.yaml") << meta;
  }
  import_mlflow(folder_.path() / "other", folder_.path() / "mlruns", {});
  std::vector<std::string> notes;
  for (const Record& run : select_runs(folder_.path() / "other", {"smoothing"}, {}).runs) {
    notes.push_back(run.notes.front());
  }
  for (const auto& [yaml, note] : names) {
    EXPECT_NE(std::find(notes.begin(), notes.end(), note), notes.end()) << yaml;
  }
}

TEST_F(Sharing, ADamagedStore_IsToldRunByRun) {
  const MlflowReport made = export_mlflow(selection(), folder_.path() / "mlruns");
  const fs::path place = folder_.path() / "mlruns" / made.experiment_id;
  std::vector<fs::path> runs;
  for (const auto& one : fs::directory_iterator(place)) {
    if (one.is_directory()) {
      runs.push_back(one.path());
    }
  }
  std::ofstream(runs[0] / "meta.yaml") << "nothing: here\n";
  std::ofstream(runs[1] / "metrics/ece", std::ios::app) << "1 2 3 4\nx\n";
  const ImportReport taken = import_mlflow(folder_.path() / "other", folder_.path() / "mlruns", {});
  EXPECT_EQ(taken.added, 5U);
  EXPECT_EQ(taken.rejected.size(), 2U);
  EXPECT_THROW(import_mlflow(library(), folder_.path() / "config", {}), Error);
}

void execute(const fs::path& file, const char* sql) {
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &handle), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(handle, sql, nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(handle);
}

TEST_F(Sharing, TrackiosFile_IsReadWithIdsAndWithout) {
  execute(
      folder_.path() / "My Project.db",
      "CREATE TABLE metrics (id INTEGER PRIMARY KEY, run_id TEXT, timestamp TEXT, run_name TEXT, "
      "step INTEGER, metrics TEXT);"
      "CREATE TABLE configs (id INTEGER PRIMARY KEY, run_id TEXT, run_name TEXT, config TEXT, "
      "created_at TEXT);"
      "INSERT INTO metrics VALUES "
      "(1,'r1','2026-11-27T08:30:00+00:00','calm-fox',0,'{\"loss\":1.5,\"eval\":{\"acc\":0.5}}'),"
      "(2,'r1','2026-11-27T08:30:02+00:00','calm-fox',1,'{\"loss\":NaN,\"text\":\"NaN is text\"}'),"
      "(3,'r2','2026-11-27T09:30:00+01:00','dry-owl',0,'not json'),"
      "(4,NULL,'2025-11-27T09:30:00+01:00','from-before-ids',0,'{\"loss\":3}');"
      "INSERT INTO configs VALUES (1,'r1','calm-fox',"
      "'{\"lr\":0.1,\"seed\":7,\"_Username\":\"x\"}','');");
  const ImportReport taken = import_trackio(library(), folder_.path() / "My Project.db", {});
  EXPECT_EQ(taken.experiments, std::vector<std::string>{"my-project"});
  EXPECT_EQ(taken.added, 3U);
  EXPECT_EQ(taken.rejected.size(), 1U);
  const Selection back = select_runs(library(), {"my-project"}, {});
  ASSERT_EQ(back.runs.size(), 3U);
  const auto seven = std::find_if(back.runs.begin(), back.runs.end(),
                                  [](const Record& one) { return one.seed == 7; });
  ASSERT_NE(seven, back.runs.end());
  const Record& run = *seven;
  EXPECT_EQ(run.seed, 7);
  EXPECT_EQ(run.parameters, (std::map<std::string, std::string>{{"lr", "0.1"}}));
  EXPECT_EQ(run.metrics.at("eval/acc").last, 0.5);
  EXPECT_TRUE(run.metrics.at("loss").last_strange);
  EXPECT_EQ(run.metrics.count("text"), 0U);
  EXPECT_NEAR(run.wall_seconds, 2, 1e-6);

  execute(folder_.path() / "old.db",
          "CREATE TABLE metrics (id INTEGER PRIMARY KEY, timestamp TEXT, project_name TEXT, "
          "run_name TEXT, step INTEGER, metrics TEXT);"
          "INSERT INTO metrics VALUES (1,'2025-07-01T10:00:00','p','one',0,'{\"loss\":2}');");
  EXPECT_EQ(import_trackio(library(), folder_.path() / "old.db", "early").added, 1U);
  EXPECT_EQ(import_trackio(library(), folder_.path() / "old.db", "early").unchanged, 1U);
}

TEST_F(Sharing, AnotherDatabaseOrNone_IsRefused) {
  execute(folder_.path() / "else.db", "CREATE TABLE things (id INTEGER);");
  EXPECT_THROW(import_trackio(library(), folder_.path() / "else.db", {}), Error);
  std::ofstream(folder_.path() / "text.db") << std::string(5000, 'x');
  EXPECT_THROW(import_trackio(library(), folder_.path() / "text.db", {}), Error);
  EXPECT_THROW(import_trackio(library(), folder_.path() / "no.db", {}), Error);
}

TEST(Timestamp, ZonesAreTaken) {
  EXPECT_EQ(parse_timestamp("1970-01-02T00:00:01Z"), 86401);
  EXPECT_EQ(parse_timestamp("1970-01-01T01:00:00.5+01:00"), 0.5);
  EXPECT_EQ(parse_timestamp("1970-01-01 01:00:00"), 3600);
  EXPECT_LT(parse_timestamp("soon"), 0);
}

TEST(Slug, MakesANameOfAnyText) {
  EXPECT_EQ(experiment_slug("My Project (v2)!"), "my-project-v2");
  EXPECT_EQ(experiment_slug("/../"), "imported");
  EXPECT_TRUE(is_experiment_name(experiment_slug(std::string(300, 'a'))));
}

}  // namespace
}  // namespace assay::practice
