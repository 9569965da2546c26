#include "source/whole_reader.h"

#include "source/formats_internal.h"
#include "source/text_lines.h"

#include <algorithm>
#include <utility>

namespace assay::source {
namespace {

constexpr std::size_t kExcerptBytes = 200;

class WholeReader final : public StreamReader {
 public:
  WholeReader(std::unique_ptr<ByteStream> stream, Format format, WholeParser parse)
      : StreamReader(std::move(stream)), format_(format), parse_(std::move(parse)) {}

  std::optional<Item> next() override {
    if (!read_) {
      read_ = true;
      read();
    }
    if (at_ < items_.size()) {
      return std::move(items_[at_++]);
    }
    return take_failure(lines_, size_);
  }

  [[nodiscard]] Format format() const noexcept override { return format_; }

 private:
  void read() {
    std::string bytes;
    for (std::string_view block = stream_->next(); !block.empty(); block = stream_->next()) {
      bytes += block;
      if (bytes.size() > kMaxRecordBytes) {
        items_.emplace_back(reject(1, 0, too_large(), bytes.substr(0, kExcerptBytes)));
        return;
      }
    }
    size_ = bytes.size();
    lines_ = 1 + static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    try {
      items_ = parse_(bytes);
    } catch (const BadRecord& bad) {
      items_.emplace_back(reject(1, 0, bad.reason, bytes.substr(0, kExcerptBytes)));
    }
  }

  Format format_;
  WholeParser parse_;
  std::vector<Item> items_;
  std::size_t at_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t lines_ = 1;
  bool read_ = false;
};

}  // namespace

std::unique_ptr<Reader> read_whole(std::unique_ptr<ByteStream> stream, Format format,
                                   WholeParser parse) {
  return std::make_unique<WholeReader>(std::move(stream), format, std::move(parse));
}

}  // namespace assay::source
