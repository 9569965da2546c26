#include "ingest/training.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "identify/tokens.h"
#include "library/reader.h"
#include "search/encoder.h"
#include "source/reader.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace assay::ingest {
namespace {

using JsonRecord = nlohmann::json;

std::string text_of(const JsonRecord& record, const char* key) {
  const auto found = record.find(key);
  return found != record.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// A score of the rubric; -1 where there is none. Throws std::invalid_argument for anything else.
int score_of(const JsonRecord& record, const char* key) {
  const auto found = record.find(key);
  if (found == record.end() || found->is_null()) {
    return -1;
  }
  if (!found->is_number_integer() || *found < 0 || *found > 3) {
    throw std::invalid_argument(
        fmt::format("{} is {}, not a whole number from 0 to 3", key, found->dump()));
  }
  return found->get<int>();
}

/// 1 or 0; -1 where nothing is said. Throws std::invalid_argument for anything but a truth value.
int truth_of(const JsonRecord& record, const char* key) {
  const auto found = record.find(key);
  if (found == record.end() || found->is_null()) {
    return -1;
  }
  if (!found->is_boolean()) {
    throw std::invalid_argument(fmt::format("{} is {}, not true or false", key, found->dump()));
  }
  return found->get<bool>() ? 1 : 0;
}

/// Names as bits. Throws std::invalid_argument for one that `parse` does not know.
template <typename Parse>
std::uint32_t mask(const JsonRecord& record, const char* key, const Parse& parse) {
  std::uint32_t bits = 0;
  if (const auto found = record.find(key); found != record.end() && found->is_array()) {
    for (const JsonRecord& name : *found) {
      const auto value = parse(name.is_string() ? name.get<std::string>() : std::string());
      if (!value) {
        throw std::invalid_argument(fmt::format("{} holds {}, which is none", key, name.dump()));
      }
      bits |= 1U << static_cast<unsigned>(*value);
    }
  }
  return bits;
}

std::vector<std::string> texts_of(const JsonRecord& record, const char* key) {
  std::vector<std::string> texts;
  if (const auto found = record.find(key); found != record.end() && found->is_array()) {
    for (const JsonRecord& text : *found) {
      texts.push_back(text.is_string() ? text.get<std::string>() : std::string());
    }
  }
  return texts;
}

Kind kind_of(const JsonRecord& record) {
  const std::string name = text_of(record, "kind");
  const std::optional<Kind> kind = name.empty() ? Kind::kPaper : parse_kind(name);
  if (!kind) {
    throw std::invalid_argument("no such kind of work: \"" + name + "\"");
  }
  return *kind;
}

Work work_of(const JsonRecord& record) {
  Work work;
  work.id = text_of(record, "id");
  work.kind = kind_of(record);
  work.title = text_of(record, "title");
  work.abstract = text_of(record, "abstract");
  work.text = text_of(record, "text");
  work.venue = text_of(record, "venue");
  work.track = text_of(record, "track");
  work.comments = text_of(record, "comments");
  work.code = text_of(record, "code");
  work.organisations = texts_of(record, "organisations");
  work.keywords = texts_of(record, "keywords");
  for (const std::string& text : texts_of(record, "identifiers")) {
    if (std::optional<Identifier> identifier = parse_identifier(text)) {
      add_identifier(work, std::move(*identifier));
    }
  }
  if (const auto links = record.find("links"); links != record.end() && links->is_array()) {
    for (const JsonRecord& link : *links) {
      if (link.is_object()) {
        work.links.push_back({text_of(link, "rel"), text_of(link, "url")});
      }
    }
  }
  const std::string affiliations = text_of(record, "affiliations");
  for (const std::string_view name : split(affiliations, ';')) {
    work.organisations.emplace_back(trim(name));
  }
  tidy(work);
  return work;
}

class Joiner {
 public:
  void add(std::string_view line) {
    const JsonRecord record = JsonRecord::parse(line);
    const std::string id = text_of(record, "id");
    if (record.contains("title")) {
      works_[id] = work_of(record);
    }
    if (record.contains("score") && known_.insert(id).second) {
      LabelledWork& labels = labels_.emplace_back();
      labels.work.id = id;
      labels.stratum = text_of(record, "stratum");
      labels.score = score_of(record, "score");
      labels.second = score_of(record, "second");
      labels.research = truth_of(record, "research");
      labels.clues = mask(record, "clues", parse_clue_type);
      labels.topics = mask(record, "topics", parse_topic);
    }
  }

  std::vector<LabelledWork> finish() {
    std::vector<LabelledWork> joined;
    for (LabelledWork& labels : labels_) {
      const auto found = works_.find(labels.work.id);
      if (found != works_.end() && labels.score >= 0) {
        labels.work = std::move(found->second);
        joined.push_back(std::move(labels));
      }
    }
    return joined;
  }

 private:
  std::unordered_map<std::string, Work> works_;
  std::unordered_set<std::string> known_;
  std::vector<LabelledWork> labels_;
};

std::array<float, identify::kTargetCount> probabilities(const JsonRecord& numbers) {
  std::array<float, identify::kTargetCount> all{};
  if (numbers.size() != all.size()) {
    throw std::invalid_argument(fmt::format("a teacher gives {} numbers a text", all.size()));
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = numbers[i].get<float>();
    if (!(all[i] >= 0 && all[i] <= 1)) {
      throw std::invalid_argument("a probability is from 0 to 1");
    }
  }
  return all;
}

/// Adds what one line's teachers say to theirs; the first line says which there are.
void add_teachers(const JsonRecord& teachers, identify::Guesses& guesses) {
  const bool first = guesses.examples.empty();
  for (const auto& [name, says] : teachers.items()) {
    std::optional<std::size_t> without;
    if (name != "all") {
      without = std::stoul(name);
    }
    if (first) {
      guesses.teachers.push_back({without, {}, {}});
    }
    const auto teacher = std::find_if(guesses.teachers.begin(), guesses.teachers.end(),
                                      [&](const auto& one) { return one.without == without; });
    if (teacher == guesses.teachers.end() || teacher->whole.size() != guesses.examples.size()) {
      throw std::invalid_argument("the teacher \"" + name + "\" is not on every line");
    }
    teacher->whole.push_back(probabilities(says.at("whole")));
    teacher->title.push_back(probabilities(says.at("title")));
  }
  for (const identify::Teacher& teacher : guesses.teachers) {
    if (teacher.whole.size() != guesses.examples.size() + 1) {
      throw std::invalid_argument("a teacher of the first line is missing");
    }
  }
}

class ShippedVectors final : public identify::WordVectors {
 public:
  [[nodiscard]] std::size_t dimensions() const override {
    return search::StaticEncoder::shipped().dimensions();
  }
  [[nodiscard]] bool find(std::string_view word, std::span<float> out) const override {
    return search::StaticEncoder::shipped().word_vector(word, out);
  }
};

}  // namespace

std::vector<LabelledWork> read_labelled(std::span<const std::filesystem::path> files) {
  Joiner joiner;
  for (const std::filesystem::path& path : files) {
    const std::string text = read_file(path);
    std::size_t number = 0;
    for (const std::string_view line : split(text, '\n')) {
      ++number;
      if (trim(line).empty()) {
        continue;
      }
      try {
        joiner.add(line);
      } catch (const JsonRecord::exception&) {
        throw Error(Errc::kInvalid, "not one JSON object",
                    fmt::format("{} line {}", path.string(), number),
                    "write each record on a line of its own");
      } catch (const std::invalid_argument& error) {
        throw Error(Errc::kInvalid, error.what(), fmt::format("{} line {}", path.string(), number),
                    "docs/identify.md tells what a label may be");
      }
    }
  }
  return joiner.finish();
}

std::vector<identify::Example> make_examples(const identify::Lexicon& lexicon,
                                             std::span<const LabelledWork> works) {
  std::vector<identify::Example> examples;
  examples.reserve(works.size());
  for (const LabelledWork& one : works) {
    identify::Example& example = examples.emplace_back(identify::make_example(lexicon, one.work));
    example.stratum = one.stratum;
    example.score = one.score;
    example.second = one.second;
    example.research = one.research;
    example.clues = one.clues;
    example.topics = one.topics;
  }
  return examples;
}

identify::Guesses read_guesses(const identify::Lexicon& lexicon,
                               const std::filesystem::path& file) {
  identify::Guesses guesses;
  const std::string text = read_file(file);
  std::size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (trim(line).empty()) {
      continue;
    }
    try {
      const JsonRecord record = JsonRecord::parse(line);
      add_teachers(record.at("teacher"), guesses);
      guesses.examples.push_back(identify::make_example(lexicon, work_of(record)));
    } catch (const std::exception& error) {
      throw Error(Errc::kInvalid, error.what(), fmt::format("{} line {}", file.string(), number),
                  "each line must be a record with its teachers' probabilities");
    }
  }
  if (guesses.find(std::nullopt) == nullptr) {
    throw Error(Errc::kInvalid, "there is no teacher \"all\"", file.string(),
                "give the guesses of one that saw every label");
  }
  return guesses;
}

