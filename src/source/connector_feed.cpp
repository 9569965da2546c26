/// A feed followed: RSS, Atom or JSON Feed, by conditional requests. Pages of an archived feed (RFC
/// 5005, JSON Feed's next_url) are read on the first sync.

#include "base/error.h"
#include "source/connectors_internal.h"
#include "source/formats_internal.h"

#include <nlohmann/json.hpp>

#include <utility>

namespace assay::source {
namespace {

class FeedConnector final : public Connector {
 public:
  explicit FeedConnector(const SourceSpec& spec) : name_(spec.name), address_(spec.address) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    Request ask;
    ask.url = cursor_text(cursor, "address", name_, address_);
    ask.want = Want::kFeed;
    ask_if_changed(ask, cursor, name_);
    const Response response = fetcher.fetch(ask);
    Page page;
    page.cursor = request.cursor;
    if (response.status == 304) {
      return page;
    }
    if (response.status != 200) {
      throw Error(
          response.status == 410 ? Errc::kNotFound : Errc::kNetwork,
          response.status == 410 ? "the feed was given up for good" : "the feed is not there",
          ask.url, "check the address, or remove the source");
    }
    page.items = read_items(response.body, Format::kFeed);
    nlohmann::json next = {{"etag", response.header("etag")},
                           {"modified", response.header("last-modified")}};
    if (response.moved_for_good) {
      next["address"] = response.url;
      page.remarks.push_back("moved for good to " + response.url);
    }
    page.cursor = write_cursor(next);
    return page;
  }

 private:
  std::string name_;
  std::string address_;
};

std::unique_ptr<Connector> make(const SourceSpec& spec) {
  require_web_address(spec);
  return std::make_unique<FeedConnector>(spec);
}

}  // namespace

const ConnectorKind kFeedKind = {"feed",
                                 "repositories",
                                 "RSS, Atom or JSON Feed of a blog, a repository, a list",
                                 "a feed's address",
                                 "",
                                 {},
                                 make};

}  // namespace assay::source
