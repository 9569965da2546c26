#include "identify/claim_parts_internal.h"

namespace assay::identify {
namespace {

/// Finds what each quantity says has become of its metric.
class ChangeFinder : private SentenceView {
 public:
  ChangeFinder(const SentenceView& sentence, std::vector<Parts>& parts)
      : SentenceView(sentence), parts_(parts) {}

  void bind(std::size_t i) {
    const Quantity& q = quantities_[i];
    Parts& parts = parts_[i];
    constexpr std::uint32_t kAfter = 4;
    constexpr std::uint32_t kBefore = 10;
    const Term* before = nullptr;
    const Term* after = nullptr;
    each_term(TermKind::kChange, [&](const Term& c) {
      if (quantity_between(c.first, c.last + 1)) {
        return;  // "doubles" is a quantity with its own effect
      }
      if (c.first > q.last) {
        const std::uint32_t distance = c.first - q.last - 1;
        if (after == nullptr && distance < kAfter && !quantity_between(q.last + 1, c.first) &&
            clauses_between(q.last + 1, c.first) == 0 && reaches(q.last + 1, c.first, parts)) {
          after = &c;
        }
      } else if (c.last < q.lead || is_in_bound(q, c)) {
        const std::uint32_t distance = c.last < q.lead ? q.lead - c.last - 1 : 0;
        const std::uint32_t clauses = clauses_between(c.last + 1, q.first);
        if (distance <= kBefore + (q.by ? 12 : 0) && !quantity_between(c.last + 1, q.first) &&
            (clauses == 0 || q.by || (clauses <= 2 && distance <= 6))) {
          before = &c;
        }
      }
    });
    const bool verb_right_before = before != nullptr && q.first - before->last <= 2 && q.by;
    parts.change_after = after != nullptr && !verb_right_before;
    parts.change = parts.change_after ? after : before;
    if (parts.change == nullptr && q.effect == Effect::kNone) {
      inherit_change(i);
    }
  }

 private:
  /// The "slower" of "no slower than 1.1x" changes as well as bounds.
  [[nodiscard]] bool is_in_bound(const Quantity& q, const Term& c) const {
    const Effect effect = type(c).effect;
    return c.first >= q.lead && c.last < q.first &&
           (effect == Effect::kBetter || effect == Effect::kWorse);
  }

  /// "reduces time by 2x and memory by 4x": the verb of the quantity before, when after the last
  /// "and" or comma nothing but what is measured and "by" stands.
  void inherit_change(std::size_t i) {
    constexpr std::uint32_t kMost = 8;
    constexpr std::uint32_t kApart = 20;
    if (i == 0 || quantities_[i].lead - quantities_[i - 1].last > kApart ||
        parts_[i - 1].change == nullptr || parts_[i - 1].change_after) {
      return;
    }
    const Quantity& q = quantities_[i];
    const std::uint32_t after = quantities_[i - 1].last + 1;
    std::uint32_t from = q.lead;
    while (from > after && role(from) != Role::kAnd && (token(from).flags & kAfterPause) == 0) {
      --from;
    }
    const bool joined = role(from) == Role::kAnd || (token(from).flags & kAfterPause) != 0;
    if (!joined || from >= q.lead || q.lead - from > kMost) {
      return;
    }
    while (from < q.lead && (role(from) == Role::kAnd || role(from) == Role::kThe)) {
      ++from;
    }
    for (std::uint32_t k = after; k < q.lead; ++k) {
      const Role r = role(k);
      const Term* metric = parts_[i].metric;
      if (metric != nullptr && k >= metric->first && k <= metric->last) {
        continue;  // "memory use" is no verb
      }
      const bool links = k >= from && (r == Role::kLink || r == Role::kWhich || r == Role::kTo ||
                                       r == Role::kFrom || r == Role::kOn);
      if (links || begins_verb(k)) {
        return;
      }
    }
    if (from < q.lead && (q.by || (parts_[i].metric != nullptr && parts_[i].metric->first == from &&
                                   parts_[i].metric->last + 1 == q.lead))) {
      parts_[i].change = parts_[i - 1].change;
      parts_[i].inherited = from;
    }
  }

  /// Nothing but words and the metric between a quantity and the change after it.
  [[nodiscard]] bool reaches(std::uint32_t first, std::uint32_t end, const Parts& parts) const {
    for (std::uint32_t i = first; i < end; ++i) {
      const bool in_metric =
          parts.metric != nullptr && i >= parts.metric->first && i <= parts.metric->last;
      const Role r = role(i);
      if (!in_metric && r != Role::kNone && r != Role::kOf) {
        return false;
      }
    }
    return true;
  }

  std::vector<Parts>& parts_;
};

}  // namespace

void bind_change(const SentenceView& sentence, std::size_t i, std::vector<Parts>& parts) {
  ChangeFinder(sentence, parts).bind(i);
}

}  // namespace assay::identify
