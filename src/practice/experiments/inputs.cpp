#include "practice/experiments/inputs.h"

#include "base/text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <set>
#include <tuple>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kNano = 1'000'000'000;
constexpr std::size_t kMostProcesses = 64;
constexpr std::uint64_t kWorthRemembering = std::uint64_t{8} << 20;
constexpr std::uint64_t kMostCache = std::uint64_t{1} << 20;

/// What belongs to the machine or to an environment, and is told by the packages' versions; and
/// where metrics are, which assay itself reads.
bool is_machinery(std::string_view path) {
  const bool in_memory = path.starts_with("/dev/shm/");  // where people put data
  for (const std::string_view begin : {"/usr/", "/lib/", "/lib32/", "/lib64/", "/bin/", "/sbin/",
                                       "/etc/", "/proc/", "/sys/", "/dev/", "/run/"}) {
    if (!in_memory && path.substr(0, begin.size()) == begin) {
      return true;
    }
  }
  for (const std::string_view part :
       {"/site-packages/", "/dist-packages/", "/node_modules/", "/__pycache__/", "/.git/",
        "/lib/python", "/mlruns/", "/events.out.tfevents."}) {
    if (path.find(part) != std::string_view::npos) {
      return true;
    }
  }
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.find(".so") != std::string_view::npos || name.ends_with(".pyc");
}

/// What assay keeps of another run, beside its run.json: who reads a log reads no datum. What that
/// run made (files/) may well be one.
bool is_record(const fs::path& file) {
  const std::string name = file.filename().string();
  std::error_code ignored;
  return (name == "run.json" || name == "metrics.csv" || name == "stdout.log" ||
          name == "stderr.log" || name == "diff.patch") &&
         file.parent_path().parent_path().filename() == "runs" &&
         fs::exists(file.parent_path() / "run.json", ignored);
}

std::optional<FileState> state_of(const fs::path& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0 || !S_ISREG(about.st_mode)) {
    return std::nullopt;
  }
  return FileState{static_cast<std::uint64_t>(about.st_size),
                   about.st_mtim.tv_sec * kNano + about.st_mtim.tv_nsec, about.st_ino};
}

fs::path true_path(const fs::path& path) {
  std::error_code trouble;
  fs::path found = fs::weakly_canonical(path, trouble);
  return trouble ? path.lexically_normal() : found;
}

std::string target_of(const fs::path& link) {
  std::array<char, 4096> text{};
  const ssize_t n = ::readlink(link.c_str(), text.data(), text.size());
  return n > 0 ? std::string(text.data(), static_cast<std::size_t>(n)) : std::string();
}

/// A small file of /proc, at most `most` bytes of it.
std::string small_file(const fs::path& file, std::size_t most) {
  const Fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  std::string out;
  std::array<char, std::size_t{1} << 14> block{};
  while (fd.is_open() && out.size() < most) {
    const ssize_t n = ::read(fd.get(), block.data(), block.size());
    if (n <= 0) {
      break;
    }
    out.append(block.data(), static_cast<std::size_t>(n));
  }
  return out;
}

bool is_read_only(const fs::path& process, const std::string& number) {
  constexpr std::string_view kFlags = "flags:\t";
  const std::string info = small_file(process / "fdinfo" / number, 1024);
  const std::size_t at = info.find(kFlags);
  return at != std::string::npos &&
         (std::strtol(info.c_str() + at + kFlags.size(), nullptr, 8) & O_ACCMODE) == O_RDONLY;
}

/// Hashes of large files, a line each: hash, size, time of change in ns, inode, path. Only appended
/// to; begun anew when it is larger than 1 MiB. A file that was changed less than two seconds
/// before it was hashed is not remembered: another change might bear the same time.
class HashCache {
 public:
  explicit HashCache(fs::path file) : file_(std::move(file)) {
    std::error_code ignored;
    if (fs::file_size(file_, ignored) > kMostCache || ignored) {
      return;
    }
    std::ifstream in(file_, std::ios::binary);
    for (std::string line; std::getline(in, line);) {
      const std::size_t end = line.find(' ');
      if (end != std::string::npos) {
        known_[line.substr(end + 1)] = line.substr(0, end);
      }
    }
  }

  std::string hash(const fs::path& file, const FileState& state) {
    if (state.bytes < kWorthRemembering) {
      return sha256_of_file(file);
    }
    const std::string key =
        fmt::format("{} {} {} {}", state.bytes, state.changed_ns, state.inode, file.string());
    if (const auto found = known_.find(key); found != known_.end()) {
      return found->second;
    }
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    std::string hash = sha256_of_file(file);
    const bool settled = now.tv_sec * kNano - state.changed_ns > 2 * kNano;
    if (!hash.empty() && settled && state_of(file) == state && key.find('\n') == key.npos) {
      remember(hash + " " + key + "\n");
    }
    return hash;
  }