const identify::WordVectors& shipped_word_vectors() {
  static const ShippedVectors vectors;
  return vectors;
}

std::vector<std::string> common_words(const std::filesystem::path& file, std::size_t most) {
  struct Count {
    std::uint32_t works = 0;
    std::string word;
  };
  std::unordered_map<std::uint64_t, Count> counts;
  const identify::Vocabulary none;
  std::vector<identify::Token> tokens;
  const std::unique_ptr<source::Reader> reader = source::open_reader(file);
  while (const std::optional<source::Item> item = reader->next()) {
    const auto* work = std::get_if<Work>(&*item);
    if (work == nullptr) {
      continue;
    }
    std::unordered_set<std::uint64_t> seen;
    for (const std::string* text : {&work->title, &work->abstract}) {
      tokens.clear();
      identify::tokenise(*text, none, tokens);
      for (const identify::Token& token : tokens) {
        if ((token.flags & identify::kIsNumber) == 0 && seen.insert(token.hash).second) {
          Count& count = counts[token.hash];
          if (++count.works == 1) {
            count.word = text->substr(token.begin, token.end - token.begin);
          }
        }
      }
    }
  }
  std::vector<Count> all;
  for (auto& [hash, count] : counts) {
    if (count.works > 1) {
      all.push_back(std::move(count));
    }
  }
  std::sort(all.begin(), all.end(), [](const Count& a, const Count& b) {
    return std::tuple(-std::int64_t{a.works}, a.word) < std::tuple(-std::int64_t{b.works}, b.word);
  });
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(most, all.size()); ++i) {
    words.push_back(std::move(all[i].word));
  }
  return words;
}

