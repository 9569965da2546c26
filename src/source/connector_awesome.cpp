/// A curated list of links followed: what it names now, and what is added to it.

#include "base/error.h"
#include "source/connectors_internal.h"
#include "source/http.h"
#include "source/paging.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace assay::source {
namespace {

/// The list's file: that of a repository ("owner/name", its page on GitHub) is its readme.
std::string file_of(const std::string& address) {
  std::string plain = without_slash(address);
  const std::optional<Identifier> identifier =
      parse_identifier(is_http_url(plain) ? plain : "https://github.com/" + plain);
  const bool is_repository = identifier && identifier->scheme == Scheme::kGithub &&
                             plain.find("/blob/") == std::string::npos &&
                             plain.find("/raw/") == std::string::npos;
  if (is_repository && plain.find("raw.githubusercontent.com") == std::string::npos) {
    return "https://raw.githubusercontent.com/" + identifier->value + "/HEAD/README.md";
  }
  return plain;
}

class AwesomeConnector final : public Connector {
 public:
  AwesomeConnector(std::string name, std::string file)
      : name_(std::move(name)), file_(std::move(file)) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    Request ask;
    ask.url = file_;
    ask_if_changed(ask, cursor, name_);
    const Response response = fetcher.fetch(ask);
    Page page;
    page.cursor = request.cursor;
    if (response.status == 304) {
      return page;
    }
    if (response.status != 200) {
      throw Error(Errc::kNotFound, "there is no such list", file_,
                  "give the address of its Markdown file");
    }
    page.items = read_items(response.body, Format::kAwesome);
    const bool any = std::any_of(page.items.begin(), page.items.end(), [](const Item& item) {
      return std::holds_alternative<Work>(item);
    });
    if (!any) {
      throw Error(Errc::kInvalid, "the list names no link", file_,
                  "give the address of its Markdown file, not of a page that shows it");
    }
    for (Item& item : page.items) {
      if (Work* work = std::get_if<Work>(&item);
          work != nullptr && work->id.empty() && !work->identifiers.empty()) {
        work->id = work->identifiers.front().str();
      }
    }
    page.cursor = write_cursor(
        {{"etag", response.header("etag")}, {"modified", response.header("last-modified")}});
    return page;
  }

 private:
  std::string name_;
  std::string file_;
};

std::unique_ptr<Connector> make_awesome(const SourceSpec& spec) {
  std::string file = file_of(spec.address);
  if (!is_http_url(file)) {
    throw Error(Errc::kUsage, "\"" + spec.address + "\" is neither a repository nor an address",
                spec.name, "give owner/name, or the address of a Markdown file");
  }
  return std::make_unique<AwesomeConnector>(spec.name, std::move(file));
}

}  // namespace

const ConnectorKind kAwesomeKind = {"awesome",
                                    "repositories",
                                    "a curated list of links in Markdown",
                                    "owner/name on GitHub, or a Markdown file's address",
                                    "",
                                    {},
                                    make_awesome};

}  // namespace assay::source
