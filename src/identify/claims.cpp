#include "identify/claims.h"

#include "base/text.h"
#include "identify/claim_voice_internal.h"
#include "identify/embedded_lists_internal.h"
#include "identify/fields_internal.h"

#include <algorithm>
#include <array>

namespace assay::identify {
namespace {

constexpr std::uint32_t kSentenceTokens = 160;  // longer ones are read in pieces

/// Reads the claims of one text.
class TextReader {
 public:
  TextReader(const TermSet& terms, Field field, std::vector<Claim>& out)
      : terms_(terms), field_(field), out_(out) {}

  void read(std::string_view text) {
    text_.text = limited(text);
    // Without a digit or a factor in words there is nothing to find, but only the tokens know.
    text_.tokens.reserve(text_.text.size() / 5 + 8);
    tokenise(text_.text, terms_.automaton.vocabulary(), text_.tokens);
    if (!has_numbers()) {
      return;
    }
    find_terms(terms_, text_.tokens, matches_, text_.terms);
    trim_metrics();
    read_scope();
    background_end_ = field_ == Field::kAbstract ? first_own() : 0;
    Sentence sentence;
    const std::uint32_t count = static_cast<std::uint32_t>(text_.tokens.size());
    while (sentence.first < count) {
      sentence.end = sentence.first + 1;
      while (sentence.end < count && sentence.end - sentence.first < kSentenceTokens &&
             (text_.tokens[sentence.end].flags & kStartsSentence) == 0) {
        ++sentence.end;
      }
      const std::uint32_t all = static_cast<std::uint32_t>(text_.terms.size());
      while (sentence.terms_begin < all &&
             text_.terms[sentence.terms_begin].first < sentence.first) {
        ++sentence.terms_begin;
      }
      sentence.terms_end = sentence.terms_begin;
      while (sentence.terms_end < all && text_.terms[sentence.terms_end].first < sentence.end) {
        ++sentence.terms_end;
      }
      read_sentence(sentence);
      sentence.first = sentence.end;
    }
  }

 private:
  [[nodiscard]] Role role(std::uint32_t i) const {
    return i < text_.tokens.size() ? terms_.role(text_.tokens[i]) : Role::kNone;
  }
  [[nodiscard]] const TermType& type(const Term& term) const { return terms_.types[term.type]; }

  [[nodiscard]] bool has_numbers() const {
    return std::any_of(text_.tokens.begin(), text_.tokens.end(), [this](const Token& token) {
      const Role r = terms_.role(token);
      return (token.flags & kIsNumber) != 0 || r == Role::kFold || r == Role::kNumberWord ||
             r == Role::kMagnitude;
    });
  }

  /// "BLEU-4" keeps its number, "BLEU 28.4" does not: there the number is the value.
  void trim_metrics() {
    for (Term& term : text_.terms) {
      while (term.kind == TermKind::kMetric && term.last > term.first) {
        const Token& last = text_.tokens[term.last];
        const char before = last.begin > 0 ? text_.text[last.begin - 1] : ' ';
        const bool at = text_.tokens[term.last - 1].hash == at_;  // "precision at 10"
        if ((last.flags & kIsNumber) == 0 || before == '-' || before == '@' || at) {
          break;
        }
        --term.last;
      }
    }
  }

  void read_scope() {
    std::vector<CueAt> cues;
    for (const Term& term : text_.terms) {
      if (term.kind == TermKind::kCue) {
        cues.push_back({term.first, term.last, type(term).cue});
      }
    }
    find_scope(text_.text, text_.tokens, terms_.marks, cues, text_.scope);
  }

  /// First token of the sentence in which the authors begin to speak of their own work.
  [[nodiscard]] std::uint32_t first_own() const {
    const auto own = std::find_if(text_.terms.begin(), text_.terms.end(),
                                  [](const Term& term) { return term.kind == TermKind::kOwn; });
    return own == text_.terms.end()
               ? 0
               : own_begin(text_.tokens, [&](std::uint32_t i) { return i == own->first; });
  }

  [[nodiscard]] bool has_term(const Sentence& sentence, TermKind kind) const {
    return std::any_of(text_.terms.begin() + sentence.terms_begin,
                       text_.terms.begin() + sentence.terms_end,
                       [kind](const Term& term) { return term.kind == kind; });
  }

