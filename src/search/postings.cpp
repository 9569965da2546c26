#include "search/bytes_internal.h"
#include "search/postings_internal.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace assay::search {
namespace {

std::uint32_t make_meta(unsigned doc_bits, unsigned code_bits, std::uint32_t code_base,
                        unsigned rice, std::uint8_t impact) noexcept {
  return doc_bits | code_bits << 6 | code_base << 9 | rice << 14 |
         static_cast<std::uint32_t>(impact) << 19;
}

/// The Rice parameter for numbers of this mean (Kiely, "Selecting the Golomb parameter in Rice
/// coding", 2004, rounded).
unsigned rice_of(const std::vector<std::uint32_t>& values) noexcept {
  std::uint64_t sum = 0;
  for (const std::uint32_t value : values) {
    sum += value;
  }
  const std::uint64_t mean = values.empty() ? 0 : sum * 69 / (values.size() * 100);
  return std::min(31U, static_cast<unsigned>(std::bit_width(mean)));
}

}  // namespace

void PostingWriter::add(std::uint32_t doc, std::uint8_t code,
                        std::span<const std::uint32_t> positions) {
  if (df_ == 0) {
    out_.clear();
    first_doc_ = doc;
  }
  gaps_[count_] = df_ == 0 ? doc : doc - last_doc_ - 1;
  codes_[count_] = code;
  counts_[count_] = static_cast<std::uint32_t>(positions.size());
  std::uint32_t next = 0;
  for (const std::uint32_t position : positions) {
    offsets_.push_back(position - next);
    next = position + 1;
  }
  impact_ = std::max(impact_, impacts()[code][norms_[doc]]);
  last_doc_ = doc;
  ++df_;
  if (++count_ == kBlock) {
    end_block();
  }
}

void PostingWriter::end_block() {
  const std::uint32_t base = *std::min_element(codes_.begin(), codes_.begin() + count_);
  for (std::uint32_t i = 0; i < count_; ++i) {
    codes_[i] -= base;
  }
  const unsigned doc_bits = bits_needed(gaps_.data(), count_);
  const unsigned code_bits = bits_needed(codes_.data(), count_);
  const unsigned rice = rice_of(offsets_);
  skips_.push_back({last_doc_, static_cast<std::uint32_t>(blocks_.size()),
                    static_cast<std::uint32_t>(positions_.size()),
                    make_meta(doc_bits, code_bits, base, rice, impact_bound(impact_))});
  pack(gaps_.data(), count_, doc_bits, blocks_);
  pack(codes_.data(), count_, code_bits, blocks_);
  BitWriter bits(positions_);
  std::size_t at = 0;
  for (std::uint32_t i = 0; i < count_; ++i) {
    bits.put_gamma(counts_[i]);
    for (const std::size_t end = at + counts_[i]; at < end; ++at) {
      bits.put_rice(offsets_[at], rice);
    }
  }
  bits.flush();
  offsets_.clear();
  count_ = 0;
  impact_ = 0;
}

PostingWriter::Encoded PostingWriter::finish() {
  Encoded encoded;
  encoded.df = df_;
  encoded.doc = first_doc_;
  encoded.code = static_cast<std::uint8_t>(codes_[0]);
  if (df_ == 1) {
    put_varint(out_, counts_[0]);
    for (const std::uint32_t offset : offsets_) {
      put_varint(out_, offset);
    }
    offsets_.clear();
    count_ = 0;
    impact_ = 0;
  } else {
    if (count_ > 0) {
      end_block();
    }
    if (df_ < kBlock) {
      append_raw(out_, skips_.front().meta);
    } else {
      append_raw(out_, static_cast<std::uint32_t>(blocks_.size()));
      out_ += bytes_of(skips_.data(), skips_.size());
    }
    out_ += blocks_;
    out_ += positions_;
  }
  encoded.bytes = out_;
  skips_.clear();
  blocks_.clear();
  positions_.clear();
  df_ = 0;
  return encoded;
}

