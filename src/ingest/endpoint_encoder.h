#pragma once
/// An encoder that runs as a service on the reader's machine and speaks OpenAI's embeddings
/// protocol (POST /v1/embeddings): llama.cpp's server, Ollama, text-embeddings-inference and
/// others. Titles, abstracts and queries are sent there, and nowhere else.

#include "search/text_encoder.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace assay::ingest {

struct EndpointOptions {
  std::string url;    ///< "http://127.0.0.1:8080/v1/embeddings", or a beginning of it.
  std::string model;  ///< As the service knows it; not empty.
  std::string key;    ///< Sent as a bearer token unless empty.
  std::int64_t timeout_ms = 30'000;  ///< A request, from connecting to the last byte.
  std::size_t batch = 32;            ///< Texts a request.
  int retries = 3;                   ///< After "too many requests" (429) and "unavailable" (503).
  std::int64_t first_wait_ms = 250;  ///< Before the first retry, then twice as long each time.
};

/// Threads: const methods concurrent.
class EndpointEncoder final : public search::TextEncoder {
 public:
  /// Does not ask the service. Throws kUsage for a malformed address or key.
  explicit EndpointEncoder(EndpointOptions options);

  /// "endpoint:" and a hash of address and model.
  [[nodiscard]] const std::string& name() const noexcept override { return name_; }
  [[nodiscard]] std::size_t batch() const noexcept override { return options_.batch; }
  /// The whole address.
  [[nodiscard]] const std::string& url() const noexcept { return options_.url; }
  [[nodiscard]] const std::string& model() const noexcept { return options_.model; }

  /// One request for all `texts`, unless the service refuses some: then one for each, and what is
  /// too long for the model is halved until it is taken. A text that is refused all the same, while
  /// others are taken, has a vector of zeros. Throws kIo (not reachable, too late, refused, still
  /// busy after the retries), kNotFound (no such model or path), kInvalid (no JSON, wrong number of
  /// vectors, of different dimensions, numbers that are none), kLimit (an answer above 64 MiB).
  [[nodiscard]] search::TextVectors encode(std::span<const std::string> texts) const override;

 private:
  EndpointOptions options_;
  std::string name_;
};

}  // namespace assay::ingest
