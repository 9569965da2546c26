#include "base/text.h"
#include "base/time.h"
#include "search/builder_internal.h"

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

namespace assay::search {
namespace {

/// Before the folded words that prefixes are looked up in; they have no postings.
constexpr char kWordSpace = 'w';
constexpr std::size_t kFirstTable = std::size_t{1} << 14;
/// Text behind this is not indexed: a repository's README is shorter, a dump is no prose.
constexpr std::uint32_t kMaxPositions = 1U << 20;

std::int32_t day_of(const Work& work) {
  if (const std::optional<Day> day = parse_day(work.date)) {
    return day->since_epoch;
  }
  if (work.year != 0) {
    if (const std::optional<Day> day = parse_day(std::to_string(work.year))) {
      return day->since_epoch;
    }
  }
  return kUnknownDay;
}

DocColumns columns_of(const Document& document) {
  DocColumns columns;
  columns.work = document.id.v;
  columns.led = document.developer_led;
  columns.day = day_of(document.work);
  columns.topics = static_cast<std::uint16_t>(document.topics);
  columns.year = static_cast<std::int16_t>(document.work.year);
  columns.kind = static_cast<std::uint8_t>(document.work.kind);
  columns.flags = static_cast<std::uint8_t>(
      (document.has_code || !document.work.code.empty() ? kCodeFlag : 0) |
      (document.read ? kReadFlag : 0) | (document.code_alive ? kCodeAliveFlag : 0));
  return columns;
}

std::uint32_t hash_of(char space, std::string_view word) noexcept {
  return static_cast<std::uint32_t>(hash64(word, static_cast<unsigned char>(space)));
}

/// A posting decoded from its chain.
struct Posting {
  std::uint32_t doc = 0;
  std::uint32_t begin = 0;  ///< Of its positions.
  std::uint32_t end = 0;
  std::uint8_t code = 0;
};

}  // namespace

SlicePool::Chain SlicePool::start() {
  Chain chain;
  chain.first = chain.write = allocate(size_of(0));
  chain.end = chain.write + size_of(0) - kLink;
  return chain;
}

std::uint32_t SlicePool::allocate(std::uint32_t size) {
  if (used_ + size > kChunk) {
    chunks_.push_back(std::make_unique<char[]>(kChunk));
    used_ = 0;
  }
  const std::uint32_t offset = static_cast<std::uint32_t>(chunks_.size() - 1) * kChunk + used_;
  used_ += size;
  return offset;
}

void SlicePool::grow(Chain& chain) {
  const std::uint8_t level = std::min<std::uint8_t>(kTopLevel, chain.level + 1);
  const std::uint32_t next = allocate(size_of(level));
  std::memcpy(at(chain.end), &next, kLink);
  chain.level = level;
  chain.write = next;
  chain.end = next + size_of(level) - kLink;
}

void SlicePool::read(const Chain& chain, std::string& out) const {
  std::uint32_t slice = chain.first;
  for (std::uint8_t level = 0;; level = std::min<std::uint8_t>(kTopLevel, level + 1)) {
    const std::uint32_t end = slice + size_of(level) - kLink;
    if (chain.end == end) {
      out.append(at(slice), chain.write - slice);
      return;
    }
    out.append(at(slice), end - slice);
    std::memcpy(&slice, at(end), kLink);
  }
}

SegmentBuilder::SegmentBuilder(const StaticEncoder& encoder,
                               std::shared_ptr<const OwnWords> own_words, Encoding* encoding)
    : encoder_(encoder),
      encoding_(encoding),
      vectors_(encoder.dimensions()),
      own_words_(std::move(own_words)),
      vector_(encoder.dimensions()),
      table_(kFirstTable, 0),
      slot_terms_(kWordSlots, kNoDoc) {}

std::size_t SegmentBuilder::memory() const noexcept {
  return pool_.bytes() + vectors_.bytes() + encoded_bytes_ + texts_.capacity() +
         terms_.capacity() * sizeof(Term) + table_.size() * sizeof(std::uint32_t) +
         columns_.capacity() * sizeof(DocColumns);
}

void SegmentBuilder::add(const Document& document, std::uint32_t sequence) {
  const Work& work = document.work;
  columns_.push_back(columns_of(document));
  sequences_.push_back(sequence);
  touched_.clear();
  next_position_ = 0;
  length_ = 0;
  run(work.title, kTitleUnits);
  run_entries(work.authors, kNameUnits, Space::kAuthor);
  run_entries({work.venue}, kVenueUnits, Space::kVenue);
  run_entries(work.organisations, kNameUnits, Space::kOrganisation);
  run(work.abstract, kAbstractUnits);
  run(work.text, kTextUnits);
  for (const std::string& source : document.sources) {
    occur(intern(static_cast<char>(Space::kSource), source_term(source)), 0, 10);
  }
  end_document();
  if (encoding_ != nullptr) {
    encoded_.push_back(encoded_text(work));
    encoded_bytes_ += encoded_.back().capacity() + sizeof(std::string);
  } else {
    add_vector();
  }
}

void SegmentBuilder::run(std::string_view text, std::uint32_t units) {
  units_ = units;
  analyser_.run(text, entry_space_ == Space::kAuthor ? Style::kNames : Style::kText, *this);
  ++next_position_;  // no phrase goes from one field to the next
}

void SegmentBuilder::run_entries(const std::vector<std::string>& entries, std::uint32_t units,
                                 Space space) {
  entry_space_ = space;
  next_entry_position_ = 0;
  for (const std::string& entry : entries) {
    run(entry, units);
    next_entry_position_ = (next_entry_position_ + kEntrySpan) / kEntrySpan * kEntrySpan;
  }
  entry_space_ = Space::kText;
}

void SegmentBuilder::token(const Token& token) {
  if (next_position_ >= kMaxPositions) {
    return;
  }
  const bool colocated = token.colocated();
  const auto place = [&](std::uint32_t next) { return colocated && next > 0 ? next - 1 : next; };
  if (token.fresh) {
    intern(kWordSpace, token.word);
    if (token.slot != kNoSlot) {
      slot_terms_[token.slot] = kNoDoc;
    }
  }
  if (entry_space_ != Space::kText) {
    occur(intern(static_cast<char>(entry_space_), token.word), place(next_entry_position_), units_);
  }
  if (entry_space_ != Space::kAuthor) {
    occur(text_term(token), place(next_position_), units_);
  }
  if (!colocated) {
    ++next_position_;
    ++next_entry_position_;
    ++length_;
  }
}

/// The number of a word's term, mostly without looking it up.
std::uint32_t SegmentBuilder::text_term(const Token& token) {
  if (token.slot == kNoSlot) {
    return intern(static_cast<char>(Space::kText), token.term);
  }
  std::uint32_t& known = slot_terms_[token.slot];
  if (known == kNoDoc) {
    known = intern(static_cast<char>(Space::kText), token.term);
  }
  return known;
}

void SegmentBuilder::occur(std::uint32_t number, std::uint32_t position, std::uint32_t units) {
  Term& term = terms_[number];
  const std::uint32_t doc = docs() - 1;
  const std::uint32_t meant = entry_space_ == Space::kText ? units : 0;
  if (term.last_doc != doc) {
    if (term.last_doc == kNoDoc) {
      term.chain = pool_.start();
    }
    pool_.put_varint(term.chain, doc - term.last_doc - (term.last_doc == kNoDoc ? 1 : 0));
    pool_.put_varint(term.chain, position + 1);
    term.last_doc = doc;
    term.units = units;
    term.meant_units = meant;
    touched_.push_back(number);
  } else {
    term.units += units;
    term.meant_units += meant;
    if (position != term.last_position) {
      pool_.put_varint(term.chain, position - term.last_position);
    }
  }
  term.last_position = position;
}

void SegmentBuilder::end_document() {
  for (const std::uint32_t number : touched_) {
    Term& term = terms_[number];
    pool_.put(term.chain, 0);  // no gap is 0
    pool_.put(term.chain, code_of(term.units));
  }
  columns_.back().positions = length_;
}

void SegmentBuilder::add_vector() {
  tokens_.clear();
  own_tokens_.clear();
  for (const std::uint32_t number : touched_) {
    Term& term = terms_[number];
    if (texts_[term.text] != static_cast<char>(Space::kText) || term.meant_units == 0) {
      continue;
    }
    if (term.word == kUnasked) {
      ask_for_word(term);
    }
    if (term.word != StaticEncoder::kNoWord) {
      tokens_.push_back({term.word, token_weight(static_cast<float>(term.meant_units) / 10)});
    } else if (term.own_word != StaticEncoder::kNoWord && term.meant_units == term.units) {
      own_tokens_.push_back({term.own_word, own_weight(code_of(term.units))});
    }
  }
  const float length = encoder_.encode(tokens_, vector_.data());
  vectors_.add(vector_.data(), length);
  if (own_words_ != nullptr) {
    std::sort(own_tokens_.begin(), own_tokens_.end(),
              [](const WeightedToken& a, const WeightedToken& b) { return a.word < b.word; });
    overlay_words(*own_words_, own_tokens_, vectors_);
  }
}

void SegmentBuilder::ask_for_word(Term& term) const {
  const std::string_view word = text_of(term).substr(1);
  term.word = encoder_.find(word);
  if (term.word == StaticEncoder::kNoWord && own_words_ != nullptr) {
    term.own_word = own_words_->find(word);
  }
}

std::uint32_t SegmentBuilder::intern(char space, std::string_view word) {
  word = word.substr(0, kMaxTermBytes);
  const std::uint32_t hash = hash_of(space, word);
  std::size_t slot = hash & (table_.size() - 1);
  while (table_[slot] != 0) {
    const Term& term = terms_[table_[slot] - 1];
    if (term.hash == hash && term.size == word.size() + 1 && texts_[term.text] == space &&
        std::memcmp(texts_.data() + term.text + 1, word.data(), word.size()) == 0) {
      return table_[slot] - 1;
    }
    slot = (slot + 1) & (table_.size() - 1);
  }
  Term term;
  term.text = static_cast<std::uint32_t>(texts_.size());
  term.hash = hash;
  term.size = static_cast<std::uint8_t>(word.size() + 1);
  texts_ += space;
  texts_ += word;
  terms_.push_back(term);
  table_[slot] = static_cast<std::uint32_t>(terms_.size());
  if (terms_.size() * 2 > table_.size()) {
    rehash();
  }
  return static_cast<std::uint32_t>(terms_.size() - 1);
}

void SegmentBuilder::rehash() {
  table_.assign(table_.size() * 2, 0);
  for (std::size_t number = 0; number < terms_.size(); ++number) {
    std::size_t slot = terms_[number].hash & (table_.size() - 1);
    while (table_[slot] != 0) {
      slot = (slot + 1) & (table_.size() - 1);
    }
    table_[slot] = static_cast<std::uint32_t>(number + 1);
  }
}

std::vector<std::uint32_t> SegmentBuilder::write(const std::filesystem::path& path) {
  std::vector<std::uint32_t> order(docs());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return columns_[a].work != columns_[b].work ? columns_[a].work < columns_[b].work
                                                : sequences_[a] > sequences_[b];
  });
  std::vector<std::uint32_t> moved(docs(), kNoDoc);  // old number -> new
  std::vector<DocColumns> columns;
  std::vector<std::uint8_t> norms;
  std::vector<std::uint32_t> sequences;
  std::vector<std::uint32_t> staying;
  for (const std::uint32_t doc : order) {
    const DocColumns& old = columns_[doc];
    if (!columns.empty() && columns.back().work == old.work) {
      continue;
    }
    moved[doc] = static_cast<std::uint32_t>(columns.size());
    columns.push_back(old);
    norms.push_back(norm_of(old.positions));
    sequences.push_back(sequences_[doc]);
    staying.push_back(doc);
  }
  make_vectors(staying).write(vectors_path(path));
  SegmentWriter writer(path, columns, norms);
  write_terms(writer, moved, norms);
  writer.finish();
  return sequences;
}

