// bench_parts LABELS                      accuracy and F1 of the shipped model, its speed, and how
//                                         related works by aspect come out with it
// bench_parts LABELS --fit OUT [--structured FILE] [--pool FILE] [--cross]
//                                         fits a model to the abstracts of LABELS not held out
#include "aspects.h"
#include "base/error.h"
#include "base/files.h"
#include "fit.h"
#include "gold.h"
#include "search/parts.h"
#include "search/parts_internal.h"
#include "search/sentences_internal.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

namespace assay::bench {
namespace {

using search::kRoles;
using Table = std::array<std::array<std::size_t, kRoles>, kRoles>;  // [label][answer]

struct Arguments {
  std::filesystem::path labels;
  std::filesystem::path out;
  std::filesystem::path structured;
  std::filesystem::path pool;
  bool cross = false;
  double prior = 0.5;
  double structured_weight = 0.3;
  double pool_weight = 0.05;
  double smallest = 0.1;
  std::size_t least = 20;
  int rounds = 12;
};

void judge(const search::PartsModel& model, const GoldAbstract& gold, Table& table) {
  const std::vector<search::Sentence> sentences = search::split_sentences(gold.abstract);
  const auto weights =
      search::decode(model, search::Chain(model),
                     search::read_features(model, gold.title, gold.abstract, sentences));
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const search::RoleMask label = label_of(gold, sentences[i].begin, sentences[i].end);
    for (std::size_t role = 0; role < kRoles; ++role) {
      if (label == (1U << role)) {
        const auto* const best = std::max_element(weights[i].begin(), weights[i].end());
        ++table[role][static_cast<std::size_t>(best - weights[i].begin())];
      }
    }
  }
}

void print_table(const char* title, const Table& table) {
  std::size_t all = 0;
  std::size_t right = 0;
  double mean = 0;
  fmt::print("\n{}\n{:<10}{:>10}{:>10}{:>10}{:>12}\n", title, "", "precision", "recall", "F1",
             "sentences");
  for (std::size_t role = 0; role < kRoles; ++role) {
    std::size_t labelled = 0;
    std::size_t answered = 0;
    for (std::size_t other = 0; other < kRoles; ++other) {
      labelled += table[role][other];
      answered += table[other][role];
    }
    all += labelled;
    right += table[role][role];
    const auto hits = static_cast<double>(table[role][role]);
    const double f1 = 2 * hits / static_cast<double>(std::max<std::size_t>(1, labelled + answered));
    mean += f1 / kRoles;
    fmt::print("{:<10}{:>10.3f}{:>10.3f}{:>10.3f}{:>12}\n",
               search::role_name(static_cast<search::Role>(role)),
               hits / static_cast<double>(std::max<std::size_t>(1, answered)),
               hits / static_cast<double>(std::max<std::size_t>(1, labelled)), f1, labelled);
  }
  fmt::print("accuracy {:.3f}, mean F1 {:.3f}, {} sentences\n",
             static_cast<double>(right) / static_cast<double>(std::max<std::size_t>(1, all)), mean,
             all);
}

void print_speed(const std::vector<GoldAbstract>& gold) {
  double best = 0;
  std::size_t parts = 0;
  for (int round = 0; round < 15; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (const GoldAbstract& one : gold) {
      parts += search::split_parts(one.title, one.abstract).size();
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    best = std::max(best, static_cast<double>(gold.size()) / took.count());
  }
  fmt::print("\nspeed of one thread, best of 15: {:.0f} abstracts/s ({} parts)\n", best,
             parts / 15);
}

/// Roles that the model is sure of; all where it is not.
GoldAbstract guess(const search::PartsModel& model, const search::Chain& chain, GoldAbstract gold) {
  constexpr float kSure = 0.85F;
  const auto sentences = search::split_sentences(gold.abstract);
  const auto weights = search::decode(
      model, chain, search::read_features(model, gold.title, gold.abstract, sentences));
  gold.parts.clear();
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    for (std::size_t role = 0; role < kRoles; ++role) {
      if (weights[i][role] >= kSure) {
        gold.parts.push_back(
            {sentences[i].begin, sentences[i].end, static_cast<search::Role>(role)});
      }
    }
  }
  return gold;
}

struct Data {
  std::vector<GoldAbstract> labelled;    ///< Not held out.
  std::vector<GoldAbstract> structured;  ///< Without their headings.
  std::vector<GoldAbstract> pool;        ///< Unlabelled.
  std::string candidates;
};

/// Fits to the labelled abstracts `fold` leaves (of ten; -1 all) and, in a second pass, to what the
/// first model is sure of in the pool.
search::PartsModel fit_all(const Data& data, const Arguments& arguments, int fold) {
  search::PartsModel model(data.candidates);
  FitOptions options;
  options.prior = arguments.prior;
  options.rounds = arguments.rounds;
  std::vector<Example> examples;
  for (std::size_t i = 0; i < data.labelled.size(); ++i) {
    if (static_cast<int>(i % 10) != fold) {
      examples.push_back(make_example(model, data.labelled[i], 1));
    }
  }
  for (const GoldAbstract& gold : data.structured) {
    examples.push_back(make_example(model, gold, static_cast<float>(arguments.structured_weight)));
  }
  fit(model, examples, options);
  if (!data.pool.empty() && arguments.pool_weight > 0) {
    const search::Chain chain(model);
    for (const GoldAbstract& gold : data.pool) {
      examples.push_back(make_example(model, guess(model, chain, gold),
                                      static_cast<float>(arguments.pool_weight)));
    }
    fit(model, examples, options);
  }
  return search::PartsModel(print_model(model, arguments.smallest));
}

void run_fit(const Arguments& arguments, const std::vector<GoldAbstract>& gold) {
  Data data;
  for (const GoldAbstract& one : gold) {
    if (!one.test) {
      data.labelled.push_back(one);
    }
  }
  if (!arguments.structured.empty()) {
    for (const GoldAbstract& one : read_abstracts(arguments.structured)) {
      data.structured.push_back(without_headings(one));
    }
    std::erase_if(data.structured, [](const GoldAbstract& one) { return one.parts.empty(); });
  }
  if (!arguments.pool.empty()) {
    data.pool = read_abstracts(arguments.pool);
  }
  std::vector<GoldAbstract> texts = data.labelled;
  texts.insert(texts.end(), data.structured.begin(), data.structured.end());
  texts.insert(texts.end(), data.pool.begin(), data.pool.end());
  data.candidates = list_candidates(texts, data.pool.empty() ? 3 : arguments.least);
  fmt::print("{} labelled, {} structured, {} unlabelled abstracts\n", data.labelled.size(),
             data.structured.size(), data.pool.size());
  if (arguments.cross) {
    Table table{};
    for (int fold = 0; fold < 10; ++fold) {
      const search::PartsModel model = fit_all(data, arguments, fold);
      for (std::size_t i = static_cast<std::size_t>(fold); i < data.labelled.size(); i += 10) {
        judge(model, data.labelled[i], table);
      }
    }
    print_table("10-fold cross-validation on the abstracts that are not held out", table);
    return;
  }
  const search::PartsModel model = fit_all(data, arguments, -1);
  const std::string text = print_model(model, arguments.smallest);
  write_file_atomically(arguments.out, text);
  fmt::print("{} features, {} bytes in {}\n", model.size(), text.size(), arguments.out.string());
}

int run(const Arguments& arguments) {
  if (!std::filesystem::exists(arguments.labels)) {
    fmt::print("bench_parts: skipped, there is no {}\n", arguments.labels.string());
    return 0;
  }
  const std::vector<GoldAbstract> gold = read_abstracts(arguments.labels);
  if (!arguments.out.empty() || arguments.cross) {
    run_fit(arguments, gold);
    return 0;
  }
  Table test{};
  Table train{};
  for (const GoldAbstract& one : gold) {
    judge(search::PartsModel::embedded(), one, one.test ? test : train);
  }
  print_table("Held out", test);
  print_table("Fitted to", train);
  print_speed(gold);
  judge_aspects(gold);
  return 0;
}

Arguments parse(int argc, char** argv) {
  Arguments arguments;
  for (int i = 1; i < argc; ++i) {
    const std::string name = argv[i];
    if (name == "--cross") {
      arguments.cross = true;
    } else if (!name.starts_with("--")) {
      arguments.labels = name;
    } else if (++i == argc) {
      throw Error(Errc::kUsage, name + " needs a value");
    } else if (name == "--fit") {
      arguments.out = argv[i];
    } else if (name == "--structured") {
      arguments.structured = argv[i];
    } else if (name == "--pool") {
      arguments.pool = argv[i];
    } else if (name == "--prior") {
      arguments.prior = std::atof(argv[i]);
    } else if (name == "--structured-weight") {
      arguments.structured_weight = std::atof(argv[i]);
    } else if (name == "--pool-weight") {
      arguments.pool_weight = std::atof(argv[i]);
    } else if (name == "--smallest") {
      arguments.smallest = std::atof(argv[i]);
    } else if (name == "--least") {
      arguments.least = static_cast<std::size_t>(std::atoi(argv[i]));
    } else if (name == "--rounds") {
      arguments.rounds = std::atoi(argv[i]);
    } else {
      throw Error(Errc::kUsage, "no such option: " + name);
    }
  }
  return arguments;
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  try {
    return assay::bench::run(assay::bench::parse(argc, argv));
  } catch (const assay::Error& error) {
    fmt::print(stderr, "bench_parts: {}\n", error.what());
    return 1;
  }
}
