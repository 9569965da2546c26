#include "practice/experiments/metric_files.h"

#include "base/files.h"
#include "base/text.h"
#include "practice/experiments/event_file.h"
#include "practice/experiments/metric_lines.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>

namespace assay::practice {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBlock = std::size_t{1} << 16;
constexpr std::size_t kMostRest = std::size_t{64} << 20;
constexpr std::size_t kMostFiles = 10000;
constexpr std::string_view kEventsName = "events.out.tfevents.";

/// "mlruns/1/0f3a…/metrics/train/loss" -> "train/loss"; empty for other files, such as MLflow 3's
/// mlruns/1/models/m-5c…/metrics/loss, which says of a model what its run says, too.
std::string mlflow_metric(std::string_view path) {
  constexpr std::string_view kStore = "mlruns/";
  constexpr std::string_view kMetrics = "/metrics/";
  const std::size_t store = path.find(kStore);
  const std::size_t at = path.find(kMetrics, store == std::string_view::npos ? 0 : store);
  if (store == std::string_view::npos || at == std::string_view::npos) {
    return {};
  }
  const std::string_view between = path.substr(store + kStore.size(), at - store - kStore.size());
  return std::count(between.begin(), between.end(), '/') == 1
             ? std::string(path.substr(at + kMetrics.size()))
             : std::string();
}

}  // namespace

MetricFile::MetricFile(fs::path file, Kind kind, std::uint64_t from, std::string name)
    : file_(std::move(file)), kind_(kind), from_(from), name_(std::move(name)) {}

void MetricFile::look(const PointSink& sink, bool last) {
  const Fd fd(::open(file_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat about {};
  if (!fd.is_open() || ::fstat(fd.get(), &about) != 0 || !S_ISREG(about.st_mode) ||
      !trouble_.empty()) {
    return;
  }
  const auto size = static_cast<std::uint64_t>(about.st_size);
  if (size < at_) {  // written anew
    at_ = 0;
    from_ = 0;
    rest_.clear();
    columns_.clear();
  }
  std::array<char, kBlock> block{};
  while (true) {
    const ssize_t n = ::pread(fd.get(), block.data(), block.size(), static_cast<off_t>(at_));
    if (n <= 0) {
      break;
    }
    rest_.append(block.data(), static_cast<std::size_t>(n));
    at_ += static_cast<std::uint64_t>(n);
    rest_.erase(0, take(rest_, sink, false));
    if (rest_.size() > kMostRest) {
      trouble_ = "a record is too long";
      return;
    }
  }
  if (last && !rest_.empty()) {
    rest_.erase(0, take(rest_, sink, true));
  }
}

std::size_t MetricFile::take(std::string_view bytes, const PointSink& sink, bool last) {
  const std::uint64_t begin = at_ - bytes.size();  // of `bytes` in the file
  if (kind_ == Kind::kEvents) {
    bool damaged = false;
    const std::size_t taken = read_event_records(
        bytes,
        [&](const EventScalar& scalar) {
          if (begin >= from_) {
            sink(std::string(scalar.tag), scalar.step, scalar.value, scalar.wall_time);
          }
        },
        damaged);
    if (damaged) {
      trouble_ = "it is damaged; what stands before was read";
    }
    return taken;
  }
  std::size_t at = 0;
  for (std::size_t end = bytes.find('\n'); end != std::string_view::npos;
       end = bytes.find('\n', at)) {
    const std::string_view line = bytes.substr(at, end - at);
    if (begin + at >= from_ || (kind_ == Kind::kCsv && columns_.empty())) {
      take_line(line, sink);
    }
    at = end + 1;
  }
  if (last && at < bytes.size() && begin + at >= from_) {
    take_line(bytes.substr(at), sink);
    at = bytes.size();
  }
  return at;
}

void MetricFile::take_line(std::string_view line, const PointSink& sink) {
  line = trim(line);
  if (kind_ == Kind::kCsv) {
    take_row(line, sink);
    return;
  }
  if (kind_ == Kind::kLines) {
    const LineMetrics metrics = metrics_of_line(line);
    for (const auto& [name, value] : metrics.values) {
      sink(name, metrics.step, value, 0);
    }
    return;
  }
  const std::vector<std::string_view> words = split(line, ' ');
  const auto time = parse_metric_number(words[0]);
  const auto value = words.size() < 2 ? std::nullopt : parse_metric_number(words[1]);
  const auto step = words.size() < 3 ? std::nullopt : parse_metric_number(words[2]);
  if (time && value) {
    constexpr double kMilli = 1000;
    sink(name_, step ? std::optional(static_cast<std::int64_t>(*step)) : std::nullopt, *value,
         *time / kMilli);
  }
}

void MetricFile::take_row(std::string_view line, const PointSink& sink) {
  const std::vector<std::string_view> cells = split(line, ',');
  if (columns_.empty()) {
    for (std::string_view cell : cells) {
      cell = trim(cell);
      if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
        cell = cell.substr(1, cell.size() - 2);
      }
      columns_.emplace_back(cell);
    }
    return;
  }
  LineMetrics row;
  for (std::size_t i = 0; i < std::min(cells.size(), columns_.size()); ++i) {
    if (const auto value = parse_metric_number(trim(cells[i])); value && !columns_[i].empty()) {
      row.values.emplace_back(columns_[i], *value);
    }
  }
  take_step(row);
  for (const auto& [name, value] : row.values) {
    sink(name, row.step, value, 0);
  }
}

void MetricFiles::name(const fs::path& file, const FolderState& before, const fs::path& folder) {
  const fs::path whole = (folder / file).lexically_normal();
  const auto was = before.files.find(whole.lexically_relative(folder).string());
  const std::uint64_t from = was == before.files.end() ? 0 : was->second.bytes;
  const bool csv = ascii_lower(file.extension().string()) == ".csv";
  files_[whole].emplace(whole, csv ? MetricFile::Kind::kCsv : MetricFile::Kind::kLines, from, "");
}

void MetricFiles::find(const fs::path& folder, const FolderState& before, const FolderState& now,
                       const std::function<bool(const std::string&)>& is_own) {
  for (const auto& [path, state] : now.files) {
    const std::size_t slash = path.rfind('/');
    const std::string_view base =
        std::string_view(path).substr(slash == std::string::npos ? 0 : slash + 1);
    const bool events = base.substr(0, kEventsName.size()) == kEventsName;
    const std::string metric = events ? std::string() : mlflow_metric(path);
    const fs::path whole = folder / path;
    if ((!events && metric.empty()) || files_.count(whole) != 0 || files_.size() >= kMostFiles) {
      continue;
    }
    const auto was = before.files.find(path);
    if (was != before.files.end() && was->second == state) {
      continue;
    }
    std::optional<MetricFile>& file = files_[whole];
    if (is_own(path)) {
      file.emplace(whole, events ? MetricFile::Kind::kEvents : MetricFile::Kind::kMlflow,
                   was == before.files.end() ? 0 : was->second.bytes, metric);
    }
  }
}

void MetricFiles::look(const PointSink& sink, bool last) {
  for (auto& [path, file] : files_) {
    if (file) {
      file->look(sink, last);
    }
  }
}

std::vector<std::string> MetricFiles::troubles() const {
  std::vector<std::string> out;
  for (const auto& [path, file] : files_) {
    if (file && !file->trouble().empty()) {
      out.push_back(path.filename().string() + ": " + file->trouble());
    }
  }
  return out;
}

}  // namespace assay::practice
