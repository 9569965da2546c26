#include "practice/experiments/machine.h"

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostSystemFile = std::size_t{1} << 20;
constexpr const char* kLeftOut = "[left out]";

std::string text_of(const fs::path& file) {
  try {
    return read_file(file, kMostSystemFile);
  } catch (const Error&) {  // not there, or not for everyone
    return {};
  }
}

/// What stands behind `key` and `separator` at a line's beginning.
std::string value_of(std::string_view text, std::string_view key, char separator) {
  for (const std::string_view line : split(text, '\n')) {
    const std::size_t at = line.find(separator);
    if (at != std::string_view::npos && trim(line.substr(0, at)) == key) {
      std::string_view value = trim(line.substr(at + 1));
      if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
        value = value.substr(1, value.size() - 2);
      }
      return std::string(value);
    }
  }
  return {};
}

std::uint64_t number_of(std::string_view text) {
  std::uint64_t value = 0;
  text = trim(text);
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::vector<std::string> find_gpus(const fs::path& root) {
  std::vector<std::string> out;
  const std::string driver = text_of(root / "proc/driver/nvidia/version");
  std::string version;
  for (const std::string_view word :
       split(std::string_view(driver).substr(0, driver.find('\n')), ' ')) {
    if (version.empty() && word.find('.') != std::string_view::npos &&
        word.find_first_not_of("0123456789.") == std::string_view::npos) {
      version = word;
    }
  }
  std::error_code trouble;
  for (fs::directory_iterator it(root / "proc/driver/nvidia/gpus", trouble);
       !trouble && it != fs::directory_iterator(); it.increment(trouble)) {
    const std::string model = value_of(text_of(it->path() / "information"), "Model", ':');
    out.push_back((model.empty() ? "NVIDIA GPU" : model) +
                  (version.empty() ? "" : " (driver " + version + ")"));
  }
  for (fs::directory_iterator it(root / "sys/class/kfd/kfd/topology/nodes", trouble);
       !trouble && it != fs::directory_iterator(); it.increment(trouble)) {
    const std::string name = text_of(it->path() / "name");
    if (number_of(text_of(it->path() / "gpu_id")) != 0) {
      out.push_back("AMD " + std::string(trim(name)));
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

int usable_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) == 0) {
    return CPU_COUNT(&set);
  }
  return static_cast<int>(::sysconf(_SC_NPROCESSORS_ONLN));
}

bool is_secret_name(std::string_view name) {
  const std::string lower = ascii_lower(name);
  constexpr std::array<std::string_view, 11> kWords = {"token",      "secret",  "passw",   "pwd",
                                                       "credential", "api_key", "api-key", "apikey",
                                                       "auth",       "cookie",  "private"};
  return std::any_of(
             kWords.begin(), kWords.end(),
             [&](std::string_view word) { return lower.find(word) != std::string::npos; }) ||
         (lower.size() >= 4 &&
          (lower.substr(lower.size() - 4) == "_key" || lower.substr(lower.size() - 4) == "-key"));
}

bool is_chosen(std::string_view name) {
  static const std::set<std::string_view> names = {"PATH",
                                                   "LANG",
                                                   "TZ",
                                                   "VIRTUAL_ENV",
                                                   "CONDA_PREFIX",
                                                   "CONDA_DEFAULT_ENV",
                                                   "PYTHONHASHSEED",
                                                   "PYTHONPATH",
                                                   "PYTHONOPTIMIZE",
                                                   "PYTHONNOUSERSITE",
                                                   "PYENV_VERSION",
                                                   "NODE_ENV",
                                                   "NODE_OPTIONS",
                                                   "LD_LIBRARY_PATH",
                                                   "LD_PRELOAD",
                                                   "MALLOC_ARENA_MAX",
                                                   "WORLD_SIZE",
                                                   "RANK",
                                                   "LOCAL_RANK",
                                                   "HF_HOME",
                                                   "HF_HUB_OFFLINE",
                                                   "HF_DATASETS_OFFLINE",
                                                   "TRANSFORMERS_OFFLINE",
                                                   "TOKENIZERS_PARALLELISM",
                                                   "NVIDIA_TF32_OVERRIDE",
                                                   "SLURM_JOB_ID",
                                                   "SOURCE_DATE_EPOCH"};
  constexpr std::array<std::string_view, 17> kBeginnings = {
      "CUDA_",    "CUBLAS_",        "CUDNN_", "OMP_", "MKL_", "OPENBLAS_", "BLIS_",
      "NUMEXPR_", "KMP_",           "TF_",    "XLA_", "JAX_", "PYTORCH_",  "TORCH_",
      "NCCL_",    "GLIBC_TUNABLES", "LC_"};
  return names.count(name) != 0 ||
         std::any_of(kBeginnings.begin(), kBeginnings.end(), [&](std::string_view beginning) {
           return name.substr(0, beginning.size()) == beginning;
         });
}

}  // namespace

