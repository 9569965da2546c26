#pragma once
/// What /metrics tells of the answers, for Prometheus (text format 0.0.4). Threads: internally
/// locked.

#include <array>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace assay::serve {

class Figures {
 public:
  /// `route`: the pattern, such as "/api/v1/works/{id}", never what was asked for.
  void count(std::string_view method, std::string_view route, int status, double seconds);
  /// assay_requests_total by method, route and status; assay_request_seconds, a histogram by route.
  [[nodiscard]] std::string text() const;

 private:
  /// In seconds; the last is infinity.
  static constexpr std::array<double, 10> kBounds = {0.001, 0.0025, 0.005, 0.01, 0.025,
                                                     0.05,  0.1,    0.25,  1,    10};
  struct Histogram {
    std::array<std::uint64_t, kBounds.size() + 1> buckets{};
    double sum = 0;
  };
  mutable std::mutex mutex_;
  std::map<std::pair<std::string, std::string>, std::map<int, std::uint64_t>> counts_;  // by mutex_
  std::map<std::string, Histogram, std::less<>> seconds_;                               // by mutex_
};

/// A figure of its own with its help: "# HELP …", "# TYPE …", the value.
std::string figure_text(std::string_view name, std::string_view type, std::string_view help,
                        double value);

/// Resident memory of this process in bytes; 0 where the system does not tell.
std::uint64_t resident_bytes();

}  // namespace assay::serve
