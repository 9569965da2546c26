#pragma once
/// One parser a format, each in the file of its name. Private to the room.

#include "source/byte_stream.h"
#include "source/json_fields.h"
#include "source/reader.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace assay::source {

/// One JSON record each; they throw BadRecord.
Work parse_works_record(RecordParser& parser, std::string_view record);
Work parse_arxiv_record(RecordParser& parser, std::string_view record);
Work parse_openalex_record(RecordParser& parser, std::string_view record);
/// `stem`: the file's name without extensions, such as "acl2021", from which venue and year are
/// taken.
Work parse_paperlists_record(RecordParser& parser, std::string_view record, std::string_view stem);

/// JSON Lines, one record a line.
std::unique_ptr<Reader> read_json_lines(std::unique_ptr<ByteStream> stream, Format format);
std::unique_ptr<Reader> read_paperlists(std::unique_ptr<ByteStream> stream, std::string stem);
std::unique_ptr<Reader> read_awesome(std::unique_ptr<ByteStream> stream);
std::unique_ptr<Reader> read_bibtex(std::unique_ptr<ByteStream> stream);
std::unique_ptr<Reader> read_ris(std::unique_ptr<ByteStream> stream);
std::unique_ptr<Reader> read_csl_json(std::unique_ptr<ByteStream> stream);
std::unique_ptr<Reader> read_acl_xml(std::unique_ptr<ByteStream> stream);
std::unique_ptr<Reader> read_feed(std::unique_ptr<ByteStream> stream);
/// `stem` as above, such as "neurips-2025-orals-posters".
std::unique_ptr<Reader> read_virtual_site(std::unique_ptr<ByteStream> stream,
                                          const std::string& stem);
std::unique_ptr<Reader> read_schedule(std::unique_ptr<ByteStream> stream);
std::unique_ptr<Reader> read_ical(std::unique_ptr<ByteStream> stream);
/// `stem`: the file's name without extensions, such as "speakers": what it is a list of.
std::unique_ptr<Reader> read_miniconf(std::unique_ptr<ByteStream> stream, const std::string& stem);
std::unique_ptr<Reader> read_x_archive(std::unique_ptr<ByteStream> stream);
std::unique_ptr<Reader> read_links(std::unique_ptr<ByteStream> stream);
/// `repositories`: "owner/name" or "owner/*"; others are passed over. None: all are read.
std::unique_ptr<Reader> read_gh_archive(std::unique_ptr<ByteStream> stream,
                                        const std::vector<std::string>& repositories = {});
std::unique_ptr<Reader> read_semantic_scholar(std::unique_ptr<ByteStream> stream);
std::unique_ptr<Reader> read_dblp(std::unique_ptr<ByteStream> stream);
std::unique_ptr<Reader> read_mail(std::unique_ptr<ByteStream> stream);

/// A reader of bytes at hand, perhaps compressed.
std::unique_ptr<Reader> open_bytes(std::string bytes, Format format);

/// Makes a work of one record; throws BadRecord.
using RecordReader = std::function<Work(RecordParser&, std::string_view)>;
/// The objects of one JSON array, or of the one that is a `member` of the text's object; `what`
/// they are, for messages. `assigned`: a script's assignment ("window.YTD.tweets.part0 =") may
/// stand before it.
std::unique_ptr<Reader> read_json_array(std::unique_ptr<ByteStream> stream, Format format,
                                        std::string_view what, RecordReader read,
                                        std::string_view member = {}, bool assigned = false);

/// Why a record above kMaxRecordBytes is rejected.
inline std::string too_large() {
  return "the record is larger than " + std::to_string(kMaxRecordBytes >> 20U) + " MiB";
}

/// Common part of the readers: the stream and its progress.
class StreamReader : public Reader {
 public:
  explicit StreamReader(std::unique_ptr<ByteStream> stream) : stream_(std::move(stream)) {}
  [[nodiscard]] std::uint64_t bytes_read() const noexcept override { return stream_->bytes_read(); }
  [[nodiscard]] std::uint64_t bytes_total() const noexcept override {
    return stream_->bytes_total();
  }

 protected:
  /// Once, when the stream has broken off: the rejection that says so.
  std::optional<Item> take_failure(std::uint64_t line, std::uint64_t offset) {
    if (!stream_->failure() || failure_told_) {
      return std::nullopt;
    }
    failure_told_ = true;
    return Rejection{line, offset, stream_->failure()->what, {}, stream_->failure()->advice};
  }

  std::unique_ptr<ByteStream> stream_;

 private:
  bool failure_told_ = false;
};

}  // namespace assay::source
