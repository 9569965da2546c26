#include "plan/radar.h"

#include "base/text.h"
#include "identify/code_clue.h"
#include "library/dossier.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace assay::plan {
namespace {

constexpr double kMonthsHalfLife = 180;
constexpr double kYearsHalfLife = 1500;
constexpr double kUnknownAgeDays = 3650;
constexpr int kNewDays = 45;
/// A work of someone followed counts as a third of a topic that the reader asked for.
constexpr double kFollowedFit = 1.0 / 3;
constexpr std::size_t kContextBytes = 220;

/// Words for a clue type: "reports latency".
std::string_view clue_words(ClueType type) {
  switch (type) {
    case ClueType::kImplementation:
      return "a working implementation";
    case ClueType::kOptimization:
      return "optimisation as the point";
    case ClueType::kDeployment:
      return "deployed";
    case ClueType::kBenchmark:
      return "a benchmark for builders";
    case ClueType::kArchitectureComparison:
      return "compares architectures";
    case ClueType::kProductionData:
      return "production data";
    case ClueType::kCodeRelease:
      return "releases code";
    case ClueType::kLatency:
      return "reports speed or latency";
    case ClueType::kMemory:
      return "reports memory";
    case ClueType::kCompression:
      return "compression";
    case ClueType::kScale:
      return "large scale";
    case ClueType::kFramework:
      return "a framework or tool";
    case ClueType::kUsability:
      return "ease of use";
    case ClueType::kProductImpact:
      return "effect on a product";
    case ClueType::kIndustry:
      return "engineers of a company";
    case ClueType::kAcademic:
    case ClueType::kWording:
      break;
  }
  return "academic";
}

/// The sentence of `text` around [begin, end), on one line.
std::string sentence_around(std::string_view text, std::size_t begin, std::size_t end) {
  const auto ends_sentence = [&](std::size_t i) {
    return (text[i] == '.' || text[i] == '!' || text[i] == '?') && i + 1 < text.size() &&
           (text[i + 1] == ' ' || text[i + 1] == '\n');
  };
  std::size_t first = begin;
  while (first > 0 && !ends_sentence(first - 1) && begin - first < kContextBytes) {
    --first;
  }
  while (first < begin && (static_cast<unsigned char>(text[first]) & 0xC0) == 0x80) {
    ++first;
  }
  std::size_t last = end;
  while (last < text.size() && !ends_sentence(last - (last > end ? 1 : 0)) &&
         last - end < kContextBytes) {
    ++last;
  }
  while (last < text.size() && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) {
    ++last;
  }
  return collapse_spaces(text.substr(first, last - first));
}

std::string age_words(Day day, Day today) {
  const int days = today.since_epoch - day.since_epoch;
  if (days < 0) {
    return "dated " + format_day(day);
  }
  if (days < 2) {
    return days == 0 ? "new today" : "new since yesterday";
  }
  return fmt::format("{} days old", days);
}

}  // namespace

double recency(std::int32_t day, int year, Day today) noexcept {
  double age = kUnknownAgeDays;
  if (day != 0) {
    age = today.since_epoch - day;
  } else if (year != 0) {
    age = today.since_epoch - (year - 1970) * 365.2425 - 183;
  }
  age = std::max(0.0, age);
  return 0.5 * std::exp2(-age / kMonthsHalfLife) + 0.5 * std::exp2(-age / kYearsHalfLife);
}

double interest_fit(const Profile& profile, WorkId id, std::uint32_t topics) noexcept {
  double fit = 0;
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    if ((topics >> i & 1U) != 0) {
      fit += profile.topics[i];
    }
  }
  if (const auto found = profile.matches.find(id.v); found != profile.matches.end()) {
    fit += found->second.strength * profile.words[found->second.interest].weight;
  }
  if (profile.followed.works.count(id.v) != 0) {
    fit += kFollowedFit;
  }
  return std::clamp(fit, -1.0, 1.0);
}

