#include "ingest/endpoint_answer.h"

#include "base/error.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <vector>

namespace assay::ingest {
namespace {

/// Entries of "data", in the order of the texts.
std::vector<const nlohmann::json*> ordered_entries(const nlohmann::json& answer, std::size_t count,
                                                   const std::string& url) {
  const auto data = answer.is_object() ? answer.find("data") : answer.end();
  if (!answer.is_object() || data == answer.end() || !data->is_array()) {
    throw_useless_answer("it has no list \"data\"", url);
  }
  if (data->size() != count) {
    throw_useless_answer(
        std::to_string(data->size()) + " vectors for " + std::to_string(count) + " texts", url);
  }
  std::vector<const nlohmann::json*> entries(count, nullptr);
  for (std::size_t i = 0; i < count; ++i) {
    const nlohmann::json& entry = (*data)[i];
    if (!entry.is_object() || !entry.contains("embedding")) {
      throw_useless_answer("an entry without \"embedding\"", url);
    }
    const auto index = entry.find("index");
    const std::size_t at =
        index != entry.end() && index->is_number_unsigned() ? index->get<std::size_t>() : i;
    if (at >= count || entries[at] != nullptr) {
      throw_useless_answer("an \"index\" of no text, or twice the same", url);
    }
    entries[at] = &entry;
  }
  return entries;
}

void append_vector(const nlohmann::json& values, search::TextVectors& vectors,
                   const std::string& url) {
  if (!values.is_array() || values.empty() || values.size() > search::kMostDimensions) {
    throw_useless_answer("an \"embedding\" that is no list of 1 to " +
                             std::to_string(search::kMostDimensions) + " numbers",
                         url);
  }
  if (vectors.dimensions != 0 && vectors.dimensions != values.size()) {
    throw_useless_answer("vectors of different dimensions", url);
  }
  vectors.dimensions = values.size();
  for (const nlohmann::json& value : values) {
    const double number = value.is_number() ? value.get<double>() : std::nan("");
    if (!std::isfinite(static_cast<float>(number))) {
      throw_useless_answer("a vector with something else than numbers", url);
    }
    vectors.rows.push_back(static_cast<float>(number));
  }
}

}  // namespace

search::TextVectors read_embeddings(const std::string& body, std::size_t count,
                                    const std::string& url) {
  const nlohmann::json answer = nlohmann::json::parse(body, nullptr, false);
  if (answer.is_discarded()) {
    throw_useless_answer("it is no JSON", url);
  }
  search::TextVectors vectors;
  for (const nlohmann::json* entry : ordered_entries(answer, count, url)) {
    append_vector((*entry)["embedding"], vectors, url);
  }
  return vectors;
}

void throw_useless_answer(const std::string& what, const std::string& url) {
  throw Error(Errc::kInvalid, "the encoder's answer is of no use: " + what, url,
              "check that this is the address of an embeddings service");
}

}  // namespace assay::ingest
