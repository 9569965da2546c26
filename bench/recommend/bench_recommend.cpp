/// How well the radar ranks for simulated readers, beside simpler ways:
///   bench_recommend quality LIBRARY [--seed N] [--readers N] [--words X] [--people X] ...
///     LIBRARY: a folder made by `assay import`. Prints nDCG@10 after 0, 5, 20 and 50 ratings (a
///     tenth of them wrong) for each way and kind of reader, and how various the ten are.
///   bench_recommend time LIBRARY [--ratings N]
///     Prints milliseconds of processor time of each step of a ranking (one thread, so that a busy
///     machine does not matter), the median of 9.
/// The library is opened for writing, since interests are set and taken back in it.

#include "base/error.h"
#include "base/text.h"
#include "library/library.h"
#include "library/reader.h"
#include "plan/radar.h"
#include "simulated.h"
#include "svm.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <map>
#include <string>

namespace assay::bench {
namespace {

using library::Library;
using plan::Profile;

constexpr std::size_t kTen = 10;
constexpr double kWrong = 0.1;
constexpr std::size_t kCounts[] = {0, 5, 20, 50};

struct Arguments {
  std::map<std::string, double> values = {{"seed", 1},    {"readers", 12},    {"ratings", 50},
                                          {"words", -1},  {"people", -1},     {"venue", -1},
                                          {"ridge", -1},  {"background", -1}, {"target", -9},
                                          {"weight", -1}, {"said", 1},        {"svm", 1}};
  [[nodiscard]] plan::TasteOptions taste() const {
    plan::TasteOptions options;
    const auto take = [this](const char* name, auto& option) {
      if (values.at(name) >= 0) {
        option = static_cast<std::remove_reference_t<decltype(option)>>(values.at(name));
      }
    };
    take("words", options.words);
    take("people", options.people);
    take("venue", options.venue);
    take("ridge", options.ridge);
    take("background", options.background);
    take("weight", options.background_weight);
    if (values.at("target") > -9) {
      options.background_target = values.at("target");
    }
    return options;
  }
};

struct World {
  std::vector<WorkId> ids;
  std::vector<Work> works;
  std::unordered_map<std::int64_t, std::size_t> places;
};

World load_world(Library& library) {
  World world;
  library.for_each_summary([&](const library::Summary& s) { world.ids.push_back(s.id); });
  for (const WorkId id : world.ids) {
    world.places[id.v] = world.works.size();
    world.works.push_back(library.load(id).work);
  }
  return world;
}

double gain(const std::vector<std::size_t>& ten, const std::unordered_set<std::size_t>& likes,
            std::size_t left) {
  double dcg = 0;
  double best = 0;
  for (std::size_t i = 0; i < kTen; ++i) {
    const double discount = 1 / std::log2(static_cast<double>(i) + 2);
    dcg += i < ten.size() && likes.count(ten[i]) != 0 ? discount : 0;
    best += i < left ? discount : 0;
  }
  return best > 0 ? dcg / best : 0;
}

/// The ten unrated works with the highest scores.
template <typename Score>
std::vector<std::size_t> best_ten(std::size_t count, const std::unordered_set<std::size_t>& rated,
                                  const Score& score) {
  std::vector<std::pair<double, std::size_t>> all;
  for (std::size_t i = 0; i < count; ++i) {
    if (rated.count(i) == 0) {
      all.emplace_back(score(i), i);
    }
  }
  const auto ten = static_cast<std::ptrdiff_t>(std::min(kTen, all.size()));
  std::partial_sort(all.begin(), all.begin() + ten, all.end(), std::greater<>());
  std::vector<std::size_t> out;
  for (std::ptrdiff_t i = 0; i < ten; ++i) {
    out.push_back(all[static_cast<std::size_t>(i)].second);
  }
  return out;
}

struct Sum {
  double gain = 0;
  double distance = 0;
  double entropy = 0;
  std::size_t count = 0;
};

/// Mean of 1 - cosine over the pairs of ten works, and entropy of their topics in bits.
void add_variety(const World& world, const Profile& profile, const std::vector<std::size_t>& ten,
                 Sum& sum) {
  std::vector<std::vector<float>> vectors;
  std::map<std::uint32_t, double> topics;
  double total = 0;
  for (const std::size_t place : ten) {
    vectors.push_back(profile.ground->meanings->vector(world.ids[place]));
    const plan::ShelfRow* row = profile.ground->shelf.find(world.ids[place]);
    for (std::uint32_t t = 0; row != nullptr && t < kTopicCount; ++t) {
      if ((row->topics >> t & 1U) != 0) {
        ++topics[t];
        ++total;
      }
    }
  }
  double distance = 0;
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    for (std::size_t j = i + 1; j < vectors.size(); ++j) {
      double ab = 0;
      double aa = 1e-9;
      double bb = 1e-9;
      for (std::size_t d = 0; d < vectors[i].size(); ++d) {
        ab += static_cast<double>(vectors[i][d] * vectors[j][d]);
        aa += static_cast<double>(vectors[i][d] * vectors[i][d]);
        bb += static_cast<double>(vectors[j][d] * vectors[j][d]);
      }
      distance += 1 - ab / std::sqrt(aa * bb);
      ++pairs;
    }
  }
  sum.distance += pairs > 0 ? distance / static_cast<double>(pairs) : 0;
  for (const auto& [topic, count] : topics) {
    sum.entropy -= count / total * std::log2(count / total);
  }
}

struct Rated {
  std::unordered_set<std::size_t> places;
  std::unordered_set<std::size_t> liked;  ///< As the reader said, mistakes among them.
  std::unordered_map<std::int64_t, library::Reading> readings;
};

Rated rate(const World& world, const SimulatedReader& reader, std::size_t count,
           std::mt19937& random) {
  std::vector<std::size_t> likes(reader.likes.begin(), reader.likes.end());
  std::sort(likes.begin(), likes.end());
  std::shuffle(likes.begin(), likes.end(), random);
  Rated rated;
  std::uniform_real_distribution<double> chance(0, 1);
  // At most half of the liked works, so that there is something left to find.
  const std::size_t of_liked = std::min(likes.size() / 2, (count + 1) / 2);
  for (std::size_t i = 0; i < count; ++i) {
    std::size_t place = random() % world.works.size();
    if (i < of_liked) {
      place = likes[i];
    }
    const bool like = (reader.likes.count(place) != 0) != (chance(random) < kWrong);
    if (!rated.places.insert(place).second) {
      continue;
    }
    if (like) {
      rated.liked.insert(place);
    }
    const int rating = like ? 4 + static_cast<int>(random() % 2) : static_cast<int>(random() % 3);
    rated.readings[world.ids[place].v] = {library::ReadState::kRated, rating,
                                          static_cast<std::int64_t>(i)};
  }
  return rated;
}

class Quality {
 public:
  Quality(Library& library, const search::Index& index, const Arguments& arguments)
      : library_(library),
        index_(index),
        arguments_(arguments),
        world_(load_world(library)),
        tfidf_(world_.works) {
    options_.k = kTen;
    options_.today = *parse_day("2024-12-01");
    for (const Work& work : world_.works) {
      for (const std::string& author : work.authors) {
        ++output_[plan::person_hash(author)];
      }
    }
  }

