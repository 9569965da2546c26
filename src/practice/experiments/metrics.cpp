#include "practice/experiments/metrics.h"

#include "base/error.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <optional>

namespace assay::practice {
namespace {

constexpr const char* kFile = "metrics.csv";
constexpr std::string_view kHeading = "name,step,value,seconds\n";
constexpr std::size_t kGather = std::size_t{64} << 10;
constexpr std::size_t kMostWaiting = std::size_t{1} << 20;
constexpr std::size_t kMostLine = 4096;
constexpr std::size_t kMostName = 200;

void append_number(std::string& out, double value) {
  if (std::isnan(value)) {
    out += "nan";
  } else if (std::isinf(value)) {
    out += value < 0 ? "-inf" : "inf";
  } else {
    std::array<char, 32> buffer{};
    char* const end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    out.append(buffer.data(), end);
  }
}

void append_name(std::string& out, std::string_view name) {
  name = name.substr(0, kMostName);
  const bool quoted = name.find_first_of(",\"") != std::string_view::npos;
  if (quoted) {
    out += '"';
  }
  for (const char c : name) {
    if (c == '"') {
      out += '"';
    }
    out += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  if (quoted) {
    out += '"';
  }
}

template <typename T>
bool parse_field(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

/// One line without its end; nullopt for a line of another form. `name` is unquoted into `store`.
std::optional<std::pair<std::string_view, MetricPoint>> parse_line(std::string_view line,
                                                                   std::string& store) {
  std::string_view name;
  std::size_t after = 0;
  if (!line.empty() && line.front() == '"') {
    store.clear();
    std::size_t i = 1;
    for (; i < line.size(); ++i) {
      if (line[i] == '"') {
        if (i + 1 >= line.size() || line[i + 1] != '"') {
          break;
        }
        ++i;
      }
      store += line[i];
    }
    name = store;
    after = i + 1;
  } else {
    after = std::min(line.find(','), line.size());
    name = line.substr(0, after);
  }
  if (after >= line.size() || line[after] != ',') {
    return std::nullopt;
  }
  line.remove_prefix(after + 1);
  const std::size_t first = line.find(',');
  const std::size_t second = first == std::string_view::npos ? first : line.find(',', first + 1);
  MetricPoint point;
  if (second == std::string_view::npos || !parse_field(line.substr(0, first), point.step) ||
      !parse_field(line.substr(first + 1, second - first - 1), point.value) ||
      !parse_field(line.substr(second + 1), point.seconds)) {
    return std::nullopt;
  }
  return std::pair{name, point};
}

/// Calls `use` with the whole lines of an open file.
void for_each_line(int fd, const std::string& path,
                   const std::function<void(std::string_view)>& use) {
  std::string buffer;
  std::size_t begin = 0;
  std::array<char, 65536> block{};
  while (true) {
    const ssize_t n = ::read(fd, block.data(), block.size());
    if (n < 0) {
      if (errno == EINTR) {
        continue;
      }
      throw io_error("cannot read file", path, errno);
    }
    if (n == 0) {
      return;  // what is left has no line end
    }
    buffer.erase(0, begin);
    begin = 0;
    buffer.append(block.data(), static_cast<std::size_t>(n));
    for (std::size_t end = buffer.find('\n'); end != std::string::npos;
         end = buffer.find('\n', begin)) {
      use(std::string_view(buffer).substr(begin, end - begin));
      begin = end + 1;
    }
    if (buffer.size() - begin > kMostLine) {
      begin = buffer.size();  // no line of this file is as long
    }
  }
}

/// Whether a file's last byte is no line end: its writer was cut off.
bool ends_torn(int fd) {
  struct stat about {};
  char last = '\n';
  return ::fstat(fd, &about) == 0 && about.st_size > 0 &&
         ::pread(fd, &last, 1, about.st_size - 1) == 1 && last != '\n';
}

}  // namespace

void add_point(MetricSummary& summary, const MetricPoint& point) noexcept {
  ++summary.count;
  summary.last_step = std::max(summary.last_step, point.step);
  summary.last_strange = !std::isfinite(point.value);
  if (summary.last_strange) {
    ++summary.strange;
    return;
  }
  if (summary.count - summary.strange == 1) {
    summary.first = summary.min = summary.max = point.value;
  }
  summary.last = point.value;
  summary.min = std::min(summary.min, point.value);
  summary.max = std::max(summary.max, point.value);
}

MetricWriter::MetricWriter(const std::filesystem::path& run_folder)
    : file_(::open((run_folder / kFile).c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644)) {
  if (!file_.is_open()) {
    throw io_error("cannot write file", (run_folder / kFile).string(), errno);
  }
  struct stat about {};
  if (::fstat(file_.get(), &about) == 0 && about.st_size == 0) {
    waiting_ = kHeading;
  } else if (ends_torn(file_.get())) {
    waiting_ = "?\n";  // so that what is left of the line does not pass for a whole one
  }
}

void MetricWriter::append(std::string_view name, const MetricPoint& point) {
  if (waiting_.size() > kMostWaiting) {
    ++lost_;
    return;
  }
  append_name(waiting_, name);
  std::array<char, 32> number{};
  waiting_ += ',';
  waiting_.append(number.data(),
                  std::to_chars(number.data(), number.data() + number.size(), point.step).ptr);
  waiting_ += ',';
  append_number(waiting_, point.value);
  waiting_ += ',';
  append_number(waiting_, std::round(point.seconds * 1000) / 1000);
  waiting_ += '\n';
  const auto found = summaries_.find(std::string(name.substr(0, kMostName)));
  add_point(found != summaries_.end() ? found->second
                                      : summaries_[std::string(name.substr(0, kMostName))],
            point);
  if (waiting_.size() >= kGather) {
    flush();
  }
}

bool MetricWriter::flush() noexcept {
  while (!waiting_.empty()) {
    const ssize_t n = ::write(file_.get(), waiting_.data(), waiting_.size());
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n <= 0) {
      return false;
    }
    waiting_.erase(0, static_cast<std::size_t>(n));
  }
  return true;
}

void for_each_point(const std::filesystem::path& run_folder,
                    const std::function<void(std::string_view, const MetricPoint&)>& use) {
  const std::string path = (run_folder / kFile).string();
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) {
    if (errno == ENOENT) {
      return;
    }
    throw io_error("cannot open file", path, errno);
  }
  std::string store;
  for_each_line(fd.get(), path, [&](std::string_view line) {
    if (const auto parsed = parse_line(line, store)) {
      use(parsed->first, parsed->second);
    }
  });
}

void MetricTail::read(const std::function<void(std::string_view, const MetricPoint&)>& use) {
  constexpr std::size_t kMostAtOnce = std::size_t{4} << 20;
  const std::string path = (folder_ / kFile).string();
  if (!file_.is_open()) {
    file_ = Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file_.is_open()) {
      return;  // no point has come yet
    }
  }
  std::array<char, 65536> block{};
  std::string store;
  for (std::size_t total = 0; total < kMostAtOnce;) {
    const ssize_t n = ::read(file_.get(), block.data(), block.size());
    if (n < 0 && errno == EINTR) {
      continue;
    }
    if (n < 0) {
      throw io_error("cannot read file", path, errno);
    }
    if (n == 0) {
      return;
    }
    total += static_cast<std::size_t>(n);
    rest_.append(block.data(), static_cast<std::size_t>(n));
    std::size_t begin = 0;
    for (std::size_t end = rest_.find('\n'); end != std::string::npos;
         end = rest_.find('\n', begin)) {
      if (const auto parsed =
              parse_line(std::string_view(rest_).substr(begin, end - begin), store)) {
        use(parsed->first, parsed->second);
      }
      begin = end + 1;
    }
    rest_.erase(0, begin);
  }
}

