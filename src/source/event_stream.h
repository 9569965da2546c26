#pragma once
/// Reads a stream of server-sent events as it comes in pieces (WHATWG HTML, 9.2.6): lines that end
/// in LF, CR or both, "data:" fields joined by line ends, an event at each empty line. Other fields
/// and comments are passed over. Private to the room. Threads: one thread.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace assay::source {

class EventStream {
 public:
  /// `on_data` is given each event's data and says whether to go on. An event of more than
  /// `most_bytes` is not gathered further.
  EventStream(std::function<bool(const std::string& data)> on_data, std::size_t most_bytes)
      : on_data_(std::move(on_data)), most_bytes_(most_bytes) {}

  /// Takes the next bytes. False once `on_data` said so, or an event was too long. Throws what
  /// `on_data` throws.
  bool take(std::string_view bytes);
  [[nodiscard]] bool is_too_long() const noexcept { return too_long_; }

 private:
  bool end_line();

  std::function<bool(const std::string& data)> on_data_;
  std::size_t most_bytes_;
  std::string line_;
  std::string data_;
  bool has_data_ = false;
  bool after_return_ = false;  ///< The last byte was CR: an LF behind it belongs to it.
  bool too_long_ = false;
};

}  // namespace assay::source
