#include "search/analysis_internal.h"
#include "search/encoding_internal.h"
#include "search/heads_internal.h"
#include "search/learning_internal.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace assay::search {
namespace {

/// Living works that must have a word; so many at most are looked at.
constexpr std::uint32_t kFewestWorks = 3;
constexpr std::size_t kMostWorks = 128;
/// Of these, so many are looked at to tell whether it is a compound.
constexpr std::size_t kLookedAt = 3;
/// A word of more than this share of the works sets nothing apart.
constexpr double kLargestShare = 0.25;
/// The most frequent words are learnt: they take 272 bytes each.
constexpr std::size_t kMostWords = 8192;
/// So many documents' words are held at once.
constexpr std::uint32_t kDocsAtOnce = 1U << 14U;
/// Works that there are more of by a half are learnt from anew.
constexpr std::uint64_t kGrownBy = 2;

struct Candidate {
  std::string word;
  std::uint32_t works = 0;
};

/// Quantities ("74.2", "4x4") say little, and are many.
bool is_quantity(std::string_view word) noexcept {
  return word.front() >= '0' && word.front() <= '9';
}

/// Living works of `segment` that have the term.
std::uint32_t count_works(const LiveSegment& live, const TermInfo& info) {
  if (live.dead == nullptr) {
    return info.df;
  }
  std::uint32_t works = 0;
  Cursor cursor = live.segment->open(info);
  for (std::uint32_t doc = cursor.next(); doc != kNoDoc; doc = cursor.next()) {
    works += live.is_dead(doc) ? 0U : 1U;
  }
  return works;
}

/// The words that the model does not know, of enough works and not of too many: the most frequent
/// first.
std::vector<Candidate> find_candidates(const Snapshot& snapshot) {
  const auto most =
      static_cast<std::uint32_t>(static_cast<double>(snapshot.alive()) * kLargestShare);
  std::vector<Candidate> found;
  Heads<Segment::Terms> heads(snapshot.segments);
  while (heads.next()) {
    const std::string_view word = std::string_view(heads.text()).substr(1);
    std::uint64_t df = 0;
    for (const std::size_t i : heads.on()) {
      df += heads.walk(i).info().df;
    }
    if (heads.text().front() != static_cast<char>(Space::kText) || df < kFewestWorks ||
        is_quantity(word) || StaticEncoder::shipped().find(word) != StaticEncoder::kNoWord) {
      continue;
    }
    std::uint32_t works = 0;
    for (const std::size_t i : heads.on()) {
      works += count_works(snapshot.segments[i], heads.walk(i).info());
    }
    if (works >= kFewestWorks && works <= most) {
      found.push_back({std::string(word), works});
    }
  }
  std::sort(found.begin(), found.end(), [](const Candidate& a, const Candidate& b) {
    return a.works != b.works ? a.works > b.works : a.word < b.word;
  });
  return found;
}

/// Of each segment.
using Lists = std::vector<std::pair<const LiveSegment*, OwnWordLists>>;

/// Living works that have a word, a sample of at most `count`.
std::vector<SampledDoc> sample_of(const Lists& lists, std::string_view word, std::size_t count) {
  WorkSample sample(count);
  for (const auto& [live, own] : lists) {
    own.visit(word, 0, kNoDoc, [&, &live = *live](std::uint32_t doc, std::uint8_t /*code*/) {
      if (!live.is_dead(doc)) {
        sample.offer(live, doc);
      }
    });
  }
  return sample.finish();
}

/// The positions of a term in a document; none when it is not there.
std::vector<std::uint32_t> positions_in(const Segment& segment, std::uint32_t doc,
                                        std::string_view word) {
  std::vector<std::uint32_t> positions;
  if (const std::optional<TermInfo> info = segment.find(term_in(Space::kText, word))) {
    Cursor cursor = segment.open(*info);
    if (cursor.advance(doc) == doc) {
      cursor.positions(positions);
    }
  }
  return positions;
}

/// Whether both parts of a compound say what it means: parts of one letter, and numbers, do not
/// ("GPT-4").
bool is_said_by_parts(std::string_view first, std::string_view rest) noexcept {
  return first.size() > 1 && rest.size() > 1 && !is_quantity(first) && !is_quantity(rest);
}

/// Whether `word` stands in a document as the joined form of a compound ("one-shot") of which the
/// vector has the parts: the first of these is then at the same position.
bool is_joined(const Segment& segment, std::uint32_t doc, std::string_view word) {
  const std::vector<std::uint32_t> joined = positions_in(segment, doc, word);
  Analyser& analyser = local_analyser();
  for (std::size_t size = 2; size + 1 < word.size(); ++size) {
    const std::string_view first = word.substr(0, size);
    if (!is_said_by_parts(first, word.substr(size))) {
      continue;
    }
    const std::string term(analyser.stem(first));
    if (!is_stop_word(first) && StaticEncoder::shipped().find(term) == StaticEncoder::kNoWord) {
      continue;
    }
    const std::vector<std::uint32_t> parts = positions_in(segment, doc, term);
    if (std::find_first_of(joined.begin(), joined.end(), parts.begin(), parts.end()) !=
        joined.end()) {
      return true;
    }
  }
  return false;
}

/// The words to be learnt, ascending.
std::vector<std::string> choose_words(const Snapshot& snapshot, const Lists& lists) {
  std::vector<std::string> words;
  for (const Candidate& candidate : find_candidates(snapshot)) {
    const std::vector<SampledDoc> docs = sample_of(lists, candidate.word, kLookedAt);
    const auto joined = std::count_if(docs.begin(), docs.end(), [&](const SampledDoc& sampled) {
      return is_joined(*sampled.live->segment, sampled.doc, candidate.word);
    });
    if (docs.size() >= kFewestWorks && 2 * static_cast<std::size_t>(joined) < docs.size()) {
      words.push_back(candidate.word);
      if (words.size() == kMostWords) {
        break;
      }
    }
  }
  std::sort(words.begin(), words.end());
  return words;
}

/// A row a word.
VectorRows learn_rows(const Snapshot& snapshot, const Lists& lists,
                      const std::vector<std::string>& words) {
  const StaticEncoder& encoder = StaticEncoder::shipped();
  const std::vector<float> all = mean_vector(snapshot, true);
  const float length = encoder.typical_length();
  VectorRows rows(encoder.dimensions());
  for (const std::string& word : words) {
    VectorSum sum(encoder.dimensions());
    for (const SampledDoc& sampled : sample_of(lists, word, kMostWorks)) {
      sum.add_base(sampled.live->segment->vectors(), sampled.doc);
    }
    std::vector<float> vector = sum.mean(0);
    for (std::size_t i = 0; i < vector.size(); ++i) {
      vector[i] -= all[i];
    }
    make_unit(vector);
    for (float& value : vector) {
      value *= length;
    }
    rows.add(vector.data());
  }
  return rows;
}

struct DocToken {
  std::uint32_t doc;
  WeightedToken token;
};

/// The own words of the documents of [first, end), by document, then by word.
std::vector<DocToken> tokens_of(const OwnWordLists& lists, const OwnWords& own, std::uint32_t first,
                                std::uint32_t end) {
  std::vector<DocToken> tokens;
  for (std::uint32_t number = 0; number < own.size(); ++number) {
    lists.visit(own.word(number), first, end, [&](std::uint32_t doc, std::uint8_t code) {
      tokens.push_back({doc, {number, own_weight(code)}});
    });
  }
  std::stable_sort(tokens.begin(), tokens.end(),
                   [](const DocToken& a, const DocToken& b) { return a.doc < b.doc; });
  return tokens;
}

/// The vectors of a segment with own words (null: none).
VectorRows make_rows(const LiveSegment& live, const OwnWordLists& lists, const OwnWords* own) {
  const Segment& segment = *live.segment;
  const Vectors& vectors = segment.vectors();
  VectorRows rows(vectors.dimensions());
  rows.set_own_words(own == nullptr ? 0 : own->id());
  std::vector<DocToken> tokens;
  auto next = tokens.begin();
  std::vector<WeightedToken> of_doc;
  for (std::uint32_t doc = 0; doc < segment.docs(); ++doc) {
    rows.add(vectors.base(doc));
    if (own == nullptr) {
      continue;
    }
    if (doc % kDocsAtOnce == 0) {
      tokens = tokens_of(lists, *own, doc, std::min(segment.docs(), doc + kDocsAtOnce));
      next = tokens.begin();
    }
    of_doc.clear();
    for (; next != tokens.end() && next->doc == doc; ++next) {
      of_doc.push_back(next->token);
    }
    overlay_words(*own, of_doc, rows);
  }
  return rows;
}

}  // namespace

