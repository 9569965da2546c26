#pragma once
/// The objects of a JSON array, cut out one by one in bounded memory. Private to the room. Threads:
/// one thread.

#include "source/byte_stream.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace assay::source {

class JsonList {
 public:
  enum class State {
    kRecord,    ///< text() is a whole element.
    kTooLong,   ///< An element over kMaxRecordBytes was passed over; text() is its beginning.
    kEnd,       ///< The array was closed and nothing follows.
    kTrailing,  ///< Something follows the closed array; it is left unread.
    kCut,       ///< The stream ended before it was.
    kNotAList,  ///< What stands here is no list of objects.
  };
  /// The array is the whole text, or with a `member` that member of the object that is the text;
  /// what follows the array in it is not read then.
  explicit JsonList(ByteStream& stream, std::string member = {})
      : stream_(stream), member_(std::move(member)) {}
  State next();
  /// Passes over what stands before the first bracket or brace, at most 200 bytes. Before next().
  void skip_assignment();
  [[nodiscard]] std::string_view text() const noexcept { return element_; }
  /// Place of the element's first byte.
  [[nodiscard]] std::uint64_t line() const noexcept { return element_line_; }
  [[nodiscard]] std::uint64_t offset() const noexcept { return element_offset_; }

 private:
  /// Next byte, -1 at the end; get() consumes it.
  int peek();
  int get();
  State read_element(char first);
  /// Goes to the value of the member; false when the text is no object that has it.
  bool find_member();
  /// Over the value that follows.
  void skip_value();
  /// The string whose quote was read.
  std::string read_key();
  /// Behind the end of the array.
  State read_rest();

  /// The first byte that is no space, -1 at the end.
  int get_visible();

  ByteStream& stream_;
  std::string member_;
  std::string_view block_;
  std::string element_;
  std::uint64_t line_ = 1;
  std::uint64_t offset_ = 0;
  std::uint64_t element_line_ = 1;
  std::uint64_t element_offset_ = 0;
  bool opened_ = false;
  bool ended_ = false;
};

}  // namespace assay::source
