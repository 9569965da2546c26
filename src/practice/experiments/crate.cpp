#include "practice/experiments/crate.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "practice/experiments/crate_metadata_internal.h"
#include "practice/experiments/folder.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMetadata = "ro-crate-metadata.json";
constexpr const char* kManifest = "manifest-sha256.txt";
constexpr const char* kSignature = "signature.json";
constexpr std::string_view kSigned = "assay crate 1\n";
constexpr std::uintmax_t kMostFile = std::uintmax_t{64} << 20;
constexpr std::size_t kMostManifest = std::size_t{64} << 20;
constexpr std::size_t kHashDigits = 64;

bool is_plain(std::string_view path) {
  return std::none_of(path.begin(), path.end(), [](char c) {
    return std::iscntrl(static_cast<unsigned char>(c)) != 0 || c == '\\';
  });
}

class Builder {
 public:
  Builder(const fs::path& folder, const CrateOptions& options)
      : folder_(folder), options_(options) {}

  void write(const std::string& path, const std::string& text) {
    make_folders((folder_ / path).parent_path());
    write_file_atomically(folder_ / path, text);
    files_.push_back({path, text.size(), sha256(text)});
  }

  /// A file as it is; logs and patches may be large, and are copied by the kernel.
  void copy(const std::string& path, const fs::path& from) {
    std::error_code trouble;
    const std::uintmax_t bytes = fs::file_size(from, trouble);
    if (trouble) {
      return;
    }
    if (!is_plain(path) || bytes > kMostFile) {
      report_.left_out.push_back(path + (bytes > kMostFile ? ": over 64 MiB" : ": its name"));
      return;
    }
    make_folders((folder_ / path).parent_path());
    fs::copy_file(from, folder_ / path, trouble);
    if (trouble) {
      throw Error(Errc::kIo, "cannot copy a file: " + trouble.message(), from.string());
    }
    files_.push_back({path, bytes, sha256_of_file(folder_ / path)});
  }

  /// Text with the user's home written as "~".
  [[nodiscard]] std::string homeless(std::string text) const {
    if (options_.home.size() > 1) {
      for (std::size_t at = text.find(options_.home); at != std::string::npos;
           at = text.find(options_.home, at + 1)) {
        const std::size_t end = at + options_.home.size();
        if (end == text.size() || text[end] == '/' || text[end] == '"') {
          text.replace(at, options_.home.size(), "~");
        }
      }
    }
    return text;
  }

  void add_experiment(const fs::path& experiment) {
    std::error_code trouble;
    std::vector<fs::path> found;
    for (fs::directory_iterator it(experiment, trouble); !trouble && it != fs::directory_iterator();
         it.increment(trouble)) {
      if (it->symlink_status().type() == fs::file_type::regular &&
          it->path().filename().string()[0] != '.') {
        found.push_back(it->path());
      }
    }
    std::sort(found.begin(), found.end());
    for (const fs::path& file : found) {
      copy("experiment/" + file.filename().string(), file);
    }
  }

  void add_run(const Run& run, const fs::path& folder) {
    const std::string base = "runs/" + run.id + "/";
    write(base + "run.json", homeless(format_run(run)));
    for (const char* name : {"metrics.csv", "stdout.log", "stderr.log", "diff.patch"}) {
      copy(base + name, folder / name);
    }
  }

  CrateReport finish(const Selection& selection, const Report& report, const Signer& signer) {
    std::sort(files_.begin(), files_.end(),
              [](const CrateFile& a, const CrateFile& b) { return a.path < b.path; });
    write(kMetadata, homeless(crate_metadata(selection, report, files_, options_)));
    std::string manifest;
    std::sort(files_.begin(), files_.end(),
              [](const CrateFile& a, const CrateFile& b) { return a.path < b.path; });
    for (const CrateFile& file : files_) {
      manifest += file.sha256 + "  " + file.path + "\n";
      report_.bytes += file.bytes;
    }
    report_.files = files_.size();
    report_.public_key = signer.public_key();
    write_file_atomically(folder_ / kManifest, manifest);
    write_file_atomically(
        folder_ / kSignature,
        nlohmann::ordered_json{{"version", 1},
                               {"algorithm", "ed25519"},
                               {"public_key", signer.public_key()},
                               {"signature", signer.sign(std::string(kSigned) + manifest)}}
                .dump(2) +
            "\n");
    return std::move(report_);
  }

 private:
  const fs::path& folder_;
  const CrateOptions& options_;
  std::vector<CrateFile> files_;
  CrateReport report_;
};

void require_free(const fs::path& folder) {
  std::error_code trouble;
  if (fs::exists(fs::symlink_status(folder, trouble)) &&
      (!fs::is_directory(folder, trouble) || !fs::is_empty(folder, trouble))) {
    throw Error(Errc::kInvalid, "there is something at this place already", folder.string(),
                "name a new folder");
  }
}

/// Hash by path; nullopt for a line that is none of the form, or a path that leaves the crate.
std::optional<std::map<std::string, std::string>> parse_manifest(const std::string& text) {
  std::map<std::string, std::string> out;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty()) {
      continue;
    }
    if (line.size() < kHashDigits + 3 || line.substr(kHashDigits, 2) != "  ") {
      return std::nullopt;
    }
    const std::string path(line.substr(kHashDigits + 2));
    const std::vector<std::string_view> parts = split(path, '/');
    const bool leaves = std::any_of(parts.begin(), parts.end(), [](std::string_view part) {
      return part.empty() || part == "." || part == "..";
    });
    if (leaves || !is_plain(path) || !out.emplace(path, line.substr(0, kHashDigits)).second) {
      return std::nullopt;
    }
  }
  return out;
}

