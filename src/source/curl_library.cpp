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
  find(library, "curl_easy_init", curl.easy_init);
  find(library, "curl_easy_reset", curl.easy_reset);
  find(library, "curl_easy_setopt", curl.easy_setopt);
  find(library, "curl_easy_strerror", curl.easy_strerror);
  find(library, "curl_free", curl.free);
  find(library, "curl_getdate", curl.getdate);
  find(library, "curl_multi_add_handle", curl.multi_add_handle);
  find(library, "curl_multi_cleanup", curl.multi_cleanup);
  find(library, "curl_multi_info_read", curl.multi_info_read);
  find(library, "curl_multi_init", curl.multi_init);
  find(library, "curl_multi_perform", curl.multi_perform);
  find(library, "curl_multi_poll", curl.multi_poll);
  find(library, "curl_multi_remove_handle", curl.multi_remove_handle);
  find(library, "curl_slist_append", curl.slist_append);
  find(library, "curl_slist_free_all", curl.slist_free_all);
  find(library, "curl_url", curl.url);
  find(library, "curl_url_cleanup", curl.url_cleanup);
  find(library, "curl_url_get", curl.url_get);
  find(library, "curl_url_set", curl.url_set);
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
