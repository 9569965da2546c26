#include "base/text.h"
#include "work/identifier_internal.h"
#include "work/mentions_internal.h"

#include <algorithm>
#include <initializer_list>
#include <span>

namespace assay {
namespace {

constexpr std::size_t kBefore = 160;
constexpr std::size_t kAfter = 90;
constexpr std::size_t kNear = 45;

/// The last place of any of `words` in `text`, behind its end; npos without one.
std::size_t last_of(std::string_view text, std::initializer_list<std::string_view> words) {
  std::size_t best = std::string_view::npos;
  for (const std::string_view word : words) {
    const std::size_t at = text.rfind(word);
    if (at != std::string_view::npos &&
        (best == std::string_view::npos || at + word.size() > best)) {
      best = at + word.size();
    }
  }
  return best;
}

bool says(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return text.find(word) != std::string_view::npos;
  });
}

/// What stands around a mention, in lower case.
struct Around {
  std::string_view before;  ///< Of the same paragraph, up to kBefore bytes.
  std::string_view near;    ///< The last kNear bytes of it.
  std::string_view after;   ///< Of the same line and sentence, up to kAfter bytes.
  std::string_view line;    ///< Of its line, what stands before it.
  bool listed = false;      ///< The line is an item of a list or a row of a table.
};

Around look_around(std::string_view text, const Found& found) {
  Around around;
  std::size_t from = found.begin > kBefore ? found.begin - kBefore : 0;
  if (const std::size_t blank = text.substr(from, found.begin - from).rfind("\n\n");
      blank != std::string_view::npos) {
    from += blank + 2;
  }
  around.before = text.substr(from, found.begin - from);
  around.near = around.before.substr(around.before.size() - std::min(kNear, around.before.size()));
  std::string_view after = text.substr(found.end, kAfter);
  after = after.substr(0, after.find('\n'));
  around.after = after.substr(0, after.find(". "));
  const std::size_t newline = text.substr(0, found.begin).rfind('\n');
  const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
  around.line = text.substr(start, found.begin - start);
  const std::string_view line = trim(text.substr(start, found.end - start));
  std::size_t digits = 0;
  while (digits < line.size() && is_digit(line[digits])) {
    ++digits;
  }
  around.listed = !line.empty() && (line.front() == '-' || line.front() == '*' ||
                                    line.front() == '+' || line.front() == '|' ||
                                    (digits > 0 && digits < 4 && digits < line.size() &&
                                     (line[digits] == '.' || line[digits] == ')')));
  return around;
}

/// The last Markdown heading above a place.
std::string_view heading_above(std::string_view text, std::size_t place) {
  std::size_t end = place;
  while (end > 0) {
    const std::size_t newline = text.substr(0, end).rfind('\n');
    const std::size_t start = newline == std::string_view::npos ? 0 : newline + 1;
    const std::string_view line = text.substr(start, end - start);
    if (!line.empty() && line.front() == '#') {
      return line;
    }
    end = newline == std::string_view::npos ? 0 : newline;
  }
  return {};
}

/// What is named only as a model, a basis or a rival.
bool is_borrowed(std::string_view near) {
  return says(near, {"based on", "built on", "builds on", "inspired by", "borrow", "adapted from",
                     "thanks to", "compare", "baseline", "see also", "similar to", "related",
                     "unlike", "modified from", "acknowledg", "credit", "fork of", "forked from"});
}

bool says_implements(std::string_view text) {
  return says(text, {"implementation of",
                     "implementation for",
                     "implementation accompanying",
                     "implements ",
                     "implementing ",
                     "code for",
                     "code of",
                     "code to ",
                     "code and ",
                     "code accompan",
                     "codebase for",
                     "repository for the",
                     "repo for ",
                     "repository contains",
                     "repository provides",
                     "repository hosts",
                     "repository is the",
                     "repo contains",
                     "repository accompan",
                     "reproduc",
                     "source code",
                     "official ",
                     "accompanies",
                     "companion ",
                     "reimplement",
                     "re-implement",
                     "our paper",
                     "this paper",
                     "the paper:",
                     "replication of",
                     "port of the paper"});
}

