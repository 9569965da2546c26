#include "base/files.h"
#include "base/text.h"
#include "cli/commands.h"
#include "identify/quality.h"
#include "ingest/import.h"
#include "ingest/training.h"
#include "ingest/views.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iterator>

namespace assay::cli {
namespace {

struct Arguments {
  std::vector<std::string> files;
  std::string out;
  std::string name = "own";
  std::string words;
  std::string guesses;
  std::string onto;
  std::uint64_t seed = 1;
  std::size_t folds = 10;
  bool feedback = false;
  bool use = false;
};

struct Figures {
  std::string what;
  std::size_t works = 0;
  std::size_t positives = 0;
  double auroc = 0;
  double precision = 0;
  double calibration = 0;
};

Figures measure(std::string what, const std::vector<identify::Scored>& scored) {
  Figures figures;
  figures.what = std::move(what);
  figures.works = scored.size();
  for (const identify::Scored& one : scored) {
    figures.positives += one.positive ? 1U : 0U;
  }
  figures.auroc = identify::auroc(scored);
  figures.precision = identify::average_precision(scored);
  figures.calibration = identify::calibration_error(scored);
  return figures;
}

identify::TrainOptions options_of(const Arguments& arguments) {
  identify::TrainOptions options;
  options.seed = arguments.seed;
  options.folds = arguments.folds;
  return options;
}

std::vector<Figures> measure_all(const std::vector<identify::Example>& examples,
                                 const identify::Predictions& made) {
  std::vector<identify::Scored> all;
  std::vector<identify::Scored> unenriched;
  std::vector<identify::Scored> titles;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    if (!made.has(i)) {
      continue;
    }
    const bool positive = examples[i].positive();
    all.push_back({identify::logistic(made.whole[i][0]), positive});
    titles.push_back({identify::logistic(made.title[i][0]), positive});
    if (examples[i].unenriched()) {
      unenriched.push_back(all.back());
    }
  }
  std::vector<Figures> figures = {measure("all", all), measure("title alone", titles)};
  if (!unenriched.empty()) {
    figures.push_back(measure("drawn at random", unenriched));
  }
  return figures;
}

std::string figures_json(const std::vector<Figures>& all, const std::string& model,
                         const std::string& out) {
  nlohmann::ordered_json json;
  json["model"] = model;
  json["file"] = out.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(out);
  json["figures"] = nlohmann::ordered_json::array();
  for (const Figures& one : all) {
    const auto number = [](double value) { return ingest::rounded(value, 4); };
    json["figures"].push_back({{"works", one.what},
                               {"n", one.works},
                               {"positives", one.positives},
                               {"auroc", number(one.auroc)},
                               {"average_precision", number(one.precision)},
                               {"ece", number(one.calibration)}});
  }
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Both dials of works of other kinds, each judged by weights fitted without it.
std::vector<Figures> measure_kinds(const std::vector<identify::Example>& examples,
                                   const identify::KindPredictions& made) {
  std::vector<identify::Scored> led;
  std::vector<identify::Scored> research;
  for (std::size_t i = 0; i < examples.size(); ++i) {
    led.push_back({made[i].developer_led, examples[i].positive()});
    research.push_back({made[i].research, examples[i].research > 0});
  }
  return {measure("other kinds", led), measure("their research", research)};
}

void require_enough(std::size_t works, const Arguments& arguments) {
  if (arguments.folds < 2 || works < 2 * arguments.folds) {
    throw Error(Errc::kInvalid,
                fmt::format("{} labelled works with a record, too few for {} folds", works,
                            arguments.folds),
                arguments.files.front(), "give more works, or fewer folds (at least two)");
  }
}

/// Works of other kinds that teach what is said of those; takes them out of `examples`.
std::vector<identify::Example> take_other_kinds(std::vector<identify::Example>& examples) {
  const auto others = std::stable_partition(
      examples.begin(), examples.end(),
      [](const identify::Example& one) { return one.kind == Kind::kPaper || one.research < 0; });
  std::vector<identify::Example> taken(std::make_move_iterator(others),
                                       std::make_move_iterator(examples.end()));
  examples.erase(others, examples.end());
  return taken;
}

/// The weights of papers, and how good they are.
identify::Model train_papers(const Context& context, const Arguments& arguments,
                             const identify::Lexicon& lexicon,
                             const std::vector<identify::Example>& examples,
                             std::vector<Figures>& figures) {
  if (!arguments.onto.empty()) {
    if (!examples.empty()) {
      throw Error(Errc::kUsage, "--onto keeps what papers taught; give labels of other kinds alone",
                  "train");
    }
    identify::Model model = identify::read_model(read_file(arguments.onto));
    model.name = arguments.name;
    return model;
  }
  require_enough(examples.size(), arguments);
  context.tell(fmt::format("{} labelled works", with_commas(examples.size())));
  std::vector<std::string> vocabulary;
  if (!arguments.words.empty()) {
    vocabulary = ingest::common_words(arguments.words, 45000);
  }
  identify::TrainOptions options = options_of(arguments);
  options.vectors = &ingest::shipped_word_vectors();
  options.vocabulary = vocabulary;
  std::optional<identify::Guesses> guesses;
  if (!arguments.guesses.empty()) {
    guesses = ingest::read_guesses(lexicon, arguments.guesses);
    options.guesses = &*guesses;
    context.tell(
        fmt::format("{} works that a teacher guessed", with_commas(guesses->examples.size())));
  }
  identify::Trained trained = identify::train(lexicon, examples, options, arguments.name);
  figures = measure_all(examples, trained.outside);
  return std::move(trained.model);
}

int train_on_labels(const Context& context, const Arguments& arguments) {
  if (const std::filesystem::path folder = std::filesystem::path(arguments.out).parent_path();
      !folder.empty() && !std::filesystem::is_directory(folder)) {
    throw Error(Errc::kNotFound, "there is no such folder", folder.string(),
                "make it, or give --out another place");
  }
  const std::unique_ptr<library::Library> library =
      arguments.use ? context.open_library(library::Library::Mode::kWrite) : nullptr;
  const std::vector<std::filesystem::path> files(arguments.files.begin(), arguments.files.end());
  const identify::Lexicon lexicon = identify::read_embedded_lexicon();
  std::vector<identify::Example> examples =
      ingest::make_examples(lexicon, ingest::read_labelled(files));
  const std::vector<identify::Example> others = take_other_kinds(examples);
  std::vector<Figures> figures;
  identify::Model model = train_papers(context, arguments, lexicon, examples, figures);
  if (!others.empty() || !arguments.onto.empty()) {
    require_enough(others.size(), arguments);
    context.tell(fmt::format("{} labelled works of other kinds", with_commas(others.size())));
    const std::vector<Figures> of_kinds = measure_kinds(
        others, identify::cross_validate_kinds(model, lexicon, others, options_of(arguments)));
    figures.insert(figures.end(), of_kinds.begin(), of_kinds.end());
    model = identify::fit_kinds(model, lexicon, others);
  }
  if (!arguments.out.empty()) {
    write_file_atomically(arguments.out, identify::write_model(model));
  }
  if (library != nullptr) {
    ingest::use_model(*library, model);
    const std::uint64_t judged = ingest::judge_again(*library, ingest::judge_of(library->folder()));
    context.tell(fmt::format("{} works judged again by them", with_commas(judged)));
  }
  if (context.json) {
    Context::print_json(figures_json(figures, model.name, arguments.out));
    return 0;
  }
  std::string text =
      fmt::format("{}-fold cross-validation, score of 2 or more\n{:18}{:>7}{:>11}{:>8}{:>8}{:>8}\n",
                  arguments.folds, "", "works", "positives", "AUROC", "AP", "ECE");
  for (const Figures& one : figures) {
    text += fmt::format("{:18}{:7}{:11}{:8.3f}{:8.3f}{:8.3f}\n", one.what, one.works, one.positives,
                        one.auroc, one.precision, one.calibration);
  }
  Context::print(text);
  return 0;
}

int train_on_ratings(const Context& context) {
  const std::unique_ptr<library::Library> library =
      context.open_library(library::Library::Mode::kWrite);
  const ingest::Feedback feedback = ingest::train_on_ratings(*library);
  const std::uint64_t judged = ingest::judge_again(*library, ingest::judge_of(library->folder()));
  if (context.json) {
    nlohmann::ordered_json json;
    json["up"] = feedback.up;
    json["down"] = feedback.down;
    json["judged"] = judged;
    json["model"] = feedback.model;
    Context::print_json(json.dump());
  } else {
    Context::print(
        fmt::format("Learnt from {} works rated up and {} rated down; {} judged again.\n",
                    feedback.up, feedback.down, with_commas(judged)));
  }
  return 0;
}

}  // namespace

void add_train(CLI::App& app, Context& context) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("train", "Fit the weights of verdicts to labelled works");
  command->add_option("LABELS", arguments->files, "JSON Lines of records and labels");
  command->add_flag("--feedback", arguments->feedback,
                    "Adapt the verdicts of this library to your ratings");
  command->add_option("--out", arguments->out, "Write the model to this file");
  command->add_flag("--use", arguments->use, "Judge this library's works by them");
  command->add_option("--name", arguments->name, "Name of the model");
  command->add_option("--words", arguments->words, "Records whose words get weights as well");
  command->add_option("--guesses", arguments->guesses, "Records with a teacher's probabilities");
  command->add_option("--onto", arguments->onto, "Keep this model's weights of papers");
  command->add_option("--seed", arguments->seed, "Which works fall into which fold");
  command->add_option("--folds", arguments->folds, "Folds of the cross-validation");
  command->callback([&context, arguments] {
    context.run = [&context, arguments] {
      if (arguments->feedback && arguments->use) {
        throw Error(Errc::kUsage, "--feedback is used at once; --use is for labels", "train");
      }
      if (arguments->feedback == !arguments->files.empty()) {
        throw Error(Errc::kUsage, "give either files of labelled works or --feedback", "train");
      }
      return arguments->feedback ? train_on_ratings(context) : train_on_labels(context, *arguments);
    };
  });
}

}  // namespace assay::cli