std::filesystem::path own_model_file(const std::filesystem::path& library_folder) {
  return library_folder / "developer.bin";
}

std::filesystem::path trained_model_file(const std::filesystem::path& library_folder) {
  return library_folder / "trained.bin";
}

namespace {

struct Weights {
  std::unique_ptr<const identify::Judge> judge;
  std::string trouble;  ///< What was passed by and why; empty when nothing was.
};

/// The weights in `file`; none where there is no such file or it cannot be read, which is said in
/// `trouble`.
std::optional<identify::Model> model_in(const std::filesystem::path& file, std::string& trouble) {
  std::error_code ec;
  if (!std::filesystem::exists(file, ec)) {
    return std::nullopt;
  }
  try {
    return identify::read_model(read_file(file));
  } catch (const Error& error) {
    trouble = fmt::format("{} is passed by: {}; train again, or remove it", file.string(),
                          error.message());
    return std::nullopt;
  }
}

/// What ratings adapt: the user's own trained weights, or the shipped ones.
identify::Model base_model(const std::filesystem::path& library_folder, std::string& trouble) {
  std::optional<identify::Model> trained = model_in(trained_model_file(library_folder), trouble);
  if (trained) {
    return std::move(*trained);
  }
  return identify::shipped_model();
}

Weights read_weights(const std::filesystem::path& library_folder) {
  Weights weights;
  const identify::Model base = base_model(library_folder, weights.trouble);
  std::optional<identify::Model> own = model_in(own_model_file(library_folder), weights.trouble);
  if (own && own->name.rfind(base.name + "+", 0) != 0) {
    weights.trouble = own_model_file(library_folder).string() +
                      " is passed by: it was adapted from other weights than those in use; "
                      "`assay train --feedback` adapts these";
    own.reset();
  }
  weights.judge = std::make_unique<const identify::Judge>(own ? *own : base);
  return weights;
}

/// Weights that were read, by the library's folder; to be forgotten when they change.
std::map<std::filesystem::path, Weights>& weights_read() {
  static std::map<std::filesystem::path, Weights> made;
  return made;
}

/// The library's own weights, read once; null when it has none.
const Weights* own_weights(const std::filesystem::path& library_folder) {
  std::map<std::filesystem::path, Weights>& made = weights_read();
  std::error_code ec;
  if (!std::filesystem::exists(own_model_file(library_folder), ec) &&
      !std::filesystem::exists(trained_model_file(library_folder), ec)) {
    return nullptr;
  }
  const auto found = made.find(library_folder);
  return found != made.end()
             ? &found->second
             : &made.emplace(library_folder, read_weights(library_folder)).first->second;
}

}  // namespace

