#include "plan/radar.h"

#include "base/text.h"
#include "identify/code_clue.h"
#include "library/dossier.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace assay::plan {
namespace {

constexpr int kNewDays = 45;
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

/// How many candidates likeness is looked at among.
std::size_t shortlist(std::size_t k) noexcept {
  return std::max<std::size_t>(100, 5 * k);
}

/// Two works are alike from this cosine on.
constexpr double kAlike = 0.35;
/// A liked work explains a suggestion from this cosine on.
constexpr double kLikeLiked = 0.4;
/// Outside of the usual: what the taste makes of it is below this, and of so many of these, the
/// best for anyone, the week chooses.
constexpr double kUnusual = 0.15;
constexpr std::size_t kUnusualShelf = 60;
constexpr double kKnownPerson = 0.02;
/// A work that has but one of an interest's words matches less well than this.
constexpr double kToldMatch = 0.4;
constexpr std::size_t kMostTitle = 60;

/// A year alone counts as its first of January, as in a search.
bool is_since_year(int year, Day since) {
  const std::optional<Day> first = parse_day(fmt::format("{:04}", year));
  return year > 0 && first && first->since_epoch >= since.since_epoch;
}

bool is_since(const ShelfRow& row, const std::optional<Day>& since) {
  if (!since) {
    return true;
  }
  return row.day != 0 ? row.day >= since->since_epoch : is_since_year(row.year, *since);
}

struct Ranked {
  double score = 0;
  std::size_t row = 0;
};

/// The best rows that the reader has not seen and `accept` takes, best first; ties: the newer id.
template <typename Accept, typename Score>
std::vector<Ranked> rank_rows(const Profile& profile, const RadarOptions& options,
                              std::size_t limit, const Accept& accept, const Score& score_of,
                              const Scorer& scorer, std::uint64_t* considered) {
  const auto better = [](const Ranked& a, const Ranked& b) {
    return a.score != b.score ? a.score > b.score : a.row > b.row;
  };
  const std::span<const ShelfRow> rows = profile.ground->shelf.rows;
  std::vector<Ranked> heap;  // worst of the best on top
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!scorer.is_unseen(i) || !is_since(rows[i], options.since) || !accept(rows[i])) {
      continue;
    }
    if (considered != nullptr) {
      ++*considered;
    }
    const Ranked ranked{score_of(i), i};
    if (heap.size() < limit) {
      heap.push_back(ranked);
      std::push_heap(heap.begin(), heap.end(), better);
    } else if (limit > 0 && better(ranked, heap.front())) {
      std::pop_heap(heap.begin(), heap.end(), better);
      heap.back() = ranked;
      std::push_heap(heap.begin(), heap.end(), better);
    }
  }
  std::sort_heap(heap.begin(), heap.end(), better);
  return heap;
}

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  double ab = 0;
  double aa = 0;
  double bb = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    ab += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    aa += static_cast<double>(a[i]) * static_cast<double>(a[i]);
    bb += static_cast<double>(b[i]) * static_cast<double>(b[i]);
  }
  return aa > 0 && bb > 0 ? ab / std::sqrt(aa * bb) : 0;
}

/// Things to practise with (packages, forums ...) belong to the week, not to the radar of research.
bool is_research(const ShelfRow& row) noexcept {
  const auto kind = static_cast<Kind>(row.kind);
  return kind != Kind::kPackage && kind != Kind::kEvent;
}

/// The best of `ranked`, each less what likeness to those before it costs.
std::vector<RadarPick> pick_various(const Profile& profile, const std::vector<Ranked>& ranked,
                                    std::size_t count) {
  const Ground& ground = *profile.ground;
  std::vector<std::vector<float>> vectors;
  vectors.reserve(ranked.size());
  for (const Ranked& candidate : ranked) {
    vectors.push_back(ground.meanings->vector({ground.shelf.rows[candidate.row].work}));
  }
  std::vector<double> likeness(ranked.size(), 0);
  std::vector<bool> taken(ranked.size(), false);
  std::vector<RadarPick> picks;
  while (picks.size() < std::min(count, ranked.size())) {
    std::optional<std::size_t> best;
    double best_score = 0;
    for (std::size_t i = 0; i < ranked.size(); ++i) {
      const double score = ranked[i].score - profile.settings.variety * likeness[i];
      if (!taken[i] && (!best || score > best_score)) {
        best = i;
        best_score = score;
      }
    }
    taken[*best] = true;
    picks.push_back({ranked[*best].row, best_score, best_score - ranked[*best].score, false});
    for (std::size_t i = 0; i < ranked.size() && profile.settings.variety > 0; ++i) {
      if (!taken[i]) {
        const double alike = (cosine(vectors[i], vectors[*best]) - kAlike) / (1 - kAlike);
        likeness[i] = std::max(likeness[i], alike);
      }
    }
  }
  return picks;
}