  /// A semicolon within: what holds of one part need not hold of the other.
  [[nodiscard]] bool has_parts(const Sentence& sentence) const {
    return std::any_of(text_.tokens.begin() + sentence.first, text_.tokens.begin() + sentence.end,
                       [](const Token& token) { return (token.flags & kStartsPart) != 0; });
  }

  /// A term of `kind` that begins at token i, or at i + 1 after one other word.
  [[nodiscard]] bool follows(const Sentence& sentence, std::uint32_t i, TermKind kind) const {
    return std::any_of(text_.terms.begin() + sentence.terms_begin,
                       text_.terms.begin() + sentence.terms_end,
                       [&](const Term& term) { return term.kind == kind && term.first == i; });
  }

  void read_sentence(const Sentence& sentence) {
    quantities_.clear();
    find_quantities(terms_, text_, sentence, quantities_);
    if (quantities_.empty()) {
      return;
    }
    std::vector<Parts> parts = find_parts(terms_, text_, sentence, quantities_);
    const bool background =
        sentence.first < background_end_ ||
        (has_term(sentence, TermKind::kPrior) && !has_term(sentence, TermKind::kOwn) &&
         !has_term(sentence, TermKind::kVersus) && !has_parts(sentence));
    bool amount = false;
    bool kept = false;  // the quantity before
    for (std::size_t i = 0; i < quantities_.size(); ++i) {
      const bool goes_on =
          i > 0 && go_on(quantities_[i - 1], parts[i - 1], quantities_[i], parts[i]);
      const bool compared =
          i > 0 && is_compared_with(terms_, text_, sentence, quantities_[i - 1], quantities_[i]);
      if (compared) {
        compare(parts[i - 1], parts[i]);
      }
      const bool meant = compared && kept;
      kept = false;
      amount = !compared && ((goes_on && amount) || is_amount(quantities_[i], parts[i]));
      if (!meant && !is_claim(sentence, quantities_[i], parts[i])) {
        continue;
      }
      const bool level = !amount && quantities_[i].kind != UnitKind::kFactor;
      Voice voice = find_voice(terms_, text_, sentence, quantities_[i], parts[i], level);
      voice.others = voice.others || compared || background;
      kept = !voice.unreal || meant;  // "instead of 5 GB" is denied, and still a figure
      if (kept) {
        out_.push_back(make(sentence, quantities_[i], parts[i], amount, voice));
      }
    }
  }

  /// "2 GB instead of 5 GB": the second is of the same, and what it is compared with.
  static void compare(const Parts& before, Parts& parts) {
    parts.metric = before.metric;
    parts.metric_cost = before.metric_cost;
    parts.achieve = before.achieve;
    parts.take = before.take;
    parts.measured = before.measured;
    parts.change = nullptr;
  }

  /// "by 3% and 1%, and on few-shot (14%)": in brackets, what is said before holds on. True when
  /// it is a change if the one before is.
  bool go_on(const Quantity& before, const Parts& from, const Quantity& q, Parts& parts) const {
    const bool bracket = q.at.begin > 0 && text_.text[q.at.begin - 1] == '(';
    if (bracket && q.kind == UnitKind::kPercent && before.kind == q.kind &&
        parts.metric == nullptr && parts.change == nullptr && parts.measured.empty()) {
      parts.metric = from.metric;
      parts.change = from.change;
      parts.change_after = from.change_after;
      parts.measured = from.measured;
      parts.versus = from.versus;
      parts.baseline = from.baseline;
      return true;
    }
    if (q.kind == UnitKind::kPercent && before.kind == q.kind && parts.metric == nullptr &&
        parts.measured.empty() && from.metric != nullptr && type(*from.metric).in_percent) {
      parts.metric = from.metric;  // "reaches an accuracy of 85 % where others reach 81 %"
    }
    return parts.in_group && before.kind == q.kind;
  }

  // ---- is it a claim? --------------------------------------------------------------------------

