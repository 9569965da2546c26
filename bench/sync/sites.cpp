#include "sites.h"

#include <fmt/format.h>

#include <random>

namespace assay::bench {
namespace {

/// Text of the length of an abstract.
std::string abstract_of(std::mt19937& random) {
  static const std::vector<std::string> words = {
      "serving", "latency", "we",        "deployed", "the",   "model",  "reduces", "memory",
      "by",      "3x",      "training",  "on",       "a",     "large",  "cluster", "of",
      "graphs",  "data",    "engineers", "and",      "users", "report", "results", "in"};
  std::string text;
  for (int i = 0; i < 120; ++i) {
    text += words[random() % words.size()] + " ";
  }
  return text;
}

/// Blogs of 200 posts each.
Site feeds(const std::string& /*base*/, std::size_t records) {
  constexpr std::size_t kPosts = 200;
  std::mt19937 random(7);
  Site site;
  for (std::size_t blog = 0; site.records < records; ++blog) {
    std::string body = "<rss version=\"2.0\"><channel><title>Notes</title>";
    for (std::size_t post = 0; post < kPosts; ++post, ++site.records) {
      body += fmt::format(
          "<item><guid>https://blog{0}.example.org/{1}</guid><title>Post {1} of blog {0} on "
          "serving</title><link>https://blog{0}.example.org/{1}</link><pubDate>Mon, 02 Nov 2026 "
          "10:00:00 GMT</pubDate><description>&lt;p&gt;{2}&lt;/p&gt;</description></item>",
          blog, post, abstract_of(random));
    }
    const std::string path = fmt::format("/blog{}", blog);
    site.documents[path] = body + "</channel></rss>";
    site.sources.push_back(path);
  }
  return site;
}

}  // namespace

const std::vector<SiteKind>& sites() {
  static const std::vector<SiteKind> all = {{"feed", {}, Syntax::kXml, feeds}};
  return all;
}

}  // namespace assay::bench