/// A number 0..1 that is the same all week, another for each reader and `n`.
double weekly(const Profile& profile, Day today, std::size_t n) {
  const std::string seed = fmt::format("{} {} {}", format_week(week_of(today)), profile.reader, n);
  return static_cast<double>(hash64(seed) >> 11U) / 9007199254740992.0;
}

/// Works that are good for anyone, but not what this reader usually likes.
std::vector<RadarPick> pick_unusual(const Profile& profile, const RadarOptions& options,
                                    const Scorer& scorer, const std::vector<RadarPick>& picks,
                                    std::size_t count) {
  if (count == 0) {
    return {};
  }
  const Ground& ground = *profile.ground;
  std::unordered_set<std::size_t> taken;
  for (const RadarPick& pick : picks) {
    taken.insert(pick.row);
  }
  const auto quality = [&](std::size_t row) {
    const bool usual = static_cast<double>(ground.learnt[row]) > kUnusual ||
                       scorer.interest(row) != 0 || taken.count(row) != 0;
    return usual ? -1.0 : scorer.quality(row);
  };
  std::vector<Ranked> shelf =
      rank_rows(profile, options, 2 * kUnusualShelf, is_research, quality, scorer, nullptr);
  // What is like a liked work is usual too, whoever wrote it.
  std::erase_if(shelf, [&](const Ranked& ranked) {
    const std::vector<float> vector = ground.meanings->vector({ground.shelf.rows[ranked.row].work});
    return ranked.score < 0 || std::any_of(ground.taste.liked.begin(), ground.taste.liked.end(),
                                           [&vector](const LikedWork& liked) {
                                             return cosine(vector, liked.vector) > kLikeLiked;
                                           });
  });
  shelf.resize(std::min(shelf.size(), kUnusualShelf));
  std::vector<RadarPick> unusual;
  while (unusual.size() < count && !shelf.empty()) {
    const double at = weekly(profile, options.today, unusual.size() + 1);
    const auto place = static_cast<std::size_t>(at * static_cast<double>(shelf.size()));
    const std::size_t row = shelf[place].row;
    unusual.push_back({row, scorer.score(row), 0, true});
    shelf.erase(shelf.begin() + static_cast<std::ptrdiff_t>(place));
  }
  return unusual;
}

/// A work that the reader rated, read or wants more of is by this person.
bool is_by_liked(const Ground& ground, std::uint32_t person) {
  return std::any_of(ground.taste.liked.begin(), ground.taste.liked.end(),
                     [&](const LikedWork& liked) {
                       const ShelfRow* row = ground.shelf.find(liked.work);
                       if (row == nullptr) {
                         return false;
                       }
                       const std::span<const std::uint32_t> authors = ground.shelf.authors_of(*row);
                       return std::find(authors.begin(), authors.end(), person) != authors.end();
                     });
}

/// What was learnt, in words: the liked work that it is most like, and people liked before.
void explain_taste(const Profile& profile, const Work& work, WorkId id, RadarItem& item) {
  const Ground& ground = *profile.ground;
  const std::vector<float> vector = ground.meanings->vector(id);
  const LikedWork* nearest = nullptr;
  double best = kLikeLiked;
  for (const LikedWork& liked : ground.taste.liked) {
    const double alike = cosine(vector, liked.vector);
    if (alike > best && liked.work != id) {
      best = alike;
      nearest = &liked;
    }
  }
  if (nearest != nullptr) {
    item.why.push_back(
        fmt::format("like \"{}\", which {}", ellipsize(nearest->title, kMostTitle), nearest->how));
  }
  for (const std::string& author : work.authors) {
    const std::uint32_t person = person_hash(author);
    const auto found = ground.taste.people.find(person);
    if (found != ground.taste.people.end() && static_cast<double>(found->second) > kKnownPerson &&
        is_by_liked(ground, person)) {
      item.why.push_back("by " + collapse_spaces(author) + ", whose work you liked");
      break;
    }
  }
}

