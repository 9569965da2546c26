#include "serve/problem.h"

#include <nlohmann/json.hpp>

#include <string>

namespace assay::serve {
namespace {

std::string_view title_of(int status) noexcept {
  switch (status) {
    case 400:
      return "The request is wrong";
    case 401:
      return "A token is needed";
    case 403:
      return "This is not allowed";
    case 404:
      return "There is no such thing";
    case 405:
      return "This cannot be done with it";
    case 408:
      return "The request took too long";
    case 409:
      return "It does not fit what is there";
    case 412:
      return "It has changed meanwhile";
    case 413:
      return "That is too much";
    case 415:
      return "This kind of content is not taken";
    case 429:
      return "Too many requests";
    case 417:
      return "This cannot be expected";
    case 421:
      return "This is not the server for that";
    case 431:
      return "The header is too large";
    case 502:
      return "A service could not be reached";
    case 503:
      return "Not now";
    case 507:
      return "There is no room";
    default:
      return "Something is broken";
  }
}

}  // namespace

int http_status(Errc code) noexcept {
  switch (code) {
    case Errc::kUsage:
    case Errc::kInvalid:
      return 400;
    case Errc::kNotFound:
      return 404;
    case Errc::kLimit:
      return 413;
    case Errc::kBlocked:
      return 429;
    case Errc::kNetwork:
      return 502;
    case Errc::kLocked:
    case Errc::kCancelled:
      return 503;
    case Errc::kIo:
    case Errc::kCorrupt:
    case Errc::kUnsupportedVersion:
    case Errc::kInternal:
      break;
  }
  return 500;
}

Response problem(const Error& error, int status) {
  const int code = status != 0 ? status : http_status(error.code());
  nlohmann::ordered_json out;
  out["type"] = "urn:assay:problem:" + std::string(errc_name(error.code()));
  out["title"] = title_of(code);
  out["status"] = code;
  out["detail"] = error.message();
  out["code"] = errc_name(error.code());
  out["where"] = error.where();
  out["hint"] = error.hint();
  Response response = Response::json(
      out.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace), code);
  response.type = "application/problem+json";
  if (code == 503 || code == 429) {
    response.headers.emplace_back("Retry-After", code == 503 ? "2" : "10");
  }
  return response;
}

}  // namespace assay::serve
