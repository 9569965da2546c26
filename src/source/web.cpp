#include "source/web.h"

#include "base/text.h"
#include "source/address_parts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace assay::source {
namespace {

constexpr std::array<std::string_view, 5> kCodeHosts = {"github.com", "gitlab.com", "bitbucket.org",
                                                        "huggingface.co", "codeocean.com"};

bool ends_address(char c) noexcept {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '"' || c == '<' || c == '>' ||
         c == '{' || c == '}' || c == '|' || c == '\\' || c == '^' || c == '`';
}

std::string_view without_punctuation(std::string_view text) noexcept {
  while (!text.empty() &&
         std::string_view(".,;:!?'\")]*").find(text.back()) != std::string_view::npos) {
    // A closing bracket that was opened within the address belongs to it.
    if (text.back() == ')' && text.find('(') != std::string_view::npos) {
      break;
    }
    text.remove_suffix(1);
  }
  return text;
}

/// Where the address of a code host begins that ends right before the slash at `slash`; npos when
/// none does.
std::size_t host_begin(std::string_view text, std::size_t slash) noexcept {
  for (const std::string_view host : kCodeHosts) {
    if (slash < host.size() || text.substr(slash - host.size(), host.size()) != host) {
      continue;
    }
    const std::size_t begin = slash - host.size();
    if (begin == 0) {
      return begin;
    }
    if (begin >= 5 && text.substr(begin - 5, 5) == "gist.") {
      return begin - 5;
    }
    const char before = text[begin - 1];
    const bool other_host =
        std::isalnum(static_cast<unsigned char>(before)) != 0 || before == '-' || before == '_';
    return other_host ? std::string_view::npos : begin;
  }
  return std::string_view::npos;
}

void append_code_point(std::string& out, unsigned long code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6U));
    out += static_cast<char>(0x80 | (code & 0x3FU));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12U));
    out += static_cast<char>(0x80 | ((code >> 6U) & 0x3FU));
    out += static_cast<char>(0x80 | (code & 0x3FU));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18U));
    out += static_cast<char>(0x80 | ((code >> 12U) & 0x3FU));
    out += static_cast<char>(0x80 | ((code >> 6U) & 0x3FU));
    out += static_cast<char>(0x80 | (code & 0x3FU));
  }
}

/// The text of a reference without & and ;, "" when it is none that we know.
std::string reference_text(std::string_view name) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 10> kNames = {{
      {"amp", "&"},
      {"lt", "<"},
      {"gt", ">"},
      {"quot", "\""},
      {"apos", "'"},
      {"nbsp", " "},
      {"ndash", "–"},
      {"mdash", "—"},
      {"hellip", "…"},
      {"rsquo", "’"},
  }};
  for (const auto& [known, text] : kNames) {
    if (known == name) {
      return std::string(text);
    }
  }
  if (name.size() < 2 || name[0] != '#') {
    return {};
  }
  const bool hex = name[1] == 'x' || name[1] == 'X';
  const std::string_view digits = name.substr(hex ? 2 : 1);
  unsigned long code = 0;
  const auto [end, ec] =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  const bool valid = ec == std::errc{} && end == digits.data() + digits.size() && code >= 0x20 &&
                     code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
  std::string out;
  if (valid) {
    append_code_point(out, code);
  }
  return out;
}

}  // namespace

std::string find_code_address(std::string_view text) {
  for (std::size_t slash = text.find('/'); slash != std::string_view::npos;
       slash = text.find('/', slash + 1)) {
    const std::size_t begin = host_begin(text, slash);
    if (begin == std::string_view::npos) {
      continue;
    }
    std::size_t end = slash;
    while (end < text.size() && !ends_address(text[end])) {
      ++end;
    }
    const std::string_view address = without_punctuation(text.substr(begin, end - begin));
    // The host alone is no code, and neither is a paper's page there.
    if (address.size() > slash - begin + 1 && !istarts_with(address, "huggingface.co/papers/")) {
      return "https://" + std::string(address);
    }
  }
  return {};
}

std::string code_from_field(std::string_view field) {
  const std::size_t end = field.find_first_of(";, ");
  std::string_view first = trim(field.substr(0, end));
  if (first.empty()) {
    return {};
  }
  if (istarts_with(first, "http://") || istarts_with(first, "https://")) {
    return std::string(first);
  }
  if (std::optional<Identifier> repository = parse_identifier("github:" + std::string(first))) {
    return web_address(*repository);
  }
  return find_code_address(field);
}

Kind kind_of_address(std::string_view url) {
  const std::optional<Identifier> identifier = parse_identifier(url);
  if (!identifier) {
    return Kind::kPost;
  }
  if (identifier->scheme == Scheme::kGithub) {
    return Kind::kRepository;
  }
  if (identifier->scheme != Scheme::kUrl) {
    return Kind::kPaper;
  }
  const std::string_view address = identifier->value;
  const auto has = [&](std::string_view part) {
    return address.find(part) != std::string_view::npos;
  };
  if (has("//youtube.com/") || has("//youtu.be/") || has("//vimeo.com/") ||
      has("slideslive.com/") || has("//slideshare.net/") || has("infoq.com/presentations")) {
    return Kind::kTalk;
  }
  if ((address.size() > 4 && iequals(address.substr(address.size() - 4), ".pdf")) ||
      has("//dl.acm.org/") || has("papers.nips.cc/") || has("proceedings.neurips.cc/") ||
      has("openaccess.thecvf.com/") || has("ieeexplore.ieee.org/") ||
      has("semanticscholar.org/paper") || has("research.google/pubs") || has("vldb.org/") ||
      has("usenix.org/system/files")) {
    return Kind::kPaper;
  }
  return Kind::kPost;
}

std::string decode_entities(std::string_view text) {
  constexpr std::size_t kLongestReference = 10;
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t mark = std::min(text.find('&'), text.size());
    out += text.substr(0, mark);
    text.remove_prefix(mark);
    const std::size_t end = text.substr(0, kLongestReference + 1).find(';');
    const std::string replaced =
        end == std::string_view::npos ? std::string() : reference_text(text.substr(1, end - 1));
    const bool known = !replaced.empty();
    out += known ? replaced : text.substr(0, 1);
    text.remove_prefix(known ? end + 1 : std::min<std::size_t>(1, text.size()));
  }
  return out;
}

std::string with_parameters(
    const std::string& address,
    const std::vector<std::pair<std::string_view, std::string>>& parameters) {
  std::string out = address;
  for (const auto& [name, value] : parameters) {
    if (!value.empty()) {
      out += out.find('?') == std::string::npos ? '?' : '&';
      out += std::string(name) + "=" + percent_encoded(value);
    }
  }
  return out;
}

void add_home(Work& work, const std::string& url) {
  if (url.empty()) {
    return;
  }
  if (std::optional<Identifier> identifier = parse_identifier(url)) {
    if (identifier->scheme == Scheme::kGithub && work.kind == Kind::kPaper) {
      work.code = url;
    } else {
      add_identifier(work, std::move(*identifier));
    }
    work.links.push_back({"home", url});
  }
}

}  // namespace assay::source
