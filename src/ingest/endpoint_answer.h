#pragma once
/// Answers of OpenAI's embeddings protocol: {"data":[{"index":0,"embedding":[…]}, …]}.
/// Threads: pure functions.

#include "search/text_encoder.h"

#include <cstddef>
#include <string>

namespace assay::ingest {

/// The vectors for `count` texts, put in their order by "index" where it is given. Throws kInvalid
/// with `url` as the place: no JSON, another number of vectors, an index twice or none of theirs,
/// different dimensions or more than kMostDimensions, numbers that are none or no finite float.
search::TextVectors read_embeddings(const std::string& body, std::size_t count,
                                    const std::string& url);

/// Throws kInvalid: the answer is of no use, and `what` is wrong with it.
[[noreturn]] void throw_useless_answer(const std::string& what, const std::string& url);

}  // namespace assay::ingest
