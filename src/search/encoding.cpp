#include "base/text.h"
#include "search/encoder.h"
#include "search/encoding_internal.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <string_view>
#include <utility>

namespace assay::search {
namespace {

/// Documents that the mean is taken of, and how many at zero join them.
constexpr std::size_t kMeanDocs = 4096;
constexpr std::size_t kMeanPrior = 100;

/// `vector` made one long, at the beginning of `row`; zeros stay. False when it is zeros.
bool make_row(std::span<const float> vector, std::vector<float>& row) {
  double squares = 0;
  for (const float value : vector) {
    squares += static_cast<double>(value) * static_cast<double>(value);
  }
  const double length = std::sqrt(squares);
  row.assign(padded(vector.size()), 0);
  for (std::size_t i = 0; i < vector.size() && length > 0; ++i) {
    row[i] = static_cast<float>(static_cast<double>(vector[i]) / length);
  }
  return length > 0;
}

void append_line(std::string& text, std::string_view line) {
  line = trim(line);
  if (!text.empty() && !line.empty()) {
    text += '\n';
  }
  text += line.substr(0, kEncodedBytes);
}

std::string cut(std::string text) {
  if (text.size() > kEncodedBytes) {
    std::size_t end = kEncodedBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) {
      --end;
    }
    text.resize(end);
  }
  return repair_utf8(text);
}

void check_dimensions(std::size_t now, std::size_t before) {
  if (now != before) {
    throw Error(Errc::kUnsupportedVersion,
                "the encoder gives vectors of " + std::to_string(now) +
                    " dimensions, the index has " + std::to_string(before),
                "",
                "remove the folder `index` in the library's folder; it is made again by itself");
  }
}

void add_rows(const TextVectors& vectors, std::size_t count, VectorRows& rows) {
  std::vector<float> row;
  for (std::size_t i = 0; i < count; ++i) {
    if (make_row(std::span(vectors.rows).subspan(i * vectors.dimensions, vectors.dimensions),
                 row)) {
      rows.add(row.data());
    } else {
      rows.add_zeros(kSaysNothing);
    }
  }
}

}  // namespace

std::string encoded_text(const Work& work) {
  std::string text;
  for (const std::string* field : {&work.title, &work.abstract, &work.text}) {
    append_line(text, *field);
  }
  return cut(std::move(text));
}

Encoding::Encoding(std::shared_ptr<const TextEncoder> encoder, std::size_t dimensions)
    : encoder_(std::move(encoder)), dimensions_(dimensions) {}

std::size_t Encoding::dimensions() const {
  const std::lock_guard lock(mutex_);
  return dimensions_;
}

std::optional<Error> Encoding::failure() const {
  const std::lock_guard lock(mutex_);
  return failure_;
}

/// nullopt when the encoder is not to be asked, or has failed just now.
std::optional<TextVectors> Encoding::ask(std::span<const std::string> texts) {
  if (failure()) {
    return std::nullopt;
  }
  try {
    return encoder_->encode(texts);
  } catch (const Error& error) {
    const std::lock_guard lock(mutex_);
    if (!failure_) {
      failure_ = error;
    }
    return std::nullopt;
  }
}

void Encoding::settle_dimensions(std::size_t dimensions) {
  const std::lock_guard lock(mutex_);
  if (dimensions_ == 0) {
    dimensions_ = dimensions;
  }
  check_dimensions(dimensions, dimensions_);
}

VectorRows Encoding::rows(std::span<const std::string> texts) {
  std::vector<std::string> said;
  std::copy_if(texts.begin(), texts.end(), std::back_inserter(said),
               [](const std::string& text) { return !text.empty(); });
  std::optional<VectorRows> made;  // of the first of them, up to where the encoder failed
  for (std::size_t begin = 0; begin < said.size();) {
    const std::size_t count = std::min(encoder_->batch(), said.size() - begin);
    const std::optional<TextVectors> vectors = ask(std::span(said).subspan(begin, count));
    if (!vectors) {
      break;
    }
    settle_dimensions(vectors->dimensions);
    if (!made) {
      made.emplace(padded(vectors->dimensions));
    }
    add_rows(*vectors, count, *made);
    begin += count;
  }
  VectorRows rows(made ? made->dimensions() : padded(std::max<std::size_t>(dimensions(), 1)));
  std::size_t next = 0;
  for (const std::string& text : texts) {
    if (text.empty()) {
      rows.add_zeros(kSaysNothing);
    } else if (made && next < made->size()) {
      rows.add(*made, next++);
    } else {
      rows.add_zeros(kNoVector);
    }
  }
  return rows;
}