  [[nodiscard]] bool is_claim(const Sentence& sentence, const Quantity& q,
                              const Parts& parts) const {
    const std::uint32_t next = q.last + 1;
    if (next < sentence.end && (follows(sentence, q.last, TermKind::kReject) ||
                                follows(sentence, next, TermKind::kReject))) {
      return false;
    }
    const bool amount = next < sentence.end && follows(sentence, next, TermKind::kAmount);
    const bool metric = parts.metric != nullptr;
    const bool change = parts.change != nullptr;
    switch (q.kind) {
      case UnitKind::kFactor:
        return is_factor_claim(q, parts);
      case UnitKind::kPercent:
        return !amount && (metric || change || parts.achieve != nullptr);
      case UnitKind::kPoints:
        return metric || change;
      case UnitKind::kTime:
        return !amount && next_is_not_of(next, sentence, parts) &&
               (near_metric(parts, 5) || change || q.bound == Bound::kAtMost ||
                parts.take != nullptr || role(q.first - (q.first > 0 ? 1 : 0)) == Role::kIn);
      case UnitKind::kSpan:
        return !amount && next_is_not_of(next, sentence, parts) &&
               (near_metric(parts, 4) || parts.take != nullptr || (change && q.by));
      case UnitKind::kMemory:
        return !amount && next_is_not_of(next, sentence, parts) &&
               (near_metric(parts, 4) || q.bound == Bound::kAtMost || parts.take != nullptr ||
                (change && q.by));
      case UnitKind::kLevel:
        return metric || change || parts.achieve != nullptr;
      case UnitKind::kRate:
        return metric || change || parts.achieve != nullptr || parts.take != nullptr ||
               q.bound != Bound::kExact || role(q.first - (q.first > 0 ? 1 : 0)) == Role::kLink;
      case UnitKind::kSize:
        return q.bound == Bound::kAtMost || change;
      case UnitKind::kNone:
        return is_plain_claim(q, parts);
    }
    return false;
  }

  /// "300 hours of speech" are an amount, "16 GB of memory" are not.
  [[nodiscard]] bool next_is_not_of(std::uint32_t next, const Sentence& sentence,
                                    const Parts& parts) const {
    return next >= sentence.end || role(next) != Role::kOf ||
           (parts.metric != nullptr && parts.metric->first == next + 1);
  }

  [[nodiscard]] static bool near_metric(const Parts& parts, double cost) {
    return parts.metric != nullptr && parts.metric_cost <= cost;
  }

  [[nodiscard]] bool is_factor_claim(const Quantity& q, const Parts& parts) const {
    if (q.effect != Effect::kNone) {
      return q.effect == Effect::kDown || near_metric(parts, 4);  // "halves", "doubles"
    }
    const bool near = near_metric(parts, 3);
    if (q.in_words && q.unit == nullptr && q.value < 10) {
      // "half the memory", "twice as fast", "a factor of two"
      return near || (parts.change != nullptr && (q.by || parts.change_after));
    }
    return near || parts.change != nullptr || q.by;
  }

  /// A bare number: the metric must stand right beside it.
  [[nodiscard]] bool is_plain_claim(const Quantity& q, const Parts& parts) const {
    if (q.in_words || parts.metric == nullptr) {
      return false;
    }
    const Role before = q.lead > 0 ? role(q.lead - 1) : Role::kNone;
    if (before == Role::kOn || before == Role::kIn) {
      return false;  // "8.3 BLEU on 30 pairs"
    }
    const TermType& metric = type(*parts.metric);
    const bool listed = parts.in_group && parts.metric_cost == 0;
    const bool whole =
        q.value == static_cast<double>(static_cast<std::int64_t>(std::min(q.value, 1e15))) &&
        q.value < 10;
    const bool counted = metric.name == "parameters" || metric.name == "time" ||
                         metric.name == "data needed" || metric.name == "memory" ||
                         metric.name == "cost";
    const bool changed = parts.change != nullptr && parts.metric->first == q.last + 1;
    if (counted || (whole && !q.from && !changed)) {
      return q.bound == Bound::kAtMost && counted && parts.metric_cost < 1;
    }
    return parts.metric_cost <= 2.5 || listed || (q.from && parts.metric_cost <= 5) ||
           (q.by && parts.change != nullptr && parts.metric_cost <= 5);
  }

  // ---- what it says ----------------------------------------------------------------------------

