#include "search/parts_internal.h"
#include "search/parts_tokens_internal.h"

#include <algorithm>
#include <string>

namespace assay::search {
namespace {

/// Names of facts resolved to features once a model.
struct Facts {
  explicit Facts(const PartsModel& model)
      : only(model.fact("@only")),
        first(model.fact("@first")),
        second(model.fact("@second")),
        last(model.fact("@last")),
        before_last(model.fact("@before_last")),
        brief(model.fact("@short")),
        wide(model.fact("@long")),
        before_own(model.fact("@before_own")),
        first_own(model.fact("@first_own")),
        after_own(model.fact("@after_own")),
        no_own(model.fact("@no_own")) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      places[i] = model.fact("@place" + std::to_string(i));
    }
  }
  FeatureId only, first, second, last, before_last, brief, wide;
  /// Where the first sentence stands that speaks of the work itself ("we", "our", "paper", NAME).
  FeatureId before_own, first_own, after_own, no_own;
  std::array<FeatureId, 8> places{};  ///< Eighths of the abstract, by sentences.
};

void add(std::vector<FeatureId>& features, FeatureId id) {
  if (id != KeyTable::kNone) {
    features.push_back(id);
  }
}

void add_place(const Facts& facts, std::size_t i, std::size_t count, std::vector<FeatureId>& out) {
  if (count == 1) {
    add(out, facts.only);
    return;
  }
  add(out, facts.places[i * facts.places.size() / count]);
  add(out, i == 0 ? facts.first : i == 1 ? facts.second : KeyTable::kNone);
  add(out, i + 1 == count ? facts.last : i + 2 == count ? facts.before_last : KeyTable::kNone);
}

}  // namespace

std::vector<ReadSentence> read_features(const PartsModel& model, std::string_view title,
                                        std::string_view abstract,
                                        const std::vector<Sentence>& sentences) {
  static const std::array<std::uint64_t, 6> own_words = {token_key("we"),    token_key("our"),
                                                         token_key("paper"), token_key("article"),
                                                         token_key("i"),     token_key("NAME")};
  const std::uint64_t opening = token_key("^");
  const Facts facts(model);
  const std::vector<std::uint64_t> names = own_names(title);
  std::vector<ReadSentence> all(sentences.size());
  std::vector<std::uint32_t> tokens;
  std::size_t first_own = sentences.size();
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const Sentence& sentence = sentences[i];
    ReadSentence& read = all[i];
    read.allowed = sentence.allowed;
    PartTokens reader(abstract.substr(sentence.begin, sentence.end - sentence.begin), names);
    tokens.assign(1, model.token(opening));
    for (std::uint64_t key = reader.next(); key != 0 && tokens.size() < kMostTokens;
         key = reader.next()) {
      tokens.push_back(model.token(key));
      if (first_own > i && std::find(own_words.begin(), own_words.end(), key) != own_words.end()) {
        first_own = i;
      }
    }
    model.find_cues(tokens, read.features);
    add(read.features, tokens.size() < 10   ? facts.brief
                       : tokens.size() > 35 ? facts.wide
                                            : KeyTable::kNone);
    add_place(facts, i, sentences.size(), read.features);
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    add(all[i].features, first_own == all.size() ? facts.no_own
                         : i < first_own         ? facts.before_own
                         : i == first_own        ? facts.first_own
                                                 : facts.after_own);
  }
  return all;
}

}  // namespace assay::search
