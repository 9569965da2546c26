/// Measures identify against labelled works:
/// `bench_identify [FILES...] [--repeats N] [--folds N] [--speed] [--guesses FILE]`. A file of
/// labels alone is joined with a file of records by id. With guesses (docs/identify.md) the works
/// are measured that one of their teachers did not see, once, beside weights of labels alone. Works
/// of other kinds than papers that say whether they are research are measured by themselves.

#include "base/error.h"
#include "identify/judge.h"
#include "identify/quality.h"
#include "identify/tokens.h"
#include "ingest/training.h"
#include "kinds.h"
#include "tables.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstring>
#include <set>

namespace assay::bench {
namespace {

using identify::Example;
using identify::Predictions;
using ingest::LabelledWork;

struct Settings {
  std::vector<std::filesystem::path> files;
  std::size_t repeats = 5;
  std::size_t folds = 10;
  bool speed_only = false;
  std::filesystem::path guesses;
};

std::vector<Predictions> repeat(const identify::Lexicon& lexicon, std::span<const Example> examples,
                                identify::TrainOptions options, std::size_t repeats) {
  std::vector<Predictions> runs;
  for (std::size_t i = 0; i < repeats; ++i) {
    options.seed = i + 1;
    runs.push_back(identify::cross_validate(lexicon, examples, options));
  }
  return runs;
}

/// The model, or logistic regression on TF-IDF of words and pairs of words.
identify::TrainOptions options_of(const Settings& settings, bool baseline) {
  identify::TrainOptions options;
  options.folds = settings.folds;
  options.vectors = baseline ? nullptr : &ingest::shipped_word_vectors();
  options.clues = !baseline;
  options.title = !baseline;
  options.every_target = !baseline;
  return options;
}

/// Takes out the works that were not judged with guesses.
void keep_judged(std::vector<Example>& examples, std::vector<Predictions*> all) {
  const std::vector<char> judged = all.front()->made;
  const auto keep = [&](auto& values) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < judged.size(); ++i) {
      if (judged[i] != 0) {
        std::swap(values[kept++], values[i]);
      }
    }
    values.resize(kept);
  };
  keep(examples);
  for (Predictions* made : all) {
    keep(made->whole);
    keep(made->title);
    keep(made->made);
  }
}

std::vector<Group> groups_of(std::span<const Example> examples,
                             std::span<const std::set<std::string>> files) {
  std::vector<Group> groups = {
      {"all", [](std::size_t) { return true; }},
      {"drawn at random", [examples](std::size_t i) { return examples[i].unenriched(); }},
      {"all, title alone", [](std::size_t) { return true; }, true},
      {"random, title alone", [examples](std::size_t i) { return examples[i].unenriched(); }, true},
  };
  for (std::size_t file = 0; file < files.size() && files.size() > 1; ++file) {
    if (!files[file].empty()) {
      groups.push_back({fmt::format("file {}", file + 1), [examples, files, file](std::size_t i) {
                          return files[file].count(examples[i].id) > 0;
                        }});
    }
  }
  std::set<std::string> strata;
  std::set<Kind> kinds;
  for (const Example& example : examples) {
    strata.insert(example.stratum);
    kinds.insert(example.kind);
  }
  for (const std::string& stratum : strata) {
    groups.push_back(
        {stratum, [examples, stratum](std::size_t i) { return examples[i].stratum == stratum; }});
  }
  constexpr auto kBare = static_cast<std::size_t>(identify::Feature::kNoAbstract);
  groups.push_back({"without an abstract", [examples](std::size_t i) {
                      return examples[i].whole.features.at(kBare) > 0;
                    }});
  for (const Kind kind : kinds) {
    groups.push_back({std::string(kind_name(kind)),
                      [examples, kind](std::size_t i) { return examples[i].kind == kind; }});
  }
  return groups;
}