/// True when `text` ends in a word for a paper, whatever brackets and marks stand behind it.
bool ends_in_paper(std::string_view text) {
  while (!text.empty() && !is_letter(text.back())) {
    text.remove_suffix(1);
  }
  for (const std::string_view word : {"paper", "arxiv", "preprint", "publication", "report"}) {
    if (text.size() >= word.size() && text.substr(text.size() - word.size()) == word) {
      return true;
    }
  }
  return false;
}

/// True for the rest of an HTML link: `"><b>paper</b></a>`.
bool begins_with_paper(std::string_view text) {
  bool tag = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<' || text[i] == '>') {
      tag = text[i] == '<';
    } else if (!tag && is_letter(text[i])) {
      const std::string_view word = text.substr(i);
      return istarts_with(word, "paper") || istarts_with(word, "arxiv");
    }
  }
  return false;
}

/// "Paper: …", "[[Paper]](…)" or a badge at the top: the repository's own paper, if it is the only
/// one there or the first. In a row of links there may be others, but no list of papers.
bool is_own_label(const Passage& passage, const Found& found, const Around& around) {
  constexpr std::size_t kFewPapers = 5;
  constexpr std::size_t kLabel = 12;  // "| [paper]("
  const bool among_links =
      around.line.find("http") != std::string_view::npos || around.line.size() <= kLabel;
  if (found.begin >= kAhead || (around.listed && (!among_links || passage.papers > kFewPapers))) {
    return false;
  }
  const bool labelled = ends_in_paper(around.near) || begins_with_paper(around.after);
  if (labelled && (passage.papers_ahead == 1 || found.begin == passage.first_paper)) {
    return true;
  }
  return !around.listed && passage.papers_ahead == 1 &&
         says(around.line, {"badge", "arxiv", "paper"});
}

std::string_view repository_to_paper(const Passage& passage, const Found& found,
                                     const Around& around) {
  if (is_in_entry(passage, found)) {
    const std::string_view heading = heading_above(passage.lower, found.begin);
    const bool asks = says(heading, {"cit", "bibtex", "reference"}) ||
                      says(std::string_view(passage.lower).substr(0, found.begin),
                           {"cite", "citation", "citing"});
    return passage.entries == 1 && asks && !says(heading, {"related", "acknowledg"}) ? "implements"
                                                                                     : "cites";
  }
  if (is_borrowed(around.near)) {
    return "cites";
  }
  if (passage.field == "extra") {
    return says(around.near, {"citation", "paper", "arxiv", "preferred"}) ? "implements" : "cites";
  }
  if (is_own_label(passage, found, around)) {
    return "implements";
  }
  if (around.listed) {
    return says_implements(around.line) ? "implements" : "cites";
  }
  if (says_implements(around.before) ||
      says(around.near, {"our [paper", "cite our", "cite the", "cite this", "please cite"})) {
    return "implements";
  }
  return "cites";
}

std::string_view contribution_to_paper(const Passage& passage, const Around& around) {
  if (is_borrowed(around.near) || says(around.line, {"docs", "typo", "fix "})) {
    return "cites";
  }
  if (says_implements(around.before) ||
      says(around.line, {"add", "new ", "support", "implement", "introduc", "enable", "based on",
                         "proposed", "described", "paper", "method", "feature"})) {
    return "implements";
  }
  return passage.papers == 1 && says(around.before, {"add", "support", "implement", "introduc"})
             ? "implements"
             : "cites";
}

/// A talk, post or discussion names what it is about first, alone, or as its own.
std::string_view about_paper(const Passage& passage, const Around& around) {
  if (is_borrowed(around.near)) {
    return "cites";
  }
  const bool own =
      says(around.before, {"our paper", "this talk", "new paper", "the paper", "our work",
                           "paper:", "joint work", "we present", "presents", "this post",
                           "we introduce", "we release", "announc", "[paper]", "read the"});
  return passage.papers == 1 || (own && passage.papers <= 5) ? "paper" : "cites";
}

