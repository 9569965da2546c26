#include "work/identifier_internal.h"

#include <algorithm>
#include <array>
#include <vector>

namespace assay {
namespace {

/// Value of a query parameter of a normalised address, empty when absent.
std::string_view parameter(std::string_view url, std::string_view name) {
  const std::size_t question = url.find('?');
  if (question == std::string_view::npos) {
    return {};
  }
  for (const std::string_view pair : split(url.substr(question + 1), '&')) {
    if (pair.size() > name.size() && pair[name.size()] == '=' &&
        pair.substr(0, name.size()) == name) {
      return pair.substr(name.size() + 1);
    }
  }
  return {};
}

bool ends_with(std::string_view text, std::string_view ending) noexcept {
  return text.size() >= ending.size() && iequals(text.substr(text.size() - ending.size()), ending);
}

std::string_view without_extension(std::string_view text, std::string_view extension) noexcept {
  if (text.size() > extension.size() && ends_with(text, extension)) {
    text.remove_suffix(extension.size());
  }
  return text;
}

/// `path` with every %-escape read, for DOIs, whose "/" and "<" are often escaped.
std::string unescaped(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const int high = path[i] == '%' && i + 2 < path.size() ? hex_value(path[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(path[i + 2]) : -1;
    if (low < 0) {
      out += path[i];
    } else {
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return out;
}

/// Copies of arXiv under other names.
bool is_arxiv_host(std::string_view host) {
  static constexpr std::array<std::string_view, 7> kHosts = {
      "arxiv.org",        "ar5iv.org",    "ar5iv.labs.arxiv.org", "alphaxiv.org",
      "arxiv-vanity.com", "xxx.lanl.gov", "scirate.com"};
  return std::find(kHosts.begin(), kHosts.end(), host) != kHosts.end() ||
         ends_with(host, ".arxiv.org");
}

std::optional<Identifier> parse_arxiv_path(std::string_view path) {
  static constexpr std::array<std::string_view, 10> kFolders = {
      "abs/", "pdf/", "html/",   "format/", "e-print/",
      "ps/",  "src/", "papers/", "arxiv/",  "overview/"};
  for (const std::string_view folder : kFolders) {
    if (consume(path, folder)) {
      return parse_arxiv(without_extension(path, ".pdf"));
    }
  }
  return std::nullopt;
}

/// The DOI in an address of a publisher: ".../doi/abs/10.1145/1.2", ".../article/10.1007/x".
std::optional<Identifier> parse_publisher_path(std::string_view path) {
  static constexpr std::array<std::string_view, 5> kSpringer = {
      "article/", "chapter/", "book/", "content/pdf/", "referenceworkentry/"};
  static constexpr std::array<std::string_view, 9> kViews = {
      "abs/",      "pdf/",       "full/",    "epdf/",       "epub/",
      "fullHtml/", "pdfdirect/", "pdfplus/", "proceedings/"};
  std::string_view rest = path;
  if (consume(rest, "doi/")) {
    for (const std::string_view view : kViews) {
      if (consume(rest, view)) {
        break;
      }
    }
    return parse_doi(unescaped(rest));
  }
  for (const std::string_view folder : kSpringer) {
    if (consume(rest, folder)) {
      return parse_doi(unescaped(without_extension(rest, ".pdf")));
    }
  }
  return std::nullopt;
}

/// The last part of the path that is an id: "anthology/P/P18/P18-1001.pdf".
std::optional<Identifier> parse_acl_path(std::string_view path) {
  const std::vector<std::string_view> parts = split(path, '/');
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (std::optional<Identifier> acl =
            parse_acl(without_extension(without_extension(*part, ".pdf"), ".bib"))) {
      return acl;
    }
  }
  return std::nullopt;
}

std::optional<Identifier> parse_openreview_path(std::string_view path, std::string_view rest) {
  static constexpr std::array<std::string_view, 6> kOfPapers = {
      "forum", "pdf", "attachment", "revisions", "references/pdf", "references/attachment"};
  if (std::find(kOfPapers.begin(), kOfPapers.end(), path) == kOfPapers.end()) {
    return std::nullopt;  // a group, a profile
  }
  return parse_openreview(parameter(rest, "id"));
}

}  // namespace

std::optional<Identifier> parse_known_host(const std::string& url) {
  std::string_view rest = without_punctuation(url);
  rest.remove_prefix(std::string_view("https://").size());
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view host = rest.substr(0, slash);
  const std::string_view whole_path = rest.substr(slash + 1);
  const std::string_view path = without_punctuation(whole_path.substr(0, whole_path.find('?')));
  if (is_arxiv_host(host)) {
    return parse_arxiv_path(path);
  }
  if (host == "huggingface.co" && istarts_with(path, "papers/")) {
    return parse_arxiv(path.substr(7));
  }
  if (host == "doi.org" || host == "dx.doi.org") {
    std::string_view doi = path;
    consume(doi, "doi:");
    return parse_doi(unescaped(doi));
  }
  if (host == "aclanthology.org" || host == "aclweb.org" || host == "aclanthology.info" ||
      host == "anthology.aclweb.org" || host == "aclanthology.coli.uni-saarland.de") {
    return parse_acl_path(path);
  }
  if (host == "openreview.net") {
    return parse_openreview_path(path, rest);
  }
  if (host == "proceedings.mlr.press") {
    return parse_pmlr(path);
  }
  if (host == "jmlr.org" || host == "jmlr.csail.mit.edu") {
    std::string_view paper = path;  // where PMLR was before 2017
    return consume(paper, "proceedings/papers/") ? parse_pmlr(paper) : std::nullopt;
  }
  if (host == "raw.githubusercontent.com") {
    std::string_view paper = path;  // PMLR's own files
    const std::size_t assets = path.find("/assets/");
    if (!consume(paper, "mlresearch/") || assets == std::string_view::npos) {
      return std::nullopt;
    }
    const std::string_view volume = paper.substr(0, paper.find('/'));
    return parse_pmlr(std::string(volume) + "/" + std::string(path.substr(assets + 8)));
  }
  if (host == "github.com") {
    return parse_github(path);
  }
  return parse_publisher_path(path);
}

}  // namespace assay