/// Counts of agreement with the labels for one clue type.
void print_clue_types(std::span<const LabelledWork> labelled) {
  std::array<std::array<double, 3>, kClueTypeCount> counts{};
  for (const LabelledWork& one : labelled) {
    std::uint32_t found = 0;
    for (const Clue& clue : identify::default_judge().judge(one.work).clues) {
      found |= 1U << static_cast<unsigned>(clue.type);
    }
    for (std::size_t i = 0; i < kClueTypeCount; ++i) {
      const bool ours = (found >> i & 1U) != 0;
      const bool theirs = (one.clues >> i & 1U) != 0;
      counts.at(i)[0] += ours && theirs ? 1 : 0;
      counts.at(i)[1] += ours ? 1 : 0;
      counts.at(i)[2] += theirs ? 1 : 0;
    }
  }
  fmt::print("\nClue types\n  {:24} {:>5} {:>9} {:>7} {:>7}\n", "", "named", "precision", "recall",
             "F1");
  for (std::size_t i = 0; i < kClueTypeCount; ++i) {
    const auto [both, ours, theirs] = counts.at(i);
    if (theirs > 0) {
      fmt::print("  {:24} {:5} {:9.2f} {:7.2f} {:7.2f}\n", clue_type_name(static_cast<ClueType>(i)),
                 theirs, ours > 0 ? both / ours : 0, both / theirs, 2 * both / (ours + theirs));
    }
  }
}

/// Works a second of one thread, best of five.
template <typename Do>
double speed(std::span<const LabelledWork> labelled, const Do& once) {
  using SteadyClock = std::chrono::steady_clock;
  double best = 0;
  for (int trial = 0; trial < 5; ++trial) {
    const SteadyClock::time_point start = SteadyClock::now();
    double done = 0;
    double seconds = 0;
    while (seconds < 0.3) {
      for (const LabelledWork& one : labelled) {
        once(one.work);
      }
      done += static_cast<double>(labelled.size());
      seconds = std::chrono::duration<double>(SteadyClock::now() - start).count();
    }
    best = std::max(best, done / seconds);
  }
  return best;
}

void print_speeds(std::span<const LabelledWork> labelled) {
  double bytes = 0;
  for (const LabelledWork& one : labelled) {
    bytes += static_cast<double>(one.work.title.size() + one.work.abstract.size());
  }
  double sink = 0;
  std::vector<identify::Token> tokens;
  const identify::Vocabulary none;
  const double bare = speed(labelled, [&](const Work& work) {
    tokens.clear();
    identify::tokenise(work.title, none, tokens);
    identify::tokenise(work.abstract, none, tokens);
    sink += static_cast<double>(tokens.size());
  });
  const double judged = speed(labelled, [&](const Work& work) {
    sink += identify::default_judge().judge(work).developer_led;
  });
  fmt::print("\nSpeed of one thread, best of five, {:.0f} bytes a work{}\n",
             bytes / static_cast<double>(labelled.size()), sink < 0 ? "!" : "");
  fmt::print("  tokenise only {:9.0f} works/s\n  judge         {:9.0f} works/s ({:.2f} of it)\n",
             bare, judged, judged / bare);
}

void print_cross_validation(const Settings& settings, const identify::Lexicon& lexicon,
                            const std::vector<LabelledWork>& labelled,
                            std::span<const std::set<std::string>> files) {
  const std::vector<Example> examples = ingest::make_examples(lexicon, labelled);
  const std::vector<Predictions> model =
      repeat(lexicon, examples, options_of(settings, false), settings.repeats);
  const std::vector<Predictions> baseline =
      repeat(lexicon, examples, options_of(settings, true), settings.repeats);
  const std::vector<Group> groups = groups_of(examples, files);
  fmt::print(
      "\n{} repetitions of {}-fold cross-validation, mean and deviation; "
      "right: TF-IDF and logistic regression on the same folds\n",
      settings.repeats, settings.folds);
  print_groups(examples, model, baseline, groups);

  std::vector<LabelledWork> nameless = labelled;
  for (LabelledWork& one : nameless) {
    one.work.venue.clear();
    one.work.track.clear();
  }
  const std::vector<Example> blind = ingest::make_examples(lexicon, nameless);
  identify::TrainOptions options = options_of(settings, false);
  options.every_target = false;
  fmt::print("\nTrained and judged without venue and track\n");
  print_groups(blind, repeat(lexicon, blind, options, settings.repeats), {},
               std::span(groups).first(4));
  print_scores(examples, model, groups);
  print_topics(examples, model, identify::shipped_model().topic_threshold);
  print_readers(examples, model);
}

