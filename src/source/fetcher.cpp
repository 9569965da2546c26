#include "source/fetcher.h"

#include "base/text.h"
#include "source/web.h"

namespace assay::source {
namespace {

/// The body is a page for people: a bot check, a login, a notice.
bool is_html(const Response& response, bool by_type) {
  if (by_type && response.header("content-type").find("html") != std::string_view::npos &&
      response.header("content-type").find("xhtml+xml") == std::string_view::npos) {
    return true;
  }
  const std::string_view head = trim(std::string_view(response.body).substr(0, 512));
  return istarts_with(head, "<!doctype html") || istarts_with(head, "<html");
}

/// Blocked is never empty: HTML where data was asked is no answer.
void check_kind(const Request& request, const Response& response) {
  const bool typed = request.want == Want::kJson || request.want == Want::kXml;
  const bool data = typed || request.want == Want::kFeed;
  if (response.status / 100 == 2 && data && is_html(response, typed)) {
    throw Error(Errc::kBlocked,
                std::string("the service answered with a page of HTML instead of ") +
                    (request.want == Want::kJson  ? "JSON"
                     : request.want == Want::kXml ? "XML"
                                                  : "a feed"),
                response.url.empty() ? request.url : response.url,
                "open the address in a browser: it may ask for a login or check for robots; slow "
                "the source down, or use a dump");
  }
}

}  // namespace

std::string_view Response::header(std::string_view name) const noexcept {
  for (const auto& [key, value] : headers) {
    if (key == name) {
      return value;
    }
  }
  return {};
}

std::string link_target(const Response& response, std::string_view rel) {
  for (const auto& [key, value] : response.headers) {
    if (key != "link") {
      continue;
    }
    std::string_view rest = value;
    while (!rest.empty()) {
      const std::size_t open = rest.find('<');
      const std::size_t close = rest.find('>', open == std::string_view::npos ? 0 : open);
      if (open == std::string_view::npos || close == std::string_view::npos) {
        break;
      }
      const std::string_view target = rest.substr(open + 1, close - open - 1);
      const std::size_t next = rest.find('<', close);
      const std::string parameters = ascii_lower(rest.substr(close + 1, next - close - 1));
      if (parameters.find("rel=\"" + std::string(rel) + "\"") != std::string::npos ||
          parameters.find("rel=" + std::string(rel)) != std::string::npos) {
        return resolve_address(response.url, target);
      }
      rest = next == std::string_view::npos ? std::string_view() : rest.substr(next);
    }
  }
  return {};
}

Response Fetcher::fetch(const Request& request) {
  Response response = do_fetch(request);
  check_kind(request, response);
  return response;
}

Response Fetcher::download(const Request& request, const std::filesystem::path& target) {
  Response response = do_download(request, target);
  check_kind(request, response);
  return response;
}

}  // namespace assay::source