std::string_view paper_to_paper(const Around& around) {
  if (says(around.near, {"overlap"})) {
    return "cites";
  }
  const std::string_view last =
      around.before.substr(around.before.size() - std::min<std::size_t>(70, around.before.size()));
  return says(last,
              {"supersede",           "extended version", "full version",      "journal version",
               "conference version",  "short version",    "shorter version",   "longer version",
               "preliminary version", "earlier version",  "previous version",  "preprint of",
               "preprint version",    "published as",     "published version", "published in",
               "published at",        "appeared as",      "appeared in",       "extends our",
               "version of this",     "revised version",  "this version",      "duplicate of"})
             ? "same"
             : "cites";
}

bool is_host(const Identifier& identifier, std::initializer_list<std::string_view> hosts) {
  constexpr std::string_view kScheme = "https://";
  if (identifier.scheme != Scheme::kUrl || !istarts_with(identifier.value, kScheme)) {
    return false;
  }
  const std::string_view rest = std::string_view(identifier.value).substr(kScheme.size());
  const std::string_view host = rest.substr(0, rest.find_first_of("/?"));
  return std::any_of(hosts.begin(), hosts.end(), [&](std::string_view known) {
    return host == known ||
           (host.size() > known.size() && host.substr(host.size() - known.size()) == known &&
            host[host.size() - known.size() - 1] == '.');
  });
}

bool is_repository(const Identifier& identifier) {
  return identifier.scheme == Scheme::kGithub ||
         is_host(identifier, {"gitlab.com", "bitbucket.org", "codeberg.org", "sr.ht",
                              "code.google.com", "gitee.com"});
}

std::string_view paper_to_code(const Passage& passage, const Around& around) {
  const bool strong = says(around.before, {"our code",
                                           "code is",
                                           "code at",
                                           "code:",
                                           "codes are",
                                           "code and",
                                           "code available",
                                           "code can be",
                                           "code for",
                                           "code will",
                                           "codebase",
                                           "source code",
                                           "our implementation",
                                           "implementation is",
                                           "implementation available",
                                           "implementation at",
                                           "open-source",
                                           "open source",
                                           "opensource",
                                           "we release",
                                           "is released",
                                           "are released",
                                           "publicly available",
                                           "freely available",
                                           "made available",
                                           "reproduc",
                                           "github:",
                                           "our repository",
                                           "project page"});
  // "We build on the library at …": the nearer words count.
  const std::size_t ours = last_of(around.before, {"our", "code", "release", "available"});
  const std::size_t theirs = last_of(
      around.before, {"using the", "we use ", "we used ", "based on", "provided by", "from the",
                      "baseline", "built on", "implementation by", "following", "adapted from"});
  if (theirs != std::string_view::npos && (ours == std::string_view::npos || theirs > ours)) {
    return "cites";
  }
  if (strong) {
    return "code";
  }
  if (passage.field == "text") {
    return "cites";  // the whole paper: many repositories are only used
  }
  const bool mild =
      says(around.before, {"code", "implement", "available", "released", "software", "toolkit",
                           "library", "demo", "models", "github", "tool"}) ||
      says(around.after, {"code", "implement"});
  return mild || passage.field == "comments" ? "code" : "cites";
}

std::string_view to_repository(const Passage& passage, const Around& around) {
  switch (passage.kind) {
    case Kind::kPaper:
      return paper_to_code(passage, around);
    case Kind::kContribution:
      return around.near.find("http") == std::string_view::npos && says(around.before, {"depend"})
                 ? "cites"
                 : "release";
    case Kind::kPackage:
      return says(around.before, {"source", "repository", "homepage", "home-page", "develop"})
                 ? "code"
                 : "cites";
    case Kind::kPost:
    case Kind::kTalk:
    case Kind::kEvent:
      return !is_borrowed(around.near) &&
                     says(around.before,
                          {"our code", "code is", "code at", "code:", "source code", "open-sourc",
                           "open sourc", "available at", "available on", "slides and code",
                           "the code", "check out", "repo", "github"})
                 ? "code"
                 : "cites";
    case Kind::kDiscussion:
    case Kind::kRepository:
      break;
  }
  return "cites";
}

