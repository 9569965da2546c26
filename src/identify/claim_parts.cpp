#include "base/text.h"
#include "identify/claim_parts_internal.h"

#include <algorithm>
#include <limits>

namespace assay::identify {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

/// Finds the parts of the quantities of one sentence.
class PartsFinder : private SentenceView {
 public:
  PartsFinder(const TermSet& terms, const ClaimText& text, const Sentence& sentence,
              const std::vector<Quantity>& quantities)
      : SentenceView(terms, text, sentence, quantities) {}

  std::vector<Parts> find() {
    parts_.resize(quantities_.size());
    datasets_ = find_datasets(terms_, text_, sentence_, quantities_);
    for (std::size_t begin = 0; begin < quantities_.size();) {
      std::size_t end = begin + 1;
      while (end < quantities_.size() && is_listed(end)) {
        parts_[end].in_group = true;
        ++end;
      }
      if (end - begin == 2 && is_apart(begin + 1)) {
        end = begin + 1;
        parts_[end].in_group = false;
      }
      bind_group(begin, end);
      begin = end;
    }
    return std::move(parts_);
  }

 private:
  /// Whether quantity i goes on a list that i - 1 belongs to: nothing but "and" between them.
  [[nodiscard]] bool is_listed(std::size_t i) const {
    const std::uint32_t last = quantities_[i - 1].last;
    const std::uint32_t first = quantities_[i].first;
    return first == last + 1 || (first == last + 2 && role(last + 1) == Role::kAnd);
  }

  /// "88 %, 3 % higher": a comma alone makes no list of two.
  [[nodiscard]] bool is_apart(std::size_t i) const {
    const std::uint32_t first = quantities_[i].first;
    return first == quantities_[i - 1].last + 1 && (token(first).flags & kAfterPause) != 0;
  }

  // ---- metrics ---------------------------------------------------------------------------------

  [[nodiscard]] double cost_after(const Quantity& q, const Term& m) const {
    constexpr std::uint32_t kMost = 6;
    if (m.first <= q.last || m.first - q.last - 1 > kMost ||
        quantity_between(q.last + 1, m.first) || clauses_between(q.last + 1, m.first) > 0) {
      return kNever;
    }
    if (is_changed_by(q, m)) {
      return 0;
    }
    double cost = m.first - q.last - 1;
    for (std::uint32_t i = q.last + 1; i < m.first; ++i) {
      const Role r = role(i);
      if (r == Role::kBy || r == Role::kWhich) {
        return kNever;
      }
      cost += r == Role::kAnd ? 6 : r == Role::kLink || r == Role::kTo ? 4 : r == Role::kOn ? 1 : 0;
    }
    return cost + (type(m).general ? 1.5 : 0);
  }

  /// "a 3x reduction in memory".
  [[nodiscard]] bool is_changed_by(const Quantity& q, const Term& m) const {
    bool changed = false;
    each_term(TermKind::kChange, [&](const Term& c) {
      const std::uint32_t next = c.last + 1;
      const bool inside = m.first > c.first && m.last <= c.last;  // "drop in accuracy" is a term
      const bool behind = next < m.first && m.first - next <= 2 &&
                          (role(next) == Role::kIn || role(next) == Role::kOf);
      changed = changed || (c.first == q.last + 1 && (inside || behind));
    });
    return changed;
  }

  /// "reduces the error of models with many parameters by 40 %": what the verb is about, whatever
  /// that has.
  [[nodiscard]] bool is_object_of_change(const Quantity& q, const Term& m) const {
    bool behind_verb = false;
    bool other_verb = false;
    each_term(TermKind::kChange, [&](const Term& c) {
      const std::uint32_t next = c.last + 1;
      behind_verb =
          behind_verb || next == m.first || (next + 1 == m.first && role(next) == Role::kThe);
      other_verb = other_verb || (c.first > m.last && c.first < q.first);
    });
    bool listed = false;
    bool described = false;
    for (std::uint32_t i = m.last + 1; i < q.first; ++i) {
      listed = listed || role(i) == Role::kAnd || role(i) == Role::kWhich || role(i) == Role::kTo;
      described = described || role(i) == Role::kOf;
    }
    return q.by && behind_verb && !other_verb && !listed && described;
  }

