#include "source/curl_library.h"

#include "base/error.h"

#include <dlfcn.h>

#include <string>

namespace assay::source {
namespace {

constexpr const char* kFile = "libcurl.so.4";

[[noreturn]] void fail(const std::string& what) {
  // Loading is serialised, and nothing else in assay loads libraries.
  const char* why = dlerror();  // NOLINT(concurrency-mt-unsafe): per thread in glibc
  throw Error(Errc::kIo, what, why == nullptr ? kFile : why,
              "install libcurl 7.88 or newer (Debian: libcurl4)");
}

template <typename Function>
void find(void* library, const char* name, Function& function) {
  void* const address = dlsym(library, name);
  if (address == nullptr) {
    fail("libcurl, which fetches, lacks a function");
  }
  function = reinterpret_cast<Function>(address);
}

CurlLibrary load() {
  void* const library = dlopen(kFile, RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    fail("libcurl, which fetches, cannot be loaded");
  }
  CurlLibrary curl;
  find(library, "curl_easy_cleanup", curl.easy_cleanup);
  find(library, "curl_easy_getinfo", curl.easy_getinfo);
  find(library, "curl_easy_init", curl.easy_init);
  find(library, "curl_easy_perform", curl.easy_perform);
  find(library, "curl_easy_setopt", curl.easy_setopt);
  find(library, "curl_easy_strerror", curl.easy_strerror);
  find(library, "curl_slist_append", curl.slist_append);
  find(library, "curl_slist_free_all", curl.slist_free_all);
  decltype(&::curl_global_init) start = nullptr;
  find(library, "curl_global_init", start);
  if (start(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    fail("libcurl, which fetches, cannot start");
  }
  return curl;
}

}  // namespace

const CurlLibrary& libcurl() {
  static const CurlLibrary library = load();
  return library;
}

}  // namespace assay::source
