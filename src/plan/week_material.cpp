#include "plan/week_material.h"

#include "base/text.h"
#include "identify/claims.h"
#include "library/dossier.h"
#include "plan/effort.h"
#include "plan/lesson.h"
#include "plan/radar.h"
#include "plan/score.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <unordered_set>

namespace assay::plan {
namespace {

constexpr std::size_t kPapers = 60;
constexpr std::size_t kExperiments = 40;
constexpr std::size_t kTools = 40;
/// What a lesson is worth beside the radar's scores: as much as the best that it finds for a reader
/// of whom little is known, so that only what has more to say for itself comes before.
constexpr double kLesson = 0.75;
/// A lesson so many levels above the reader's, or below, comes later.
constexpr double kTooHard = 0.3;
constexpr double kTooEasy = 0.1;
constexpr double kLessonLevel = 0.2;
/// What speaks for or against a thing to try.
constexpr double kClaim = 0.1;
constexpr double kFits = 0.1;
constexpr double kTooLarge = -0.5;
constexpr double kNoClaim = -0.3;
constexpr double kInUse = 0.3;
constexpr double kKnownAlready = -0.4;
constexpr double kNewRelease = 0.2;
constexpr double kOtherLanguage = -0.2;
constexpr double kNothingSaid = -0.3;
constexpr int kNewDays = 60;
constexpr std::size_t kMostText = std::size_t{64} * 1024;

enum TrackPlace : std::size_t {
  kPapersTrack,
  kExperimentsTrack,
  kFrameworksTrack,
  kAlgorithmsTrack
};

bool contains(const std::vector<std::string>& list, const std::string& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

class Gatherer {
 public:
  explicit Gatherer(const Gathering& gathering)
      : g_(gathering),
        scorer_(gathering.profile, gathering.today),
        hardware_(parse_hardware(gathering.profile.settings.hardware)) {
    for (const FrameworkNews& news : gathering.news) {
      by_release_.emplace(news.work.v, &news);
    }
  }

  Material gather() {
    for (std::size_t track = 0; track < kTrackCount; ++track) {
      add_lessons(track);
    }
    for (const WorkId id : ranked(kPapers, [](const library::Summary& summary) {
           return summary.kind == Kind::kPaper;
         })) {
      add_paper(id);
    }
    for (const WorkId id : ranked(kExperiments, [](const library::Summary& summary) {
           return summary.kind == Kind::kPaper && summary.has_code;
         })) {
      add_experiment(id);
    }
    add_tools();
    for (const auto& [id, track] : g_.wanted) {
      add_wanted(id, track);
    }
    gather_community(g_, material_);
    return std::move(material_);
  }

 private:
  [[nodiscard]] std::vector<WorkId> ranked(
      std::size_t limit, const std::function<bool(const library::Summary&)>& accept) const {
    RadarOptions options;
    options.today = g_.today;
    std::vector<WorkId> ids;
    for (const auto& [score, summary] :
         rank_unseen(g_.library, g_.profile, options, limit, accept)) {
      ids.push_back(summary.id);
    }
    return ids;
  }

  /// Place in the shelf; nullopt for a work that it does not have.
  [[nodiscard]] std::optional<std::size_t> row_of(WorkId id) const {
    const Shelf& shelf = g_.profile.ground->shelf;
    const ShelfRow* row = shelf.find(id);
    return row == nullptr ? std::nullopt
                          : std::optional(static_cast<std::size_t>(row - shelf.rows.data()));
  }

  [[nodiscard]] double radar_score(WorkId id) const {
    const std::optional<std::size_t> row = row_of(id);
    return row ? scorer_.score(*row) : 0;
  }

  /// Lessons by what is known of the reader, their level, and the order in which they were written.
  [[nodiscard]] double lesson_score(WorkId id, const Lesson& lesson, double gap,
                                    std::size_t order) const {
    double score = kLesson - 1e-4 * static_cast<double>(order);
    if (const std::optional<std::size_t> row = row_of(id)) {
      const auto values = scorer_.values(*row);
      const PartWeights weights = part_weights(g_.profile);
      for (const Part part : {Part::kLearnt, Part::kInterest}) {
        score +=
            values.at(static_cast<std::size_t>(part)) * weights.at(static_cast<std::size_t>(part));
      }
    }
    if (g_.profile.settings.levels.empty()) {
      // Nobody said how much they know: what is easy comes first.
      return score - kLessonLevel * static_cast<double>(lesson.level.value_or(Level::kWorking));
    }
    return score - (gap > 0 ? kTooHard * gap : -kTooEasy * gap);
  }

  /// As level_gap.
  [[nodiscard]] double gap_of(const library::StoredWork& stored, const Lesson& lesson) const {
    return level_gap(g_.profile.settings, stored.work, lesson, stored.topics);
  }

  [[nodiscard]] std::string level_words(double gap) const {
    if (g_.profile.settings.levels.empty()) {
      return {};
    }
    if (gap > 0.25) {
      return "harder than your level";
    }
    return gap < -0.25 ? "easier than your level" : "at your level";
  }

  static ItemSource source_of(const library::StoredWork& stored, std::size_t track) {
    ItemSource source;
    source.work = stored.id;
    source.title = collapse_spaces(stored.work.title);
    source.command = start_command(kTracks.at(track), stored.id);
    return source;
  }

  void add_lessons(std::size_t track) {
    std::size_t order = 0;
    for (const WorkId id : g_.library.practice_works(kTracks.at(track))) {
      ++order;
      if (!g_.profile.has_seen(id)) {
        add_lesson(track, g_.library.load(id), order);
      }
    }
  }

  void add_lesson(std::size_t track, const library::StoredWork& stored, std::size_t order) {
    const Lesson lesson = read_lesson(stored.work);
    const double gap = gap_of(stored, lesson);
    Candidate candidate{stored.id.v, track, usual_minutes(kTracks.at(track)), 0, true, {}, 0};
    ItemSource source = source_of(stored, track);
    if (track == kPapersTrack) {
      candidate.minutes = minutes_of(stored.work, lesson, gap);
      source.effort = level_words(gap);
    } else if (lesson.minutes > 0) {
      candidate.minutes = lesson.minutes;
    }
    candidate.score = lesson_score(stored.id, lesson, gap, order);
    if (track == kFrameworksTrack) {
      weigh_tool(stored, candidate, source);
    }
    candidate.needs = needs_of(lesson, stored.id);
    for (const std::string& text : {lesson.task, lesson.summary}) {
      if (!text.empty()) {
        source.why.push_back(text);
      }
    }
    source.score = radar_score(stored.id);
    material_.add(std::move(candidate), std::move(source));
  }

  /// What comes before: works that the library has, on tracks that this reader is on.
  [[nodiscard]] std::vector<std::int64_t> needs_of(const Lesson& lesson, WorkId id) const {
    std::vector<std::int64_t> needs;
    for (const std::string& name : lesson.needs) {
      const std::optional<WorkId> work = g_.library.resolve(name);
      if (work && *work != id &&
          g_.profile.settings.tracks.at(track_index(track_of(g_.library.load(*work).work))) > 0) {
        needs.push_back(work->v);
      }
    }
    return needs;
  }

  void add_paper(WorkId id) {
    if (material_.has(id.v, kPapersTrack)) {
      return;
    }
    const library::StoredWork stored = g_.library.load(id);
    if (practised(stored.work)) {
      return;  // a lesson, on this track or another
    }
    const int pages = pages_of(stored.work);
    const double gap = gap_of(stored, {});
    Candidate candidate{
        id.v, kPapersTrack, minutes_of(stored.work, {}, gap), radar_score(id), false, {}, 0};
    ItemSource source = source_of(stored, kPapersTrack);
    source.score = candidate.score;
    source.effort = level_words(gap);
    if (pages > 0) {
      source.effort =
          fmt::format("{} pages{}{}", pages, source.effort.empty() ? "" : ", ", source.effort);
    }
    material_.add(std::move(candidate), std::move(source));
  }

  /// A work with code: what to check, and whether it fits what is at hand.
  void add_experiment(WorkId id) {
    const library::StoredWork stored = g_.library.load(id);
    const CodeState code = library::code_state(g_.library, id);
    if (material_.has(id.v, kExperimentsTrack) || code == CodeState::kMissing ||
        code == CodeState::kEmpty || practised(stored.work)) {
      return;
    }
    Candidate candidate{
        id.v, kExperimentsTrack, usual_minutes("experiments"), radar_score(id), false, {}, 0};
    ItemSource source = source_of(stored, kExperimentsTrack);
    source.score = candidate.score;
    const ClaimToCheck claim = claim_to_check(stored.work);
    candidate.score += claim.text.empty() ? kNoClaim : kClaim;
    source.why.push_back(claim.text.empty() ? "run its code and find a claim to check"
                                            : "check with its code: “" + claim.text + "”");
    Demands demands =
        demands_of(stored.work.abstract + "\n" + stored.work.text.substr(0, kMostText));
    if (!claim.text.empty()) {
      const Demands of_claim = demands_of(claim.ground);
      demands.dataset = of_claim.dataset;
      demands.dataset_gb = of_claim.dataset_gb;
    }
    const HardwareFit fit = fit_of(demands, hardware_);
    if (fit == HardwareFit::kNo && hardware_.stated) {
      return;
    }
    candidate.score += fit == HardwareFit::kYes ? kFits : fit == HardwareFit::kNo ? kTooLarge : 0;
    if (fit != HardwareFit::kUnknown) {
      source.why.push_back(fit_words(demands, hardware_));
    }
    material_.add(std::move(candidate), std::move(source));
  }

  [[nodiscard]] static bool practised(const Work& work) { return !read_lesson(work).track.empty(); }

  struct ClaimToCheck {
    std::string text;  ///< The sentence of its first own claim; empty when it has none in numbers.
    std::string ground;  ///< Where the claim's data set is named: see below.
  };

  /// A claim that names its data set is checked on that one. One that names none is checked on what
  /// the abstract names outside of the sentences of other claims.
  static ClaimToCheck claim_to_check(const Work& work) {
    constexpr std::size_t kMostSentence = 160;
    const std::string& abstract = work.abstract;
    const std::vector<identify::Claim> claims =
        identify::default_claim_reader().read(abstract, Field::kAbstract);
    const auto chosen = std::find_if(
        claims.begin(), claims.end(),
        [](const identify::Claim& claim) { return claim.own && !claim.metric.empty(); });
    if (chosen == claims.end()) {
      return {};
    }
    const auto bytes = [&abstract](const identify::Span& span) {
      return abstract.substr(span.begin, span.end - span.begin);
    };
    ClaimToCheck out{ellipsize(collapse_spaces(bytes(chosen->sentence)), kMostSentence),
                     bytes(chosen->dataset_at)};
    if (!out.ground.empty()) {
      return out;
    }
    out.ground = abstract;
    for (const identify::Claim& other : claims) {
      if (other.sentence.begin != chosen->sentence.begin) {
        std::fill(out.ground.begin() + other.sentence.begin,
                  out.ground.begin() + other.sentence.end, ' ');
      }
    }
    return out;
  }

  void add_tools() {
    std::vector<WorkId> ids;
    for (const FrameworkNews& news : g_.news) {
      if (is_recent(news.date)) {
        ids.push_back(news.work);
      }
    }
    for (const WorkId id : ranked(kTools, [](const library::Summary& summary) {
           return summary.kind == Kind::kPackage || summary.kind == Kind::kRepository ||
                  summary.kind == Kind::kContribution;
         })) {
      ids.push_back(id);
    }
    for (const WorkId id : ids) {
      if (!material_.has(id.v, kFrameworksTrack) && !g_.profile.has_seen(id)) {
        add_tool(id);
      }
    }
  }

  void add_tool(WorkId id) {
    const std::optional<library::StoredWork> stored = g_.library.find(id);
    if (!stored || material_.has(stored->id.v, kFrameworksTrack)) {
      return;
    }
    Candidate candidate{
        stored->id.v, kFrameworksTrack, usual_minutes("frameworks"), radar_score(id), false, {}, 0};
    ItemSource source = source_of(*stored, kFrameworksTrack);
    source.score = candidate.score;
    weigh_tool(*stored, candidate, source);
    material_.add(std::move(candidate), std::move(source));
  }

  [[nodiscard]] bool is_recent(const std::string& date) const {
    const std::optional<Day> day = parse_day(date);
    return day && g_.today.since_epoch - day->since_epoch <= kNewDays;
  }

  /// What is new of what the reader uses, and what they have not tried yet; languages count.
  void weigh_tool(const library::StoredWork& stored, Candidate& candidate,
                  ItemSource& source) const {
    const ReaderSettings& settings = g_.profile.settings;
    const auto release = by_release_.find(stored.id.v);
    if (release != by_release_.end()) {
      const FrameworkNews& news = *release->second;
      const bool used = contains(settings.frameworks, ascii_lower(news.framework));
      candidate.score += kNewRelease + (used ? kInUse : 0);
      source.why.push_back("new: " + news.framework +
                           (news.version.empty() ? "" : " " + news.version) + " of " + news.date +
                           (used ? ", which you use" : ", which you have not tried"));
      for (const std::string& method : news.brings) {
        source.why.push_back("brings the method of “" + ellipsize(method, 60) + "”");
      }
      return;
    }
    if (stored.work.abstract.empty() && stored.work.text.empty()) {
      candidate.score += kNothingSaid;  // the verdict is by its name alone
    }
    const std::vector<std::string> names = names_of(stored.work);
    const auto used = std::find_if(names.begin(), names.end(), [&](const std::string& name) {
      return contains(settings.frameworks, name);
    });
    if (used != names.end()) {
      candidate.score += kKnownAlready;
      source.why.emplace_back("you use it: see whether this is new to you");
    } else if (!settings.frameworks.empty()) {
      source.why.emplace_back("you have not tried it");
    }
    const std::vector<std::string> languages = languages_of(stored.work);
    if (languages.empty() || settings.languages.empty()) {
      return;
    }
    const auto known =
        std::find_if(languages.begin(), languages.end(),
                     [&](const std::string& name) { return contains(settings.languages, name); });
    if (known != languages.end()) {
      source.why.push_back("in " + *known + ", which you use");
    } else {
      candidate.score += kOtherLanguage;
    }
  }

  /// "transformers" of "huggingface/transformers", and its title.
  static std::vector<std::string> names_of(const Work& work) {
    std::vector<std::string> names = {ascii_lower(collapse_spaces(work.title))};
    for (const Identifier& identifier : work.identifiers) {
      names.push_back(ascii_lower(identifier.value.substr(identifier.value.rfind('/') + 1)));
    }
    return names;
  }

  /// Lower case: what the source says, and what the registry is for.
  static std::vector<std::string> languages_of(const Work& work) {
    std::vector<std::string> languages;
    const nlohmann::json extra =
        nlohmann::json::parse(work.extra.empty() ? "{}" : work.extra, nullptr, false);
    if (extra.is_object()) {
      const auto found = extra.find("language");
      if (found != extra.end() && found->is_string()) {
        languages.push_back(ascii_lower(found->get<std::string>()));
      }
    }
    for (const Identifier& identifier : work.identifiers) {
      const std::string& value = identifier.value;
      if (value.find("pypi.org/") != std::string::npos) {
        languages.emplace_back("python");
      } else if (value.find("npmjs.com/") != std::string::npos) {
        languages.insert(languages.end(), {"javascript", "typescript"});
      }
    }
    return languages;
  }

  /// What must be there whatever its rank.
  void add_wanted(WorkId id, std::size_t track) {
    const std::optional<library::StoredWork> stored = g_.library.find(id);
    if (!stored || material_.has(stored->id.v, track)) {
      return;
    }
    const std::optional<Day> day = parse_day(stored->work.date);
    if (stored->work.kind == Kind::kEvent && day && *day < g_.from) {
      return;  // it is over
    }
    if (practised(stored->work)) {
      add_lesson(track, *stored, 0);
    } else if (track == kPapersTrack) {
      add_paper(stored->id);
    } else if (track == kExperimentsTrack) {
      add_experiment(stored->id);
    } else if (track == kFrameworksTrack) {
      add_tool(stored->id);
    }
    if (!material_.has(stored->id.v, track)) {
      Candidate candidate{
          stored->id.v, track, usual_minutes(kTracks.at(track)), radar_score(stored->id), false,
          {},           0};
      ItemSource source = source_of(*stored, track);
      source.score = candidate.score;
      material_.add(std::move(candidate), std::move(source));
    }
  }

  const Gathering& g_;
  Scorer scorer_;
  Hardware hardware_;
  std::unordered_map<std::int64_t, const FrameworkNews*> by_release_;
  Material material_;
};

}  // namespace

void Material::add(Candidate candidate, ItemSource source) {
  if (there_.emplace(candidate.key, candidate.track).second) {
    candidates.push_back(std::move(candidate));
    sources.push_back(std::move(source));
  }
}

bool Material::has(std::int64_t key, std::size_t track) const {
  return there_.count({key, track}) != 0;
}

std::int64_t item_key(const std::optional<WorkId>& work, std::string_view command) {
  return work ? work->v : -1 - static_cast<std::int64_t>(hash64(command) >> 2U);
}

Material gather(const Gathering& gathering) {
  return Gatherer(gathering).gather();
}

}  // namespace assay::plan
