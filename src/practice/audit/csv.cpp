#include "practice/audit/csv.h"

#include "base/error.h"
#include "base/spelling.h"
#include "base/text.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>

namespace assay::practice {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr std::string_view kMark = "\xEF\xBB\xBF";  // UTF-8's byte order mark
constexpr std::size_t kLongestNumber = 64;

Fd open_csv(const std::filesystem::path& path, std::uint64_t& size) {
  Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd.is_open()) {
    if (errno == ENOENT) {
      throw Error(Errc::kNotFound, "no such file", path.string(), "name a CSV file");
    }
    throw io_error("the file cannot be read", path.string(), errno);
  }
  struct stat status = {};
  if (::fstat(fd.get(), &status) != 0) {
    throw io_error("the file cannot be read", path.string(), errno);
  }
  if (S_ISDIR(status.st_mode)) {
    throw Error(Errc::kInvalid, "this is a folder", path.string(), "name a CSV file");
  }
  size = S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
  return fd;
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 12;
  std::vector<std::string> shown(
      names.begin(), names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kMost)));
  if (names.size() > kMost) {
    shown.push_back(fmt::format("and {} more", names.size() - kMost));
  }
  return join(shown, ", ");
}

}  // namespace

CsvReader::CsvReader(const std::filesystem::path& path)
    : path_(path), fd_(open_csv(path, size_bytes_)) {
  buffer_.resize(2 * kBlock);
  recognise();
  std::vector<std::string_view> fields;
  if (!next(fields)) {
    throw Error(Errc::kInvalid, "the file is empty", path_.string(),
                "its first line is to name the columns");
  }
  for (const std::string_view field : fields) {
    header_.push_back(repair_utf8(trim(field)));
  }
}

/// Reads more behind what is there. False where nothing more comes.
bool CsvReader::fill() {
  if (at_end_) {
    return false;
  }
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (end_ == buffer_.size()) {
    throw Error(Errc::kLimit, fmt::format("line {} is longer than 1 MiB", line_), path_.string(),
                "look for a quote that is never closed");
  }
  ssize_t got = 0;
  do {
    got = ::read(fd_.get(), buffer_.data() + end_, std::min(kBlock, buffer_.size() - end_));
  } while (got < 0 && errno == EINTR);
  if (got < 0) {
    throw io_error("the file cannot be read", path_.string(), errno);
  }
  at_end_ = got == 0;
  end_ += static_cast<std::size_t>(got);
  read_bytes_ += static_cast<std::uint64_t>(got);
  return got > 0;
}

void CsvReader::recognise() {
  while (end_ < kBlock && fill()) {
  }
  std::string_view text(buffer_.data(), end_);
  if (text.substr(0, kMark.size()) == kMark) {
    begin_ = kMark.size();
    text.remove_prefix(kMark.size());
  }
  if (text.substr(0, 2) == "\xFF\xFE" || text.substr(0, 2) == "\xFE\xFF" ||
      text.substr(0, 256).find('\0') != std::string_view::npos) {
    throw Error(Errc::kInvalid, "this is not UTF-8 text", path_.string(),
                "save it as CSV in UTF-8");
  }
  std::array<std::size_t, 3> counts = {};
  constexpr std::string_view kSeparators = ",;\t";
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') {
      quoted = !quoted;
    } else if (!quoted && c == '\n') {
      break;
    } else if (!quoted) {
      const std::size_t which = kSeparators.find(c);
      if (which != std::string_view::npos) {
        ++counts.at(which);
      }
    }
  }
  const auto* const most = std::max_element(counts.begin(), counts.end());
  separator_ = kSeparators[static_cast<std::size_t>(most - counts.begin())];
}

std::size_t CsvReader::column(std::string_view name) const {
  const auto found = std::find(header_.begin(), header_.end(), name);
  if (found != header_.end()) {
    if (std::find(found + 1, header_.end(), name) != header_.end()) {
      throw Error(Errc::kInvalid, fmt::format("two columns are called '{}'", name), path_.string(),
                  "rename one of them");
    }
    return static_cast<std::size_t>(found - header_.begin());
  }
  std::string nearest;
  std::size_t best = 3;
  for (const std::string& one : header_) {
    const std::size_t far = edit_distance(ascii_lower(one), ascii_lower(name), best);
    if (far < best && far < std::max(one.size(), name.size())) {
      best = far;
      nearest = one;
    }
  }
  throw Error(Errc::kNotFound, fmt::format("no column '{}'", name), path_.string(),
              (nearest.empty() ? std::string() : "did you mean '" + nearest + "'? ") +
                  "there are " + listed(header_));
}

void CsvReader::fail_quote(std::uint64_t line, const char* what) const {
  throw Error(Errc::kInvalid, fmt::format("line {}: {}", line, what), path_.string(),
              "write a quote within quotes twice, and close every field that begins with one");
}

