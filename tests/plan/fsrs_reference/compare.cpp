/// Reads histories with the reference's results from standard input (histories.mjs) and compares
/// each with src/plan/fsrs to 1e-6. Exit status 1 at the first difference.

#include "plan/fsrs_reference/replay.h"

#include <cstdio>
#include <iostream>
#include <string>

int main() {
  constexpr double kTolerance = 1e-6;
  std::size_t histories = 0;
  for (std::string line; std::getline(std::cin, line); ++histories) {
    const std::string difference = assay::plan::difference_from_reference(line, kTolerance);
    if (!difference.empty()) {
      std::printf("history %zu, %s\n%s\n", histories + 1, difference.c_str(), line.c_str());
      return 1;
    }
  }
  std::printf("%zu histories agree to %g\n", histories, kTolerance);
  return histories == 0 ? 1 : 0;
}
