#include "base/error.h"
#include "base/text.h"
#include "search/analysis_internal.h"
#include "search/bm25_internal.h"
#include "search/own_words_internal.h"

#include <algorithm>

namespace assay::search {
namespace {

constexpr std::size_t kHead = 32;

constexpr std::uint64_t aligned(std::uint64_t size) noexcept {
  return (size + 15) / 16 * 16;
}

[[noreturn]] void throw_corrupt(const std::filesystem::path& path) {
  throw Error(Errc::kCorrupt, "the search index is damaged", path.string(),
              "it will be made again from the library");
}

/// The words that lie at `bytes`; fewer when it ends within one.
std::vector<std::string_view> read_words(std::string_view bytes, std::size_t count) {
  std::vector<std::string_view> words;
  while (words.size() < count && !bytes.empty()) {
    const auto size = static_cast<unsigned char>(bytes.front());
    bytes.remove_prefix(1);
    if (bytes.size() < size) {
      break;
    }
    words.push_back(bytes.substr(0, size));
    bytes.remove_prefix(size);
  }
  return words;
}

}  // namespace

OwnWords::OwnWords(const std::filesystem::path& path) : file_(path, FileKind::kOwnWords) {
  if (file_.size() < kHead) {
    throw_corrupt(path);
  }
  const char* head = file_.verified(0, kHead);
  const auto count = load<std::uint32_t>(head);
  dimensions_ = load<std::uint32_t>(head + 4);
  const auto bytes = load<std::uint32_t>(head + 8);
  id_ = load<std::uint64_t>(head + 16);
  scales_at_ = aligned(std::uint64_t{kHead} + bytes);
  rows_at_ = aligned(scales_at_ + std::uint64_t{count} * sizeof(float));
  if (dimensions_ != StaticEncoder::shipped().dimensions() || id_ == 0 ||
      file_.size() != rows_at_ + std::uint64_t{count} * dimensions_) {
    throw_corrupt(path);
  }
  words_ = read_words({file_.verified(kHead, bytes), bytes}, count);
  if (words_.size() != count) {
    throw_corrupt(path);
  }
}

std::uint64_t OwnWords::write(const std::filesystem::path& path, std::span<const std::string> words,
                              const VectorRows& rows) {
  std::string text;
  for (const std::string& word : words) {
    text += static_cast<char>(word.size());
    text += word;
  }
  std::vector<float> scales;
  std::string values;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const BaseRow base = rows.base(row);
    scales.push_back(base.scale);
    values += bytes_of(base.values, rows.dimensions());
  }
  const std::string_view scale_bytes = bytes_of(scales.data(), scales.size());
  const std::uint64_t id =
      std::max<std::uint64_t>(1, hash64(text, hash64(scale_bytes, hash64(values))));
  PagedFileWriter file(path, FileKind::kOwnWords);
  const std::uint32_t head[4] = {static_cast<std::uint32_t>(words.size()),
                                 static_cast<std::uint32_t>(rows.dimensions()),
                                 static_cast<std::uint32_t>(text.size()), 0};
  const std::uint64_t ids[2] = {id, 0};
  file.append(bytes_of(head, 4));
  file.append(bytes_of(ids, 2));
  for (const std::string_view part : {std::string_view(text), scale_bytes}) {
    file.append(part);
    file.align(16);
  }
  file.append(values);
  file.finish();
  return id;
}

std::uint32_t OwnWords::find(std::string_view word) const noexcept {
  const auto found = std::lower_bound(words_.begin(), words_.end(), word);
  return found == words_.end() || *found != word
             ? StaticEncoder::kNoWord
             : static_cast<std::uint32_t>(found - words_.begin());
}

void OwnWords::add(std::span<const WeightedToken> words, float* sum) const {
  for (const WeightedToken& word : words) {
    const char* scale =
        file_.verified(scales_at_ + std::uint64_t{word.word} * sizeof(float), sizeof(float));
    const auto* row = reinterpret_cast<const std::int8_t*>(
        file_.verified(rows_at_ + std::uint64_t{word.word} * dimensions_, dimensions_));
    const float weight = word.weight * load<float>(scale);
    for (std::size_t i = 0; i < dimensions_; ++i) {
      sum[i] += weight * static_cast<float>(row[i]);
    }
  }
}

bool is_number(std::string_view word) noexcept {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

float own_weight(std::uint8_t code) noexcept {
  return token_weight(static_cast<float>(units_of(code)) / 10);
}

void overlay_words(const OwnWords& own, std::span<const WeightedToken> words, VectorRows& rows) {
  if (words.empty()) {
    return;
  }
  const BaseRow base = rows.base(rows.size() - 1);
  std::vector<float> sum(rows.dimensions());
  const float length = base.scale * base.length;
  for (std::size_t i = 0; i < sum.size(); ++i) {
    sum[i] = length * static_cast<float>(base.values[i]);
  }
  own.add(words, sum.data());
  make_unit(sum);
  rows.overlay(sum.data());
}

OwnWordLists::OwnWordLists(const Segment& segment) : segment_(segment) {
  Segment::Terms terms(segment);
  while (terms.next()) {
    const char space = terms.text().front();
    if (space == static_cast<char>(Space::kOrganisation) ||
        space == static_cast<char>(Space::kVenue)) {
      const std::string_view word = std::string_view(terms.text()).substr(1);
      names_[std::string(local_analyser().stem(word))].push_back(terms.info());
    }
  }
}

void OwnWordLists::visit(
    std::string_view word, std::uint32_t first, std::uint32_t end,
    const std::function<void(std::uint32_t doc, std::uint8_t code)>& visit) const {
  const std::optional<TermInfo> info = segment_.find(term_in(Space::kText, word));
  if (!info) {
    return;
  }
  std::vector<Cursor> named;
  if (const auto found = names_.find(std::string(word)); found != names_.end()) {
    for (const TermInfo& name : found->second) {
      named.push_back(segment_.open(name));
      named.back().next();
    }
  }
  Cursor cursor = segment_.open(*info);
  for (std::uint32_t doc = cursor.advance(first); doc < end; doc = cursor.next()) {
    const bool is_named = std::any_of(named.begin(), named.end(),
                                      [&](Cursor& name) { return name.advance(doc) == doc; });
    if (!is_named) {
      visit(doc, static_cast<std::uint8_t>(cursor.code()));
    }
  }
}

}  // namespace assay::search