void Cursor::use(std::shared_ptr<const std::vector<SkipEntry>> skips) noexcept {
  own_skips_ = std::move(skips);
  skips_ = own_skips_->data();
  blocks_ = static_cast<std::uint32_t>(own_skips_->size());
  for (const SkipEntry& skip : *own_skips_) {
    impact_ = std::max(impact_, skip.impact());
  }
}

Cursor Cursor::packed(std::uint32_t df, const char* bytes) {
  Cursor cursor;
  cursor.df_ = df;
  const auto head = search::load<std::uint32_t>(bytes);
  if (df >= kBlock) {
    cursor.blocks_ = static_cast<std::uint32_t>((df + kBlock - 1) / kBlock);
    cursor.skips_ = reinterpret_cast<const SkipEntry*>(bytes + sizeof(head));
    cursor.data_ = bytes + sizeof(head) + cursor.blocks_ * sizeof(SkipEntry);
    cursor.positions_ = cursor.data_ + head;
    for (std::uint32_t block = 0; block < cursor.blocks_; ++block) {
      cursor.impact_ = std::max(cursor.impact_, cursor.skips_[block].impact());
    }
    return cursor;
  }
  auto skips = std::make_shared<std::vector<SkipEntry>>(1);
  SkipEntry& skip = skips->front();
  skip.meta = head;
  skip.last_doc = kNoDoc - 1;
  cursor.data_ = bytes + sizeof(head);
  cursor.positions_ =
      cursor.data_ + packed_bytes(df, skip.doc_bits()) + packed_bytes(df, skip.code_bits());
  cursor.skips_ = &skip;
  cursor.blocks_ = 1;
  cursor.load(0);
  skip.last_doc = cursor.decoded_last_ = cursor.buffer_[df - 1];
  cursor.use(std::move(skips));
  return cursor;
}

Cursor Cursor::single(std::uint32_t doc, std::uint8_t code, std::uint8_t norm,
                      const char* positions) {
  auto list = std::make_shared<FlatList>();
  list->docs.push_back(doc);
  list->codes.push_back(code);
  std::array<std::uint8_t, 1> norms = {norm};
  auto skips = std::make_shared<std::vector<SkipEntry>>(1);
  skips->front() = {doc, 0, 0, make_meta(0, 0, 0, 0, impact_bound(impacts()[code][norms[0]]))};
  Cursor cursor;
  cursor.df_ = 1;
  cursor.flat_ = std::move(list);
  cursor.positions_ = positions;
  cursor.use(std::move(skips));
  return cursor;
}

Cursor Cursor::flat(std::shared_ptr<const FlatList> list, const std::uint8_t* norms) {
  auto skips = std::make_shared<std::vector<SkipEntry>>();
  const std::size_t count = list->docs.size();
  for (std::size_t begin = 0; begin < count; begin += kBlock) {
    const std::size_t end = std::min(begin + kBlock, count);
    float impact = 0;
    for (std::size_t i = begin; i < end; ++i) {
      impact = std::max(impact, impacts()[list->codes[i]][norms[list->docs[i]]]);
    }
    skips->push_back({list->docs[end - 1], 0, 0, make_meta(0, 0, 0, 0, impact_bound(impact))});
  }
  Cursor cursor;
  cursor.df_ = static_cast<std::uint32_t>(count);
  cursor.flat_ = std::move(list);
  cursor.use(std::move(skips));
  return cursor;
}

void Cursor::load(std::uint32_t block) noexcept {
  block_ = block;
  codes_ready_ = false;
  position_index_ = kNoDoc;
  block_count_ = count_of(block);
  decoded_last_ = skips_[block].last_doc;
  if (flat_) {
    return;
  }
  const SkipEntry& skip = skips_[block];
  const std::uint32_t base = block == 0 ? kNoDoc : skips_[block - 1].last_doc;
  unpack(data_ + skip.data, block_count_, skip.doc_bits(), buffer_.data());
  prefix_sum(buffer_.data(), block_count_, base);
}