/// Interests in words, people and venues that fit.
void explain_interests(const Profile& profile, const Work& work, WorkId id, RadarItem& item) {
  if (const auto found = profile.matches.find(id.v); found != profile.matches.end()) {
    const library::Interest& interest = profile.words[found->second.interest];
    if (interest.weight > 0 && found->second.strength >= kToldMatch) {
      item.why.push_back("your interest in \"" + interest.value + "\"");
    }
  }
  if (const auto found = profile.news.works.find(id.v); found != profile.news.works.end()) {
    item.why.push_back("new in your saved search '" + profile.news.names[found->second] + "'");
  }
  for (const library::Interest& name : profile.names) {
    const bool fits = name.kind == "person"
                          ? std::any_of(work.authors.begin(), work.authors.end(),
                                        [&](const std::string& author) {
                                          return person_hash(author) == person_hash(name.value);
                                        })
                          : !work.venue.empty() && venue_hash(work.venue) == venue_hash(name.value);
    if (fits && name.weight > 0) {
      item.why.push_back("your interest in " + name.value);
    }
  }
}

/// What the field talks of, and what suits the reader's level.
void explain_standing(const Profile& profile, WorkId id, RadarItem& item) {
  const ShelfRow* row = profile.ground->shelf.find(id);
  if (row == nullptr) {
    return;
  }
  if (row->stars >= 10) {
    item.why.push_back(with_commas(static_cast<std::uint64_t>(row->stars)) + " stars");
  } else if (row->discussed > 0.3F) {
    item.why.emplace_back("discussed elsewhere");
  }
  if (static_cast<Level>(row->level) == Level::kNew &&
      profile.settings.level(kAllAreas) == Level::kNew) {
    item.why.emplace_back("an introduction");
  }
}

}  // namespace

bool is_candidate(const Profile& profile, const Scorer& scorer, const RadarOptions& options,
                  std::size_t row) {
  const ShelfRow& on_shelf = profile.ground->shelf.rows[row];
  return scorer.is_unseen(row) && is_since(on_shelf, options.since) && is_research(on_shelf);
}

std::vector<RadarPick> pick_radar(const Profile& profile, const RadarOptions& options,
                                  std::uint64_t* considered) {
  const Scorer scorer(profile, options.today);
  std::uint64_t seen = 0;
  const std::vector<Ranked> ranked = rank_rows(
      profile, options, shortlist(options.k), is_research,
      [&scorer](std::size_t row) { return scorer.score(row); }, scorer, &seen);
  if (considered != nullptr) {
    *considered = seen;
  }
  // The share is met over the weeks: what is left of a whole number is a matter of the week.
  const double wanted = profile.knows_likes() && seen > options.k
                            ? profile.settings.explore * static_cast<double>(options.k)
                            : 0;
  auto explored = static_cast<std::size_t>(wanted);
  explored += weekly(profile, options.today, 0) < wanted - std::floor(wanted) ? 1U : 0U;
  std::vector<RadarPick> picks = pick_various(profile, ranked, options.k - explored);
  for (RadarPick& pick : pick_unusual(profile, options, scorer, picks, explored)) {
    picks.push_back(pick);
  }
  return picks;
}

std::vector<std::pair<double, library::Summary>> rank_unseen(
    library::Library& /*library*/, const Profile& profile, const RadarOptions& options,
    std::size_t limit, const std::function<bool(const library::Summary&)>& accept,
    std::uint64_t* considered) {
  const Scorer scorer(profile, options.today);
  std::vector<std::pair<double, library::Summary>> best;
  for (const Ranked& ranked : rank_rows(
           profile, options, limit,
           [&accept](const ShelfRow& row) { return accept(summary_of(row)); },
           [&scorer](std::size_t row) { return scorer.score(row); }, scorer, considered)) {
    best.emplace_back(ranked.score, summary_of(profile.ground->shelf.rows[ranked.row]));
  }
  return best;
}

RadarItem describe(library::Library& library, const identify::Judge& judge, const Profile& profile,
                   WorkId id, double score, std::optional<Day> today) {
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
  explain_interests(profile, work, id, item);
  explain_taste(profile, work, id, item);
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
      day && today && work.date.size() >= 10 && today->since_epoch - day->since_epoch < kNewDays) {
    item.why.push_back(age_words(*day, *today));
  }
  explain_standing(profile, id, item);
  return item;
}

RadarView make_radar(library::Library& library, const identify::Judge& judge,
                     const Profile& profile, const RadarOptions& options) {
  RadarView view;
  const Scorer scorer(profile, options.today);
  for (const RadarPick& pick : pick_radar(profile, options, &view.considered)) {
    const WorkId id{profile.ground->shelf.rows[pick.row].work};
    RadarItem item = describe(library, judge, profile, id, pick.score, options.today);
    item.parts = scorer.parts(pick.row);
    if (pick.variety != 0) {
      item.parts.push_back({"variety", pick.variety, 1});
    }
    item.explore = pick.explore;
    if (pick.explore) {
      item.why.insert(item.why.begin(), "to try: outside of what you usually like");
    }
    view.items.push_back(std::move(item));
  }
  return view;
}

}  // namespace assay::plan
