#include "practice/labs/catalogue.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/files.h"
#include "base/spelling.h"
#include "practice/labs/code_table_internal.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>

extern "C" {
extern const assay::EmbeddedFile assay_labs[];
extern const std::uint64_t assay_labs_count;
extern const assay::EmbeddedFile assay_lab_references[];
extern const std::uint64_t assay_lab_references_count;
}

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFile = std::size_t{1} << 20;
constexpr std::size_t kNear = 3;
/// What a lab is read from.
constexpr const char* kFiles[] = {"lab.toml",   "README.md",  "reference.py", "repair.py",
                                  "repair.cpp", "restore.py", "restore.cpp"};

/// Files of the program's own labs, by lab.
std::map<std::string, LabFiles> embedded_labs() {
  std::map<std::string, LabFiles> out;
  for (std::uint64_t i = 0; i < assay_labs_count; ++i) {
    const EmbeddedFile& file = assay_labs[i];
    const std::string path = file.path;
    if (const std::size_t slash = path.find('/'); slash != std::string::npos) {
      out[path.substr(0, slash)][path.substr(slash + 1)] =
          std::string(embedded_bytes(file.begin, file.end));
    }
  }
  return out;
}

/// The order in which labs are shown: labs/order.txt, one name a line.
std::vector<std::string> wanted_order() {
  std::vector<std::string> out;
  for (std::uint64_t i = 0; i < assay_labs_count; ++i) {
    if (std::string_view(assay_labs[i].path) == "order.txt") {
      std::string line;
      for (const char c : embedded_bytes(assay_labs[i].begin, assay_labs[i].end)) {
        if (c != '\n') {
          line += c;
        } else if (!line.empty()) {
          out.push_back(std::move(line));
          line.clear();
        }
      }
    }
  }
  return out;
}

/// Puts each lab behind those that it requires; otherwise keeps the order.
std::vector<Lab> in_order(std::vector<Lab> labs) {
  std::vector<Lab> out;
  std::set<std::string> done;
  std::set<std::string> known;
  for (const Lab& lab : labs) {
    known.insert(lab.name);
  }
  while (!labs.empty()) {
    auto ready = std::find_if(labs.begin(), labs.end(), [&](const Lab& lab) {
      return std::all_of(
          lab.requires_labs.begin(), lab.requires_labs.end(),
          [&](const std::string& one) { return done.count(one) != 0 || known.count(one) == 0; });
    });
    if (ready == labs.end()) {
      ready = labs.begin();  // a circle: someone has to be first
    }
    done.insert(ready->name);
    out.push_back(std::move(*ready));
    labs.erase(ready);
  }
  return out;
}

}  // namespace

Catalogue::Catalogue(const fs::path& own) {
  std::map<std::string, LabFiles> files = embedded_labs();
  std::vector<Lab> labs;
  std::set<std::string> taken;
  const auto take = [&](const std::string& name) {
    if (const auto found = files.find(name); found != files.end() && taken.insert(name).second) {
      labs.push_back(parse_lab(name, found->second));
    }
  };
  for (const std::string& name : wanted_order()) {
    take(name);
  }
  for (const auto& [name, unused] : files) {
    take(name);
  }
  std::error_code trouble;
  std::set<fs::path> folders;
  for (fs::directory_iterator it(own, trouble); !trouble && it != fs::directory_iterator();
       it.increment(trouble)) {
    std::error_code ignored;
    if (fs::is_regular_file(it->path() / "lab.toml", ignored)) {
      folders.insert(it->path());
    }
  }
  for (const fs::path& folder : folders) {
    try {
      Lab lab = parse_lab(folder.filename(), read_lab_folder(folder));
      if (!taken.insert(lab.name).second) {
        troubles_.push_back(lab.name + ": there is a lab of that name already");
        continue;
      }
      labs.push_back(std::move(lab));
    } catch (const Error& error) {
      troubles_.emplace_back(error.what());
    }
  }
  labs_ = in_order(std::move(labs));
}

const Lab& Catalogue::require(std::string_view name) const {
  const Lab* near = nullptr;
  std::size_t least = kNear + 1;
  for (const Lab& lab : labs_) {
    if (lab.name == name) {
      return lab;
    }
    if (const std::size_t far = edit_distance(lab.name, name, kNear); far < least) {
      least = far;
      near = &lab;
    }
  }
  throw Error(Errc::kNotFound, "there is no lab \"" + std::string(name) + "\"", "",
              near == nullptr ? "`assay lab list` shows all" : "did you mean " + near->name + "?");
}

std::vector<std::string> Catalogue::before(std::string_view name) const {
  const auto begin = std::find_if(labs_.rbegin(), labs_.rend(),
                                  [&](const Lab& lab) { return lab.name == require(name).name; });
  std::set<std::string> wanted(begin->requires_labs.begin(), begin->requires_labs.end());
  std::vector<std::string> out;
  // What a lab requires stands before it, so that one way back meets all.
  for (auto lab = begin + 1; lab != labs_.rend(); ++lab) {
    if (wanted.count(lab->name) != 0) {
      wanted.insert(lab->requires_labs.begin(), lab->requires_labs.end());
      out.insert(out.begin(), lab->name);
    }
  }
  return out;
}

LabFiles read_lab_folder(const fs::path& folder) {
  LabFiles files;
  std::error_code ignored;
  for (const char* name : kFiles) {
    if (fs::exists(folder / name, ignored)) {
      files[name] = read_file(folder / name, kMostFile);
    }
  }
  if (files.count("lab.toml") == 0) {
    throw Error(Errc::kNotFound, "there is no lab.toml", folder.string(),
                "docs/labs.md has its keys");
  }
  return files;
}

const LabCode* find_code(std::string_view name) {
  static std::mutex mutex;
  static std::map<std::string, LabCode, std::less<>> made;
  const std::lock_guard<std::mutex> lock(mutex);
  if (const auto found = made.find(name); found != made.end()) {
    return &found->second;
  }
  for (const CodeEntry& entry : code_table()) {
    if (entry.lab == name) {
      return &made.emplace(std::string(name), entry.make()).first->second;
    }
  }
  return nullptr;
}

std::string reference_source(std::string_view name) {
  std::string file(name);
  std::replace(file.begin(), file.end(), '-', '_');
  for (std::uint64_t i = 0; i < assay_lab_references_count; ++i) {
    if (assay_lab_references[i].path == file + ".cpp") {
      return std::string(
          embedded_bytes(assay_lab_references[i].begin, assay_lab_references[i].end));
    }
  }
  return {};
}

}  // namespace assay::practice