 private:
  void remember(const std::string& line) const {
    std::error_code ignored;
    const bool full = fs::exists(file_, ignored) && fs::file_size(file_, ignored) > kMostCache;
    const Fd fd(
        ::open(file_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (full ? O_TRUNC : O_APPEND), 0644));
    if (fd.is_open()) {
      static_cast<void>(::write(fd.get(), line.data(), line.size()) == 0);  // it is only a help
    }
  }

  fs::path file_;
  std::map<std::string, std::string> known_;
};

}  // namespace

fs::path input_hashes(const fs::path& library) {
  return experiments_folder(library) / ".hashes";
}

bool inputs_are_unchanged(const Run& run, const fs::path& cache) {
  HashCache hashes(cache);
  return std::all_of(run.inputs.begin(), run.inputs.end(), [&](const RunInput& input) {
    if (input.sha256.empty() || input.seen == "open") {
      return true;
    }
    const fs::path file = true_path(fs::path(run.folder) / input.path);
    const std::optional<FileState> state = state_of(file);
    return state && state->bytes == input.bytes && hashes.hash(file, *state) == input.sha256;
  });
}

bool is_code_file(std::string_view path) noexcept {
  const std::size_t dot = path.rfind('.');
  if (dot == std::string_view::npos) {
    return false;
  }
  for (const std::string_view ending :
       {".py",  ".ipynb", ".sh",  ".bash", ".R",  ".r",   ".jl",   ".js",
        ".mjs", ".cjs",   ".ts",  ".rb",   ".pl", ".lua", ".c",    ".cc",
        ".cpp", ".h",     ".hpp", ".cu",   ".rs", ".go",  ".java", ".scala"}) {
    if (path.substr(dot) == ending) {
      return true;
    }
  }
  return false;
}

InputWatch::InputWatch(const fs::path& folder, const FolderState& before, const fs::path& own,
                       const InputLimits& limits)
    : folder_(true_path(folder)),
      own_(true_path(own)),
      before_(before),
      limits_(limits),
      events_(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC)) {
  watch_folders(before);
}

void InputWatch::watch_folders(const FolderState& before) {
  std::set<std::string> folders = {""};
  for (const auto& [path, state] : before.files) {
    for (std::size_t slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      folders.insert(path.substr(0, slash + 1));
    }
  }
  for (const std::string& inner : folders) {
    if (!events_.is_open() || watched_.size() >= limits_.watched_folders) {
      return;
    }
    const int number = ::inotify_add_watch(events_.get(), (folder_ / inner).c_str(),
                                           IN_CLOSE_NOWRITE | IN_ONLYDIR);
    if (number >= 0) {
      watched_[number] = inner;
    }
  }
}

void InputWatch::add(const fs::path& file, How how) {
  std::string path = true_path(file).string();
  const auto known = found_.find(path);
  if (known != found_.end()) {
    known->second = std::min(known->second, how);
    return;
  }
  const std::string own = own_.string() + "/";
  if (left_out_.count(path) != 0 || ((how == How::kRead || how == How::kOpen) && is_record(path))) {
    return;
  }
  if (path.substr(0, own.size()) != own && (how == How::kListed || !is_machinery(path))) {
    found_.emplace(std::move(path), how);
  }
}

void InputWatch::leave_out(const fs::path& file) {
  left_out_.insert(true_path(folder_ / file).string());
}

void InputWatch::take_descriptor(int number) {
  const std::string target = target_of("/proc/self/fd/" + std::to_string(number));
  if (!target.empty() && target[0] == '/' && state_of(target)) {
    add(target, How::kOpen);
  }
}

std::vector<std::string> InputWatch::list(const std::vector<std::string>& paths,
                                          const fs::path& other) {
  std::vector<std::string> missing;
  std::error_code ignored;
  for (const std::string& path : paths) {
    fs::path file = folder_ / path;  // an absolute path stays as it is
    if (!fs::exists(file, ignored)) {
      file = other / path;
    }
    if (fs::is_directory(file, ignored)) {
      for (const auto& [inner, state] : look_at_folder(file, {}, limits_.files).files) {
        add(file / inner, How::kListed);
      }
    } else if (fs::is_regular_file(file, ignored)) {
      add(file, How::kListed);
    } else {
      missing.push_back(path);
    }
  }
  return missing;
}

void InputWatch::take_arguments(const std::vector<std::string>& command) {
  std::error_code ignored;
  for (std::size_t i = 0; i < command.size(); ++i) {
    const std::string& word = command[i];
    if (i == 0 && word.find('/') == std::string::npos) {
      continue;
    }
    const std::size_t sign = word.find('=');
    for (const std::string& name :
         {word, sign == std::string::npos ? std::string() : word.substr(sign + 1)}) {
      if (!name.empty() && name.size() < 4096 && fs::is_regular_file(folder_ / name, ignored)) {
        add(folder_ / name, How::kArgument);
      }
    }
  }
}

