#include "plan/vault.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "base/time.h"
#include "library/note_files.h"
#include "library/reader.h"
#include "plan/reading.h"
#include "work/mentions.h"
#include "work/verdict.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace assay::plan {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFileBytes = std::size_t{16} << 20;
constexpr std::size_t kMostNameBytes = 100;
constexpr std::size_t kMostRelated = 30;
constexpr std::string_view kFence = "---";
constexpr std::string_view kIdKey = "assay";
constexpr std::array<std::string_view, 9> kKeys = {
    kIdKey, "title", "authors", "year", "identifiers", "tags", "led", "rating", "read"};

/// A string as YAML takes it anywhere: JSON's double quotes are YAML's (YAML 1.2, 7.3.1).
std::string yaml(std::string_view text) {
  return nlohmann::json(std::string(text))
      .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string yaml_list(std::string_view key, const std::vector<std::string>& items) {
  std::string out = fmt::format("{}:", key);
  if (items.empty()) {
    return out + " []\n";
  }
  out += "\n";
  for (const std::string& item : items) {
    out += "  - " + yaml(item) + "\n";
  }
  return out;
}

// --- Merging with what the user has
// ---------------------------------------------------------------

struct FileParts {
  std::vector<std::string> front;  ///< Lines between the fences.
  std::string before;              ///< From the front matter to the first mark.
  std::string marked;              ///< With its marks.
  std::string after;
};

/// The front matter's lines and where the text behind it begins; nullopt without one.
std::optional<std::pair<std::vector<std::string>, std::size_t>> front_matter(
    std::string_view text) {
  std::vector<std::string> lines;
  std::size_t at = 0;
  for (bool first = true; at < text.size(); first = false) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    at = std::min(end + 1, text.size());
    if (!line.empty() && line.back() == '\r') {
      line.remove_suffix(1);
    }
    if (first && line != kFence) {
      return std::nullopt;
    }
    if (!first && line == kFence) {
      return std::make_pair(lines, at);
    }
    if (!first) {
      lines.emplace_back(line);
    }
  }
  return std::nullopt;
}

std::optional<FileParts> parts_of(const std::string& text) {
  const auto front = front_matter(text);
  if (!front) {
    return std::nullopt;
  }
  const std::size_t begin = text.find(kVaultBegin, front->second);
  const std::size_t end =
      begin == std::string::npos ? begin : text.find(kVaultEnd, begin + kVaultBegin.size());
  if (end == std::string::npos) {
    return std::nullopt;
  }
  const std::size_t behind = end + kVaultEnd.size();
  return FileParts{front->first, text.substr(front->second, begin - front->second),
                   text.substr(begin, behind - begin), text.substr(behind)};
}

/// The key that a line of front matter begins; empty for one that belongs to the key before it.
std::string_view key_of(std::string_view line) {
  if (line.empty() || line[0] == ' ' || line[0] == '\t' || line[0] == '-' || line[0] == '#') {
    return {};
  }
  const std::size_t colon = line.find(':');
  return colon == std::string_view::npos ? std::string_view() : trim(line.substr(0, colon));
}

