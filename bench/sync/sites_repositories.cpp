/// Repositories and blogs.

#include "made_up.h"
#include "sites.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay::bench {
namespace {

using nlohmann::json;

constexpr std::size_t kPosts = 200;  ///< Of a blog.

std::string escaped(const std::string& html) {
  std::string text;
  for (const char c : html) {
    text += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  }
  return text;
}

/// Blogs of 200 posts, each written by `blog`.
Site blogs(const std::string& base, std::size_t records,
           const std::function<std::string(MadeUp&, std::size_t blog, Site&)>& blog) {
  MadeUp made;
  Site site;
  while (site.records < records) {
    const std::string path = fmt::format("/blog{}", site.sources.size());
    site.listings[path] = {{{blog(made, site.sources.size(), site)}}};
    site.sources.push_back({path, "feed", base + path, {}});
    site.records += kPosts;
  }
  return site;
}

std::string rss(MadeUp& made, std::size_t blog, Site& site) {
  std::string body =
      "<rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><channel><title>Notes"
      "</title><link>https://blog.example.org/</link>";
  for (std::size_t post = 0; post < kPosts; ++post) {
    site.html.push_back(made.html());
    body += fmt::format(
        "<item><guid>https://blog{0}.example.org/{1}</guid><title>{2}</title><link>"
        "https://blog{0}.example.org/{1}</link><pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate>"
        "<dc:creator>{3}</dc:creator><category>serving</category><description>{4}</description>"
        "</item>",
        blog, post, made.title(), made.name(), escaped(site.html.back()));
  }
  return body + "</channel></rss>";
}

/// Posts without markup: only the feed's own parser is wanted.
std::string plain_rss(MadeUp& made, std::size_t blog, Site& /*site*/) {
  std::string body = "<rss version=\"2.0\"><channel><title>Notes</title>";
  for (std::size_t post = 0; post < kPosts; ++post) {
    body += fmt::format(
        "<item><guid>https://blog{0}.example.org/{1}</guid><title>{2}</title><link>"
        "https://blog{0}.example.org/{1}</link><pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate>"
        "<description>{3}</description></item>",
        blog, post, made.title(), made.abstract());
  }
  return body + "</channel></rss>";
}

std::string atom(MadeUp& made, std::size_t blog, Site& site) {
  std::string body =
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Notes</title><link "
      "href=\"https://blog.example.org/\"/>";
  for (std::size_t post = 0; post < kPosts; ++post) {
    site.html.push_back(made.html());
    body += fmt::format(
        "<entry><id>tag:blog{0},{1}</id><title>{2}</title><link rel=\"alternate\" "
        "href=\"https://blog{0}.example.org/{1}\"/><published>2026-11-02T10:00:00Z</published>"
        "<updated>2026-11-02T10:00:00Z</updated><author><name>{3}</name></author>"
        "<content type=\"html\">{4}</content></entry>",
        blog, post, made.title(), made.name(), escaped(site.html.back()));
  }
  return body + "</feed>";
}

std::string json_feed(MadeUp& made, std::size_t blog, Site& site) {
  json items = json::array();
  for (std::size_t post = 0; post < kPosts; ++post) {
    const std::string url = fmt::format("https://blog{}.example.org/{}", blog, post);
    site.html.push_back(made.html());
    items.push_back({{"id", url},
                     {"url", url},
                     {"title", made.title()},
                     {"content_html", site.html.back()},
                     {"date_published", "2026-11-02T10:00:00Z"},
                     {"authors", {{{"name", made.name()}}}},
                     {"tags", {"serving"}}});
  }
  return json{{"version", "https://jsonfeed.org/version/1.1"},
              {"title", "Notes"},
              {"home_page_url", "https://blog.example.org/"},
              {"items", std::move(items)}}
      .dump();
}

/// A repository as GitHub's API tells it, with the many addresses that nobody reads.
json repository(MadeUp& made, std::size_t i) {
  const std::string name = fmt::format("lab{}/project{}", i % 97, i);
  const std::string api = "https://api.github.com/repos/" + name;
  json out = {{"id", 100000 + i},
              {"node_id", fmt::format("R_kgDO{:08}", i)},
              {"name", fmt::format("project{}", i)},
              {"full_name", name},
              {"private", false},
              {"owner",
               {{"login", fmt::format("lab{}", i % 97)},
                {"id", i},
                {"avatar_url", "https://avatars.example.org/u/1"},
                {"url", "https://api.github.com/users/lab"},
                {"type", "Organization"}}},
              {"html_url", "https://github.com/" + name},
              {"description", made.words(12)},
              {"fork", false},
              {"created_at", made.day() + "T10:00:00Z"},
              {"updated_at", "2026-11-01T10:00:00Z"},
              {"pushed_at", "2026-11-01T10:00:00Z"},
              {"homepage", "https://arxiv.org/abs/2301.00001"},
              {"size", 1234},
              {"stargazers_count", made.below(9999)},
              {"language", "Python"},
              {"forks_count", 12},
              {"open_issues_count", 3},
              {"archived", false},
              {"disabled", false},
              {"license", {{"key", "mit"}, {"name", "MIT License"}, {"spdx_id", "MIT"}}},
              {"topics", {"serving", "llm", "machine-learning"}},
              {"default_branch", "main"}};
  for (const char* field :
       {"forks",   "keys",      "collaborators", "teams",         "hooks",        "issue_events",
        "events",  "assignees", "branches",      "tags",          "git_blobs",    "git_refs",
        "trees",   "statuses",  "languages",     "stargazers",    "contributors", "subscribers",
        "commits", "comments",  "contents",      "compare",       "merges",       "downloads",
        "issues",  "pulls",     "milestones",    "notifications", "labels"}) {
    out[std::string(field) + "_url"] = api + "/" + field + "{/more}";
  }
  return out;
}

/// Repositories one by one with their readmes, 50 a source.
Site github(const std::string& base, std::size_t records) {
  constexpr std::size_t kRepositories = 50;
  MadeUp made;
  Site site;
  while (site.records < records) {
    std::string names;
    for (std::size_t i = 0; i < kRepositories; ++i, ++site.records) {
      const json about = repository(made, site.records);
      const std::string name = about["full_name"];
      names += (names.empty() ? "" : ",") + name;
      site.listings["/repos/" + name] = {{{about.dump()}}};
      site.listings["/repos/" + name + "/readme"] = {
          {{made.markdown(), "Content-Type: application/vnd.github.raw+json\r\n"}}};
    }
    site.sources.push_back(
        {fmt::format("s{}", site.sources.size()), "github", base, {{"repos", names}}});
  }
  return site;
}

/// Searches with 1,000 results each, as many as the service gives.
Site github_search(const std::string& base, std::size_t records) {
  constexpr std::size_t kResults = 1000;
  constexpr std::size_t kPage = 100;
  MadeUp made;
  Site site;
  while (site.records < records) {
    const std::string api = fmt::format("/s{}", site.sources.size());
    Listing listing{{}, "page", {}, 1, 1};
    for (std::size_t page = 1; page <= kResults / kPage; ++page) {
      json items = json::array();
      for (std::size_t i = 0; i < kPage; ++i, ++site.records) {
        items.push_back(repository(made, site.records));
      }
      const std::string next = fmt::format(
          "Link: <{}{}/search/repositories?q=x&page={}>; rel=\"next\"\r\n", base, api, page + 1);
      listing.pages.push_back({json{{"total_count", kResults},
                                    {"incomplete_results", false},
                                    {"items", std::move(items)}}
                                   .dump(),
                               page < kResults / kPage ? next : std::string()});
    }
    site.listings[api + "/search/repositories"] = std::move(listing);
    site.sources.push_back({api, "github-search", base + api, {{"query", "topic:llm"}}});
  }
  return site;
}

/// A listing of the Hub, 100 a page.
Site hub(const std::string& base, std::size_t records, const std::string& connector,
         const std::string& kind) {
  constexpr std::size_t kPage = 100;
  MadeUp made;
  Site site;
  const std::string path = "/api/" + kind;
  Listing listing{{}, "cursor"};
  for (std::size_t begin = 0; begin < records; begin += kPage) {
    json list = json::array();
    for (std::size_t i = begin; i < std::min(records, begin + kPage); ++i) {
      const std::string id = fmt::format("lab{}/thing-{}", i % 97, i);
      list.push_back({{"_id", fmt::format("{:024x}", i)},
                      {"id", id},
                      {"modelId", id},
                      {"author", fmt::format("lab{}", i % 97)},
                      {"likes", made.below(99)},
                      {"downloads", made.below(99999)},
                      {"private", false},
                      {"gated", false},
                      {"sha", fmt::format("{:040x}", i)},
                      {"lastModified", "2026-11-01T10:00:00.000Z"},
                      {"createdAt", made.day() + "T10:00:00.000Z"},
                      {"pipeline_tag", "text-generation"},
                      {"library_name", "transformers"},
                      {"tags",
                       {"transformers", "safetensors", "llama", "text-generation", "en",
                        fmt::format("arxiv:2301.{:05}", i % 90000 + 1), "license:apache-2.0",
                        "base_model:lab1/base", "endpoints_compatible", "region:us"}},
                      {"cardData",
                       {{"license", "apache-2.0"},
                        {"language", {"en"}},
                        {"short_description", made.words(10)}}},
                      {"siblings",
                       {{{"rfilename", ".gitattributes"}},
                        {{"rfilename", "README.md"}},
                        {{"rfilename", "config.json"}},
                        {{"rfilename", "model-00001-of-00002.safetensors"}}}}});
    }
    const std::size_t page = listing.pages.size() + 1;
    listing.pages.push_back(
        {list.dump(),
         begin + kPage < records
             ? fmt::format("Link: <{}{}?limit=100&cursor={}>; rel=\"next\"\r\n", base, path, page)
             : std::string()});
  }
  site.listings[path] = std::move(listing);
  site.sources.push_back({"source", connector, base, {{"filter", "transformers"}}});
  site.records = records;
  return site;
}

/// Lists of 500 feeds, in folders.
Site opml(const std::string& base, std::size_t records) {
  constexpr std::size_t kFeeds = 500;
  MadeUp made;
  Site site;
  for (std::size_t list = 0; site.records < records; ++list) {
    std::string body =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\"><head><title>Blogs"
        "</title></head><body><outline text=\"Engineering\" title=\"Engineering\">\n";
    for (std::size_t i = 0; i < kFeeds; ++i, ++site.records) {
      body += fmt::format(
          "<outline type=\"rss\" text=\"Company {0} {1}\" title=\"Company {0} {1}\" "
          "xmlUrl=\"https://blog{0}.example.org/feed{2}.xml\" "
          "htmlUrl=\"https://blog{0}.example.org\"/>\n",
          i, made.words(2), list);
    }
    const std::string path = fmt::format("/list{}.opml", list);
    site.listings[path] = {{{body + "</outline></body></opml>\n"}}};
    site.sources.push_back({path, "opml", base + path, {}});
  }
  return site;
}

}  // namespace

std::vector<SiteKind> repository_sites() {
  const auto of_blogs = [](std::string (*blog)(MadeUp&, std::size_t, Site&)) {
    return
        [blog](const std::string& base, std::size_t records) { return blogs(base, records, blog); };
  };
  return {
      {"feed, RSS", "feed", Syntax::kXml, of_blogs(rss)},
      {"feed, RSS without markup", "feed", Syntax::kXml, of_blogs(plain_rss)},
      {"feed, Atom", "feed", Syntax::kXml, of_blogs(atom)},
      {"feed, JSON Feed", "feed", Syntax::kJson, of_blogs(json_feed)},
      {"github", "github", Syntax::kJson, github},
      {"github-search", "github-search", Syntax::kJson, github_search},
      {"huggingface", "huggingface", Syntax::kJson,
       [](const std::string& base, std::size_t records) {
         return hub(base, records, "huggingface", "models");
       }},
      {"huggingface-spaces", "huggingface-spaces", Syntax::kJson,
       [](const std::string& base, std::size_t records) {
         return hub(base, records, "huggingface-spaces", "spaces");
       }},
      {"opml", "opml", Syntax::kXml, opml},
  };
}

}  // namespace assay::bench