const identify::Judge& judge_of(const std::filesystem::path& library_folder) {
  const Weights* own = own_weights(library_folder);
  return own == nullptr ? identify::default_judge() : *own->judge;
}

std::string weights_trouble(const std::filesystem::path& library_folder) {
  const Weights* own = own_weights(library_folder);
  return own == nullptr ? std::string() : own->trouble;
}

void use_model(library::Library& library, const identify::Model& model) {
  write_file_atomically(trained_model_file(library.folder()), identify::write_model(model));
  std::error_code ec;
  std::filesystem::remove(own_model_file(library.folder()), ec);
  weights_read().erase(library.folder());
}

Feedback train_on_ratings(library::Library& library) {
  const identify::Lexicon lexicon = identify::read_embedded_lexicon();
  std::map<std::int64_t, int> rated;  // in order of id, so that the sums are always the same
  for (const auto& [id, reading] : library::readings(library)) {
    if (reading.rating) {
      rated.emplace(id, *reading.rating);
    }
  }
  Feedback feedback;
  std::vector<identify::Example> examples;
  std::string said;
  for (const auto& [id, rating] : rated) {
    const bool up = rating >= 3;
    (up ? feedback.up : feedback.down) += 1;
    const Work work = library.load(WorkId{id}).work;
    examples.push_back(identify::make_example(lexicon, work));
    examples.back().score = up ? 3 : 0;
    said += fmt::format("{} {} {}\n", id, rating, work.title);
  }
  if (examples.empty()) {
    throw Error(Errc::kInvalid, "no work is rated yet", library.folder().string(),
                "rate works with `assay rate ID up|down`");
  }
  std::string trouble;  // weights that cannot be read are trained anew
  const identify::Model base = base_model(library.folder(), trouble);
  feedback.model = fmt::format("{}+{:08x}", base.name, hash64(said) >> 32U);
  write_file_atomically(
      own_model_file(library.folder()),
      identify::write_model(identify::adapt(base, lexicon, examples, feedback.model)));
  weights_read().erase(library.folder());
  return feedback;
}

}  // namespace assay::ingest