  [[nodiscard]] double cost_before(const Quantity& q, const Term& m) const {
    const std::uint32_t most = q.by ? 20 : 12;
    if (m.last >= q.first || q.first - m.last - 1 > most || quantity_between(m.last + 1, q.first)) {
      return kNever;
    }
    if (clauses_between(m.last + 1, q.first) == 0 && is_object_of_change(q, m)) {
      return 0;
    }
    const bool bounded = m.last < q.lead;
    double cost = (q.by ? 0.4 : 0.7) * ((bounded ? q.lead : q.first) - m.last - 1);
    // A bracket that closes behind the metric parts nothing: "(MAP@10) is 0.41".
    const bool closes = m.last + 1 < q.first && starts_clause(m.last + 1) &&
                        (token(m.last + 1).flags & kAfterPause) == 0;
    const std::uint32_t clauses = clauses_between(m.last + (closes ? 2 : 1), q.first);
    if (clauses > 0) {
      const bool bracket =
          q.at.begin > 0 && starts_clause(q.first) &&
          std::string_view("(:").find(text_.text[q.at.begin - 1]) != std::string_view::npos;
      cost += (clauses > 1 ? 3.0 * (clauses - 1) : 0) + (bracket ? 0 : 3);
    }
    bool linked = false;
    for (std::uint32_t i = m.last + 1; i < q.first; ++i) {
      const Role r = role(i);
      linked = linked || r == Role::kOf || r == Role::kBy || r == Role::kTo || r == Role::kFrom;
      cost += r == Role::kAnd || r == Role::kWhich ? 1 : 0;
    }
    return cost + (linked || clauses > 0 ? 0 : 1) + (type(m).general ? 1.5 : 0);
  }

  void bind_metric(std::size_t i) {
    const Quantity& q = quantities_[i];
    Parts& parts = parts_[i];
    double best = 9;
    each_term(TermKind::kMetric, [&](const Term& m) {
      if ((type(m).kinds >> static_cast<unsigned>(q.kind) & 1U) == 0 || is_loss_of(m)) {
        return;
      }
      const bool inside =
          q.kind == UnitKind::kPoints && m.first > q.first && m.last <= q.last;  // "3 BLEU points"
      const double cost = inside ? 0 : std::min(cost_after(q, m), cost_before(q, m));
      if (cost < best) {
        best = cost;
        parts.metric = &m;
        parts.metric_cost = cost;
      }
    });
  }

  /// "a loss in accuracy" is one of accuracy.
  [[nodiscard]] bool is_loss_of(const Term& m) const {
    constexpr std::uint32_t kNear = 3;
    if (m.first != m.last || m.last + 1 >= sentence_.end ||
        (role(m.last + 1) != Role::kIn && role(m.last + 1) != Role::kOf) ||
        !istarts_with(word(m.first), "loss")) {
      return false;
    }
    bool of = false;
    each_term(TermKind::kMetric, [&](const Term& other) {
      of = of || (other.first > m.last && other.first <= m.last + kNear);
    });
    return of;
  }

