#pragma once
/// The clue lexicon, the taxonomy of topics and the gazetteer of organisations, read and compiled.
/// Threads: immutable once made.

#include "identify/automaton.h"
#include "identify/scope.h"
#include "work/verdict.h"
#include "work/work.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::identify {

/// What a phrase speaks for.
enum class Target : std::uint8_t {
  kClue,      ///< developer_led, shown as a clue.
  kResearch,  ///< The research dial.
  kTopic,     ///< A topic.
  kCue,       ///< Nothing: it says what of the words around it is so (scope.h).
};

/// A group of phrases that share one weight.
struct Entry {
  std::string name;
  Target target = Target::kClue;
  ClueType clue = ClueType::kImplementation;  ///< For kClue.
  Topic topic = Topic::kMultimodal;           ///< For kTopic.
  Cue cue = Cue::kDenies;                     ///< For kCue.
  double weight = 0;                          ///< Log-odds of one find in the abstract.
  double prior = 0;      ///< The weight set by hand, towards which fitting is drawn.
  double led = 0;        ///< Of a sign: where its weight for developer_led of works of other kinds
                         ///< than papers is drawn to.
  double title = 1;      ///< Factor of a find in the title.
  bool address = false;  ///< The span is widened to the whole web address.
  bool negatable = true;
  std::uint32_t fields = 0;         ///< Bit i set: looked for in field i.
  std::uint32_t kinds = 0;          ///< Bit i set: looked for in works of kind i.
  std::vector<WordId> near;         ///< When not empty, the sentence must hold one of these.
  std::vector<WordId> unless;       ///< The sentence must hold none of these.
  std::vector<WordId> unless_next;  ///< The word after must be none of these.
};

/// Facts of a record that are no clues, each 0 or 1 (or a share between).
enum class Feature : std::uint8_t {
  kBias,
  kNoAbstract,
  kPaper,
  kRepository,
  kPost,
  kTalk,
  kContribution,
  kPackage,
  kEvent,
  kDiscussion,
  kEngineers,      ///< Share of authors whose position is an engineer's or developer's.
  kCompanyDomain,  ///< Share of authors with a company's mail domain.
  kIdentifier,     ///< It has an identifier of a paper.
  kPaperLink,      ///< It is no paper and links to one.
  kVenue,          ///< A venue is named.
};
inline constexpr std::size_t kFeatureCount = 15;
/// "bias", "no_abstract" ...
std::string_view feature_name(Feature feature) noexcept;
using Features = std::array<double, kFeatureCount>;

struct Lexicon {
  std::string name;  ///< "lexicon-2"
  Automaton automaton;
  std::vector<Entry> entries;
  double decay = 0.5;      ///< Factor from one clue of a type to the next weaker one.
  double text_factor = 1;  ///< Factor of finds in Field::kText.
  double title_alone = 1;  ///< Factor of finds in the title of a work that has no other text.
  double background = 1;   ///< Factor of finds in an abstract before its own contribution begins.
  Features developer{};    ///< Weights of features for developer_led.
  Features research{};     ///< ... and for the research dial.
  std::array<double, kTopicCount> topic_bias{};
  std::vector<std::uint16_t> word_marks;  ///< By WordId: bits of WordMark (scope.h).
  std::uint32_t code_entry = 0;           ///< Entry of a filled code field.
  std::uint32_t change_entry = 0;  ///< Sign of figures before and after, also found without words.
  /// Entries of tables with figures in the text: a clue and a sign of research. They have no
  /// phrases.
  std::vector<std::uint32_t> table_entries;
};

/// Reads the three files' contents. Throws kInvalid with FILE:LINE of what is wrong as the place.
Lexicon read_lexicon(std::string_view lexicon_toml, std::string_view taxonomy_toml,
                     std::string_view organisations);

/// The one that the program carries.
Lexicon read_embedded_lexicon();

}  // namespace assay::identify