std::string encoded_text(const Query& query) {
  std::string text;
  for (const Clause& clause : query.clauses) {
    for (const Term& term : clause.any_of) {
      if (!clause.negated && !term.prefix) {
        text += (text.empty() ? "" : " ") + join(term.words, " ");
      }
    }
  }
  return cut(std::move(text));
}

std::vector<float> query_vector(const TextEncoder& encoder, const std::string& text,
                                const Snapshot& snapshot) {
  const std::size_t known = snapshot.dimensions.value_or(0);
  if (known == 0) {
    throw Error(Errc::kIo, "no work has a vector by this encoder yet", encoder.name(),
                "import something while it runs, or search with --mode words");
  }
  const TextVectors vectors = encoder.encode({&text, 1});
  check_dimensions(vectors.dimensions, known);
  std::vector<float> row;
  return make_row(vectors.rows, row) ? row : std::vector<float>();
}

std::vector<float> stored_vector(const Snapshot& snapshot, std::int64_t work) {
  std::vector<float> vector(padded(snapshot.dimensions.value_or(0)), 0);
  for (const LiveSegment& live : snapshot.segments) {
    const std::optional<std::uint32_t> doc = live.segment->find_work(work);
    const Vectors& vectors = live.segment->vectors();
    if (doc && !live.is_dead(*doc) && vectors.dimensions() == vector.size()) {
      const std::int8_t* values = vectors.values(*doc);
      const std::vector<float> numbers(values, values + vector.size());
      static_cast<void>(make_row(numbers, vector));
    }
  }
  return vector;
}

void VectorSum::add(const Vectors& vectors, std::uint32_t doc) {
  add(vectors.scale(doc), vectors.values(doc));
}

void VectorSum::add_base(const Vectors& vectors, std::uint32_t doc) {
  const BaseRow base = vectors.base(doc);
  add(base.scale, base.values);
}

void VectorSum::add(float scale, const std::int8_t* values) {
  for (std::size_t i = 0; i < sum_.size(); ++i) {
    sum_[i] += scale * static_cast<float>(values[i]);
  }
  ++count_;
}

std::vector<float> VectorSum::mean(std::size_t zeros) const {
  std::vector<float> mean = sum_;
  for (float& value : mean) {
    value /= static_cast<float>(std::max<std::size_t>(1, count_ + zeros));
  }
  return mean;
}

std::vector<float> mean_vector(const Snapshot& snapshot, bool bases) {
  const std::optional<std::size_t>& outside = snapshot.dimensions;
  const std::size_t dimensions = outside ? padded(*outside) : StaticEncoder::shipped().dimensions();
  WorkSample sample(kMeanDocs);
  for (const LiveSegment& live : snapshot.segments) {
    const Vectors& vectors = live.segment->vectors();
    if (vectors.dimensions() != dimensions) {
      continue;  // written before the encoder gave any
    }
    for (std::uint32_t doc = 0; doc < live.segment->docs(); ++doc) {
      if (!live.is_dead(doc) && !(outside && vectors.scale(doc) == kNoVector)) {
        sample.offer(live, doc);
      }
    }
  }
  VectorSum sum(dimensions);
  for (const SampledDoc& sampled : sample.finish()) {
    const Vectors& vectors = sampled.live->segment->vectors();
    bases ? sum.add_base(vectors, sampled.doc) : sum.add(vectors, sampled.doc);
  }
  return sum.mean(kMeanPrior);
}

}  // namespace assay::search