  /// A run of `count` terms with nothing but "and" or "the" between them that ends before or
  /// begins after the group: "BLEU-4 / CIDEr / SPICE scores of 37.4 / 116.4 / 21.2".
  [[nodiscard]] std::vector<Phrase> list_beside(const std::vector<Phrase>& items, std::size_t begin,
                                                std::size_t end, std::uint32_t reach) const {
    const std::size_t count = end - begin;
    std::vector<Phrase> best;
    std::uint32_t best_distance = reach + 1;
    for (std::size_t k = 0; k + count <= items.size(); ++k) {
      bool run = k == 0 || !joined(items[k - 1], items[k]);
      for (std::size_t j = k + 1; run && j < k + count; ++j) {
        run = joined(items[j - 1], items[j]);
      }
      run = run && (k + count == items.size() || !joined(items[k + count - 1], items[k + count]));
      if (!run) {
        continue;
      }
      const Phrase& first = items[k];
      const Phrase& last = items[k + count - 1];
      const std::uint32_t distance =
          first.first > quantities_[end - 1].last ? first.first - quantities_[end - 1].last - 1
          : last.last < quantities_[begin].first  ? quantities_[begin].first - last.last - 1
                                                  : best_distance;
      if (distance < best_distance) {
        best_distance = distance;
        best.assign(items.begin() + static_cast<std::ptrdiff_t>(k),
                    items.begin() + static_cast<std::ptrdiff_t>(k + count));
      }
    }
    return best;
  }

  [[nodiscard]] bool joined(const Phrase& a, const Phrase& b) const {
    if (b.first <= a.last || b.first - a.last > 3) {
      return false;
    }
    const std::string_view between =
        text_.text.substr(token(a.last).end, token(b.first).begin - token(a.last).end);
    bool apart = starts_clause(b.first) || between.find('/') != std::string_view::npos;
    for (std::uint32_t i = a.last + 1; i < b.first; ++i) {
      if (role(i) != Role::kAnd && role(i) != Role::kThe) {
        return false;
      }
      apart = apart || role(i) == Role::kAnd;
    }
    return apart;
  }

  void bind_metrics(std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      bind_metric(i);
    }
    if (end - begin < 2) {
      return;
    }
    std::vector<Phrase> items;
    std::vector<const Term*> found;
    each_term(TermKind::kMetric, [&](const Term& m) {
      items.push_back({m.first, m.last});
      found.push_back(&m);
    });
    const std::vector<Phrase> list = list_beside(items, begin, end, 8);
    for (std::size_t i = begin; i < end; ++i) {
      Parts& parts = parts_[i];
      if (!list.empty()) {
        for (const Term* m : found) {
          if (m->first == list[i - begin].first) {
            parts.metric = m;
            parts.metric_cost = 0;
          }
        }
      } else if (parts.metric == nullptr || parts.metric_cost > 1) {
        const std::size_t other = parts_[begin].metric != nullptr ? begin : end - 1;
        if (parts_[other].metric != nullptr) {
          parts.metric = parts_[other].metric;
          parts.metric_cost = parts_[other].metric_cost;
        }
      }
    }
  }

  [[nodiscard]] const Term* verb_before(std::size_t i, TermKind kind, std::uint32_t reach) const {
    const Quantity& q = quantities_[i];
    const Term* best = nullptr;
    each_term(kind, [&](const Term& term) {
      if (term.last < q.first && q.first - term.last - 1 <= reach &&
          !quantity_between(term.last + 1, q.first)) {
        best = &term;
      }
    });
    return best;
  }

  // ---- what it is compared with ----------------------------------------------------------------

  [[nodiscard]] bool ends_name(std::uint32_t i) const {
    const Role r = role(i);
    return r == Role::kBy || r == Role::kOn || r == Role::kIn || r == Role::kLink ||
           r == Role::kWhich || r == Role::kTo || r == Role::kFrom || r == Role::kBetween ||
           r == Role::kRespectively || (terms_.marks[token(i).word] & (kNegates | kHedges)) != 0;
  }

  /// The noun phrase that begins at token `first`.
  [[nodiscard]] Phrase name_at(std::uint32_t first, std::uint32_t most) const {
    while (first < sentence_.end && !starts_clause(first) && role(first) == Role::kThe) {
      ++first;
    }
    std::uint32_t end = first;
    while (end < sentence_.end && end - first < most && !ends_name(end) &&
           (end == first || !starts_clause(end)) && !quantity_between(end, end + 1)) {
      if (role(end) == Role::kAnd && (end + 1 >= sentence_.end || begins_verb(end + 1))) {
        break;
      }
      ++end;
    }
    while (end > first && (role(end - 1) == Role::kAnd || role(end - 1) == Role::kThe ||
                           role(end - 1) == Role::kOf)) {
      --end;
    }
    return end > first ? Phrase{first, end - 1} : Phrase{};
  }

