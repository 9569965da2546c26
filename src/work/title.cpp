#include "work/title.h"

#include "base/ascii.h"
#include "base/spelling.h"
#include "base/text.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <utility>

namespace assay {
namespace {

bool is_alnum(char c) noexcept {
  return is_letter(c) || is_digit(c);
}

/// Combining mark of a TeX accent command ("\"" -> U+0308), empty when `name` is none.
std::string_view combining_mark(std::string_view name) noexcept {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> kMarks = {{
      {"\"", "\u0308"},
      {"'", "\u0301"},
      {"`", "\u0300"},
      {"^", "\u0302"},
      {"~", "\u0303"},
      {"=", "\u0304"},
      {".", "\u0307"},
      {"u", "\u0306"},
      {"v", "\u030C"},
      {"H", "\u030B"},
      {"c", "\u0327"},
      {"k", "\u0328"},
      {"r", "\u030A"},
      {"d", "\u0323"},
  }};
  for (const auto& [command, mark] : kMarks) {
    if (command == name) {
      return mark;
    }
  }
  return {};
}

/// TeX commands that stand for letters or a sign.
constexpr std::array<std::pair<std::string_view, std::string_view>, 75> kLetters = {{
    {"ss", "ß"},
    {"o", "ø"},
    {"O", "Ø"},
    {"l", "ł"},
    {"L", "Ł"},
    {"ae", "æ"},
    {"AE", "Æ"},
    {"oe", "œ"},
    {"OE", "Œ"},
    {"aa", "å"},
    {"AA", "Å"},
    {"i", "i"},
    {"j", "j"},
    {"alpha", "α"},
    {"beta", "β"},
    {"gamma", "γ"},
    {"delta", "δ"},
    {"epsilon", "ε"},
    {"varepsilon", "ε"},
    {"zeta", "ζ"},
    {"eta", "η"},
    {"theta", "θ"},
    {"kappa", "κ"},
    {"lambda", "λ"},
    {"mu", "μ"},
    {"nu", "ν"},
    {"xi", "ξ"},
    {"pi", "π"},
    {"rho", "ρ"},
    {"sigma", "σ"},
    {"tau", "τ"},
    {"phi", "φ"},
    {"varphi", "φ"},
    {"chi", "χ"},
    {"psi", "ψ"},
    {"omega", "ω"},
    {"Gamma", "Γ"},
    {"Delta", "Δ"},
    {"Theta", "Θ"},
    {"Lambda", "Λ"},
    {"Sigma", "Σ"},
    {"Phi", "Φ"},
    {"Psi", "Ψ"},
    {"Omega", "Ω"},
    {"Pi", "Π"},
    {"Xi", "Ξ"},
    {"iota", "ι"},
    {"upsilon", "υ"},
    {"vartheta", "θ"},
    {"dh", "ð"},
    {"th", "þ"},
    {"dj", "đ"},
    {"DJ", "Đ"},
    {"ell", "ℓ"},
    {"log", "log "},
    {"ln", "ln "},
    {"exp", "exp "},
    {"min", "min "},
    {"max", "max "},
    {"arg", "arg "},
    {"sup", "sup "},
    {"inf", "inf "},
    {"lim", "lim "},
    {"sin", "sin "},
    {"cos", "cos "},
    {"tan", "tan "},
    {"det", "det "},
    {"dim", "dim "},
    {"Pr", "Pr "},
    {"sqrt", "√"},
    {"textbackslash", "\\"},
    {"textasciitilde", "~"},
    {"textasciicircum", "^"},
    {"textbraceleft", "{"},
    {"textbraceright", "}"},
}};

/// Text of a TeX command that stands for letters or a sign, empty when `name` is none.
std::string_view letter_command(std::string_view name) noexcept {
  for (const auto& [command, letters] : kLetters) {
    if (command == name) {
      return letters;
    }
  }
  return {};
}

/// Composes letters and the marks behind them (NFC).
std::string compose(const std::string& text) {
  utf8proc_uint8_t* out = nullptr;
  const utf8proc_ssize_t length = utf8proc_map(
      reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
      static_cast<utf8proc_ssize_t>(text.size()), &out,
      static_cast<utf8proc_option_t>(static_cast<unsigned>(UTF8PROC_STABLE) | UTF8PROC_COMPOSE));
  if (length < 0) {
    return text;
  }
  std::string composed(reinterpret_cast<const char*>(out), static_cast<std::size_t>(length));
  std::free(out);  // NOLINT(cppcoreguidelines-no-malloc): utf8proc allocates with malloc
  return composed;
}

/// Reads TeX from left to right. With `keep_math`, $...$ is copied as it stands.
class TexReader {
 public:
  TexReader(std::string_view text, bool keep_math) : text_(text), keep_math_(keep_math) {}

  std::string run() {
    while (pos_ < text_.size()) {
      const char c = text_[pos_];
      if (c == '\\') {
        command();
      } else if (c == '$') {
        math();
      } else if (c == '{' || c == '}') {
        ++pos_;
      } else {
        out_ += c == '~' ? ' ' : c;
        ++pos_;
        place_mark();
      }
    }
    return has_marks_ ? compose(out_) : std::move(out_);
  }

