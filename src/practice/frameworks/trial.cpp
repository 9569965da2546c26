#include "practice/frameworks/trial.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "base/time.h"
#include "practice/frameworks/child.h"
#include "practice/frameworks/diagnosis.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/statvfs.h>

#include <algorithm>
#include <system_error>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kMark = "trial.json";
constexpr const char* kMaking = ".making";
constexpr const char* kLog = "install.log";
constexpr double kInstallSeconds = 3600;
constexpr double kTaskSeconds = 600;
constexpr std::uint64_t kLeastRoom = std::uint64_t{200} << 20;
constexpr std::size_t kMostOutput = 4000;
constexpr std::size_t kMostMark = 65536;

/// Prints what a distribution provides to import: its own first, private ones last.
constexpr const char* kFindImport = R"(import importlib.metadata as m, re, sys
want = re.sub(r"[-_.]+", "-", sys.argv[1]).lower()
names = [k for k, v in m.packages_distributions().items() if any(re.sub(r"[-_.]+", "-", d).lower() == want for d in v)]
names.sort(key=lambda n: (n.startswith("_"), n.lower() != want.replace("-", "_"), n))
print(names[0] if names else "")
)";
constexpr const char* kVersion =
    "import importlib.metadata as m, sys; print(m.version(sys.argv[1]))";
constexpr const char* kImport = R"(import importlib, sys, time
start = time.perf_counter()
importlib.import_module(sys.argv[1])
print(f"assay-import {time.perf_counter() - start:.6f}")
)";
constexpr const char* kNodeImport = R"(const start = performance.now();
await import(process.argv[1]);
console.log(`assay-import ${((performance.now() - start) / 1000).toFixed(6)}`);
)";

void remove_place(const fs::path& folder) {
  std::error_code trouble;
  fs::remove_all(folder, trouble);
  if (trouble) {
    throw Error(Errc::kIo, "a trial's folder cannot be removed: " + trouble.message(),
                folder.string(), "remove it by hand");
  }
}

void check_room(const fs::path& folder) {
  struct statvfs room = {};
  if (::statvfs(folder.c_str(), &room) == 0) {
    const std::uint64_t free = std::uint64_t{room.f_bavail} * room.f_frsize;
    if (free < kLeastRoom) {
      throw Error(Errc::kIo, fmt::format("only {} MiB of disk are free", free >> 20),
                  folder.string(), "make room: a trial wants 200 MiB at least");
    }
  }
}

std::uint64_t bytes_in(const fs::path& folder) {
  std::uint64_t sum = 0;
  std::error_code ignored;
  for (auto it = fs::recursive_directory_iterator(
           folder, fs::directory_options::skip_permission_denied, ignored);
       it != fs::recursive_directory_iterator(); it.increment(ignored)) {
    if (it->is_regular_file(ignored) && !it->is_symlink(ignored)) {
      sum += it->file_size(ignored);
    }
  }
  return sum;
}

/// The number behind the last "assay-import".
double import_seconds(const std::string& printed) {
  constexpr std::string_view kWord = "assay-import ";
  const std::size_t at = printed.rfind(kWord);
  return at == std::string::npos ? 0 : std::strtod(printed.c_str() + at + kWord.size(), nullptr);
}

/// One package's place.
class Place {
 public:
  Place(const TrialRequest& request, TrialResult& result)
      : request_(request), package_(request.package), result_(result), folder_(result.folder) {}

  /// What lies there already: true when it is a whole trial that may be used as it is.
  bool look() {
    std::error_code ignored;
    if (!fs::exists(folder_, ignored)) {
      return false;
    }
    if (fs::exists(folder_ / kMaking, ignored)) {
      result_.repaired = true;
      remove_place(folder_);
      return false;
    }
    const Json mark = read_mark();
    if (mark.is_null()) {
      if (fs::is_directory(folder_, ignored) && fs::is_empty(folder_, ignored)) {
        return false;
      }
      throw Error(Errc::kInvalid, "this folder is none of a trial", folder_.string(),
                  "move it away, then try again");
    }
    const std::string version = mark.value("version", "");
    if (request_.again || (!package_.version.empty() && package_.version != version)) {
      remove_place(folder_);
      return false;
    }
    result_.version = version;
    result_.import = mark.value("import", "");
    result_.install_seconds = mark.value("install_seconds", 0.0);
    result_.packages = mark.value("packages", std::size_t{0});
    result_.bytes = mark.value("bytes", std::uint64_t{0});
    return true;
  }

  void install() {
    make_folders(folder_);
    check_room(folder_);
    write_file_atomically(folder_ / kMaking, package_.name + "\n");
    try {
      if (package_.registry == Registry::kNpm) {
        install_npm();
      } else {
        install_pypi();
      }
      result_.bytes = bytes_in(folder_);
      write_rest();
    } catch (...) {
      remove_place(folder_);
      throw;
    }
    fs::remove(folder_ / kMaking);
  }

