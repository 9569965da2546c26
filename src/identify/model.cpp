#include "identify/model.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"

#include <algorithm>
#include <cmath>
#include <cstring>

extern "C" {
// NOLINTBEGIN(readability-identifier-naming): the linker's names
extern const char assay_developer_begin[];
extern const char assay_developer_end[];
// NOLINTEND(readability-identifier-naming)
}

namespace assay::identify {
namespace {

constexpr std::string_view kMagic = "assayled";
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHead = 24;

template <typename T>
void put(std::string& out, T value) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, &value, sizeof(T));
  out.append(bytes, sizeof(T));
}

void put_text(std::string& out, std::string_view text) {
  text = text.substr(0, 255);
  put(out, static_cast<std::uint8_t>(text.size()));
  out += text;
}

class Bytes {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  T take() {
    T value{};
    const std::string_view part = take_bytes(sizeof(T));
    std::memcpy(&value, part.data(), sizeof(T));
    return value;
  }
  double take_number() {
    const double value = take<double>();
    if (!std::isfinite(value)) {
      throw Error(Errc::kCorrupt, "a weight is no number", "model");
    }
    return value;
  }
  std::string_view take_bytes(std::size_t count) {
    if (count > bytes_.size()) {
      throw Error(Errc::kCorrupt, "the file ends too early", "model");
    }
    const std::string_view part = bytes_.substr(0, count);
    bytes_.remove_prefix(count);
    return part;
  }
  std::string take_text() { return std::string(take_bytes(take<std::uint8_t>())); }
  /// `count` things of T each; the size is checked before anything is made.
  template <typename T>
  std::vector<T> take_all(std::size_t count) {
    const std::string_view part = take_bytes(count * sizeof(T));
    std::vector<T> all(count);
    if (count > 0) {
      std::memcpy(all.data(), part.data(), part.size());
    }
    return all;
  }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
};

}  // namespace

std::string write_model(const Model& model) {
  std::string body;
  put_text(body, model.name);
  put(body, static_cast<std::uint32_t>(kTargetCount));
  for (const auto* numbers : {&model.bias, &model.no_abstract, &model.scale}) {
    for (const double number : *numbers) {
      put(body, number);
    }
  }
  for (const double cut : model.cuts) {
    put(body, cut);
  }
  put(body, model.topic_threshold);
  put(body, static_cast<std::uint32_t>(model.entries.size()));
  for (const EntryWeights& entry : model.entries) {
    put_text(body, entry.name);
    for (const double weight : entry.weights) {
      put(body, weight);
    }
  }
  put(body, static_cast<std::uint32_t>(model.keys.size()));
  for (const std::uint32_t key : model.keys) {
    put(body, key);
  }
  for (const std::int8_t number : model.rows) {
    put(body, number);
  }
  std::string out(kMagic);
  put(out, kVersion);
  put(out, std::uint32_t{0});
  put(out, hash64(body));
  return out + body;
}

Model read_model(std::string_view bytes) {
  if (bytes.size() < kHead || bytes.substr(0, kMagic.size()) != kMagic) {
    throw Error(Errc::kCorrupt, "this is no model of verdicts", "model",
                "remove it; `assay train` makes it again");
  }
  Bytes head(bytes.substr(kMagic.size(), kHead - kMagic.size()));
  if (const auto version = head.take<std::uint32_t>(); version != kVersion) {
    throw Error(Errc::kUnsupportedVersion,
                "a model of verdicts of version " + std::to_string(version), "model",
                "remove it; `assay train` makes it again");
  }
  head.take<std::uint32_t>();
  const std::string_view body = bytes.substr(kHead);
  if (head.take<std::uint64_t>() != hash64(body)) {
    throw Error(Errc::kCorrupt, "the model's checksum is wrong", "model",
                "remove it; `assay train` makes it again");
  }
  Bytes in(body);
  Model model;
  model.name = in.take_text();
  if (in.take<std::uint32_t>() != kTargetCount) {
    throw Error(Errc::kUnsupportedVersion, "a model of other topics", "model");
  }
  for (auto* numbers : {&model.bias, &model.no_abstract, &model.scale}) {
    for (double& number : *numbers) {
      number = in.take_number();
    }
  }
  for (double& cut : model.cuts) {
    cut = in.take_number();
  }
  model.topic_threshold = in.take_number();
  const auto entries = in.take<std::uint32_t>();
  for (std::uint32_t i = 0; i < entries; ++i) {
    EntryWeights& entry = model.entries.emplace_back();
    entry.name = in.take_text();
    for (double& weight : entry.weights) {
      weight = in.take_number();
    }
  }
  const auto grams = in.take<std::uint32_t>();
  model.keys = in.take_all<std::uint32_t>(grams);
  model.rows = in.take_all<std::int8_t>(std::size_t{grams} * kTargetCount);
  if (!in.empty() || std::adjacent_find(model.keys.begin(), model.keys.end(),
                                        std::greater_equal<>()) != model.keys.end()) {
    throw Error(Errc::kCorrupt, "the model's words are out of order", "model");
  }
  return model;
}

const Model& shipped_model() {
  static const Model model =
      read_model(embedded_bytes(assay_developer_begin, assay_developer_end));
  return model;
}

GramTable::GramTable(const Model& model) : rows_(model.rows) {
  std::size_t size = 16;
  while (size < model.keys.size() * 2) {
    size *= 2;
  }
  slots_.resize(size);
  mask_ = size - 1;
  for (std::uint32_t row = 0; row < model.keys.size(); ++row) {
    std::size_t i = model.keys[row] & mask_;
    while (slots_[i].row != kNone) {
      i = (i + 1) & mask_;
    }
    slots_[i] = {model.keys[row], row};
  }
}

}  // namespace assay::identify
