#pragma once
/// Labelled works and the reader's ratings into models of verdicts.
/// Threads: one thread; as the Library given.

#include "identify/judge.h"
#include "identify/train.h"
#include "library/library.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace assay::ingest {

/// A work and what a reader said of it.
struct LabelledWork {
  Work work;
  std::string stratum;
  int score = -1;     ///< 0..3; -1 where the line has none.
  int second = -1;    ///< Of an independent second reading; -1 for none.
  int research = -1;  ///< 1: it tells of something found out; 0: not; -1: nobody has said.
  std::uint32_t clues = 0;
  std::uint32_t topics = 0;
};

/// Reads JSON Lines: records (title, abstract, text, kind, venue, track, comments, code,
/// organisations or affiliations), labels (id, score, clues, topics, stratum, second, research), or
/// both in one line. Labels and records of one id, in whatever files, are joined; what has no label
/// or no record is left out. In the order of the labels. Throws kIo, kInvalid with the line.
std::vector<LabelledWork> read_labelled(std::span<const std::filesystem::path> files);

std::vector<identify::Example> make_examples(const identify::Lexicon& lexicon,
                                             std::span<const LabelledWork> works);

/// Reads JSON Lines of records, each with `teacher`: by fold that the teacher did not see ("all":
/// it saw every label) {"whole": [...], "title": [...]}, the probabilities of a score of 2 or more,
/// 1 or more, 3, and of the ten topics in their order. Every line has the same teachers, "all"
/// among them. Throws kIo, kInvalid with the line.
identify::Guesses read_guesses(const identify::Lexicon& lexicon, const std::filesystem::path& file);

/// The meaning of words by the embeddings that the program carries.
const identify::WordVectors& shipped_word_vectors();

/// The `most` words that occur in the most works of a file of records, commonest first.
/// Throws as source::open_reader.
std::vector<std::string> common_words(const std::filesystem::path& file, std::size_t most);

/// The place of weights adapted to the reader.
std::filesystem::path own_model_file(const std::filesystem::path& library_folder);
/// The place of weights trained from labels of the user's own.
std::filesystem::path trained_model_file(const std::filesystem::path& library_folder);
/// The judge for a library: with the weights adapted to the reader, else those trained from the
/// user's labels, else the shipped ones. Weights that cannot be read, and those adapted from others
/// than are in use now, are passed by.
const identify::Judge& judge_of(const std::filesystem::path& library_folder);
/// What judge_of() passed by and why, for the user to know; "" when nothing was.
std::string weights_trouble(const std::filesystem::path& library_folder);

/// Makes `model` the weights of this library; what was adapted from others is gone. Judge the works
/// again afterwards. Throws kIo.
void use_model(library::Library& library, const identify::Model& model);

struct Feedback {
  std::size_t up = 0;    ///< Works rated 3 to 5.
  std::size_t down = 0;  ///< Works rated 0 to 2.
  std::string model;     ///< Name of the new weights.
};
/// Adapts the weights of the library (trained or shipped) to the reader's ratings and writes them
/// to own_model_file(). Throws kInvalid without any rating.
Feedback train_on_ratings(library::Library& library);

}  // namespace assay::ingest
