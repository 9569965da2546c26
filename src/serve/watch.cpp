#include "serve/watch.h"

#include "base/error.h"
#include "base/time.h"
#include "plan/radar.h"
#include "practice/experiments/metrics.h"
#include "practice/experiments/running.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>
#include <vector>

namespace assay::serve {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto kRound = std::chrono::milliseconds(500);
constexpr int kRestRounds = 4;
constexpr std::size_t kMostPoints = 64;
constexpr std::size_t kRadar = 20;

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

}  // namespace

/// The runs that go on, and how far their metrics have been read.
class Watch::Runs {
 public:
  explicit Runs(std::filesystem::path library) : library_(std::move(library)) {}

  /// One event for each run that has news.
  void look(Events& events) {
    std::set<std::string> there;
    for (const std::string& name : practice::runs_going_on(library_)) {
      there.insert(name);
      const auto [found, fresh] = followed_.try_emplace(name);
      if (fresh) {
        const std::size_t slash = name.find('/');
        found->second.folder = practice::run_folder(
            practice::experiment_folder(library_, name.substr(0, slash)), name.substr(slash + 1));
      }
      tell(events, found->second, fresh);
    }
    for (auto one = followed_.begin(); one != followed_.end();) {
      if (there.count(one->first) != 0) {
        ++one;
        continue;
      }
      tell(events, one->second, true);
      one = followed_.erase(one);
    }
  }

 private:
  struct Followed {
    std::filesystem::path folder;
    std::unique_ptr<practice::MetricTail> tail;
    std::map<std::string, practice::MetricSummary> summaries;
    std::int64_t last_step = 0;
  };

  static void tell(Events& events, Followed& one, bool anyway) {
    try {
      std::map<std::string, std::vector<practice::MetricPoint>> fresh;
      if (one.tail == nullptr) {
        one.tail = std::make_unique<practice::MetricTail>(one.folder);
      }
      one.tail->read([&](std::string_view metric, const practice::MetricPoint& point) {
        practice::add_point(one.summaries[std::string(metric)], point);
        fresh[std::string(metric)].push_back(point);
        one.last_step = std::max(one.last_step, point.step);
      });
      if (fresh.empty() && !anyway) {
        return;
      }
      const practice::Run run = practice::read_run(one.folder);
      Json metrics = Json::object();
      for (const auto& [metric, summary] : one.summaries) {
        Json points = Json::array();
        for (const practice::MetricPoint& point :
             practice::thin_points(fresh[metric], kMostPoints)) {
          points.push_back(Json::array({point.step, number(point.value)}));
        }
        metrics[metric] = {{"last", summary.last_strange ? Json() : number(summary.last)},
                           {"steps", summary.count},
                           {"points", points}};
      }
      constexpr double kNano = 1e-9;
      const double seconds = run.status == practice::RunStatus::kRunning
                                 ? std::max(0.0, static_cast<double>(system_clock().now()) -
                                                     static_cast<double>(run.start_ns) * kNano)
                                 : run.wall_seconds;
      const Json event = {{"experiment", run.experiment},
                          {"run", run.id},
                          {"state", practice::run_status_name(run.status)},
                          {"seconds", seconds},
                          {"last_step", one.last_step},
                          {"metrics", metrics}};
      events.publish("run", event.dump(-1, ' ', false, Json::error_handler_t::replace));
    } catch (const Error&) {
      // The record is being made, or its folder is gone: the next round sees.
    }
  }

  std::filesystem::path library_;
  std::map<std::string, Followed> followed_;
};

Watch::Watch(Store& store, Events& events)
    : store_(store),
      events_(events),
      runs_(std::make_unique<Runs>(store.options().library)),
      threads_{std::thread([this] { watch([this] { runs_->look(events_); }); }),
               std::thread([this] { watch([this] { look_at_radar(); }); })} {}

Watch::~Watch() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  ended_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

void Watch::watch(const std::function<void()>& look) {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (ended_.wait_for(lock, kRound, [this] { return ending_; })) {
        return;
      }
    }
    if (events_.listeners() == 0) {
      continue;
    }
    try {
      look();
    } catch (const std::exception&) {
      // The library is busy or being repaired, a folder is gone: the next round sees.
    }
  }
}

void Watch::look_at_radar() {
  const Stamp now = store_.stamp();
  rested_ = now.library == moving_.library ? rested_ + 1 : 0;
  moving_ = now;
  for (const std::string& reader : events_.readers()) {
    const auto known = radars_.find(reader);
    if (known == radars_.end() ||
        (now.library != known->second.seen.library && rested_ >= kRestRounds)) {
      try {
        make_radar(reader);
      } catch (const Error& error) {
        if (error.code() != Errc::kNotFound) {
          throw;  // the next round sees
        }         // the reader was removed, and the others are not to wait
      }
      radars_[reader].seen = now;
    }
  }
}

void Watch::make_radar(const std::string& reader) {
  Desk desk(store_);
  desk.open(reader);
  plan::RadarOptions options;
  options.k = kRadar;
  options.today = system_clock().today();
  const plan::RadarView radar =
      plan::make_radar(desk.library(), desk.judge(), desk.profile(), options);
  const auto known = radars_.find(reader);
  Json fresh = Json::array();
  std::set<std::int64_t> now;
  for (const plan::RadarItem& item : radar.items) {
    now.insert(item.id.v);
    if (known != radars_.end() && known->second.works.count(item.id.v) == 0) {
      fresh.push_back({{"id", format_work_id(item.id)}, {"title", item.title}});
    }
  }
  desk.close();
  radars_[reader].works = std::move(now);
  if (!fresh.empty()) {
    events_.publish_as(
        "radar", Json{{"new", fresh}}.dump(-1, ' ', false, Json::error_handler_t::replace), reader);
  }
}

}  // namespace assay::serve
