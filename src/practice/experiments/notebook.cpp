#include "practice/experiments/notebook_internal.h"

#include <nlohmann/json.hpp>

#include <vector>

namespace assay::practice {
namespace {

using Json = nlohmann::ordered_json;

/// A text as nbformat has it: a list of lines with their ends.
Json source_of(const std::string& text) {
  Json lines = Json::array();
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = text.find('\n', begin);
    const std::size_t next = end == std::string::npos ? text.size() : end + 1;
    lines.push_back(text.substr(begin, next - begin));
    begin = next;
  }
  return lines;
}

Json markdown(const char* id, const std::string& text) {
  return {{"cell_type", "markdown"},
          {"id", id},
          {"metadata", Json::object()},
          {"source", source_of(text)}};
}

Json code(const char* id, const std::string& text) {
  return {{"cell_type", "code"},        {"execution_count", nullptr}, {"id", id},
          {"metadata", Json::object()}, {"outputs", Json::array()},   {"source", source_of(text)}};
}

/// A JSON string is a literal of Python's, too.
std::string files_cell(const std::map<std::string, std::string>& files) {
  std::string text =
      "# The experiment's scripts, written where they are missing (in Colab they are).\n"
      "import os\n\nFILES = {\n";
  for (const auto& [name, content] : files) {
    text += "    " + Json(name).dump() + ": " + Json(content).dump() + ",\n";
  }
  return text +
         "}\nfor name, text in FILES.items():\n    if not os.path.exists(name):\n"
         "        with open(name, \"w\", encoding=\"utf-8\") as file:\n"
         "            file.write(text)\n"
         "print(sorted(name for name in os.listdir(\".\") if name.endswith(\".py\")))";
}

constexpr const char* kEnvironment =
    "# The environment that this ran in: keep it with the results.\n"
    "import importlib.metadata as metadata\nimport platform\nimport subprocess\nimport sys\n\n"
    "print(sys.version)\nprint(platform.platform(), platform.processor())\n"
    "try:\n    print(subprocess.run([\"nvidia-smi\", \"-L\"], capture_output=True, "
    "text=True).stdout)\nexcept OSError:\n    print(\"no GPU tool\")\n"
    "for name in (\"numpy\", \"torch\"):\n    try:\n        print(name, "
    "metadata.version(name))\n    except metadata.PackageNotFoundError:\n        print(name, \"is "
    "not installed\")";

constexpr const char* kSeedsCell =
    "# Seeds: every run with each of them, so that chance can be told from effect.\n"
    "SEEDS = [0, 1, 2]\nSTEPS = 400\nVARIANTS = [\"baseline\", \"idea\"]";

constexpr const char* kTrain =
    "# Train, and log every metric: printed here as name=value, and kept in metrics.jsonl,\n"
    "# which `assay run --metrics metrics.jsonl` reads.\n"
    "import json\n\nimport assay_log\nimport train\n\nresults = {}\n"
    "with open(\"metrics.jsonl\", \"w\", encoding=\"utf-8\") as log:\n"
    "    for variant in VARIANTS:\n        for seed in SEEDS:\n"
    "            for step, metrics in train.train(variant=variant, seed=seed, steps=STEPS):\n"
    "                assay_log.log(step=step, **metrics)\n"
    "                log.write(json.dumps({\"variant\": variant, \"seed\": seed, \"step\": step, "
    "**metrics}) + \"\\n\")\n"
    "            results[variant, seed] = metrics";

constexpr const char* kCompare =
    "# A first look: the difference of each pair with the same seed. `assay compare` does it with\n"
    "# intervals and a verdict, from runs made by run.sh.\n"
    "import statistics\n\nfor metric in next(iter(results.values())):\n"
    "    pairs = [results[\"idea\", s][metric] - results[\"baseline\", s][metric] for s in SEEDS]\n"
    "    print(f\"{metric}: idea - baseline = {statistics.mean(pairs):+.4f} \"\n"
    "          f\"(from {min(pairs):+.4f} to {max(pairs):+.4f}, {len(pairs)} seeds)\")";

}  // namespace

std::string format_notebook(const Experiment& experiment,
                            const std::map<std::string, std::string>& files) {
  std::string heading = "# " + (experiment.title.empty() ? experiment.name : experiment.title) +
                        "\n\n" + experiment.question + "\n";
  if (!experiment.work.empty()) {
    heading += "\nThe work: `" + experiment.work + "`.\n";
  }
  for (const TestedClaim& claim : experiment.claims) {
    heading += "\n- **" + claim.name + "**: " + claim.text + "\n";
  }
  Json cells = Json::array();
  cells.push_back(markdown("question", heading));
  cells.push_back(code("files", files_cell(files)));
  cells.push_back(code("environment", kEnvironment));
  cells.push_back(code("seeds", kSeedsCell));
  cells.push_back(markdown("idea",
                           "The idea is a function in `idea.py`: change it there, then run "
                           "the cells below.\n"));
  cells.push_back(code("train", kTrain));
  cells.push_back(code("compare", kCompare));
  const Json notebook = {
      {"cells", cells},
      {"metadata",
       {{"kernelspec", {{"display_name", "Python 3"}, {"language", "python"}, {"name", "python3"}}},
        {"language_info", {{"name", "python"}}}}},
      {"nbformat", 4},
      {"nbformat_minor", 5}};
  return notebook.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace assay::practice