  [[nodiscard]] Span span_of(const Phrase& phrase) const {
    return phrase.empty() ? Span{}
                          : Span{text_.tokens[phrase.first].begin, text_.tokens[phrase.last].end};
  }
  [[nodiscard]] Span span_of(const Term* term) const {
    return term == nullptr ? Span{}
                           : Span{text_.tokens[term->first].begin, text_.tokens[term->last].end};
  }

  [[nodiscard]] Claim make(const Sentence& sentence, const Quantity& q, const Parts& parts,
                           bool amount, const Voice& voice) const {
    Claim claim;
    claim.field = field_;
    claim.value = q.value;
    claim.high = q.high;
    claim.from = q.from;
    claim.unit = q.unit != nullptr ? q.unit->name : q.kind == UnitKind::kFactor ? "x" : "";
    claim.dimension = q.unit != nullptr             ? q.unit->dimension
                      : q.kind == UnitKind::kFactor ? "factor"
                                                    : "";
    claim.scale = q.unit != nullptr ? q.unit->scale : 1;
    claim.bound = voice.turned ? turned(q.bound) : q.bound;
    claim.sentence = {text_.tokens[sentence.first].begin, text_.tokens[sentence.end - 1].end};
    claim.value_at = q.at;
    claim.metric_at = parts.metric != nullptr ? span_of(parts.metric) : span_of(parts.measured);
    claim.dataset_at = span_of(parts.dataset);
    claim.baseline_at = span_of(parts.baseline);
    claim.setting_at = span_of(parts.setting);
    if (parts.metric != nullptr) {
      claim.metric = type(*parts.metric).name;
      claim.better = type(*parts.metric).better;
    } else if (!parts.measured.empty()) {
      claim.metric = ascii_lower(collapse_spaces(
          text_.text.substr(claim.metric_at.begin, claim.metric_at.end - claim.metric_at.begin)));
    }
    claim.comparison = comparison_of(q, parts, amount);
    claim.change = change_of(q, parts, claim, amount);
    claim.own = !voice.others && !is_others(q, parts, amount);
    return claim;
  }

  /// A change by so much rather than a level reached.
  [[nodiscard]] bool is_amount(const Quantity& q, const Parts& parts) const {
    if (q.from) {
      return false;
    }
    if (q.plus || q.minus || q.kind == UnitKind::kPoints) {
      return true;
    }
    if (parts.change == nullptr) {
      return false;
    }
    if (parts.change_after || q.by) {
      return true;
    }
    const std::uint64_t lead = text_.tokens[q.lead].hash;
    if (q.lead < q.first && (lead == below_ || lead == above_)) {
      return false;  // "drops below 100 ms" tells where to
    }
    // "a gain of 3", "saves 3", but not "improves it to 3" or "improves it, achieving 3"
    const bool achieved = parts.achieve != nullptr && parts.achieve->first > parts.change->last;
    const std::uint32_t at = q.lead;
    bool to = false;
    for (std::uint32_t i = parts.change->last + 1; i < at; ++i) {
      to = to || role(i) == Role::kTo;
    }
    return !achieved && !to && at - parts.change->last <= 6;
  }

  [[nodiscard]] Comparison comparison_of(const Quantity& q, const Parts& parts, bool amount) const {
    if (q.kind == UnitKind::kFactor) {
      return Comparison::kFactor;
    }
    if (!amount) {
      return Comparison::kAbsolute;
    }
    if (q.kind != UnitKind::kPercent) {
      return Comparison::kDifference;
    }
    const bool relative =
        parts.metric == nullptr ? !parts.measured.empty() : !type(*parts.metric).in_percent;
    return relative || is_called_relative(q) ? Comparison::kRelative : Comparison::kDifference;
  }

  /// "relative" within a few words.
  [[nodiscard]] bool is_called_relative(const Quantity& q) const {
    constexpr std::uint32_t kReach = 5;
    const std::uint32_t first = q.first > kReach ? q.first - kReach : 0;
    const std::uint32_t end =
        std::min(q.last + kReach, static_cast<std::uint32_t>(text_.tokens.size()));
    for (std::uint32_t i = first; i < end; ++i) {
      const std::string_view word =
          text_.text.substr(text_.tokens[i].begin, text_.tokens[i].end - text_.tokens[i].begin);
      if (iequals(word, "relative") || iequals(word, "relatively")) {
        return i + 1 >= text_.tokens.size() || role(i + 1) != Role::kTo;
      }
    }
    return false;
  }