Hardware read_hardware(const fs::path& root) {
  Hardware out;
  const std::string cpus = text_of(root / "proc/cpuinfo");
  out.cpu = collapse_spaces(value_of(cpus, "model name", ':'));
  if (out.cpu.empty()) {
    out.cpu = collapse_spaces(value_of(cpus, "Model", ':'));
  }
  out.cores = usable_cores();
  constexpr std::uint64_t kKilo = 1024;
  out.memory_bytes = number_of(value_of(text_of(root / "proc/meminfo"), "MemTotal", ':')) * kKilo;
  out.gpus = find_gpus(root);
  const std::string release = text_of(root / "etc/os-release");
  utsname name{};
  ::uname(&name);
  out.os = fmt::format("{}{}{} {} {}", value_of(release, "PRETTY_NAME", '='),
                       release.empty() ? "" : ", ", name.sysname, name.release, name.machine);
  const std::string id(trim(text_of(root / "etc/machine-id")));
  out.host = id.empty() ? std::string() : fmt::format("{:016x}", hash64(id));
  return out;
}

std::optional<std::uint64_t> available_memory() {
  const std::string value = value_of(text_of("/proc/meminfo"), "MemAvailable", ':');
  constexpr std::uint64_t kKilo = 1024;
  return value.empty() ? std::nullopt : std::optional(number_of(value) * kKilo);
}

std::uint64_t peak_of_process(std::int64_t pid) {
  constexpr std::uint64_t kKilo = 1024;
  return number_of(value_of(text_of("/proc/" + std::to_string(pid) + "/status"), "VmHWM", ':')) *
         kKilo;
}

EnergyMeter::EnergyMeter(const fs::path& powercap) {
  std::error_code trouble;
  for (fs::directory_iterator it(powercap, trouble); !trouble && it != fs::directory_iterator();
       it.increment(trouble)) {
    const std::string name = it->path().filename().string();
    // "intel-rapl:0" is a package; "intel-rapl:0:1" a part of it, and "psys" holds the packages.
    if (name.rfind("intel-rapl:", 0) != 0 || std::count(name.begin(), name.end(), ':') != 1 ||
        trim(text_of(it->path() / "name")).substr(0, 7) != "package") {
      continue;
    }
    const std::string now = text_of(it->path() / "energy_uj");
    if (!now.empty()) {
      counters_.push_back({it->path() / "energy_uj", number_of(now),
                           number_of(text_of(it->path() / "max_energy_range_uj")), 0});
    }
  }
}

void EnergyMeter::look() {
  for (Counter& counter : counters_) {
    const std::string text = text_of(counter.file);
    if (text.empty()) {
      continue;
    }
    const std::uint64_t now = number_of(text);
    counter.sum += static_cast<double>(now >= counter.last ? now - counter.last
                                                           : counter.range - counter.last + now);
    counter.last = now;
  }
}

std::optional<double> EnergyMeter::joules() const {
  if (counters_.empty()) {
    return std::nullopt;
  }
  double sum = 0;
  for (const Counter& counter : counters_) {
    sum += counter.sum;
  }
  return sum / 1e6;
}

std::string without_user(std::string_view address) {
  const std::size_t scheme = address.find("://");
  if (scheme == std::string_view::npos) {
    return std::string(address);
  }
  const std::size_t begin = scheme + 3;
  const std::size_t end = address.find_first_of("/ ?#", begin);
  const std::size_t at = address.substr(0, end).rfind('@');
  if (at == std::string_view::npos || at < begin) {
    return std::string(address);
  }
  return std::string(address.substr(0, begin)) + std::string(address.substr(at + 1));
}

std::map<std::string, std::string> chosen_variables(const char* const* environment) {
  std::map<std::string, std::string> out;
  for (const char* const* one = environment; one != nullptr && *one != nullptr; ++one) {
    const std::string_view line = *one;
    const std::size_t equals = line.find('=');
    const std::string_view name = line.substr(0, equals);
    if (equals != std::string_view::npos && is_chosen(name) && !is_secret_name(name)) {
      out[std::string(name)] = without_user(line.substr(equals + 1));
    }
  }
  return out;
}

std::vector<std::string> without_secrets(const std::vector<std::string>& arguments) {
  std::vector<std::string> out;
  bool value_follows = false;
  for (const std::string& argument : arguments) {
    const std::size_t equals = argument.find('=');
    const bool secret = is_secret_name(std::string_view(argument).substr(0, equals)) &&
                        argument.find('/') == std::string::npos;
    if (value_follows && argument.substr(0, 1) != "-") {
      out.emplace_back(kLeftOut);
    } else if (secret && equals != std::string::npos) {
      out.push_back(argument.substr(0, equals + 1) + kLeftOut);
    } else {
      out.push_back(without_user(argument));
    }
    value_follows = secret && equals == std::string::npos && argument.substr(0, 1) == "-";
  }
  return out;
}

}  // namespace assay::practice
