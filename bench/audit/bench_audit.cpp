/// How long an audit takes and how much memory it needs: `bench_audit ROWS [DIGITS] [FILE]` writes
/// that many predictions (two columns of groups, scores of DIGITS decimals, 4 unless named), audits
/// them twice and compares them with themselves. Prints one JSON line each.

#include "practice/audit/drift.h"
#include "practice/audit/fairness.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

namespace {

namespace practice = assay::practice;
using SteadyClock = std::chrono::steady_clock;

void write_rows(const char* path, std::size_t rows, int digits) {
  std::FILE* file = std::fopen(path, "w");
  if (file == nullptr) {
    std::perror(path);
    std::quick_exit(1);
  }
  std::fputs("id,sex,age,p,y\n", file);
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> uniform;
  for (std::size_t i = 0; i < rows; ++i) {
    const double score = uniform(random);
    std::fprintf(file, "%zu,%s,%d,%.*f,%d\n", i, random() % 2 == 0 ? "female" : "male",
                 static_cast<int>(18 + random() % 60), digits, score,
                 uniform(random) < score ? 1 : 0);
  }
  std::fclose(file);
}

/// Peak resident memory of this process, in MiB.
double peak_mib() {
  std::ifstream status("/proc/self/status");
  std::string line;
  while (std::getline(status, line)) {
    if (line.rfind("VmHWM:", 0) == 0) {
      return std::strtod(line.c_str() + std::strlen("VmHWM:"), nullptr) / 1024;
    }
  }
  return 0;
}

template <typename Work>
void timed(const char* what, std::size_t rows, const Work& work) {
  const auto start = SteadyClock::now();
  const std::clock_t cpu = std::clock();
  const double figure = work();
  std::printf(
      "{\"what\":\"%s\",\"rows\":%zu,\"seconds\":%.2f,\"cpu_seconds\":%.2f,"
      "\"peak_mib\":%.0f,\"figure\":%.9f}\n",
      what, rows, std::chrono::duration<double>(SteadyClock::now() - start).count(),
      static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC, peak_mib(), figure);
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t rows = argc > 1 ? std::strtoul(argv[1], nullptr, 10) : 1'000'000;
  const int digits = argc > 2 ? std::atoi(argv[2]) : 4;
  const std::string path =
      argc > 3 ? argv[3] : (std::filesystem::temp_directory_path() / "bench_audit.csv").string();
  write_rows(path.c_str(), rows, digits);
  const practice::PredictionColumns columns = {
      .label = "y",
      .score = "p",
      .groups = {practice::parse_group("sex"), practice::parse_group("age:30:50")}};
  timed("audit", rows, [&] {
    const practice::FairnessAudit audit =
        practice::audit_fairness(practice::tally_predictions(path, columns));
    std::printf("{\"auc_off_by_at_most\":%.3g}\n", audit.all.auc_error);
    return audit.all.figure(practice::Measure::kAuc).value;
  });
  timed("drift", rows,
        [&] { return practice::compare_files(path, path, {}).columns.at(3).groups[0].figure.psi; });
  std::filesystem::remove(path);
  return 0;
}
