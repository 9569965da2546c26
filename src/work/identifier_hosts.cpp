#include "work/identifier_internal.h"

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

std::string_view without_extension(std::string_view text, std::string_view extension) noexcept {
  if (text.size() > extension.size() &&
      iequals(text.substr(text.size() - extension.size()), extension)) {
    text.remove_suffix(extension.size());
  }
  return text;
}

}  // namespace

std::optional<Identifier> parse_known_host(const std::string& url) {
  std::string_view rest(url);
  rest.remove_prefix(std::string_view("https://").size());
  const std::size_t slash = rest.find('/');
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view host = rest.substr(0, slash);
  const std::string_view path =
      rest.substr(slash + 1, rest.find('?') == std::string_view::npos ? std::string_view::npos
                                                                      : rest.find('?') - slash - 1);
  if (host == "arxiv.org" || host == "export.arxiv.org" || host == "ar5iv.org" ||
      host == "ar5iv.labs.arxiv.org" || host == "alphaxiv.org") {
    std::string_view id = path;
    for (const std::string_view prefix : {"abs/", "pdf/", "html/", "format/", "e-print/"}) {
      if (consume(id, prefix)) {
        return parse_arxiv(without_extension(id, ".pdf"));
      }
    }
    return std::nullopt;
  }
  if (host == "huggingface.co" && istarts_with(path, "papers/")) {
    return parse_arxiv(path.substr(7));
  }
  if (host == "doi.org" || host == "dx.doi.org") {
    return parse_doi(path);
  }
  if (host == "aclanthology.org" || host == "aclweb.org" || host == "aclanthology.info") {
    std::string_view id = path;
    consume(id, "anthology/");
    consume(id, "papers/");
    id = id.substr(0, id.find('/'));
    return parse_acl(without_extension(without_extension(id, ".pdf"), ".bib"));
  }
  if (host == "openreview.net") {
    return parse_openreview(parameter(url, "id"));
  }
  if (host == "proceedings.mlr.press") {
    return parse_pmlr(path);
  }
  if (host == "github.com") {
    return parse_github(path);
  }
  return std::nullopt;
}

}  // namespace assay
