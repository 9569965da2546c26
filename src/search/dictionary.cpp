#include "search/dictionary_internal.h"

#include <algorithm>

namespace assay::search {

void DictionaryWriter::add(std::string_view word, std::uint64_t postings) {
  std::size_t shared = 0;
  if (size_ % kTermsPerBlock == 0) {
    blocks_.push_back({postings, static_cast<std::uint32_t>(entries_.size()), 0});
  } else {
    const std::size_t most = std::min(word.size(), last_.size());
    while (shared < most && word[shared] == last_[shared]) {
      ++shared;
    }
  }
  entries_ += static_cast<char>(shared);
  entries_ += static_cast<char>(word.size() - shared);
  entries_ += word.substr(shared);
  last_ = word;
  ++size_;
}

void read_word(const char*& pos, std::string& word) {
  const auto shared = static_cast<unsigned char>(*pos++);
  const auto further = static_cast<unsigned char>(*pos++);
  word.resize(shared);
  word.append(pos, further);
  pos += further;
}

TermInfo read_term(const char*& pos, std::uint64_t& postings_end) {
  TermInfo info;
  info.df = static_cast<std::uint32_t>(get_varint(pos));
  if (info.df == 1) {
    info.doc = static_cast<std::uint32_t>(get_varint(pos));
    info.code = static_cast<std::uint8_t>(*pos++);
    const std::uint64_t size = get_varint(pos);
    info.positions = pos;
    pos += size;
    return info;
  }
  info.size = get_varint(pos);
  info.offset = list_begin(postings_end, info.df);
  postings_end = info.offset + info.size;
  return info;
}

}  // namespace assay::search