VectorRows SegmentBuilder::make_vectors(const std::vector<std::uint32_t>& docs) {
  if (encoding_ != nullptr) {
    std::vector<std::string> texts;
    texts.reserve(docs.size());
    for (const std::uint32_t doc : docs) {
      texts.push_back(std::move(encoded_[doc]));
    }
    return encoding_->rows(texts);
  }
  VectorRows vectors(encoder_.dimensions());
  vectors.set_own_words(own_words_ == nullptr ? 0 : own_words_->id());
  for (const std::uint32_t doc : docs) {
    vectors.add(vectors_, doc);
  }
  return vectors;
}

void SegmentBuilder::write_terms(SegmentWriter& writer, const std::vector<std::uint32_t>& moved,
                                 std::span<const std::uint8_t> norms) {
  std::vector<std::uint32_t> order(terms_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return text_of(terms_[a]) < text_of(terms_[b]);
  });
  PostingWriter encoder(norms);
  std::string bytes;
  std::vector<Posting> postings;
  std::vector<std::uint32_t> positions;
  for (const std::uint32_t number : order) {
    const Term& term = terms_[number];
    if (texts_[term.text] == kWordSpace) {
      writer.add_word(text_of(term).substr(1));
      continue;
    }
    bytes.clear();
    postings.clear();
    positions.clear();
    pool_.read(term.chain, bytes);
    const char* pos = bytes.data();
    const char* end = pos + bytes.size();
    bool sorted = true;
    for (std::uint32_t doc = kNoDoc; pos < end;) {
      doc = doc == kNoDoc ? static_cast<std::uint32_t>(get_varint(pos))
                          : doc + static_cast<std::uint32_t>(get_varint(pos));
      Posting posting{moved[doc], static_cast<std::uint32_t>(positions.size()), 0, 0};
      std::uint32_t position = kNoDoc;  // the first gap counts from -1
      while (const auto gap = static_cast<std::uint32_t>(get_varint(pos))) {
        position += gap;
        positions.push_back(position);
      }
      posting.end = static_cast<std::uint32_t>(positions.size());
      posting.code = static_cast<std::uint8_t>(*pos++);
      if (posting.doc != kNoDoc) {
        sorted = sorted && (postings.empty() || postings.back().doc < posting.doc);
        postings.push_back(posting);
      }
    }
    if (!sorted) {
      std::sort(postings.begin(), postings.end(),
                [](const Posting& a, const Posting& b) { return a.doc < b.doc; });
    }
    for (const Posting& posting : postings) {
      encoder.add(posting.doc, posting.code,
                  std::span(positions).subspan(posting.begin, posting.end - posting.begin));
    }
    if (!postings.empty()) {
      writer.add_term(text_of(term), encoder.finish());
    }
  }
}

std::string source_term(std::string_view name) {
  std::string term = nfkc_casefold(name);
  if (term.size() > kMaxTermBytes) {
    term.resize(kMaxTermBytes - 20);
    term += std::to_string(hash64(name));
  }
  return term;
}

}  // namespace assay::search
