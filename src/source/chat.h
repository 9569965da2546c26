#pragma once
/// A question to a language model that runs as a service which the reader has named, by OpenAI's
/// protocol (POST /v1/chat/completions): llama.cpp's server, Ollama, vLLM and others, as a stream
/// or in one piece. Nothing is sent but what the caller gives, to nowhere but that address: no
/// redirect is followed, no proxy asked, and beyond this machine only https is spoken. Threads:
/// pure values; any number of questions at once.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace assay::source {

struct ChatOptions {
  std::string url;       ///< "http://127.0.0.1:8080/v1/chat/completions", or a beginning of it.
  std::string model;     ///< As the service knows it; not empty.
  std::string key_file;  ///< Whose first line is sent as a bearer token; "" for none.
  std::string key;       ///< The same from elsewhere; comes before the file. Never shown.
  std::int64_t timeout_ms = 180'000;  ///< From connecting to the last byte.
  int most_tokens = 900;              ///< Of the answer, as the service counts them.
};

struct ChatQuestion {
  std::string system;  ///< What the model is to keep to.
  std::string text;
};

struct ChatAnswer {
  std::string text;   ///< Well-formed UTF-8 without control characters but line ends and tabs.
  std::string model;  ///< As the service names it; as asked for where it names none.
  bool cut = false;   ///< It ended at most_tokens, not by itself.
};

/// An answer of more bytes is refused.
inline constexpr std::size_t kMostAnswerBytes = std::size_t{64} << 10U;

/// The whole address of a service that is named by any beginning of it. Throws kUsage when it is no
/// address, or an http:// beyond this machine.
std::string chat_address(const std::string& url);

/// The key to send: `options.key`, else the first line of `options.key_file`; "" for none. Throws
/// kIo when the file cannot be read, kInvalid when it is no key (empty, beyond 4 KiB, control
/// characters).
std::string chat_key(const ChatOptions& options);

/// Asks, and gives the whole answer; `on_text` (may be empty) is given each piece of it as it
/// comes, none at all when the service answers in one piece. Every failure is one Error with the
/// address as its place and without the key: kNetwork (nobody there, broken off, too late, busy,
/// redirected, refused with another status), kBlocked (401, 403), kNotFound (404: no such model or
/// path), kInvalid (no such protocol: HTML, no JSON, no UTF-8, nothing said), kLimit (too long),
/// kCancelled, and as chat_address and chat_key.
ChatAnswer chat(const ChatOptions& options, const ChatQuestion& question,
                const std::function<void(std::string_view)>& on_text,
                const std::atomic<bool>* stop = nullptr);

}  // namespace assay::source
