#include "base/text.h"
#include "base/time.h"
#include "practice/experiments/crate_metadata_internal.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>

namespace assay::practice {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kCrate = "https://w3id.org/ro/crate/1.1";
constexpr const char* kAuthor = "#author";
constexpr const char* kProfile = "https://w3id.org/ro/wfrun/process/0.5";

Json reference(const std::string& id) {
  return Json{{"@id", id}};
}

/// A path as a relative URI: what a URI may not hold is escaped, UTF-8 stays.
std::string path_id(std::string_view path) {
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte == 0x7F ||
        std::string_view("%#?\"<>\\^`{|}[]").find(c) != std::string_view::npos) {
      out += fmt::format("%{:02X}", byte);
    } else {
      out += c;
    }
  }
  return out;
}

std::string media_type(std::string_view path) {
  constexpr std::array<std::pair<std::string_view, const char*>, 10> kTypes{{
      {".json", "application/json"},
      {".csv", "text/csv"},
      {".md", "text/markdown"},
      {".html", "text/html"},
      {".svg", "image/svg+xml"},
      {".toml", "application/toml"},
      {".ipynb", "application/x-ipynb+json"},
      {".py", "text/x-python"},
      {".sh", "application/x-sh"},
      {".patch", "text/x-diff"},
  }};
  for (const auto& [ending, type] : kTypes) {
    if (path.size() > ending.size() && path.substr(path.size() - ending.size()) == ending) {
      return type;
    }
  }
  return "text/plain";
}

std::string describe(const std::string& path) {
  constexpr std::array<std::pair<std::string_view, const char*>, 9> kWords{{
      {"report.md", "The report"},
      {"report.html", "The report as a page"},
      {"curves.svg", "Learning curves, mean and span of the runs"},
      {"comparison.json", "Figures, tests and verdict, for programs"},
      {"run.json", "Record of a run: command, code, packages, machine, result"},
      {"metrics.csv", "Every metric point of a run"},
      {"stdout.log", "What a run printed"},
      {"stderr.log", "What a run printed as errors"},
      {"diff.patch", "What the code had beyond its commit"},
  }};
  const std::string name = path.substr(path.rfind('/') + 1);
  for (const auto& [file, words] : kWords) {
    if (name == file) {
      return words;
    }
  }
  return "A file of the experiment";
}

std::string instant_of(std::int64_t nanoseconds) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  return format_instant(nanoseconds / kSecond);
}

std::string status_of(RunStatus status) {
  return std::string("http://schema.org/") +
         (status == RunStatus::kFinished  ? "CompletedActionStatus"
          : status == RunStatus::kRunning ? "ActiveActionStatus"
                                          : "FailedActionStatus");
}

/// An identifier's page: "arxiv:…" -> the abstract's address; others that are addresses stay.
std::string work_page(const std::string& work) {
  if (work.rfind("arxiv:", 0) == 0) {
    return "https://arxiv.org/abs/" + work.substr(6);
  }
  if (work.rfind("doi:", 0) == 0) {
    return "https://doi.org/" + work.substr(4);
  }
  if (work.rfind("url:", 0) == 0) {
    return work.substr(4);
  }
  return work.rfind("http", 0) == 0 ? work : "#work";
}

class Graph {
 public:
  Graph(Json& list, bool has_author) : list_(list), has_author_(has_author) {}

  void add(Json entity) { list_.push_back(std::move(entity)); }

  void add_run(const Run& run, const std::vector<CrateFile>& files) {
    const std::string id = "#run-" + run.id;
    Json results = Json::array();
    for (const CrateFile& file : files) {
      if (file.path.rfind("runs/" + run.id + "/", 0) == 0) {
        results.push_back(reference(path_id(file.path)));
      }
    }
    Json objects = Json::array();
    for (const auto& [name, value] : parameters_of(run)) {
      const std::string parameter = path_id(fmt::format("#value-{}-{}", run.id, name));
      add({{"@id", parameter}, {"@type", "PropertyValue"}, {"name", name}, {"value", value}});
      objects.push_back(reference(parameter));
    }
    Json action = {{"@id", id},
                   {"@type", "CreateAction"},
                   {"name", "Run " + run.id},
                   {"description", join(run.asked.empty() ? run.command : run.asked, " ")},
                   {"instrument", reference(instrument_of(run))},
                   {"startTime", instant_of(run.start_ns)},
                   {"actionStatus", status_of(run.status)},
                   {"object", objects},
                   {"result", results}};
    if (run.end_ns != 0) {
      action["endTime"] = instant_of(run.end_ns);
    }
    if (!run.reason.empty()) {
      action["error"] = run.reason;
    }
    if (has_author_) {
      action["agent"] = reference(kAuthor);
    }
    add(action);
  }

