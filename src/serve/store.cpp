#include "serve/store.h"

#include "base/text.h"
#include "base/time.h"
#include "ingest/reason_views.h"
#include "ingest/training.h"
#include "library/reader.h"
#include "library/saved.h"

#include <fmt/format.h>

#include <thread>
#include <utility>

namespace assay::serve {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kPulse(5);
constexpr milliseconds kWriteWait(2000);
constexpr milliseconds kMendWait(100);
constexpr milliseconds kRetry(20);

/// A profile holds on to the index whose vectors it looks at.
struct KeptProfile {
  std::shared_ptr<const search::Index> index;
  plan::Profile profile;
};

/// Somebody else's change in the library of a long write: it leaves neither a transaction nor its
/// reader behind.
class Guest {
 public:
  Guest(library::Library& library, const std::string& reader)
      : library_(library), host_(library::current_reader(library)) {
    library::use_reader(library_, reader);
  }
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;
  ~Guest() {
    library_.rollback();
    try {
      library::use_reader(library_, host_);
    } catch (const Error&) {
      // its own reader was removed: nothing of a long write is any reader's
    }
  }

 private:
  library::Library& library_;
  std::string host_;
};

/// What a profile is made of beside the works: the day, and what the saved searches have shown.
std::uint64_t profile_key(library::Library& library, const search::Index& index) {
  std::string text =
      fmt::format("{} {} {} {} {}", library.lineage(), library.generation(), index.generation(),
                  index.edition(), system_clock().today().since_epoch);
  for (const library::SavedSearch& saved : library::saved_searches(library)) {
    text += fmt::format("\n{} {} {} {}", saved.name, saved.query, saved.generation, saved.looked);
  }
  return hash64(text);
}

}  // namespace

Store::Store(StoreOptions options)
    : options_(std::move(options)), taxonomy_(ingest::read_taxonomy(options_.taxonomy_file)) {
  try {
    const library::Library made(options_.library, library::Library::Mode::kWrite);
  } catch (const Error& error) {
    if (error.code() != Errc::kLocked) {
      throw;
    }
  }
}

const identify::Judge& Store::judge() {
  const std::lock_guard lock(mutex_);
  return ingest::judge_of(options_.library);
}

std::shared_ptr<const search::Index> Store::mended(library::Library& library) {
  ingest::IndexOptions options;
  options.encoder = options_.encoder;
  if (const std::unique_lock alone(long_, std::try_to_lock);
      alone.owns_lock() && !ingest::is_index_current(library, options)) {
    try {
      write_until(steady_clock::now() + kMendWait, [&](library::Library& writer, Turn& turn) {
        ingest::IndexOptions mending = options;
        mending.turn = &turn;
        ingest::open_current_index(writer, mending).reset();
      });
    } catch (const Error& error) {
      if (error.code() != Errc::kLocked && error.code() != Errc::kIo) {
        throw;
      }
    }
  }
  // While somebody writes, the index on disk is behind: it is taken as far as it is.
  index_ = ingest::open_index_for_search(library, options);
  tried_ = steady_clock::now();
  {
    const std::lock_guard lock(pulse_mutex_);
    felt_ = {};  // what was felt until now names another index
  }
  return index_;
}

std::shared_ptr<const search::Index> Store::index(library::Library& library) {
  constexpr milliseconds kBetweenTries(200);
  const std::unique_lock lock(index_mutex_, kWriteWait);
  if (!lock.owns_lock()) {
    throw Error(Errc::kLocked, "the search index is being made", "", "try again in a moment");
  }
  if (index_ != nullptr && index_->lineage() == library.lineage()) {
    const bool tried = steady_clock::now() - tried_ < kBetweenTries && !changed_.load();
    if (index_->generation() >= library.generation() || tried) {
      return index_;
    }
  }
  return mended(library);
}

std::shared_ptr<const plan::Profile> Store::profile(
    library::Library& library, const std::shared_ptr<const search::Index>& index) {
  const std::string reader = library::current_reader(library);
  const std::uint64_t key = profile_key(library, *index);
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = profile_keys_.find(reader);
        found != profile_keys_.end() && found->second == key) {
      const auto kept = std::static_pointer_cast<const KeptProfile>(profiles_[reader]);
      return {kept, &kept->profile};
    }
  }
  const auto made =
      std::make_shared<const KeptProfile>(KeptProfile{index, plan::load_profile(library, *index)});
  const std::lock_guard lock(mutex_);
  profiles_[reader] = made;
  profile_keys_[reader] = key;
  return {made, &made->profile};
}