bool is_learning_due(const Snapshot& snapshot) noexcept {
  const std::uint64_t alive = snapshot.alive();
  return !snapshot.dimensions && alive >= kFewestWorks &&
         alive >= snapshot.learnt_from + snapshot.learnt_from / kGrownBy;
}

Snapshot learn_words(const Snapshot& snapshot, const std::filesystem::path& folder,
                     const std::function<std::string(const char*)>& next_name) {
  Snapshot next = snapshot;
  next.learnt_from = snapshot.alive();
  next.own_words = nullptr;
  next.own_name.clear();
  Lists lists;
  for (const LiveSegment& live : snapshot.segments) {
    lists.emplace_back(&live, OwnWordLists(*live.segment));
  }
  if (const std::vector<std::string> words = choose_words(snapshot, lists); !words.empty()) {
    next.own_name = next_name("own");
    OwnWords::write(folder / next.own_name, words, learn_rows(snapshot, lists, words));
    next.own_words = std::make_shared<const OwnWords>(folder / next.own_name);
  }
  for (std::size_t i = 0; i < next.segments.size(); ++i) {
    LiveSegment& live = next.segments[i];
    if (live.segment->vectors().own_words() == next.own_id()) {
      continue;
    }
    live.vectors_name = next_name("vec");
    make_rows(live, lists[i].second, next.own_words.get()).write(folder / live.vectors_name);
    live.segment = std::make_shared<const Segment>(folder / live.name, folder / live.vectors_name);
  }
  return next;
}

}  // namespace assay::search