 private:
  void math() {
    const std::size_t end = keep_math_ ? text_.find('$', pos_ + 1) : std::string_view::npos;
    if (end == std::string_view::npos) {
      ++pos_;
      return;
    }
    out_.append(text_, pos_, end - pos_ + 1);
    pos_ = end + 1;
  }

  void command() {
    ++pos_;
    if (pos_ == text_.size()) {
      return;
    }
    std::size_t end = pos_ + 1;
    if (is_letter(text_[pos_])) {
      while (end < text_.size() && is_letter(text_[end])) {
        ++end;
      }
    }
    const std::string_view name = text_.substr(pos_, end - pos_);
    pos_ = end;
    const std::string_view mark = combining_mark(name);
    // "\c{c}" and "\c c" are accents; "\cite" was read as one longer name.
    if (!mark.empty()) {
      pending_marks_.insert(0, mark);  // the inner of two accents stands nearer to the letter
      while (pos_ < text_.size() && (text_[pos_] == ' ' || text_[pos_] == '{')) {
        ++pos_;
      }
      return;
    }
    const std::string_view letters = letter_command(name);
    if (!letters.empty()) {
      out_ += letters;
      skip_one_space();
      place_mark();
    } else if (!is_letter(name[0])) {
      out_ += name == "\\" ? std::string_view(" ") : name;  // \& \% \_ \# \$ and line breaks
    } else {
      skip_one_space();  // \emph, \textbf, \mathcal ...: only the markup goes
    }
  }

  void skip_one_space() {
    if (pos_ < text_.size() && text_[pos_] == ' ') {
      ++pos_;
    }
  }

  /// Puts a waiting accent behind the letter that was just written.
  void place_mark() {
    if (pending_marks_.empty() || out_.empty() ||
        (static_cast<unsigned char>(out_.back()) & 0x80) != 0) {
      return;
    }
    if (is_letter(out_.back())) {
      out_ += pending_marks_;
      has_marks_ = true;
    }
    pending_marks_.clear();
  }

  std::string_view text_;
  bool keep_math_;
  std::size_t pos_ = 0;
  std::string out_;
  std::string pending_marks_;
  bool has_marks_ = false;
};

bool has_tex(std::string_view text) noexcept {
  return text.find_first_of("\\${}~") != std::string_view::npos;
}

/// The letters and digits of folded text; every other run becomes one space. A plus or sharp that
/// ends a word is part of it: "C++", "C#" and "C" are three, as are "k-means" and "k-means++".
std::string words_only(std::string_view folded) {
  std::string out;
  out.reserve(folded.size());
  bool gap = false;
  const auto put = [&](std::string_view piece) {
    if (gap && !out.empty()) {
      out += ' ';
    }
    gap = false;
    out += piece;
  };
  const auto ends_word = [folded](std::size_t next) {
    return next >= folded.size() ||
           (!is_alnum(folded[next]) && static_cast<unsigned char>(folded[next]) < 0x80);
  };
  for (std::size_t pos = 0; pos < folded.size();) {
    const auto c = static_cast<unsigned char>(folded[pos]);
    if (c < 0x80) {
      if (is_alnum(folded[pos])) {
        put(folded.substr(pos, 1));
      } else if ((c == '+' || c == '#') && !gap && !out.empty() && ends_word(pos + 1)) {
        put(c == '+' ? "plus" : "sharp");
      } else if (folded[pos] != '\'') {
        gap = true;
      }
      ++pos;
      continue;
    }
    utf8proc_int32_t code = 0;
    const utf8proc_ssize_t length =
        utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(folded.data() + pos),
                         static_cast<utf8proc_ssize_t>(folded.size() - pos), &code);
    if (length <= 0) {
      gap = true;
      ++pos;
      continue;
    }
    const utf8proc_category_t category = utf8proc_category(code);
    const bool letter = category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
    const bool number = category >= UTF8PROC_CATEGORY_ND && category <= UTF8PROC_CATEGORY_NO;
    if (const std::string_view plain = plain_letter(code); !plain.empty()) {
      put(plain);
    } else if (letter || number) {
      put(folded.substr(pos, static_cast<std::size_t>(length)));
    } else if (code != 0x2019) {  // the apostrophe of "Schütze’s"
      gap = true;
    }
    pos += static_cast<std::size_t>(length);
  }
  return out;
}

}  // namespace

std::string untex(std::string_view text) {
  if (!has_tex(text)) {
    return std::string(text);
  }
  return TexReader(text, true).run();
}

std::string normalise_title(std::string_view title) {
  std::string plain;
  if (has_tex(title)) {
    plain = TexReader(title, false).run();
    title = plain;
  }
  return words_only(strip_accents(nfkc_casefold(title)));
}

std::uint64_t title_key(std::string_view title) {
  std::string normal = normalise_title(title);
  normal.erase(std::remove(normal.begin(), normal.end(), ' '), normal.end());
  return normal.empty() ? 0 : hash64(normal);
}

}  // namespace assay