Stamp Store::stamp() {
  const std::lock_guard lock(pulse_mutex_);
  const steady_clock::time_point now = steady_clock::now();
  if (now - felt_ < kPulse && !changed_.exchange(false)) {
    return last_;
  }
  changed_.store(false);
  if (pulse_ == nullptr) {
    pulse_ = std::make_unique<library::Library>(options_.library, library::Library::Mode::kRead);
  }
  pulse_->renew();
  last_.lineage = pulse_->lineage();
  last_.library = pulse_->generation();
  pulse_->rollback();
  std::shared_ptr<const search::Index> index;
  if (const std::unique_lock have(index_mutex_, std::try_to_lock); have.owns_lock()) {
    index = index_;
  }
  last_.index = index == nullptr ? -1 : index->generation();
  last_.edition = index == nullptr ? 0 : index->edition();
  felt_ = now;
  return last_;
}

std::unique_ptr<library::Library> Store::open_to_write(steady_clock::time_point end) const {
  while (true) {
    try {
      return std::make_unique<library::Library>(options_.library, library::Library::Mode::kWrite);
    } catch (const Error& error) {
      if (error.code() != Errc::kLocked || steady_clock::now() >= end) {
        throw;
      }
    }
    std::this_thread::sleep_for(kRetry);
  }
}

void Store::write(const std::string& reader, const std::function<void(library::Library&)>& change) {
  const steady_clock::time_point end = steady_clock::now() + kWriteWait;
  const std::unique_lock lock(writing_, end);
  if (!lock.owns_lock()) {
    throw Error(Errc::kLocked, "another change is being written", "", "try again in a moment");
  }
  const std::string wanted = reader.empty() ? std::string(library::kFirstReader) : reader;
  if (resting_ == nullptr) {
    const std::unique_ptr<library::Library> library = open_to_write(end);
    library::use_reader(*library, wanted);
    change(*library);
  } else {
    const Guest guest(*resting_, wanted);
    change(*resting_);
  }
  changed_.store(true);
}

void Store::write_long(const std::function<void(library::Library&, Turn&)>& work) {
  const std::lock_guard alone(long_);
  write_until(steady_clock::now() + kWriteWait, work);
}

void Store::write_until(steady_clock::time_point end,
                        const std::function<void(library::Library&, Turn&)>& work) {
  const std::unique_lock lock(writing_, end);
  if (!lock.owns_lock()) {
    throw Error(Errc::kLocked, "another change is being written", "", "try again in a moment");
  }
  const std::unique_ptr<library::Library> library = open_to_write(end);
  if (!options_.reader.empty()) {
    library::use_reader(*library, options_.reader);
  }
  const struct Resting {
    explicit Resting(library::Library*& place, library::Library* library) : place_(place) {
      place_ = library;
    }
    Resting(const Resting&) = delete;
    Resting& operator=(const Resting&) = delete;
    ~Resting() { place_ = nullptr; }
    library::Library*& place_;
  } resting(resting_, library.get());
  work(*library, writing_);
  changed_.store(true);
}

void Desk::open(const std::string& reader) {
  rested_on_.reset();
  if (library_ == nullptr) {
    library_ =
        std::make_unique<library::Library>(store_.options().library, library::Library::Mode::kRead);
  } else {
    library_->renew();
  }
  reader_ = reader.empty() ? store_.options().reader : reader;
  const std::string wanted = reader_.empty() ? std::string(library::kFirstReader) : reader_;
  if (wanted != used_) {
    library::use_reader(*library_, wanted);
    used_ = wanted;
  }
}

void Desk::close() noexcept {
  profile_.reset();
  index_.reset();
  if (library_ != nullptr) {
    library_->rollback();
  }
}

const search::Index& Desk::index() {
  if (index_ == nullptr) {
    index_ = store_.index(*library_);
  }
  return *index_;
}

const plan::Profile& Desk::profile() {
  if (profile_ == nullptr) {
    static_cast<void>(index());
    profile_ = store_.profile(*library_, index_);
  }
  return *profile_;
}

Stamp Desk::stamp() {
  return {library_->lineage(), library_->generation(),
          index_ == nullptr ? -1 : index_->generation(), index_ == nullptr ? 0 : index_->edition()};
}

void Desk::write(const std::function<void(library::Library&)>& change) {
  close();
  const std::optional<std::int64_t> rested_on = std::exchange(rested_on_, std::nullopt);
  store_.write(reader_, [&](library::Library& library) {
    if (rested_on && library.generation() != *rested_on) {
      throw Outrun();
    }
    change(library);
  });
  library_->renew();
}

}  // namespace assay::serve