  void run() {
    std::mt19937 random(static_cast<unsigned>(arguments_.values.at("seed")));
    const std::vector<SimulatedReader> readers = simulate_readers(
        world_.works, static_cast<std::size_t>(arguments_.values.at("readers")), random);
    fmt::print("{} works, {} readers\n", world_.works.size(), readers.size());
    for (const SimulatedReader& reader : readers) {
      for (const std::size_t count : kCounts) {
        judge(reader, count, rate(world_, reader, count, random));
      }
    }
    print();
  }

 private:
  void judge(const SimulatedReader& reader, std::size_t count, const Rated& rated) {
    std::size_t left = 0;
    for (const std::size_t place : reader.likes) {
      left += rated.places.count(place) == 0 ? 1U : 0U;
    }
    const Profile without = profile(rated, {});
    const Profile with = profile(rated, reader.interests);
    const auto note = [&](const std::string& way, const std::vector<std::size_t>& ten) {
      for (const std::string& kind : {reader.kind, std::string("all")}) {
        Sum& sum = sums_[way][kind][count];
        sum.gain += gain(ten, reader.likes, left);
        ++sum.count;
        add_variety(world_, with, ten, sum);
      }
    };
    const std::size_t all = world_.works.size();
    std::mt19937 random(static_cast<unsigned>(count) + 99);
    note("random",
         best_ten(all, rated.places, [&](std::size_t) { return static_cast<double>(random()); }));
    note("recency", best_ten(all, rated.places, [&](std::size_t i) {
           const plan::ShelfRow* row = with.ground->shelf.find(world_.ids[i]);
           return plan::recency(row->day, row->year, options_.today);
         }));
    note("popularity", best_ten(all, rated.places, [&](std::size_t i) {
           double most = 0;
           for (const std::string& author : world_.works[i].authors) {
             most = std::max(most, output_.at(plan::person_hash(author)));
           }
           return most;
         }));
    if (arguments_.values.at("svm") > 0) {
      for (const double c : {0.01, 0.1}) {
        const std::vector<double> scores = svm_scores(tfidf_, rated.liked, c);
        note(fmt::format("TF-IDF SVM, C {:g}", c),
             best_ten(all, rated.places, [&](std::size_t i) { return scores[i]; }));
      }
    }
    note("ours, ratings only", ranked(without));
    note("ours, with interests", ranked(with));
    note("ours, as shown", shown(with));
  }