void Cursor::decode_codes() noexcept {
  if (codes_ready_) {
    return;
  }
  codes_ready_ = true;
  if (flat_) {
    const std::uint8_t* codes = flat_->codes.data() + std::size_t{block_} * kBlock;
    std::copy(codes, codes + block_count_, codes_.begin());
    return;
  }
  const SkipEntry& skip = skips_[block_];
  unpack(data_ + skip.data + packed_bytes(block_count_, skip.doc_bits()), block_count_,
         skip.code_bits(), codes_.data());
  const std::uint32_t base = skip.code_base();
  for (std::uint32_t i = 0; i < block_count_; ++i) {
    codes_[i] += base;
  }
}

std::uint32_t Cursor::read_code() const noexcept {
  if (flat_) {
    return flat_->codes[std::size_t{block_} * kBlock + index_];
  }
  const SkipEntry& skip = skips_[block_];
  const char* codes = data_ + skip.data + packed_bytes(block_count_, skip.doc_bits());
  return skip.code_base() + unpack_one(codes, block_count_, skip.code_bits(), index_);
}

void Cursor::seek_block(std::uint32_t target) noexcept {
  // Targets mostly lie close, so gallop, then halve.
  std::uint32_t low = shallow_;
  if (low >= blocks_ || skips_[low].last_doc >= target) {
    return;
  }
  std::uint32_t step = 1;
  std::uint32_t high = low + 1;
  while (high < blocks_ && skips_[high].last_doc < target) {
    low = high;
    step *= 2;
    high = low + step;
  }
  high = std::min(high, blocks_);
  while (low + 1 < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    (skips_[middle].last_doc < target ? low : high) = middle;
  }
  shallow_ = high;
}

std::uint8_t Cursor::impact_until(std::uint32_t last) const noexcept {
  std::uint8_t impact = 0;
  for (std::uint32_t block = shallow_; block < blocks_; ++block) {
    impact = std::max(impact, skips_[block].impact());
    if (skips_[block].last_doc >= last) {
      break;
    }
  }
  return impact;
}

std::uint32_t Cursor::advance_far(std::uint32_t target) noexcept {
  if (started_ && doc_ == kNoDoc) {
    return kNoDoc;
  }
  started_ = true;
  seek_block(target);
  if (shallow_ >= blocks_) {
    doc_ = kNoDoc;
    return kNoDoc;
  }
  if (block_ != shallow_) {
    load(shallow_);
    index_ = 0;
  }
  return advance_near(target);
}

std::uint32_t Cursor::next() noexcept {
  if (!started_) {
    return advance_far(0);
  }
  if (doc_ == kNoDoc) {
    return kNoDoc;
  }
  if (index_ + 1 < block_count_) {
    doc_ = docs()[++index_];
    return doc_;
  }
  return doc_ == kNoDoc - 1 ? (doc_ = kNoDoc) : advance_far(doc_ + 1);
}

void Cursor::consume(std::size_t count) noexcept {
  index_ += static_cast<std::uint32_t>(count);
  if (index_ < block_count_) {
    doc_ = docs()[index_];
    return;
  }
  index_ = block_count_ - 1;
  doc_ = docs()[index_];
  next();
}

void Cursor::positions(std::vector<std::uint32_t>& out) {
  out.clear();
  if (flat_) {
    const char* at = positions_;
    std::uint32_t next = 0;
    for (std::uint64_t count = get_varint(at); count > 0; --count) {
      out.push_back(next + static_cast<std::uint32_t>(get_varint(at)));
      next = out.back() + 1;
    }
    return;
  }
  const SkipEntry& skip = skips_[block_];
  if (position_index_ == kNoDoc || position_index_ > index_) {
    position_bits_ = BitReader(positions_ + skip.positions);
    position_index_ = 0;
  }
  for (; position_index_ < index_; ++position_index_) {
    for (std::uint32_t count = position_bits_.get_gamma(); count > 0; --count) {
      position_bits_.get_rice(skip.rice());
    }
  }
  ++position_index_;
  std::uint32_t next = 0;
  for (std::uint32_t count = position_bits_.get_gamma(); count > 0; --count) {
    out.push_back(next + position_bits_.get_rice(skip.rice()));
    next = out.back() + 1;
  }
}

}  // namespace assay::search
