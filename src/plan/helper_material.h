#pragma once
/// What a helper in words is given of a work: numbered passages, and what the program itself found
/// in them. Threads: plain values; as the Library.

#include "library/library.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace assay::plan {

/// Limits that a model of 4,096 tokens can read: what is beyond them is left out, and counted.
inline constexpr std::size_t kMostPassages = 60;
inline constexpr std::size_t kMostPassageBytes = 700;
inline constexpr std::size_t kMostMaterialBytes = 10'000;

struct HelperPassage {
  std::size_t n = 0;        ///< 1, 2, ... as the model cites it.
  std::string field;        ///< "title", "summary", "task", "abstract", "text", "note"
  std::uint32_t begin = 0;  ///< Bytes [begin, end) of title, abstract or text; else 0.
  std::uint32_t end = 0;
  std::string text;  ///< Without line breaks; "…" at its end where it was cut.
};

struct HelperMaterial {
  WorkId work;
  std::string title;
  std::uint32_t topics = 0;  ///< As topic_mask.
  std::vector<HelperPassage> passages;
  /// "claim: accuracy “78.1 %” [4]", "evidence of latency: “p99” [5]"
  std::vector<std::string> findings;
  std::size_t left_out = 0;  ///< Sentences that the limits keep back.
  bool notes = false;        ///< Notes of the reader's are among the passages.
};

/// Title, what a prepared work says of itself, the sentences of the abstract, of a longer text
/// those with claims or evidence and the first ones, and, only where asked for, the reader's notes.
/// Throws kNotFound.
HelperMaterial gather_material(library::Library& library, WorkId work, bool with_notes);

}  // namespace assay::plan