bool is_ours(std::string_view key) {
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

/// The work that a file was written for; empty for a file that is not ours.
std::string work_of_file(const std::string& text) {
  if (const auto front = front_matter(text)) {
    for (const std::string& line : front->first) {
      if (key_of(line) == kIdKey) {
        return std::string(trim(std::string_view(line).substr(line.find(':') + 1)));
      }
    }
  }
  return {};
}

// --- What is written
// ------------------------------------------------------------------------------

struct VaultWork {
  library::StoredWork stored;
  std::vector<library::Note> notes;
  std::optional<library::Reading> reading;
  std::string name;  ///< Of its file, without ".md".
};

std::vector<std::string> tags_of(const VaultWork& work) {
  std::vector<std::string> tags;
  for (std::size_t i = 0; i < kTopicCount; ++i) {
    if ((work.stored.topics >> i & 1U) != 0) {
      tags.emplace_back(topic_name(static_cast<Topic>(i)));
    }
  }
  return tags;
}

std::string front_of(const VaultWork& work) {
  const Work& facts = work.stored.work;
  std::vector<std::string> identifiers;
  for (const Identifier& identifier : facts.identifiers) {
    identifiers.push_back(identifier.str());
  }
  std::string out = fmt::format("{}\n{}: {}\n", kFence, kIdKey, format_work_id(work.stored.id));
  out += "title: " + yaml(collapse_spaces(facts.title)) + "\n";
  out += yaml_list("authors", facts.authors);
  if (facts.year != 0) {
    out += fmt::format("year: {}\n", facts.year);
  }
  out += yaml_list("identifiers", identifiers) + yaml_list("tags", tags_of(work));
  out += fmt::format("led: {:.2f}\n", work.stored.developer_led);
  if (work.reading && work.reading->rating) {
    out += fmt::format("rating: {}\n", *work.reading->rating);
  }
  if (work.reading && work.reading->state == library::ReadState::kRead) {
    out += "read: " + format_instant(work.reading->at).substr(0, 10) + "\n";
  }
  return out + std::string(kFence) + "\n";
}

std::string link_to(const std::string& name, const std::string& title) {
  const std::string shown = vault_name(title);
  return shown.empty() || shown == name ? fmt::format("[[{}]]", name)
                                        : fmt::format("[[{}|{}]]", name, shown);
}

/// A note's text, unable to end the marked part.
std::string harmless(std::string text) {
  constexpr std::string_view kMark = "<!-- assay:";
  for (std::size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at + 1)) {
    text.replace(at, kMark.size(), "<!-- assay ");
  }
  return text;
}

std::string related_of(library::Library& library, const VaultWork& work,
                       const std::map<std::int64_t, VaultWork>& all) {
  std::string out;
  std::size_t count = 0;
  for (const library::Relation& relation : library.relations(work.stored)) {
    if (++count > kMostRelated) {
      break;
    }
    const auto known = all.find(relation.id.v);
    const std::string title =
        known != all.end() ? known->second.stored.work.title : library.load(relation.id).work.title;
    std::string name = known != all.end() ? known->second.name : vault_name(title);
    if (name.empty()) {
      name = format_work_id(relation.id);
    }
    out += fmt::format("- {} {}\n", tie_words(relation.tie.tie, relation.tie.subject),
                       link_to(name, title));
  }
  return out.empty() ? out : "\n## Related\n\n" + out;
}

std::string file_of(library::Library& library, const VaultWork& work,
                    const std::map<std::int64_t, VaultWork>& all) {
  std::string out = front_of(work) + "\n" + std::string(kVaultBegin) + "\n\n# " +
                    collapse_spaces(work.stored.work.title) + "\n";
  if (const std::string address = reading_address(work.stored.work, false); !address.empty()) {
    out += "\n<" + address + ">\n";
  }
  for (const library::Note& note : work.notes) {
    out += "\n## Note of " + format_instant(note.written).substr(0, 10) + "\n\n" +
           harmless(note.body) + "\n";
  }
  return out + related_of(library, work, all) + "\n" + std::string(kVaultEnd) + "\n";
}

// --- Which files
// ----------------------------------------------------------------------------------

struct VaultFolder {
  std::map<std::string, fs::path> ours;  ///< "w12" -> its file.
  std::set<std::string> taken;           ///< Names in the folder, folded, without ".md".
};

VaultFolder look_at(const fs::path& folder) {
  VaultFolder found;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.path().extension() != ".md") {
      continue;
    }
    found.taken.insert(nfkc_casefold(entry.path().stem().string()));
    if (entry.file_size() > kMostFileBytes) {
      continue;
    }
    const std::string id = work_of_file(read_file(entry.path(), kMostFileBytes));
    if (!id.empty()) {
      found.ours.emplace(id, entry.path());
    }
  }
  return found;
}