/// Where the record that begins at `begin_` and has quotes ends: its line end, or the end of all.
std::size_t CsvReader::find_quoted_end(std::size_t from) {
  std::size_t at = from;  // from begin_
  bool field_begins = true;
  bool quoted = false;
  bool closed = false;  // the character before closed a quote
  std::uint64_t opened = line_;
  std::uint64_t line = line_;
  while (true) {
    if (begin_ + at == end_ && !fill()) {
      if (quoted) {
        fail_quote(opened, "the quote is never closed");
      }
      return at;
    }
    const char c = buffer_[begin_ + at];
    if (quoted) {
      line += c == '\n' ? 1 : 0;
      quoted = c != '"';
      closed = !quoted;
    } else {
      if (c == '\n') {
        return at;
      }
      quoted = c == '"' && (field_begins || closed);
      opened = quoted ? line : opened;
      closed = false;
    }
    field_begins = !quoted && c == separator_;
    ++at;
    if (at > kMostCsvRecord) {
      if (quoted) {
        fail_quote(opened, "the quote is not closed within 1 MiB");
      }
      throw Error(Errc::kLimit, fmt::format("line {} is longer than 1 MiB", line_), path_.string());
    }
  }
}

/// The record at begin_ without its line end, as its length; nullopt where nothing is left.
std::optional<std::size_t> CsvReader::find_end() {
  std::size_t looked = 0;
  while (true) {
    const char* from = buffer_.data() + begin_;
    const std::size_t there = end_ - begin_;
    const void* found = there > looked ? std::memchr(from + looked, '\n', there - looked) : nullptr;
    const std::size_t length =
        found != nullptr ? static_cast<std::size_t>(static_cast<const char*>(found) - from) : there;
    if (std::memchr(from + looked, '"', length - looked) != nullptr) {
      return find_quoted_end(0);
    }
    if (found != nullptr) {
      return length;
    }
    looked = length;
    if (!fill()) {
      return there == 0 ? std::nullopt : std::optional(there);
    }
  }
}

/// Fields of a record with quotes, unescaped in place.
void CsvReader::split_quoted(char* begin, const char* end,
                             std::vector<std::string_view>& fields) const {
  char* at = begin;
  std::uint64_t line = record_line_;
  while (true) {
    char* out = at;
    char* const field = at;
    if (at < end && *at == '"') {
      ++at;
      while (true) {
        if (at == end) {
          fail_quote(line, "the quote is never closed");
        }
        line += *at == '\n' ? 1 : 0;
        if (*at == '"') {
          if (at + 1 < end && at[1] == '"') {
            ++at;
          } else {
            break;
          }
        }
        *out++ = *at++;
      }
      ++at;
      if (at < end && *at != separator_) {
        fail_quote(line, "text follows a closing quote");
      }
    } else {
      while (at < end && *at != separator_) {
        ++at;
      }
      out = at;
    }
    fields.emplace_back(field, static_cast<std::size_t>(out - field));
    if (at >= end) {
      return;
    }
    ++at;
  }
}

bool CsvReader::next(std::vector<std::string_view>& fields) {
  while (true) {
    fields.clear();
    const std::optional<std::size_t> length = find_end();
    if (!length) {
      return false;
    }
    record_line_ = line_;
    char* const begin = buffer_.data() + begin_;
    char* end = begin + *length;
    const bool line_end = begin_ + *length < end_;
    line_ += static_cast<std::uint64_t>(std::count(begin, end, '\n')) + (line_end ? 1 : 0);
    begin_ += *length + (line_end ? 1 : 0);
    if (end > begin && end[-1] == '\r') {
      --end;
    }
    if (end == begin) {
      continue;
    }
    if (std::memchr(begin, '"', static_cast<std::size_t>(end - begin)) != nullptr) {
      split_quoted(begin, end, fields);
      return true;
    }
    for (char* at = begin;;) {
      void* found = std::memchr(at, separator_, static_cast<std::size_t>(end - at));
      char* const stop = found != nullptr ? static_cast<char*>(found) : end;
      fields.emplace_back(at, static_cast<std::size_t>(stop - at));
      if (stop == end) {
        return true;
      }
      at = stop + 1;
    }
  }
}

bool is_missing(std::string_view field) noexcept {
  constexpr std::array<std::string_view, 5> kWords = {"", "na", "nan", "n/a", "null"};
  field = trim(field);
  return std::any_of(kWords.begin(), kWords.end(),
                     [field](std::string_view word) { return iequals(word, field); });
}

std::optional<double> parse_number(std::string_view field, bool decimal_comma) noexcept {
  field = trim(field);
  if (!field.empty() && field.front() == '+') {
    field.remove_prefix(1);
  }
  std::array<char, kLongestNumber> changed = {};
  if (decimal_comma && field.size() < changed.size() && field.find('.') == std::string_view::npos) {
    std::copy(field.begin(), field.end(), changed.begin());
    const std::size_t comma = field.find(',');
    if (comma != std::string_view::npos) {
      changed.at(comma) = '.';
    }
    field = std::string_view(changed.data(), field.size());
  }
  double value = 0;
  const auto [stop, trouble] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (trouble != std::errc() || stop != field.data() + field.size() || field.empty() ||
      !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

}  // namespace assay::practice