  /// "over" compares only after a change: "a gain over X".
  [[nodiscard]] bool compares(const Term& term) const {
    if (term.last > term.first || token(term.first).hash != word_hash("over")) {
      return true;
    }
    bool changed = false;
    each_term(TermKind::kChange, [&](const Term& c) {
      changed = changed || (c.last < term.first && term.first - c.last <= 8);
    });
    return changed && !quantity_between(term.last + 1, term.last + 2);
  }

  void bind_baseline(std::size_t begin, std::size_t end) {
    const Term* after = nullptr;
    const Term* before = nullptr;
    each_term(TermKind::kVersus, [&](const Term& term) {
      if (!compares(term) || in_lead(begin, term) || is_of_another(*this, begin, end, term.first)) {
        return;
      }
      if (term.first > quantities_[end - 1].last) {
        const bool near = term.first - quantities_[end - 1].last <= 12 &&
                          !quantity_between(quantities_[end - 1].last + 1, term.first);
        after = after == nullptr && near ? &term : after;
      } else if (term.last < quantities_[begin].first &&
                 quantities_[begin].first - term.last <= 20) {
        before = &term;
      }
    });
    for (const Term* term : {after, before}) {
      if (term == nullptr || parts_[begin].versus != nullptr) {
        continue;
      }
      const Phrase name = name_at(term->last + 1, 8);
      for (std::size_t i = begin; i < end; ++i) {
        parts_[i].versus = term;
        parts_[i].baseline = name;
      }
      split_baseline(begin, end, name);
    }
  }

  /// The "than" of "more than 3x".
  [[nodiscard]] bool in_lead(std::size_t i, const Term& term) const {
    for (std::size_t k = i; k < quantities_.size(); ++k) {
      if (term.first >= quantities_[k].lead && term.first < quantities_[k].first) {
        return true;
      }
    }
    return false;
  }

  /// "3% and 20% lower than A and B": one each.
  void split_baseline(std::size_t begin, std::size_t end, const Phrase& name) {
    std::vector<Phrase> items;
    std::uint32_t first = name.first;
    for (std::uint32_t i = name.first; !name.empty() && i <= name.last + 1; ++i) {
      if (i == name.last + 1 || role(i) == Role::kAnd) {
        if (i > first) {
          items.push_back({first, i - 1});
        }
        first = i + 1;
      }
    }
    if (end - begin > 1 && items.size() == end - begin) {
      for (std::size_t i = begin; i < end; ++i) {
        parts_[i].baseline = items[i - begin];
      }
    }
  }

  /// "reduces the number of tests by 40 %", "a 40 % reduction in the number of tests".
  void bind_measured(std::size_t i) {
    const Quantity& q = quantities_[i];
    Parts& parts = parts_[i];
    if (parts.metric != nullptr || parts.change == nullptr || begins_versus(parts.change->first)) {
      return;
    }
    if (parts.inherited != 0) {
      parts.measured = name_at(parts.inherited, 6);
      return;
    }
    const std::uint32_t next = parts.change->last + 1;
    if (parts.change->first > q.last || !q.by) {
      if (next < sentence_.end && (role(next) == Role::kIn || role(next) == Role::kOf)) {
        parts.measured = name_at(next + 1, 6);
      } else if (parts.change_after && next < sentence_.end && !starts_clause(next) &&
                 !begins_versus(next)) {
        parts.measured = name_at(next, 3);
      }
    } else {
      parts.measured = name_at(next, 6);
    }
    if (!parts.measured.empty() &&
        ((parts.measured.last >= q.lead && parts.measured.first <= q.last) ||
         quantity_between(parts.measured.first, parts.measured.last + 2))) {
      const bool by = parts.measured.last < q.lead && q.by;
      parts.measured = by ? parts.measured : Phrase{};
    }
  }

