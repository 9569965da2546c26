/// BibTeX, docs/formats.md.

#include "base/text.h"
#include "source/bibtex_syntax.h"
#include "source/writer_internal.h"
#include "work/title.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace assay::source {
namespace {

/// A character that TeX takes for markup, as text.
std::string_view escaped(char c) noexcept {
  static constexpr std::array<std::pair<char, std::string_view>, 10> kEscapes = {
      {{'\\', "\\textbackslash{}"},
       {'{', "\\textbraceleft{}"},
       {'}', "\\textbraceright{}"},
       {'~', "\\textasciitilde{}"},
       {'^', "\\textasciicircum{}"},
       {'&', "\\&"},
       {'%', "\\%"},
       {'$', "\\$"},
       {'#', "\\#"},
       {'_', "\\_"}}};
  for (const auto& [plain, tex] : kEscapes) {
    if (plain == c) {
      return tex;
    }
  }
  return {};
}

/// Whether braces are balanced, so that the entry is not torn.
bool balanced(std::string_view text) noexcept {
  int depth = 0;
  for (const char c : text) {
    depth += c == '{' ? 1 : 0;
    depth -= c == '}' ? 1 : 0;
    if (depth < 0) {
      return false;
    }
  }
  return depth == 0;
}

/// Text for a field: mathematics between dollars stays, everything else stands for itself.
std::string tex(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '$') {
      const std::size_t end = text.find('$', i + 1);
      const std::string_view math =
          end == std::string_view::npos ? std::string_view() : text.substr(i, end - i + 1);
      if (math.size() > 2 && math[1] != ' ' && balanced(math)) {
        out += math;
        i = end;
        continue;
      }
    }
    const std::string_view escape = escaped(text[i]);
    if (escape.empty()) {
      out += text[i];
    } else {
      out += escape;
    }
  }
  return out;
}

/// An address, and a DOI, as itself: BibTeX and biber hand these fields to \url, which escapes
/// nothing. Only what would tear the entry or begin a command is percent-encoded.
std::string verbatim(std::string_view address) {
  std::string out;
  for (const char c : address) {
    out += c == '{' ? "%7B" : c == '}' ? "%7D" : c == '\\' ? "%5C" : std::string(1, c);
  }
  return out;
}

bool is_key(std::string_view id) noexcept {
  return !id.empty() && id.size() <= 100 && std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_:./+").find(c) != std::string_view::npos;
  });
}