void InputWatch::look_at_folder_events() {
  alignas(inotify_event) std::array<char, std::size_t{1} << 14> block{};
  while (events_.is_open()) {
    const ssize_t n = ::read(events_.get(), block.data(), block.size());
    if (n <= 0) {
      return;
    }
    for (ssize_t at = 0; at < n;) {
      const auto* event = reinterpret_cast<const inotify_event*>(block.data() + at);
      at += static_cast<ssize_t>(sizeof(inotify_event) + event->len);
      const auto inner = watched_.find(event->wd);
      if (inner != watched_.end() && event->len > 0 && (event->mask & IN_ISDIR) == 0 &&
          found_.size() < 2 * limits_.files) {
        add(folder_ / (inner->second + event->name), How::kRead);
      }
    }
  }
}

void InputWatch::look_at_processes(pid_t pid) {
  std::vector<pid_t> group = {pid};
  for (std::size_t i = 0; i < group.size() && group.size() < kMostProcesses; ++i) {
    const std::string children =
        small_file(fmt::format("/proc/{0}/task/{0}/children", group[i]), 4096);
    for (const std::string_view child : split(children, ' ')) {
      if (const int one = std::atoi(std::string(child).c_str()); one > 0) {
        group.push_back(one);
      }
    }
  }
  for (const pid_t one : group) {
    look_at_descriptors(one);
    look_at_maps(one);
  }
}

void InputWatch::look_at_descriptors(pid_t pid) {
  const fs::path process = "/proc/" + std::to_string(pid);
  std::error_code trouble;
  for (fs::directory_iterator it(process / "fd", trouble);
       !trouble && it != fs::directory_iterator(); it.increment(trouble)) {
    const std::string target = target_of(it->path());
    if (!target.empty() && target[0] == '/' && found_.count(target) == 0 && !is_machinery(target) &&
        is_read_only(process, it->path().filename().string())) {
      add(target, How::kOpen);
    }
  }
}

void InputWatch::look_at_maps(pid_t pid) {
  const std::string maps =
      small_file("/proc/" + std::to_string(pid) + "/maps", std::size_t{4} << 20);
  // "r--p" or "r--s": data; what is written to is something else, and so is a program, wherever it
  // lies (an interpreter at home), of which other parts are executable.
  std::set<std::string_view> programs;
  std::set<std::string_view> read;
  for (const std::string_view line : split(maps, '\n')) {
    const std::size_t path = line.find('/');
    const std::size_t rights = line.find(' ') + 1;
    if (path == std::string_view::npos || rights + 3 >= path) {
      continue;
    }
    if (line[rights + 2] == 'x') {
      programs.insert(line.substr(path));
    } else if (line[rights] == 'r' && line[rights + 1] == '-') {
      read.insert(line.substr(path));
    }
  }
  for (const std::string_view file : read) {
    if (programs.count(file) == 0 && !is_machinery(file) && found_.count(std::string(file)) == 0) {
      add(std::string(file), How::kOpen);
    }
  }
}

void InputWatch::finish(const FolderState& after, const fs::path& cache, Run& run) {
  look_at_folder_events();
  constexpr std::array<const char*, 4> kHow = {"listed", "argument", "read", "open"};
  std::vector<std::tuple<How, std::string, FileState>> order;
  for (const auto& [path, how] : found_) {
    const fs::path inside = fs::path(path).lexically_relative(folder_);
    const bool within = !inside.empty() && *inside.begin() != "..";
    const auto was = before_.files.find(inside.generic_string());
    const auto is = after.files.find(inside.generic_string());
    // Made by the run: an output of it.
    if (within && was == before_.files.end() && is != after.files.end() && before_.whole) {
      continue;
    }
    if (was != before_.files.end() && (is == after.files.end() || is->second != was->second)) {
      run.notes.push_back("it read " + inside.generic_string() +
                          ", which was changed or removed while it ran: no hash of what it read");
      continue;
    }
    if (const std::optional<FileState> state = state_of(path)) {
      order.emplace_back(how, path, *state);
    }
  }
  std::sort(order.begin(), order.end());
  HashCache hashes(cache);
  std::uint64_t hashed = 0;
  for (const auto& [how, path, state] : order) {
    if (run.inputs.size() >= limits_.files) {
      ++run.inputs_left_out;
      continue;
    }
    RunInput& input = run.inputs.emplace_back();
    const fs::path inside = fs::path(path).lexically_relative(folder_);
    input.path = inside.empty() || *inside.begin() == ".." ? path : inside.generic_string();
    input.bytes = state.bytes;
    input.seen = kHow.at(static_cast<std::size_t>(how));
    if (hashed + state.bytes <= limits_.hashed_bytes) {
      input.sha256 = hashes.hash(path, state);
      hashed += state.bytes;
    }
  }
  std::sort(run.inputs.begin(), run.inputs.end(),
            [](const RunInput& a, const RunInput& b) { return a.path < b.path; });
}

}  // namespace assay::practice