std::map<std::int64_t, VaultWork> collect(library::Library& library, VaultFolder& folder) {
  std::map<std::int64_t, VaultWork> works;
  for (library::KeptNote& kept : library::all_notes(library)) {
    works[kept.work.v].notes.push_back(std::move(kept.note));
  }
  for (const auto& [id, reading] : library::readings(library)) {
    if (reading.state != library::ReadState::kSkipped || reading.rating) {
      works[id].reading = reading;
    }
  }
  for (auto& [id, work] : works) {
    work.stored = library.load({id});
    const std::string own = format_work_id({id});
    if (const auto file = folder.ours.find(own); file != folder.ours.end()) {
      work.name = file->second.stem().string();
      continue;
    }
    const std::string title = vault_name(work.stored.work.title);
    work.name = title.empty() ? own : title;
    if (!folder.taken.insert(nfkc_casefold(work.name)).second) {
      work.name += " (" + own + ")";
      folder.taken.insert(nfkc_casefold(work.name));
    }
  }
  return works;
}

}  // namespace

std::string vault_name(std::string_view title) {
  constexpr std::string_view kForbidden = "\\/:*?\"<>|#^[]";
  std::string out;
  for (const char c : collapse_spaces(repair_utf8(title))) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F || kForbidden.find(c) != std::string_view::npos) {
      out += ' ';
    } else {
      out += c;
    }
  }
  std::size_t end = std::min(out.size(), kMostNameBytes);
  while (end < out.size() && end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0) == 0x80) {
    --end;
  }
  out = collapse_spaces(out.substr(0, end));
  const std::size_t first = out.find_first_not_of(". ");
  const std::size_t last = out.find_last_not_of(". ");
  return first == std::string::npos ? std::string() : out.substr(first, last - first + 1);
}

std::optional<std::string> merge_vault_file(const std::string& existing, const std::string& fresh) {
  if (existing.empty()) {
    return fresh;
  }
  const std::optional<FileParts> theirs = parts_of(existing);
  const std::optional<FileParts> ours = parts_of(fresh);
  if (!theirs || !ours) {
    return std::nullopt;
  }
  std::string out = std::string(kFence) + "\n";
  for (const std::string& line : ours->front) {
    out += line + "\n";
  }
  bool keep = true;
  for (const std::string& line : theirs->front) {
    if (const std::string_view key = key_of(line); !key.empty()) {
      keep = !is_ours(key);
    } else if (!line.empty() && line[0] == '#') {
      keep = true;
    }
    if (keep) {
      out += line + "\n";
    }
  }
  return out + std::string(kFence) + "\n" + theirs->before + ours->marked + theirs->after;
}

VaultReport export_vault(library::Library& library, const fs::path& folder) {
  make_folders(folder);
  VaultFolder found = look_at(folder);
  const std::map<std::int64_t, VaultWork> works = collect(library, found);
  VaultReport report;
  for (const auto& [id, work] : works) {
    const fs::path path = folder / (work.name + ".md");
    const std::string fresh = file_of(library, work, works);
    const bool there = fs::exists(path);
    const std::string existing = there ? read_file(path, kMostFileBytes) : std::string();
    const std::optional<std::string> merged = merge_vault_file(existing, fresh);
    if (!merged) {
      report.left.push_back(path.filename().string());
    } else if (there && *merged == existing) {
      ++report.unchanged;
    } else {
      write_file_atomically(path, *merged);
      ++(there ? report.updated : report.written);
    }
  }
  return report;
}

std::string to_json(const VaultReport& report) {
  nlohmann::ordered_json out;
  out["written"] = report.written;
  out["updated"] = report.updated;
  out["unchanged"] = report.unchanged;
  out["left"] = report.left;
  return out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::plan
