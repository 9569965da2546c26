#include "base/error.h"
#include "base/text.h"
#include "search/bytes_internal.h"
#include "search/encoder.h"
#include "search/snapshot_internal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <set>
#include <sstream>
#include <string_view>
#include <system_error>

namespace assay::search {
namespace {

constexpr std::string_view kFirstLine = "assay search index ";

[[noreturn]] void throw_corrupt(const std::filesystem::path& path) {
  throw Error(Errc::kCorrupt, "the search index is damaged", path.string(),
              "it will be made again from the library");
}

/// Whether the writer could have named a file so: "00000012.seg".
bool is_name(std::string_view name, std::string_view extension) {
  return name.size() > extension.size() && name.ends_with(extension) &&
         name.substr(0, name.size() - extension.size()).find_first_not_of("0123456789") ==
             std::string_view::npos;
}

/// The manifest without its last line, whose checksum holds.
std::string read_manifest(const std::filesystem::path& path) {
  std::string text = read_file(path, std::size_t{1} << 26);
  const std::size_t end = text.rfind("checksum ");
  if (end == std::string::npos ||
      text.substr(end) !=
          fmt::format("checksum {:016x}\n", hash64(std::string_view(text).substr(0, end)))) {
    throw_corrupt(path);
  }
  text.resize(end);
  return text;
}

DeadDocs read_dead(const std::filesystem::path& path, std::uint32_t docs) {
  const PagedFile file(path, FileKind::kAlive);
  const std::size_t words = (std::size_t{docs} + 63) / 64;
  if (file.size() != words * sizeof(std::uint64_t)) {
    throw_corrupt(path);
  }
  const char* bytes = file.verified(0, file.size());
  DeadDocs dead;
  for (std::size_t i = 0; i < words; ++i) {
    dead.bits.push_back(load<std::uint64_t>(bytes + i * sizeof(std::uint64_t)));
    dead.count += static_cast<std::uint32_t>(std::popcount(dead.bits.back()));
  }
  if (dead.count > docs) {
    throw_corrupt(path);
  }
  return dead;
}

LiveSegment open_segment(const std::filesystem::path& folder, const std::string& name,
                         const std::string& vectors_name, const std::string& dead_name,
                         std::uint32_t docs, const Snapshot* previous) {
  LiveSegment live{name, vectors_name, dead_name, nullptr, nullptr};
  if (previous != nullptr) {
    for (const LiveSegment& old : previous->segments) {
      // An index made anew uses the names again.
      if (old.name == name && old.vectors_name == vectors_name && old.segment->is_current()) {
        live.segment = old.segment;
        live.dead = old.dead_name == dead_name ? old.dead : nullptr;
      }
    }
  }
  if (live.segment == nullptr) {
    live.segment = std::make_shared<const Segment>(folder / name, folder / vectors_name);
    if (live.segment->docs() != docs) {
      throw_corrupt(folder / name);
    }
  }
  if (live.dead == nullptr && !dead_name.empty()) {
    live.dead = std::make_shared<const DeadDocs>(read_dead(folder / dead_name, docs));
  }
  return live;
}

/// The manifest's word for what the vectors were made by.
std::string encoder_word(const Snapshot& snapshot) {
  return snapshot.dimensions ? fmt::format("{}:{}", snapshot.encoder, *snapshot.dimensions)
                             : snapshot.encoder;
}

/// Reads that word; false when it stands for another encoder.
bool read_encoder_word(const std::string& word, Snapshot& snapshot) {
  if (!snapshot.dimensions) {
    return word == snapshot.encoder;
  }
  const std::string_view digits = word.starts_with(snapshot.encoder + ":")
                                      ? std::string_view(word).substr(snapshot.encoder.size() + 1)
                                      : std::string_view();
  const auto [end, failed] =
      std::from_chars(digits.data(), digits.data() + digits.size(), *snapshot.dimensions);
  return failed == std::errc() && end == digits.data() + digits.size() &&
         *snapshot.dimensions <= kMostDimensions;
}

void read_own_words(const std::filesystem::path& folder, const std::string& name,
                    const Snapshot* previous, Snapshot& snapshot) {
  if (name == "-") {
    return;
  }
  if (!is_name(name, ".own")) {
    throw_corrupt(folder / kManifestName);
  }
  snapshot.own_name = name;
  const bool there =
      previous != nullptr && previous->own_name == name && previous->own_words->is_current();
  snapshot.own_words =
      there ? previous->own_words : std::make_shared<const OwnWords>(folder / name);
}

LiveSegment read_segment(std::istream& in, const std::filesystem::path& folder,
                         const Snapshot* previous) {
  std::string name;
  std::string vectors_name;
  std::string dead_name;
  std::uint32_t docs = 0;
  if (!(in >> name >> vectors_name >> docs >> dead_name) || !is_name(name, ".seg") ||
      !is_name(vectors_name, ".vec") || (dead_name != "-" && !is_name(dead_name, ".dead"))) {
    throw_corrupt(folder / kManifestName);
  }
  return open_segment(folder, name, vectors_name, dead_name == "-" ? "" : dead_name, docs,
                      previous);
}

/// The manifest's lines behind the first.
void read_lines(std::istream& in, const std::filesystem::path& folder, const Snapshot* previous,
                Snapshot& snapshot) {
  std::string word;
  std::string made_by;
  std::string own_name;
  while (in >> word) {
    if (word == "generation") {
      in >> snapshot.generation;
    } else if (word == "lineage") {
      in >> snapshot.lineage;
    } else if (word == "serial") {
      in >> snapshot.serial;
    } else if (word == "next") {
      in >> snapshot.next_name;
    } else if (word == "encoder") {
      in >> made_by;
    } else if (word == "learnt") {
      in >> own_name >> snapshot.learnt_from;
      read_own_words(folder, own_name, previous, snapshot);
    } else if (word == "segment") {
      snapshot.segments.push_back(read_segment(in, folder, previous));
    } else {
      throw_corrupt(folder / kManifestName);
    }
    if (in.fail()) {
      throw_corrupt(folder / kManifestName);
    }
  }
  if (!read_encoder_word(made_by, snapshot)) {
    throw Error(Errc::kUnsupportedVersion, "the search index was made with another model",
                (folder / kManifestName).string(), "it will be made again from the library");
  }
}

std::shared_ptr<const Snapshot> load_once(const std::filesystem::path& folder,
                                          const TextEncoder* encoder, const Snapshot* previous) {
  const std::filesystem::path path = folder / kManifestName;
  std::istringstream in(read_manifest(path));
  std::string line;
  std::getline(in, line);
  if (!line.starts_with(kFirstLine)) {
    throw_corrupt(path);
  }
  if (line.substr(kFirstLine.size()) != std::to_string(kFormatVersion)) {
    throw Error(Errc::kUnsupportedVersion, "the search index was made by another version",
                path.string(), "it will be made again from the library");
  }
  auto snapshot = std::make_shared<Snapshot>(empty_snapshot(encoder));
  read_lines(in, folder, previous, *snapshot);
  for (const LiveSegment& live : snapshot->segments) {
    if (live.segment->vectors().own_words() != snapshot->own_id()) {
      throw_corrupt(folder / live.vectors_name);
    }
  }
  return snapshot;
}

}  // namespace

std::uint64_t Snapshot::docs() const noexcept {
  std::uint64_t sum = 0;
  for (const LiveSegment& live : segments) {
    sum += live.segment->docs();
  }
  return sum;
}

std::uint64_t Snapshot::alive() const noexcept {
  std::uint64_t sum = 0;
  for (const LiveSegment& live : segments) {
    sum += live.alive();
  }
  return sum;
}

void WorkSample::offer(const LiveSegment& live, std::uint32_t doc) {
  const std::int64_t work = live.segment->work(doc);
  // The finaliser of SplitMix64 (Steele, Lea and Flood 2014).
  auto hash = static_cast<std::uint64_t>(work) + 0x9E3779B97F4A7C15U;
  hash = (hash ^ hash >> 30U) * 0xBF58476D1CE4E5B9U;
  hash = (hash ^ hash >> 27U) * 0x94D049BB133111EBU;
  hash ^= hash >> 31U;
  if (hash > limit_ || count_ == 0) {
    return;
  }
  drawn_.push_back({hash, {work, &live, doc}});
  if (drawn_.size() >= 2 * count_) {
    cut();
  }
}

void WorkSample::cut() {
  if (drawn_.size() <= count_) {
    return;
  }
  const auto last = drawn_.begin() + static_cast<std::ptrdiff_t>(count_) - 1;
  std::nth_element(drawn_.begin(), last, drawn_.end(),
                   [](const Drawn& a, const Drawn& b) { return a.hash < b.hash; });
  limit_ = last->hash;
  drawn_.resize(count_);
}

std::vector<SampledDoc> WorkSample::finish() {
  cut();
  std::vector<SampledDoc> docs;
  docs.reserve(drawn_.size());
  for (const Drawn& drawn : drawn_) {
    docs.push_back(drawn.doc);
  }
  std::sort(docs.begin(), docs.end(),
            [](const SampledDoc& a, const SampledDoc& b) { return a.work < b.work; });
  return docs;
}

Snapshot empty_snapshot(const TextEncoder* encoder) {
  Snapshot snapshot;
  snapshot.encoder = encoder == nullptr ? StaticEncoder::shipped().name() : encoder->name();
  if (encoder != nullptr) {
    snapshot.dimensions = 0;
  }
  return snapshot;
}

std::shared_ptr<const Snapshot> load_snapshot(const std::filesystem::path& folder,
                                              const TextEncoder* encoder,
                                              const Snapshot* previous) {
  // A writer may replace the manifest and remove old files between two of our steps.
  constexpr int kTries = 1000;
  for (int attempt = 1;; ++attempt) {
    const std::string stamp = manifest_stamp(folder);
    if (stamp.empty()) {
      return nullptr;
    }
    try {
      return load_once(folder, encoder, previous);
    } catch (const Error& error) {
      if (attempt == kTries || stamp == manifest_stamp(folder)) {
        if (error.code() == Errc::kNotFound) {
          throw_corrupt(folder);  // the manifest names a file that is not there
        }
        throw;
      }
    }
  }
}

void store_snapshot(const std::filesystem::path& folder, const Snapshot& snapshot) {
  std::string text =
      fmt::format("{}{}\ngeneration {}\nlineage {}\nserial {}\nnext {}\nencoder {}\nlearnt {} {}\n",
                  kFirstLine, kFormatVersion, snapshot.generation, snapshot.lineage,
                  snapshot.serial, snapshot.next_name, encoder_word(snapshot),
                  snapshot.own_name.empty() ? "-" : snapshot.own_name, snapshot.learnt_from);
  for (const LiveSegment& live : snapshot.segments) {
    text += fmt::format("segment {} {} {} {}\n", live.name, live.vectors_name, live.segment->docs(),
                        live.dead_name.empty() ? "-" : live.dead_name);
  }
  text += fmt::format("checksum {:016x}\n", hash64(text));
  write_file_atomically(folder / kManifestName, text);
}

void write_dead(const std::filesystem::path& path, const DeadDocs& dead) {
  PagedFileWriter writer(path, FileKind::kAlive);
  writer.append(bytes_of(dead.bits.data(), dead.bits.size()));
  writer.finish();
}

void remove_strays(const std::filesystem::path& folder, const Snapshot& snapshot) noexcept {
  try {
    std::set<std::string> needed = {snapshot.own_name};
    for (const LiveSegment& live : snapshot.segments) {
      needed.insert(live.name);
      needed.insert(live.vectors_name);
      needed.insert(live.dead_name);
    }
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      const std::string name = entry.path().filename().string();
      const std::string extension = entry.path().extension().string();
      const bool torn = name.starts_with(std::string(kManifestName) + '.');  // a killed commit's
      const bool data =
          extension == ".seg" || extension == ".dead" || extension == ".vec" || extension == ".own";
      if (torn || (data && needed.count(name) == 0)) {
        std::error_code ec;
        std::filesystem::remove(entry.path(), ec);
      }
    }
  } catch (const std::exception&) {
    // What is left behind only takes space; the next commit tries again.
    return;
  }
}

std::string manifest_stamp(const std::filesystem::path& folder) {
  struct stat info {};
  if (::stat((folder / kManifestName).c_str(), &info) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return {};
    }
    throw io_error("cannot read the search index", folder.string(), errno);
  }
  return fmt::format("{}:{}:{}:{}", info.st_ino, info.st_size, info.st_mtim.tv_sec,
                     info.st_mtim.tv_nsec);
}

}  // namespace assay::search