 private:
  static std::vector<std::pair<std::string, std::string>> parameters_of(const Run& run) {
    std::vector<std::pair<std::string, std::string>> out(run.parameters.begin(),
                                                         run.parameters.end());
    out.emplace_back("seed", std::to_string(run.seed));
    return out;
  }

  /// The program that ran, one entity for each version of its code.
  std::string instrument_of(const Run& run) {
    const std::string program = run.command.empty() ? "command" : run.command[0];
    const std::string version =
        run.git.commit.empty() ? "unknown" : run.git.commit + (run.git.dirty ? "+changes" : "");
    std::string id = path_id("#program-" + program + "@" + version);
    if (std::find(programs_.begin(), programs_.end(), id) == programs_.end()) {
      programs_.push_back(id);
      Json entity = {{"@id", id},
                     {"@type", "SoftwareApplication"},
                     {"name", program},
                     {"softwareVersion", version}};
      if (run.git.remote.rfind("http", 0) == 0) {
        entity["url"] = run.git.remote;
      }
      add(entity);
    }
    return id;
  }

  Json& list_;
  bool has_author_;
  std::vector<std::string> programs_;
};

std::string description_of(const Selection& selection, const Report& report) {
  std::string out = fmt::format("{} run{} of the experiment {}", selection.runs.size(),
                                selection.runs.size() == 1 ? "" : "s", selection.experiment.name);
  if (report.comparison && !report.comparison->verdict.empty()) {
    out += "; verdict: " + std::string(standing_words(report.comparison->verdict[0].standing));
  }
  return out;
}

/// The licence's id; its entity is added where it has a page.
Json license_of(const std::string& license, Graph& graph) {
  if (license.empty()) {
    return "No licence was chosen: ask the author before any use beyond checking it.";
  }
  const std::string page =
      license.rfind("http", 0) == 0 ? license : "https://spdx.org/licenses/" + license;
  graph.add({{"@id", page},
             {"@type", "CreativeWork"},
             {"name", license},
             {"description", "Licence of this crate: " + license},
             {"url", page}});
  return reference(page);
}

}  // namespace

std::string crate_metadata(const Selection& selection, const Report& report,
                           const std::vector<CrateFile>& files, const CrateOptions& options) {
  const Experiment& experiment = selection.experiment;
  Json list = Json::array();
  Graph graph(list, !options.author.empty());
  graph.add({{"@id", "ro-crate-metadata.json"},
             {"@type", "CreativeWork"},
             {"about", reference("./")},
             {"conformsTo", reference(kCrate)}});
  graph.add(Json());  // the root comes second, once what it names is known
  Json parts = Json::array();
  for (const CrateFile& file : files) {
    parts.push_back(reference(path_id(file.path)));
    graph.add({{"@id", path_id(file.path)},
               {"@type", "File"},
               {"name", file.path},
               {"description", describe(file.path)},
               {"encodingFormat", media_type(file.path)},
               {"contentSize", std::to_string(file.bytes)},
               {"sha256", file.sha256}});
  }
  Json runs = Json::array();
  for (const Run& run : selection.runs) {
    graph.add_run(run, files);
    runs.push_back(reference("#run-" + run.id));
  }
  graph.add({{"@id", kProfile},
             {"@type", "CreativeWork"},
             {"name", "Process Run Crate"},
             {"version", "0.5"}});
  Json root = {
      {"@id", "./"},
      {"@type", "Dataset"},
      {"name", experiment.question.empty() ? "Experiment " + experiment.name : experiment.question},
      {"description", description_of(selection, report)},
      {"datePublished", format_instant(options.at)},
      {"license", license_of(options.license, graph)},
      {"conformsTo", reference(kProfile)},
      {"hasPart", parts},
      {"mentions", runs}};
  if (!experiment.work.empty()) {
    const std::string page = work_page(experiment.work);
    root["citation"] = reference(page);
    graph.add({{"@id", page},
               {"@type", "ScholarlyArticle"},
               {"name", experiment.title.empty() ? experiment.work : experiment.title},
               {"identifier", experiment.work}});
  }
  if (!options.author.empty()) {
    root["author"] = reference(kAuthor);
    graph.add({{"@id", kAuthor}, {"@type", "Person"}, {"name", options.author}});
  }
  list[1] = root;
  // Of schema.org, and not yet among the terms of 1.1.
  const Json context = Json::array(
      {"https://w3id.org/ro/crate/1.1/context", Json{{"sha256", "http://schema.org/sha256"}}});
  return Json{{"@context", context}, {"@graph", list}}.dump(2, ' ', false,
                                                            Json::error_handler_t::replace) +
         "\n";
}

}  // namespace assay::practice
