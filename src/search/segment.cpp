#include "base/error.h"
#include "search/segment_internal.h"

#include <algorithm>
#include <cstddef>

namespace assay::search {
namespace {

constexpr std::size_t kAlignment = 16;

[[noreturn]] void throw_corrupt(const PagedFile& file) {
  throw Error(Errc::kCorrupt, "the search index is damaged", file.path().string(),
              "it will be made again from the library");
}

SegmentHeader read_header(const PagedFile& file) {
  if (file.size() < sizeof(SegmentHeader)) {
    throw_corrupt(file);
  }
  const auto header = load<SegmentHeader>(
      file.verified(file.size() - sizeof(SegmentHeader), sizeof(SegmentHeader)));
  if (header.columns.size != std::uint64_t{header.docs} * sizeof(DocColumns) ||
      header.norms.size != header.docs) {
    throw_corrupt(file);
  }
  return header;
}

}  // namespace

Segment::Segment(const std::filesystem::path& path, const std::filesystem::path& vectors)
    : file_(path, FileKind::kSegment), header_(read_header(file_)), vectors_(vectors) {
  if (vectors_.docs() != header_.docs) {
    throw_corrupt(file_);
  }
}

const DocColumns* Segment::columns() const {
  return reinterpret_cast<const DocColumns*>(section(header_.columns));
}

std::int64_t Segment::work(std::uint32_t doc) const {
  const std::uint64_t at = std::uint64_t{doc} * sizeof(DocColumns) + offsetof(DocColumns, work);
  return load<std::int64_t>(file_.verified(header_.columns.offset + at, sizeof(std::int64_t)));
}

const std::uint8_t* Segment::norms() const {
  return reinterpret_cast<const std::uint8_t*>(section(header_.norms));
}

std::optional<std::uint32_t> Segment::find_work(std::int64_t work) const {
  const DocColumns* begin = columns();
  const DocColumns* end = begin + docs();
  const DocColumns* at = std::lower_bound(
      begin, end, work, [](const DocColumns& doc, std::int64_t w) { return doc.work < w; });
  if (at == end || at->work != work) {
    return std::nullopt;
  }
  return static_cast<std::uint32_t>(at - begin);
}

BlockRef Segment::block_at(const Section& blocks, std::size_t block) const {
  return load<BlockRef>(file_.verified(blocks.offset + block * sizeof(BlockRef), sizeof(BlockRef)));
}

std::string_view Segment::first_word(const Section& entries, const BlockRef& block) const {
  const std::uint64_t begin = entries.offset + block.entries;
  const auto size = static_cast<unsigned char>(file_.verified(begin, 2)[1]);
  return {file_.verified(begin + 2, size), size};
}

std::optional<std::size_t> Segment::find_block(const Section& entries, const Section& blocks,
                                               std::string_view word) const {
  std::size_t low = 0;
  std::size_t high = blocks.size / sizeof(BlockRef);
  while (low < high) {
    const std::size_t middle = low + (high - low) / 2;
    if (first_word(entries, block_at(blocks, middle)) <= word) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low == 0 ? std::nullopt : std::optional(low - 1);
}

std::optional<TermInfo> Segment::find(std::string_view term) const {
  const std::optional<std::size_t> block = find_block(header_.entries, header_.blocks, term);
  if (!block) {
    return std::nullopt;
  }
  const BlockRef found = block_at(header_.blocks, *block);
  const std::uint64_t begin = found.entries;
  const std::uint64_t end = (*block + 1) * sizeof(BlockRef) < header_.blocks.size
                                ? block_at(header_.blocks, *block + 1).entries
                                : header_.entries.size;
  const char* pos = file_.verified(header_.entries.offset + begin, end - begin);
  const char* stop = pos + (end - begin);
  std::uint64_t postings_end = found.postings;
  std::string word;
  while (pos < stop) {
    read_word(pos, word);
    const TermInfo info = read_term(pos, postings_end);
    if (word >= term) {
      return word == term ? std::optional(info) : std::nullopt;
    }
  }
  return std::nullopt;
}

Cursor Segment::open(const TermInfo& info) const {
  if (info.df == 1) {
    return Cursor::single(info.doc, info.code, norms()[info.doc], info.positions);
  }
  return Cursor::packed(info.df, file_.verified(header_.postings.offset + info.offset, info.size));
}

void Segment::visit_words(std::string_view from,
                          const std::function<bool(std::string_view)>& visit) const {
  const std::size_t first = find_block(header_.word_entries, header_.word_blocks, from).value_or(0);
  if (header_.words == 0) {
    return;
  }
  const std::uint64_t begin = block_at(header_.word_blocks, first).entries;
  const char* pos =
      file_.verified(header_.word_entries.offset + begin, header_.word_entries.size - begin);
  const char* stop = pos + (header_.word_entries.size - begin);
  std::string word;
  while (pos < stop) {
    read_word(pos, word);
    if (word >= from && !visit(word)) {
      return;
    }
  }
}

Segment::Terms::Terms(const Segment& segment)
    : pos_(segment.section(segment.header_.entries)), left_(segment.header_.terms) {}

bool Segment::Terms::next() {
  if (left_ == 0) {
    return false;
  }
  --left_;
  read_word(pos_, term_);
  info_ = read_term(pos_, postings_end_);
  return true;
}

Segment::Words::Words(const Segment& segment)
    : pos_(segment.section(segment.header_.word_entries)), left_(segment.header_.words) {}

bool Segment::Words::next() {
  if (left_ == 0) {
    return false;
  }
  --left_;
  read_word(pos_, word_);
  return true;
}

SegmentWriter::SegmentWriter(const std::filesystem::path& path, std::span<const DocColumns> columns,
                             std::span<const std::uint8_t> norms)
    : columns_(columns), norms_(norms), file_(path, FileKind::kSegment) {}

void SegmentWriter::add_term(std::string_view term, const PostingWriter::Encoded& encoded) {
  terms_.add(term, postings_end_);
  std::string& entries = terms_.entries();
  put_varint(entries, encoded.df);
  if (encoded.df == 1) {
    put_varint(entries, encoded.doc);
    entries += static_cast<char>(encoded.code);
    put_varint(entries, encoded.bytes.size());
    entries += encoded.bytes;
    return;
  }
  put_varint(entries, encoded.bytes.size());
  const std::uint64_t begin = list_begin(postings_end_, encoded.df);
  file_.append(std::string_view("\0\0\0", begin - postings_end_));
  file_.append(encoded.bytes);
  postings_end_ = begin + encoded.bytes.size();
}

Section SegmentWriter::write(std::string_view bytes) {
  file_.align(kAlignment);
  const Section section{file_.tell(), bytes.size()};
  file_.append(bytes);
  return section;
}

void SegmentWriter::finish() {
  SegmentHeader header;
  header.docs = static_cast<std::uint32_t>(columns_.size());
  header.terms = terms_.size();
  header.words = words_.size();
  header.postings = {0, postings_end_};
  file_.append(std::string(kPackingSlack, '\0'));
  header.entries = write(terms_.entries());
  header.blocks = write(bytes_of(terms_.blocks().data(), terms_.blocks().size()));
  header.word_entries = write(words_.entries());
  header.word_blocks = write(bytes_of(words_.blocks().data(), words_.blocks().size()));
  header.columns = write(bytes_of(columns_.data(), columns_.size()));
  header.norms = write(bytes_of(norms_.data(), norms_.size()));
  file_.align(kAlignment);
  file_.append(bytes_of(&header, 1));
  file_.finish();
}

}  // namespace assay::search