  Profile profile(const Rated& rated, const std::vector<std::string>& interests) {
    library_.begin();
    for (const std::string& words : interests) {
      library::set_interest(library_, {"words", words, 1});
    }
    library_.commit_aside();
    Profile made = plan::make_profile(library_, index_, rated.readings,
                                      plan::make_ground(library_, index_), arguments_.taste());
    made.said *= arguments_.values.at("said");
    library_.begin();
    for (const std::string& words : interests) {
      library::set_interest(library_, {"words", words, 0});
    }
    library_.commit_aside();
    return made;
  }

  std::vector<std::size_t> ranked(const Profile& profile) {
    std::vector<std::size_t> ten;
    for (const auto& [score, summary] : plan::rank_unseen(
             library_, profile, options_, kTen, [](const library::Summary&) { return true; })) {
      ten.push_back(world_.places.at(summary.id.v));
    }
    return ten;
  }

  std::vector<std::size_t> shown(const Profile& profile) {
    std::vector<std::size_t> ten;
    for (const plan::RadarPick& pick : plan::pick_radar(profile, options_)) {
      ten.push_back(world_.places.at(profile.ground->shelf.rows[pick.row].work));
    }
    return ten;
  }

  void print() const {
    for (const char* kind : {"track", "group", "topic", "all"}) {
      fmt::print("\n{:<24} {:>7} {:>7} {:>7} {:>7}   distance, entropy after 20\n", kind, 0, 5, 20,
                 50);
      for (const auto& [way, kinds] : sums_) {
        const auto found = kinds.find(kind);
        if (found == kinds.end()) {
          continue;
        }
        fmt::print("{:<24}", way);
        for (const auto& [count, sum] : found->second) {
          fmt::print(" {:>7.3f}", sum.gain / static_cast<double>(sum.count));
        }
        const Sum& sum = found->second.at(20);
        fmt::print("   {:.3f}  {:.2f}\n", sum.distance / static_cast<double>(sum.count),
                   sum.entropy / static_cast<double>(sum.count));
      }
    }
  }

  Library& library_;
  const search::Index& index_;
  const Arguments& arguments_;
  World world_;
  TfIdf tfidf_;
  plan::RadarOptions options_;
  std::unordered_map<std::uint32_t, double> output_;  ///< Works of a person.
  std::map<std::string, std::map<std::string, std::map<std::size_t, Sum>>> sums_;
};

void measure(Library& library, const search::Index& index, const Arguments& arguments) {
  std::vector<WorkId> ids;
  library.for_each_summary([&](const library::Summary& s) { ids.push_back(s.id); });
  std::mt19937 random(1);
  std::unordered_map<std::int64_t, library::Reading> readings;
  for (int i = 0; i < static_cast<int>(arguments.values.at("ratings")); ++i) {
    readings[ids[random() % ids.size()].v] = {library::ReadState::kRated, i % 6, i};
  }
  plan::RadarOptions options;
  options.today = *parse_day("2018-12-31");
  std::map<std::string, std::vector<double>> times;
  for (int i = 0; i < 9; ++i) {
    std::clock_t last = std::clock();
    const auto lap = [&](const char* step) {
      const std::clock_t now = std::clock();
      times[step].push_back(1000.0 * static_cast<double>(now - last) / CLOCKS_PER_SEC);
      last = now;
    };
    auto ground = plan::make_ground(library, index);
    lap("1 shelf and vectors");
    const Profile profile = plan::make_profile(library, index, readings, ground);
    lap("2 learn and score all");
    const plan::Scorer scorer(profile, options.today);
    lap("3 scorer");
    const std::size_t picks = plan::pick_radar(profile, options).size();
    lap("4 rank and pick");
    static_cast<void>(plan::score_shelf(ground->taste, *ground->meanings, ground->shelf));
    lap("5 score all alone");
    static_cast<void>(picks);
  }
  fmt::print("{} works, {} ratings, ms of processor time (median of 9)\n", ids.size(),
             readings.size());
  for (auto& [step, values] : times) {
    std::sort(values.begin(), values.end());
    fmt::print("  {:<24} {:.1f}\n", step.substr(2), values[values.size() / 2]);
  }
}

int run(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: bench_recommend quality|time LIBRARY [--NAME VALUE]...\n");
    return 2;
  }
  Arguments arguments;
  for (int i = 3; i + 1 < argc; i += 2) {
    arguments.values.at(std::string(argv[i]).substr(2)) = std::atof(argv[i + 1]);
  }
  Library library(argv[2], Library::Mode::kWrite);
  const search::Index index(library.folder() / "index", search::Index::Mode::kRead);
  if (std::string(argv[1]) == "time") {
    measure(library, index, arguments);
  } else {
    Quality(library, index, arguments).run();
  }
  return 0;
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  try {
    return assay::bench::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_recommend: {}\n", error.what());
    return 1;
  }
}
