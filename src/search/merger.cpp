#include "search/heads_internal.h"
#include "search/merger_internal.h"

#include <algorithm>

namespace assay::search {
namespace {

/// Documents of all sources ascending by work, and where each went.
struct Order {
  std::vector<DocColumns> columns;
  std::vector<std::uint8_t> norms;
  std::vector<std::vector<std::uint32_t>> moved;  ///< A source's document -> the new one or kNoDoc.
};

Order make_order(const std::vector<LiveSegment>& sources) {
  Order order;
  std::vector<std::uint32_t> at(sources.size(), 0);
  std::vector<const DocColumns*> columns;
  std::vector<const std::uint8_t*> norms;
  for (const LiveSegment& source : sources) {
    order.moved.emplace_back(source.segment->docs(), kNoDoc);
    columns.push_back(source.segment->columns());
    norms.push_back(source.segment->norms());
  }
  while (true) {
    std::size_t best = sources.size();
    std::int64_t best_work = 0;
    for (std::size_t i = 0; i < sources.size(); ++i) {
      const Segment& segment = *sources[i].segment;
      while (at[i] < segment.docs() && sources[i].is_dead(at[i])) {
        ++at[i];
      }
      if (at[i] < segment.docs()) {
        const std::int64_t work = columns[i][at[i]].work;
        if (best == sources.size() || work < best_work) {
          best = i;
          best_work = work;
        }
      }
    }
    if (best == sources.size()) {
      return order;
    }
    order.moved[best][at[best]] = static_cast<std::uint32_t>(order.columns.size());
    order.columns.push_back(columns[best][at[best]]);
    order.norms.push_back(norms[best][at[best]]);
    ++at[best];
  }
}

/// Copies the rows of the documents that stay, in their new order.
void merge_vectors(const std::vector<LiveSegment>& sources, const Order& order,
                   const std::filesystem::path& path) {
  struct Origin {
    std::uint32_t source = 0;
    std::uint32_t doc = 0;
  };
  std::vector<Origin> origins(order.columns.size());
  for (std::uint32_t source = 0; source < sources.size(); ++source) {
    for (std::uint32_t doc = 0; doc < order.moved[source].size(); ++doc) {
      if (const std::uint32_t to = order.moved[source][doc]; to != kNoDoc) {
        origins[to] = {source, doc};
      }
    }
  }
  std::size_t dimensions = 0;
  for (const LiveSegment& source : sources) {
    dimensions = std::max(dimensions, source.segment->vectors().dimensions());
  }
  VectorRows rows(dimensions);
  rows.set_own_words(sources.front().segment->vectors().own_words());
  for (const Origin& origin : origins) {
    const Vectors& vectors = sources[origin.source].segment->vectors();
    if (vectors.dimensions() == dimensions) {
      rows.add(vectors, origin.doc);
    } else {
      rows.add_zeros(kNoVector);  // written before the encoder gave any vector
    }
  }
  rows.write(vectors_path(path));
}

/// One source's list of the term being merged, in new numbers.
struct Input {
  Cursor cursor;
  const std::vector<std::uint32_t>* moved = nullptr;
  std::uint32_t doc = kNoDoc;

  void settle() {
    while (cursor.doc() != kNoDoc && (*moved)[cursor.doc()] == kNoDoc) {
      cursor.next();
    }
    doc = cursor.doc() == kNoDoc ? kNoDoc : (*moved)[cursor.doc()];
  }
};

void merge_lists(std::vector<Input>& inputs, PostingWriter& encoder,
                 std::vector<std::uint32_t>& positions) {
  while (true) {
    Input* best = &inputs.front();
    for (Input& input : inputs) {
      if (input.doc < best->doc) {
        best = &input;
      }
    }
    if (best->doc == kNoDoc) {
      return;
    }
    best->cursor.positions(positions);
    encoder.add(best->doc, static_cast<std::uint8_t>(best->cursor.code()), positions);
    best->cursor.next();
    best->settle();
  }
}

bool merge_terms(const std::vector<LiveSegment>& sources, const Order& order, SegmentWriter& writer,
                 const std::atomic<bool>& cancel) {
  Heads<Segment::Terms> heads(sources);
  PostingWriter encoder(order.norms);
  std::vector<Input> inputs;
  std::vector<std::uint32_t> positions;
  while (heads.next()) {
    if (cancel.load(std::memory_order_relaxed)) {
      return false;
    }
    inputs.clear();
    bool any = false;
    for (const std::size_t i : heads.on()) {
      inputs.push_back({sources[i].segment->open(heads.walk(i).info()), &order.moved[i], kNoDoc});
      inputs.back().cursor.next();
      inputs.back().settle();
      any = any || inputs.back().doc != kNoDoc;
    }
    if (any) {
      merge_lists(inputs, encoder, positions);
      writer.add_term(heads.text(), encoder.finish());
    }
  }
  return true;
}

void merge_words(const std::vector<LiveSegment>& sources, SegmentWriter& writer) {
  Heads<Segment::Words> heads(sources);
  while (heads.next()) {
    writer.add_word(heads.text());
  }
}

}  // namespace

bool merge_segments(const std::vector<LiveSegment>& sources, const std::filesystem::path& path,
                    const std::atomic<bool>& cancel) {
  const Order order = make_order(sources);
  if (order.columns.empty()) {
    return false;
  }
  SegmentWriter writer(path, order.columns, order.norms);
  if (!merge_terms(sources, order, writer, cancel)) {
    return false;
  }
  merge_words(sources, writer);
  merge_vectors(sources, order, path);
  writer.finish();
  return true;
}

}  // namespace assay::search
