#include "base/text.h"
#include "identify/claim_quantities_internal.h"
#include "identify/claim_signs_internal.h"

#include <algorithm>
#include <cmath>

namespace assay::identify {
namespace {

bool is_alnum(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Reads the quantities of one sentence from left to right.
class QuantityReader {
 public:
  QuantityReader(const TermSet& terms, const ClaimText& text, const Sentence& sentence)
      : terms_(terms), text_(text), sentence_(sentence), term_(sentence.terms_begin) {}

  void read(std::vector<Quantity>& out) {
    for (std::uint32_t i = sentence_.first; i < sentence_.end;) {
      Quantity found;
      if (!starts_number(i) || in_metric(i) || !(read_word(i, found) || read_number(i, found))) {
        ++i;
        continue;
      }
      finish(found);
      if (!found.from && !out.empty() && join_from(out.back(), found)) {
        i = found.last + 1;
        continue;
      }
      i = std::max(i, found.last) + 1;
      out.push_back(found);
    }
  }

 private:
  struct Number {
    double value = 0;
    std::uint32_t last = 0;
    bool scaled = false;
    bool word = false;
  };

  [[nodiscard]] const Token& token(std::uint32_t i) const { return text_.tokens[i]; }
  [[nodiscard]] Role role(std::uint32_t i) const {
    return i < sentence_.end ? terms_.role(token(i)) : Role::kNone;
  }
  [[nodiscard]] bool has_mark(std::uint32_t i, WordMark mark) const {
    return (terms_.marks[token(i).word] & mark) != 0;
  }
  [[nodiscard]] bool is_number(std::uint32_t i) const {
    return i < sentence_.end && (token(i).flags & kIsNumber) != 0;
  }
  [[nodiscard]] bool starts_number(std::uint32_t i) const {
    return is_number(i) || (token(i).word != kUnknownWord && role(i) != Role::kNone);
  }
  /// Bytes between the tokens i and i + 1.
  [[nodiscard]] std::string_view gap(std::uint32_t i) const {
    if (i + 1 >= sentence_.end) {
      return {};
    }
    return text_.text.substr(token(i).end, token(i + 1).begin - token(i).end);
  }
  [[nodiscard]] char before(std::uint32_t i, std::uint32_t distance = 1) const {
    return token(i).begin < distance ? ' ' : text_.text[token(i).begin - distance];
  }

  /// The longest term of `kind` that begins at token i.
  [[nodiscard]] const Term* term_at(std::uint32_t i, TermKind kind) {
    while (term_ > sentence_.terms_begin && text_.terms[term_ - 1].first >= i) {
      --term_;
    }
    while (term_ < sentence_.terms_end && text_.terms[term_].first < i) {
      ++term_;
    }
    for (std::uint32_t k = term_; k < sentence_.terms_end && text_.terms[k].first == i; ++k) {
      if (text_.terms[k].kind == kind) {
        return &text_.terms[k];
      }
    }
    return nullptr;
  }

  /// True for the number of "top-5 accuracy", "BLEU-4", "recall@10": part of a metric's name.
  [[nodiscard]] bool in_metric(std::uint32_t i) const {
    if (!is_number(i)) {
      return false;
    }
    for (std::uint32_t k = sentence_.terms_begin; k < sentence_.terms_end; ++k) {
      const Term& term = text_.terms[k];
      if (term.first > i) {
        break;
      }
      if (term.kind == TermKind::kMetric && term.first < i && term.last >= i) {
        return true;
      }
    }
    return false;
  }

  /// A number that is part of a name or a formula.
  [[nodiscard]] bool is_glued(std::uint32_t i) {
    const char c = before(i);
    if (is_alnum(c) || c == '_' || c == '^' || c == '@' || c == '#' || c == '\'' || c == '.') {
      return true;
    }
    if (c == '{') {
      const char d = before(i, 2);
      return d == '_' || d == '^' || d == ',';
    }
    if (c == '/') {
      return is_alnum(before(i, 2)) || before(i, 2) == ' ';
    }
    if (is_cited(text_.text, token(i).begin) || is_deviation(text_.text, token(i).begin)) {
      return true;
    }
    const bool dash = c == '-' || (c == '\x93' && before(i, 2) == '\x80');
    if (dash) {
      const char d = before(i, c == '-' ? 2 : 4);
      // "3%-5%" and "1.2x-3x" are ranges; "GPT-3" is a name.
      const bool number_before = i > sentence_.first && is_number(i - 1);
      const bool unit_before = i > sentence_.first + 1 && is_number(i - 2) && is_unit_word(i - 1);
      return is_alnum(d) && !number_before && !unit_before;
    }
    return false;
  }

  /// Letters right after the number that are no unit: "3D", "2nd", "4th".
  [[nodiscard]] bool has_tail(std::uint32_t i) {
    const std::size_t end = token(i).end;
    if (end >= text_.text.size()) {
      return false;
    }
    const char c = text_.text[end];
    if (c == '^' || c == '_' ||
        (c == '-' && end + 1 < text_.text.size() && is_alnum(text_.text[end + 1]) &&
         !is_unit_word(i + 1))) {
      return true;
    }
    const bool letter = is_alnum(c);
    return letter && i + 1 < sentence_.end && token(i + 1).begin == end && !is_unit_word(i + 1);
  }

  [[nodiscard]] bool is_unit_word(std::uint32_t i) {
    return i < sentence_.end &&
           (is_number(i) || role(i) == Role::kScale || term_at(i, TermKind::kUnit) != nullptr);
  }

  /// The number at token i, thousands and millions read through.
  std::optional<Number> number_at(std::uint32_t i) {
    if (i >= sentence_.end) {
      return std::nullopt;
    }
    Number number;
    number.last = i;
    if (role(i) == Role::kNumberWord) {
      number.value = terms_.values[token(i).word];
      number.word = true;
    } else if (!is_number(i) || is_glued(i)) {
      return std::nullopt;
    } else {
      number.value = token(i).value;
      while (gap(number.last) == "{,}" && is_number(number.last + 1)) {
        number.value = number.value * 1000 + token(++number.last).value;
      }
      if (has_tail(number.last) || is_formula(i, number.last)) {
        return std::nullopt;
      }
    }
    const std::uint32_t next = number.last + 1;
    if (role(next) == Role::kScale &&
        (token(next).end - token(next).begin > 2 || token(next).begin == token(number.last).end)) {
      number.value *= terms_.values[token(next).word];
      number.last = next;
      number.scaled = true;
    }
    return number;
  }

  /// A fraction, a ratio, a product or an equation: "6/10", "1:3", "4 x 4", "10^{-3}", "k = 5".
  [[nodiscard]] bool is_formula(std::uint32_t i, std::uint32_t last) {
    const std::string_view after = gap(last);
    if (!after.empty() && is_number(last + 1) && (after == "/" || after == ":")) {
      return true;
    }
    const Term* unit = term_at(last + 1, TermKind::kUnit);
    if (unit != nullptr && terms_.types[unit->type].unit == UnitKind::kFactor &&
        is_number(unit->last + 1) &&
        gap(unit->last).find_first_not_of(" ${}\\") == std::string_view::npos) {
      return true;
    }
    std::size_t at = token(i).begin;
    while (at > 0 && (text_.text[at - 1] == ' ' || text_.text[at - 1] == '$')) {
      --at;
    }
    if (at == 0 || text_.text[at - 1] != '=') {
      return false;
    }
    if (at > 1 && (text_.text[at - 2] == '<' || text_.text[at - 2] == '>')) {
      return true;
    }
    return i == 0 || !ends_metric(i - 1);
  }

  [[nodiscard]] bool ends_metric(std::uint32_t i) const {
    for (std::uint32_t k = sentence_.terms_begin; k < sentence_.terms_end; ++k) {
      if (text_.terms[k].kind == TermKind::kMetric && text_.terms[k].last == i) {
        return true;
      }
    }
    return false;
  }

  /// Takes the unit after token `last`, if there is one.
  void take_unit(Quantity& found, std::uint32_t last) {
    found.last = last;
    const std::uint32_t next = last + 1;
    if (next >= sentence_.end || (token(next).flags & kStartsClause) != 0) {
      return;
    }
    const Term* unit = term_at(next, TermKind::kUnit);
    if (unit == nullptr) {
      return;
    }
    const std::string_view between = gap(last);
    if (between.find_first_not_of(" -${}\\~\xc2\xa0,;") != std::string_view::npos) {
      return;
    }
    found.unit = &terms_.types[unit->type];
    found.kind = found.unit->unit;
    found.attached = between.find(' ') == std::string_view::npos;
    found.last = unit->last;
  }

  /// "USD 3M", "EUR 40": a currency may stand before its number, in capitals.
  void take_currency(Quantity& found) {
    if (found.unit != nullptr || found.first == sentence_.first ||
        (token(found.first).flags & kStartsClause) != 0) {
      return;
    }
    const std::uint32_t at = found.first - 1;
    const std::string_view word =
        text_.text.substr(token(at).begin, token(at).end - token(at).begin);
    if (word != "USD" && word != "EUR") {
      return;
    }
    const Term* unit = term_at(at, TermKind::kUnit);
    if (unit == nullptr || unit->last != at ||
        gap(at).find_first_not_of(" $\xc2\xa0") != std::string_view::npos) {
      return;
    }
    found.unit = &terms_.types[unit->type];
    found.kind = found.unit->unit;
    found.first = at;
  }

  /// "halves", "twice", "an order of magnitude", "a factor of two".
  bool read_word(std::uint32_t i, Quantity& found) {
    if (role(i) == Role::kFold) {
      const bool share =
          token(i).hash == word_hash("quarter") || token(i).hash == word_hash("third");
      if (share && !is_share(i)) {
        return false;
      }
      found.value = found.high = terms_.values[token(i).word];
      found.effect = fold_effect(text_.text.substr(token(i).begin, token(i).end - token(i).begin));
      found.first = found.last = found.number = i;
      found.kind = UnitKind::kFactor;
      found.in_words = true;
      return true;
    }
    if (role(i) == Role::kFactor && role(i + 1) == Role::kOf) {
      std::uint32_t at = i + 2;
      while (const Term* bound = at < sentence_.end ? term_at(at, TermKind::kBound) : nullptr) {
        found.bound = terms_.types[bound->type].bound;
        at = bound->last + 1;
      }
      if (!read_number(at, found)) {
        return false;
      }
      found.first = i;
      found.kind = UnitKind::kFactor;
      found.unit = nullptr;
      return true;
    }
    return read_magnitude(i, found);
  }

  /// "to a quarter", "a third of", but not "in the first quarter", "the third of".
  [[nodiscard]] bool is_share(std::uint32_t i) const {
    if (i == sentence_.first || role(i - 1) != Role::kThe) {
      return false;
    }
    const Role before = i - 1 > sentence_.first ? role(i - 2) : Role::kNone;
    return before == Role::kTo || before == Role::kBy ||
           (role(i + 1) == Role::kOf && token(i - 1).hash != word_hash("the"));
  }

  bool read_magnitude(std::uint32_t i, Quantity& found) {
    constexpr std::uint32_t kMost = 2;
    const bool order = role(i) == Role::kOrder && i + kMost < sentence_.end &&
                       role(i + 1) == Role::kOf && role(i + kMost) == Role::kMagnitude;
    if (!order) {
      return false;
    }
    double orders = 1;
    found.first = i;
    if (i > sentence_.first) {
      if (const std::optional<Number> number = number_at(i - 1); number && number->value < 20) {
        orders = number->value;
        found.first = i - 1;
      }
    }
    found.value = found.high = std::pow(10.0, orders);
    found.number = i;
    found.last = i + kMost;
    found.kind = UnitKind::kFactor;
    found.in_words = true;
    return true;
  }

  bool read_number(std::uint32_t i, Quantity& found) {
    const std::optional<Number> number = number_at(i);
    if (!number || role(number->last + 1) == Role::kMagnitude) {
      return false;
    }
    // "two orders of magnitude" is read from "orders" on.
    if (number->last + 3 < sentence_.end && role(number->last + 2) == Role::kOf &&
        role(number->last + 3) == Role::kMagnitude) {
      return read_magnitude(number->last + 1, found);
    }
    found.first = found.number = i;
    found.value = found.high = number->value;
    found.in_words = number->word;
    take_unit(found, number->last);
    read_range(found);
    take_currency(found);
    const bool year = !number->scaled && found.kind == UnitKind::kNone && found.value >= 1900 &&
                      found.value <= 2100 && std::floor(found.value) == found.value;
    return !year;
  }

  /// Goes on over "-5%" in "3%-5%".
  void read_range(Quantity& found) {
    const std::uint32_t next = found.last + 1;
    if (next >= sentence_.end) {
      return;
    }
    const std::string_view between = gap(found.last);
    const bool ranging =
        found.first > sentence_.first &&
        (role(found.first - 1) == Role::kBetween ||
         (role(found.first - 1) == Role::kFrom && found.first - 1 > sentence_.first &&
          role(found.first - 2) == Role::kBetween));
    std::uint32_t second = next;
    if (role(next) == Role::kTo || (ranging && role(next) == Role::kAnd)) {
      if (!ranging && found.first > sentence_.first && role(found.first - 1) == Role::kFrom) {
        return;  // "from A to B": join_from
      }
      second = next + 1;
    } else if (between.find_first_not_of(" -$\\{}~\xe2\x80\x93\x94\x88\x92") !=
                   std::string_view::npos ||
               (between.find_first_of("-~\xe2") == std::string_view::npos && between != " ") ||
               !is_number(next)) {
      return;
    }
    Quantity other;
    const std::optional<Number> number = number_at(second);
    if (!number || number->value <= found.value) {
      return;
    }
    other.first = second;
    take_unit(other, number->last);
    const bool dash = between.find_first_of("-~\xe2") != std::string_view::npos;
    if (!dash && second == next && found.unit != other.unit &&
        !(has_point(found.number) && has_point(second))) {
      return;  // "2 32GB" are two numbers; "6.6 10.4 FPS" and "4% 6%" lost their dash
    }
    if (other.kind == UnitKind::kNone && (found.kind != UnitKind::kNone || !dash)) {
      return;
    }
    found.high = number->value;
    found.number = second;
    found.last = other.last;
    if (other.unit != nullptr) {
      found.unit = other.unit;
      found.kind = other.kind;
      found.attached = other.attached;
    }
  }

  [[nodiscard]] bool has_point(std::uint32_t i) const {
    return text_.text.substr(token(i).begin, token(i).end - token(i).begin).find('.') !=
           std::string_view::npos;
  }

  /// "by only up to" before it: the nearest word decides.
  void find_bound(Quantity& found) {
    found.lead = found.first;
    for (std::uint32_t k = sentence_.terms_end; k > sentence_.terms_begin; --k) {
      const Term& term = text_.terms[k - 1];
      if (term.kind == TermKind::kBound && term.last + 1 == found.lead) {
        const bool not_only = has_mark(term.first, kOnly) && term.first > sentence_.first &&
                              has_mark(term.first - 1, kNegates);
        if (found.lead == found.first && found.bound == Bound::kExact && !not_only) {
          found.bound = terms_.types[term.type].bound;
        }
        found.lead = term.first;
      }
    }
  }

  /// Bound and sign before it, and its bytes.
  void finish(Quantity& found) {
    find_bound(found);
    std::uint32_t at = found.lead;
    for (std::uint32_t step = 0; step < 5 && at > sentence_.first; ++step) {
      --at;
      if (role(at) == Role::kBy) {
        found.by = true;
        break;
      }
      if (role(at) != Role::kThe && role(at) != Role::kNone) {
        const bool of = role(at) == Role::kOf;
        if (!of) {
          break;
        }
      }
    }
    std::uint32_t begin = token(found.first).begin;
    while (begin > 0 && (text_.text[begin - 1] == '$' || text_.text[begin - 1] == '+' ||
                         text_.text[begin - 1] == '~')) {
      --begin;
      found.plus = found.plus || text_.text[begin] == '+';
    }
    const std::uint32_t minus = signed_from(text_.text, begin);
    found.minus = minus < begin && !found.plus && found.kind == UnitKind::kPercent;
    begin = found.minus ? minus : begin;
    found.at = {begin, token(found.last).end};
    if (begin > 0 && found.bound == Bound::kExact) {
      std::size_t sign = begin;
      while (sign > 0 && text_.text[sign - 1] == ' ') {
        --sign;
      }
      const char c = sign > 0 ? text_.text[sign - 1] : ' ';
      const bool arrow =
          sign > 1 && (text_.text[sign - 2] == '-' || text_.text[sign - 2] == '=') && c == '>';
      found.bound = arrow                                  ? Bound::kExact
                    : c == '>'                             ? Bound::kAtLeast
                    : c == '<'                             ? Bound::kAtMost
                    : c == '~' || text_.text[begin] == '~' ? Bound::kAbout
                                                           : Bound::kExact;
    }
  }

  /// Makes "from A" and "to B", or "A -> B", one: `first` becomes B with A as what it was.
  bool join_from(Quantity& first, const Quantity& second) const {
    std::uint32_t at = first.last + 1;
    while (at < second.first && role(at) == Role::kNone && at < first.last + 3) {
      ++at;
    }
    const bool arrow = second.first == first.last + 1 && is_arrow(gap(first.last));
    const bool from = first.first > sentence_.first && role(first.first - 1) == Role::kFrom;
    std::uint32_t to = at;
    if (role(to) != Role::kTo && !arrow) {
      return false;
    }
    ++to;
    const bool linked = to == second.first || second.first - to <= 2;
    if ((!arrow && (!from || !linked)) || first.from ||
        (first.kind != second.kind && first.kind != UnitKind::kNone)) {
      return false;
    }
    const std::uint32_t begin = first.at.begin;
    const double was = first.value;
    const std::uint32_t first_token = first.first;
    first = second;
    first.from = was;
    first.first = first_token;
    first.at.begin = begin;
    return true;
  }

  const TermSet& terms_;
  const ClaimText& text_;
  const Sentence& sentence_;
  std::uint32_t term_ = 0;
};

}  // namespace

void find_quantities(const TermSet& terms, const ClaimText& text, const Sentence& sentence,
                     std::vector<Quantity>& out) {
  QuantityReader(terms, text, sentence).read(out);
}

}  // namespace assay::identify