  [[nodiscard]] bool begins_versus(std::uint32_t i) const {
    bool versus = false;
    each_term(TermKind::kVersus, [&](const Term& term) { versus = versus || term.first == i; });
    return versus;
  }

  // ---- data sets -------------------------------------------------------------------------------

  void bind_datasets(std::size_t begin, std::size_t end) {
    if (datasets_.empty()) {
      return;
    }
    if (end - begin > 1) {
      const std::vector<Phrase> list = list_beside(datasets_, begin, end, 14);
      if (!list.empty()) {
        for (std::size_t i = begin; i < end; ++i) {
          parts_[i].dataset = list[i - begin];
        }
        return;
      }
    }
    for (std::size_t i = begin; i < end; ++i) {
      parts_[i].dataset = nearest_dataset(begin, end);
    }
  }

  /// After the quantity up to the next one, else before it, else any of the sentence.
  [[nodiscard]] Phrase nearest_dataset(std::size_t begin, std::size_t end) const {
    const Quantity& first = quantities_[begin];
    const Quantity& last = quantities_[end - 1];
    double best = kNever;
    Phrase nearest;
    for (const Phrase& name : datasets_) {
      double cost = 0;
      if (name.first > last.last) {
        cost = name.first - last.last + (quantity_between(last.last + 1, name.first) ? 40.0 : 0);
        bool linked = false;
        for (std::uint32_t i = last.last + 1; i < name.first; ++i) {
          linked = linked || role(i) == Role::kOn || role(i) == Role::kIn || role(i) == Role::kOf ||
                   token(i).hash == word_hash("for");
        }
        cost += linked ? 0 : 8;
      } else if (name.last < first.first) {
        cost = 6.0 + (first.first - name.last) +
               (quantity_between(name.last + 1, first.first) ? 30.0 : 0);
      } else {
        continue;
      }
      if (cost < best && !is_of_another(*this, begin, end, name.first)) {
        best = cost;
        nearest = name;
      }
    }
    return nearest;
  }

  void bind_group(std::size_t begin, std::size_t end) {
    bind_metrics(begin, end);
    bind_datasets(begin, end);
    bind_baseline(begin, end);
    for (std::size_t i = begin; i < end; ++i) {
      bind_change(*this, i, parts_);
      Parts& parts = parts_[i];
      parts.achieve = verb_before(i, TermKind::kAchieve, 10);
      parts.take = verb_before(i, TermKind::kTake, 8);
      bind_measured(i);
      each_term(TermKind::kSetting, [&](const Term& term) {
        parts.setting = parts.setting == nullptr ? &term : parts.setting;
      });
    }
    // What a list's members lack they have from the last, which stands before the common word, or
    // from the first, which stands after it.
    for (std::size_t i = begin; i < end; ++i) {
      Parts& parts = parts_[i];
      for (const std::size_t other : {end - 1, begin}) {
        const Parts& from = parts_[other];
        if (parts.change == nullptr && from.change != nullptr) {
          parts.change = from.change;
          parts.change_after = from.change_after;
        }
        parts.achieve = parts.achieve == nullptr ? from.achieve : parts.achieve;
        parts.take = parts.take == nullptr ? from.take : parts.take;
        parts.measured = parts.measured.empty() ? from.measured : parts.measured;
      }
    }
  }

  std::vector<Parts> parts_;
  std::vector<Phrase> datasets_;
};

}  // namespace

std::vector<Parts> find_parts(const TermSet& terms, const ClaimText& text, const Sentence& sentence,
                              const std::vector<Quantity>& quantities) {
  return PartsFinder(terms, text, sentence, quantities).find();
}

}  // namespace assay::identify
