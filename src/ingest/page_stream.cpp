#include "ingest/page_stream.h"

#include "source/since.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace assay::ingest {
namespace {

/// Most of their time they wait for services.
constexpr std::size_t kMostWorkers = 8;
constexpr std::size_t kPagesInFlight = 4;

/// Whether a work is dated, and before `since` even if its month or day is not told.
bool is_older(const Work& work, std::string_view since) {
  const std::string date =
      work.date.empty() && work.year != 0 ? std::to_string(work.year) : work.date;
  return !date.empty() && date < since.substr(0, date.size());
}

}  // namespace

PageStream::PageStream(const std::vector<Reading>& readings, const FetcherFor& fetcher_for,
                       const identify::Judge& judge, const SyncOptions& options)
    : readings_(readings),
      fetcher_for_(fetcher_for),
      judge_(judge),
      options_(options),
      queue_(kPagesInFlight),
      left_off_(readings.size()) {
  const std::size_t workers = std::min(kMostWorkers, readings.size());
  workers_left_ = workers;
  if (workers == 0) {
    queue_.close();
  }
  for (std::size_t i = 0; i < workers; ++i) {
    threads_.emplace_back([this] { work(); });
  }
}

PageStream::~PageStream() {
  queue_.close();
}

std::optional<PageEvent> PageStream::next() {
  return queue_.pop();
}

void PageStream::leave_off(std::size_t source) {
  left_off_.at(source).store(true);
}

bool PageStream::is_stopped(std::size_t place) const {
  return left_off_[place].load() || (options_.stop != nullptr && options_.stop->load());
}

void PageStream::work() {
  for (std::size_t place = next_reading_++; place < readings_.size(); place = next_reading_++) {
    if (!read(place)) {
      break;
    }
  }
  if (--workers_left_ == 0) {
    queue_.close();
  }
}

bool PageStream::read(std::size_t place) {
  ReadingEnd end;
  try {
    if (!read_pages(place, end.more)) {
      return false;
    }
  } catch (const Error& error) {
    end.more = true;
    if (error.code() != Errc::kCancelled) {
      end.error = error;
    }
  } catch (const std::exception& error) {
    end.more = true;
    end.error = Error(Errc::kInternal, error.what(), readings_[place].spec.name,
                      "please report this; other sources are not held up by it");
  }
  return queue_.push({place, std::move(end)});
}

bool PageStream::read_pages(std::size_t place, bool& more) {
  const Reading& reading = readings_[place];
  const Clock& clock = options_.clock == nullptr ? system_clock() : *options_.clock;
  more = true;
  if (is_stopped(place)) {
    return true;
  }
  const std::unique_ptr<source::Connector> connector = source::make_connector(reading.spec);
  const std::unique_ptr<source::Fetcher> fetcher = fetcher_for_(reading.spec);
  source::PageRequest request{reading.cursor, reading.since, clock.now(), options_.stop};
  for (std::size_t pages = 0; more && !is_stopped(place); ++pages) {
    if (options_.most_pages != 0 && pages == options_.most_pages) {
      return true;
    }
    source::Page page = connector->next(request, *fetcher);
    more = page.more;
    const bool stuck = more && page.cursor == request.cursor;
    request.cursor = page.cursor;
    if (!queue_.push({place, make_ready(std::move(page), reading)})) {
      return false;
    }
    if (stuck) {
      throw Error(Errc::kInvalid, "the service has more to give but does not say where to go on",
                  reading.spec.address, "that is on its side: try again later");
    }
  }
  return true;
}

ReadyPage PageStream::make_ready(source::Page page, const Reading& reading) const {
  ReadyPage ready;
  const std::string& name = reading.spec.name;
  const bool every_age = reading.since.empty() || source::heeds_since(reading.spec.connector);
  ready.entries.reserve(page.items.size());
  for (source::Item& item : page.items) {
    if (auto* rejection = std::get_if<source::Rejection>(&item)) {
      ready.entries.emplace_back(std::move(*rejection));
    } else if (!every_age && is_older(std::get<Work>(item), reading.since)) {
      ++ready.left_out;
    } else {
      ready.entries.emplace_back(prepare_served(std::move(std::get<Work>(item)), name, judge_));
    }
  }
  page.items.clear();
  ready.page = std::move(page);
  return ready;
}

}  // namespace assay::ingest
