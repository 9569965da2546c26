#include "search/parts_internal.h"

#include <algorithm>
#include <string>

namespace assay::search {
namespace {

bool is_upper(char c) noexcept {
  return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) noexcept {
  return c >= '0' && c <= '9';
}
bool is_word(char c) noexcept {
  return is_upper(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_space(char c) noexcept {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

constexpr std::uint64_t kFnvBase = 0xCBF29CE484222325ULL;
constexpr std::uint64_t kFnvPrime = 0x100000001B3ULL;
constexpr std::size_t kLongestMaths = 400;

/// Splits one sentence into the keys of its tokens.
class Tokens {
 public:
  Tokens(std::string_view text, const std::vector<std::uint64_t>& names)
      : text_(text), names_(names) {}

  /// Key of the next token; 0 at the end.
  std::uint64_t next() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_word(c)) {
        return word();
      }
      if (is_digit(c)) {
        return number();
      }
      if (c == '$') {
        return maths();
      }
      ++at_;
      if (c == '\\') {
        command();
      } else if (c == ':' || c == '?') {
        return token_key(std::string_view(&text_[at_ - 1], 1));
      }
    }
    return 0;
  }

 private:
  void command() {
    if (at_ < text_.size() && text_[at_] == 'u') {  // \url{...} is an address all the same
      return;
    }
    while (at_ < text_.size() && is_word(text_[at_])) {
      ++at_;
    }
  }

  std::uint64_t word() {
    const std::size_t begin = at_;
    std::uint64_t key = kFnvBase;
    int capitals = 0;
    for (; at_ < text_.size() && (is_word(text_[at_]) || is_digit(text_[at_])); ++at_) {
      char c = text_[at_];
      if (is_upper(c)) {
        ++capitals;
        c = static_cast<char>(c + ('a' - 'A'));
      }
      key = (key ^ static_cast<unsigned char>(c)) * kFnvPrime;
    }
    key |= 1U;
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (text_.substr(at_, 3) == "://" || word == "www") {
      while (at_ < text_.size() && !is_space(text_[at_])) {
        ++at_;
      }
      return token_key("URL");
    }
    if (capitals > 1 && std::find(names_.begin(), names_.end(), key) != names_.end()) {
      return token_key("NAME");
    }
    return key;
  }

  std::uint64_t number() {
    while (at_ < text_.size() &&
           (is_digit(text_[at_]) || ((text_[at_] == '.' || text_[at_] == ',') &&
                                     at_ + 1 < text_.size() && is_digit(text_[at_ + 1])))) {
      ++at_;
    }
    const std::string_view rest = text_.substr(at_, 8);
    if (rest.starts_with("%") || rest.starts_with("\\%") || rest.starts_with(" %") ||
        rest.starts_with(" percent")) {
      return token_key("#%");
    }
    if (rest.starts_with("\xC3\x97") || rest.starts_with(" \xC3\x97") ||
        rest.starts_with("$\\times") || rest.starts_with("x ") || rest.starts_with("X ") ||
        rest.starts_with(" times ")) {
      at_ += rest[0] == 'x' || rest[0] == 'X' ? 1U : 0U;
      return token_key("#x");
    }
    return token_key("#");
  }

  std::uint64_t maths() {
    const std::size_t close = text_.substr(at_ + 1, kLongestMaths).find('$');
    at_ += close == std::string_view::npos ? 1 : close + 2;
    return token_key("$");
  }

  std::string_view text_;
  const std::vector<std::uint64_t>& names_;
  std::size_t at_ = 0;
};

/// Keys of the words of a title with two capitals or more, such as "PlaneRCNN" or "BERT".
std::vector<std::uint64_t> names_of(std::string_view title) {
  constexpr std::size_t kMostNames = 8;
  std::vector<std::uint64_t> names;
  const bool any_small =
      std::any_of(title.begin(), title.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  for (std::size_t at = 0; any_small && at < title.size() && names.size() < kMostNames;) {
    std::size_t end = at;
    std::string lower;
    int capitals = 0;
    for (; end < title.size() && (is_word(title[end]) || is_digit(title[end])); ++end) {
      capitals += is_upper(title[end]) ? 1 : 0;
      lower += static_cast<char>(is_upper(title[end]) ? title[end] + ('a' - 'A') : title[end]);
    }
    if (capitals > 1) {
      names.push_back(token_key(lower));
    }
    at = end + 1;
  }
  return names;
}

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
  const std::vector<std::uint64_t> names = names_of(title);
  std::vector<ReadSentence> all(sentences.size());
  std::vector<std::uint32_t> tokens;
  std::size_t first_own = sentences.size();
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const Sentence& sentence = sentences[i];
    ReadSentence& read = all[i];
    read.allowed = sentence.allowed;
    Tokens reader(abstract.substr(sentence.begin, sentence.end - sentence.begin), names);
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