  void import() {
    const ChildResult run =
        package_.registry == Registry::kNpm
            ? child("import", {"node", "--input-type=module", "-e", kNodeImport, result_.import},
                    kTaskSeconds)
            : child("import", {python(), "-c", kImport, result_.import}, kTaskSeconds);
    result_.import_seconds = import_seconds(run.printed);
    result_.import_trouble = trouble_of(run);
  }

  void run_task() {
    if (package_.task == nullptr) {
      return;
    }
    const TrialTask& task = *package_.task;
    result_.task = task.file;
    result_.shows = task.shows;
    const ChildResult run =
        child("first task", {package_.registry == Registry::kNpm ? "node" : python(), task.file},
              kTaskSeconds);
    result_.task_seconds = run.seconds;
    result_.task_output = repair_utf8(run.printed.substr(0, kMostOutput));
    result_.task_trouble = trouble_of(run);
  }

 private:
  [[nodiscard]] Json read_mark() const {
    std::error_code ignored;
    if (!fs::is_regular_file(folder_ / kMark, ignored)) {
      return {};
    }
    Json mark = Json::parse(read_file(folder_ / kMark, kMostMark), nullptr, false);
    return mark.is_object() ? mark : Json();
  }

  [[nodiscard]] std::string python() const { return (folder_ / "venv/bin/python").string(); }

  [[nodiscard]] ChildResult child(std::string_view step, std::vector<std::string> command,
                                  double seconds) const {
    if (request_.progress) {
      request_.progress(step, "");
    }
    ChildJob job;
    job.command = std::move(command);
    job.folder = folder_;
    job.seconds = seconds;
    job.stop = request_.stop;
    if (package_.task != nullptr) {
      job.environment = package_.task->environment;
    }
    job.environment.emplace_back("PYTHONNOUSERSITE", "1");
    if (request_.progress) {
      job.line = [this, step](std::string_view line) { request_.progress(step, line); };
    }
    ChildResult result = run_child(job);
    if (result.end == ChildEnd::kStopped) {
      throw Error(Errc::kCancelled, "interrupted", "", "`assay try` begins anew");
    }
    return result;
  }

  static std::string trouble_of(const ChildResult& run) {
    switch (run.end) {
      case ChildEnd::kTooLong:
        return fmt::format("ran for more than {:.0f} min", kTaskSeconds / 60);
      case ChildEnd::kNotFound:
        return "its program is not there";
      case ChildEnd::kKilled:
        return fmt::format("ended by signal {}", run.status);
      case ChildEnd::kStopped:
      case ChildEnd::kExited:
        break;
    }
    return run.status == 0 ? "" : last_words(run.printed);
  }

  /// Runs the client, and keeps what it says. Throws where it fails. pip alone does not always tell
  /// an index that it cannot reach from one that lacks the package: then it is asked once more,
  /// to try twice.
  void run_client(std::vector<std::string> command) {
    ChildResult run = child("install", command, kInstallSeconds);
    if (!run.ok() && run.printed.find("(from versions: none)") != std::string::npos) {
      command.insert(command.end(), {"--retries", "1"});  // each retry is told with its reason
      run.printed += child("install", std::move(command), kTaskSeconds).printed;
    }
    result_.install_seconds += run.seconds;
    if (!run.ok()) {
      const fs::path log = request_.trials / (trial_folder_name(package_) + ".log");
      write_file_atomically(log, run.printed);
      throw diagnose_install(package_, run, log.string());
    }
    write_file_atomically(folder_ / kLog, run.printed);
  }

  void install_pypi() {
    const ChildResult made = child("venv", {"python3", "-m", "venv", "venv"}, kTaskSeconds);
    result_.install_seconds += made.seconds;
    if (made.end == ChildEnd::kNotFound) {
      throw Error(Errc::kIo, "python3 is not installed", "", "install Python 3 with pip and venv");
    }
    if (!made.ok()) {
      const std::string said = ascii_lower(made.printed);
      if (said.find("ensurepip") != std::string::npos ||
          said.find("no module named venv") != std::string::npos) {
        throw Error(Errc::kIo, "this Python makes no virtual environments", "",
                    "install its venv module (on Debian the package python3-venv)");
      }
      throw Error(Errc::kIo, "no virtual environment could be made: " + last_words(made.printed),
                  folder_.string());
    }
    std::vector<std::string> command = {
        python(),
        "-m",
        "pip",
        "install",
        "--no-input",
        "--disable-pip-version-check",
        "--progress-bar",
        "off",
        package_.version.empty() ? package_.name : package_.name + "==" + package_.version};
    if (package_.task != nullptr) {
      command.insert(command.end(), package_.task->also.begin(), package_.task->also.end());
    }
    run_client(std::move(command));
    result_.version = asked({python(), "-c", kVersion, package_.name});
    result_.import = package_.task != nullptr ? package_.task->import
                                              : asked({python(), "-c", kFindImport, package_.name});
    const std::string frozen =
        asked({python(), "-m", "pip", "freeze", "--disable-pip-version-check"});
    write_file_atomically(folder_ / "requirements.txt", frozen + "\n");
    result_.packages = static_cast<std::size_t>(std::count(frozen.begin(), frozen.end(), '\n')) + 1;
    if (result_.import.empty()) {
      throw Error(Errc::kInvalid, package_.name + " has nothing to import", "",
                  "it may be a program or a collection: install it by hand");
    }
  }

