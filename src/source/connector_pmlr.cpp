/// The Proceedings of Machine Learning Research: a volume from its site, whose citeproc.yaml holds
/// all papers in one file, or from a checked-out repository of the volume.

#include "base/error.h"
#include "base/files.h"
#include "base/text.h"
#include "source/connectors_internal.h"
#include "source/http.h"
#include "source/json_fields.h"
#include "source/lenient_yaml.h"
#include "source/paging.h"
#include "source/pmlr_paper.h"
#include "source/text_lines.h"
#include "source/web.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace assay::source {
namespace {

namespace fs = std::filesystem;

/// "https://proceedings.mlr.press/v306" -> "v306".
std::string last_part(const std::string& address) {
  return address.substr(address.rfind('/') + 1);
}

void take(std::string_view yaml, bool list, const std::string& volume, Page& page) {
  try {
    const nlohmann::json paper = read_yaml(yaml);
    const bool one = list && paper.is_array() && paper.size() == 1;
    page.items.emplace_back(pmlr_work(one ? paper.front() : paper, volume));
  } catch (const BadRecord& bad) {
    page.items.emplace_back(reject(0, 0, bad.reason, trim(yaml)));
  }
}

class PmlrSite final : public Connector {
 public:
  explicit PmlrSite(const SourceSpec& spec)
      : name_(spec.name), address_(without_slash(spec.address)) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& fetcher) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    Request ask;
    ask.url = address_ + "/assets/bib/citeproc.yaml";
    ask.interval_ms = 1000;
    ask_if_changed(ask, cursor, name_);
    const Response response = fetcher.fetch(ask);
    Page page;
    page.cursor = request.cursor;
    if (response.status == 304) {
      return page;
    }
    if (response.status != 200) {
      throw Error(Errc::kNetwork, "PMLR has no such volume", ask.url,
                  "check the address: https://proceedings.mlr.press/v306");
    }
    for (const std::string_view item : citeproc_items(response.body)) {
      take(item, true, last_part(address_), page);
    }
    if (page.items.empty()) {
      throw Error(Errc::kInvalid, "the volume's list holds no papers", ask.url,
                  "check the address: https://proceedings.mlr.press/v306");
    }
    page.cursor = write_cursor(nlohmann::json{{"etag", response.header("etag")},
                                              {"modified", response.header("last-modified")}});
    return page;
  }

 private:
  std::string name_;
  std::string address_;
};

class PmlrFolder final : public Connector {
 public:
  explicit PmlrFolder(const SourceSpec& spec)
      : name_(spec.name), folder_(without_slash(spec.address)) {}

  [[nodiscard]] Page next(const PageRequest& request, Fetcher& /*fetcher*/) const override {
    const nlohmann::json cursor = read_cursor(request.cursor, name_);
    const std::string known = cursor_text(cursor, "digest", name_);
    std::string after = cursor_text(cursor, "after", name_);
    std::string digest;
    const std::vector<fs::path> posts = list(digest);
    Page page;
    page.cursor = request.cursor;
    if (after.empty() && digest == known) {
      return page;
    }
    if (!after.empty() && digest != known) {
      page.remarks.emplace_back("the folder has changed meanwhile: begun again");
      after.clear();
    }
    for (const fs::path& post : posts) {
      const std::string name = post.filename().string();
      if (name <= after) {
        continue;
      }
      if (page.items.size() == kPageSize) {
        page.more = true;
        break;
      }
      read(post, page);
      after = name;
    }
    nlohmann::json place = {{"digest", digest}};
    if (page.more) {
      place["after"] = after;
    }
    page.cursor = write_cursor(place);
    return page;
  }

 private:
  static constexpr std::size_t kPageSize = 500;
  static constexpr std::size_t kMostBytes = std::size_t{4} << 20U;

  /// The posts by name; `digest` changes when one of them does.
  [[nodiscard]] std::vector<fs::path> list(std::string& digest) const {
    std::vector<fs::path> posts;
    std::error_code failure;
    const fs::path folder = fs::path(folder_) / "_posts";
    for (fs::directory_iterator at(folder, failure), end; !failure && at != end;
         at.increment(failure)) {
      if (at->path().extension() == ".md") {
        posts.push_back(at->path());
      }
    }
    if (failure) {
      throw Error(Errc::kIo, "the folder cannot be read: " + failure.message(), folder.string(),
                  "check that the volume's repository is checked out there");
    }
    std::sort(posts.begin(), posts.end());
    std::string all;
    for (const fs::path& post : posts) {
      const auto size = fs::file_size(post, failure);
      const auto changed = fs::last_write_time(post, failure).time_since_epoch().count();
      all += post.filename().string() + " " + std::to_string(size) + " " + std::to_string(changed) +
             "\n";
    }
    digest = std::to_string(hash64(all));
    return posts;
  }

  void read(const fs::path& post, Page& page) const {
    const std::string text = read_file(post, kMostBytes);
    try {
      take(front_matter(text), false, last_part(folder_), page);
    } catch (const BadRecord& bad) {
      page.items.emplace_back(reject(0, 0, post.filename().string() + ": " + bad.reason, text));
    }
  }

  std::string name_;
  std::string folder_;
};

std::unique_ptr<Connector> make_pmlr(const SourceSpec& spec) {
  if (is_http_url(spec.address)) {
    return std::make_unique<PmlrSite>(spec);
  }
  std::error_code ignored;
  if (!fs::is_directory(fs::path(spec.address) / "_posts", ignored)) {
    throw Error(Errc::kUsage,
                "\"" + spec.address + "\" is neither a web address nor a folder with _posts",
                spec.name, "give one such as https://proceedings.mlr.press/v306");
  }
  return std::make_unique<PmlrFolder>(spec);
}

}  // namespace

const ConnectorKind kPmlrKind = {
    "pmlr",
    "papers",
    "a volume of PMLR: ICML, AISTATS, COLT, CoRL, UAI ...",
    "a volume: https://proceedings.mlr.press/v306, or its repository's folder",
    "",
    {},
    make_pmlr};

}  // namespace assay::source
