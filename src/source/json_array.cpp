#include "source/formats_internal.h"
#include "source/json_list.h"
#include "source/text_lines.h"

#include <utility>

namespace assay::source {
namespace {

class JsonArrayReader final : public StreamReader {
 public:
  JsonArrayReader(std::unique_ptr<ByteStream> stream, Format format, std::string_view what,
                  RecordReader read, std::string_view member, bool assigned)
      : StreamReader(std::move(stream)),
        list_(*stream_, std::string(member)),
        format_(format),
        what_(what),
        read_(std::move(read)) {
    if (assigned) {
      list_.skip_assignment();
    }
  }

  std::optional<Item> next() override {
    if (ended_) {
      return std::nullopt;
    }
    switch (list_.next()) {
      case JsonList::State::kEnd:
        ended_ = true;
        return take_failure(list_.line(), list_.offset());
      case JsonList::State::kCut:
        ended_ = true;
        if (std::optional<Item> failure = take_failure(list_.line(), list_.offset())) {
          return failure;
        }
        return reject_cut_off(list_.line(), list_.offset(), list_.text());
      case JsonList::State::kTrailing:
        ended_ = true;
        return reject(list_.line(), list_.offset(), "something follows the end of the list",
                      list_.text());
      case JsonList::State::kNotAList:
        ended_ = true;
        return reject(list_.line(), list_.offset(), "not a JSON list of " + what_, {});
      case JsonList::State::kTooLong:
        return reject(list_.line(), list_.offset(), too_large(), list_.text());
      case JsonList::State::kRecord:
        break;
    }
    try {
      return read_(parser_, list_.text());
    } catch (const BadRecord& bad) {
      return reject(list_.line(), list_.offset(), bad.reason, list_.text());
    }
  }

  [[nodiscard]] Format format() const noexcept override { return format_; }

 private:
  JsonList list_;
  Format format_;
  std::string what_;
  RecordReader read_;
  RecordParser parser_;
  bool ended_ = false;
};

}  // namespace

std::unique_ptr<Reader> read_json_array(std::unique_ptr<ByteStream> stream, Format format,
                                        std::string_view what, RecordReader read,
                                        std::string_view member, bool assigned) {
  return std::make_unique<JsonArrayReader>(std::move(stream), format, what, std::move(read), member,
                                           assigned);
}

}  // namespace assay::source