std::vector<std::pair<double, library::Summary>> rank_unseen(
    library::Library& library, const Profile& profile, const RadarOptions& options,
    std::size_t limit, const std::function<bool(const library::Summary&)>& accept,
    std::uint64_t* considered) {
  constexpr RadarWeights kWeights;
  using Scored = std::pair<double, library::Summary>;
  const auto better = [](const Scored& a, const Scored& b) {
    return a.first != b.first ? a.first > b.first : a.second.id > b.second.id;
  };
  std::vector<Scored> heap;  // worst of the best on top
  library.for_each_summary([&](const library::Summary& summary) {
    if (profile.has_seen(summary.id) || !accept(summary)) {
      return;
    }
    if (options.since) {
      const bool dated = summary.day != 0 ? summary.day >= options.since->since_epoch
                                          : summary.year > week_of(*options.since).year;
      if (!dated) {
        return;
      }
    }
    if (considered != nullptr) {
      ++*considered;
    }
    const double score = kWeights.developer_led * summary.developer_led +
                         kWeights.research * summary.research +
                         kWeights.interest * interest_fit(profile, summary.id, summary.topics) +
                         kWeights.recency * recency(summary.day, summary.year, options.today) +
                         kWeights.code * (summary.has_code ? 1 : 0);
    const Scored scored{score, summary};
    if (heap.size() < limit) {
      heap.push_back(scored);
      std::push_heap(heap.begin(), heap.end(), better);
    } else if (limit > 0 && better(scored, heap.front())) {
      std::pop_heap(heap.begin(), heap.end(), better);
      heap.back() = scored;
      std::push_heap(heap.begin(), heap.end(), better);
    }
  });
  std::sort_heap(heap.begin(), heap.end(), better);
  return heap;
}

RadarItem describe(library::Library& library, const identify::Judge& judge, const Profile& profile,
                   WorkId id, double score, Day today) {
  const library::StoredWork stored = library.load(id);
  const Work& work = stored.work;
  const Verdict verdict =
      identify::with_code_state(judge.judge(work), work, library::code_state(library, id));
  RadarItem item;
  item.id = id;
  for (const Identifier& identifier : work.identifiers) {
    item.identifiers.push_back(identifier.str());
  }
  item.kind = work.kind;
  item.title = work.title;
  item.year = work.year;
  item.date = work.date;
  item.venue = work.venue;
  item.score = score;
  item.developer_led = stored.developer_led;
  item.research = stored.research;
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    if ((stored.topics >> i & 1U) != 0) {
      item.topics.emplace_back(topic_name(static_cast<Topic>(i)));
      if (profile.topics.at(i) > 0) {
        item.why.push_back("your interest in " + item.topics.back());
      }
    }
  }
  if (const auto found = profile.matches.find(id.v); found != profile.matches.end()) {
    const library::Interest& interest = profile.words[found->second.interest];
    if (interest.weight > 0) {
      item.why.push_back("your interest in \"" + interest.value + "\"");
    }
  }
  for (std::string& reason : profile.followed.why(id)) {
    item.why.push_back(std::move(reason));
  }
  std::vector<ClueType> told;
  for (const Clue& clue : verdict.clues) {
    if (clue.weight <= 0 || clue.type == ClueType::kWording) {
      continue;
    }
    if (!item.evidence) {
      item.evidence = clue;
      const std::string text = field_text(work, clue.field);
      item.evidence_text = text.substr(clue.begin, clue.end - clue.begin);
      item.evidence_context = sentence_around(text, clue.begin, clue.end);
    }
    if (told.size() < 3 && std::find(told.begin(), told.end(), clue.type) == told.end()) {
      told.push_back(clue.type);
      item.why.emplace_back(clue_words(clue.type));
    }
  }
  if (!work.code.empty() &&
      std::find(told.begin(), told.end(), ClueType::kCodeRelease) == told.end()) {
    item.why.emplace_back("code");
  }
  if (const std::optional<Day> day = parse_day(work.date);
      day && work.date.size() >= 10 && today.since_epoch - day->since_epoch < kNewDays) {
    item.why.push_back(age_words(*day, today));
  }
  return item;
}

RadarView make_radar(library::Library& library, const identify::Judge& judge,
                     const Profile& profile, const RadarOptions& options) {
  RadarView view;
  // Things to practise with (packages, forums ...) belong to the week, not to the radar of
  // research.
  const auto accept = [](const library::Summary& summary) {
    return summary.kind != Kind::kPackage && summary.kind != Kind::kEvent;
  };
  for (const auto& [score, summary] :
       rank_unseen(library, profile, options, options.k, accept, &view.considered)) {
    view.items.push_back(describe(library, judge, profile, summary.id, score, options.today));
  }
  return view;
}

}  // namespace assay::plan
