#include "serve/jobs.h"

#include "base/error.h"
#include "serve/problem.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace assay::serve {
namespace {

constexpr std::size_t kMostWaiting = 16;
constexpr std::size_t kMostKept = 100;

nlohmann::ordered_json json_of(const Job& job) {
  using Json = nlohmann::ordered_json;
  return {{"id", job.id},
          {"kind", job.kind},
          {"about", job.about},
          {"state", job.state},
          {"records", job.records},
          {"note", job.note},
          {"report", job.report.empty() ? Json(nullptr) : Json::parse(job.report)},
          {"problem", job.trouble.empty() ? Json(nullptr) : Json::parse(job.trouble)}};
}

bool is_seen(const Job& job, const std::string& account) noexcept {
  return account.empty() || job.account == account;
}

std::string text_of(const Job& job) {
  return json_of(job).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace

Jobs::Jobs(Store& store, Events& events)
    : store_(store),
      events_(events),
      threads_{std::thread([this] { run(Lane::kWriting); }),
               std::thread([this] { run(Lane::kLooking); }),
               std::thread([this] { run(Lane::kRunning); }),
               std::thread([this] { run(Lane::kTrying); })} {}

Jobs::~Jobs() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
    for (const auto& [number, entry] : entries_) {
      entry->stop.store(true);
    }
  }
  filled_.notify_all();
  for (std::thread& thread : threads_) {
    thread.join();
  }
}

std::string Jobs::add(const std::string& kind, Work work, const std::string& account, Lane lane,
                      const std::string& about) {
  const auto entry = std::make_shared<Entry>();
  {
    const std::lock_guard lock(mutex_);
    if (waiting(lane).size() >= kMostWaiting) {
      throw Error(Errc::kLocked, "too many jobs wait already", "",
                  "wait for one to end, or cancel one: see /api/v1/jobs");
    }
    entry->job.id = "j" + std::to_string(next_);
    entry->job.kind = kind;
    entry->job.about = about;
    entry->job.account = account;
    entry->work = std::move(work);
    entries_.emplace(next_++, entry);
    waiting(lane).push_back(entry);
    forget_oldest();
  }
  tell(entry);
  filled_.notify_all();
  return entry->job.id;
}

void Jobs::forget_oldest() {
  for (auto at = entries_.begin(); at != entries_.end() && entries_.size() > kMostKept;) {
    const std::string& state = at->second->job.state;
    at = state == "queued" || state == "running" ? std::next(at) : entries_.erase(at);
  }
}

void Jobs::run(Lane lane) {
  while (true) {
    std::shared_ptr<Entry> entry;
    {
      std::unique_lock lock(mutex_);
      filled_.wait(lock, [&] { return ending_ || !waiting(lane).empty(); });
      if (ending_) {
        return;
      }
      entry = waiting(lane).front();
      waiting(lane).pop_front();
    }
    run_one(entry);
  }
}

void Jobs::run_one(const std::shared_ptr<Entry>& entry) {
  const auto become = [&](const char* state) {
    {
      const std::lock_guard lock(mutex_);
      entry->job.state = state;
    }
    tell(entry);
  };
  if (entry->stop.load()) {
    become("cancelled");
    return;
  }
  become("running");
  auto told = std::chrono::steady_clock::now();
  try {
    const JobProgress progress([&](const std::uint64_t* records, const std::string* note) {
      {
        const std::lock_guard lock(mutex_);
        entry->job.records = records == nullptr ? entry->job.records : *records;
        if (note != nullptr) {
          entry->job.note = *note;
        }
      }
      if (const auto now = std::chrono::steady_clock::now();
          now - told > std::chrono::milliseconds(200)) {
        told = now;
        tell(entry);
      }
    });
    std::string report = entry->work(entry->stop, progress);
    {
      const std::lock_guard lock(mutex_);
      entry->job.report = std::move(report);
    }
    become(entry->stop.load() ? "cancelled" : "done");
  } catch (const Error& error) {
    {
      const std::lock_guard lock(mutex_);
      entry->job.trouble = problem(error).body;
    }
    become("failed");
  } catch (const std::exception& error) {
    {
      const std::lock_guard lock(mutex_);
      entry->job.trouble = problem(Error(Errc::kInternal, error.what())).body;
    }
    become("failed");
  }
}

void Jobs::tell(const std::shared_ptr<Entry>& entry) {
  std::string text;
  {
    const std::lock_guard lock(mutex_);
    text = text_of(entry->job);
  }
  events_.publish_to("job", text, entry->job.account);
}

std::shared_ptr<Jobs::Entry> Jobs::find(const std::string& id, const std::string& account) const {
  for (const auto& [number, entry] : entries_) {
    if (entry->job.id == id && is_seen(entry->job, account)) {
      return entry;
    }
  }
  throw Error(Errc::kNotFound, "no job " + id, "", "see /api/v1/jobs");
}

std::string Jobs::json(const std::string& id, const std::string& account) const {
  const std::lock_guard lock(mutex_);
  return text_of(find(id, account)->job);
}

std::string Jobs::all_json(const std::string& account) const {
  const std::lock_guard lock(mutex_);
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const auto& [number, entry] : entries_) {
    if (is_seen(entry->job, account)) {
      list.push_back(json_of(entry->job));
    }
  }
  return nlohmann::ordered_json{{"jobs", list}}.dump(
      -1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

std::map<std::string, std::size_t> Jobs::count_states() const {
  std::map<std::string, std::size_t> counts = {
      {"queued", 0}, {"running", 0}, {"done", 0}, {"failed", 0}, {"cancelled", 0}};
  const std::lock_guard lock(mutex_);
  for (const auto& [number, entry] : entries_) {
    ++counts[entry->job.state];
  }
  return counts;
}

void Jobs::cancel(const std::string& id, const std::string& account) {
  const std::lock_guard lock(mutex_);
  find(id, account)->stop.store(true);
}

}  // namespace assay::serve
