#include "base/names.h"
#include "base/text.h"
#include "source/writer_internal.h"
#include "work/json.h"

#include <algorithm>
#include <array>

namespace assay::source {
namespace {

constexpr std::array<std::string_view, 5> kNames = {"works", "bibtex", "ris", "csl-json",
                                                    "markdown"};

class WorksWriter final : public Writer {
 public:
  std::string item(const Work& work) override { return to_works_json(work) + "\n"; }
};

bool is_lower(std::string_view word) noexcept {
  return !word.empty() && word.front() >= 'a' && word.front() <= 'z';
}

bool is_suffix(std::string_view word) {
  static constexpr std::array<std::string_view, 5> kSuffixes = {"jr", "sr", "ii", "iii", "iv"};
  const std::string plain = ascii_lower(word.substr(0, word.find('.')));
  return std::find(kSuffixes.begin(), kSuffixes.end(), plain) != kSuffixes.end();
}

}  // namespace

std::string_view export_format_name(ExportFormat format) noexcept {
  return kNames[static_cast<std::size_t>(format)];
}

std::optional<ExportFormat> parse_export_format(std::string_view name) noexcept {
  return parse_name<ExportFormat>(kNames, name);
}

std::unique_ptr<Writer> make_writer(ExportFormat format) {
  switch (format) {
    case ExportFormat::kWorks:
      return std::make_unique<WorksWriter>();
    case ExportFormat::kBibtex:
      return write_bibtex();
    case ExportFormat::kRis:
      return write_ris();
    case ExportFormat::kCslJson:
      return write_csl_json();
    case ExportFormat::kMarkdown:
      break;
  }
  return write_markdown();
}

SplitName split_name(std::string_view name) {
  if (const std::size_t comma = name.find(','); comma != std::string_view::npos) {
    return {std::string(trim(name.substr(0, comma))), std::string(trim(name.substr(comma + 1)))};
  }
  const std::vector<std::string_view> words = split(name, ' ');
  const bool people = words.size() > 1 && words.front() != "The" && words.front() != "the";
  if (!people) {
    return {std::string(name), {}};
  }
  std::size_t family = words.size() - 1;
  if (family > 1 && is_suffix(words[family])) {
    --family;
  }
  while (family > 1 && is_lower(words[family - 1])) {
    --family;
  }
  const auto begin = static_cast<std::size_t>(words[family].data() - name.data());
  return {std::string(name.substr(begin)), std::string(trim(name.substr(0, begin)))};
}

std::string main_address(const Work& work) {
  for (const Link& link : work.links) {
    if (link.rel == "home") {
      return link.url;
    }
  }
  if (!work.identifiers.empty()) {
    return web_address(work.identifiers.front());
  }
  return work.links.empty() ? work.code : work.links.front().url;
}

std::string identifier_value(const Work& work, Scheme scheme) {
  for (const Identifier& identifier : work.identifiers) {
    if (identifier.scheme == scheme) {
      return identifier.value;
    }
  }
  return {};
}

NamedAuthors named_authors(const Work& work, const nlohmann::ordered_json& extra) {
  NamedAuthors out{work.authors, false};
  const auto breaks_off = [](std::string_view name) {
    constexpr std::array<std::string_view, 5> kWords = {"others", "and others", "et al", "et al.",
                                                        "et. al."};
    return std::any_of(kWords.begin(), kWords.end(),
                       [&](std::string_view word) { return iequals(trim(name), word); });
  };
  while (!out.names.empty() && breaks_off(out.names.back())) {
    out.names.pop_back();
    out.more = true;
  }
  const auto partial = extra.find("authors_partial");
  out.more = out.more || (partial != extra.end() && partial->is_boolean() && partial->get<bool>());
  return out;
}

nlohmann::ordered_json extra_of(const Work& work) {
  const auto extra =
      nlohmann::ordered_json::parse(work.extra.empty() ? "{}" : work.extra, nullptr, false);
  return extra.is_object() ? extra : nlohmann::ordered_json::object();
}

}  // namespace assay::source
