/// How well words, meaning and both find works, and how well related works are ranked:
///   bench_quality DATA FOLDER [--works N] [--export DIR] [--learn 0|1]
/// DATA: the folder with arxiv-cs-until-2018.jsonl.xz and paperlists/. FOLDER: for the indexes,
/// made anew. --works: a sample of the held-out works instead of all. --export: every task as JSON,
/// with assay's figures, for bench/quality/peer. Prints Markdown.

#include "base/files.h"
#include "base/text.h"
#include "judge.h"
#include "tasks.h"

#include <fmt/core.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace assay::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 4> kVenues = {"iclr2018", "colm2024", "corl2024", "ijcai2023"};

struct Arguments {
  std::filesystem::path data;
  std::filesystem::path folder;
  std::size_t works = 0;
  std::filesystem::path exported;
  bool learns = true;  ///< Whether works' vectors know words that are learnt from them.
};

/// Nothing when they are wrong.
std::optional<Arguments> read_arguments(int argc, char** argv) {
  if (argc < 3 || argc % 2 == 0) {
    return std::nullopt;
  }
  Arguments arguments{argv[1], argv[2], 0, {}, true};
  for (int i = 3; i < argc; i += 2) {
    const std::string_view name = argv[i];
    if (name == "--works") {
      arguments.works = static_cast<std::size_t>(std::strtoull(argv[i + 1], nullptr, 10));
    } else if (name == "--export") {
      arguments.exported = argv[i + 1];
    } else if (name == "--learn") {
      arguments.learns = std::string_view(argv[i + 1]) != "0";
    } else {
      return std::nullopt;
    }
  }
  return arguments;
}

void write_json(const Arguments& arguments, const std::string& name, const Json& json) {
  if (!arguments.exported.empty()) {
    write_file_atomically(arguments.exported / (name + ".json"), json.dump());
  }
}

Json texts_of(const std::vector<Work>& works) {
  Json texts = Json::array();
  for (const Work& work : works) {
    texts.push_back(work.title.empty() ? work.abstract : work.title + ". " + work.abstract);
  }
  return texts;
}

void export_task(const Arguments& arguments, const FindTask& task, Json figures) {
  Json queries = Json::array();
  for (const FindTask::Asked& asked : task.queries) {
    queries.push_back({{"text", asked.text}, {"answer", asked.answer}});
  }
  write_json(arguments, "find-" + task.name,
             {{"title", task.title},
              {"deepest", kDeepest},
              {"documents", texts_of(task.indexed)},
              {"queries", std::move(queries)},
              {"figures", std::move(figures)}});
}

constexpr std::array<std::pair<const char*, search::SearchMode>, 3> kModes = {
    {{"words", search::SearchMode::kWords},
     {"meaning", search::SearchMode::kMeaning},
     {"both", search::SearchMode::kBoth}}};

void run_find(const Arguments& arguments, const FindTask& task) {
  build_index(task.indexed, arguments.folder, arguments.learns);
  const search::Index index(arguments.folder, search::Index::Mode::kRead);
  fmt::print("\n{}: {} queries among {} works\n\n", task.title, with_commas(task.queries.size()),
             with_commas(task.indexed.size()));
  fmt::print("| | recall@10 | mean reciprocal rank |\n|---|---|---|\n");
  Json all = Json::object();
  for (const auto& [name, mode] : kModes) {
    const FindFigures figures = judge(task, index, mode);
    fmt::print("| {} | {:.3f} | {:.3f} |\n", name, figures.recall, figures.reciprocal_rank);
    all[name] = {{"recall", figures.recall}, {"reciprocal_rank", figures.reciprocal_rank}};
  }
  export_task(arguments, task, std::move(all));
}

void run_topics(const Arguments& arguments) {
  fmt::print(
      "\nKeywords of the authors ask for the works that have them, mean average precision of the "
      "first {}\n\n",
      kDeepest);
  fmt::print("| | works | keywords | words | meaning | both |\n|---|---|---|---|---|---|\n");
  for (const char* venue : kVenues) {
    const TopicTask task = ask_by_keywords(arguments.data, venue);
    build_index(task.indexed, arguments.folder, arguments.learns);
    const search::Index index(arguments.folder, search::Index::Mode::kRead);
    fmt::print("| {} | {} | {} |", venue, task.indexed.size(), task.queries.size());
    for (const auto& [name, mode] : kModes) {
      fmt::print(" {:.3f} |", judge(task, index, mode));
    }
    fmt::print("\n");
  }
}

void run_related(const Arguments& arguments) {
  fmt::print(
      "\nRelated works, mean average precision; relevant: shares a keyword of its authors that at "
      "most {:.0f} % of the venue's works have\n\n",
      100 * kCommonKeyword);
  fmt::print("| | works | asked | relevant to each | assay | TF-IDF | random |\n");
  fmt::print("|---|---|---|---|---|---|---|\n");
  for (const char* venue : kVenues) {
    const RelatedTask task = relate_by_keywords(arguments.data, venue);
    build_index(task.indexed, arguments.folder, arguments.learns);
    const search::Index index(arguments.folder, search::Index::Mode::kRead);
    const RelatedFigures figures = judge(task, index);
    fmt::print("| {} | {} | {} | {:.1f} | {:.3f} | {:.3f} | {:.3f} |\n", venue, task.indexed.size(),
               figures.asked, figures.relevant, figures.assay, figures.tf_idf, figures.random);
    write_json(
        arguments, "related-" + task.name,
        {{"documents", texts_of(task.indexed)},
         {"relevant", task.relevant},
         {"figures",
          {{"assay", figures.assay}, {"TF-IDF", figures.tf_idf}, {"random", figures.random}}}});
  }
}

void run_finds(const Arguments& arguments, const std::vector<Work>& works) {
  run_find(arguments, ask_by_title(works));
  for (const std::size_t count : {std::size_t{3}, std::size_t{6}}) {
    run_find(arguments, ask_by_words(works, count));
  }
  run_find(arguments, ask_by_title_words(works, 3));
}

void run(const Arguments& arguments) {
  if (!arguments.exported.empty()) {
    make_folders(arguments.exported);
  }
  const std::vector<Work> works = read_held_out(arguments.data, arguments.works);
  run_finds(arguments, works);
  if (arguments.works == 0) {
    fmt::print("\nPapers of conferences:\n");
    const std::vector<Work> conferences = read_conferences(arguments.data);
    Arguments unexported = arguments;
    unexported.exported.clear();
    run_finds(unexported, conferences);
    run_topics(arguments);
  }
  run_related(arguments);
  const Cost cost = measure_cost(works, arguments.folder);
  fmt::print("\nProcessor time a work: {:.3f} ms for its vector, {:.3f} ms indexed whole\n",
             cost.encode_ms, cost.index_ms);
  write_json(arguments, "cost",
             {{"works", works.size()},
              {"vector alone", cost.encode_ms},
              {"indexed whole", cost.index_ms}});
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  const std::optional<assay::bench::Arguments> arguments = assay::bench::read_arguments(argc, argv);
  if (!arguments) {
    fmt::print(stderr,
               "usage: bench_quality DATA FOLDER [--works N] [--export DIR] [--learn 0|1]\n");
    return 2;
  }
  try {
    assay::bench::run(*arguments);
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_quality: {}\n", error.what());
  }
  return 1;
}
