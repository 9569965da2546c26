#include "serve/figures.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

namespace assay::serve {

void Figures::count(std::string_view method, std::string_view route, int status, double seconds) {
  const std::lock_guard lock(mutex_);
  ++counts_[{std::string(route), std::string(method)}][status];
  Histogram& histogram = seconds_[std::string(route)];
  const auto* const bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
  ++histogram.buckets.at(static_cast<std::size_t>(bound - kBounds.begin()));
  histogram.sum += seconds;
}

std::string Figures::text() const {
  const std::lock_guard lock(mutex_);
  std::string text =
      "# HELP assay_requests_total Requests answered, by route and status.\n"
      "# TYPE assay_requests_total counter\n";
  for (const auto& [what, statuses] : counts_) {
    for (const auto& [status, count] : statuses) {
      text += fmt::format("assay_requests_total{{route=\"{}\",method=\"{}\",status=\"{}\"}} {}\n",
                          what.first, what.second, status, count);
    }
  }
  text +=
      "# HELP assay_request_seconds From the end of a request's header to the last byte of its "
      "answer.\n# TYPE assay_request_seconds histogram\n";
  for (const auto& [route, histogram] : seconds_) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < histogram.buckets.size(); ++i) {
      sum += histogram.buckets.at(i);
      text += fmt::format("assay_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n", route,
                          i < kBounds.size() ? fmt::format("{}", kBounds.at(i)) : "+Inf", sum);
    }
    text += fmt::format(
        "assay_request_seconds_sum{{route=\"{}\"}} {}\n"
        "assay_request_seconds_count{{route=\"{}\"}} {}\n",
        route, histogram.sum, route, sum);
  }
  return text;
}

std::string figure_text(std::string_view name, std::string_view type, std::string_view help,
                        double value) {
  return fmt::format("# HELP {0} {1}\n# TYPE {0} {2}\n{0} {3:.15g}\n", name, help, type, value);
}

std::uint64_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::uint64_t all = 0;
  std::uint64_t resident = 0;
  return file >> all >> resident ? resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE))
                                 : 0;
}

}  // namespace assay::serve
