#include "source/http.h"

#include "base/error.h"
#include "base/text.h"
#include "source/curl_library.h"

#include <algorithm>
#include <memory>
#include <string_view>
#include <utility>

namespace assay::source {
namespace {

/// A host that is not there is known sooner than a model's answer.
constexpr std::int64_t kConnectMs = 3000;

struct FreeHandle {
  void operator()(CURL* handle) const noexcept { libcurl().easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const noexcept { libcurl().slist_free_all(list); }
};
using Handle = std::unique_ptr<CURL, FreeHandle>;
using Headers = std::unique_ptr<curl_slist, FreeList>;

void add_header(Headers& headers, const std::string& line) {
  curl_slist* list = libcurl().slist_append(headers.get(), line.c_str());
  if (list == nullptr) {
    throw std::bad_alloc();
  }
  static_cast<void>(headers.release());
  headers.reset(list);
}

Handle make_handle() {
  Handle handle(libcurl().easy_init());
  if (handle == nullptr) {
    throw Error(Errc::kIo, "cannot start a connection");
  }
  return handle;
}

/// An answer that is coming in.
struct Incoming {
  std::string body;
  std::size_t limit = 0;
};

std::size_t receive(char* data, std::size_t size, std::size_t count, void* to) {
  auto& incoming = *static_cast<Incoming*>(to);
  if (size * count > incoming.limit - incoming.body.size()) {
    return 0;
  }
  incoming.body.append(data, size * count);
  return size * count;
}

[[noreturn]] void fail(CURLcode code, const HttpPost& request, const std::string& who) {
  if (code == CURLE_WRITE_ERROR) {
    throw Error(Errc::kLimit,
                who + "'s answer has more than " + with_commas(request.answer_bytes) + " bytes",
                request.url, "check that the right service listens there");
  }
  if (code == CURLE_OPERATION_TIMEDOUT) {
    throw Error(Errc::kIo,
                who + " did not answer within " + std::to_string(request.timeout_ms) + " ms",
                request.url, "check that it runs and is not overloaded, or give it more time");
  }
  throw Error(Errc::kIo, who + " cannot be reached: " + libcurl().easy_strerror(code), request.url,
              "check that it runs and listens there");
}

}  // namespace

bool is_http_url(const std::string& url) noexcept {
  const std::size_t scheme = istarts_with(url, "http://")    ? 7
                             : istarts_with(url, "https://") ? 8
                                                             : 0;
  return scheme != 0 && url.size() > scheme && url[scheme] != '/' &&
         std::none_of(url.begin(), url.end(),
                      [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
}

HttpAnswer post(const HttpPost& request, const std::string& who) {
  const Handle handle = make_handle();
  Headers headers;
  add_header(headers, "Content-Type: application/json");
  add_header(headers, "Expect:");
  for (const std::string& header : request.headers) {
    add_header(headers, header);
  }
  Incoming incoming{{}, request.answer_bytes};
  CURL* curl = handle.get();
  libcurl().easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  libcurl().easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  libcurl().easy_setopt(curl, CURLOPT_PROXY, "");
  libcurl().easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  libcurl().easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS,
                        static_cast<long>(std::min(request.timeout_ms, kConnectMs)));
  libcurl().easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_ms));
  libcurl().easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  libcurl().easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
                        static_cast<curl_off_t>(request.body.size()));
  libcurl().easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.data());
  libcurl().easy_setopt(curl, CURLOPT_WRITEFUNCTION, receive);
  libcurl().easy_setopt(curl, CURLOPT_WRITEDATA, &incoming);
  const CURLcode code = libcurl().easy_perform(curl);
  if (code != CURLE_OK) {
    fail(code, request, who);
  }
  HttpAnswer answer;
  long status = 0;
  curl_off_t seconds = 0;
  libcurl().easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  libcurl().easy_getinfo(curl, CURLINFO_RETRY_AFTER, &seconds);
  answer.status = static_cast<int>(status);
  answer.retry_after_ms = std::min<std::int64_t>(seconds, 3600) * 1000;
  answer.body = std::move(incoming.body);
  return answer;
}

}  // namespace assay::source