void print_with_guesses(const Settings& settings, const identify::Lexicon& lexicon,
                        const std::vector<LabelledWork>& labelled,
                        std::span<const std::set<std::string>> files) {
  std::vector<Example> examples = ingest::make_examples(lexicon, labelled);
  const identify::Guesses guesses = ingest::read_guesses(lexicon, settings.guesses);
  identify::TrainOptions options = options_of(settings, false);
  std::vector<Predictions> plain = {identify::cross_validate(lexicon, examples, options)};
  std::vector<Predictions> words = {
      identify::cross_validate(lexicon, examples, options_of(settings, true))};
  options.guesses = &guesses;
  std::vector<Predictions> model = {identify::cross_validate(lexicon, examples, options)};
  keep_judged(examples, {&model[0], &plain[0], &words[0]});
  const std::vector<Group> groups = groups_of(examples, files);
  fmt::print(
      "\n{} guessed works; {} works judged without their label, by weights and a teacher "
      "that had not seen it\nright: the same without guesses\n",
      guesses.examples.size(), examples.size());
  print_groups(examples, model, plain, groups);
  fmt::print("\nWithout guesses; right: TF-IDF and logistic regression\n");
  print_groups(examples, plain, words, groups);
  print_scores(examples, model, groups);
  print_topics(examples, model, identify::shipped_model().topic_threshold);
  print_readers(examples, model);
}

int run(const Settings& settings) {
  std::vector<std::filesystem::path> there;
  for (const std::filesystem::path& file : settings.files) {
    if (std::filesystem::exists(file)) {
      there.push_back(file);
    } else {
      fmt::print("bench_identify: skipped, there is no {}\n", file.string());
    }
  }
  std::vector<LabelledWork> labelled = ingest::read_labelled(there);
  if (labelled.empty()) {
    return 0;
  }
  const identify::Lexicon lexicon = identify::read_embedded_lexicon();
  const auto others = std::stable_partition(
      labelled.begin(), labelled.end(),
      [](const LabelledWork& one) { return one.work.kind == Kind::kPaper || one.research < 0; });
  if (others != labelled.end() && !settings.speed_only) {
    print_kinds(lexicon, ingest::make_examples(lexicon, std::span(others, labelled.end())),
                settings.folds);
  }
  labelled.erase(others, labelled.end());
  if (labelled.empty()) {
    return 0;
  }
  std::vector<std::set<std::string>> files(there.size());
  for (std::size_t i = 0; i < there.size(); ++i) {
    for (const LabelledWork& one : ingest::read_labelled(std::span(there).first(i + 1))) {
      const bool known = std::any_of(files.begin(), files.end(),
                                     [&](const auto& file) { return file.count(one.work.id) > 0; });
      if (!known) {
        files[i].insert(one.work.id);
      }
    }
  }
  fmt::print("{} labelled works, shipped model {}\n", labelled.size(),
             identify::shipped_model().name);
  if (!settings.guesses.empty()) {
    print_with_guesses(settings, lexicon, labelled, files);
  } else if (!settings.speed_only) {
    print_cross_validation(settings, lexicon, labelled, files);
    print_clue_types(labelled);
  }
  print_speeds(labelled);
  return 0;
}

std::size_t number(const char* text) {
  std::size_t value = 0;
  std::from_chars(text, text + std::strlen(text), value);
  return std::max<std::size_t>(value, 1);
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  assay::bench::Settings settings;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "--repeats" && i + 1 < argc) {
      settings.repeats = assay::bench::number(argv[++i]);
    } else if (argument == "--folds" && i + 1 < argc) {
      settings.folds = std::max<std::size_t>(2, assay::bench::number(argv[++i]));
    } else if (argument == "--guesses" && i + 1 < argc) {
      settings.guesses = argv[++i];
    } else if (argument == "--speed") {
      settings.speed_only = true;
    } else {
      settings.files.emplace_back(argument);
    }
  }
  if (settings.files.empty()) {
    settings.files = {"../shared/gold/developer-led.jsonl"};
  }
  try {
    return assay::bench::run(settings);
  } catch (const assay::Error& error) {
    fmt::print(stderr, "bench_identify: {}\n", error.what());
    return 1;
  }
}
