#include "plan/shelf.h"

#include "base/error.h"
#include "base/files.h"
#include "base/mapped_file.h"
#include "base/text.h"
#include "library/signals.h"
#include "work/people.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>
#include <unordered_set>

namespace assay::plan {
namespace {

constexpr std::string_view kMagic = "assayshf";
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kHead = 48;
constexpr std::size_t kMostAuthors = 64;
constexpr double kHalfStars = 50;
constexpr double kHalfDiscussions = 2;

std::filesystem::path shelf_file(const library::Library& library) {
  return library.folder() / "radar" / "shelf";
}

template <typename Value>
Value value_at(std::string_view bytes, std::size_t at) {
  Value value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

/// nullopt when there is none, or none that can be used.
std::optional<Shelf> read_shelf(const std::filesystem::path& path) {
  std::shared_ptr<const MappedFile> file;
  try {
    file = std::make_shared<const MappedFile>(path, true);
  } catch (const Error&) {
    return std::nullopt;
  }
  const std::string_view bytes = file->bytes();
  if (bytes.size() < kHead || !bytes.starts_with(kMagic) ||
      value_at<std::uint32_t>(bytes, 8) != kVersion ||
      value_at<std::uint64_t>(bytes, 40) != hash64(bytes.substr(kHead))) {
    return std::nullopt;
  }
  const auto rows = value_at<std::uint64_t>(bytes, 24);
  const auto authors = value_at<std::uint64_t>(bytes, 32);
  if (rows > bytes.size() || authors > bytes.size() ||
      bytes.size() != kHead + rows * sizeof(ShelfRow) + authors * sizeof(std::uint32_t)) {
    return std::nullopt;
  }
  Shelf shelf;
  shelf.generation = value_at<std::int64_t>(bytes, 16);
  // A mapping begins on a page and the head is a multiple of 8, so both are aligned.
  const char* body = bytes.data() + kHead;
  shelf.rows = {reinterpret_cast<const ShelfRow*>(body), rows};
  shelf.authors = {reinterpret_cast<const std::uint32_t*>(body + rows * sizeof(ShelfRow)), authors};
  shelf.bytes = std::move(file);
  return shelf;
}

template <typename Value>
void append_bytes(std::string& out, const Value* values, std::size_t count) {
  out.append(reinterpret_cast<const char*>(values), count * sizeof(Value));
}

void write_shelf(const std::filesystem::path& path, const Shelf& shelf) {
  std::string body;
  body.reserve(shelf.rows.size() * sizeof(ShelfRow) + shelf.authors.size() * sizeof(std::uint32_t));
  append_bytes(body, shelf.rows.data(), shelf.rows.size());
  append_bytes(body, shelf.authors.data(), shelf.authors.size());
  std::string bytes(kMagic);
  const std::uint32_t version[2] = {kVersion, 0};
  const std::uint64_t sizes[3] = {shelf.rows.size(), shelf.authors.size(), hash64(body)};
  append_bytes(bytes, version, 2);
  append_bytes(bytes, &shelf.generation, 1);
  append_bytes(bytes, sizes, 3);
  bytes += body;
  try {
    make_folders(path.parent_path());
    write_file_atomically(path, bytes);
  } catch (const Error&) {
    // It saves time next time, no more.
  }
}

/// A work on its way to the shelf, with its authors beside it.
struct Entry {
  ShelfRow row;
  std::vector<std::uint32_t> authors;
};

Level level_of(const library::Signals& signals) {
  if (!signals.extra.empty()) {
    const nlohmann::json extra = nlohmann::json::parse(signals.extra, nullptr, false);
    if (extra.is_object()) {
      if (const auto found = extra.find("level"); found != extra.end() && found->is_string()) {
        if (const std::optional<Level> level = parse_level(found->get<std::string>())) {
          return *level;
        }
      }
    }
  }
  return level_of_title(signals.title);
}

Entry make_entry(const library::Signals& signals) {
  Entry entry;
  const library::Summary& summary = signals.summary;
  entry.row.work = summary.id.v;
  entry.row.day = summary.day;
  entry.row.topics = summary.topics;
  entry.row.venue = venue_hash(signals.venue);
  entry.row.year = static_cast<std::int16_t>(summary.year);
  entry.row.kind = static_cast<std::uint8_t>(summary.kind);
  entry.row.level = static_cast<std::uint8_t>(level_of(signals));
  entry.row.code = summary.has_code ? 1 : 0;
  entry.row.lab = signals.practice ? 1 : 0;
  entry.row.developer_led = static_cast<float>(summary.developer_led);
  entry.row.research = static_cast<float>(summary.research);
  entry.row.stars = static_cast<float>(signals.stars);
  for (const std::string& author : signals.authors) {
    const bool nobody = iequals(trim(author), "others") || istarts_with(trim(author), "et al");
    if (!nobody && entry.authors.size() < kMostAuthors) {
      entry.authors.push_back(person_hash(author));
    }
  }
  return entry;
}

/// A shelf in the making.
struct Rows {
  std::vector<ShelfRow> rows;
  std::vector<std::uint32_t> authors;

  void append(ShelfRow row, std::span<const std::uint32_t> its_authors) {
    row.first_author = static_cast<std::uint32_t>(authors.size());
    row.authors = static_cast<std::uint16_t>(its_authors.size());
    authors.insert(authors.end(), its_authors.begin(), its_authors.end());
    rows.push_back(row);
  }
};

Shelf make_shelf(Rows made, std::int64_t generation) {
  const auto kept = std::make_shared<const Rows>(std::move(made));
  return {generation, kept->rows, kept->authors, kept};
}

/// `old` with the entries, ascending, in the place of or between its rows, and without `gone`.
Rows merge(const Shelf& old, const std::vector<Entry>& entries,
           const std::unordered_set<std::int64_t>& gone) {
  Rows merged;
  merged.rows.reserve(old.rows.size() + entries.size());
  merged.authors.reserve(old.authors.size() + entries.size() * 4);
  auto entry = entries.begin();
  for (const ShelfRow& row : old.rows) {
    for (; entry != entries.end() && entry->row.work < row.work; ++entry) {
      merged.append(entry->row, entry->authors);
    }
    if (entry != entries.end() && entry->row.work == row.work) {
      merged.append(entry->row, entry->authors);
      ++entry;
    } else if (gone.count(row.work) == 0) {
      merged.append(row, old.authors_of(row));
    }
  }
  for (; entry != entries.end(); ++entry) {
    merged.append(entry->row, entry->authors);
  }
  return merged;
}

bool contains_any(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [text](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

}  // namespace

const ShelfRow* Shelf::find(WorkId work) const noexcept {
  const auto found =
      std::lower_bound(rows.begin(), rows.end(), work.v,
                       [](const ShelfRow& row, std::int64_t id) { return row.work < id; });
  return found != rows.end() && found->work == work.v ? &*found : nullptr;
}

std::uint32_t person_hash(std::string_view name) {
  const auto hash = static_cast<std::uint32_t>(hash64(person_key(name)));
  return hash == 0 ? 1 : hash;
}

std::uint32_t venue_hash(std::string_view name) {
  std::string words = ascii_lower(name);
  std::replace_if(
      words.begin(), words.end(),
      [](char c) { return static_cast<unsigned char>(c) < 0x80 && !(c >= 'a' && c <= 'z'); }, ' ');
  words = collapse_spaces(words);
  if (words.empty()) {
    return 0;
  }
  const auto hash = static_cast<std::uint32_t>(hash64(words, 1));
  return hash == 0 ? 1 : hash;
}

float discussed(std::int64_t stars, std::int64_t discussions) noexcept {
  const double amount =
      std::log1p(static_cast<double>(std::max<std::int64_t>(0, stars))) / std::log1p(kHalfStars) +
      std::log1p(static_cast<double>(discussions)) / std::log1p(kHalfDiscussions);
  return static_cast<float>(amount / (amount + 1));
}

Level level_of_title(std::string_view title) {
  const std::string text = " " + ascii_lower(title) + " ";
  if (contains_any(
          text, {" survey", " tutorial", " introduction", " primer", "overview of", " beginner",
                 " guide to", " lecture", " course", " review of", " explained", "from scratch"})) {
    return Level::kNew;
  }
  if (contains_any(text,
                   {" theorem", " proof", "minimax", "asymptotic", " bounds", "sample complexity",
                    "convergence rate", " regret", " axiom", " np-hard", "decidab"})) {
    return Level::kExpert;
  }
  return Level::kWorking;
}

library::Summary summary_of(const ShelfRow& row) noexcept {
  library::Summary summary;
  summary.id = {row.work};
  summary.kind = static_cast<Kind>(row.kind);
  summary.year = row.year;
  summary.day = row.day;
  summary.has_code = row.code != 0;
  summary.developer_led = static_cast<double>(row.developer_led);
  summary.research = static_cast<double>(row.research);
  summary.topics = row.topics;
  return summary;
}

Shelf load_shelf(library::Library& library) {
  const std::filesystem::path path = shelf_file(library);
  const std::int64_t generation = library.generation();
  std::optional<Shelf> kept = read_shelf(path);
  if (kept && kept->generation == generation) {
    return std::move(*kept);
  }
  if (kept && kept->generation > generation) {
    kept.reset();  // of another library that was here before
  }
  std::vector<Entry> entries;
  std::unordered_set<std::int64_t> gone;
  bool talk = !kept;  // whether what is said of other works may have changed
  library::for_each_signals(
      library, kept ? kept->generation : -1,
      [&](const library::Signals& signals) {
        entries.push_back(make_entry(signals));
        talk = talk || signals.summary.kind != Kind::kPaper;
        const ShelfRow* row = kept ? kept->find(signals.summary.id) : nullptr;
        talk = talk || row == nullptr;
      },
      [&](WorkId work) {
        gone.insert(work.v);
        talk = true;
      });
  for (Entry& entry : entries) {
    const ShelfRow* before = kept ? kept->find({entry.row.work}) : nullptr;
    entry.row.discussed = before == nullptr ? 0 : before->discussed;
  }
  Rows merged = merge(kept.value_or(Shelf{}), entries, gone);
  if (talk) {
    const std::unordered_map<std::int64_t, std::int64_t> counts =
        library::discussion_counts(library);
    for (ShelfRow& row : merged.rows) {
      const auto found = counts.find(row.work);
      row.discussed = discussed(static_cast<std::int64_t>(row.stars),
                                found == counts.end() ? 0 : found->second);
    }
  }
  Shelf shelf = make_shelf(std::move(merged), generation);
  write_shelf(path, shelf);
  return shelf;
}

}  // namespace assay::plan
