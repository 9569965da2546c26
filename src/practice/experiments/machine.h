#pragma once
/// The machine that a run runs on, as the kernel tells it: /proc, /sys, /etc/os-release. What
/// cannot be read is left empty. Threads: functions are pure; an EnergyMeter is of one thread.

#include "practice/experiments/record.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::practice {

/// `root`: "/" but in tests. Cost: about a millisecond.
Hardware read_hardware(const std::filesystem::path& root = "/");

/// Memory that new programs could use, bytes; nullopt where it is not told.
std::optional<std::uint64_t> available_memory();

/// Largest resident set that a process has had since it began its program, bytes; 0 when it is
/// gone.
std::uint64_t peak_of_process(std::int64_t pid);

/// The energy that the processor's packages use, by the RAPL counters of
/// /sys/class/powercap/intel-rapl:N (microjoules; they begin anew at max_energy_range_uj, so look
/// at them often enough: look() at least once a minute).
class EnergyMeter {
 public:
  explicit EnergyMeter(const std::filesystem::path& powercap = "/sys/class/powercap");
  void look();
  /// Joules since the meter was made; nullopt where no counter can be read.
  [[nodiscard]] std::optional<double> joules() const;

 private:
  struct Counter {
    std::filesystem::path file;
    std::uint64_t last = 0;
    std::uint64_t range = 0;
    double sum = 0;  ///< Microjoules.
  };
  std::vector<Counter> counters_;
};

/// Variables of `environment` that change results and hold no secret: of a list of names and
/// beginnings (CUDA_, OMP_, …); a name that speaks of a key, token or password never, and user and
/// password of an address are cut out.
std::map<std::string, std::string> chosen_variables(const char* const* environment);

/// Arguments in which the values of options such as --api-key and --token, and the user part of
/// addresses, are "[left out]".
std::vector<std::string> without_secrets(const std::vector<std::string>& arguments);
/// "https://me:word@host/x" -> "https://host/x"
std::string without_user(std::string_view address);

}  // namespace assay::practice