std::string_view to_page(const Around& around, const Identifier& target) {
  if (is_host(target, {"youtube.com", "youtu.be", "vimeo.com", "slideslive.com",
                       "videolectures.net", "bilibili.com"}) &&
      !says(around.near, {"tutorial", "playlist"})) {
    return says(around.before, {"talk", "video", "presentation", "recording", "watch", "keynote"})
               ? "talk"
               : "cites";
  }
  if (is_host(target, {"news.ycombinator.com", "reddit.com", "lobste.rs", "discourse.org",
                       "discuss.pytorch.org", "discuss.huggingface.co"})) {
    return "discussion";
  }
  const bool blog = target.value.find("blog") != std::string::npos ||
                    is_host(target, {"medium.com", "substack.com", "dev.to"});
  return blog && says(around.near, {"blog", "post", "announce", "write-up", "writeup"}) ? "post"
                                                                                        : "cites";
}

std::string_view to_paper(const Passage& passage, const Found& found, const Around& around) {
  switch (passage.kind) {
    case Kind::kPaper:
      return paper_to_paper(around);
    case Kind::kRepository:
    case Kind::kPackage:
      return repository_to_paper(passage, found, around);
    case Kind::kContribution:
      return contribution_to_paper(passage, around);
    case Kind::kPost:
    case Kind::kTalk:
    case Kind::kDiscussion:
      return about_paper(passage, around);
    case Kind::kEvent:
      break;
  }
  return "cites";
}

}  // namespace

bool is_in_entry(const Passage& passage, const Found& found) {
  const std::string_view text(passage.lower);
  const std::size_t from = found.begin > 1500 ? found.begin - 1500 : 0;
  const std::string_view above = text.substr(from, found.begin - from);
  std::size_t entry = std::string_view::npos;
  for (const std::string_view kind : {"@article", "@inproceedings", "@misc", "@conference",
                                      "@techreport", "@incollection", "@software", "@book"}) {
    const std::size_t at = above.rfind(kind);
    if (at != std::string_view::npos && (entry == std::string_view::npos || at > entry)) {
      entry = at;
    }
  }
  if (entry == std::string_view::npos) {
    return false;
  }
  // Still within its braces.
  const std::string_view inside = above.substr(entry);
  return std::count(inside.begin(), inside.end(), '{') >
         std::count(inside.begin(), inside.end(), '}');
}

bool is_behind_badge(const Passage& passage, const Found& found) {
  constexpr std::size_t kLongest = 400;  // a badge's picture, with its words
  const std::string_view text(passage.lower);
  const auto is_badge = [](std::string_view picture) {
    return says(picture, {"badge", "shields.io"});
  };
  const std::size_t from = found.begin > kLongest ? found.begin - kLongest : 0;
  const std::string_view before = text.substr(from, found.begin - from);
  if (before.ends_with(")](")) {
    const std::size_t picture = before.rfind("[![");
    // The picture's own address is the one that closes here.
    return picture != std::string_view::npos && is_badge(before.substr(picture)) &&
           before.find("](", picture) == before.rfind("](", before.size() - 4);
  }
  const std::size_t tag = before.rfind('<');
  if (tag == std::string_view::npos || !before.substr(tag).starts_with("<a ") ||
      before.find('>', tag) != std::string_view::npos) {
    return false;
  }
  const std::string_view after = text.substr(found.end, kLongest);
  const std::size_t close = after.find('>');
  if (close == std::string_view::npos) {
    return false;
  }
  const std::size_t next = after.find_first_not_of(" \t\r\n", close + 1);
  const std::string_view inside = after.substr(std::min(next, after.size()));
  return inside.starts_with("<img") && is_badge(inside.substr(0, inside.find('>')));
}

std::string_view type_mention(const Passage& passage, const Found& found) {
  const Around around = look_around(passage.lower, found);
  if (is_of_paper(found.identifier)) {
    return to_paper(passage, found, around);
  }
  return is_repository(found.identifier) ? to_repository(passage, around)
                                         : to_page(around, found.identifier);
}

}  // namespace assay
