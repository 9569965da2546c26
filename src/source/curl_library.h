#pragma once
/// libcurl, loaded when something is fetched for the first time: with the thirty libraries behind
/// it it costs a start more than everything else together, and most commands fetch nothing. A call
/// is written libcurl().easy_init() for curl_easy_init(). Private to the room. Threads: internally
/// locked; the library stays loaded to the end.

#include <curl/curl.h>

namespace assay::source {

/// The functions of libcurl that the room calls, under their names less "curl_".
struct CurlLibrary {
  decltype(&::curl_easy_cleanup) easy_cleanup = nullptr;
  decltype(&::curl_easy_getinfo) easy_getinfo = nullptr;
  decltype(&::curl_easy_init) easy_init = nullptr;
  decltype(&::curl_easy_perform) easy_perform = nullptr;
  decltype(&::curl_easy_setopt) easy_setopt = nullptr;
  decltype(&::curl_easy_strerror) easy_strerror = nullptr;
  decltype(&::curl_slist_append) slist_append = nullptr;
  decltype(&::curl_slist_free_all) slist_free_all = nullptr;
};

/// The library, initialised. Throws kIo where there is no libcurl or one that lacks a function; the
/// next call tries again.
const CurlLibrary& libcurl();

}  // namespace assay::source