  [[nodiscard]] Change change_of(const Quantity& q, const Parts& parts, const Claim& claim,
                                 bool amount) const {
    if (q.from) {
      const bool more = q.value > *q.from;
      return claim.better == Better::kUnknown || q.value == *q.from ? Change::kNone
             : more == (claim.better == Better::kHigher)            ? Change::kImproved
                                                                    : Change::kWorsened;
    }
    if (!amount && q.kind != UnitKind::kFactor) {
      return Change::kNone;
    }
    Effect effect = q.effect != Effect::kNone ? q.effect
                    : parts.change != nullptr ? type(*parts.change).effect
                    : q.plus                  ? Effect::kUp
                    : q.minus                 ? Effect::kDown
                                              : Effect::kNone;
    if (effect == Effect::kBetter || effect == Effect::kWorse) {
      return effect == Effect::kBetter ? Change::kImproved : Change::kWorsened;
    }
    if (effect == Effect::kNone) {
      return q.kind == UnitKind::kPoints && parts.versus != nullptr ? Change::kImproved
                                                                    : Change::kNone;
    }
    if (claim.better == Better::kUnknown) {
      return Change::kNone;
    }
    const bool up = effect == Effect::kUp;
    return up == (claim.better == Better::kHigher) ? Change::kImproved : Change::kWorsened;
  }

  /// The figure of what the work is compared with: "than the 85 % of", "outperforms X, which
  /// reaches 85 %".
  [[nodiscard]] bool is_others(const Quantity& q, const Parts& parts, bool amount) const {
    if (amount || q.kind == UnitKind::kFactor || q.from || parts.versus == nullptr ||
        parts.versus->first > q.first) {
      return false;
    }
    for (std::uint32_t i = parts.versus->last + 1; i < q.first; ++i) {
      if (role(i) == Role::kWhich) {
        return true;
      }
    }
    return q.first - parts.versus->last <= 2;
  }

  const TermSet& terms_;
  Field field_;
  std::vector<Claim>& out_;
  ClaimText text_;
  std::vector<Match> matches_;
  std::vector<Quantity> quantities_;
  std::uint32_t background_end_ = 0;
  std::uint64_t at_ = word_hash("at");
  std::uint64_t below_ = word_hash("below");
  std::uint64_t above_ = word_hash("above");
};

}  // namespace

std::string_view comparison_name(Comparison comparison) noexcept {
  constexpr std::array<std::string_view, 4> kNames = {"absolute", "difference", "relative",
                                                      "factor"};
  return kNames[static_cast<std::size_t>(comparison)];
}

std::string_view better_name(Better better) noexcept {
  constexpr std::array<std::string_view, 3> kNames = {"", "higher", "lower"};
  return kNames[static_cast<std::size_t>(better)];
}

std::string_view change_name(Change change) noexcept {
  constexpr std::array<std::string_view, 3> kNames = {"", "improved", "worsened"};
  return kNames[static_cast<std::size_t>(change)];
}

std::string_view bound_name(Bound bound) noexcept {
  constexpr std::array<std::string_view, 5> kNames = {"", "about", "at_least", "at_most", "up_to"};
  return kNames[static_cast<std::size_t>(bound)];
}

struct ClaimReader::Impl {
  TermSet terms = read_embedded_terms();
};

ClaimReader::ClaimReader() : impl_(std::make_unique<const Impl>()) {}
ClaimReader::~ClaimReader() = default;

std::vector<Claim> ClaimReader::read(std::string_view text, Field field) const {
  std::vector<Claim> claims;
  TextReader(impl_->terms, field, claims).read(text);
  return claims;
}

std::vector<Claim> ClaimReader::read(const Work& work) const {
  std::vector<Claim> claims;
  TextReader(impl_->terms, Field::kTitle, claims).read(work.title);
  TextReader(impl_->terms, Field::kAbstract, claims).read(work.abstract);
  TextReader(impl_->terms, Field::kText, claims).read(work.text);
  return claims;
}

const ClaimReader& default_claim_reader() {
  static const ClaimReader reader;
  return reader;
}

}  // namespace assay::identify
