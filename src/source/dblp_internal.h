#pragma once
/// The records of the DBLP dump, for its format and its connector. Private to the room. Threads:
/// one thread a reader.

#include "source/formats_internal.h"
#include "source/xml_stream.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// The text of a stream in which the characters that HTML 4 names ("&uuml;") are numbered
/// ("&#252;"): dblp.dtd declares just these, and neither it nor any other declaration is read. What
/// XML itself names stays, and so does what has no meaning.
class NumberedEntities {
 public:
  /// Reads from `stream`, which outlives this.
  explicit NumberedEntities(ByteStream& stream) : stream_(stream) {}
  /// The next stretch, valid until the next call; empty at the end.
  std::string_view next();

 private:
  /// Appends what is certain of `text`; what may be the beginning of a name is held back.
  void convert(std::string_view text, bool last);

  ByteStream& stream_;
  std::string held_;
  std::string out_;
};

/// Which records are wanted.
struct DblpFilter {
  std::string since;              ///< Changed on that day or later; "" for all.
  std::vector<std::string> keys;  ///< Their keys begin with one of these; none for all.
};

class DblpReader final : public StreamReader {
 public:
  explicit DblpReader(std::unique_ptr<ByteStream> stream, DblpFilter filter = {});

  std::optional<Item> next() override;
  /// The same, but nullopt also once records() is `most`. `each` is called for every record passed
  /// and may throw.
  std::optional<Item> next_within(std::uint64_t most, const std::function<void()>& each);
  /// Goes over records until records() is `count`; `each` as above.
  void skip_to(std::uint64_t count, const std::function<void()>& each);

  [[nodiscard]] Format format() const noexcept override { return Format::kDblp; }
  /// Records passed so far, unwanted ones included.
  [[nodiscard]] std::uint64_t records() const noexcept { return records_; }
  [[nodiscard]] bool ended() const noexcept { return ended_; }
  /// The latest day of change among the records passed since the reader was opened.
  [[nodiscard]] const std::string& newest() const noexcept { return newest_; }

 private:
  /// Goes to the next record; false at the end.
  bool advance();
  [[nodiscard]] bool is_wanted(std::string_view name, std::string_view key) const;
  std::optional<Item> read_record();
  std::optional<Item> end();

  NumberedEntities text_;
  XmlStream xml_;
  DblpFilter filter_;
  std::string newest_;
  std::uint64_t records_ = 0;
  bool in_root_ = false;
  bool ended_ = false;
  bool told_ = false;
};

}  // namespace assay::source
