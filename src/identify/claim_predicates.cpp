#include "base/text.h"
#include "identify/claim_parts_internal.h"

#include <algorithm>
#include <array>
#include <limits>

namespace assay::identify {
namespace {

/// Tells figures of different predicates of one sentence apart.
class PredicateView : private SentenceView {
 public:
  explicit PredicateView(const SentenceView& sentence) : SentenceView(sentence) {}

  [[nodiscard]] bool is_of_another(std::size_t begin, std::size_t end, std::uint32_t at) const {
    const Quantity& first = quantities_[begin];
    const Quantity& last = quantities_[end - 1];
    const bool behind = at > last.last;
    // What is good is told on some data; how fast and how large need none.
    if (!is_level(first) || family(first.kind) == 0 ||
        !(behind ? parted(last.last + 1, at + 1) : parted(at + 1, first.first))) {
      return false;
    }
    const Quantity* owner = nullptr;
    double nearest = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < quantities_.size(); ++i) {
      const Quantity& other = quantities_[i];
      if ((i >= begin && i < end) ||
          (behind ? other.first <= last.last : other.last >= first.first)) {
        continue;
      }
      const std::uint32_t from = std::min(other.last, at);
      const std::uint32_t to = std::max(other.first, at);
      const double distance = other.first > at ? other.first - at : at - other.last;
      if (distance < nearest && !parted(from + 1, to)) {
        nearest = distance;
        owner = &other;
      }
    }
    return owner != nullptr && family(owner->kind) != family(first.kind);
  }

 private:
  /// "is", "answers", "outperforms": token i may be the verb of a predicate of its own.
  [[nodiscard]] bool is_verb(std::uint32_t i) const {
    static constexpr std::array<std::string_view, 8> kBe = {"is",  "are", "was",  "were",
                                                            "has", "had", "have", "can"};
    const std::string_view text = word(i);
    bool verb = begins_verb(i) || std::any_of(kBe.begin(), kBe.end(), [&](std::string_view be) {
                  return iequals(text, be);
                });
    each_term(TermKind::kVersus, [&](const Term& term) {
      verb = verb || (term.first == i && role(i) == Role::kNone && !quantity_between(i, i + 1));
    });
    return verb || (text.size() > 3 && text.back() == 's' && text[text.size() - 2] != 's' &&
                    (token(i).flags & kHasCapital) == 0);
  }

  /// Whether tokens [first, end) hold an "and", a "but" or a pause after which another predicate
  /// begins: "in 16 GB | and is 2x faster".
  [[nodiscard]] bool parted(std::uint32_t first, std::uint32_t end) const {
    constexpr std::uint32_t kNear = 2;  // "and it is", "but then runs"
    for (std::uint32_t i = first; i < end; ++i) {
      const bool joint = role(i) == Role::kAnd || iequals(word(i), "but");
      if (!joint && !starts_clause(i)) {
        continue;
      }
      for (std::uint32_t k = i + (joint ? 1 : 0); k < end && k <= i + kNear; ++k) {
        if (role(k) == Role::kThe) {
          break;  // "and a speed of"
        }
        if (is_verb(k)) {
          return true;
        }
      }
    }
    return false;
  }

  /// A level that is reached, not a change: "16 GB", "84 %".
  [[nodiscard]] static bool is_level(const Quantity& q) {
    return q.kind != UnitKind::kFactor && q.kind != UnitKind::kPoints && !q.by && !q.plus &&
           !q.minus && !q.from;
  }

  /// Kinds of figures that one experiment gives: what is good, how fast, how large.
  static int family(UnitKind kind) {
    switch (kind) {
      case UnitKind::kPercent:
      case UnitKind::kPoints:
      case UnitKind::kLevel:
      case UnitKind::kNone:
        return 0;
      case UnitKind::kMemory:
      case UnitKind::kSize:
        return 1;
      default:
        return 2;
    }
  }
};

}  // namespace

bool is_of_another(const SentenceView& sentence, std::size_t begin, std::size_t end,
                   std::uint32_t at) {
  return PredicateView(sentence).is_of_another(begin, end, at);
}

}  // namespace assay::identify