std::map<std::string, MetricSummary> summarise_metrics(const std::filesystem::path& run_folder) {
  std::map<std::string, MetricSummary> out;
  for_each_point(run_folder, [&](std::string_view name, const MetricPoint& point) {
    add_point(out[std::string(name)], point);
  });
  return out;
}

std::vector<MetricSeries> read_metrics(const std::filesystem::path& run_folder,
                                       std::size_t most_points,
                                       const std::vector<std::string>& names) {
  std::map<std::string, std::vector<MetricPoint>, std::less<>> all;
  for_each_point(run_folder, [&](std::string_view name, const MetricPoint& point) {
    auto found = all.find(name);
    if (found == all.end()) {
      if (!names.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
        return;
      }
      found = all.emplace(std::string(name), std::vector<MetricPoint>()).first;
    }
    found->second.push_back(point);
  });
  std::vector<MetricSeries> out;
  out.reserve(all.size());
  for (auto& [name, points] : all) {
    out.push_back({name, points.size(), thin_points(points, most_points)});
  }
  return out;
}

std::vector<MetricPoint> thin_points(const std::vector<MetricPoint>& points,
                                     std::size_t most_points) {
  if (most_points == 0 || points.size() <= most_points) {
    return points;
  }
  std::vector<MetricPoint> out = {points.front()};
  // Two of each stretch, beside the first and the last point.
  const std::size_t stretches = std::max<std::size_t>(1, (most_points - 2) / 2);
  const std::size_t inner = points.size() - 2;
  for (std::size_t s = 0; s < stretches; ++s) {
    const std::size_t begin = 1 + inner * s / stretches;
    const std::size_t end = 1 + inner * (s + 1) / stretches;
    std::size_t low = begin;
    std::size_t high = begin;
    for (std::size_t i = begin; i < end; ++i) {
      if (points[i].value < points[low].value) {
        low = i;
      }
      if (points[i].value > points[high].value ||
          (std::isnan(points[i].value) && !std::isnan(points[high].value))) {
        high = i;
      }
    }
    if (begin < end) {
      out.push_back(points[std::min(low, high)]);
      if (low != high) {
        out.push_back(points[std::max(low, high)]);
      }
    }
  }
  out.push_back(points.back());
  return out;
}

}  // namespace assay::practice