void read_signature(const fs::path& folder, const std::string& manifest, CrateCheck& out) {
  std::error_code ignored;
  if (!fs::exists(folder / kSignature, ignored)) {
    out.problems.push_back({kSignature, "missing: nobody signed this crate"});
    return;
  }
  try {
    const auto json = nlohmann::json::parse(read_file(folder / kSignature, std::size_t{1} << 16));
    out.public_key = json.at("public_key").get<std::string>();
    out.signature = json.at("algorithm") == "ed25519" &&
                    is_signed(std::string(kSigned) + manifest, out.public_key,
                              json.at("signature").get<std::string>());
  } catch (const nlohmann::json::exception&) {
    out.problems.push_back({kSignature, "is no signature"});
    return;
  }
  if (!out.signature) {
    out.problems.push_back({kSignature, "does not fit the manifest: one of them was changed"});
  }
}

/// Every file, folders walked without following links.
void check_files(const fs::path& folder, std::map<std::string, std::string> wanted,
                 CrateCheck& out) {
  std::error_code trouble;
  for (fs::recursive_directory_iterator it(folder, trouble);
       !trouble && it != fs::recursive_directory_iterator(); it.increment(trouble)) {
    const std::string path = it->path().lexically_relative(folder).generic_string();
    const fs::file_type type = it->symlink_status().type();
    if (type == fs::file_type::directory || path == kManifest || path == kSignature) {
      continue;
    }
    const auto known = wanted.find(path);
    if (known == wanted.end()) {
      out.problems.push_back({path, "added: the manifest does not name it"});
      continue;
    }
    if (type != fs::file_type::regular) {
      out.problems.push_back({path, "a link or no plain file"});
    } else if (sha256_of_file(it->path()) != known->second) {
      out.problems.push_back({path, "changed"});
    }
    wanted.erase(known);
  }
  if (trouble) {
    throw Error(Errc::kIo, "cannot read the folder: " + trouble.message(), folder.string());
  }
  for (const auto& [path, hash] : wanted) {
    out.problems.push_back({path, "missing"});
  }
}

}  // namespace

CrateReport export_crate(const Selection& selection, const fs::path& folder, const Signer& signer,
                         const CrateOptions& options) {
  if (selection.runs.empty()) {
    throw Error(Errc::kNotFound, "the experiment has no runs", selection.experiment.name);
  }
  require_free(folder);
  const fs::path target = fs::absolute(folder).lexically_normal();
  const fs::path place = target.has_filename() ? target : target.parent_path();
  const fs::path part = place.parent_path() / ("." + place.filename().string() + ".part");
  std::error_code ignored;
  fs::remove_all(part, ignored);
  make_folders(part);
  try {
    Builder builder(part, options);
    const Report report = make_report(selection, "curves.svg", options.at);
    builder.write("report.md", builder.homeless(report.document.markdown()));
    builder.write("report.html", builder.homeless(report.document.html()));
    if (!report.svg.empty()) {
      builder.write("curves.svg", report.svg);
    }
    if (report.comparison) {
      builder.write("comparison.json", to_json(*report.comparison) + "\n");
    }
    builder.add_experiment(selection.experiment.folder);
    for (std::size_t i = 0; i < selection.runs.size(); ++i) {
      builder.add_run(selection.runs[i], selection.folders[i]);
    }
    CrateReport out = builder.finish(selection, report, signer);
    std::error_code trouble;
    fs::rename(part, place, trouble);  // takes the place of an empty folder
    if (trouble) {
      throw Error(Errc::kIo, "cannot make the crate: " + trouble.message(), place.string());
    }
    return out;
  } catch (...) {
    fs::remove_all(part, ignored);
    throw;
  }
}

CrateCheck verify_crate(const fs::path& folder, const std::string& key) {
  std::error_code ignored;
  if (!fs::exists(folder / kManifest, ignored)) {
    throw Error(Errc::kNotFound, "this is no crate of assay: it has no manifest-sha256.txt",
                folder.string());
  }
  CrateCheck out;
  const std::string manifest = read_file(folder / kManifest, kMostManifest);
  read_signature(folder, manifest, out);
  out.expected_key = key.empty() || key == out.public_key;
  const std::optional<std::map<std::string, std::string>> wanted = parse_manifest(manifest);
  if (!wanted) {
    out.problems.push_back({kManifest, "is no list of hashes"});
  } else {
    out.files = wanted->size();
    check_files(folder, *wanted, out);
    if (wanted->count(kMetadata) == 0) {
      out.problems.push_back({kMetadata, "not in the manifest: this is no RO-Crate"});
    }
  }
  std::sort(out.problems.begin(), out.problems.end(),
            [](const CrateProblem& a, const CrateProblem& b) { return a.path < b.path; });
  return out;
}

std::string to_json(const CrateCheck& check) {
  nlohmann::ordered_json problems = nlohmann::ordered_json::array();
  for (const CrateProblem& problem : check.problems) {
    problems.push_back({{"path", problem.path}, {"what", problem.what}});
  }
  return nlohmann::ordered_json{
      {"good", check.good()},
      {"files", check.files},
      {"public_key", check.public_key},
      {"fingerprint", check.public_key.empty() ? "" : fingerprint(check.public_key)},
      {"signature", check.signature},
      {"expected_key", check.expected_key},
      {"problems", problems}}
      .dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace assay::practice
