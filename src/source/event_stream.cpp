#include "source/event_stream.h"

#include <utility>

namespace assay::source {

bool EventStream::take(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '\n' && std::exchange(after_return_, false)) {
      continue;
    }
    after_return_ = c == '\r';
    if (c == '\n' || c == '\r') {
      if (!end_line()) {
        return false;
      }
      continue;
    }
    line_.push_back(c);
    if (line_.size() + data_.size() > most_bytes_) {
      too_long_ = true;
      return false;
    }
  }
  return true;
}

bool EventStream::end_line() {
  const std::string line = std::exchange(line_, {});
  if (line.empty()) {
    return !std::exchange(has_data_, false) || on_data_(std::exchange(data_, {}));
  }
  constexpr std::string_view kField = "data:";
  if (line.compare(0, kField.size(), kField) == 0) {
    const std::size_t blank = line.size() > kField.size() && line[kField.size()] == ' ' ? 1 : 0;
    data_ += (has_data_ ? "\n" : "") + line.substr(kField.size() + blank);
    has_data_ = true;
  }
  return true;
}

}  // namespace assay::source