  void install_npm() {
    write_file_atomically(folder_ / "package.json",
                          "{\n  \"name\": \"trial\",\n  \"private\": true,\n  \"type\": "
                          "\"module\"\n}\n");
    std::vector<std::string> command = {
        "npm",
        "install",
        "--no-fund",
        "--no-audit",
        "--no-progress",
        "--save-exact",
        package_.name + "@" + (package_.version.empty() ? "latest" : package_.version)};
    if (package_.task != nullptr) {
      command.insert(command.end(), package_.task->also.begin(), package_.task->also.end());
    }
    run_client(std::move(command));
    const Json installed = Json::parse(
        read_file(folder_ / "node_modules" / package_.name / "package.json"), nullptr, false);
    result_.version = installed.is_object() ? installed.value("version", "") : "";
    result_.import = package_.name;
    std::error_code ignored;
    const fs::path lock = folder_ / "package-lock.json";
    if (fs::exists(lock, ignored)) {
      const Json all = Json::parse(read_file(lock), nullptr, false);
      result_.packages = all.is_object() && all.contains("packages") && !all["packages"].empty()
                             ? all["packages"].size() - 1
                             : 0;
    }
  }

  /// What a small program of the place prints, trimmed.
  [[nodiscard]] std::string asked(std::vector<std::string> command) const {
    const ChildResult run = child("look", std::move(command), kTaskSeconds);
    if (!run.ok()) {
      throw Error(Errc::kInvalid,
                  "the installed package cannot be looked at: " + last_words(run.printed));
    }
    return std::string(trim(run.printed));
  }

  void write_rest() const {
    if (package_.task != nullptr) {
      write_file_atomically(folder_ / package_.task->file, package_.task->source);
    }
    write_file_atomically(folder_ / "README.md", readme());
    write_file_atomically(folder_ / kMark, Json{{"package", package_.name},
                                                {"registry", registry_name(package_.registry)},
                                                {"version", result_.version},
                                                {"import", result_.import},
                                                {"installed", format_instant(request_.now)},
                                                {"install_seconds", result_.install_seconds},
                                                {"packages", result_.packages},
                                                {"bytes", result_.bytes}}
                                                   .dump(2) +
                                               "\n");
  }

  [[nodiscard]] std::string readme() const {
    const bool npm = package_.registry == Registry::kNpm;
    std::string out = fmt::format("# {} {}\n\n", package_.name, result_.version);
    if (package_.task != nullptr) {
      out += fmt::format("`{}`: {}\n\n", package_.task->file, package_.task->shows);
    }
    out += npm ? "To play: write a file that ends with `.mjs` here and run it with `node`.\n"
               : "To play: `. venv/bin/activate`, then `python`; `deactivate` leaves.\n";
    out += npm ? "What is installed: `package-lock.json`.\n"
               : "What is installed, to the version: `requirements.txt`.\n";
    return out + fmt::format(
                     "To begin anew: `assay try {} --{} --again`. To be rid of it: remove this "
                     "folder.\n",
                     package_.name, registry_name(package_.registry));
  }

  const TrialRequest& request_;
  const PackageName& package_;
  TrialResult& result_;
  fs::path folder_;
};

}  // namespace

std::string trial_folder_name(const PackageName& package) {
  std::string name = package.name;
  std::replace(name.begin(), name.end(), '/', '+');
  return (package.registry == Registry::kNpm ? "npm-" : "") + name;
}

TrialResult try_package(const TrialRequest& request) {
  make_folders(request.trials);
  TrialResult result;
  result.package = request.package.name;
  result.registry = request.package.registry;
  result.folder = fs::absolute(request.trials) / trial_folder_name(request.package);
  const fs::path lock_file = request.trials / ("." + trial_folder_name(request.package) + ".lock");
  const std::optional<FileLock> lock = FileLock::try_acquire(lock_file);
  if (!lock) {
    throw Error(Errc::kLocked, request.package.name + " is being tried by another process", "",
                "wait for it to end");
  }
  Place place(request, result);
  result.was_there = place.look();
  if (!result.was_there) {
    place.install();
  }
  place.import();
  if (result.import_trouble.empty()) {
    place.run_task();
  }
  return result;
}

}  // namespace assay::practice