/// "hu2021lora": family name, year, first word of the title.
std::string made_key(const Work& work) {
  std::string key = work.authors.empty() ? std::string("anonymous")
                                         : normalise_title(split_name(work.authors.front()).family);
  key += work.year == 0 ? std::string() : std::to_string(work.year);
  const std::string title = normalise_title(work.title);
  key += title.substr(0, title.find(' '));
  key.erase(
      std::remove_if(key.begin(), key.end(),
                     [](char c) { return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')); }),
      key.end());
  return key.empty() ? "work" : key;
}

/// The entry's type: what the source said, else by kind and venue.
std::string entry_type(const Work& work, const nlohmann::ordered_json& extra) {
  if (const auto found = extra.find("entry_type"); found != extra.end() && found->is_string()) {
    return found->get<std::string>();
  }
  switch (work.kind) {
    case Kind::kPaper:
      break;
    case Kind::kRepository:
    case Kind::kPackage:
      return "software";
    case Kind::kTalk:
      return "video";
    default:
      return "online";
  }
  const std::string venue = ascii_lower(work.venue);
  if (venue.empty() || venue == "arxiv") {
    return "misc";
  }
  const bool journal = venue.find("journal") != std::string::npos ||
                       venue.find("transactions") != std::string::npos ||
                       venue.find("letters") != std::string::npos;
  return journal ? "article" : "inproceedings";
}

class Entry {
 public:
  Entry(std::string_view type, std::string_view key) {
    text_ = "@" + std::string(type) + "{" + std::string(key);
  }
  void put(std::string_view name, std::string_view value) {
    if (!value.empty() && written_.insert(std::string(name)).second) {
      text_ += ",\n  " + std::string(name) + " = {" + std::string(value) + "}";
    }
  }
  [[nodiscard]] std::string finish() const { return text_ + "\n}\n\n"; }

 private:
  std::string text_;
  std::unordered_set<std::string> written_;
};

constexpr std::string_view kRawEnding = "_tex";

/// A field as the source wrote it, with the braces that keep capitals, where it still says `text`;
/// "" otherwise.
std::string raw_of(const nlohmann::ordered_json& extra, const std::string& name,
                   const std::string& text) {
  const auto found = extra.find(name + std::string(kRawEnding));
  if (found == extra.end() || !found->is_string()) {
    return {};
  }
  const auto& raw = found->get_ref<const std::string&>();
  return balanced(raw) && collapse_spaces(untex(raw)) == text ? raw : std::string();
}

std::string written(const nlohmann::ordered_json& extra, const std::string& name,
                    const std::string& text) {
  const std::string raw = raw_of(extra, name, text);
  return raw.empty() ? tex(text) : raw;
}

/// A name with "and" or a comma of its own in braces would be taken apart.
std::string joined_people(const NamedAuthors& authors) {
  std::string out;
  for (const std::string& name : authors.names) {
    const bool apart = ascii_lower(name).find(" and ") != std::string::npos;
    out += (out.empty() ? "" : " and ") + (apart ? "{" + tex(name) + "}" : tex(name));
  }
  return authors.more && !out.empty() ? out + " and others" : out;
}

class BibtexWriter final : public Writer {
 public:
  std::string item(const Work& work) override {
    const nlohmann::ordered_json extra = extra_of(work);
    const std::string type = entry_type(work, extra);
    Entry entry(type, fresh_key(is_key(work.id) ? work.id : made_key(work)));
    const std::string title = raw_of(extra, "title", work.title);
    entry.put("title", title.empty() ? "{" + tex(work.title) + "}" : title);
    entry.put("author", joined_people(named_authors(work, extra)));
    entry.put("year", work.year == 0 ? std::string() : std::to_string(work.year));
    if (work.date.size() > 4) {
      entry.put("date", work.date);
    }
    entry.put(type == "article"         ? "journal"
              : type == "inproceedings" ? "booktitle"
                                        : "howpublished",
              written(extra, "venue", work.venue));
    entry.put("doi", verbatim(identifier_value(work, Scheme::kDoi)));
    if (const std::string arxiv = identifier_value(work, Scheme::kArxiv); !arxiv.empty()) {
      entry.put("eprint", arxiv);
      entry.put("archiveprefix", "arXiv");
    }
    entry.put("url", verbatim(main_address(work)));
    entry.put("code", verbatim(work.code));
    entry.put("keywords", tex(join(work.keywords, "; ")));
    entry.put("note", tex(work.comments));
    entry.put("abstract", tex(work.abstract));
    for (const auto& [name, value] : extra.items()) {
      const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
      });
      if (plain && value.is_string() && name != "entry_type" && !name.ends_with(kRawEnding)) {
        const auto& text = value.get_ref<const std::string&>();
        entry.put(name, is_verbatim(name) && balanced(text) ? text : tex(text));
      }
    }
    return entry.finish();
  }

 private:
  /// The key, with a letter behind it when it was given before.
  std::string fresh_key(const std::string& key) {
    std::string candidate = key;
    for (int copy = 0; !keys_.insert(candidate).second; ++copy) {
      candidate = key + (copy < 26 ? std::string(1, static_cast<char>('a' + copy))
                                   : "-" + std::to_string(copy));
    }
    return candidate;
  }

  std::unordered_set<std::string> keys_;
};

}  // namespace

std::unique_ptr<Writer> write_bibtex() {
  return std::make_unique<BibtexWriter>();
}

}  // namespace assay::source
