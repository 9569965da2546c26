#include "identify/model.h"

#include "base/embedded.h"
#include "base/error.h"
#include "base/text.h"
#include "identify/bytes_internal.h"

#include <algorithm>

extern "C" {
// NOLINTBEGIN(readability-identifier-naming): the linker's names
extern const char assay_developer_begin[];
extern const char assay_developer_end[];
// NOLINTEND(readability-identifier-naming)
}

namespace assay::identify {
namespace {

constexpr std::string_view kMagic = "assayled";
constexpr std::uint32_t kVersion = 2;
constexpr std::size_t kHead = 24;

void read_kinds(Bytes& in, Model& model) {
  for (double& slope : model.slope) {
    slope = in.take_number();
  }
  const auto kinds = in.take<std::uint32_t>();
  for (std::uint32_t i = 0; i < kinds; ++i) {
    KindWeights& one = model.kinds.emplace_back();
    one.name = in.take_text();
    for (double& weight : one.weights) {
      weight = in.take_number();
    }
  }
}

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
  for (const double slope : model.slope) {
    put(body, slope);
  }
  put(body, static_cast<std::uint32_t>(model.kinds.size()));
  for (const KindWeights& one : model.kinds) {
    put_text(body, one.name);
    for (const double weight : one.weights) {
      put(body, weight);
    }
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
  Bytes head(bytes.substr(kMagic.size(), kHead - kMagic.size()), "model");
  const auto version = head.take<std::uint32_t>();
  if (version < 1 || version > kVersion) {
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
  Bytes in(body, "model");
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
  if (version == 1) {
    model.slope = shipped_model().slope;
    model.kinds = shipped_model().kinds;
  } else {
    read_kinds(in, model);
  }
  if (!in.empty() || std::adjacent_find(model.keys.begin(), model.keys.end(),
                                        std::greater_equal<>()) != model.keys.end()) {
    throw Error(Errc::kCorrupt, "the model's words are out of order", "model");
  }
  return model;
}

const Model& shipped_model() {
  static const Model model = read_model(embedded_bytes(assay_developer_begin, assay_developer_end));
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
