#include "source/curl_library.h"

#include "base/shared_library.h"

namespace assay::source {
namespace {

CurlLibrary load() {
  const SharedLibrary library("libcurl.so.4", "libcurl, which fetches,",
                              "install libcurl 7.88 or newer (Debian: libcurl4)");
  CurlLibrary curl;
  library.find("curl_easy_cleanup", curl.easy_cleanup);
  library.find("curl_easy_init", curl.easy_init);
  library.find("curl_easy_perform", curl.easy_perform);
  library.find("curl_easy_reset", curl.easy_reset);
  library.find("curl_easy_setopt", curl.easy_setopt);
  library.find("curl_easy_strerror", curl.easy_strerror);
  library.find("curl_free", curl.free);
  library.find("curl_getdate", curl.getdate);
  library.find("curl_multi_add_handle", curl.multi_add_handle);
  library.find("curl_multi_cleanup", curl.multi_cleanup);
  library.find("curl_multi_info_read", curl.multi_info_read);
  library.find("curl_multi_init", curl.multi_init);
  library.find("curl_multi_perform", curl.multi_perform);
  library.find("curl_multi_poll", curl.multi_poll);
  library.find("curl_multi_remove_handle", curl.multi_remove_handle);
  library.find("curl_slist_append", curl.slist_append);
  library.find("curl_slist_free_all", curl.slist_free_all);
  library.find("curl_url", curl.url);
  library.find("curl_url_cleanup", curl.url_cleanup);
  library.find("curl_url_get", curl.url_get);
  library.find("curl_url_set", curl.url_set);
  decltype(&::curl_global_init) start = nullptr;
  library.find("curl_global_init", start);
  if (start(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    library.fail("cannot start");
  }
  return curl;
}

}  // namespace

const CurlLibrary& libcurl() {
  static const CurlLibrary library = load();
  return library;
}

}  // namespace assay::source
